"""The optimiser: the sizes of an office's day, and published problems.

`bin/bench planning` runs the sizes and problems made by the published recipes. With FUGONG_INSTANCES naming a folder of
published files (`*.vrp` beside `*.sol`, Solomon's `*.txt` below `solomon/`, `pmed*`, `cap*`, `gap*`) these are run too, each with
its gap to the best known. FUGONG_SECONDS: how long a route may be searched (30).
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks import instances
from fugong.planning.allocation import Claim, Item, Stock, allocate
from fugong.planning.assignment import Charge, Officer, assign_officers
from fugong.planning.budget import Budget
from fugong.planning.ordering.plan import order_resumption
from fugong.planning.ordering.problem import Candidate, Limits, Link
from fugong.planning.rostering import Person, RosterRules, Shift, roster
from fugong.planning.rounds import Inspection, RoundRules, Team, plan_rounds
from fugong.planning.siting.plan import site_points
from fugong.planning.travel import Spot
from fugong.planning.trips.plan import plan_trips
from fugong.planning.trips.problem import Coach, Factory, Rules, Stop

SHARES = (1, 2, 3, 4, 5)
SECONDS = float(os.environ.get("FUGONG_SECONDS", "30"))


def timed(name: str, run: Callable[[], Any], tell: Callable[[Any], str]) -> None:
    began, busy = time.perf_counter(), time.process_time()
    plan = run()
    took = f"{time.perf_counter() - began:.1f} s ({time.process_time() - busy:.1f} s of processor)"
    print(f"{name}: {took}, {tell(plan)}", flush=True)


def supplies() -> None:
    dice = random.Random(1)
    items = [
        Item(f"i{k}", Fraction(dice.randint(1, 4), dice.randint(1, 4)), 7, dice.choice([1, 10, 50, 100]))
        for k in range(20)
    ]
    claims = [
        Claim(f"e{k}", dice.randint(5, 800), dice.randint(1, 3), {item.key: dice.randint(0, 500) for item in items})
        for k in range(5000)
    ]
    heads = sum(claim.heads for claim in claims)
    stocks = [Stock(item.key, int(heads * item.per_head_day * item.days) // 2) for item in items]
    timed(
        "20 items over 5,000 enterprises",
        lambda: allocate(items, stocks, claims),
        lambda plan: f"{plan.ended}, gap {plan.gap:.2%}",
    )
    places = {f"w{k}": Spot(120 + dice.random() / 3, 36 + dice.random() / 3) for k in range(5)}
    claims = [replace(claim, spot=Spot(120 + dice.random() / 3, 36 + dice.random() / 3)) for claim in claims]
    parts = [
        replace(stock, pieces=stock.pieces * share // 15, place=f"w{k}")
        for stock in stocks
        for k, share in enumerate(SHARES)
    ]
    timed(
        "the same from five places",
        lambda: allocate(items, parts, claims, places, budget=Budget(60)),
        lambda plan: f"{plan.ended}, gap {plan.gap:.2%}",
    )


def coaches() -> None:
    dice = random.Random(2)
    gates = [Factory(f"f{k}", Spot(120.1 + dice.random() / 5, 36.1 + dice.random() / 5)) for k in range(5)]
    fleet = [
        Coach("big", 49, None, fixed=60_000, per_km=800, load_percent=75),
        Coach("small", 20, None, fixed=35_000, per_km=500),
    ]
    for several in (False, True):
        stops = [
            Stop(
                f"s{k}",
                Spot(118 + 4 * dice.random(), 34 + 4 * dice.random()),
                dice.randint(1, 12),
                f"e{k % 60}",
                f"f{dice.randrange(5) if several else 0}",
                service=300,
            )
            for k in range(500)
        ]
        name = "500 pick-ups, " + ("five factories" if several else "one factory")
        rules = Rules(longest_ride=12 * 3600)
        timed(
            name,
            lambda stops=stops, rules=rules: plan_trips(stops, gates, fleet, rules=rules, budget=Budget(25)),
            lambda plan: (
                f"{len(plan.trips)} trips, {len(plan.unmet)} left out, {plan.steps} steps, ended by {plan.ended}"
            ),
        )


def chain() -> None:
    dice = random.Random(3)
    candidates = [
        Candidate(
            f"e{k}",
            int(dice.paretovariate(1.2) * 100),
            dice.randint(10, 500),
            dice.randint(1, 5),
            dice.randint(0, 10),
            "resumed" if k % 10 == 0 else "waiting",
        )
        for k in range(5000)
    ]
    pairs = ((dice.randrange(4990), int(dice.expovariate(1 / 300)) + 1) for _k in range(20_000))
    links = [Link(f"e{a}", f"e{min(4999, a + step)}") for a, step in pairs]
    limits = Limits(14, (60_000,) * 14, (700,) * 14, (1_500,) * 14)
    timed(
        "order of 5,000 enterprises with 20,000 links over 14 days",
        lambda: order_resumption(candidates, links, limits),
        lambda plan: (
            f"gap {plan.gap:.2%}; ten release {plan.most.releases} of at most {plan.most.bound}, ended by {plan.ended}"
        ),
    )


def shifts() -> None:
    dice = random.Random(4)
    roles = ("control", "sampling", "scanning")
    spots = [Spot(121.4 + dice.random() / 5, 30.8 + dice.random() / 5) for _k in range(79)]
    rows = [
        Shift(f"p{k}-{day}", day * 86_400 + 25_200, day * 86_400 + 43_200, spot)
        for k, spot in enumerate(spots)
        for day in range(7)
    ]
    people = [
        Person(f"w{k}", frozenset(dice.sample(roles, dice.choice([1, 1, 2]))), dice.choice(spots)) for k in range(600)
    ]
    timed(
        "79 points, 7 days, 600 specialists",
        lambda: roster(people, rows, RosterRules(week=5), budget=Budget(60)),
        lambda plan: f"{plan.empty} empty",
    )


def officers() -> None:
    """120 officers for 2,400 enterprises, when one of them drops out; and a day of rounds for nine groups."""
    dice = random.Random(6)
    own = [Officer(f"o{k}", 21, Spot(120 + dice.random() / 3, 36 + dice.random() / 3)) for k in range(120)]
    charges = [Charge(f"e{k}", 1, Spot(120 + dice.random() / 3, 36 + dice.random() / 3)) for k in range(2_400)]
    first = assign_officers(own, charges, budget=Budget(60))
    before = {row.enterprise: row.officer for row in first.held}
    timed(
        "2,400 enterprises, 120 officers, one drops out",
        lambda: assign_officers(own[1:], charges, before, budget=Budget(60)),
        lambda plan: f"{plan.changes} changes, {len(plan.unmet)} left out, {plan.ended}, gap {plan.gap:.2%}",
    )
    hours = ((30_600, 42_300), (46_800, 61_200))
    rows = [
        Inspection(f"i{k}", f"e{k}", 2_400, row.spot, hours, dice.randint(1, 30), k % 20 == 0)
        for k, row in enumerate(charges[:216])
    ]
    teams = [Team(f"t{k}", 30_600, 63_000, Spot(120.15, 36.15), most=6) for k in range(9)]
    timed(
        "216 enterprises that could be visited, nine groups of six stops",
        lambda: plan_rounds(rows, teams, RoundRules(worth=300), budget=Budget(10)),
        lambda plan: (
            f"{sum(len(each.visits) for each in plan.rounds)} visits, {len(plan.unmet)} due left out, "
            f"{sum(each.travel for each in plan.rounds) // 60} minutes on the way, ended by {plan.ended}"
        ),
    )


def recipes() -> None:
    for size, points in ((100, 10), (200, 67), (300, 30), (400, 40), (400, 133)):
        median = instances.like_pmed(size, points, size)
        timed(f"p-median {size}/{points}", lambda m=median: site_points(**m.arguments(), budget=Budget(60)), _proof)
    for count, customers in ((50, 50), (100, 1000)):
        facility = instances.like_cap(count, customers, 5)
        timed(
            f"facility {count} × {customers}",
            lambda m=facility: site_points(**m.arguments(), budget=Budget(60)),
            _proof,
        )
    for kind, agents, jobs in (("c", 10, 100), ("d", 5, 100)):
        tasks = instances.like_gap(kind, agents, jobs, 1)
        timed(
            f"assignment {kind} {agents} × {jobs}",
            lambda t=tasks: assign_officers(**t.arguments(), budget=Budget(30)),
            _proof,
        )


def _proof(plan: Any) -> str:
    return f"{plan.cost:.0f}, {plan.ended}, gap {plan.gap:.3%}"


def published(folder: Path) -> None:
    for path in sorted(folder.rglob("*.vrp")):
        rounding = os.environ.get("FUGONG_ROUNDING") or (
            "one" if path.name[:2] in ("C1", "C2", "R1", "R2", "RC") else "round"
        )
        routes = instances.vrplib(path.read_text(), rounding)
        best = next(
            float(line.split()[-1])
            for line in path.with_suffix(".sol").read_text().splitlines()
            if line.lower().startswith("cost")
        )
        timed(
            path.stem,
            lambda r=routes: plan_trips(**r.arguments(), seed=1, budget=Budget(SECONDS)),
            lambda plan, best=best: (
                f"{plan.cost} against {best:.0f}: {plan.cost / best - 1:.2%}, ended by {plan.ended}"
            ),
        )
    for path in sorted(folder.rglob("solomon/*.txt")):
        routes = instances.solomon(path.read_text())
        timed(
            path.stem,
            lambda r=routes: plan_trips(**r.arguments(), seed=1, budget=Budget(SECONDS)),
            lambda plan: f"{plan.cost}",
        )
    for pattern, read in (("pmed*.txt", instances.pmed), ("cap[0-9]*.txt", instances.cap)):
        for path in sorted(folder.rglob(pattern)):
            problem = read(path.read_text())
            timed(path.stem, lambda p=problem: site_points(**p.arguments(), budget=Budget(60)), _proof)
    for path in sorted(folder.rglob("gap*.txt")):
        for number, tasks in enumerate(instances.gap(path.read_text(), path.stem[3:].isdigit()), 1):
            timed(f"{path.stem} {number}", lambda t=tasks: assign_officers(**t.arguments(), budget=Budget(60)), _proof)


def main() -> None:
    wanted = os.environ.get("FUGONG_PARTS", "").split(",")
    for part in (supplies, coaches, chain, shifts, officers, recipes):
        if wanted == [""] or part.__name__ in wanted:
            part()
    if "FUGONG_INSTANCES" in os.environ:
        published(Path(os.environ["FUGONG_INSTANCES"]))


if __name__ == "__main__":
    main()
