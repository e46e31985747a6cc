"""Suspending all whom a filter finds and releasing them, and what an enterprise hears of its suspension."""

import html

import pytest
from django.urls import reverse

from fugong.channels.models import InboxEntry, Message
from fugong.core import clock
from fugong.core.errors import Conflict, Refused
from fugong.core.ids import uuid7
from fugong.ledger.models import Event
from fugong.places.models import Jurisdiction
from fugong.registry import segments
from fugong.registry.lists import Wanted
from fugong.registry.models import Enterprise
from fugong.resumption import holds, tasks
from fugong.resumption.actions import filings, records, suspensions
from fugong.resumption.models import JointSuspension, Resumption, Standing
from fugong.resumption.tests.asking import mine, office, text
from fugong.resumption.tests.stage import person
from fugong.workflow.moves import open_arrows

TODAY = clock.dt.date(2020, 2, 14)
TYPHOON = "Typhoon: everybody stops"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def zone(stage):
    """The bakery at work, the trader approved, the steelworks not filed."""
    stage.approved(stage.small)
    stage.approved(stage.trader)
    records.observe(resumption=record_of(stage.small), first_day=TODAY, by=stage.resident)
    return stage


def record_of(enterprise):
    return Resumption.objects.select_related("enterprise", "campaign").get(enterprise=enterprise)


def states():
    return dict(Resumption.objects.order_by("pk").values_list("enterprise__name", "state"))


def stop(stage, by=None, wanted=None, **more):
    return suspensions.suspend(
        campaign=stage.campaign, wanted=wanted or Wanted(), reason=TYPHOON, by=by or stage.desk, **more
    )


def lift(found, by, reason="the sea is calm"):
    return suspensions.lift(suspension=found, reason=reason, by=by)


def many(stage, count, state="approved"):
    """More enterprises in that state, in a street of their own."""
    county = stage.campaign.jurisdiction
    street = Jurisdiction.objects.create(code="990201002000", prefix="990201002", name="Street two", parent=county)
    for n in range(count):
        Enterprise.objects.create(
            jurisdiction=street, area_code=street.code, uscc=f"92990201{n:010}", name=f"Firm {n}",
            created_at=clock.now(), changed_at=clock.now(), sector="C1411",
        )  # fmt: skip
    segments.refresh(campaign=stage.campaign)
    Resumption.objects.filter(area_code=street.code).update(state=state, approved_at=clock.now())
    return street


# -- there and back ------------------------------------------------------------------------------------------------


def test_the_preview_says_how_many_of_which_kind_and_why_others_stay(zone):
    found = suspensions.preview(zone.campaign, Wanted(), zone.desk)
    assert (found.reached, sorted(found.taken)) == (2, [("Approved", 1), ("Resumed", 1)])
    assert found.passed_over == [("Not filed", "Stays as it is: without an approval it may not work anyway.", 1)]
    assert suspensions.preview(zone.campaign, Wanted(segment="trade"), zone.desk).reached == 1
    assert suspensions.preview(zone.campaign, Wanted(more={"state": "resumed"}), zone.desk).reached == 1
    assert suspensions.preview(zone.campaign, Wanted(), zone.elsewhere).states == {}


def test_a_whole_zone_stops_and_begins_again(zone):
    found = stop(zone)
    assert (found.state, found.expected, found.suspended) == ("in_force", 2, 2)
    assert states() == {"Big Steel": "not_filed", "Small Bakery": "suspended", "Trading House": "suspended"}
    assert record_of(zone.small).reason == TYPHOON
    assert Standing.objects.filter(day=TODAY, state="suspended").count() == 2
    event = Event.objects.get(verb="resumption.suspend", enterprise_id=zone.small.pk)
    assert (event.by, event.frm, event.to, event.reason) == (zone.desk, "resumed", "suspended", TYPHOON)
    assert event.data == {"together": found.pk}
    found = lift(found, zone.desk)
    assert (found.state, found.released) == ("lifted", 2)
    assert states()["Small Bakery"] == states()["Trading House"] == "approved"
    assert not Standing.objects.filter(day=TODAY, state="suspended").exists()
    row = record_of(zone.small)
    assert (row.together, row.reason, row.resumed_on) == (None, "", None)
    verbs = Event.objects.about("joint_suspension", found.pk).order_by("pk").values_list("verb", flat=True)
    assert [verb.partition(".")[2] for verb in verbs] == ["begin", "hold", "lift", "end"]


def test_it_needs_a_reason_and_somebody_who_can_be_suspended(zone):
    with pytest.raises(Refused, match="Say why"):
        suspensions.suspend(campaign=zone.campaign, wanted=Wanted(), reason=" ", by=zone.desk)
    with pytest.raises(Refused, match="Nobody here"):
        stop(zone, wanted=Wanted(segment="big"))
    found = stop(zone)
    with pytest.raises(Refused, match="Say why"):
        lift(found, zone.desk, "")


def test_only_ones_own_area_is_reached_and_released(zone):
    street = many(zone, 3)
    guard = person("guard", ("duty_desk", "area", street.prefix))
    assert suspensions.preview(zone.campaign, Wanted(), guard).reached == 3
    own = stop(zone, guard)
    assert (own.suspended, own.area_code) == (3, street.code)
    assert states()["Small Bakery"] == "resumed"
    all_ = stop(zone)
    assert (all_.suspended, all_.area_code) == (2, "990201001000")
    seen = JointSuspension.objects.visible_to
    assert set(seen(guard)) == {own} and set(seen(zone.desk)) == {own, all_} and not seen(zone.elsewhere)
    with pytest.raises(Refused):
        lift(all_, guard)
    assert lift(own, zone.desk).state == "lifted"


def test_who_was_suspended_singly_stays_so(zone):
    records.suspend(resumption=record_of(zone.trader), reason="no fire door", by=zone.resident)
    found = stop(zone)
    assert found.suspended == 1
    lift(found, zone.desk)
    assert record_of(zone.trader).reason == "no fire door" and states()["Trading House"] == "suspended"


def test_a_reason_of_its_own_since_then_keeps_it_suspended(zone):
    found = stop(zone)
    row = record_of(zone.trader)
    assert "suspend_apart" in [arrow.key for arrow in open_arrows(row, zone.resident)]
    row = records.suspend_apart(resumption=row, reason="roof is off", by=zone.resident)
    assert "suspend_apart" not in [arrow.key for arrow in open_arrows(row, zone.resident)]
    with pytest.raises(Conflict):
        records.suspend_apart(resumption=row, reason="again", by=zone.resident)
    assert lift(found, zone.desk).state == "lifted"
    assert (record_of(zone.trader).state, record_of(zone.trader).reason) == ("suspended", "roof is off")


def test_an_order_to_stop_holds_and_it_is_lifted_once_that_is(zone, monkeypatch):
    found = stop(zone)
    monkeypatch.setattr(
        holds, "_holds", [lambda campaign, keys: {zone.trader.pk: "S1"} if zone.trader.pk in keys else {}]
    )
    found = lift(found, zone.desk)
    assert (found.state, found.released, states()["Trading House"]) == ("in_force", 1, "suspended")
    monkeypatch.setattr(holds, "_holds", [])
    assert lift(found, zone.desk).state == "lifted"
    assert states()["Trading House"] == "approved"


def test_who_is_exempt_goes_back_to_its_exemption(zone):
    Resumption.objects.filter(enterprise=zone.big).update(state="exempt", exemption="vital", reason="vital")
    zone.signed(zone.big)
    records.observe(resumption=record_of(zone.big), first_day=TODAY, by=zone.resident)
    found = stop(zone)
    assert found.suspended == 3
    lift(found, zone.desk)
    row = record_of(zone.big)
    assert (row.state, row.reason) == ("exempt", "vital")


def test_a_second_press_does_nothing(zone):
    uid = uuid7()
    assert stop(zone, uid=uid) == stop(zone, uid=uid)
    assert JointSuspension.objects.count() == 1
    found = lift(JointSuspension.objects.get(), zone.desk)
    with pytest.raises(Conflict):
        lift(found, zone.desk)
    assert Event.objects.filter(verb="resumption.release").count() == 2


def test_whoever_is_stopped_half_way_is_gone_on_for_and_nobody_meets_it_twice(zone, monkeypatch):
    many(zone, 5)
    monkeypatch.setattr(suspensions, "STEP", 2)
    monkeypatch.setattr(suspensions, "AT_ONCE", 0)
    real, calls = records.suspend_many, []

    def dies(**given):
        calls.append(given)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return real(**given)

    monkeypatch.setattr(records, "suspend_many", dies)
    found = stop(zone)
    assert found.state == "suspending" and "suspended" not in states().values()
    with pytest.raises(RuntimeError):
        tasks.go_on_together(found.pk)
    found.refresh_from_db()
    assert (found.suspended, list(states().values()).count("suspended")) == (4, 4)
    tasks.go_on_with_left_over(0)
    found.refresh_from_db()
    assert (found.state, found.suspended) == ("in_force", 7)
    events = Event.objects.filter(verb="resumption.suspend").values_list("enterprise_id", flat=True)
    assert len(events) == len(set(events)) == 7
    found = lift(found, zone.desk)
    assert found.state == "lifting"
    tasks.go_on_together(found.pk)
    found.refresh_from_db()
    assert (found.state, found.released) == ("lifted", 7)


def test_a_step_asks_as_often_for_many_as_for_few(zone, captured, monkeypatch):
    monkeypatch.setattr(suspensions, "AT_ONCE", 0)
    few = _steps(zone, captured)
    many(zone, 40)
    assert _steps(zone, captured) == few and sum(few) <= 60
    assert JointSuspension.objects.latest("pk").suspended == 42


def _steps(zone, captured):
    """How often a step asks that suspends, and one that releases."""
    found = stop(zone)
    suspended = captured(lambda: suspensions.step(found))
    found = lift(suspensions.go_on(found), zone.desk)
    released = captured(lambda: suspensions.step(found))
    suspensions.go_on(found)
    return suspended, released


def test_what_is_approved_meanwhile_ends_no_suspension_of_many(zone):
    added = zone.filed(zone.small)
    stop(zone)
    with pytest.raises(Refused, match="Many enterprises are stopped"):
        filings.draft(campaign=zone.campaign, enterprise=zone.trader, by=zone.liaison_of(zone.trader))
    filings.pass_on(filing=added, by=zone.town)
    assert states()["Small Bakery"] == "suspended" and record_of(zone.small).approved_staff == 60


def test_people_added_end_no_suspension(zone):
    added = zone.filed(zone.small)
    records.suspend(resumption=record_of(zone.small), reason="no masks", by=zone.resident)
    filings.pass_on(filing=added, by=zone.town)
    assert states()["Small Bakery"] == "suspended"


# -- the pages -----------------------------------------------------------------------------------------------------


def test_the_desk_goes_from_the_list_through_the_preview_and_back(zone, as_):
    browser = as_(zone.desk)
    address = reverse("registry:enterprises", args=[zone.campaign.key]) + "?segment=trade"
    opening = office("suspension_opening", zone) + "?segment=trade"
    assert f'href="{opening}"' in html.unescape(text(browser.get(address)))
    page = text(browser.get(opening))
    assert "1 enterprise will be suspended" in page and "<strong>Trade</strong>" in page
    assert "Say why" in text(browser.post(opening, {"reason": ""}), 422)
    uid = str(uuid7())
    answer = browser.post(opening, {"reason": TYPHOON, "uid": uid})
    assert browser.post(opening, {"reason": TYPHOON, "uid": uid})["Location"] == answer["Location"]
    found = JointSuspension.objects.get()
    page = text(browser.get(answer["Location"]))
    assert TYPHOON in page and "Segment: <strong>Trade</strong>" in page and "Lift for all" in page
    assert TYPHOON in text(browser.get(office("suspensions", zone)))
    assert browser.get(office("suspension_progress", zone, found.pk)).status_code == 204
    assert "Say why" in text(browser.post(office("suspension_lifting", zone, found.pk), {"reason": ""}), 422)
    assert browser.post(office("suspension_lifting", zone, found.pk), {"reason": "calm"}).status_code == 302
    page = text(browser.get(answer["Location"]))
    assert "Lifted" in page and "calm" in page and "Lift for all" not in page
    assert as_(zone.leader).get(office("suspensions", zone)).status_code == 403
    assert as_(zone.leader).get(address).content.decode().count("suspensions/opening") == 0


def test_the_list_asks_as_often_for_many_as_for_few(zone, as_, captured):
    browser, address = as_(zone.desk), office("suspensions", zone)
    stop(zone)
    few = captured(lambda: browser.get(address))
    lift(JointSuspension.objects.get(), zone.desk)
    for _n in range(3):
        lift(stop(zone), zone.desk)
    assert captured(lambda: browser.get(address)) == few


@pytest.fixture
def captured():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(do):
        with CaptureQueriesContext(connection) as asked:
            do()
        return len(asked)

    return counted


# -- what the enterprise hears ------------------------------------------------------------------------------------


def heard(user):
    rows = InboxEntry.objects.filter(person=user, kind="resumption.suspended").order_by("pk")
    return [Message.objects.get(pk=row.message_id) for row in rows]


def test_a_suspended_enterprise_is_told_why_and_what_to_do_and_when_it_is_lifted(zone):
    liaison = zone.liaison_of(zone.small)
    records.suspend(resumption=record_of(zone.small), reason="no masks", by=zone.resident)
    (message,) = heard(liaison)
    assert "no masks" in message.body["en"] and "Stop work now" in message.body["en"] and "anew" in message.body["en"]
    assert message.url == mine("mine_enterprise", zone, zone.small)
    records.release(resumption=record_of(zone.small), reason="masks came", by=zone.resident)
    assert [each.title["en"] for each in heard(liaison)][1] == "The suspension is lifted"
    found = stop(zone)
    assert "anew" not in heard(liaison)[2].body["en"] and TYPHOON in heard(liaison)[2].body["en"]
    lift(found, zone.desk)
    assert len(heard(liaison)) == 4 and len(heard(zone.liaison_of(zone.trader))) == 2


def test_its_home_says_what_the_suspension_means_and_what_is_next(zone, as_):
    home, browser = mine("mine_enterprise", zone, zone.small), as_(zone.liaison_of(zone.small))
    found = stop(zone)
    page = text(browser.get(home))
    assert TYPHOON in page and "Many enterprises were stopped at once" in page and "File again" not in page
    lift(found, zone.desk)
    records.suspend(resumption=record_of(zone.small), reason="no masks", by=zone.resident)
    page = text(browser.get(home))
    assert "Stop work now." in page and "Or file again" in page and "Many enterprises" not in page


def test_a_suspended_enterprise_is_asked_to_file_again_never_to_grow(zone, as_):
    address, browser = mine("mine_filing", zone, zone.small), as_(zone.liaison_of(zone.small))
    assert "More people, another line?" in text(browser.get(address))
    records.suspend(resumption=record_of(zone.small), reason="no masks", by=zone.resident)
    page = text(browser.get(address))
    assert "More people" not in page and "without starting again" not in page
    assert "File again" in page and "goes the whole way of a filing again" in page
    records.release(resumption=record_of(zone.small), reason="masks came", by=zone.resident)
    stop(zone)
    page = text(browser.get(address))
    assert "File again" not in page and "Many enterprises are stopped at once now" in page
