"""The reception page, for one thumb: who is expected today, by time and service; found by name, number or scanner."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.arrivals import lists
from fugong.arrivals.arrows import OPEN
from fugong.arrivals.models import Arrival, Duty, Service
from fugong.arrivals.views.access import day_of, placed
from fugong.core import clock
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page


@campaign_page(Permission.ARRIVAL_RECEIVE)
@never_cache
@require_http_methods(["GET", "POST"])
def reception(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A day's people at a gate. What is looked for is posted, so that no number ever stands in an address."""
    day = day_of(request.GET.get("day", ""))
    gate = _gate(request, campaign)
    wanted = lists.Wanted(day=day, gate=gate)
    rows = lists.of_day(request.user, campaign, wanted, day)
    text = request.POST.get("text", "")[:200]
    if text.strip():  # names and numbers are sealed: among all of the day they are looked for one by one
        page = Page(lists.looked_for([placed(row, campaign) for row in rows], text), None, True)
    else:
        page = Page.placed(rows, lists.AT_GATE_MOST, request.GET.get("after", ""))
        for row in page.rows:
            placed(row, campaign)
    services = _services(campaign, gate, day)
    is_part = bool(text) or bool(page.next_key) or not page.is_first
    context = {
        "campaign": campaign,
        "day": day,
        "is_today": day == clock.today(),
        "gate": gate,
        "gates": campaign.pack.arrivals.gates,
        "note": campaign.pack.arrivals.note,
        "text": text,
        "parts": _parts(page.rows, services, is_part),
        "page": page,
        **_counted(rows),
        "duty": _duty(request, campaign, gate),
    }
    return render(request, "arrivals/reception.html", context)


def _counted(rows: Any) -> dict[str, int]:
    """How many of the day are expected, here and handed over: of all, in one statement."""
    here = Q(state__in=OPEN) & ~Q(state="expected")
    counted: dict[str, int] = rows.order_by().aggregate(
        waiting=Count("pk", filter=Q(state="expected")), here=Count("pk", filter=here),
        done=Count("pk", filter=Q(state="handed_over")),
    )  # fmt: skip
    return counted


def _parts(found: list[Arrival], services: dict[int, Service], is_part: bool) -> list[dict[str, Any]]:
    """By service in the order of arrival; families together, whoever is done last. Of a part of the day, services with people."""
    by_service = {key: list(rows) for key, rows in groupby(found, key=lambda row: row.service_id)}
    shown = services if not is_part else {key: each for key, each in services.items() if key in by_service}
    parts = []
    for key, service in shown.items():
        rows = by_service.get(key, [])
        parties = [list(group) for _key, group in groupby(rows, key=lambda row: row.party_id)]
        parties.sort(key=lambda party: all(row.is_final or row.state == "missed" for row in party))
        parts.append({"service": service, "parties": parties, "open": sum(row.is_open for row in rows)})
    return parts


def _services(campaign: Campaign, gate: str, day: Any) -> dict[int, Service]:
    rows = Service.objects.filter(campaign=campaign, day=day)
    found = {row.pk: row for row in (rows.filter(gate=gate) if gate else rows).order_by("expected_at", "pk")}
    for row in found.values():
        row.campaign = campaign
    return found


def _gate(request: PageRequest, campaign: Campaign) -> str:
    """The gate asked for; else where the person is on duty today; else all."""
    asked = request.GET.get("gate")
    if asked is not None:
        return asked if campaign.pack.arrivals.gate(asked) else ""
    own = Duty.objects.filter(campaign=campaign, day=clock.today(), officers=request.user).values_list(
        "gate", flat=True
    )
    return str(own.first() or "")


def _duty(request: PageRequest, campaign: Campaign, gate: str) -> Duty | None:
    rows = Duty.objects.filter(campaign=campaign, day=clock.today(), officers=request.user)
    row = (rows.filter(gate=gate) if gate else rows).prefetch_related("officers", "vehicles").first()
    if row is not None:
        row.campaign = campaign
    return row
