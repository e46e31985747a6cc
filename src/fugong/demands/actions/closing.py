"""How a demand ends: the enterprise confirms and rates, reopens or withdraws; or its time to speak runs out."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.demands import clocks, telling, wording
from fugong.demands.actions import promises
from fugong.demands.actions.answering import guard_whole
from fugong.demands.actions.holding import held
from fugong.demands.models import Demand
from fugong.ledger.models import Event
from fugong.workflow.moves import move, move_many

CLOCK = gettext_lazy("the clock")
MOST_STARS = 5


@transaction.atomic
def confirm(*, demand: Demand, stars: int, by: User, rating: str = "") -> Demand:
    """The enterprise says that it is solved, with one to five stars and, if it likes, words."""
    return _confirmed(demand, "confirm", stars, by, rating, "")


@transaction.atomic
def attest(*, demand: Demand, stars: int, by: User, said_by: str, rating: str = "") -> Demand:
    """Records what the enterprise said by telephone or on a visit. `said_by` tells who, and when; not for one's own answer."""
    return _confirmed(demand, "attest", stars, by, rating, said_by)


def _confirmed(demand: Demand, arrow: str, stars: int, by: User, rating: str, reason: str) -> Demand:
    demand = held(demand)
    guard_whole(demand)
    if not 1 <= stars <= MOST_STARS:
        message = _("Give one to five stars.")
        raise Refused(message, fields=[Fault("stars", message)])
    words = wording.optional(rating, "rating", longest=1_000)
    values = {"stars": stars, "rating": words, "solved_at": demand.answered_at}
    event = move(demand, arrow, by=by, reason=reason, set=values, stars=stars)
    promises.keep(demand, "demand.confirmed")
    _settle_parts(demand, by)
    telling.tell(
        "demand.confirmed", telling.answerers(demand),
        lambda: _("%(number)s was confirmed: %(stars)s of 5") % {"number": demand.number, "stars": stars}, demand,
        body=words, event=event,
    )  # fmt: skip
    return demand


@transaction.atomic
def reopen(*, demand: Demand, reason: str, by: User) -> Demand:
    """It isn't solved: whoever answered goes on, with a new clock."""
    demand = held(demand)
    guard_whole(demand)
    parts = list(demand.parts.select_for_update().filter(state__in=["answered", "confirmed"]))
    event = _reopened(demand, "reopen_parts" if parts else "reopen", reason, by)
    for part in parts:
        if part.state == "answered":
            _reopened(held(part), "reopen", reason, by)
    telling.tell(
        "demand.reopened", telling.answerers(demand),
        lambda: _("%(number)s was reopened") % {"number": demand.number}, demand, body=reason, event=event,
    )  # fmt: skip
    return demand


def _reopened(demand: Demand, arrow: str, reason: str, by: User) -> Event:
    section = demand.pack.demands
    demand.within = section.reopened_within or section.within_of(demand.category)
    demand.clock_from = clock.now()
    due = clocks.answer_due(demand)
    values = {
        "within": demand.within,
        "clock_from": demand.clock_from,
        "answer_due_at": due,
        "reopened": demand.reopened + 1,
        "answered_at": None,
    }
    return move(demand, arrow, by=by, reason=reason, due_at=due, set=values)


@transaction.atomic
def withdraw(*, demand: Demand, reason: str, by: User) -> Demand:
    """The enterprise needs it no more."""
    demand = held(demand)
    guard_whole(demand)
    demand.suspensions.filter(until=None).update(until=clock.now())
    people = telling.answerers(demand)
    event = move(demand, "withdraw", by=by, reason=reason, set={"owes": ""})
    for part in demand.parts.filter(state__in=["received", "accepted", "suspended"]):
        move(held(part), "drop", by=None, as_name=by.name, set={"owes": ""})
    promises.drop(demand)
    telling.tell(
        "demand.withdrawn", people, lambda: _("%(number)s was withdrawn") % {"number": demand.number}, demand,
        body=reason, event=event,
    )  # fmt: skip
    return demand


def close_unconfirmed(keys: Collection[int]) -> int:
    """What the clock does when nobody confirmed in time: all of them by one statement. Call it inside a transaction."""
    if not keys:
        return 0
    rows = Demand.objects.select_related("campaign", "answered_by")
    demands = list(rows.filter(pk__in=keys))
    closed = move_many(demands, "close", as_name=CLOCK)
    parts = Demand.objects.filter(parent__in=keys, state="answered")
    move_many(list(parts), "settle", as_name=CLOCK)
    telling.closed([demand for demand in demands if demand.state == "closed"])
    return closed


def _settle_parts(demand: Demand, by: User) -> None:
    for part in demand.parts.filter(state="answered"):
        move(part, "settle", by=None, as_name=by.name, set={"solved_at": part.answered_at})
