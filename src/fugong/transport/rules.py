"""What a place pays back of a trip: the first rule that holds, its amount within its caps, and how near the others are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fugong.policy.reasons import Term
from fugong.transport.policy import Reimbursement, Transport

NEAR = 20
"""So many more people are tried, to say how many are missing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The deciding rule (None: none pays), the fen that it gives, and the comparisons that decided."""

    rule: Reimbursement | None
    fen: int = 0
    terms: list[Term] = field(default_factory=list)
    late: bool = False
    """A rule would pay, but the trip arrives outside its days."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an enterprise's part of a trip stands with the rules: met, or so many people short of it."""

    rule: Reimbursement
    fen: int
    missing: int

    @property
    def is_met(self) -> bool:
        return not self.missing


def judge(section: Transport, facts: Mapping[str, Any], arrives: dt.date, paid_before: int = 0) -> Verdict:
    """Which rule pays for facts (the enterprise's, and `t` of its part of the trip); never more than the cost.

    `paid_before` is what the enterprise has got by rules with a cap for all of its trips.
    """
    compiled = section.compiled
    for rule in section.in_force(arrives):
        condition, _amount = compiled[rule.key]
        if condition.holds(facts):
            return Verdict(rule, amount(section, rule, facts, paid_before), condition.terms(facts, holds=True))
    outside = [rule for rule in section.reimbursements if compiled[rule.key][0].holds(facts)]
    if outside:
        return Verdict(None, 0, compiled[outside[0].key][0].terms(facts, holds=True), late=True)
    terms = [term for rule in section.in_force(arrives) for term in compiled[rule.key][0].terms(facts, holds=False)]
    return Verdict(None, 0, terms)


def amount(section: Transport, rule: Reimbursement, facts: Mapping[str, Any], paid_before: int = 0) -> int:
    """The rule's fen: at least none, at most the cost and every cap."""
    given = section.compiled[rule.key][1].of(facts) or 0
    most = [int(facts["t"]["cost"])]
    if rule.cap is not None:
        most.append(rule.cap)
    if rule.cap_enterprise is not None:
        most.append(rule.cap_enterprise - paid_before)
    return max(0, min(given, *most))


def standing(section: Transport, facts: Mapping[str, Any], arrives: dt.date) -> Standing | None:
    """The rule that pays, or the one for which the fewest people are missing; None where people alone change nothing."""
    found = judge(section, facts, arrives)
    if found.rule is not None:
        return Standing(found.rule, found.fen, 0)
    for more in range(1, NEAR + 1):
        trip = facts["t"]
        then = {**facts, "t": {**trip, "people": trip["people"] + more, "outside": trip["outside"] + more}}
        found = judge(section, then, arrives)
        if found.rule is not None:
            return Standing(found.rule, found.fen, more)
    return None
