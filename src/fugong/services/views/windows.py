"""An office's day: who comes when, the next number, no-shows, another time; its days off; its kiosks."""

import datetime as dt
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.services import exports, lists, slots
from fugong.services.access import serves
from fugong.services.actions import applications as applied
from fugong.services.actions import appointments as actions
from fugong.services.actions import kiosks as devices
from fugong.services.models import Kiosk, ServiceAppointment, ServiceDay
from fugong.services.views.access import (
    HANDLE,
    MANAGE,
    VIEW,
    acted,
    appointment_of,
    hall_of,
    status,
    times,
    window,
)
from fugong.workflow.moves import open_arrows

STEPS = ("arrive", "call", "serve", "miss", "cancel")


@campaign_page(VIEW)
@require_GET
def first(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The first hall's day; 404 where people come to no office."""
    halls = campaign.pack.services.halls
    return _page(request, campaign, or_404(halls[0] if halls else None).key)


@campaign_page(VIEW)
@require_GET
def day(request: PageRequest, campaign: Campaign, office_key: str) -> HttpResponse:
    """Who comes when; for the window: the next number."""
    return _page(request, campaign, office_key)


def _page(
    request: PageRequest, campaign: Campaign, office_key: str, refusal: Refused | None = None, on: dt.date | None = None
) -> HttpResponse:
    office, today = hall_of(campaign, office_key), clock.today()
    on = on or lists.day_of(request.GET)
    rows: list[Any] = list(lists.appointments(request.user, campaign, office.key, on))
    may_call = on == today and actions.may_call(request.user, campaign, office.key)
    for row in rows:
        row.campaign = campaign
        row.arrows = _arrows(request, row) if may_call else {}
    there = [row for row in rows if row.state == "waiting"]
    context = {
        "campaign": campaign, "office": office, "offices": campaign.pack.services.halls, "day": on, "today": today,
        "before": on - dt.timedelta(days=1), "after": on + dt.timedelta(days=1), "rows": rows, "may_call": may_call,
        "slots": slots.of_day(campaign, office, on), "called": [row for row in rows if row.state == "called"],
        "waiting": len(there), "missed": sum(row.state == "no_show" for row in rows),
        "served": sum(row.state == "served" for row in rows),
        "window": numbers.asked(request.POST.get("window") or request.GET.get("window", ""), 99) or 1,
        "own_day": ServiceDay.objects.filter(campaign=campaign, office=office.key, day=on).first(),
        "may_manage": request.user.holds(MANAGE) and on >= today, "refusal": refusal, "faults": faults(refusal),
        "typed": request.POST,
    }  # fmt: skip
    return render(request, "services/office.html", context, status=status(refusal))


def _arrows(request: PageRequest, row: Any) -> dict[str, Any]:
    """The steps of a row that make sense at the window now."""
    found = {arrow.key: arrow for arrow in open_arrows(row, request.user)}
    found.pop("change", None)
    if row.starts_at > clock.now():
        found.pop("miss", None)
    else:
        found.pop("cancel", None)
    return found


@campaign_page(VIEW)
@require_GET
def sheet(request: PageRequest, campaign: Campaign, office_key: str) -> FileResponse:
    """The day as Excel."""
    return exports.day(request.user, campaign, hall_of(campaign, office_key).key, lists.day_of(request.GET))


@campaign_page(HANDLE)
@require_POST
def next_(request: PageRequest, campaign: Campaign, office_key: str) -> HttpResponse:
    """Calls the next number."""
    office, at = hall_of(campaign, office_key), window(request)
    done: list[Any] = []

    def said() -> str:
        if done[0] is None:
            return _("Nobody waits.")
        return _("%(number)s, please come to window %(window)s.") % {"number": done[0].number, "window": at}

    return acted(
        request,
        lambda: done.append(actions.call_next(campaign=campaign, office=office.key, window=at, by=request.user)),
        said,
        lambda: f"{reverse('services:office', args=[campaign.key, office.key])}?window={at}",
        lambda refusal: _page(request, campaign, office.key, refusal),
    )


@campaign_page(MANAGE)
@require_POST
def setting(request: PageRequest, campaign: Campaign, office_key: str) -> HttpResponse:
    """Closed on a day, or served by more or fewer."""
    office, on = hall_of(campaign, office_key), or_404(dates.asked(request.POST.get("day", "")))
    staff = request.POST.get("staff", "").strip()
    return acted(
        request,
        lambda: actions.set_day(
            campaign=campaign,
            office=office.key,
            day=on,
            staff=(numbers.asked(staff) or 0) if staff else None,
            closed=request.POST.get("is_closed") == "1",
            note=request.POST.get("note", ""),
            by=request.user,
        ),
        lambda: _("The day is changed."),
        lambda: f"{reverse('services:office', args=[campaign.key, office.key])}?day={on}",
        lambda refusal: _page(request, campaign, office.key, refusal, on),
    )


@campaign_page(VIEW)
@require_GET
def appointment(request: PageRequest, campaign: Campaign, service_time: int) -> HttpResponse:
    """One time."""
    return _one(request, campaign, appointment_of(request, campaign, service_time))


def _one(
    request: PageRequest, campaign: Campaign, found: ServiceAppointment, refusal: Refused | None = None
) -> HttpResponse:
    arrows = {arrow.key: arrow for arrow in open_arrows(found, request.user)}
    item = found.item
    movable = "change" in arrows and item is not None and found.starts_at > clock.now()
    context = {
        "campaign": campaign, "found": found, "arrows": _arrows(request, found), "refusal": refusal, "faults": faults(refusal),
        "days": times(campaign, item, request.POST.get("starts_at", "")) if movable and item else [], "movable": movable,
        "may_phone": bool(found.phone_masked) and serves(request.user, found), "typed": request.POST,
        "today": clock.local(found.starts_at).date() == clock.today(),
        "events": history.of(request, found.event_kind, found.pk),
    }  # fmt: skip
    return render(request, "services/appointment.html", context, status=status(refusal))


@campaign_page(HANDLE)
@require_POST
def change(request: PageRequest, campaign: Campaign, service_time: int) -> HttpResponse:
    """Another time."""
    found = appointment_of(request, campaign, service_time)
    starts_at = slots.asked(request.POST.get("starts_at", ""))
    return acted(
        request,
        lambda: actions.change(appointment=found, starts_at=starts_at, by=request.user),
        lambda: _("Moved. Tell whoever comes."),
        lambda: ("services:appointment", campaign.key, found.pk),
        lambda refusal: _one(request, campaign, appointment_of(request, campaign, service_time), refusal),
    )


@campaign_page(HANDLE)
@require_POST
def step(request: PageRequest, campaign: Campaign, service_time: int) -> HttpResponse:
    """Is there, called, done, didn't come, cancelled."""
    found = appointment_of(request, campaign, service_time)
    name, at = request.POST.get("step", ""), window(request)
    or_404(name if name in STEPS else None)

    def do() -> None:
        if name == "call":
            actions.call(appointment=found, window=at or found.window or 1, by=request.user)
        else:
            getattr(actions, name)(appointment=found, by=request.user)

    def to() -> Any:
        if request.POST.get("back") == "office":
            return f"{reverse('services:office', args=[campaign.key, found.office])}?window={at or 1}"
        return ("services:appointment", campaign.key, found.pk)

    return acted(
        request, do, lambda: _("Noted."), to,
        lambda refusal: _one(request, campaign, appointment_of(request, campaign, service_time), refusal),
    )  # fmt: skip


@campaign_page(HANDLE)
@require_POST
def phone(request: PageRequest, campaign: Campaign, service_time: int) -> HttpResponse:
    """The number of whoever comes, in clear; who looked is kept."""
    found = appointment_of(request, campaign, service_time)
    shown = {"number": applied.reveal(row=found, by=request.user), "row": found, "campaign": campaign}
    shown["back"] = reverse("services:appointment", args=[campaign.key, found.pk])
    return render(request, "services/phone.html", shown)


@campaign_page(MANAGE)
@require_http_methods(["GET", "POST"])
def kiosks(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The place's kiosks; a new one's code is shown once."""
    if request.method == "GET":
        return _kiosks(request, campaign)
    try:
        made, code = devices.make(
            campaign=campaign, office=request.POST.get("office", ""), name=request.POST.get("name", ""), by=request.user
        )
    except Refused as refusal:
        if refusal.status == 403:
            raise
        return _kiosks(request, campaign, refusal)
    return _kiosks(request, campaign, code=" ".join(code[at : at + 5] for at in range(0, len(code), 5)), made=made)


def _kiosks(
    request: PageRequest, campaign: Campaign, refusal: Refused | None = None, code: str = "", made: Kiosk | None = None
) -> HttpResponse:
    rows = list(Kiosk.objects.filter(campaign=campaign).select_related("made_by").order_by("ended_at", "name")[:200])
    for row in rows:
        row.campaign = campaign
    context = {
        "campaign": campaign, "rows": rows, "offices": campaign.pack.services.offices, "code": code, "made": made,
        "address": request.build_absolute_uri(reverse("services:kiosk")), "refusal": refusal,
        "faults": faults(refusal), "typed": request.POST if refusal else {},
    }  # fmt: skip
    answer = render(request, "services/kiosks.html", context, status=status(refusal))
    answer["Cache-Control"] = "no-store"
    return answer


@campaign_page(MANAGE)
@require_POST
def kiosk_end(request: PageRequest, campaign: Campaign, kiosk: int) -> HttpResponse:
    """Out of use."""
    found = or_404(Kiosk.objects.filter(campaign=campaign, pk=kiosk).select_related("campaign__jurisdiction").first())
    return acted(
        request,
        lambda: devices.end(kiosk=found, by=request.user),
        lambda: _("The kiosk is out of use."),
        lambda: ("services:kiosks", campaign.key),
        lambda refusal: _kiosks(request, campaign, refusal),
    )
