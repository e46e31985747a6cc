"""Several policies at once: one grant for one cause, of those that exclude each other the best, all under what they share.

And one sum paid by several levels: split by parts, exact to the fen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from fugong.benefits.rules import INSTEAD, YES, Verdict
from fugong.benefits.shapes import Group, Policy

Rivals = tuple[list[str], str]
"""Policies of which one is taken, and how it is chosen."""


def stacked(
    verdicts: Mapping[str, Verdict],
    rivals: Iterable[Rivals],
    groups: Iterable[Group],
    held: Collection[str] = (),
    given: Mapping[str, int] | None = None,
) -> dict[str, Verdict]:
    """The verdicts by policy, those that give way marked `instead` with what is taken.

    `held`: policies by which something runs or was given already: they win. `given`: group → fen given by its policies.
    """
    found = dict(verdicts)
    for keys, take in rivals:
        _take_one(found, keys, take, held)
    for group in groups:
        if group.firm is not None:
            _under_one_cap(found, group, (given or {}).get(group.key, 0))
    return found


def rivals(policies: Mapping[str, Policy], groups: Iterable[Group]) -> list[Rivals]:
    """Of one cause, then of one group."""
    by_cause: dict[str, list[str]] = {}
    for key, policy in policies.items():
        by_cause.setdefault(policy.cause_key, []).append(key)
    found: list[Rivals] = [(keys, "best") for keys in by_cause.values() if len(keys) > 1]
    for group in groups:
        if group.take != "all":
            found.append(([key for key in group.policies if key in policies], group.take))
    return found


def _take_one(found: dict[str, Verdict], rivals: Sequence[str], take: str, held: Collection[str]) -> None:
    due = [key for key in rivals if found[key].outcome == YES]
    running = [key for key in rivals if key in held]
    if not running and len(due) < 2:
        return
    best = running[0] if running else due[0] if take == "first" else max(due, key=lambda key: found[key].quantity)
    for key in due:
        if key != best:
            found[key] = replace(found[key], outcome=INSTEAD, better=best)


def _under_one_cap(found: dict[str, Verdict], group: Group, given: int) -> None:
    left = int(Fraction(group.firm or 0) * 100) - given
    for key in group.policies:
        verdict = found.get(key)
        if verdict is None or verdict.outcome != YES:
            continue
        quantity = min(verdict.quantity, max(left, 0))
        if quantity != verdict.quantity:
            found[key] = replace(verdict, quantity=quantity, outcome=YES if quantity else INSTEAD, better=group.key)
        left -= quantity


def shares(total: int, parts: Sequence[int]) -> list[int]:
    """A sum in whole fen by weight; what is left over goes to the largest remainders, the first ones first. Adds up exactly."""
    whole = sum(parts)
    found = [total * part // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (-(total * parts[at] % whole), at))
    for at in order[: total - sum(found)]:
        found[at] += 1
    return found


def paid_by(policy: Policy, total: int) -> list[dict[str, Any]]:
    """Who pays how much, in fen; empty where one pays all."""
    if not policy.shared:
        return []
    split = shares(total, [payer.parts for payer in policy.shared])
    return [{"key": payer.key, "fen": fen} for payer, fen in zip(policy.shared, split, strict=True)]
