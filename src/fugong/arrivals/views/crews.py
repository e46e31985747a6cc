"""Who meets the arrivals: duties, vehicles, volunteers and their calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
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
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

VOLUNTEERS, CALLS = 100, 50


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
    who = request.GET.get("who", "").strip()[:80]
    offered = people.receivers(campaign, who) if may_plan else []
    context: dict[str, Any] = {
        "campaign": campaign, "duties": found, "gates": gates, "crew": campaign.pack.arrivals.crew, "may_plan": may_plan,
        "unmanned": unmanned, "receivers": offered[: people.OFFERED], "who": who, "is_cut": len(offered) > people.OFFERED,
        "vehicles": list(Vehicle.objects.filter(campaign=campaign)), "refusal": refusal, "faults": faults(refusal),
        "typed": request.POST, "today": today,
    }  # fmt: skip
    return render(request, "arrivals/duties.html", context, status=refusal.status if refusal else 200)


def _by_language(rows: Any, spoken: list[tuple[str, str]]) -> list[tuple[str, int]]:
    """How many speak each language: of all, in one statement."""
    asked = {f"n{at}": Count("pk", filter=Q(languages__contains=[code])) for at, (code, _name) in enumerate(spoken)}
    counted = rows.order_by().aggregate(**asked)
    return [(name, counted[f"n{at}"]) for at, (_code, name) in enumerate(spoken)]


def _volunteers_page(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    every = Volunteer.objects.filter(campaign=campaign, left_at=None)
    page = Page.placed(every.select_related("user"), VOLUNTEERS, request.GET.get("after", ""))
    spoken = naming.spoken()
    for row in page.rows:
        row.spoken = [dict(spoken).get(code, code) for code in row.languages]
    since = clock.today() - dt.timedelta(days=3)
    calls = VolunteerCall.objects.filter(campaign=campaign, service__day__gte=since)
    shown = Page.placed(calls.select_related("volunteer", "service", "asked_by"), CALLS, request.GET.get("calls", ""))
    for call in shown.rows:
        call.spoken = dict(spoken).get(call.language, call.language)
    context: dict[str, Any] = {
        "campaign": campaign, "page": page, "calls": shown, "spoken": spoken, "refusal": refusal,
        "faults": faults(refusal), "typed": request.POST, "may_plan": request.user.holds(Permission.ARRIVAL_PLAN),
        "chosen": request.POST.getlist("languages"),
        "by_language": _by_language(every, spoken),
    }  # fmt: skip
    return render(request, "arrivals/volunteers.html", context, status=refusal.status if refusal else 200)
