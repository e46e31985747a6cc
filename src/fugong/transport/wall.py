"""What the wall shows of coaches: who is on the way today, and when they are here."""

from __future__ import annotations

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fugong.accounts.permissions import Permission as P
from fugong.core import clock, walls
from fugong.core.walls import Asked, Face, Line, Number, Tile
from fugong.transport.models import Trip

MOST = 6
COMING = ("confirmed", "boarding")


def coaches(asked: Asked) -> Face | None:
    """Trips under way, and those of today. Of a past day only what was frozen: how many had been brought by then."""
    if not asked.user.holds(P.TRIP_VIEW):
        return None
    if asked.is_past:
        brought = asked.values.value("transport.brought")
        return None if brought is None else Face((Number(_("People brought so far"), brought),))
    today = Q(day=asked.day)
    rows = Trip.objects.visible_to(asked.user).filter(campaign=asked.campaign)
    counted = rows.aggregate(
        way=Count("pk", filter=Q(state="on_way")),
        ahead=Count("pk", filter=today & Q(state__in=COMING)),
        here=Count("pk", filter=today & Q(state__in=["arrived", "closed"])),
        people=Sum("brought", filter=today),
    )
    url = reverse("transport:trips", args=[asked.campaign.key])
    numbers = (
        Number(pgettext("of coaches", "On the way"), counted["way"], url),
        Number(_("Still to leave"), counted["ahead"], url),
        Number(_("Arrived today"), counted["here"], url, detail=_("%(n)s people") % {"n": counted["people"] or 0}),
    )
    shown = rows.filter(Q(state="on_way") | today & Q(state__in=COMING)).order_by("arrives_at", "pk")
    return Face(numbers, tuple(_line(asked, trip) for trip in shown[:MOST]), _("No coach is on the way today."), url)


def _line(asked: Asked, trip: Trip) -> Line:
    late = trip.state == "on_way" and trip.arrives_at < clock.now()
    leaves, arrives = (clock.local(each).strftime("%H:%M") for each in (trip.departs_at, trip.arrives_at))
    words = _("arrives %(time)s") % {"time": arrives}
    if trip.state != "on_way":
        words = _("leaves %(time)s") % {"time": leaves}
    url = reverse("transport:trip", args=[asked.campaign.key, trip.pk])
    label = _("%(origin)s → %(destination)s") % {"origin": trip.origin, "destination": trip.destination}
    return Line(label, words, url, "warning" if late else "", trip.state_name)


walls.register(
    Tile(
        key="coaches", name=gettext_lazy("Coaches today"), icon="bus", order=60, show=coaches,
        used=lambda pack: bool(pack.transport.is_used), changes=("transport.brought",), decides=("transport.trips.to_sign",),
    )
)  # fmt: skip
