"""Who meets the arrivals: duties, vehicles, volunteers and their calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.arrivals import naming, people
from fugong.arrivals.actions import planning
from fugong.arrivals.actions import volunteers as actions
from fugong.arrivals.models import Duty, Vehicle, Volunteer, VolunteerCall
from fugong.arrivals.views.access import day_of, service_of, time_of
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_http_methods(["GET", "POST"])
def duties(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A week of duties at every gate, with what lacks; POST plans one, or changes who stands."""
    if request.method != "POST":
        return _duties_page(request, campaign)
    post = request.POST
    begins, ends = time_of(post.get("begins", "")), time_of(post.get("ends", ""))

    def do() -> None:
        if begins is None or ends is None:
            raise Refused(_("Write from when to when."))
        planning.plan_duty(
            campaign=campaign, gate=post.get("gate", ""), day=day_of(post.get("day", "")), begins=begins, ends=ends,
            officers=User.objects.filter(pk__in=numbers.asked_many(post.getlist("officers"), 200)),
            vehicles=Vehicle.objects.filter(campaign=campaign, pk__in=numbers.asked_many(post.getlist("vehicles"), 200)),
            by=request.user,
        )  # fmt: skip

    return acted(
        request, do, lambda: _("The duty is planned. Whoever is new on it was told."),
        lambda: ("arrivals:duties", campaign.key), lambda refusal: _duties_page(request, campaign, refusal),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_PLAN)
@require_POST
def vehicles(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """One vehicle more."""
    post = request.POST
    seats = post.get("seats", "")
    return acted(
        request,
        lambda: planning.add_vehicle(
            campaign=campaign, plate=post.get("plate", ""), seats=numbers.asked(seats, most=999) or 0,
            driver=post.get("driver", ""), by=request.user,
        ),
        lambda: _("The vehicle is on the list."), lambda: ("arrivals:duties", campaign.key),
        lambda refusal: _duties_page(request, campaign, refusal),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_http_methods(["GET", "POST"])
def volunteers(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Volunteers by language, and the calls of the last days; POST adds one."""
    if request.method != "POST":
        return _volunteers_page(request, campaign)
    post = request.POST
    username = post.get("username", "").strip()
    user = User.objects.filter(username=username, is_active=True).first() if username else None

    def do() -> None:
        if username and user is None:
            raise Refused(_("There is no account of this user name; leave it out to call by link."))
        actions.add(
            campaign=campaign, name=post.get("name", ""), languages=post.getlist("languages"), times=post.get("times", ""),
            phone=post.get("phone", ""), user=user, by=request.user,
        )  # fmt: skip

    return acted(
        request, do, lambda: _("The volunteer is on the list."), lambda: ("arrivals:volunteers", campaign.key),
        lambda refusal: _volunteers_page(request, campaign, refusal),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_PLAN)
@require_POST
def leaving(request: PageRequest, campaign: Campaign, volunteer: int) -> HttpResponse:
    """No longer called."""
    row = or_404(Volunteer.objects.filter(campaign=campaign, pk=volunteer, left_at=None).first())
    return acted(
        request, lambda: actions.leave(volunteer=row, by=request.user),
        lambda: _("%(name)s is no longer called.") % {"name": row.name}, lambda: ("arrivals:volunteers", campaign.key),
        lambda refusal: _volunteers_page(request, campaign, refusal),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def calling(request: PageRequest, campaign: Campaign, service: int) -> HttpResponse:
    """Everybody who speaks a language is asked to come for a service."""
    row = service_of(campaign, service)
    made: list[VolunteerCall] = []
    return acted(
        request,
        lambda: made.extend(actions.call(service=row, language=request.POST.get("language", ""), by=request.user)),
        lambda: ngettext("%(n)s volunteer is called.", "%(n)s volunteers are called.", len(made)) % {"n": len(made)},
        lambda: ("arrivals:volunteers", campaign.key),
        lambda refusal: _volunteers_page(request, campaign, refusal),
    )


def _duties_page(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    today = clock.today()
    span = [today + dt.timedelta(days=n) for n in range(7)]
    rows = Duty.objects.filter(campaign=campaign, day__gte=span[0], day__lte=span[-1])
    found = list(rows.prefetch_related("officers", "vehicles"))
    for row in found:
        row.campaign = campaign
    gates = campaign.pack.arrivals.gates
    unmanned = [
        (day, gate)
        for day in span[:2]
        for gate in gates
        if not any(row.day == day and row.gate == gate.key for row in found)
    ]
    may_plan = request.user.holds(Permission.ARRIVAL_PLAN)
    context: dict[str, Any] = {
        "campaign": campaign, "duties": found, "gates": gates, "crew": campaign.pack.arrivals.crew, "may_plan": may_plan,
        "unmanned": unmanned, "receivers": people.receivers(campaign) if may_plan else [],
        "vehicles": list(Vehicle.objects.filter(campaign=campaign)), "refusal": refusal, "faults": faults(refusal),
        "typed": request.POST, "today": today,
    }  # fmt: skip
    return render(request, "arrivals/duties.html", context, status=refusal.status if refusal else 200)


def _volunteers_page(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    found = list(Volunteer.objects.filter(campaign=campaign, left_at=None).select_related("user")[:300])
    spoken = naming.spoken()
    for row in found:
        row.spoken = [dict(spoken).get(code, code) for code in row.languages]  # type: ignore[attr-defined]
    since = clock.today() - dt.timedelta(days=3)
    calls = VolunteerCall.objects.filter(campaign=campaign, service__day__gte=since)
    shown = list(calls.select_related("volunteer", "service", "asked_by")[:60])
    for call in shown:
        call.spoken = dict(spoken).get(call.language, call.language)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "campaign": campaign, "volunteers": found, "calls": shown, "spoken": spoken, "refusal": refusal,
        "faults": faults(refusal), "typed": request.POST, "may_plan": request.user.holds(Permission.ARRIVAL_PLAN),
        "chosen": request.POST.getlist("languages"),
        "by_language": [(name, sum(code in row.languages for row in found)) for code, name in spoken],
    }  # fmt: skip
    return render(request, "arrivals/volunteers.html", context, status=refusal.status if refusal else 200)
