"""Caterers: entered, corrected, taken off the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.lodging.actions.entries import is_area, take_phone, take_texts
from fugong.lodging.actions.held import held
from fugong.lodging.models import Caterer, MealOrder
from fugong.lodging.models.meal import STANDING
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign

LONGEST = {"name": 80, "address": 160, "licence": 40, "contact_name": 60}
MOST = 1_000_000


def may_keep(user: User, campaign: Campaign, area_code: str) -> bool:
    """Whether the person keeps the list there."""
    inside = area_code.startswith(campaign.jurisdiction.prefix)
    return inside and user.scope(Permission.BED_ARRANGE).covers_area(area_code)


@transaction.atomic
def put(*, campaign: Campaign, values: Mapping[str, Any], by: User | None, caterer: Caterer | None = None) -> Caterer:
    """Enters a caterer, or corrects it: `name`, `area_code`, `address`, `licence`, `licence_until`, `papers` (keys that
    were shown), `capacity` (portions a day), `contact_name`, `phone`."""
    must_be_open(campaign)
    row = held(caterer) if caterer is not None else Caterer(campaign=campaign)
    before = row.area_code
    _take(row, values)
    if by is not None and not all(may_keep(by, campaign, area) for area in {row.area_code, before} - {""}):
        raise NotAllowed(_("You can’t keep the list of caterers there."))
    if caterer is not None:
        _guard_booked(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refuse("name", _("There is a caterer of this name already.")) from None
    verb = "caterer.amend" if caterer is not None else "caterer.enter"
    record(verb, row, by=by, as_name="" if by else "installation", name=row.name, capacity=row.capacity)
    return row


def _guard_booked(row: Caterer) -> None:
    """Fewer portions than were ordered of it for a day to come are refused: orders are declined first."""
    days = MealOrder.objects.filter(caterer=row, state__in=STANDING, day__gte=clock.today()).order_by()
    worst = max((each["n"] for each in days.values("day").annotate(n=Sum("count"))), default=0)
    if worst > row.capacity:
        raise refuse("capacity", _("%(n)s portions are ordered for one of the next days.") % {"n": worst})


def _take(row: Caterer, values: Mapping[str, Any]) -> None:
    faults: list[Fault] = []
    take_texts(row, values, LONGEST, faults)
    for name in ("name", "licence"):
        if not getattr(row, name):
            faults.append(Fault(name, _("This is needed.")))
    row.area_code = str(values.get("area_code") or row.area_code)
    if not is_area(row.campaign, row.area_code):
        faults.append(Fault("area_code", _("Choose an area of this campaign.")))
    _take_capacity(row, values, faults)
    _take_papers(row, values, faults)
    take_phone(row, values, faults)
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)


def _take_capacity(row: Caterer, values: Mapping[str, Any], faults: list[Fault]) -> None:
    capacity = str(values["capacity"] if values.get("capacity") is not None else row.capacity or "").strip()
    number = numbers.asked(capacity, MOST)
    if not number:
        faults.append(Fault("capacity", _("Write a whole number from 1 to %(most)s.") % {"most": MOST}))
    else:
        row.capacity = number


def _take_papers(row: Caterer, values: Mapping[str, Any], faults: list[Fault]) -> None:
    if "licence_until" in values:
        row.licence_until = dates.asked(str(values["licence_until"])) if values["licence_until"] else None
        if values["licence_until"] and row.licence_until is None:
            faults.append(Fault("licence_until", _("Write a day such as %(day)s.") % {"day": clock.today()}))
    if "papers" in values:
        known = {each.key for each in row.campaign.pack.lodging.meals.papers}
        row.papers = {key: True for key in values["papers"] if key in known}


@transaction.atomic
def remove(*, caterer: Caterer, reason: str, by: User) -> Caterer:
    """Off the list from today; what was ordered stands."""
    row = held(caterer)
    if not may_keep(by, row.campaign, row.area_code):
        raise NotAllowed(_("You can’t keep the list of caterers there."))
    if row.removed_on is not None:
        raise Conflict(_("It is off the list already."))
    if not reason.strip():
        raise refuse("reason", _("Say why."))
    row.removed_on = clock.today()
    row.save(update_fields=["removed_on"])
    record("caterer.remove", row, by=by, reason=reason.strip()[:200], name=row.name)
    return row
