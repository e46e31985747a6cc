"""What coaches ask of a person: signatures, trips of today, people to hand over, claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo
from fugong.transport.models import Claim, Plan, Trip

WORDS = {
    "confirmed": lambda: _("Board and let it depart"),
    "boarding": lambda: _("Board and let it depart"),
    "on_way": lambda: _("Say when it is here"),
    "arrived": lambda: _("Hand people over to bed and test"),
}


@todo.register
def to_sign(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Plans and trips that wait for a second signature, and that the person didn't make."""
    if not campaign.pack.transport.is_used or not user.holds(P.TRIP_CONFIRM):
        return
    plans = Plan.objects.visible_to(user, P.TRIP_CONFIRM).filter(campaign=campaign, state="ready")
    for row in todo.first(plans.exclude(planned_by=user).order_by("due_at", "pk")):
        words = ngettext("Sign %(n)s planned trip", "Sign %(n)s planned trips", row.trips_count)
        url = reverse("transport:plan", args=[campaign.key, row.pk])
        yield _todo(row, _("Plan of trips"), words % {"n": row.trips_count}, url, None)
    trips = Trip.objects.visible_to(user, P.TRIP_CONFIRM).filter(campaign=campaign, state="proposed")
    for trip in todo.first(trips.exclude(planned_by=user).select_related("enterprise").order_by("due_at", "pk")):
        url = reverse("transport:trip", args=[campaign.key, trip.pk])
        yield _todo(trip, str(trip), _("Sign the trip"), url, trip.enterprise)


@todo.register
def on_the_road(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Trips of today and tomorrow, those under way, and those whose people wait for bed and test."""
    if not campaign.pack.transport.is_used or not user.holds(P.TRIP_BOARD):
        return
    rows = Trip.objects.visible_to(user, P.TRIP_BOARD).filter(campaign=campaign, state__in=WORDS)
    rows = rows.filter(day__lte=clock.today() + dt.timedelta(days=1))
    for row in todo.first(rows.select_related("enterprise").order_by("due_at", "pk")):
        yield _todo(
            row, str(row), WORDS[row.state](), reverse("transport:trip", args=[campaign.key, row.pk]), row.enterprise
        )


@todo.register
def claims(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Claims to examine, to decide (not those that the person examined), to pay."""
    if not campaign.pack.transport.is_used or not user.holds(P.CLAIM_DECIDE):
        return
    words = {"submitted": _("Examine the claim"), "checked": _("Decide the claim"), "granted": _("Pay the claim")}
    rows = Claim.objects.visible_to(user, P.CLAIM_DECIDE).filter(campaign=campaign, state__in=words)
    rows = rows.exclude(state="checked", checked_by=user)
    for row in todo.first(rows.select_related("enterprise").order_by("due_at", "pk")):
        url = reverse("transport:claim", args=[campaign.key, row.pk])
        yield _todo(row, row.enterprise.name, words[row.state], url, row.enterprise)


def _todo(row: Any, title: str, words: str, url: str, enterprise: Any) -> Todo:
    late = row.due_at is not None and row.due_at < clock.now()
    return Todo(row.due_at, title, words, url, enterprise, late)
