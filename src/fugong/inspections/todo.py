"""What inspections ask of people today: stops of their rounds, swaps that colleagues ask for, visits with two editions."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.inspections.models import RoundStop, Swap, VisitEdit
from fugong.inspections.words import KIND
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo


@todo.register
def stops(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Open stops of the person's rounds, today's and those left over."""
    if not user.holds(Permission.VISIT_RECORD):
        return
    today = clock.today()
    rows = RoundStop.objects.of(user).filter(
        round__campaign=campaign,
        round__day__lte=today,
        round__state__in=["proposed", "accepted"],
        visit=None,
        passed_over="",
    )
    url = reverse("inspections:round", args=[campaign.key])
    for stop in todo.first(rows.select_related("enterprise", "round").order_by("round__day", "order")):
        yield Todo(
            due_at=clock.at(stop.round.day, 23, 59),
            title=stop.enterprise.name,
            detail=_("On your round: %(kind)s") % {"kind": KIND[stop.kind]},
            url=f"{url}?day={stop.round.day.isoformat()}",
            enterprise=stop.enterprise,
            overdue=stop.round.day < today,
        )


@todo.register
def asked(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Swaps that wait for the person's answer."""
    rows = Swap.objects.filter(
        to=user, state="asked", stop__round__campaign=campaign, stop__round__day__gte=clock.today()
    )
    url = reverse("inspections:round", args=[campaign.key])
    for swap in todo.first(
        rows.select_related("stop__enterprise", "stop__round", "asked_by").order_by("stop__round__day")
    ):
        day = swap.stop.round.day
        yield Todo(
            due_at=clock.at(day, 8, 0),
            title=swap.stop.enterprise.name,
            detail=_("%(who)s asks you to take over this visit") % {"who": swap.asked_by},
            url=f"{url}?day={day.isoformat()}",
            enterprise=swap.stop.enterprise,
            overdue=False,
        )


@todo.register
def editions(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Visits of the person's that somebody else sent another edition of."""
    if not user.holds(Permission.VISIT_RECORD):
        return
    rows = VisitEdit.objects.filter(visit__campaign=campaign, visit__by=user, settled_at=None)
    for edit in todo.first(rows.select_related("visit__enterprise", "by").order_by("received_at")):
        yield Todo(
            due_at=None,
            title=edit.visit.enterprise.name,
            detail=_("%(who)s sent another edition of your visit %(number)s")
            % {"who": edit.by, "number": edit.visit.number},
            url=reverse("inspections:visit", args=[campaign.key, edit.visit_id]),
            enterprise=edit.visit.enterprise,
            overdue=False,
        )
