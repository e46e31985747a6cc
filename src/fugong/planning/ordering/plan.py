"""`order_resumption`: enterprises and links in, whom to approve when out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fugong.planning.budget import Budget, Watch
from fugong.planning.errors import Reason, Unmet, distinct, known, refuse, some, whole
from fugong.planning.ordering import bounds
from fugong.planning.ordering.chain import Chain, behind, chain, closures, densest
from fugong.planning.ordering.problem import Approval, Candidate, Limits, Link, Most, Order

THINGS = ("masks", "checks", "risk")


def order_resumption(
    candidates: Sequence[Candidate],
    links: Sequence[Link] = (),
    limits: Limits | None = None,
    *,
    most: int = 10,
    seed: int = 0,
    budget: Budget | None = None,
) -> Order:
    """Whom to approve in which period, so that as much output as possible is released as soon as possible.

    Nobody is approved before all suppliers that it can't do without, unless they are of one ring. Raises `Unfit`. The order
    is the best of several, each kept within all limits; the bound is proven, and so the gap. Bounds that the time didn't allow
    show as a wider gap (`ended` "seconds").
    """
    limits, budget = limits or Limits(), budget or Budget(30.0)
    _check(candidates, links, most)
    watch = Watch(budget.seconds)
    ground = _Ground(candidates, links, limits)
    top = ground.most(most, max(1.0, watch.left() / 4), seed)
    looked = bounds.look(ground.graph, ground.needs, Watch(watch.left() * 0.8), seed)
    best: tuple[int, dict[int, int]] | None = None
    for order in ground.orders(looked.early):
        periods = ground.schedule(order)
        value = sum(ground.released(periods))
        if best is None or value > best[0]:
            best = (value, periods)
    assert best is not None
    return ground.order(best[1], looked, top)


@dataclass(frozen=True)
class _Row:
    """One enterprise that waits: its place among the candidates."""

    place: int
    takes: tuple[int, ...]


class _Ground:
    """Those who wait and can be released, as a chain; and those who can't."""

    def __init__(self, candidates: Sequence[Candidate], links: Sequence[Link], limits: Limits) -> None:
        self.candidates, self.limits = candidates, limits
        place = {candidate.key: row for row, candidate in enumerate(candidates)}
        pairs = sorted({(place[link.supplier], place[link.customer]) for link in links})
        working = {row for row, candidate in enumerate(candidates) if candidate.state == "resumed"}
        self.blockers = self._blocked([(a, b) for a, b in pairs if a not in working and b not in working])
        rows = [row for row in range(len(candidates)) if row not in working and row not in self.blockers]
        self.rows = [_Row(row, tuple(getattr(candidates[row], thing) for thing in THINGS)) for row in rows]
        inner = {row: node for node, row in enumerate(rows)}
        kept = [(inner[a], inner[b]) for a, b in pairs if a in inner and b in inner and a != b]
        self.graph: Chain = chain(len(rows), kept)
        self.output = [candidates[row].output for row in rows]
        self.behind = behind(self.graph, self.output)
        groups = self.graph.members
        takes = np.array(
            [[sum(self.rows[n].takes[t] for n in nodes) for t in range(3)] for nodes in groups], float
        ).reshape(-1, 3)
        limited = [thing for thing in range(3) if getattr(limits, THINGS[thing]) is not None]
        supply = np.array([np.cumsum(getattr(limits, THINGS[thing])) for thing in limited], float).reshape(
            len(limited), limits.periods
        )
        group_output = np.array([sum(self.output[node] for node in nodes) for nodes in groups], float)
        takes = takes[:, limited]
        self.chains = closures(self.graph)
        whole_chain = takes if self.chains is None else self.chains @ takes
        self.needs = bounds.Needs(group_output, takes, supply.T, whole_chain)

    def _blocked(self, pairs: list[tuple[int, int]]) -> dict[int, set[int]]:
        """Who can't be released, each with those who keep it from it."""
        each = self.limits.risk_each
        sources = {
            row: {row}
            for row, candidate in enumerate(self.candidates)
            if candidate.state == "outside"
            or (candidate.state == "waiting" and each is not None and candidate.risk > each)
        }
        customers: dict[int, list[int]] = {}
        for supplier, customer in pairs:
            customers.setdefault(supplier, []).append(customer)
        blocked = {row: set(found) for row, found in sources.items()}
        for source in sources:
            waiting = [source]
            while waiting:
                for customer in customers.get(waiting.pop(), ()):
                    if source not in blocked.setdefault(customer, set()):
                        blocked[customer].add(source)
                        waiting.append(customer)
        return blocked

    def orders(self, early: np.ndarray) -> list[list[int]]:
        """Orders of groups to try: as the programs want them; by what hangs on them; by output for what they take."""
        count = len(self.graph.members)
        scale = self.needs.supply[-1] if self.needs.supply.size else np.ones(0)
        effort = (self.needs.takes / np.where(scale > 0, scale, 1.0)).sum(axis=1) + 1e-9
        dense = self._dense(effort)
        ways = [
            sorted(range(count), key=lambda group: (-round(float(early[group]), 6), -dense[group], group)),
            sorted(range(count), key=lambda group: (-dense[group], group)),
            sorted(range(count), key=lambda group: (-self.behind[group] / effort[group], group)),
        ]
        ways = [self._suppliers_first(way) for way in ways]
        if self.chains is not None:
            ways.insert(0, densest(self.chains, self.needs.output, effort))
        able = self.needs.able(self.limits.periods - 1)
        return [sorted(way, key=lambda group: not able[group]) for way in ways]  # what can't be released comes last

    def _dense(self, effort: np.ndarray) -> list[float]:
        """Output for effort of each group with all its suppliers; a supplier is as urgent as its most urgent customer."""
        graph, output = self.graph, self.needs.output
        worth = [0.0] * len(output)
        for group in range(len(output)):
            whole = {group}
            waiting = [group]
            while waiting and len(whole) < 200:
                for supplier in graph.suppliers[waiting.pop()]:
                    if supplier not in whole:
                        whole.add(supplier)
                        waiting.append(supplier)
            rows = sorted(whole)
            worth[group] = float(output[rows].sum() / effort[rows].sum())
        for group in range(len(output) - 1, -1, -1):
            for supplier in graph.suppliers[group]:
                worth[supplier] = max(worth[supplier], worth[group])
        return worth

    def _suppliers_first(self, order: list[int]) -> list[int]:
        """The same order, with suppliers drawn before their first customer."""
        done: dict[int, None] = {}
        for group in order:
            path = [group]
            while path:
                missing = [each for each in sorted(self.graph.suppliers[path[-1]]) if each not in done]
                if path[-1] in done or not missing:
                    done.setdefault(path.pop())
                else:
                    path.append(missing[0])
        return list(done)

    def schedule(self, order: list[int]) -> dict[int, int]:
        """Period of each row: down the order again in each period, taking what fits and whose suppliers are there."""
        left = [0] * 3
        periods: dict[int, int] = {}
        waiting = [(group, node) for group in order for node in self.graph.members[group]]
        missing = [len(nodes) for nodes in self.graph.members]
        for period in range(self.limits.periods):
            for thing, name in enumerate(THINGS):
                given = getattr(self.limits, name)
                left[thing] = 10**18 if given is None else given[period] + (left[thing] if name == "masks" else 0)
            still = []
            for group, node in waiting:
                ready = not any(missing[supplier] for supplier in self.graph.suppliers[group])
                if ready and all(need <= room for need, room in zip(self.rows[node].takes, left, strict=True)):
                    periods[node] = period
                    missing[group] -= 1
                    left = [room - need for need, room in zip(self.rows[node].takes, left, strict=True)]
                else:
                    still.append((group, node))
            waiting = still
        return periods

    def begins(self, periods: dict[int, int]) -> list[int | None]:
        """Period from which each group produces; None: not within the periods."""
        starts: list[int | None] = []
        for group, nodes in enumerate(self.graph.members):
            known_ = [periods.get(node) for node in nodes] + [
                starts[supplier] for supplier in self.graph.suppliers[group]
            ]
            starts.append(
                None if any(each is None for each in known_) else max(each for each in known_ if each is not None)
            )
        return starts

    def released(self, periods: dict[int, int]) -> list[int]:
        """Output by period."""
        out = [0] * self.limits.periods
        for group, start in enumerate(self.begins(periods)):
            for period in range(start if start is not None else len(out), len(out)):
                out[period] += int(self.needs.output[group])
        return out

    def most(self, count: int, seconds: float, seed: int) -> Most:
        sizes = [len(nodes) for nodes in self.graph.members]
        output = [int(each) for each in self.needs.output]
        groups, bound, ended = bounds.most(self.graph, output, sizes, count, seconds, seed)
        keys = tuple(self.key(node) for group in groups for node in self.graph.members[group])
        return Most(keys, sum(output[group] for group in groups), bound, ended)

    def key(self, node: int) -> str:
        return self.candidates[self.rows[node].place].key

    def order(self, periods: dict[int, int], looked: bounds.Looked, top: Most) -> Order:
        released = self.released(periods)
        starts = self.begins(periods)
        last = {
            group: max(nodes, key=lambda node: (periods.get(node, -1), node))
            for group, nodes in enumerate(self.graph.members)
        }
        approvals = [self._approval(node, period, starts, last) for node, period in periods.items()]
        bound = max(sum(looked.bounds), sum(released))
        hanging = {self.key(node): self.behind[self.graph.group[node]] for node in range(len(self.rows))}
        waits = tuple(self._waits(node) for node in range(len(self.rows)) if node not in periods)
        blocked = tuple(self._blocks(row) for row in sorted(self.blockers) if self.candidates[row].state == "waiting")
        ended = "optimal" if bound == sum(released) else looked.ended
        return Order(tuple(approvals), tuple(released), sum(released), bound, waits, blocked, top, ended, hanging)

    def _approval(self, node: int, period: int, starts: list[int | None], last: dict[int, int]) -> Approval:
        group = self.graph.group[node]
        releases = int(self.needs.output[group]) if last[group] == node and starts[group] == period else 0
        hanging = self.behind[group]
        code = "opens_the_way" if hanging > 2 * int(self.needs.output[group]) else "releases"
        return Approval(
            self.key(node), period, releases, hanging, Reason(code, {"others": hanging - int(self.needs.output[group])})
        )

    def _waits(self, node: int) -> Unmet:
        """The limit that alone keeps it out, or the chain before it."""
        takes, data = self.rows[node].takes, {}
        for thing, name in enumerate(THINGS):
            given = getattr(self.limits, name)
            if given is not None:
                most = sum(given) if name == "masks" else max(given)
                data[name] = {"needs": takes[thing], "most": most}
                if takes[thing] > most:
                    return Unmet(name, self.key(node), data[name])
        return Unmet("periods", self.key(node), data)

    def _blocks(self, row: int) -> Unmet:
        by = sorted(self.blockers[row])
        rule = "outside" if any(self.candidates[each].state == "outside" for each in by) else "risk_each"
        return Unmet(
            rule,
            self.candidates[row].key,
            {"by": [self.candidates[each].key for each in by], "output": self.candidates[row].output},
        )


def _check(candidates: Sequence[Candidate], links: Sequence[Link], most: int) -> None:
    keys = {candidate.key for candidate in candidates}
    faults = [
        *some("candidates", candidates),
        *distinct("candidates", (c.key for c in candidates)),
        *whole("most", most, 1, 10**6),
    ]
    for place, link in enumerate(links):
        faults.extend(
            (
                *known(f"links[{place}].supplier", link.supplier, keys),
                *known(f"links[{place}].customer", link.customer, keys),
            )
        )
    refuse(faults)
