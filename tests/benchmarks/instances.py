"""Published problems in their usual formats, as arguments of `fugong.planning`'s functions; and generators by the published
recipes, for where the files themselves aren't at hand (nobody ships them, so none is kept here).

Routes: CVRPLIB and VRPLIB (X, heterogeneous, several depots, in PyVRP's dialect too), Solomon and Gehring-Homberger, Cordeau's
MDVRP. OR-Library: pmed, cap, gap.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from fugong.planning.assignment import Charge, Officer
from fugong.planning.siting.plan import Asker, Site, SitingRules
from fugong.planning.travel import Spot, Table
from fugong.planning.trips.problem import Coach, Depot, Factory, Stop

# How instances' distances become whole numbers: factor, then rounding. "round" is TSPLIB's (X), "one" truncates to one decimal
# (DIMACS: VRPTW), "exact" keeps three decimals (MDVRP; SINTEF's tables of Solomon and Gehring-Homberger).
ROUNDINGS = {"round": (1, 0.5), "one": (10, 0.0), "exact": (1000, 0.5)}


@dataclass(frozen=True)
class Routes:
    """Arguments for `plan_trips`; its cost is the published one × `scale` (and × 1 for distance)."""

    stops: list[Stop]
    factories: list[Factory]
    fleet: list[Coach]
    depots: list[Depot]
    travel: Table
    scale: int

    def arguments(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("stops", "factories", "fleet", "depots", "travel")}


@dataclass(frozen=True)
class Vehicle:
    """Vehicles alike: how many, what they take, what they cost, from which depot (by node), how long they may be out."""

    count: int | None
    capacity: int
    depot: int
    fixed: int = 0
    unit: int = 1
    longest: float | None = None


@dataclass(frozen=True)
class Node:
    x: float
    y: float
    demand: int = 0
    opens: float = 0
    closes: float | None = None
    service: float = 0


def _routes(
    nodes: list[Node], depots: list[int], vehicles: list[Vehicle], rounding: str, table: np.ndarray | None = None
) -> Routes:
    scale, half = ROUNDINGS[rounding]

    def whole(value: float) -> int:
        return math.floor(value * scale + 1e-9)

    if table is None:
        at = np.array([(node.x, node.y) for node in nodes])
        table = np.hypot(at[:, None, 0] - at[None, :, 0], at[:, None, 1] - at[None, :, 1])
        table = np.floor(table * scale + half + (1e-9 if half == 0 else 0)).astype(np.int64)
    stops = [
        Stop(
            f"s{k}",
            Spot(row=k),
            n.demand,
            f"s{k}",
            None,
            whole(n.opens),
            None if n.closes is None else whole(n.closes),
            whole(n.service),
        )
        for k, n in enumerate(nodes)
        if k not in depots
    ]
    spots = {k: Spot(row=k) for k in depots}
    closes = {k: None if nodes[k].closes is None else whole(nodes[k].closes or 0) for k in depots}
    factories = [Factory(f"d{k}", spot, closes=closes[k]) for k, spot in spots.items()]
    fleet = [
        Coach(
            f"v{row}",
            v.capacity,
            v.count,
            f"d{v.depot}",
            f"d{v.depot}",
            fixed=v.fixed,
            per_km=1000 * v.unit,
            longest=None if not v.longest else whole(v.longest),
        )
        for row, v in enumerate(vehicles)
    ]
    return Routes(stops, factories, fleet, [Depot(f"d{k}", spot) for k, spot in spots.items()], Table(table), scale)


def vrplib(text: str, rounding: str = "round") -> Routes:
    """CVRPLIB's and PyVRP's dialect of VRPLIB: plain, with time windows, a heterogeneous fleet, several depots."""
    facts, sections = _sections(text)
    size = int(facts["DIMENSION"])
    points = sections.get("NODE_COORD_SECTION") or [[k + 1, 0, 0] for k in range(size)]
    demand = {int(row[0]): int(row[1]) for row in sections.get("DEMAND_SECTION", [])}
    windows = {int(row[0]): (row[1], row[2]) for row in sections.get("TIME_WINDOW_SECTION", [])}
    service = {int(row[0]): row[1] for row in sections.get("SERVICE_TIME_SECTION", [])}
    always = float(facts.get("SERVICE_TIME", 0))
    depots = [int(row[0]) - 1 for row in sections["DEPOT_SECTION"] if row[0] > 0]
    nodes = [
        Node(
            row[1],
            row[2],
            demand.get(k + 1, 0),
            windows.get(k + 1, (0, None))[0] or 0,
            windows.get(k + 1, (0, None))[1],
            0 if k in depots else service.get(k + 1, always),
        )
        for k, row in enumerate(points)
    ]
    return _routes(nodes, depots, _vehicles(facts, sections, depots), rounding, _explicit(facts, sections, size))


def _sections(text: str) -> tuple[dict[str, str], dict[str, list[list[float]]]]:
    facts: dict[str, str] = {}
    sections: dict[str, list[list[float]]] = {}
    rows: list[list[float]] | None = None
    for line in (line.strip() for line in text.splitlines()):
        if not line or line == "EOF":
            continue
        if line.split()[0].endswith("_SECTION"):
            rows = sections.setdefault(line.split()[0], [])
        elif ":" in line:
            name, _, value = line.partition(":")
            facts[name.strip()] = value.strip()
        elif rows is not None:
            rows.append([float(word) for word in line.split()])
    return facts, sections


def _explicit(facts: dict[str, str], sections: dict[str, list[list[float]]], size: int) -> np.ndarray | None:
    if "EDGE_WEIGHT_SECTION" not in sections:
        return None
    values = [int(value) for row in sections["EDGE_WEIGHT_SECTION"] for value in row]
    if facts.get("EDGE_WEIGHT_FORMAT") == "LOWER_ROW":
        table = np.zeros((size, size), np.int64)
        table[np.tril_indices(size, -1)] = values
        return table + table.T
    return np.array(values).reshape(size, size)


def _vehicles(facts: dict[str, str], sections: dict[str, list[list[float]]], depots: list[int]) -> list[Vehicle]:
    """Vehicles that are alike become one kind."""
    count = int(facts["VEHICLES"]) if "VEHICLES" in facts else None
    columns = {
        name: {int(row[0]): int(row[1]) for row in rows}
        for name, rows in sections.items()
        if rows and len(rows[0]) == 2
    }
    longest = float(facts["VEHICLES_MAX_DURATION"]) if "VEHICLES_MAX_DURATION" in facts else None
    kinds: dict[tuple[int, int, int, int], int] = {}
    for number in range(1, (count or 1) + 1):
        kind = (
            columns.get("CAPACITY_SECTION", {}).get(number, int(float(facts.get("CAPACITY", 0)))),
            columns.get("VEHICLES_DEPOT_SECTION", {}).get(number, depots[0] + 1) - 1,
            columns.get("VEHICLES_FIXED_COST_SECTION", {}).get(number, 0),
            columns.get("VEHICLES_UNIT_DISTANCE_COST_SECTION", {}).get(number, 1),
        )
        kinds[kind] = kinds.get(kind, 0) + 1
    return [Vehicle(None if count is None else many, *kind, longest) for kind, many in kinds.items()]


def solomon(text: str, rounding: str = "one") -> Routes:
    """Solomon's and Gehring and Homberger's files: vehicles and capacity, then a line a customer, the depot first."""
    rows = [
        [float(word) for word in line.split()]
        for line in text.splitlines()
        if line.strip() and line.split()[0].isdigit()
    ]
    (count, capacity), lines = rows[0], rows[1:]
    nodes = [Node(x, y, int(demand), opens, closes, service) for _k, x, y, demand, opens, closes, service in lines]
    return _routes(nodes, [0], [Vehicle(int(count), int(capacity), 0)], rounding)


def cordeau(text: str, rounding: str = "exact") -> Routes:
    """Cordeau's MDVRP: type, vehicles a depot, customers, depots; each depot's longest way and load; customers, then depots."""
    rows = [[float(word) for word in line.split()] for line in text.splitlines() if line.strip()]
    _kind, count, customers, depots = (int(value) for value in rows[0][:4])
    limits, points = rows[1 : 1 + depots], rows[1 + depots : 1 + 2 * depots + customers]
    nodes = [Node(row[1], row[2], int(row[4]), service=row[3]) for row in points]
    homes = list(range(customers, customers + depots))
    vehicles = [
        Vehicle(count, int(limit[1]), home, longest=limit[0]) for home, limit in zip(homes, limits, strict=True)
    ]
    return _routes(nodes, homes, vehicles, rounding)


@dataclass(frozen=True)
class Sites:
    """Arguments for `site_points`."""

    sites: list[Site]
    askers: list[Asker]
    rules: SitingRules
    travel: Table | None = None
    costs: list[list[float]] | None = None

    def arguments(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("sites", "askers", "rules", "travel", "costs")}


def pmed(text: str) -> Sites:
    """OR-Library's p-median: nodes, edges, p; then the edges (of one given twice, the last counts)."""
    numbers = [int(word) for word in text.split()]
    size, edges, points = numbers[:3]
    far = np.full((size, size), np.inf)
    np.fill_diagonal(far, 0)
    for k in range(edges):
        a, b, length = numbers[3 + 3 * k : 6 + 3 * k]
        far[a - 1, b - 1] = far[b - 1, a - 1] = length
    return _median(far, points)


def _median(far: np.ndarray, points: int) -> Sites:
    for k in range(len(far)):
        far = np.minimum(far, far[:, k : k + 1] + far[k : k + 1, :])
    spots = [Spot(row=k) for k in range(len(far))]
    table = Table(far.astype(np.int64))
    return Sites(
        [Site(f"p{k}", s) for k, s in enumerate(spots)],
        [Asker(f"e{k}", 1, s) for k, s in enumerate(spots)],
        SitingRules(points),
        table,
    )


def cap(text: str, capacity: int | None = None, together: bool = False) -> Sites:
    """OR-Library's capacitated facility location: sites with capacity and fixed cost, then each customer's demand and its
    cost from every site. `capacity` fills in for the word that the large files (capa, capb, capc) have there."""
    words = text.split()
    count, customers = int(words[0]), int(words[1])
    rooms = [capacity if capacity is not None else int(float(words[2 + 2 * k])) for k in range(count)]
    sites = [Site(f"p{k}", Spot(row=0), rooms[k], float(words[3 + 2 * k])) for k in range(count)]
    rest = [float(word) for word in words[2 + 2 * count :]]
    rows = [rest[k * (count + 1) : (k + 1) * (count + 1)] for k in range(customers)]
    askers = [Asker(f"e{k}", int(row[0]), Spot(row=0)) for k, row in enumerate(rows)]
    return Sites(sites, askers, SitingRules(together=together), None, [row[1:] for row in rows])


@dataclass(frozen=True)
class Tasks:
    """Arguments for `assign_officers`. To maximise, costs are negative."""

    officers: list[Officer]
    charges: list[Charge]
    costs: list[list[float]]
    loads: list[list[int]]

    def arguments(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("officers", "charges", "costs", "loads")}


def gap(text: str, maximise: bool = True) -> Iterator[Tasks]:
    """OR-Library's generalised assignment: problems, each agents, jobs, costs, loads, capacities. gap1 to gap12 maximise,
    gapa to gapd minimise (and hold one problem after another as well)."""
    numbers = iter([int(word) for word in text.split()])
    sign = -1 if maximise else 1
    for _problem in range(next(numbers)):
        agents, jobs = next(numbers), next(numbers)
        costs = [[sign * float(next(numbers)) for _job in range(jobs)] for _agent in range(agents)]
        loads = [[next(numbers) for _job in range(jobs)] for _agent in range(agents)]
        officers = [Officer(f"o{k}", next(numbers)) for k in range(agents)]
        yield Tasks(officers, [Charge(f"c{k}") for k in range(jobs)], costs, loads)


def like_x(size: int, seed: int, central: bool = False, clustered: bool = True, route: float = 9.0) -> Routes:
    """As Uchoa et al. (2017) made the X instances: a grid of 1,000 × 1,000, half of the customers clustered around seeds with
    exponential decay (40 units), demands from 1 to 100, capacity for `route` customers a route on average."""
    dice = random.Random(seed)
    depot = (500, 500) if central else (dice.randrange(1001), dice.randrange(1001))
    points = [(dice.randrange(1001), dice.randrange(1001)) for _k in range(size if not clustered else size // 2)]
    seeds = points[: dice.randint(3, 8)]
    while len(points) < size:
        x, y = dice.randrange(1001), dice.randrange(1001)
        if dice.random() <= sum(math.exp(-math.dist((x, y), each) / 40) for each in seeds):
            points.append((x, y))
    demands = [dice.randint(1, 100) for _k in points]
    capacity = max(max(demands), math.ceil(route * sum(demands) / size))
    nodes = [Node(*depot), *(Node(x, y, demand) for (x, y), demand in zip(points, demands, strict=True))]
    return _routes(nodes, [0], [Vehicle(None, capacity, 0)], "round")


def like_pmed(size: int, points: int, seed: int) -> Sites:
    """As Beasley (1985) made pmed: size² / 50 random edges of 1 to 100, on a ring that joins them all."""
    dice = random.Random(seed)
    far = np.full((size, size), np.inf)
    np.fill_diagonal(far, 0)
    edges = [(k, (k + 1) % size) for k in range(size)]
    edges += [(dice.randrange(size), dice.randrange(size)) for _k in range(max(0, size * size // 50 - size))]
    for a, b in edges:
        if a != b:
            far[a, b] = far[b, a] = dice.randint(1, 100)
    return _median(far, points)


def like_cap(count: int, customers: int, seed: int, ratio: float = 5.0) -> Sites:
    """As Cornuéjols, Sridharan and Thizy (1991) made theirs: points in the unit square, demands 5 to 35, capacities 10 to 160
    scaled to `ratio` times the demand, fixed costs U(0, 90) + U(100, 110) √capacity, ten times the distance a unit."""
    dice = random.Random(seed)
    at = [(dice.random(), dice.random()) for _k in range(count)]
    people = [dice.randint(5, 35) for _k in range(customers)]
    rooms = [dice.randint(10, 160) for _k in range(count)]
    factor = ratio * sum(people) / sum(rooms)
    rooms = [math.ceil(room * factor) for room in rooms]
    sites = [
        Site(f"p{k}", Spot(row=0), rooms[k], dice.uniform(0, 90) + dice.uniform(100, 110) * math.sqrt(rooms[k]))
        for k in range(count)
    ]
    where = [(dice.random(), dice.random()) for _k in people]
    costs = [[10 * size * math.dist(spot, site) for site in at] for spot, size in zip(where, people, strict=True)]
    return Sites(
        sites,
        [Asker(f"e{k}", size, Spot(row=0)) for k, size in enumerate(people)],
        SitingRules(together=False),
        None,
        costs,
    )


def like_gap(kind: str, agents: int, jobs: int, seed: int) -> Tasks:
    """As Chu and Beasley (1997) made types c and d: c with loads 5 to 25 and costs 10 to 50, d with costs against loads;
    capacity 0.8 of the mean load."""
    dice = random.Random(seed)
    low, high = (5, 25) if kind == "c" else (1, 100)
    loads = [[dice.randint(low, high) for _job in range(jobs)] for _agent in range(agents)]
    costs = [
        [float(dice.randint(10, 50) if kind == "c" else 111 - load + dice.randint(-10, 10)) for load in row]
        for row in loads
    ]
    officers = [Officer(f"o{k}", int(0.8 * sum(row) / agents)) for k, row in enumerate(loads)]
    return Tasks(officers, [Charge(f"c{k}") for k in range(jobs)], costs, loads)
