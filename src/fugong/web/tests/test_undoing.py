"""The last step is taken back with one click: by whoever did it, once, soon, and only while nothing else happened."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fugong.accounts import actions as accounts
from fugong.accounts import people, undoing
from fugong.accounts.models import ScopeKind, UndoOffer
from fugong.channels.actions import tell
from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.ledger.models import Event
from fugong.outreach.models import ChatGroup
from fugong.projects.actions import schedules
from fugong.projects.tests import stage as sites
from fugong.registry.actions import assignments, contacts, enterprises
from fugong.registry.models import Assignment, Enterprise, TeamMember
from fugong.training.tests import stage as lessons
from ground.cast import Cast, make_user
from ground.undoing import Desk


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast.desk)


@pytest.fixture
def administrator(cast: Cast) -> Desk:
    return Desk(cast.administrator)


def at(cast: Cast, name: str, *rest: Any) -> str:
    return reverse(f"registry:{name}", args=[cast.campaign.key, *rest])


def held(cast: Cast, enterprise: Any) -> list[str]:
    rows = Assignment.objects.filter(campaign=cast.campaign, enterprise=enterprise, until=None)
    return list(rows.values_list("officer__username", flat=True))


def undone() -> list[str]:
    return list(Event.objects.filter(verb="undo").order_by("id").values_list("data__of", flat=True))


# -- what is undone ----------------------------------------------------------------------------------------------


def test_an_officer_that_was_assigned(cast: Cast, desk: Desk) -> None:
    button = desk.does(at(cast, "assign_one", cast.hill.pk), {"officer": f"resident~{cast.spare.pk}"})
    assert held(cast, cast.hill) == ["spare"]
    answer = desk.undoes(button)
    assert answer["Location"] == "/me/" and held(cast, cast.hill) == []
    page = desk.client.get("/me/").content.decode()
    assert "已撤销" in page and "/undo/" not in page, "an undone step isn't offered again"
    assert undone() == ["assignment.create"]
    assert Event.objects.filter(verb="assignment.create", by=cast.desk).exists(), "nothing is taken out of the ledger"


def test_an_officer_that_was_taken_away(cast: Cast, desk: Desk) -> None:
    mine = Assignment.objects.get(campaign=cast.campaign, enterprise=cast.river, post="resident", until=None)
    button = desk.does(at(cast, "assignment_ending", cast.river.pk, mine.pk))
    assert held(cast, cast.river) == []
    desk.undoes(button)
    assert held(cast, cast.river) == ["officer"] and undone() == ["assignment.end"]


def test_what_was_changed_of_an_enterprise(cast: Cast, desk: Desk) -> None:
    before = Enterprise.objects.values().get(pk=cast.river.pk)
    address = at(cast, "enterprise_edit", cast.river.pk)
    form = desk.client.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    given = {name: getattr(value, "pk", value) for name, value in shown.items() if value not in (None, False)}
    given |= {"name": "改错的名称", "staff_total": "400"}
    button = desk.does(address, given)
    changed = Enterprise.objects.get(pk=cast.river.pk)
    assert (changed.name, changed.staff_total) == ("改错的名称", 400)
    desk.undoes(button)
    after = Enterprise.objects.values().get(pk=cast.river.pk)
    assert {**before, "changed_at": None} == {**after, "changed_at": None} and undone() == ["enterprise.update"]


def test_tags(cast: Cast, desk: Desk) -> None:
    tag = cast.campaign.pack.registry.tags[0].key
    before = list(Enterprise.objects.get(pk=cast.hill.pk).tags)
    button = desk.does(at(cast, "enterprise_tags", cast.hill.pk), {"tags": [tag]})
    assert Enterprise.objects.get(pk=cast.hill.pk).tags == [tag] != before
    desk.undoes(button)
    assert Enterprise.objects.get(pk=cast.hill.pk).tags == before


def test_an_enterprise_that_was_closed(cast: Cast, desk: Desk) -> None:
    button = desk.does(at(cast, "enterprise_closing", cast.shop.pk), {"reason": "看错了"})
    assert Enterprise.objects.get(pk=cast.shop.pk).closed_on
    desk.undoes(button)
    assert Enterprise.objects.get(pk=cast.shop.pk).closed_on is None and undone() == ["enterprise.close"]


def test_a_contact_entered_changed_and_removed(cast: Cast, desk: Desk) -> None:
    add = at(cast, "contact_add", cast.hill.pk)
    numbers = lambda: {each.name: each.phone for each in cast.hill.contacts.all()}  # noqa: E731
    before = numbers()
    button = desk.does(add, {"kind": "liaison", "name": "李工", "phone": "13812345678"})
    assert numbers()["李工"] == "13812345678"
    desk.undoes(button)
    assert numbers() == before
    contacts.set_contact(enterprise=cast.hill, kind="liaison", name="李工", phone="13812345678", by=None)
    button = desk.does(add, {"kind": "liaison", "name": "李工", "phone": "13900000000"})
    desk.undoes(button)
    assert numbers()["李工"] == "13812345678"
    row = cast.hill.contacts.get(name="李工")
    button = desk.does(at(cast, "contact_removal", cast.hill.pk, row.pk))
    assert "李工" not in numbers()
    desk.undoes(button)
    assert numbers()["李工"] == "13812345678" and undone()[-1] == "contact.remove"
    assert not UndoOffer.objects.exclude(given=None).exists(), "what was kept for it is kept no longer"


def test_somebody_who_was_taken_out_of_a_group(cast: Cast, desk: Desk) -> None:
    member = TeamMember.objects.get(user=cast.inspector)
    button = desk.does(at(cast, "team_leave", member.team_id, member.pk))
    assert not TeamMember.objects.filter(user=cast.inspector).exists()
    desk.undoes(button)
    again = TeamMember.objects.get(user=cast.inspector)
    assert (again.team_id, again.part, again.field) == (member.team_id, member.part, member.field)


def test_an_account_that_was_closed_and_a_role_that_was_ended(cast: Cast, administrator: Desk) -> None:
    button = administrator.does(f"/people/{cast.officer.pk}/closing/", {"reason": "看错了"})
    assert not type(cast.officer).objects.get(pk=cast.officer.pk).is_active
    administrator.undoes(button)
    assert type(cast.officer).objects.get(pk=cast.officer.pk).is_active
    given = cast.leader.grants.filter(until=None).get()
    button = administrator.does(f"/people/{cast.leader.pk}/roles/{given.pk}/end/")
    assert not cast.leader.grants.filter(until=None).exists()
    administrator.undoes(button)
    again = cast.leader.grants.filter(until=None).get()
    assert (again.role, again.scope_kind, again.scope_key) == (given.role, given.scope_kind, given.scope_key)
    assert undone() == ["account.close", "account.end_grant"]


def test_a_course_that_was_closed(cast: Cast, desk: Desk) -> None:
    course = lessons.build(cast).course
    button = desk.does(reverse("training:course_closing", args=[cast.campaign.key, course.pk]))
    course.refresh_from_db()
    assert course.state == "closed"
    desk.undoes(button)
    course.refresh_from_db()
    assert course.state == "open" and undone() == ["course.close"]


def test_a_group_that_was_closed(cast: Cast, desk: Desk) -> None:
    group = ChatGroup.objects.filter(campaign=cast.campaign, closed_at=None).first()
    button = desk.does(reverse("outreach:group_closing", args=[cast.campaign.key, group.key]), {"reason": "看错了"})
    assert ChatGroup.objects.get(pk=group.pk).closed_at
    desk.undoes(button)
    assert ChatGroup.objects.get(pk=group.pk).closed_at is None and undone() == ["chat_group.close"]


def test_a_milestone_that_was_reached(cast: Cast, desk: Desk) -> None:
    stage = sites.Stage(cast)
    project = stage.ready()
    first = next(each for each in schedules.rows(project) if each.state == "planned")
    address = lambda move: reverse("projects:milestone_move", args=[cast.campaign.key, first.pk, move])  # noqa: E731
    assert not desk.does(address("beginning"), {"on": "2020-02-20"})
    button = desk.does(address("end"), {"on": "2020-02-20"})
    first.refresh_from_db()
    assert first.state == "done"
    desk.undoes(button)
    first.refresh_from_db()
    assert (first.state, first.finished_on) == ("running", None) and undone() == ["milestone.finish"]


def test_messages_that_were_marked_as_read(cast: Cast, desk: Desk) -> None:
    for title in ("甲", "乙"):
        tell(kind="assignment.new", people=[cast.desk], title=title, url="/me/", campaign=cast.campaign)
    before = InboxEntry.objects.of(cast.desk).order_by("pk").first()
    with clock.showing(clock.now() - dt.timedelta(hours=1)):
        InboxEntry.objects.filter(pk=before.pk).update(read_at=clock.now())
    button = desk.does("/inbox/reading/", {"which": "all"})
    assert not InboxEntry.objects.of(cast.desk).unread().exists()
    desk.undoes(button)
    assert InboxEntry.objects.of(cast.desk).unread().count() == 1, "what was read before stays read"


# -- what isn't --------------------------------------------------------------------------------------------------


@pytest.fixture
def tagged(cast: Cast, desk: Desk) -> Iterator[str]:
    """The button of a step that can be undone: shown at the end of each test, where it wasn't used."""
    tag = cast.campaign.pack.registry.tags[0].key
    yield desk.does(at(cast, "enterprise_tags", cast.hill.pk), {"tags": [tag]})


def tags(cast: Cast) -> list[str]:
    return list(Enterprise.objects.get(pk=cast.hill.pk).tags)


def test_nobody_undoes_anothers_step(cast: Cast, tagged: str, administrator: Desk, desk: Desk) -> None:
    before = tags(cast)
    for other in (administrator, Desk(cast.leader), Desk(cast.stranger)):
        assert other.undoes(tagged).status_code == 404
    assert Client().post(tagged).status_code == 302 and tags(cast) == before
    assert desk.undoes(tagged).status_code == 302 and tags(cast) != before, "the negative control"


def test_once(cast: Cast, tagged: str, desk: Desk) -> None:
    assert desk.undoes(tagged).status_code == 302
    answer = desk.undoes(tagged)
    assert answer.status_code == 409 and "已经撤销过" in answer.content.decode()
    assert len(undone()) == 1


def test_not_after_a_while(cast: Cast, tagged: str, desk: Desk) -> None:
    before = tags(cast)
    with clock.showing(clock.now() + undoing.SHORT_WHILE):
        answer = desk.undoes(tagged)
        assert answer.status_code == 409 and "太晚" in answer.content.decode() and tags(cast) == before
        undoing.forget()
        assert UndoOffer.objects.get().given is None
    with clock.showing(clock.now() + undoing.SHORT_WHILE + undoing.KEPT + dt.timedelta(minutes=1)):
        undoing.forget()
        assert not UndoOffer.objects.exists() and desk.undoes(tagged).status_code == 404


def test_not_once_somebody_changed_it(cast: Cast, tagged: str, desk: Desk) -> None:
    enterprises.update(enterprise=cast.hill, values={"staff_total": 77}, by=cast.administrator)
    answer = desk.undoes(tagged)
    assert answer.status_code == 409 and str(cast.administrator) in answer.content.decode()
    assert tags(cast) and Enterprise.objects.get(pk=cast.hill.pk).staff_total == 77 and not undone()


def test_without_asking_what_happened_since_anothers_change_is_lost(
    cast: Cast, tagged: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the guard is off, and what somebody else set meanwhile goes with it."""
    enterprises.set_tags(enterprise=cast.hill, tags=[], by=cast.administrator)
    enterprises.set_tags(enterprise=cast.hill, tags=[cast.campaign.pack.registry.tags[-1].key], by=cast.administrator)
    assert desk.undoes(tagged).status_code == 409
    monkeypatch.setattr(undoing, "_unchanged", lambda made: Event.objects.get(pk=made.event))
    assert desk.undoes(tagged).status_code == 302 and tags(cast) == []


def test_nothing_is_offered_where_somebody_was_quicker(cast: Cast) -> None:
    enterprises.update(enterprise=cast.hill, values={"staff_total": 77}, by=cast.administrator)
    assert undoing.offer(kind="enterprise.close", by=cast.desk, about=cast.hill) is None
    assert undoing.offer(kind="enterprise.close", by=cast.administrator, about=cast.hill) is not None


def test_a_right_that_was_lost_meanwhile_is_asked_for(cast: Cast) -> None:
    newcomer = make_user("newcomer", "新来的")
    given = accounts.grant(
        user=newcomer, role="duty_desk", kind=ScopeKind.AREA, key=cast.campaign.jurisdiction.prefix, by=None
    )
    person = Desk(newcomer)
    button = person.does(at(cast, "assign_one", cast.hill.pk), {"officer": f"resident~{cast.spare.pk}"})
    accounts.end_grant(grant=given, by=None)
    assert person.undoes(button).status_code == 403 and held(cast, cast.hill) == ["spare"]


def test_what_others_do_to_another_record_is_no_hindrance(cast: Cast, tagged: str, desk: Desk) -> None:
    enterprises.update(enterprise=cast.river, values={"staff_total": 333}, by=cast.administrator)
    assignments.assign(campaign=cast.campaign, enterprise=cast.hill, post="resident", officer=cast.spare, by=None)
    assert desk.undoes(tagged).status_code == 302


def test_it_is_done_by_a_form_only(tagged: str, desk: Desk) -> None:
    assert desk.client.get(tagged).status_code == 405


def test_it_leads_nowhere_else(tagged: str, desk: Desk) -> None:
    assert desk.client.post(tagged, {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_two_ways_to_undo_one_thing_are_a_slip() -> None:
    with pytest.raises(ValueError, match="Two ways"):
        undoing.register("account.close", lambda _by, _given: None)
    undoing.register("account.close", people._open_again)
