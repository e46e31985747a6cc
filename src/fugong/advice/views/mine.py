"""The enterprise's own page of advice: its questions, what was asked before, appointments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.advice import finding, lists
from fugong.advice.actions import appointments
from fugong.advice.actions import enquiries as actions
from fugong.advice.lists import Wanted
from fugong.advice.models import Appointment, Enquiry, Published
from fugong.advice.views.access import CAMPAIGN, acted, status
from fugong.advice.views.appointments import asked
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

ASK = P.ADVICE_ASK
SHOWN = 30


@mine_page(ASK)
@require_GET
def advice(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Questions with their answers, and appointments."""
    where = {"campaign": campaign, "enterprise": enterprise}
    wanted = Wanted.of(request.GET)
    asked_ = Enquiry.objects.filter(**where).select_related("adviser__user")
    questions = Page.newest(asked_, SHOWN, request.GET.get("after", ""))
    meetings = Page.newest(Appointment.objects.filter(**where), SHOWN, request.GET.get("appointments", ""))
    answers = (
        lists.found(campaign, wanted)
        if wanted.text.strip()
        else list(Published.objects.filter(campaign=campaign, withdrawn_at=None).order_by("-pk")[:5])
    )
    for row in [*questions.rows, *meetings.rows, *answers]:
        row.campaign = campaign
    context = {
        "campaign": campaign, "enterprise": enterprise, "questions": questions, "appointments": meetings, "answers": answers,
        "rules": campaign.pack.advice, "wanted": wanted,
    }  # fmt: skip
    return render(request, "advice/mine/advice.html", context)


@mine_page(ASK)
@require_GET
def similar(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """What fits the text that is being typed."""
    found = finding.similar(campaign, request.GET.get("text", "")[:600])
    return render(request, "advice/parts/similar.html", {"campaign": campaign, "similar": found})


@mine_page(ASK)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """A question; while it is typed, what was answered before is shown."""

    def form(refusal: Refused | None = None) -> HttpResponse:
        context = {
            "campaign": campaign, "enterprise": enterprise, "rules": campaign.pack.advice, "typed": request.POST,
            "refusal": refusal, "faults": faults(refusal),
        }  # fmt: skip
        return render(request, "advice/mine/new.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    post, made = request.POST, []
    return acted(
        request,
        lambda: made.append(
            actions.ask(
                campaign=campaign, enterprise=enterprise, text=post.get("text", ""), field=post.get("field", ""),
                urgency=post.get("urgency", ""), language=translation.get_language() or "zh-hans", via="liaison", by=request.user,
            )
        ),
        lambda: _("Asked. You are told when it is answered."),
        lambda: ("advice:mine_enquiry", campaign.key, enterprise.pk, made[0].pk),
        form,
    )  # fmt: skip


def _own(model: Any, campaign: Campaign, enterprise: Enterprise, pk: int) -> Any:
    rows = model.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN).first())


@mine_page(ASK)
@require_GET
def enquiry(request: PageRequest, campaign: Campaign, enterprise: Enterprise, enquiry: int) -> HttpResponse:
    """One question with what was said."""
    return _enquiry(request, campaign, enterprise, _own(Enquiry, campaign, enterprise, enquiry))


def _enquiry(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, found: Enquiry, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "campaign": campaign, "enterprise": enterprise, "found": found, "typed": request.POST, "refusal": refusal,
        "turns": found.turns.exclude(kind="note").select_related("by"), "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "advice/mine/enquiry.html", context, status=status(refusal))


@mine_page(ASK)
@require_POST
def reply(request: PageRequest, campaign: Campaign, enterprise: Enterprise, enquiry: int) -> HttpResponse:
    """It helped; or it is asked again; or taken back."""
    found: Enquiry = _own(Enquiry, campaign, enterprise, enquiry)
    post = request.POST
    what = post.get("what", "")
    do: Any = lambda: actions.again(enquiry=found, text=post.get("text", ""), by=request.user)  # noqa: E731
    if what == "helped":
        do = lambda: actions.confirm(enquiry=found, by=request.user)  # noqa: E731
    elif what == "withdraw":
        do = lambda: actions.withdraw(enquiry=found, by=request.user)  # noqa: E731
    return acted(
        request, do, lambda: _("Noted."), lambda: ("advice:mine_enquiry", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _enquiry(request, campaign, enterprise, found, refusal),
    )  # fmt: skip


@mine_page(ASK)
@require_http_methods(["GET", "POST"])
def appointment_new(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """A doctor for somebody, or help with freight."""

    def form(refusal: Refused | None = None) -> HttpResponse:
        context = {
            "campaign": campaign, "enterprise": enterprise, "rules": campaign.pack.advice, "typed": request.POST,
            "refusal": refusal, "faults": faults(refusal), "today": clock.today(),
        }  # fmt: skip
        return render(request, "advice/mine/appointment.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    return acted(
        request, lambda: asked(request.POST, campaign, enterprise, request.user),
        lambda: _("Asked for. You are told when it is arranged."),
        lambda: ("advice:mine", campaign.key, enterprise.pk), form,
    )  # fmt: skip


@mine_page(ASK)
@require_POST
def appointment_withdrawal(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, appointment: int
) -> HttpResponse:
    """It isn't needed any more."""
    appointments.withdraw(appointment=_own(Appointment, campaign, enterprise, appointment), by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("advice:mine", campaign.key, enterprise.pk)
