"""What gates know, what they send, and one pass at two gates. Nothing of a person is on a gate's device."""

import base64
import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.ledger.models import Event
from fugong.passes import erasing, gate, showing
from fugong.passes.actions import asking, cards, deciding, issuing, keys, scanning
from fugong.passes.actions.asking import Wanted
from fugong.passes.models import GateScan, Pass, PassApplication
from fugong.workforce import about, kept
from fugong.workforce.models import Person

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json", "headers": {"Accept-Language": "en"}}


def _commuter(stage, person):
    (application,) = asking.ask(
        campaign=stage.campaign, enterprise=stage.river, kind="commuter", wanted=[Wanted(person=person.pk, way="东村")],
        since=stage.today, until=stage.days(5), by=stage.cast.liaison,
    )  # fmt: skip
    return deciding.approve(application=application, by=stage.cast.town)


def test_a_gate_learns_what_does_not_hold_and_nothing_of_anybody(stage, client):
    shown, other, person = stage.issued(), stage.issued(), stage.person(name="李四海")
    walking = _commuter(stage, person)
    issuing.withdraw(shown=other, reason="报废", by=stage.cast.town)
    client.force_login(stage.keeper(), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/api/v1/campaigns/{stage.campaign.key}/gate")
    assert answer.status_code == 200, answer.content
    told, text = answer.json(), answer.content.decode()
    assert told["campaign"] == stage.campaign.pk
    assert base64.b64decode(told["keys"][0]["public"])[0] == 4, "an uncompressed point"
    assert gate.void(stage.campaign) == {"withdrawn": [other.pk], "suspended": [], "renewed": []}
    assert (told["refresh"], told["stale"], told["apart"]) == (300, 86_400, 600)
    for secret in ("李", shown.subject, stage.river.name, walking.subject, stage.river.uscc):
        assert secret not in text
    assert client.get(f"/api/v1/campaigns/{stage.campaign.key}/passes").status_code == 403
    with CaptureQueriesContext(
        connection,
    ) as queries:
        gate.news(stage.campaign)
    assert len(queries) <= 6


def test_with_a_network_the_server_checks_codes_and_typed_numbers(stage, client):
    shown = stage.issued()
    client.force_login(stage.keeper(), backend="django.contrib.auth.backends.ModelBackend")

    def said(code, at="north"):
        answer = client.post(f"/api/v1/campaigns/{stage.campaign.key}/gate/check", {"code": code, "gate": at}, **JSON)
        assert answer.status_code == 200, answer.content
        return answer.json()

    assert said(showing.code(shown))["said"]["subject"] == shown.subject
    assert said(showing.short(shown))["state"] == "valid"
    assert said(showing.short(shown), "people")["reason"] == "gate"
    assert said("1K4-XXXXX") == {"state": "invalid", "reason": "form", "said": None}
    assert said(showing.code(shown)[:-3] + "000")["said"] is None


def test_scans_are_kept_once_however_often_they_are_sent(stage, client):
    shown, keeper = stage.issued(), stage.keeper()
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    one = {"uid": "0190c0de-0000-7000-8000-000000000001", "gate": "north", "at": clock.now().isoformat(),
           "verdict": "valid", "number": shown.pk, "way": "in"}  # fmt: skip
    forged = one | {
        "uid": "0190c0de-0000-7000-8000-000000000002",
        "number": None,
        "verdict": "invalid",
        "reason": "signature",
    }
    for _each in range(3):
        answer = client.post(
            f"/api/v1/campaigns/{stage.campaign.key}/gate/scans", {"scans": [one, forged, one]}, **JSON
        )
        assert answer.status_code == 200, answer.content
        assert set(answer.json()["taken"]) == {one["uid"], forged["uid"]}
    assert GateScan.objects.count() == 2
    assert GateScan.objects.get(shown=None).reason == "signature"
    bad = client.post(f"/api/v1/campaigns/{stage.campaign.key}/gate/scans", {"scans": [one | {"verdict": "x"}]}, **JSON)
    assert bad.status_code == 422
    with pytest.raises(NotAllowed):
        stage.seen(shown, "north", by=stage.cast.liaison)


def test_one_pass_at_two_gates_is_found_when_they_send(stage):
    shown, keeper = stage.issued(), stage.keeper()
    late = stage.seen(shown, "south", ago=4)
    stage.seen(shown, "north", ago=1, by=keeper)
    assert not GateScan.objects.exclude(doubt="").exists()
    scanning.take(campaign=stage.campaign, scans=[late], by=keeper)  # this gate had no network until now
    assert GateScan.objects.get(doubt="two_gates").gate == "north", "the later of the two"
    stage.seen(shown, "north", ago=1, by=keeper)
    assert Event.objects.filter(verb="pass.doubt").count() == 1


def test_who_is_inside_does_not_come_in_again(stage):
    shown, keeper = stage.issued(), stage.keeper()
    for ago, way in ((120, "in"), (90, "out"), (60, "in")):
        stage.seen(shown, "north", ago, way, by=keeper)
    assert not GateScan.objects.exclude(doubt="").exists()
    stage.seen(shown, "south", 20, "in", by=keeper)
    assert GateScan.objects.get(doubt="inside").gate == "south"


def test_a_persons_card_leaves_no_trace_at_gates(stage):
    person = stage.person()
    Person.objects.filter(pk=person.pk).update(card="red", card_until=stage.days(6))
    shown = cards.of(Person.objects.opened().select_related("campaign__pack_version").get(pk=person.pk))
    stage.seen(shown, "people", by=stage.keeper())
    assert not GateScan.objects.exists()


def test_erasing_people_and_what_is_old(stage):
    person, keeper = stage.person(name="王小明"), stage.keeper()
    walking, truck = _commuter(stage, person), stage.issued()
    for shown in (walking, truck):
        stage.seen(shown, "people", by=keeper)
    assert erasing.erase_people([person.pk]) == {"pass": 2}
    walking.refresh_from_db()
    assert (walking.person, walking.subject, walking.state) == (None, "", "withdrawn")
    assert walking.pk in gate.void(stage.campaign)["withdrawn"], "gates refuse it until its last day"
    assert "东村" not in json.dumps(list(PassApplication.objects.values()), default=str)
    day = stage.days(40)
    assert erasing.erase_before(stage.campaign, day) == {"pass": 2}, "the truck's scan and the bare number"
    assert list(Pass.objects.all()) == [truck]
    assert not GateScan.objects.exists()


def test_a_withdrawn_key_is_told_with_the_next_news(stage, cast):
    stage.issued()
    first = keys.current()
    keys.withdraw(key=first, why="丢失", by=cast.administrator)
    told = {each["kid"]: each["withdrawn"] for each in gate.news(stage.campaign)["keys"]}
    assert told == {first.kid: True, keys.current().kid: False}


def test_a_clock_ahead_is_cut_to_the_present(stage):
    shown = stage.issued()
    ahead = scanning.Seen(
        stage.seen(shown, "north").uid, "nowhere", clock.now() + dt.timedelta(days=9), "valid", number=shown.pk
    )
    scanning.take(campaign=stage.campaign, scans=[ahead], by=stage.keeper())
    kept = GateScan.objects.get()
    assert (kept.at, kept.gate) == (clock.now(), "")


def _told(person, user=None, most=None):
    parts = [each for each in about.of(person, user, most) if each.name == kept.NAMES["pass"]]
    return parts[0] if parts else None


def test_a_persons_file_tells_of_passes_and_the_own_copy_of_the_gates(stage):
    person, other = stage.person(name="李四海"), stage.person(name="王五湖")
    walking = _commuter(stage, person)
    keeper = stage.keeper()
    stage.seen(walking, "people", ago=30, by=keeper)
    seen = _told(person, stage.cast.desk)
    assert [line.case for line in seen.lines] == [walking] and walking.subject in seen.lines[0].words
    own = _told(person).lines
    assert len(own) == 2 and any("Valid" in line.detail for line in own), "and where a gate saw it"
    assert _told(other) is None, "control: nobody else's"
    assert _told(person, keeper) is None, "whoever looks at the next truck learns nothing"


def test_the_desk_sees_the_newest_and_may_ask_for_all_and_the_copy_has_all(stage, client):
    person = stage.person(name="李四海")
    for _each in range(about.MOST + 3):
        issuing.withdraw(shown=_commuter(stage, person), reason="丢失", by=stage.cast.town)
    assert len(_told(person).lines) == about.MOST + 3
    cut = _told(person, stage.cast.desk, about.MOST)
    assert (len(cut.lines), cut.older) == (about.MOST, 3)
    client.force_login(stage.cast.desk)
    page = f"/c/{stage.campaign.key}/people/{person.pk}/"
    assert 'href="?lines=all"' in client.get(page).content.decode()
    assert 'href="?lines=all"' not in client.get(page + "?lines=all").content.decode()
