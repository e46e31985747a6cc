"""The enterprise's own page of training: courses, its people on them, seats, certificates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.training import lists
from fugong.training.actions import sessions, signups
from fugong.training.actions.signups import Who
from fugong.training.arrows import TRAINEE
from fugong.training.models import Certificate, Course, Presence, Session, Trainee
from fugong.training.views.access import CAMPAIGN, acted, status
from fugong.workflow import pipeline
from fugong.workforce.models import Person

MOST = 300
SHOWN = 50


@mine_page(P.TRAINING_VIEW)
@require_GET
def training(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """What there is, and who of the enterprise's people stands where."""
    rows = Trainee.objects.filter(campaign=campaign, enterprise=enterprise)
    shown = Page.newest(rows.exclude(state="withdrawn").select_related("course"), SHOWN, request.GET.get("after", ""))
    held = Certificate.objects.filter(campaign=campaign, enterprise=enterprise).exclude(state="renewed")
    found = Page.newest(held, SHOWN, request.GET.get("certificates", ""))
    for row in [*shown.rows, *found.rows]:
        row.campaign = campaign
    context = {
        "campaign": campaign, "enterprise": enterprise, "page": shown, "certificates": found,
        "columns": pipeline.strip(rows, TRAINEE), "courses": Course.objects.filter(campaign=campaign, state="open"),
    }  # fmt: skip
    return render(request, "training/mine/training.html", context)


@mine_page(P.TRAINING_VIEW)
@require_http_methods(["GET", "POST"])
def course(request: PageRequest, campaign: Campaign, enterprise: Enterprise, course: int) -> HttpResponse:
    """One course: people of the own list are ticked, or one is written down; posted: signed up."""
    found: Any = or_404(Course.objects.filter(campaign=campaign, pk=course).select_related(*CAMPAIGN).first())
    found.campaign = campaign

    def form(refusal: Refused | None = None) -> HttpResponse:
        own = Trainee.objects.filter(course=found, enterprise=enterprise).exclude(state="withdrawn")
        there = own.exclude(person=None).values("person")
        people = Person.objects.visible_to(request.user, P.PERSON_VIEW).filter(
            campaign=campaign, employments__enterprise=enterprise, employments__left_on=None
        )
        listed = people.exclude(pk__in=there).opened().order_by("pk")
        context = {
            "campaign": campaign, "enterprise": enterprise, "found": found,
            "people": Page.placed(listed, MOST, request.GET.get("people", "")),
            "page": Page.newest(own, SHOWN, request.GET.get("after", "")),
            "typed": request.POST, "refusal": refusal, "faults": faults(refusal),
            "sessions": lists.sessions(campaign, found).filter(state__in=("planned", "running")),
        }  # fmt: skip
        return render(request, "training/mine/course.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    post, many = request.POST, [0]

    def do() -> None:
        if chosen := numbers.ticked(post.getlist("person"), MOST):
            many[0] = signups.people(course=found, enterprise=enterprise, persons=chosen, by=request.user)
        elif post.get("name", "").strip():
            who = Who(name=post.get("name", ""), phone=post.get("phone", ""))
            signups.sign_up(course=found, who=who, by=request.user, enterprise=enterprise, via="enterprise")
            many[0] = 1
        else:
            raise refuse("name", _("Tick people of your list, or write a name."))

    return acted(
        request, do, lambda: _("Signed up: %(n)s") % {"n": many[0]},
        lambda: ("training:mine_course", campaign.key, enterprise.pk, found.pk), form,
    )  # fmt: skip


def _own(campaign: Campaign, enterprise: Enterprise, pk: int) -> Trainee:
    rows = Trainee.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "course", "enterprise", "user").first())


@mine_page(P.TRAINING_VIEW)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, trainee: int) -> HttpResponse:
    """Off the course."""
    found = _own(campaign, enterprise, trainee)
    reason = request.POST.get("reason", "") or _("said by the enterprise")
    signups.withdraw(trainee=found, reason=reason, by=request.user)
    return _back(request, campaign, enterprise, _("Taken off."))


@mine_page(P.TRAINING_VIEW)
@require_POST
def seats(request: PageRequest, campaign: Campaign, enterprise: Enterprise, trainee: int) -> HttpResponse:
    """A seat at a session for one of the own people."""
    found = _own(campaign, enterprise, trainee)
    rows = Session.objects.filter(course=found.course, pk=numbers.asked(request.POST.get("session")) or 0)
    where: Any = or_404(rows.select_related(*CAMPAIGN, "course").first())
    if Presence.objects.filter(session=where, trainee=found).exists():
        sessions.leave(session=where, trainee=found, by=request.user)
    else:
        sessions.book(session=where, trainee=found, by=request.user)
    return _back(request, campaign, enterprise, _("Kept."))


def _back(request: PageRequest, campaign: Campaign, enterprise: Enterprise, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("training:mine", campaign.key, enterprise.pk)
