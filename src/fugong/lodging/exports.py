"""Sheets that go out: requests, houses with their rooms, a caterer's day. No names or numbers of people in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.lodging import capacity, lists
from fugong.lodging.models import Room
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

REQUESTS = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="state", name=gettext_lazy("State"), width=18),
    Column(key="wanted", name=gettext_lazy("Beds asked for"), width=12),
    Column(key="placed", name=gettext_lazy("Beds given"), width=12),
    Column(key="since", name=gettext_lazy("From"), width=12),
    Column(key="until", name=gettext_lazy("Until"), width=12),
    Column(key="wishes", name=gettext_lazy("Wishes"), width=40),
    Column(key="asked", name=gettext_lazy("Asked on"), width=18),
    Column(key="due", name=gettext_lazy("Due"), width=18),
    Column(key="ended", name=gettext_lazy("Ended"), width=18),
)
ROOMS = (
    Column(key="house", name=gettext_lazy("House"), width=30),
    Column(key="kind", name=gettext_lazy("Kind"), width=16),
    Column(key="state", name=gettext_lazy("State"), width=12),
    Column(key="address", name=gettext_lazy("Address"), width=40),
    Column(key="area", name=gettext_lazy("Area code"), width=16),
    Column(key="enterprise", name=gettext_lazy("Inside the plant of"), width=30),
    Column(key="room", name=gettext_lazy("Room"), width=10),
    Column(key="beds", name=gettext_lazy("Beds"), width=8),
    Column(key="square", name=gettext_lazy("m²"), width=8),
    Column(key="isolation", name=gettext_lazy("Isolation room"), width=12),
    Column(key="taken", name=gettext_lazy("Taken"), width=8),
    Column(key="free", name=gettext_lazy("Free"), width=8),
)
ORDERS = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="address", name=gettext_lazy("Address"), width=40),
    Column(key="meal", name=gettext_lazy("Meal"), width=12),
    Column(key="count", name=gettext_lazy("Portions"), width=10),
    Column(key="diets", name=gettext_lazy("Diets"), width=24),
    Column(key="state", name=gettext_lazy("State"), width=12),
)


def requests(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The requests of a list."""
    name = _("Bed requests of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(REQUESTS, _requests(user, campaign, wanted), name)


def _requests(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    for row in lists.requests(user, campaign, wanted).select_related("enterprise").iterator(chunk_size=1_000):
        yield {
            "enterprise": row.enterprise.name,
            "uscc": row.enterprise.uscc,
            "state": row.state_name,
            "wanted": row.wanted,
            "placed": row.placed,
            "since": row.since,
            "until": row.until,
            "wishes": row.wishes,
            "asked": row.asked_at,
            "due": row.due_at,
            "ended": row.ended_at,
        }


def houses(user: User, campaign: Campaign, wanted: lists.Wanted, day: dt.date) -> FileResponse:
    """Every room of the houses of a list, as it is on a day."""
    name = _("Houses of %(campaign)s, %(day)s") % {"campaign": campaign, "day": day}
    return _sheet(ROOMS, _rooms(user, campaign, wanted, day), name)


def _rooms(user: User, campaign: Campaign, wanted: lists.Wanted, day: dt.date) -> Iterator[dict[str, Any]]:
    single = campaign.pack.lodging.isolation.single
    seen = lists.houses(user, campaign, wanted).order_by().values("pk")
    rooms = list(
        Room.objects.filter(house__in=seen).select_related("house__enterprise").order_by("house__name", "number")
    )
    gone = capacity.taken([room.pk for room in rooms], day, day + dt.timedelta(days=1))
    for room in rooms:
        house, used = room.house, len(gone.get(room.pk, ()))
        house.campaign = campaign
        yield {
            "house": house.name,
            "kind": house.kind_name,
            "state": house.state_name,
            "address": house.address,
            "area": house.area_code,
            "enterprise": house.enterprise.name if house.enterprise else "",
            "room": room.number,
            "beds": room.beds,
            "square": room.area,
            "isolation": _("Yes") if room.isolation else "",
            "taken": used,
            "free": max(0, capacity.usable(room, single) - used),
        }


def orders(rows: Any, title: str) -> FileResponse:
    """A caterer's orders of a day."""
    return _sheet(ORDERS, _orders(rows), title)


def _orders(rows: Any) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "enterprise": row.enterprise.name,
            "address": row.enterprise.address,
            "meal": row.meal_name,
            "count": row.count,
            "diets": ", ".join(row.diet_words),
            "state": row.state_name,
        }


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
