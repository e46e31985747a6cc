"""The second wall: with `visible_to` taken away, the database still hands out nothing of another campaign or enterprise.

That `visible_to` holds without the wall is what `test_matrix` shows: there it is down.
"""

import os
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings

from access.addresses import every
from access.asking import _may_be_answered, client_of, questions, text_of
from access.test_controls import scoped_models
from access.world import World
from fugong.core.second_wall import ROLE, as_installation
from fugong.places.models import Campaign
from fugong.web import second_wall, wall_policies

pytestmark = pytest.mark.django_db
PAGES = int(os.environ.get("FUGONG_WALLED_PAGES", "12"))  # of each person; 0: all of them, for the full run
BY_THEIR_PARENT = {
    "advice": "Duty Turn", "arrivals": "Duty_officers Duty_vehicles", "channels": "Address Choice Preference InboxEntry Gateway",
    "chains": "Showing",
    "demands": "DemandClimb Searched Suspension Message Attachment", "figures": "FrozenFigure",
    "inspections": "VisitPerson VisitItem VisitEdit EvidencePart Swap DrawnEnterprise_inspectors", 
    "lodging": "Room RequestedPerson", "meetings": "Decision",
    "outreach": "GroupOfficer Seat NoticeVersion NoticeText NoticePicture NoticeViewing PostFile PostText Reading",
    "papers": "PaperFile", "passes": "SigningKey", "projects": "ConditionMet Plan",
    "rectification": "Proof NoticeItem LookBack StopWorkItem ExampleFile", "registry": "Park SupplyLink TeamMember",
    "resumption": "SigningTry FilingStep Remark Document TeamVisit ResumptionPlan ProductionLine ChecklistAnswer",
    "signals": "Reading",
    "supplies": "Proof Line", "testing": "ShiftPost", "training": "Presence", "transport": "TripStop", "workforce": "DataKey",
}  # fmt: skip
"""Tables without campaign and enterprise of their own: reached from a row that has them."""
OF_THE_INSTALLATION = {
    "accounts": "User Grant ApiToken OpenSession UndoOffer PasswordTry User_groups User_user_permissions", "ledger": "Seal Mark",
    "places": "Jurisdiction Grid",
    "exchange": "OwnKey Peer Received", "policy": "PackVersion PackContent", "sheets": "SheetRow", "web": "KeptAnswer CallCount",
}  # fmt: skip
"""Tables whose rows belong to no campaign."""
COUNTED = {
    "chains": "OrderEntry", "inspections": "DrawnEnterprise", "meetings": "Participant Item", "outreach": "Membership Post",
    "registry": "OfficerProfile_avoids",
}  # fmt: skip
"""Tables of shared rooms with an enterprise's number and no campaign's: reached by a row that has one, too."""
BEFORE = {
    "desk": "next_door",
    "stranger": "campaign",
    "hill_town": "next_door",
    "officer": "next_door",
    "liaison": "next_door",
}
"""Who → the campaign that they may never see."""


@pytest.fixture
def up(world: World) -> Iterator[World]:
    with override_settings(SECOND_WALL=True), transaction.atomic():
        yield world
        transaction.set_rollback(True)


def named(table: dict[str, str]) -> set[str]:
    return {f"{room}.{name}" for room, names in table.items() for name in names.split()}


def rows_of(world: World, who: str) -> Iterator[tuple[str, int]]:
    """Table, and how many rows that aren't theirs this person gets where nothing but the wall stands before them."""
    person, other = world.person(who), getattr(world.cast, BEFORE[who])
    own = [int(each.scope_key) for each in person.active_grants if each.scope_kind == "enterprise"]
    with second_wall.before(person), connection.cursor() as cursor:
        for model, _rows in wall_policies.walled():
            columns = {field.column for field in model._meta.concrete_fields}
            if (
                own
                and "enterprise_id" in columns
                and not wall_policies.shares(model)
                and model._meta.label != "ledger.Event"
            ):
                condition, values = "enterprise_id <> ALL(%s)", [own]
            elif model is Campaign:
                condition, values = "id = %s", [other.pk]
            elif "campaign_id" in columns:
                condition, values = "campaign_id = %s", [other.pk]
            else:
                continue
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}" WHERE {condition}', values)
            yield model._meta.label, cursor.fetchone()[0]


def test_every_table_of_ours_is_walled_or_says_why_not() -> None:
    ours = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("fugong.")
    }
    walled = {model._meta.label for model, _rows in wall_policies.walled()}
    shared = {
        model._meta.label for model in apps.get_models(include_auto_created=True) if wall_policies.shares(model)
    } & named(COUNTED)
    assert ours - walled - wall_policies.OF_ALL.keys() - shared == named(BY_THEIR_PARENT) | named(OF_THE_INSTALLATION)
    assert wall_policies.stands(), "and the database has the policies"


def test_every_scoped_model_is_behind_it() -> None:
    walled = {model for model, _rows in wall_policies.walled()}
    beside = {model._meta.label for model in scoped_models() if model not in walled}
    open_names = {"registry.Enterprise", "places.Jurisdiction", "exchange.Received"}
    assert beside == open_names | (beside & named(COUNTED)), (
        "the names of enterprises and places are no secret, nor are numbers that another installation sent; what is theirs is"
    )


@pytest.mark.parametrize("who", BEFORE)
def test_with_the_filter_taken_away_nothing_of_others_is_handed_out(up: World, who: str) -> None:
    assert {table: many for table, many in rows_of(up, who) if many} == {}


@pytest.mark.parametrize("who", ["desk", "liaison"])
def test_without_the_wall_it_would_be(world: World, who: str) -> None:
    shown = {table for table, many in rows_of(world, who) if many}
    assert len(shown) > 60, "most tables hold rows of both sides, so an empty answer means something"


def test_a_policy_that_is_missing_is_noticed(up: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE demands_demand DISABLE ROW LEVEL SECURITY")
    assert dict(rows_of(up, "desk"))["demands.Demand"] > 0
    assert not wall_policies.stands()
    assert wall_policies.build() and wall_policies.stands()
    assert dict(rows_of(up, "desk"))["demands.Demand"] == 0


@pytest.mark.parametrize("table, rows", [("not_made_yet", "true"), ("demands_demand", "column_of_later IS NULL")])
def test_tables_of_an_earlier_version_keep_the_wall_they_have(
    up: World, monkeypatch: pytest.MonkeyPatch, table: str, rows: str
) -> None:
    later = SimpleNamespace(_meta=SimpleNamespace(db_table=table))
    own = list(wall_policies.walled())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with monkeypatch.context() as patch:
        patch.setattr(wall_policies, "walled", lambda: [*own, (later, rows)])
        assert not wall_policies.build()
    assert wall_policies.stands()


def test_nothing_of_a_person_stays_on_the_line(up: World) -> None:
    asked = "SELECT current_user, current_setting('fugong.campaigns', true), current_setting('role')"

    def state() -> tuple[str, ...]:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return tuple(cursor.fetchone())

    before = state()
    with second_wall.before(up.person("desk")):
        assert state()[0] == ROLE and state()[1] != ""
        with second_wall.before(up.person("stranger")):
            assert state()[0] == ROLE
        with as_installation():
            assert state()[0] == before[0], "what one reading sets off for everybody is done by the installation"
        assert state()[0] == ROLE
    assert state()[0] == before[0] and not state()[1] and state()[2] == "none"
    with pytest.raises(ZeroDivisionError), second_wall.before(up.person("desk")):
        raise ZeroDivisionError
    assert state()[2] == "none"
    with second_wall.before(up.person("administrator")):
        assert state()[0] == before[0], "who works for the whole installation meets no wall"


NOISE = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|nonce="[^"]+"|csrf[Tt]oken[^,}]+|X-Request-ID: .*|Expires: .*'
    r'|class="qrline"[^>]+|data-csrf-token="\w+"|name="uid" value="[-0-9a-f]+"|/pass/\w+/|/calendar/[-\w:.]+|base64,[\w+/=]+'
    r"|[Cc]ontent-[Ll]ength: \d+"
)


def pages(world: World, who: str) -> Iterator[tuple[Any, str, str]]:
    """Pages of their own: the question, and the answer without and with the wall."""
    addresses = [
        each
        for each in every()
        if "GET" in each.methods and not any(word in each.route for word in ("heartbeat", "metrics"))
    ]
    found = [each for each in questions(world, who, addresses, ("GET",)) if _may_be_answered(world, each)]
    step = max(len(found) // PAGES, 1) if PAGES else 1
    client = client_of(world, who)
    for question in found[::step]:
        said = []
        for on in (False, True):
            with override_settings(SECOND_WALL=on), transaction.atomic():
                answer = client.get(question.path)
                binary = answer.get("Content-Type", "").startswith(
                    ("application/vnd", "application/pdf", "image", "application/zip")
                )
                said.append(f"{answer.status_code} " + ("" if binary else NOISE.sub("", text_of(answer))))
                for (
                    close
                ) in answer._resource_closers:  # its files; closing the answer itself would close the line as well
                    close()
                transaction.set_rollback(True)
        yield question, said[0], said[1]


@pytest.mark.parametrize("who", ["desk", "officer", "liaison", "hill_town"])
def test_the_wall_takes_nothing_from_whoever_may_see_it(world: World, who: str) -> None:
    changed = [
        f"{question}: {_differs(before, behind)}" for question, before, behind in pages(world, who) if before != behind
    ]
    assert not changed, "\n".join(changed)


def _differs(before: str, behind: str) -> str:
    at = next(
        (n for n, (a, b) in enumerate(zip(before, behind, strict=False)) if a != b), min(len(before), len(behind))
    )
    return f"…{before[max(at - 60, 0) : at + 100]!r} became {behind[max(at - 10, 0) : at + 100]!r}"
