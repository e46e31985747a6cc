"""Meal orders: of one enterprise for one day; never more than the caterer cooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.lodging import telling
from fugong.lodging.access import holds
from fugong.lodging.actions.held import held
from fugong.lodging.models import Caterer, MealOrder
from fugong.lodging.models.meal import STANDING
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Portions:
    """How many of a meal, and how many of them by diet."""

    count: int
    diets: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def order(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    caterer: Caterer,
    day: dt.date,
    meals: Mapping[str, Portions],
    by: User,
) -> list[MealOrder]:
    """Orders a day's meals: what was ordered before for these meals is taken back; 0 portions order nothing.

    Raises Refused where the caterer can't cook so many, orders for the day are closed, or numbers aren't right.
    """
    must_be_open(campaign)
    probe = MealOrder(campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code)
    if not holds(by, Permission.BED_ASK, probe):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    caterer = held(caterer)  # whoever else orders of it waits here
    _guard(campaign, caterer, day, meals)
    before = list(
        MealOrder.objects.select_for_update(of=("self",))
        .select_related("campaign__pack_version", "enterprise")
        .filter(campaign=campaign, enterprise=enterprise, day=day, meal__in=list(meals), state__in=STANDING)
    )
    made = []
    for row in before:
        wanted = meals[row.meal]
        if (row.caterer_id, row.count, row.diets) != (caterer.pk, wanted.count, dict(wanted.diets)):
            move(row, "withdraw", by=by)
    kept = {row.meal: row for row in before if row.state in STANDING}
    left = caterer.capacity - booked(caterer, day)
    new = {meal: wanted for meal, wanted in meals.items() if wanted.count and meal not in kept}
    if sum(wanted.count for wanted in new.values()) > left:
        raise refuse(
            "caterer", _("%(name)s can cook %(n)s more portions that day.") % {"name": caterer, "n": max(left, 0)}
        )
    for meal, wanted in new.items():
        made.append(_write(probe, caterer, day, meal, wanted, by))
    return [*kept.values(), *made]


def booked(caterer: Caterer, day: dt.date) -> int:
    """Portions ordered of a caterer for a day."""
    rows = MealOrder.objects.filter(caterer=caterer, day=day, state__in=STANDING)
    return int(rows.aggregate(n=Sum("count"))["n"] or 0)


def _write(probe: MealOrder, caterer: Caterer, day: dt.date, meal: str, wanted: Portions, by: User) -> MealOrder:
    row = MealOrder(
        campaign=probe.campaign, enterprise=probe.enterprise, area_code=probe.area_code, caterer=caterer, day=day,
        meal=meal, count=wanted.count, diets=dict(wanted.diets), ordered_at=clock.now(), ordered_by=by,
        state=MealOrder.workflow.initial, state_since=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as broken:
        if "meal_order_capacity" in str(broken) or "cooks" in str(broken):
            raise refuse("caterer", _("%(name)s can’t cook so many that day.") % {"name": caterer}) from None
        raise Conflict(_("Somebody ordered this meal at the same time. Reload the page.")) from None
    record("meal_order.order", row, by=by, meal=meal, count=row.count, day=day.isoformat())
    return row


def _guard(campaign: Campaign, caterer: Caterer, day: dt.date, meals: Mapping[str, Portions]) -> None:
    rules = campaign.pack.lodging.meals
    today = clock.today()
    if caterer.campaign_id != campaign.pk or not caterer.serves(day):
        raise refuse("caterer", _("Nobody can order from this caterer for that day."))
    if not today < day <= today + dt.timedelta(days=rules.ahead):
        raise refuse("day", _("Order for tomorrow, or for one of the %(n)s days ahead.") % {"n": rules.ahead})
    if clock.now() >= rules.closing(day):
        raise refuse(
            "day", _("Orders for %(day)s are closed since %(hour)s.") % {"day": dates.shown(day), "hour": rules.closes}
        )
    known, diets = {each.key for each in rules.kinds}, {each.key for each in rules.diets}
    faults = []
    for meal, wanted in meals.items():
        if meal not in known:
            faults.append(Fault("meal", _("The pack has no such meal.")))
        if not 0 <= wanted.count <= MOST:
            faults.append(Fault(f"count-{meal}", _("Write a whole number from 0 to %(most)s.") % {"most": MOST}))
        of_diets = list(wanted.diets.values())
        if not set(wanted.diets) <= diets or any(n < 0 for n in of_diets) or sum(of_diets) > wanted.count:
            faults.append(Fault(f"diet-{meal}", _("Diets are part of the portions: together not more than these.")))
    if not meals:
        faults.append(Fault("meal", _("Say how many portions of which meal.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)


@transaction.atomic
def withdraw(*, order: MealOrder, by: User) -> MealOrder:
    """Taken back, until orders for its day close."""
    row = held(order)
    if clock.now() >= row.campaign.pack.lodging.meals.closing(row.day):
        raise refuse("order", _("Orders for this day are closed: call the caterer."))
    move(row, "withdraw", by=by, meal=row.meal, count=row.count)
    return row


@transaction.atomic
def accept(*, order: MealOrder, by: User) -> MealOrder:
    """The caterer cooks it."""
    row = held(order)
    move(row, "accept", by=by)
    return row


@transaction.atomic
def accept_day(*, caterer: Caterer, day: dt.date, orders: Any, by: User) -> int:
    """All orders of a caterer's day that wait, of those the person sees. Returns how many."""
    rows = orders.filter(caterer=caterer, day=day, state="ordered").order_by("pk")
    waiting = [held(row) for row in rows]
    for row in waiting:
        if row.state == "ordered":
            move(row, "accept", by=by)
    return len(waiting)


@transaction.atomic
def deliver(*, order: MealOrder, by: User) -> MealOrder:
    """The meals arrived; not before their day."""
    row = held(order)
    if row.day > clock.today():
        raise refuse("order", _("These meals are for %(day)s.") % {"day": dates.shown(row.day)})
    move(row, "deliver", by=by)
    return row


@transaction.atomic
def decline(*, order: MealOrder, reason: str, by: User) -> MealOrder:
    """The caterer can't; the enterprise is told at once."""
    row = held(order)
    event = move(row, "decline", by=by, reason=reason[:200], meal=row.meal, count=row.count)
    telling.declined(
        row,
        lambda: (
            _("%(caterer)s can’t cook your order for %(day)s") % {"caterer": row.caterer, "day": dates.shown(row.day)}
        ),
        event,
    )
    return row
