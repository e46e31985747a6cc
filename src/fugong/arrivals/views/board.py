"""The desk's board: who is expected with which service, what is late; services are added and moved here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.arrivals import lists, naming
from fugong.arrivals.actions import planning
from fugong.arrivals.arrows import ARRIVAL, OPEN
from fugong.arrivals.models import Arrival, Service
from fugong.arrivals.views.access import day_of, moment_of, placed, service_of
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import countries

LATE = ("late", gettext_lazy("Late"))
MOST = 500


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_GET
def board(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A day, service by service."""
    return _page(request, campaign)


@campaign_page(Permission.ARRIVAL_PLAN)
@require_POST
def services(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A service more to watch."""
    post = request.POST
    at = moment_of(request)
    added: list[Service] = []

    def do() -> None:
        if at is None:
            raise Refused(_("Write when it arrives, such as 15:30."))
        added.append(
            planning.add_service(
                campaign=campaign, gate=post.get("gate", ""), number=post.get("number", ""), day=clock.local(at).date(),
                at=at, origin=post.get("origin", ""), abroad=bool(post.get("abroad")), by=request.user,
            )
        )  # fmt: skip

    return acted(
        request, do, lambda: _("The service is on the board."),
        lambda: f"{_url(campaign)}?day={added[0].day.isoformat()}",
        lambda refusal: _page(request, campaign, refusal),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def service(request: PageRequest, campaign: Campaign, service: int) -> HttpResponse:
    """It is late, early or cancelled."""
    row = service_of(campaign, service)
    cancelled = "cancelled" in request.POST
    return acted(
        request,
        lambda: planning.change_service(
            service=row, expected_at=moment_of(request), cancelled=cancelled, by=request.user
        ),
        lambda: _("The service is changed; whoever is expected has another deadline."),
        lambda: f"{_url(campaign)}?day={row.day.isoformat()}",
        lambda refusal: _page(request, campaign, refusal, row.day),
    )


def _url(campaign: Campaign) -> str:
    from django.urls import reverse

    return reverse("arrivals:board", args=[campaign.key])


def _page(
    request: PageRequest, campaign: Campaign, refusal: Refused | None = None, of: dt.date | None = None
) -> HttpResponse:
    wanted = lists.Wanted.of(request.GET)
    day = of or wanted.day or day_of("")
    rows = [placed(row, campaign) for row in lists.of_day(request.user, campaign, wanted, day)[:MOST]]
    by_service: dict[int, list[Arrival]] = {}
    for row in rows:
        row.country = countries.name_of(row.nationality)  # type: ignore[attr-defined]
        by_service.setdefault(row.service_id, []).append(row)
    found = list(Service.objects.filter(campaign=campaign, day=day).order_by("expected_at", "pk")[:200])
    parts = []
    for each in found:
        each.campaign = campaign
        people = by_service.get(each.pk, [])
        if (wanted.filtered and not people) or (wanted.gate and each.gate != wanted.gate):
            continue
        parts.append({"service": each, "rows": people, "languages": _languages(people)})
    context: dict[str, Any] = {
        "campaign": campaign, "wanted": wanted, "day": day, "yesterday": day - dt.timedelta(days=1),
        "tomorrow": day + dt.timedelta(days=1), "parts": parts, "gates": campaign.pack.arrivals.gates,
        "gate_choices": [(gate.key, gate.name) for gate in campaign.pack.arrivals.gates],
        "states": [LATE, *ARRIVAL.states.items()], "countries": countries.offered(), "refusal": refusal,
        "faults": faults(refusal), "typed": request.POST, "days": _days(request, campaign, day),
        "may_plan": request.user.holds(Permission.ARRIVAL_PLAN), "total": len(rows), "is_cut": len(rows) == MOST,
    }  # fmt: skip
    return render(request, "arrivals/board.html", context, status=refusal.status if refusal else 200)


def _languages(rows: list[Arrival]) -> list[tuple[str, str]]:
    """Languages other than Chinese that somebody open speaks: volunteers can be called for them."""
    spoken = dict(naming.spoken())
    codes = sorted({row.language for row in rows if row.is_open and row.language != "zh-hans"})
    return [(code, spoken.get(code, code)) for code in codes]


def _days(request: PageRequest, campaign: Campaign, day: dt.date) -> list[dict[str, Any]]:
    """The days around with how many are expected and done, of those whom the person sees."""
    first = day - dt.timedelta(days=2)
    rows = Arrival.objects.visible_to(request.user, Permission.ARRIVAL_RECEIVE)
    rows = rows.filter(campaign=campaign, day__gte=first, day__lte=first + dt.timedelta(days=6)).order_by()
    counted = {
        each["day"]: each
        for each in rows.values("day").annotate(
            open=Count("pk", filter=Q(state__in=OPEN)), done=Count("pk", filter=Q(state="handed_over"))
        )
    }
    span = [first + dt.timedelta(days=n) for n in range(7)]
    return [{"day": each, "open": 0, "done": 0} | counted.get(each, {}) for each in span]
