"""Points and officers: proven best on small cases, every rule kept, and who can't be served is named with the reason."""

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.planning.assignment import Charge, Officer, assign_officers
from fugong.planning.budget import Budget
from fugong.planning.checks.places import check_assignment, check_sites
from fugong.planning.errors import Unfit
from fugong.planning.siting.plan import Asker, Site, SitingRules, site_points
from fugong.planning.travel import Plane, Spot, Table

SHORT = Budget(5)
LINE = [Asker(f"e{k}", 10 + k, Spot(100 * k, 0)) for k in range(6)]


def test_two_points_serve_a_street_best() -> None:
    sites = [Site(f"p{k}", Spot(100 * k, 0)) for k in range(6)]
    plan = site_points(sites, LINE, SitingRules(points=2), Plane(), budget=SHORT)
    best = min(
        sum(asker.people * min(abs(asker.spot.x - sites[k].spot.x) for k in pair) for asker in LINE)
        for pair in itertools.combinations(range(6), 2)
    )
    assert plan.cost == plan.bound == best and plan.ended == "optimal" and plan.gap == 0
    assert check_sites(sites, LINE, plan, SitingRules(points=2), Plane()) == []


def test_a_large_enterprise_has_its_own_point_and_the_others_share() -> None:
    sites = [Site("own", Spot(0, 0), 500, owner="big"), Site("shared", Spot(1_000, 0), 100)]
    askers = [Asker("big", 120, Spot(5, 0)), Asker("small", 30, Spot(900, 0)), Asker("bigger", 300, Spot(900, 0))]
    rules = SitingRules(own_from=100, walk=2_000)
    plan = site_points(sites, askers, rules, Plane(), budget=SHORT)
    assert {row.asker: (row.site, row.reason.code) for row in plan.belongs} == {
        "big": ("own", "own_point"),
        "small": ("shared", "nearest"),
    }
    assert [(each.rule, each.subject) for each in plan.unmet] == [("own_point", "bigger")]
    assert check_sites(sites, askers, plan, rules, Plane()) == []


def test_a_building_site_is_driven_where_walking_is_too_far() -> None:
    askers = [Asker("site", 40, Spot(3_000, 0)), Asker("shop", 5, Spot(3_000, 0), shuttle=False)]
    rules = SitingRules(walk=1_000, shuttle=5_000)
    plan = site_points([Site("p", Spot(0, 0))], askers, rules, Plane(), budget=SHORT)
    assert [(row.asker, row.way) for row in plan.belongs] == [("site", "shuttle")]
    assert plan.unmet[0].rule == "walk" and plan.unmet[0].data["metres"] == 3_000
    assert check_sites([Site("p", Spot(0, 0))], askers, plan, rules, Plane()) == []


def test_too_little_room_serves_as_many_as_it_can() -> None:
    sites = [Site("p", Spot(0, 0), 50)]
    askers = [Asker("a", 30, Spot(10, 0)), Asker("b", 25, Spot(20, 0)), Asker("c", 20, Spot(30, 0))]
    plan = site_points(sites, askers, None, Plane(), budget=SHORT)
    assert {row.asker for row in plan.belongs} == {"a", "c"} and [each.subject for each in plan.unmet] == ["b"]
    assert plan.unmet[0].rule == "room" and check_sites(sites, askers, plan, None, Plane()) == []


def test_whoever_may_be_divided_is_where_that_is_cheaper() -> None:
    sites = [Site("p", Spot(0, 0), 10), Site("q", Spot(100, 0), 10)]
    asker = [Asker("a", 15, Spot(0, 0))]
    assert not site_points(sites, asker, SitingRules(together=True), Plane(), budget=SHORT).feasible
    plan = site_points(sites, asker, SitingRules(together=False), Plane(), budget=SHORT)
    assert {row.site: row.people for row in plan.belongs} == {"p": 10, "q": 5} and plan.cost == 500


def test_a_larger_one_is_proven_by_prices_and_program() -> None:
    dice = random.Random(4)
    spots = [Spot(dice.randrange(10_000), dice.randrange(10_000)) for _node in range(110)]
    sites, askers = (
        [Site(f"p{k}", spot) for k, spot in enumerate(spots)],
        [Asker(f"e{k}", 1, spot) for k, spot in enumerate(spots)],
    )
    plan = site_points(sites, askers, SitingRules(points=8), Plane(), budget=Budget(20))
    assert plan.ended == "optimal" and plan.gap < 1e-9
    assert check_sites(sites, askers, plan, SitingRules(points=8), Plane()) == []
    assert plan == site_points(sites, askers, SitingRules(points=8), Plane(), budget=Budget(20))


def test_room_and_opening_costs_at_size() -> None:
    dice = random.Random(7)
    sites = [
        Site(
            f"p{k}",
            Spot(dice.randrange(10_000), dice.randrange(10_000)),
            dice.randrange(300, 600),
            dice.randrange(10**5, 10**6),
        )
        for k in range(40)
    ]
    askers = [
        Asker(f"e{k}", dice.randrange(5, 30), Spot(dice.randrange(10_000), dice.randrange(10_000))) for k in range(160)
    ]
    plan = site_points(sites, askers, SitingRules(together=False), Plane(), budget=Budget(10))
    assert check_sites(sites, askers, plan, SitingRules(together=False), Plane()) == [] and plan.gap < 0.01


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 40), st.integers(0, 5_000)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 30), st.booleans()), min_size=1, max_size=6),
    st.booleans(),
    st.none() | st.integers(1, 3),
)
def test_the_checker_accepts_every_siting(places, rows, together: bool, points: int | None) -> None:
    sites = [Site(f"p{k}", Spot(x, 0), room, cost) for k, (x, room, cost) in enumerate(places)]
    askers = [Asker(f"e{k}", people, Spot(x, 0), shuttle) for k, (x, people, shuttle) in enumerate(rows)]
    rules = SitingRules(points, walk=300, shuttle=600, shuttle_factor=2.0, together=together)
    plan = site_points(sites, askers, rules, Plane(), budget=SHORT)
    assert check_sites(sites, askers, plan, rules, Plane()) == []


def test_the_checker_of_points_sees_what_is_wrong() -> None:
    sites = [Site("p", Spot(0, 0), 100), Site("q", Spot(5_000, 0), 5)]
    plan = site_points(sites, LINE, SitingRules(walk=1_000), Plane(), budget=SHORT)
    rules = lambda wrong: {found.rule for found in check_sites(sites, LINE, wrong, SitingRules(walk=1_000), Plane())}  # noqa: E731
    assert rules(plan) == set()
    assert "people" in rules(replace(plan, belongs=plan.belongs[1:]))
    assert {"reach", "room"} <= rules(replace(plan, belongs=(replace(plan.belongs[0], site="q"), *plan.belongs[1:])))
    assert "cost" in rules(replace(plan, cost=plan.cost + 1))


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Asker("a", 0), "people"),
        (lambda: Site("s", room=-1), "room"),
        (lambda: site_points([], LINE), "sites"),
        (lambda: site_points([Site("s", Spot(0, 99))], [Asker("a", 1)]), "sites[0].spot.y"),
        (lambda: site_points([Site("s")], [Asker("a", 1)], costs=[[1, 2]]), "costs"),
        (
            lambda: site_points([Site("s", Spot(row=3))], [Asker("a", 1, Spot(row=0))], travel=Table([[0]])),
            "sites[0].spot.row",
        ),
        (lambda: Officer("o", -1), "capacity"),
        (lambda: assign_officers([], [Charge("c")]), "officers"),
        (lambda: assign_officers([Officer("o", 1)], [Charge("c")], {"d": "o"}), "before"),
        (lambda: assign_officers([Officer("o", 1)], [Charge("c")], loads=[[-1]]), "loads"),
    ],
)
def test_nonsense_names_its_field(make, field: str) -> None:
    with pytest.raises(Unfit) as raised:
        make()
    assert field in [fault.field for fault in raised.value.faults]


OFFICERS = [
    Officer("near", 2, Spot(0, 0), frozenset({"steel"}), frozenset({"ja"})),
    Officer("far", 2, Spot(9_000, 0), frozenset({"food"})),
]


def test_language_is_needed_and_industry_is_wished_for() -> None:
    charges = [Charge("jp", 1, Spot(9_000, 0), "food", "ja"), Charge("mill", 1, Spot(0, 0), "food")]
    plan = assign_officers(OFFICERS, charges, travel=Plane(), budget=SHORT)
    assert {row.enterprise: row.officer for row in plan.held} == {"jp": "near", "mill": "far"}
    assert plan.ended == "optimal" and plan.cost == plan.bound and check_assignment(OFFICERS, charges, plan) == []


def test_when_one_drops_out_only_theirs_change_hands() -> None:
    dice = random.Random(3)
    officers = [Officer(f"o{k}", 6, Spot(dice.randrange(9_000), 0)) for k in range(5)]
    charges = [Charge(f"c{k}", 1, Spot(dice.randrange(9_000), 0)) for k in range(20)]
    first = assign_officers(officers, charges, travel=Plane(), budget=SHORT)
    before = {row.enterprise: row.officer for row in first.held}
    left = officers[1:]
    plan = assign_officers(left, charges, before, Plane(), budget=SHORT)
    assert plan.feasible and plan.changes == first.loads["o0"]
    assert check_assignment(left, charges, plan, before) == []
    moved = [row for row in plan.held if row.reason.code == "moved"]
    assert {row.reason.data["before"] for row in moved} == ({"o0"} if moved else set())


def test_who_has_no_officer_is_told_why() -> None:
    charges = [Charge("kr", 1, Spot(), language="ko"), Charge("heavy", 3, Spot()), Charge("feud", 1, Spot())]
    officers = [replace(officer, avoid=frozenset({"feud"})) for officer in OFFICERS]
    plan = assign_officers(officers, charges, travel=Plane(), budget=SHORT)
    assert {each.subject: each.rule for each in plan.unmet} == {"kr": "language", "heavy": "load", "feud": "avoid"}


def test_too_little_capacity_serves_as_many_as_it_can() -> None:
    charges = [Charge(f"c{k}", 1, Spot(k, 0)) for k in range(6)]
    plan = assign_officers(OFFICERS, charges, travel=Plane(), budget=SHORT)
    assert len(plan.held) == 4 and {each.rule for each in plan.unmet} == {"capacity"}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 900), st.sampled_from(["", "ja"])), min_size=1, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 900), st.sampled_from([None, None, "ja"])), min_size=1, max_size=8
    ),
)
def test_the_checker_accepts_every_assignment(crew, rows) -> None:
    officers = [
        Officer(f"o{k}", room, Spot(x, 0), languages=frozenset({word})) for k, (room, x, word) in enumerate(crew)
    ]
    charges = [Charge(f"c{k}", load, Spot(x, 0), language=word) for k, (load, x, word) in enumerate(rows)]
    before = {charge.key: "o0" for charge in charges[::2]}
    plan = assign_officers(officers, charges, before, Plane(), budget=SHORT)
    assert check_assignment(officers, charges, plan, before) == []


def test_the_checker_of_officers_sees_what_is_wrong() -> None:
    charges = [Charge("a", 2, Spot(0, 0), language="ja"), Charge("b", 1, Spot(9_000, 0))]
    plan = assign_officers(OFFICERS, charges, travel=Plane(), budget=SHORT)
    wrong = replace(plan, held=tuple(replace(row, officer="far") for row in plan.held))
    assert {"language", "capacity"} <= {found.rule for found in check_assignment(OFFICERS, charges, wrong)}
    assert "people" in {found.rule for found in check_assignment(OFFICERS, charges, replace(plan, held=()))}


def test_where_there_are_many_pairs_too_only_those_who_lost_their_officer_change() -> None:
    dice = random.Random(6)
    own = [Officer(f"o{k}", 10, Spot(120 + dice.random() / 3, 36 + dice.random() / 3)) for k in range(90)]
    charges = [Charge(f"e{k}", 1, Spot(120 + dice.random() / 3, 36 + dice.random() / 3)) for k in range(880)]
    before = {f"e{k}": f"o{k % 88}" for k in range(880)}  # all are full but the last two
    plan = assign_officers(own[1:], charges, before, budget=Budget(20))
    assert check_assignment(own[1:], charges, plan, before) == []
    assert (plan.changes, plan.unmet) == (10, ())
    assert {row.enterprise for row in plan.held if row.reason.code == "moved"} == {f"e{k}" for k in range(0, 880, 88)}
