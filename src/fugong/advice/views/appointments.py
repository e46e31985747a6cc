"""Appointments: the list, one to be arranged or refused, asked for by an officer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.advice import exports, lists
from fugong.advice.actions import appointments as actions
from fugong.advice.arrows import APPOINTMENT
from fugong.advice.lists import Wanted
from fugong.advice.models import Appointment
from fugong.advice.views.access import acted, appointment_of, enterprise_of, moment, status
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows


@campaign_page(P.ADVICE_VIEW)
@require_GET
def appointments(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Appointments, the newest first."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.appointments(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
    every = lists.appointments(request.user, campaign, Wanted(kind=wanted.kind))
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "rules": campaign.pack.advice,
        "columns": pipeline.strip(every, APPOINTMENT, chosen=wanted.state),
    }  # fmt: skip
    return render(request, "advice/appointments.html", context)


@campaign_page(P.ADVICE_VIEW)
@require_GET
def appointments_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet."""
    return exports.appointments(lists.appointments(request.user, campaign, Wanted.of(request.GET)), campaign)


def asked(post: Any, campaign: Campaign, enterprise: Any, by: Any) -> Appointment:
    """What a form asks for."""
    return actions.ask(
        campaign=campaign, enterprise=enterprise, kind=post.get("kind", ""), wish=post.get("wish", ""), by=by,
        person=post.get("person", ""), phone=post.get("phone", ""), wanted_on=dates.asked(post.get("wanted_on")),
    )  # fmt: skip


@campaign_page(P.ADVICE_ASK)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """An officer asks for an enterprise."""
    firm = enterprise_of(request, campaign, enterprise)

    def form(refusal: Refused | None = None) -> HttpResponse:
        context = {
            "campaign": campaign, "enterprise": firm, "rules": campaign.pack.advice, "typed": request.POST, "refusal": refusal,
            "faults": faults(refusal), "today": clock.today(),
        }  # fmt: skip
        return render(request, "advice/appointment_new.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    made: list[Appointment] = []
    return acted(
        request,
        lambda: made.append(asked(request.POST, campaign, firm, request.user)),
        lambda: _("Asked for."),
        lambda: ("advice:appointment", campaign.key, made[0].pk),
        form,
    )


@campaign_page(P.ADVICE_VIEW)
@require_GET
def appointment(request: PageRequest, campaign: Campaign, appointment: int) -> HttpResponse:
    """One appointment."""
    return _appointment(request, campaign, appointment_of(request, campaign, appointment))


def _appointment(
    request: PageRequest, campaign: Campaign, found: Appointment, refusal: Refused | None = None
) -> HttpResponse:
    moves = {arrow.key for arrow in open_arrows(found, request.user)}
    context = {
        "campaign": campaign, "found": found, "moves": moves, "handles": found.may_move(request.user, P.ADVICE_VIEW),
        "today": clock.today(), "typed": request.POST, "refusal": refusal, "faults": faults(refusal),
        "is_over": found.meets_at is not None and found.meets_at <= clock.now(),
        "events": history.of(request, "appointment", found.pk),
    }  # fmt: skip
    return render(request, "advice/appointment.html", context, status=status(refusal))


def _done(request: PageRequest, campaign: Campaign, found: Appointment, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("advice:appointment", campaign.key, found.pk),
        lambda refusal: _appointment(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.ADVICE_VIEW)
@require_POST
def arrangement(request: PageRequest, campaign: Campaign, appointment: int) -> HttpResponse:
    """Time and place."""
    found, post = appointment_of(request, campaign, appointment), request.POST
    at = moment(post.get("day", ""), post.get("hour", ""))
    do = lambda: actions.arrange(  # noqa: E731
        appointment=found, meets_at=at, place=post.get("place", ""), note=post.get("note", ""), by=request.user
    )
    return _done(request, campaign, found, do, _("Arranged. The enterprise was told."))


@campaign_page(P.ADVICE_VIEW)
@require_POST
def refusal(request: PageRequest, campaign: Campaign, appointment: int) -> HttpResponse:
    """It can't be had."""
    found, reason = appointment_of(request, campaign, appointment), request.POST.get("reason", "")
    do = lambda: actions.refuse(appointment=found, reason=reason, by=request.user)  # noqa: E731
    return _done(request, campaign, found, do, _("Refused. The enterprise was told why."))


@campaign_page(P.ADVICE_VIEW)
@require_POST
def ending(request: PageRequest, campaign: Campaign, appointment: int) -> HttpResponse:
    """Kept, or missed."""
    found, kept = appointment_of(request, campaign, appointment), request.POST.get("kept") == "1"
    return _done(
        request, campaign, found, lambda: actions.end(appointment=found, kept=kept, by=request.user), _("Noted.")
    )


@campaign_page(P.ADVICE_ASK)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, appointment: int) -> HttpResponse:
    """It isn't needed any more."""
    found = appointment_of(request, campaign, appointment)
    return _done(
        request, campaign, found, lambda: actions.withdraw(appointment=found, by=request.user), _("Taken back.")
    )
