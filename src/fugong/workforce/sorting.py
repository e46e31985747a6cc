"""From a file to its class: the facts, what the place's rules make of them, and the columns that follow."""

import datetime as dt
from typing import Any

from fugong.core import clock, regions
from fugong.policy.pack import Pack
from fugong.workforce import documents
from fugong.workforce.giving import CHINA
from fugong.workforce.models import Person
from fugong.workforce.models.person import age
from fugong.workforce.policy import Sorted

COLUMNS = (
    "origin", "arrived_on", "transport", "lodging", "nationality", "is_contact", "last_temperature", "last_symptoms",
    "negatives", "last_negative_on", "is_positive",
)  # fmt: skip
"""What `facts_of` reads of a row, beside what is sealed."""


def facts_of(person: Person, pack: Pack, job: str = "") -> dict[str, Any]:
    """What conditions may ask of this person, as of today (names as in fact_types.FACTS)."""
    today, rules = clock.today(), pack.workforce
    arrived = person.arrived_on
    here = (today - arrived).days if arrived and arrived <= today else None
    visited = [(each["code"], dt.date.fromisoformat(each["until"])) for each in person.places]
    if person.origin:
        visited.append((person.origin, arrived or today))
    overseas = person.origin == regions.ABROAD if person.origin else None
    fever = None if person.last_temperature is None else person.last_temperature >= round(rules.health.fever * 10)
    return {
        "origin": person.origin,
        "outside": rules.is_outside(person.origin),
        "overseas": overseas,
        "risk": rules.risk_of(visited, today),
        "transport": person.transport or None,
        "days_here": here,
        "job": job or None,
        "lodging": person.lodging or None,
        "foreign": person.nationality not in ("", CHINA),
        "age": age(documents.birthday(str(person.opened.get("document", ""))), today),
        "contact": person.is_contact,
        "fever": fever,
        "symptoms": person.last_symptoms,
        "negatives": person.negatives,
        "days_since_negative": (today - person.last_negative_on).days if person.last_negative_on else None,
        "positive": person.is_positive,
    }


def outcome(person: Person, pack: Pack, job: str = "") -> Sorted:
    """What the rules make of the person today."""
    return pack.workforce.sort(facts_of(person, pack, job))


def reason(person: Person, pack: Pack, job: str = "") -> str:
    """What decided the person's class, in the reader's words; of the class that takes the rest, what speaks for it today."""
    rules = pack.workforce
    if person.class_terms:
        return rules.say(person.class_terms)
    found = rules.class_(person.class_key)
    rest = found is not None and found.when is None and person.state not in ("left", "expected")
    return rules.say(rules.passed_over(facts_of(person, pack, job))) if rest else ""


def columns(person: Person, found: Sorted) -> dict[str, Any]:
    """The columns of a file that follow from a class."""
    today = clock.today()
    each = found.found
    if each is None:
        values: dict[str, Any] = {
            "class_key": "",
            "class_terms": [],
            "class_until": None,
            "card": "",
            "card_until": None,
        }
    else:
        first = person.arrived_on if person.arrived_on and person.arrived_on <= today else today
        until = first + dt.timedelta(days=each.days) if each.days else None
        if until is not None and until < today:
            until = today
        values = {
            "class_key": each.key,
            "class_terms": found.terms,
            "class_until": until,
            "card": each.card,
            "card_until": until if each.card else None,
        }
    values["class_since"] = (
        person.class_since if values["class_key"] == person.class_key and person.class_since else today
    )
    values["silent_until"] = _silent(person, found.silent_days, today)
    return values


def state_of(person: Person, found: Sorted) -> str:
    """Where the person belongs by the rules; whoever is still expected, or has left, stays so.

    Who is announced with a service is expected until somebody at the gate has seen them: on the day of a flight nobody is
    here from midnight on.
    """
    if person.arrived_on is not None and person.arrived_on > clock.today():
        return "expected"
    if person.is_awaited and (person._state.adding or person.state == "expected"):
        return "expected"
    return found.found.state if found.found else "green"


def _silent(person: Person, days: int, today: dt.date) -> dt.date | None:
    """The silent period begins when its condition first holds, and goes on to its end."""
    if not days:
        return None if person.silent_until is None or person.silent_until < today else person.silent_until
    return person.silent_until or today + dt.timedelta(days=days)
