"""Examples: facts in, outcome and sums out, to the fen."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fugong.benefits import stacking
from fugong.benefits.rules import INSTEAD, YES, Before, Verdict
from fugong.benefits.shapes import Policy

if TYPE_CHECKING:
    from fugong.benefits.policy import Benefits

PARTS = {"w": "workers", "c": "coaches", "b": "said"}
"""Letter of facts → the example's key under which they stand."""


def answers(section: Benefits, given: dict[str, Any]) -> dict[str, Any]:
    """What comes out for `benefit`, or for all of the place."""
    day = _day(given.get("asked_on"))
    if day is None:
        return {}
    facts = facts_of(section, given)
    key = given.get("benefit") or ""
    asked = section.policy(key)
    unit = 1 if asked is not None and asked.gives == "in_kind" else 100
    before = Before(firm=int(Fraction(str(given.get("given_before") or 0)) * unit))
    found = section.judge_all(section.policies, facts, day, {key: before} if key else {})
    due = [policy.key for policy in section.policies if found[policy.key].outcome == YES]
    policy = section.policy(key)
    return {
        "benefits": due,
        "benefits_in_all": written(sum(found[each].quantity for each in due if _is_money(section.policy(each)))),
        **(_of_one(section, policy, found[key], facts, day, before) if policy is not None else {}),
    }


def facts_of(section: Benefits, given: dict[str, Any]) -> dict[str, Any]:
    """The example's facts as conditions read them, with the segments that they make."""
    facts = dict(given.get("facts", {}))
    if "segments" not in facts:
        classes = section._pack.registry.classify(facts)
        facts |= {"segments": list(classes.segments), "group": classes.group}
    for letter, name in PARTS.items():
        facts[letter] = {key: _plain(value) for key, value in (given.get(name) or {}).items()}
    facts["trips"] = [_trip(trip, place) for place, trip in enumerate(given.get("trips") or (), 1)]
    return facts


def _trip(said: dict[str, Any], place: int) -> dict[str, Any]:
    trip = {"id": place, "carried": True, "claimed": False, **{key: _plain(value) for key, value in said.items()}}
    yuan = trip.get("yuan")
    day = _day(trip.get("day")) or dt.date.min
    return {**trip, "day": day, "cost": int(Fraction(str(yuan)) * 100) if yuan is not None else 0}


def _of_one(
    section: Benefits, policy: Policy, found: Verdict, facts: dict[str, Any], day: dt.date, before: Before
) -> dict[str, Any]:
    alone = section.judge(section.rule(policy), facts, day, before) if found.outcome == INSTEAD else found
    near = found.near
    return {
        "benefit_outcome": found.outcome,
        "benefit_clause": found.clause or None,
        "benefit_missing": list(found.missing),
        "benefit_amount": written(alone.quantity) if policy.is_money or policy.gives == "coach" else None,
        "benefit_pieces": alone.quantity if policy.gives == "in_kind" else None,
        "benefit_shares": {each["key"]: written(each["fen"]) for each in stacking.paid_by(policy, alone.quantity)},
        "benefit_near": f"{near.fact} +{near.more}" if near else None,
        "benefit_instead": found.better or None,
    }


def written(fen: int) -> str:
    """Yuan with two decimals, without a sign between thousands: `12000.00`."""
    return f"{fen // 100}.{fen % 100:02d}"


def _is_money(policy: Policy | None) -> bool:
    return policy is not None and policy.gives in ("money", "coach")


def _day(said: Any) -> dt.date | None:
    try:
        return said if isinstance(said, dt.date) else dt.date.fromisoformat(str(said or ""))
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    """What TOML reads as a day is a text in conditions; a sum is exactly what is written."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return Fraction(str(value)) if isinstance(value, float) else value
