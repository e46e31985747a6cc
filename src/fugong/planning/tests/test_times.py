"""Rosters, rounds and the order of resuming: rules kept, the checker a second opinion, small cases against brute force."""

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.planning.budget import Budget
from fugong.planning.checks.times import check_order, check_roster, check_rounds
from fugong.planning.errors import Unfit
from fugong.planning.ordering.plan import order_resumption
from fugong.planning.ordering.problem import Candidate, Limits, Link
from fugong.planning.programs import INFINITE, Answer, Program
from fugong.planning.rostering import Person, RosterRules, Shift, roster
from fugong.planning.rounds import Inspection, RoundRules, Team, plan_rounds
from fugong.planning.travel import Plane, Spot

SHORT, FEW = Budget(5), Budget(5, 300)
HOUR, DAY = 3_600, 86_400
ROLES = ("control", "sampling", "scanning")


def morning(day: int, key: str = "p", at: int = 0) -> Shift:
    return Shift(f"{key}{day}", day * DAY + 7 * HOUR, day * DAY + 11 * HOUR, Spot(at, 0))


def crew(each: int) -> list[Person]:
    return [Person(f"{role}{k}", frozenset({role}), Spot(k, 0)) for role in ROLES for k in range(each)]


def test_three_specialists_stand_at_every_shift() -> None:
    shifts = [morning(day) for day in range(5)]
    plan = roster(crew(1), shifts, travel=Plane(), budget=SHORT)
    assert plan.feasible and len(plan.duties) == 15 and plan.most == 5 and plan.ended == "optimal"
    assert check_roster(crew(1), shifts, plan) == []


def test_after_six_days_somebody_else_stands_there() -> None:
    shifts = [morning(day) for day in range(8)]
    plan = roster(crew(1), shifts, travel=Plane(), budget=SHORT)
    assert (
        plan.empty == 3 and {each.rule for each in plan.unmet} == {"rest"} and check_roster(crew(1), shifts, plan) == []
    )
    assert roster(crew(2), shifts, travel=Plane(), budget=SHORT).feasible


def test_an_absence_is_covered_with_one_change() -> None:
    shifts, people = [morning(day) for day in range(4)], crew(2)
    first = roster(people, shifts, travel=Plane(), budget=SHORT)
    before: dict[tuple[str, str], list[str]] = {}
    for duty in first.duties:
        before.setdefault((duty.shift, duty.role), []).append(duty.person)
    ill = before["p2", "sampling"][0]
    people = [replace(person, absent=((2 * DAY, 3 * DAY),)) if person.key == ill else person for person in people]
    plan = roster(people, shifts, before=before, travel=Plane(), budget=SHORT)
    assert plan.feasible and plan.changes == 1 and check_roster(people, shifts, plan) == []
    (cover,) = [duty for duty in plan.duties if duty.reason.code == "covers"]
    assert (cover.shift, cover.reason.data["person"]) == ("p2", ill)


def test_an_empty_place_says_whether_nobody_is_qualified_or_present() -> None:
    people = [Person("a", frozenset({"control"})), Person("b", frozenset({"sampling"}), absent=((0, DAY),))]
    plan = roster(people, [morning(0)], travel=Plane(), budget=SHORT)
    assert {each.data["role"]: each.rule for each in plan.unmet} == {"sampling": "absent", "scanning": "qualified"}
    assert check_roster(people, [morning(0)], plan) == [] and plan.least_empty == 2


def test_a_long_roster_is_made_day_after_day() -> None:
    dice = random.Random(1)
    people = [Person(f"w{k}", frozenset(dice.sample(ROLES, 2)), Spot(dice.randrange(9_999), 0)) for k in range(170)]
    shifts = [morning(day, f"p{at}-", at * 400) for at in range(15) for day in range(7)]
    plan = roster(people, shifts, RosterRules(week=4), travel=Plane(), budget=Budget(20))
    assert plan.feasible and plan.ended == "steps" and check_roster(people, shifts, plan, RosterRules(week=4)) == []
    assert plan.most <= 4


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from(ROLES), min_size=1), st.none() | st.integers(0, 3)), min_size=1, max_size=6
    ),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from([6, 13, 20])), min_size=1, max_size=7, unique=True),
)
def test_the_checker_accepts_every_roster(rows, starts) -> None:
    people = [Person(f"w{k}", frozenset(roles), most=most) for k, (roles, most) in enumerate(rows)]
    shifts = [
        Shift(f"s{k}", day * DAY + hour * HOUR, day * DAY + (hour + 5) * HOUR) for k, (day, hour) in enumerate(starts)
    ]
    plan = roster(people, shifts, RosterRules(week=3), travel=Plane(), budget=SHORT)
    assert check_roster(people, shifts, plan, RosterRules(week=3)) == []


def test_the_checker_of_rosters_sees_what_is_wrong() -> None:
    shifts, people = [morning(0), morning(0, "q")], crew(2)
    plan = roster(people, shifts, travel=Plane(), budget=SHORT)
    twice = replace(plan, duties=tuple(replace(duty, person=f"{duty.role}0") for duty in plan.duties))
    assert "rest" in {found.rule for found in check_roster(people, shifts, twice)}
    assert "places" in {found.rule for found in check_roster(people, shifts, replace(plan, duties=plan.duties[1:]))}
    assert "qualified" in {
        found.rule for found in check_roster([replace(p, roles=frozenset()) for p in people], shifts, plan)
    }


DAY_TEAM = Team("one", 8 * HOUR, 18 * HOUR, Spot(0, 0), frozenset({"fire"}))
WALK = Plane(kmh=36)


def test_what_concerns_one_enterprise_is_one_visit() -> None:
    rows = [
        Inspection("a1", "A", HOUR, Spot(5_000, 0)),
        Inspection("a2", "A", HOUR, Spot(5_000, 0), skills=frozenset({"fire"})),
    ]
    plan = plan_rounds(rows, [DAY_TEAM], travel=WALK, budget=FEW)
    (visit,) = plan.rounds[0].visits
    assert visit.inspections == ("a1", "a2") and visit.leaves - visit.arrives == 2 * HOUR - 600
    assert check_rounds(rows, [DAY_TEAM], plan, travel=WALK) == []


def test_what_is_due_comes_before_what_is_risky() -> None:
    team = Team("short", 0, 3 * HOUR)
    rows = [Inspection("due", "A", 2 * HOUR, risk=0, due=True), Inspection("risky", "B", 2 * HOUR, risk=900)]
    plan = plan_rounds(rows, [team], travel=WALK, budget=FEW)
    assert [visit.enterprise for visit in plan.rounds[0].visits] == ["A"] and plan.rounds[0].visits[
        0
    ].reason.code == "due"
    assert plan.feasible and [each.subject for each in plan.left] == ["B"]


def test_hours_and_skills_decide_when_and_who() -> None:
    rows = [
        Inspection("noon", "A", HOUR, Spot(100, 0), ((8 * HOUR, 9 * HOUR), (13 * HOUR, 14 * HOUR)), due=True),
        Inspection("early", "B", HOUR, Spot(0, 100), ((8 * HOUR, 9 * HOUR + 60),), due=True),
        Inspection("gas", "C", HOUR, due=True, skills=frozenset({"gas"})),
        Inspection("night", "D", HOUR, hours=((1 * HOUR, 2 * HOUR),), due=True),
    ]
    plan = plan_rounds(rows, [DAY_TEAM], travel=WALK, budget=FEW)
    assert {visit.enterprise: visit.arrives // HOUR for visit in plan.rounds[0].visits} == {"B": 8, "A": 13}
    assert {each.subject: each.rule for each in plan.unmet} == {"C": "skills", "D": "hours"}
    assert check_rounds(rows, [DAY_TEAM], plan, travel=WALK) == []


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.integers(0, 3),
            st.integers(0, 9_000),
            st.booleans(),
            st.sampled_from(["", "fire"]),
            st.integers(8, 15),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_the_checker_accepts_all_rounds(rows) -> None:
    inspections = [
        Inspection(
            f"i{k}",
            f"e{who}",
            hours * HOUR,
            Spot(1_000 * who, 0),
            ((at * HOUR, (at + 3) * HOUR), (16 * HOUR, 17 * HOUR)),
            risk % 9,
            due,
            frozenset({skill} - {""}),
        )
        for k, (who, hours, risk, due, skill, at) in enumerate(rows)
    ]
    teams = [DAY_TEAM, Team("two", 9 * HOUR, 15 * HOUR, Spot(4_000, 0))]
    plan = plan_rounds(inspections, teams, travel=WALK, budget=Budget(5, 60))
    assert check_rounds(inspections, teams, plan, travel=WALK) == []
    assert plan == plan_rounds(inspections, teams, travel=WALK, budget=Budget(5, 60))


def test_the_checker_of_rounds_sees_what_is_wrong() -> None:
    rows = [
        Inspection("a", "A", HOUR, Spot(36_000, 0), ((9 * HOUR, 12 * HOUR),)),
        Inspection("b", "B", HOUR, Spot(0, 0)),
    ]
    plan = plan_rounds(rows, [DAY_TEAM], RoundRules(worth=10**5), WALK, budget=FEW)
    (way,) = plan.rounds
    spoilt = replace(way, visits=tuple(replace(visit, arrives=8 * HOUR, leaves=9 * HOUR) for visit in way.visits))
    found = {each.rule for each in check_rounds(rows, [DAY_TEAM], replace(plan, rounds=(spoilt,)), travel=WALK)}
    assert {"too_fast", "hours"} <= found
    assert "once" in {each.rule for each in check_rounds(rows, [DAY_TEAM], replace(plan, rounds=()), travel=WALK)}


def test_a_supplier_comes_before_the_customers_that_wait_for_it() -> None:
    rows = [Candidate("big", 100), Candidate("bolts", 1), Candidate("paint", 30)]
    links = [Link("bolts", "big")]
    plan = order_resumption(rows, links, Limits(3, checks=(1, 1, 1)), budget=SHORT)
    assert [approval.key for approval in plan.approvals][:2] == ["bolts", "big"]
    assert (
        plan.released == (1, 101, 131)
        and plan.approvals[0].reason.code == "opens_the_way"
        and plan.behind["bolts"] == 101
    )
    assert check_order(rows, links, plan, Limits(3, checks=(1, 1, 1))) == []


def test_the_few_approvals_that_release_the_most() -> None:
    rows = [
        Candidate("hub", 0),
        *(Candidate(f"c{k}", 50) for k in range(3)),
        *(Candidate(f"x{k}", 40) for k in range(9)),
    ]
    plan = order_resumption(rows, [Link("hub", f"c{k}") for k in range(3)], most=4, budget=SHORT)
    assert plan.most.releases == plan.most.bound == 160 and "hub" not in plan.most.keys
    assert (
        order_resumption(rows, [Link("hub", f"c{k}") for k in range(3)], most=12, budget=SHORT).most.releases
        == 3 * 50 + 8 * 40
    )


def test_a_ring_of_suppliers_starts_together() -> None:
    rows, links = [Candidate("a", 10), Candidate("b", 10)], [Link("a", "b"), Link("b", "a")]
    plan = order_resumption(rows, links, Limits(2, checks=(1, 1)), budget=SHORT)
    assert plan.released == (0, 20) and check_order(rows, links, plan, Limits(2, checks=(1, 1))) == []


def test_who_hangs_on_somebody_outside_is_named_with_whom_to_write_to() -> None:
    rows = [
        Candidate("abroad", 5, state="outside"),
        Candidate("a", 10),
        Candidate("b", 10),
        Candidate("risky", 9, risk=8),
    ]
    plan = order_resumption(rows, [Link("abroad", "a"), Link("a", "b")], Limits(1, risk_each=5), budget=SHORT)
    assert {each.subject: (each.rule, each.data["by"]) for each in plan.blocked} == {
        "a": ("outside", ["abroad"]),
        "b": ("outside", ["abroad"]),
        "risky": ("risk_each", ["risky"]),
    }


def test_who_takes_more_masks_than_there_will_be_waits_for_them() -> None:
    plan = order_resumption(
        [Candidate("a", 5, masks=9), Candidate("b", 1, masks=2)], limits=Limits(2, masks=(4, 4)), budget=SHORT
    )
    assert [(each.rule, each.subject) for each in plan.waits] == [("masks", "a")] and plan.released == (1, 1)


chains = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=7)
needs = st.tuples(
    st.integers(0, 9), st.integers(0, 4), st.integers(1, 2), st.sampled_from(["waiting"] * 5 + ["resumed"])
)


@settings(max_examples=40, deadline=None)
@given(st.lists(needs, min_size=6, max_size=6), chains)
def test_no_order_releases_more_than_the_bound(rows, pairs) -> None:
    candidates = [
        Candidate(f"c{k}", output, masks, checks, state=state) for k, (output, masks, checks, state) in enumerate(rows)
    ]
    links = [Link(f"c{a}", f"c{b}") for a, b in pairs]
    limits = Limits(3, masks=(5, 2, 2), checks=(3, 2, 2))
    plan = order_resumption(candidates, links, limits, budget=SHORT)
    assert check_order(candidates, links, plan, limits) == []
    assert _best(candidates, links, limits) <= plan.bound
    assert plan == order_resumption(candidates, links, limits, budget=SHORT)


def _best(candidates, links, limits) -> int:
    """The most that any order releases: all periods for all who wait."""
    waiting = [row for row in candidates if row.state == "waiting"]
    best = 0
    for way in itertools.product(range(4), repeat=len(waiting)):
        at = {row.key: period for row, period in zip(waiting, way, strict=True) if period < 3}
        masks, possible = 0, True
        for period in range(3):
            now = [row for row in waiting if at.get(row.key) == period]
            masks += limits.masks[period] - sum(row.masks for row in now)
            possible &= masks >= 0 and sum(row.checks for row in now) <= limits.checks[period]
        if possible:
            best = max(best, _value(candidates, links, at))
    return best


def _value(candidates, links, at) -> int:
    resumed, value = {row.key for row in candidates if row.state == "resumed"}, 0
    for period in range(3):
        works = {key for key, when in at.items() if when <= period}
        while idle := {
            link.customer for link in links if link.customer in works and link.supplier not in works | resumed
        }:
            works -= idle
        value += sum(row.output for row in candidates if row.key in works)
    return value


def test_the_checker_of_orders_sees_what_is_wrong() -> None:
    rows, links, limits = [Candidate("a", 5, masks=3), Candidate("b", 7)], [Link("a", "b")], Limits(2, checks=(1, 1))
    plan = order_resumption(rows, links, limits, budget=SHORT)
    assert check_order(rows, links, plan, limits) == []
    hasty = replace(plan, approvals=tuple(replace(each, period=0) for each in plan.approvals))
    assert {"checks", "released"} <= {found.rule for found in check_order(rows, links, hasty, limits)}
    assert "masks" in {found.rule for found in check_order(rows, links, plan, replace(limits, masks=(0, 0)))}


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Shift("s", 5, 5), "ends"),
        (lambda: roster([], [morning(0)]), "people"),
        (lambda: Person("p", frozenset(), absent=((5, 1),)), "absent[0]"),
        (lambda: Inspection("i", "", 5), "enterprise"),
        (lambda: plan_rounds([Inspection("i", "e", 5, Spot(181, 0))], [DAY_TEAM]), "inspections[0].spot.x"),
        (lambda: Team("t", 5, 4), "ends"),
        (lambda: Candidate("a", -1), "output"),
        (lambda: Limits(3, masks=(1, 2)), "masks"),
        (lambda: order_resumption([Candidate("a", 1)], [Link("a", "z")]), "links[0].customer"),
        (lambda: Budget(0), "seconds"),
    ],
)
def test_nonsense_names_its_field(make, field: str) -> None:
    with pytest.raises(Unfit) as raised:
        make()
    assert field in [fault.field for fault in raised.value.faults]


def test_a_team_makes_no_more_visits_than_it_may_and_goes_to_its_own_first() -> None:
    rows = [
        Inspection(f"i{k}", f"e{k}", 600, Spot(1_000.0 * k, 0), prefers=frozenset({"one" if k < 3 else "two"}))
        for k in range(6)
    ]
    teams = [Team("one", 0, 9 * HOUR, Spot(0, 0), most=2), Team("two", 0, 9 * HOUR, Spot(0, 0), most=4)]
    rules = RoundRules(worth=100_000, stranger=50_000)
    plan = plan_rounds(rows, teams, rules, WALK, budget=Budget(5, 300))
    assert check_rounds(rows, teams, plan, rules, WALK) == []
    sizes = {each.team: len(each.visits) for each in plan.rounds}
    strangers = [visit.enterprise for each in plan.rounds for visit in each.visits if visit.reason.data["stranger"]]
    assert sizes == {"one": 2, "two": 4} and len(strangers) == 1
    spoilt = [replace(team, most=1) for team in teams]
    assert {each.rule for each in check_rounds(rows, spoilt, plan, rules, WALK)} == {"most"}


def test_a_roster_whose_time_runs_out_is_filled_all_the_same(monkeypatch) -> None:
    monkeypatch.setattr(Program, "solve", lambda *_given, **_more: Answer("seconds", np.zeros(0), INFINITE, -INFINITE))
    shifts = [Shift(f"p{k}-{day}", day * DAY, day * DAY + 8 * HOUR) for k in range(3) for day in range(7)]
    people = [Person(f"w{k}", frozenset({"control", "sampling", "scanning"})) for k in range(12)]
    plan = roster(people, shifts, RosterRules(week=6), budget=Budget(5))
    assert check_roster(people, shifts, plan, RosterRules(week=6)) == []
    assert (plan.empty, plan.ended) == (0, "seconds") and plan.most <= 6
