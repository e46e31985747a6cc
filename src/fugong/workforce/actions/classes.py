"""Classes: found by the place's rules, pinned by a person, followed when the facts or the days change."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.workflow import moves
from fugong.workforce import sorting
from fugong.workforce.arrows import TO_STATE
from fugong.workforce.models import Employment, Person

BY_RULES: Any = gettext_lazy("by the place’s rules")
LONGEST_PIN = 60  # days


def first(person: Person, job: str = "") -> None:
    """The class, and with it the state, of a file that isn't in the database yet."""
    found = sorting.outcome(person, person.campaign.pack, job)
    person.state = sorting.state_of(person, found)
    for name, value in sorting.columns(person, found).items():
        setattr(person, name, value)


@transaction.atomic
def follow(people: Iterable[Person], *, why: str, returns: bool = False) -> int:
    """Sorts people anew by the rules, and moves those whose state changes. Pinned ones, and those who left, stay.

    `why` is kept with the event: file, health, test, day. Returns how many changed.
    """
    changed = 0
    jobs = _jobs(people := list(people))
    for person in people:
        if (person.state == "left" and not returns) or (person.pinned_until and person.pinned_until >= clock.today()):
            continue
        changed += _sort(person, jobs.get(person.pk, ""), why)
    return changed


@transaction.atomic
def decide(*, person: Person, move: str, reason: str, days: int, by: User) -> None:
    """A person decides otherwise than the rules, for so many days (0: until tomorrow). Raises Refused, NotAllowed, Conflict."""
    if not 0 <= days <= LONGEST_PIN:
        message = _("Write a whole number from 0 to %(most)s.") % {"most": LONGEST_PIN}
        raise Refused(message, fields=[Fault("days", message)])
    if move not in TO_STATE.values():
        raise Refused(_("There is no such decision."))
    until = clock.today() + dt.timedelta(days=days)
    state = next(state for state, arrow in TO_STATE.items() if arrow == move)
    values: dict[str, Any] = {
        "class_key": "", "class_terms": [], "class_since": clock.today(), "pinned_until": until,
        "class_until": until if days and state != "green" else None,
    }  # fmt: skip
    if state == "green":
        values |= {"card": "", "card_until": None, "silent_until": None}
    moves.move(person, move, by=by, reason=reason, set=values)


def follow_day(campaign: Campaign) -> int:
    """What a new day changes: who arrives, whose days are over, whose pin ends. Returns how many changed."""
    today = clock.today()
    due = Q(state="expected", arrived_on__lte=today) | Q(state__in=["waiting", "observed", "isolated"])
    due |= Q(class_until__lt=today) | Q(pinned_until__lt=today, state="green") | Q(silent_until__lt=today)
    changed = 0
    rows = Person.objects.opened().filter(due, campaign=campaign).exclude(state="left").order_by("pk")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:500]):
        last = some[-1].pk
        for person in some:
            person.campaign = campaign
        changed += follow(some, why="day")
    return changed


def _sort(person: Person, job: str, why: str) -> bool:
    found = sorting.outcome(person, person.campaign.pack, job)
    state, values = sorting.state_of(person, found), sorting.columns(person, found)
    if person.pinned_until is not None:
        values["pinned_until"] = None
    if state != person.state and state in TO_STATE:
        said = found.found.name.in_("zh") if found.found else str(BY_RULES)
        moves.move(
            person, TO_STATE[state], by=None, as_name=BY_RULES, reason=said, set=values, why=why, rule=values["class_key"]
        )  # fmt: skip
        return True
    differs = [name for name, value in values.items() if getattr(person, name) != value]
    if not differs:
        return False
    for name in differs:
        setattr(person, name, values[name])
    person.save(update_fields=differs)
    if "class_key" in differs:
        record("person.class", person, by=None, as_name=BY_RULES, why=why, rule=person.class_key)
    return True


def _jobs(people: list[Person]) -> dict[int, str]:
    """The kind of work of each; of two employments the later one that says it."""
    rows = Employment.objects.filter(person__in=[person.pk for person in people], left_on=None).exclude(job="")
    return dict(rows.order_by("pk").values_list("person_id", "job"))
