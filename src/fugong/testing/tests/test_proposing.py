"""Points and rosters are proposed, a person confirms: who goes where and why, who steps in for whom, what can't be done."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.proposals import actions
from fugong.proposals.models import Proposal
from fugong.registry.models import Enterprise
from fugong.testing.actions import points, rosters, shifts, specialists
from fugong.testing.models import Belonging, Point, Shift, ShiftPost
from fugong.testing.tests.test_shifts import _user

pytestmark = pytest.mark.django_db


def ask(stage, kind, by=None, **asked):
    given = {
        "points": {"everyone": False},
        "roster": {"first": clock.today().isoformat(), "days": 2, "test": "nucleic"},
    }[kind]
    made = actions.ask(campaign=stage.campaign, kind=kind, asked={**given, **asked}, by=by or stage.desk)
    made.refresh_from_db()
    assert made.state == "ready", made.failure
    return made


def shown(proposal):
    return proposal.kind_of_proposal.shown(proposal)


def shared(stage, **more):
    given = {"area_code": "990101001000", "name": "东河共享点", "grid": stage.cast.east, **more}
    return points.open_point(campaign=stage.campaign, by=stage.desk, **given)


def current(stage):
    rows = Belonging.objects.filter(until=None).select_related("enterprise", "point")
    return {each.enterprise.name: (each.point.name, each.why) for each in rows}


def test_the_large_have_their_own_point_and_the_others_the_nearest_with_room(stage):
    near = shared(stage)
    found = ask(stage, "points")
    before = current(stage)
    told = {
        row["name"]: (row["point"], row["why"], row["reasons"][0])
        for site in shown(found)["sites"].rows
        for row in site["rows"]
    }
    hill, shop = told[stage.cast.hill.name], told[stage.cast.shop.name]
    assert hill[1:] == ("own", "large enough for a point of its own")
    assert shop == (near.name, "grid", "in the same grid")
    assert current(stage) == before
    assert actions.confirm(proposal=found, by=stage.desk) == {"points": 1, "enterprises": 2}
    assert current(stage)[stage.cast.shop.name] == (near.name, "grid")
    assert Point.objects.get(enterprise=stage.cast.hill).until is None
    with pytest.raises(Refused, match="its point already"):
        ask(stage, "points")


def test_where_no_point_is_near_one_is_opened_and_where_no_room_is_it_says_so(stage):
    tiny = shared(stage, name="小点", capacity=1, begins=dt.time(8), ends=dt.time(8, 30))
    found = ask(stage, "points")
    told = shown(found)
    new = [site for site in told["sites"].rows if site["is_new"] and not site["own"] and site["rows"]]
    assert [row["name"] for site in new for row in site["rows"]] == [stage.cast.shop.name]
    assert new[0]["why"] == "without it some would have no point"
    subject = str(stage.cast.shop.pk)
    with pytest.raises(Refused, match="no room for 1 people more"):
        actions.change(proposal=found, subject=subject, target=f"p{tiny.pk}", by=stage.desk)
    actions.confirm(proposal=found, by=stage.desk)
    made = Point.objects.exclude(pk__in=[tiny.pk, stage.point.pk]).get(enterprise=None)
    assert current(stage)[stage.cast.shop.name][0] == made.name and made.grid == stage.cast.east


def test_everybody_anew_lets_two_change_places_at_once(stage):
    near = shared(stage)
    belonging = {"campaign": stage.campaign, "enterprise": stage.cast.shop, "by": stage.desk}
    points.belong(**belonging, point=near)
    far = shared(stage, name="远点", latitude=24.9, longitude=118.15)
    points.belong(**belonging, point=far)
    found = ask(stage, "points", everyone=True)
    actions.confirm(proposal=found, by=stage.desk)
    assert current(stage)[stage.cast.shop.name][0] == near.name
    again = ask(stage, "points", everyone=True)
    with pytest.raises(Conflict, match="changes nothing"):
        actions.confirm(proposal=again, by=stage.desk)


def test_more_people_than_were_planned_for_make_the_plan_old(stage):
    shared(stage)
    found = ask(stage, "points")
    Enterprise.objects.filter(pk=stage.cast.hill.pk).update(staff_total=90)
    with pytest.raises(Conflict, match="how many people"):
        actions.confirm(proposal=found, by=stage.desk)
    with pytest.raises(NotAllowed):
        ask(stage, "points", by=stage.scanner)
    assert not Proposal.objects.visible_to(stage.scanner).exists()


def test_a_roster_puts_three_at_each_point_and_names_what_is_lacking(stage):
    found = ask(stage, "roster")
    told = shown(found)
    assert (told["places"], told["filled"], told["people"]) == (6, 6, 3)
    assert not Shift.objects.exists()
    assert actions.confirm(proposal=found, by=stage.desk) == {"shifts": 2, "places": 6}
    assert ShiftPost.objects.exclude(specialist=None).count() == 6
    assert Event.objects.filter(verb="testing_shift.roster").count() == 2
    assert stage.scanner.inbox.filter(message__kind="testing.shift").count() == 1
    specialists.end(specialist=stage.specialists["sampling"], by=stage.desk)
    empty = shown(ask(stage, "roster"))["empty"].rows
    assert {row["reasons"][0] for row in empty} == {"Nobody is qualified for it."} and len(empty) == 2


def test_who_is_absent_is_covered_with_the_fewest_changes_and_who_covers_has_rested(stage):
    actions.confirm(proposal=ask(stage, "roster"), by=stage.desk)
    user = _user(stage, "cover")
    given = {"campaign": stage.campaign, "user": user, "by": stage.desk, "trained_on": clock.today()}
    reserve = specialists.enter(**given, kind="scanning")
    tomorrow = clock.today() + dt.timedelta(days=1)
    out = stage.specialists["scanning"]
    rosters.absent(specialist=out, first_day=tomorrow, last_day=tomorrow, by=stage.desk, reason="ill")
    with pytest.raises(Conflict):
        rosters.absent(specialist=out, first_day=tomorrow, last_day=tomorrow, by=stage.desk)
    found = ask(stage, "roster")
    (cover,) = shown(found)["covers"].rows
    assert (cover["day"], cover["name"]) == (tomorrow.isoformat(), "cover")
    assert cover["reasons"][0] == f"covers for {stage.scanner.name}"
    with pytest.raises(Refused, match="absent"):
        actions.change(proposal=found, subject=f"{cover['key']} scanning", target=str(stage.scanner.pk), by=stage.desk)
    with pytest.raises(Refused, match="isn’t trained"):
        actions.change(proposal=found, subject=f"{cover['key']} control", target=str(user.pk), by=stage.desk)
    assert actions.confirm(proposal=found, by=stage.desk)["places"] == 1
    late = shifts.plan(point=stage.point, day=clock.today(), by=stage.desk, begins=dt.time(20, 30), ends=dt.time(21))
    put = dict(late.posts.values_list("kind", "specialist"))
    assert (put["scanning"], put["control"]) == (reserve.pk, None)  # who served by day rests
    with pytest.raises(Refused, match="too little rest"):
        shifts.put(shift=late, kind="control", specialist=stage.specialists["control"], by=stage.desk)


def test_an_absence_entered_meanwhile_makes_the_roster_old(stage):
    found = ask(stage, "roster")
    one = stage.specialists["control"]
    rosters.absent(specialist=one, first_day=clock.today(), last_day=clock.today(), by=stage.desk)
    with pytest.raises(Conflict, match="absences"):
        actions.confirm(proposal=found, by=stage.desk)
    rosters.present(specialist=one, by=stage.desk)
    assert actions.confirm(proposal=found, by=stage.desk)["places"] == 6
