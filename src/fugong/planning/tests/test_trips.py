"""Trips: everybody fetched within the rules, shares exact, the twenty-person rule to be seen, and who can't be fetched and why."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.planning.budget import Budget
from fugong.planning.checks.trips import check_trips
from fugong.planning.errors import Unfit
from fugong.planning.travel import Plane, Spot, StraightLine, Table
from fugong.planning.trips.plan import plan_trips
from fugong.planning.trips.problem import CharterRule, Coach, Depot, Factory, Rules, Slot, Stop, TripPlan, TripProblem

FEW = Budget(5, 300)
GATE = Factory("gate", Spot(0, 0))
BUS = Coach("bus", 40, None, fixed=10_000, per_km=1_000)


def planned(
    stops, factories=(GATE,), fleet=(BUS,), depots=(), rules=None, travel=None, budget=FEW, seed=0
) -> tuple[TripProblem, TripPlan]:
    rules, travel = rules or Rules(), travel or Plane(kmh=36)
    problem = TripProblem(tuple(stops), tuple(factories), tuple(fleet), tuple(depots), rules, travel)
    return problem, plan_trips(stops, factories, fleet, depots, rules, travel, seed=seed, budget=budget)


def test_enterprises_share_a_coach_and_its_cost_to_the_fen() -> None:
    stops = [
        Stop("a", Spot(9_000, 0), 15, "A"),
        Stop("b", Spot(10_001, 0), 10, "B"),
        Stop("c", Spot(9_500, 100), 8, "C"),
    ]
    problem, plan = planned(stops)
    assert check_trips(problem, plan) == [] and len(plan.trips) == 1
    (trip,) = plan.trips
    assert sum(share.fen for share in trip.shares) == trip.cost == plan.cost
    assert all(share.alone is not None and share.fen <= share.alone for share in trip.shares)
    assert plan.reasons["a"].code == "shares_trip"


def test_one_more_person_and_it_is_free() -> None:
    rule = CharterRule("home_to_factory", people=20, before=10_000)
    _problem, plan = planned(
        [Stop("a", Spot(5_000, 0), 19, "A"), Stop("b", Spot(5_000, 1), 20, "B")], rules=Rules(charters=(rule,))
    )
    by = {standing.enterprise: standing for trip in plan.trips for standing in trip.standings}
    assert (by["A"].missing, by["A"].met) == (1, False) and by["A"].back > 0
    assert (by["B"].missing, by["B"].met) == (0, True)


@pytest.mark.parametrize(
    ("rule", "stop", "hinder"),
    [
        (CharterRule("r", before=0), Stop("a", Spot(1, 0), 20, "A"), "too_late"),
        (CharterRule("r", enterprises=frozenset({"B"})), Stop("a", Spot(1, 0), 20, "A"), "not_entitled"),
    ],
)
def test_a_charter_rule_names_what_hinders(rule: CharterRule, stop: Stop, hinder: str) -> None:
    _problem, plan = planned([stop], rules=Rules(charters=(rule,)))
    (standing,) = plan.trips[0].standings
    assert standing.hinders == (hinder,) and not standing.met


def test_people_from_within_the_province_do_not_count() -> None:
    _problem, plan = planned([Stop("a", Spot(1, 0), 20, "A", outside=False)], rules=Rules(charters=(CharterRule("r"),)))
    assert plan.trips[0].standings[0].missing == 20


def test_one_coach_brings_people_to_two_factories() -> None:
    gates = [Factory("north", Spot(0, 100)), Factory("south", Spot(0, -100))]
    stops = [Stop("a", Spot(90_000, 0), 15, "A", "north"), Stop("b", Spot(90_100, 0), 10, "B", "south")]
    problem, plan = planned(stops, gates)
    assert check_trips(problem, plan) == [] and len(plan.trips) == 1
    assert {call.at for call in plan.trips[0].calls if call.kind == "drop"} == {"north", "south"}


def test_reduced_load_takes_a_second_coach() -> None:
    stops = [Stop("a", Spot(1_000, 0), 20), Stop("b", Spot(1_000, 1), 20)]
    problem, plan = planned(stops, fleet=[replace(BUS, load_percent=50)])
    assert len(plan.trips) == 2 and check_trips(problem, plan) == []


def test_more_people_than_a_coach_takes_are_shared_out() -> None:
    problem, plan = planned([Stop("a", Spot(1_000, 0), 723, "A")])
    assert len(plan.trips) == 19 and check_trips(problem, plan) == [] and plan.reasons["a"].code == "several_trips"


def test_a_mixed_fleet_is_used_where_it_is_cheapest() -> None:
    fleet = [Coach("big", 50, 1, fixed=50_000, per_km=1_000), Coach("small", 10, 5, fixed=8_000, per_km=500)]
    problem, plan = planned([Stop("a", Spot(1_000, 0), 48), Stop("b", Spot(-1_000, 0), 9)], fleet=fleet)
    assert sorted(trip.coach for trip in plan.trips) == ["big", "small"] and check_trips(problem, plan) == []


def test_arrivals_are_spread_over_the_slots_of_a_testing_point() -> None:
    gate = Factory("gate", Spot(0, 0), slots=(Slot(0, 3_599, 40), Slot(3_600, 7_199, 40), Slot(7_200, 9_000, 0)))
    stops = [Stop(f"s{k}", Spot(1_000, k), 40) for k in range(3)]
    problem, plan = planned(stops, [gate])
    assert check_trips(problem, plan) == [] and len(plan.trips) == 2
    assert sorted(trip.calls[-1].arrives // 3_600 for trip in plan.trips) == [0, 1]
    assert [each.rule for each in plan.unmet] == ["arrival_slot"]


def test_nobody_sits_longer_than_allowed() -> None:
    stops = [Stop(f"s{k}", Spot(3_000 * k, 0), 5, service=60) for k in range(1, 6)]
    problem, plan = planned(stops, rules=Rules(longest_ride=1_550))
    assert check_trips(problem, plan) == [] and plan.feasible


def test_who_lives_too_far_is_named_with_what_it_would_take() -> None:
    problem, plan = planned(
        [Stop("near", Spot(1_000, 0), 5), Stop("far", Spot(90_000, 0), 7)], rules=Rules(longest_ride=1_000)
    )
    (unmet,) = plan.unmet
    assert (unmet.rule, unmet.subject, unmet.data["needs"]) == ("longest_ride", "far", 9_000)
    assert check_trips(problem, plan) == [] and len(plan.trips) == 1


def test_too_few_seats_fetch_as_many_people_as_they_can() -> None:
    stops = [Stop("a", Spot(1_000, 0), 10), Stop("b", Spot(2_000, 0), 30), Stop("c", Spot(3_000, 0), 15)]
    problem, plan = planned(stops, fleet=[replace(BUS, count=1)])
    assert check_trips(problem, plan) == [] and sum(trip.people for trip in plan.trips) == 40
    assert [(each.rule, each.subject) for each in plan.unmet] == [("seats", "c")]


def test_a_window_that_nobody_can_meet_is_named() -> None:
    gate = Factory("gate", Spot(0, 0), closes=100)
    problem, plan = planned([Stop("a", Spot(5_000, 0), 3)], [gate])
    assert plan.unmet[0].rule == "time_window" and plan.trips == () and check_trips(problem, plan) == []


def test_several_depots_send_the_nearer_coach() -> None:
    spots = {"west": Spot(-10_000, 0), "east": Spot(10_000, 0)}
    fleet = [Coach(key, 10, 3, key, key, per_km=1_000) for key in spots]
    stops = [Stop("a", Spot(-9_000, 0), 4), Stop("b", Spot(9_000, 0), 4)]
    depots, factories = (
        [Depot(key, spot) for key, spot in spots.items()],
        [Factory(key, spot) for key, spot in spots.items()],
    )
    problem, plan = planned(stops, factories, fleet, depots)
    assert plan.cost == 4_000 and check_trips(problem, plan) == []


def test_a_coach_that_goes_home_is_paid_for_it() -> None:
    coach = Coach("bus", 10, 1, "yard", back=True, per_km=1_000)
    problem, plan = planned([Stop("a", Spot(1_000, 0), 4)], fleet=[coach], depots=[Depot("yard", Spot(3_000, 0))])
    assert (
        plan.cost == 2_000 + 1_000 + 3_000
        and plan.trips[0].calls[-1].kind == "end"
        and check_trips(problem, plan) == []
    )


def test_a_matrix_of_ones_own_is_followed() -> None:
    table = Table([[0, 7, 1], [7, 0, 5], [1, 5, 0]])
    stops = [Stop("a", Spot(row=0), 1), Stop("b", Spot(row=1), 1)]
    problem, plan = planned(stops, [Factory("gate", Spot(row=2))], travel=table)
    assert plan.trips[0].metres == 8 and check_trips(problem, plan) == []


@pytest.mark.parametrize(
    ("make", "field", "code"),
    [
        (lambda: Stop("a", Spot(), 0), "people", "too_small"),
        (lambda: Coach("c", 0), "seats", "too_small"),
        (lambda: Coach("c", 1, load_percent=50), "load_percent", "no_seat_left"),
        (lambda: Stop("a", Spot(), 1, opens=5, closes=4), "closes", "closes_before_it_opens"),
        (lambda: Coach("c", 5, per_km=-1), "per_km", "too_small"),
        (lambda: plan_trips([], [GATE], [BUS]), "stops", "empty"),
        (lambda: plan_trips([Stop("a", Spot(200, 0), 1)], [GATE], [BUS]), "stops[0].spot.x", "too_large"),
        (lambda: plan_trips([Stop("a", Spot(float("nan"), 0), 1)], [GATE], [BUS]), "stops[0].spot.x", "not_a_number"),
        (lambda: plan_trips([Stop("a", Spot(), 1, factory="none")], [GATE], [BUS]), "stops[0].factory", "unknown"),
        (lambda: plan_trips([Stop("a", Spot(), 1)] * 2, [GATE], [BUS]), "stops[1].key", "twice"),
        (lambda: Table([[0, -1], [1, 0]]), "metres", "out_of_range"),
        (lambda: StraightLine(factor=0), "factor", "too_small"),
    ],
)
def test_nonsense_names_its_field(make, field: str, code: str) -> None:
    with pytest.raises(Unfit) as raised:
        make()
    assert (field, code) in [(fault.field, fault.code) for fault in raised.value.faults]


def test_an_area_refuses_a_village_in_the_sea() -> None:
    with pytest.raises(Unfit):
        plan_trips([Stop("a", Spot(36, 120), 1)], [GATE], [BUS], travel=StraightLine(area=(119, 35, 121, 38)))


people = st.integers(1, 60)
spots = st.builds(Spot, st.integers(-20_000, 20_000), st.integers(-20_000, 20_000))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(spots, people, st.integers(0, 3), st.integers(0, 9_000)), min_size=1, max_size=9),
    st.integers(1, 4),
    st.booleans(),
)
def test_the_checker_accepts_every_plan(rows, count: int, two: bool) -> None:
    gates = [Factory("g0", Spot(0, 0)), Factory("g1", Spot(500, 0), closes=20_000)]
    stops = [
        Stop(f"s{k}", spot, heads, f"E{k % 3}", f"g{kind % 2}" if two else None, opens, opens + 3_000, 60)
        for k, (spot, heads, kind, opens) in enumerate(rows)
    ]
    fleet = [
        Coach("big", 45, count, per_km=900, fixed=9_000, per_hour=5_000),
        Coach("small", 12, 2, "yard", per_km=500),
    ]
    rules = Rules(longest_ride=4_000, seats_percent=30)
    problem, plan = planned(stops, gates, fleet, [Depot("yard", Spot(-5_000, 0))], rules, budget=Budget(5, 60))
    assert check_trips(problem, plan) == []
    assert plan.bound <= plan.cost


def test_the_same_input_gives_the_same_plan_and_new_names_the_same_cost() -> None:
    stops = [Stop(f"s{k}", Spot((k * 7919) % 5_000, (k * 104_729) % 5_000), k % 9 + 1, f"E{k % 4}") for k in range(25)]
    _problem, plan = planned(stops)
    assert planned(stops)[1] == plan
    renamed = [replace(stop, key=f"x{stop.key}") for stop in stops]
    assert planned(renamed)[1].cost == plan.cost


def test_the_checker_sees_what_is_wrong() -> None:
    problem, plan = planned([Stop("a", Spot(1_000, 0), 15, "A"), Stop("b", Spot(2_000, 0), 10, "B")])
    (trip,) = plan.trips
    late = [replace(trip.calls[0], arrives=trip.calls[0].arrives + 9), *trip.calls[1:]]
    for wrong, rule in (
        (replace(trip, cost=trip.cost + 1), "cost"),
        (replace(trip, shares=trip.shares[:1]), "shares"),
        (replace(trip, calls=(*trip.calls[:-2], trip.calls[-1])), "people"),
        (replace(trip, calls=tuple(late)), "service"),
    ):
        assert rule in {found.rule for found in check_trips(problem, replace(plan, trips=(wrong,)))}
    tight = replace(problem, fleet=(replace(BUS, seats=20),))
    assert "seats" in {found.rule for found in check_trips(tight, plan)}
    assert "longest_ride" in {found.rule for found in check_trips(replace(problem, rules=Rules(longest_ride=1)), plan)}
