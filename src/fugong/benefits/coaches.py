"""A benefit that is paid through claims of trips' cost: its rule stays in `transport`, here it is only matched and shown."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from fugong.benefits.rules import CLAIMED, EARLY, NO, OVER, TRIPS, YES, Near, Verdict
from fugong.policy.conditions import Facts
from fugong.policy.reasons import Term
from fugong.transport import rules as coach_rules

if TYPE_CHECKING:
    from fugong.benefits.shapes import Policy


def judge(policy: Policy, transport: Any, facts: Facts, day: dt.date) -> Verdict:
    """Yes where a trip that isn't paid back yet is paid by the rule; how many more people are missing where one nearly is."""
    rule = transport.rule(policy.coach)
    if rule is None:
        return Verdict(NO, TRIPS)
    open_trips = [trip for trip in facts.get("trips") or () if not trip.get("claimed")]
    due: list[tuple[int, int]] = []
    near: list[Near] = []
    terms: tuple[Term, ...] = ()
    for trip in open_trips:
        own = {**facts, "t": trip}
        found = coach_rules.judge(transport, own, trip["day"])
        if found.rule is not None and found.rule.key == policy.coach:
            due.append((int(trip["id"]), found.fen))
        elif (nearly := coach_rules.standing(transport, own, trip["day"])) and nearly.rule.key == policy.coach:
            near.append(Near("t.outside", nearly.missing, nearly.fen))
        else:
            terms = tuple(found.terms)
    if due:
        return Verdict(YES, quantity=sum(fen for _trip, fen in due), trips=tuple(due))
    nearest = min(near, key=lambda each: each.more, default=None)
    if not open_trips and rule.since is not None and day < rule.since:
        return Verdict(EARLY, TRIPS)
    if not open_trips and rule.until is not None and rule.until < day:
        return Verdict(OVER, TRIPS)
    all_claimed = bool(facts.get("trips")) and not open_trips
    return Verdict(NO, CLAIMED if all_claimed else TRIPS, terms=terms, near=nearest)
