"""From the survey to everybody handed over: asked, answered, planned, signed by two, boarded, departed, here, in bed."""

import datetime as dt

import pytest

from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.lodging.models import BedRequest
from fugong.registry.models import Enterprise
from fugong.testing import coding
from fugong.testing.actions import gates
from fugong.transport import manifest, planner, shown
from fugong.transport.actions import boarding, lines, needs, plans, seats, surveys, trips
from fugong.transport.models import Asked, Need, Rider, Share, Trip
from fugong.workflow import deadlines
from fugong.workforce.models import Person

pytestmark = pytest.mark.django_db


def faults(refusal):
    return {fault.where for fault in refusal.value.faults}


def test_all_are_asked_at_once_one_taps_no_need_and_the_rest_are_reminded(stage, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        survey = stage.survey()
    assert survey.asked == 3 == Asked.objects.filter(survey=survey).count()
    row = Asked.objects.get(survey=survey, enterprise=stage.river)
    surveys.answer(row=row, wanted=False, by=stage.liaison)
    with stage.later(hours=3, minutes=1):
        deadlines.sweep()
    survey.refresh_from_db()
    assert survey.reminded_at and set(survey.rows.filter(reminded_at=None).values_list("answer", flat=True)) == {"none"}
    with stage.later(hours=5):
        assert deadlines.sweep() == 1 and deadlines.sweep() == 0, "the desk hears once that it is over"


def test_who_says_where_answers_the_survey_and_takes_it_back_before_saying_no_need(stage):
    survey = stage.survey()
    need = stage.need()
    row = Asked.objects.get(survey=survey, enterprise=stage.river)
    assert (row.answer, need.survey_id, need.is_outside) == ("wanted", survey.pk, True)
    assert (need.longitude, need.latitude) == (119.17, 34.84), "the middle of Ganyu, where no degrees are typed"
    with pytest.raises(Conflict):
        surveys.answer(row=row, wanted=False, by=stage.liaison)
    needs.withdraw(need=need, by=stage.liaison)
    assert surveys.answer(row=row, wanted=False, by=stage.liaison).answer == "none"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"people": "0"}, "people"),
        ({"people": "５０００１"}, "people"),
        ({"longitude": "34.84", "latitude": "119.17"}, "longitude"),
        ({"longitude": "x", "latitude": "30"}, "longitude"),
        ({"day": "2020-02-19"}, "day"),
        ({"day": "2020-13-40"}, "day"),
        ({"spot": "", "region": ""}, "spot"),
        ({"region": "火星"}, "region"),
    ],
)
def test_a_need_that_cannot_be_is_refused_at_its_field(stage, said, field):
    with pytest.raises(Refused) as refusal:
        stage.need(**said)
    assert field in faults(refusal) and not Need.objects.exists()


def test_a_plan_pools_enterprises_and_is_made_by_the_second_signature(stage):
    one, other = stage.need(12), stage.need(3, stage.cast.shop, stage.cast.shop_liaison)
    plan = stage.planned(one, other)
    assert (plan.state, plan.people) == ("ready", 15)
    told = shown.plan(plan)
    assert told["seated"] == 15 and not told["unmet"] and sum(row["people"] for row in told["firms"]) == 15
    assert all(sum(s["fen"] for s in trip["shares"]) == trip["cost"] for trip in plan.found["trips"])
    with pytest.raises(NotAllowed):
        plans.confirm(plan=plan, by=stage.desk)
    assert not Trip.objects.exists()
    made = plans.confirm(plan=plan, by=stage.leader)
    one.refresh_from_db()
    assert one.planned == 12 and {trip.state for trip in made} == {"confirmed"}
    assert sum(trip.cost for trip in made) == sum(share.fen for share in Share.objects.all()) == plan.cost
    with pytest.raises(Conflict):
        plans.confirm(plan=plan, by=stage.leader)


def test_a_plan_shows_that_one_more_person_makes_it_free(stage):
    plan = stage.planned(stage.need(3))
    near = plan.found["trips"][0]["shares"][0]["standing"]
    assert (near["rule"], near["missing"]) == ("taxpayer", 0) or (near["rule"], near["missing"]) == ("group", 1)
    Enterprise.objects.filter(pk=stage.river.pk).update(tax_paid=None)
    near = stage.planned(Need.objects.get()).found["trips"][0]["shares"][0]["standing"]
    assert (near["rule"], near["missing"]) == ("group", 1)
    assert shown.plan(stage.planned(Need.objects.get()))["trips"][0]["shares"][0]["missing"] == 1


def test_what_cannot_be_fetched_is_named_with_what_would_do(stage):
    near, far = stage.need(4), stage.need(4, spot="乌鲁木齐", region="新疆乌鲁木齐市")
    plan = stage.planned(near, far, hours=30)
    (lost,) = shown.plan(plan)["unmet"]
    assert lost["need"] == far and "30" in lost["why"] and "hours" in lost["offer"]
    assert f"needs={far.pk}" in shown.again(plan), "the form is filled in with the hours that it takes"
    assert [trip["people"] for trip in plan.found["trips"]] == [4]


def test_a_need_that_changed_since_makes_the_plan_stale(stage):
    need = stage.need(4)
    plan = stage.planned(need)
    needs.amend(
        need=need,
        values={"people": "5", "day": str(stage.tomorrow), "spot": "别处", "region": "江苏赣榆"},
        by=stage.liaison,
    )
    with pytest.raises(Conflict):
        plans.confirm(plan=plan, by=stage.leader)
    assert not Trip.objects.exists()


def test_zero_needs_no_coach_a_coach_of_no_seats_and_one_stop(stage, monkeypatch):
    for rows, coaches, field in (
        ([], {"small": None}, "needs"),
        ([stage.need(1)], {}, "coaches"),
        ([Need.objects.first()], {"small": 0}, "count-small"),
    ):
        with pytest.raises(Refused) as refusal:
            plans.start(
                campaign=stage.campaign,
                needs=[r.pk for r in rows if r],
                coaches=coaches,
                hours=None,
                by=stage.desk,
                later=False,
            )
        assert field in faults(refusal)
    assert stage.planned(Need.objects.get()).trips_count == 1
    from fugong.planning import Coach

    monkeypatch.setattr(planner, "_fleet", lambda *of: [Coach("none", 0)])
    failed = stage.planned(Need.objects.get())
    assert failed.state == "failed" and "seat" in shown.plan(failed)["faults"][0]


def test_a_trip_by_hand_is_signed_by_somebody_else(stage):
    trip = stage.trip(confirmed=False)
    with pytest.raises(NotAllowed):
        trips.confirm(trip=trip, by=stage.desk)
    assert trips.confirm(trip=trip, by=stage.leader).state == "confirmed"
    with pytest.raises(Conflict):
        trips.confirm(trip=trip, by=stage.leader)
    with pytest.raises(Refused):
        stage.trip(seats=6)


def test_seats_are_shared_and_the_cost_is_split_anew_to_the_fen(stage):
    trip = stage.trip(seats=3, cost=100_001)
    seats.claim(trip=trip, enterprise=stage.cast.shop, seats=1, by=stage.cast.shop_liaison)
    assert sorted(Share.objects.values_list("seats", "fen")) == [(1, 25_000), (3, 75_001)]
    with pytest.raises(Refused):
        seats.claim(trip=trip, enterprise=stage.cast.shop, seats=2, by=stage.cast.shop_liaison)
    seats.give_up(trip=trip, enterprise=stage.cast.shop, seats=1, by=stage.cast.shop_liaison)
    trip.refresh_from_db()
    assert (trip.claimed, Share.objects.get().fen) == (3, 100_001)


def test_who_may_not_ride_is_named_and_nobody_is_seated(stage):
    trip, ill = stage.trip(), stage.person()
    type(ill).objects.filter(pk=ill.pk).update(is_contact=True)
    with pytest.raises(Refused, match="see a doctor first"):
        stage.seated(trip, [stage.person(), ill])
    assert not Rider.objects.exists()


def test_the_coach_boards_departs_arrives_and_hands_over_to_bed_and_test(stage):
    trip = stage.ready(4)
    riders = stage.seated(trip, stage.people(3))
    code = coding.short(riders[0].person)
    assert not boarding.board(trip=trip, person=boarding.read(trip, code), by=stage.desk).known
    assert boarding.board(trip=trip, person=riders[0].person, by=stage.desk).known, (
        "the same code again changes nothing"
    )
    with pytest.raises(Refused, match="manifest"):
        boarding.board(trip=trip, person=stage.person(), by=stage.desk)
    boarding.board(trip=trip, person=riders[1].person, by=stage.cast.officer)
    boarding.depart(trip=trip, by=stage.desk)
    assert sorted(Rider.objects.values_list("state", flat=True)) == ["boarded", "boarded", "missed"]
    (asked,) = boarding.ask_beds(
        trip=trip, nights=14, by=stage.liaison_of_beds if hasattr(stage, "liaison_of_beds") else stage.desk
    )
    assert isinstance(asked, BedRequest) and asked.wanted == 2
    trip = boarding.arrive(trip=trip, by=stage.desk)
    person = Rider.objects.filter(state="arrived").first().person
    assert (trip.brought, person.arrived_on, person.transport, person.state) == (2, stage.today, "charter", "waiting")
    boarding.hand_over(riders=list(Rider.objects.filter(state="arrived")), by=stage.desk)
    trip.refresh_from_db()
    assert trip.state == "closed" and stage.share(trip).brought == 2


def test_without_agreement_or_procedure_nobody_boards(stage):
    trip = stage.trip()
    rider = seats.seat(
        trip=trip, enterprise=stage.river, people=[stage.person().pk], consented=False, by=stage.liaison
    )[0]
    with pytest.raises(Refused) as refusal:
        boarding.board(trip=trip, person=rider.person, by=stage.desk)
    assert refusal.value.code == "rider_consent"
    seats.agree(riders=[rider], by=None)
    with pytest.raises(Refused) as refusal:
        boarding.board(trip=trip, person=rider.person, by=stage.desk)
    assert refusal.value.code == "rider_papers"


def test_a_phone_may_be_late_but_not_by_days(stage):
    trip = stage.ready()
    rider = stage.seated(trip, [stage.person()])[0]
    with pytest.raises(Refused):
        boarding.board(trip=trip, person=rider.person, by=stage.desk, at=dt.datetime(2020, 2, 1, tzinfo=dt.UTC))


def test_a_cancelled_trip_gives_back_what_was_planned(stage):
    trip = stage.ready(4)
    stage.seated(trip, stage.people(2))
    trips.cancel(trip=trip, reason="封路", by=stage.desk)
    assert Need.objects.get().planned == 0 and set(Rider.objects.values_list("state", flat=True)) == {"removed"}


def test_a_labour_base_is_a_series_of_trips(stage):
    series = trips.begin_series(
        campaign=stage.campaign, base="south", people=12, coach="small", departs_at=stage.trip().departs_at, a_day=2,
        enterprise=stage.river, by=stage.desk,
    )  # fmt: skip
    made = list(series.trips.order_by("day", "pk"))
    assert [trip.claimed for trip in made] == [5, 5, 2] and len({trip.day for trip in made}) == 2
    with pytest.raises(Refused) as refusal:
        trips.begin_series(
            campaign=stage.campaign, base="north", people=0, coach="x", departs_at=made[0].departs_at, a_day=0, by=stage.desk
        )  # fmt: skip
    assert {"base", "people", "coach", "a_day"} <= faults(refusal)


def test_a_line_has_a_timetable_in_order(stage):
    values = {
        "kind": "commuter",
        "name": "1号线",
        "seats": "４０",
        "usable": "20",
        "cost": "800.50",
        "stops": "火车站 07:10\n厂区 ０７：５０",
    }
    line = lines.put(campaign=stage.campaign, values=values, by=stage.desk)
    assert (line.stops, line.cost_a_day) == ([["火车站", "07:10"], ["厂区", "07:50"]], 80_050)
    for wrong, field in (
        ({"seats": "0"}, "seats"),
        ({"stops": "厂区 08:00\n车站 07:00"}, "stops"),
        ({"cost": "-1"}, "cost"),
        ({"name": "1号线"}, "name"),
    ):
        with pytest.raises(Refused) as refusal:
            lines.put(campaign=stage.campaign, values={**values, "name": "2号线", **wrong}, by=stage.desk)
        assert field in faults(refusal)


def test_the_metres_of_a_plan_are_the_deployers_where_there_are_any(stage, settings, tmp_path):
    need = stage.need(3)
    straight = stage.planned(need).found["trips"][0]["metres"]
    factory = next(iter(planner._factories(stage.campaign, [need]).values()))[2]
    table = tmp_path / "ways.csv"
    ends = {"站": (need.longitude, need.latitude), "厂": factory}
    rows = [",".join(["名称,经度,纬度", *ends])]
    rows += [
        f"{name},{x},{y}," + ",".join("0" if name == other else "777000" for other in ends)
        for name, (x, y) in ends.items()
    ]
    table.write_text("\n".join(rows), encoding="utf-8")
    settings.DISTANCES = str(table)
    plan = stage.planned(need)
    assert plan.found["trips"][0]["metres"] != straight and plan.found["trips"][0]["metres"] % 777_000 < 10
    assert "table" in shown.plan(plan)["source"][0]
    settings.DISTANCES, settings.ROUTING_SERVER = "", "http://127.0.0.1:9"
    plan = stage.planned(need)
    assert plan.found["trips"][0]["metres"] == straight and "no answer" in shown.plan(plan)["source"][1]


def test_whoever_the_regime_asks_for_a_test_has_one_due_until_the_sample(stage):
    trip = stage.carried(2)
    first, other = [row.rider.person for row in manifest.of(stage.desk, trip)]
    Person.objects.filter(pk__in=[first.pk, other.pk]).update(state="observed")
    assert [row.is_tested for row in manifest.of(stage.desk, trip)] == [False, False], "observed, and asked for a test"
    gates.take(person=first, kind="nucleic", by=stage.desk)
    assert [row.is_tested for row in manifest.of(stage.desk, trip)] == [True, False]
    Person.objects.filter(pk=other.pk).update(negatives=1)
    assert [row.is_tested for row in manifest.of(stage.desk, trip)] == [True, True]
