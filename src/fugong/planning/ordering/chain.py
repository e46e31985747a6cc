"""The supply chain as a graph without rings: enterprises that supply each other in a ring are one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Chain:
    """`group` of each node; groups are numbered so that suppliers come before customers. `suppliers` of each group."""

    group: list[int]
    members: list[list[int]]
    suppliers: list[set[int]]


def chain(count: int, links: Sequence[tuple[int, int]]) -> Chain:
    """Links go from supplier to customer."""
    ahead: list[list[int]] = [[] for _node in range(count)]
    for supplier, customer in links:
        ahead[customer].append(supplier)
    group = _rings(count, ahead)
    members: list[list[int]] = [[] for _group in range(max(group, default=-1) + 1)]
    for node in range(count):
        members[group[node]].append(node)
    suppliers: list[set[int]] = [set() for _group in members]
    for supplier, customer in links:
        if group[supplier] != group[customer]:
            suppliers[group[customer]].add(group[supplier])
    return Chain(group, members, suppliers)


def _rings(count: int, ahead: list[list[int]]) -> list[int]:
    """Tarjan's strongly connected components, without recursion. Following suppliers, a group is numbered before its
    customers."""
    index, low, group = [-1] * count, [0] * count, [-1] * count
    stack: list[int] = []
    found = numbered = 0
    for root in range(count):
        if index[root] >= 0:
            continue
        path = [(root, 0)]
        while path:
            node, at = path.pop()
            if at == 0:
                index[node] = low[node] = found
                found += 1
                stack.append(node)
            for place in range(at, len(ahead[node])):
                other = ahead[node][place]
                if index[other] < 0:
                    path.extend(((node, place + 1), (other, 0)))
                    break
                if group[other] < 0:
                    low[node] = min(low[node], index[other])
            else:
                if low[node] == index[node]:
                    numbered = _number(stack, node, group, numbered)
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
    return group


def _number(stack: list[int], until: int, group: list[int], number: int) -> int:
    while True:
        node = stack.pop()
        group[node] = number
        if node == until:
            return number + 1


def behind(graph: Chain, output: Sequence[int]) -> list[int]:
    """For each group the output of itself and all who hang on it."""
    worth = np.array([sum(output[node] for node in nodes) for nodes in graph.members], np.int64)
    count = len(graph.members)
    bits = [1 << place for place in range(count)]
    for customer in range(count - 1, -1, -1):
        for supplier in graph.suppliers[customer]:
            bits[supplier] |= bits[customer]
    size = (count + 7) // 8
    sums = []
    for mask in bits:
        flags = np.unpackbits(np.frombuffer(mask.to_bytes(size, "little"), np.uint8), bitorder="little")[:count]
        sums.append(int(worth[flags.astype(bool)].sum()))
    return sums


LARGEST = 12_000  # groups whose chains fit into one table (144 MB)


def closures(graph: Chain) -> np.ndarray | None:
    """Table of groups by groups: row by row, the group itself and all its suppliers'. None where there are too many."""
    count = len(graph.members)
    if count > LARGEST:
        return None
    table = np.zeros((count, count), bool)
    for group in range(count):
        table[group, group] = True
        for supplier in graph.suppliers[group]:
            table[group] |= table[supplier]
    return table


def densest(table: np.ndarray, output: np.ndarray, effort: np.ndarray, rounds: int = 80) -> list[int]:
    """An order: again and again the group whose chain, as far as it isn't there yet, gives most output for its effort. Many
    are taken in one round where the rounds would not last."""
    left = np.ones(len(output), bool)
    order: list[int] = []
    portion = max(1, len(output) // rounds)
    weights = np.vstack([output, effort]).T.astype(np.float32)
    while left.any():
        worth, needs = (table @ (weights * left[:, None])).T
        density = np.where(left, worth / np.maximum(needs, 1e-12), -1.0)
        until = len(order) + portion
        for group in np.argsort(-density, kind="stable"):
            if not left[group] or len(order) >= until:
                if len(order) >= until:
                    break
                continue
            fresh = np.flatnonzero(table[group] & left)  # suppliers have smaller numbers: they come first
            order.extend(fresh.tolist())
            left[fresh] = False
    return order
