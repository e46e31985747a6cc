"""The register of all courses, one person's way through a course, appeals."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.training import exports, lists
from fugong.training.access import holds, over_place, sees_names, shown_name
from fugong.training.actions import appeals as deciding
from fugong.training.actions import sessions, signups, sittings
from fugong.training.arrows import APPEAL, TRAINEE
from fugong.training.lists import Wanted
from fugong.training.models import Appeal, Certificate, Course, Sitting, Trainee
from fugong.training.paper import shown
from fugong.training.views.access import acted, appeal_of, session_of, status, trainee_of
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows


@campaign_page(P.TRAINING_VIEW)
@require_GET
def register(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Everybody on a course, the newest first."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.trainees(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign, row.shown = campaign, shown_name(request.user, row)
    every = lists.trainees(request.user, campaign, Wanted(course=wanted.course, firm=wanted.firm))
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "columns": pipeline.strip(every, TRAINEE, chosen=wanted.state),
        "courses": Course.objects.visible_to(request.user).filter(campaign=campaign).order_by("-pk")[:60],
        "may_keep": over_place(request.user, P.TRAINING_MANAGE, campaign),
    }  # fmt: skip
    return render(request, "training/register.html", context)


@campaign_page(P.TRAINING_VIEW)
@require_GET
def register_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The register as a sheet."""
    return exports.trainees(lists.trainees(request.user, campaign, Wanted.of(request.GET)), campaign, request.user)


@campaign_page(P.TRAINING_VIEW)
@require_GET
def trainee(request: PageRequest, campaign: Campaign, trainee: int) -> HttpResponse:
    """One person's way through a course."""
    return _trainee(request, campaign, trainee_of(request, campaign, trainee))


def _trainee(request: PageRequest, campaign: Campaign, found: Trainee, refusal: Refused | None = None) -> HttpResponse:
    named = sees_names(request.user, found)
    marked = holds(request.user, P.TRAINING_TEACH, found)
    tries = Sitting.objects.filter(trainee=found).order_by("number") if marked else []
    context = {
        "campaign": campaign, "found": found, "shown": shown_name(request.user, found), "named": named,
        "presences": found.presences.select_related("session__lecturer").order_by("session__begins_at"),
        "tries": tries, "marked": marked, "certificate": Certificate.objects.filter(trainee=found).first(),
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "may_keep": over_place(request.user, P.TRAINING_MANAGE, campaign),
        "open_sessions": lists.sessions(campaign, found.course).filter(state__in=("planned", "running")),
        "most_tries": sittings.tries(found), "typed": request.POST,
        "link": request.build_absolute_uri(f"/t/{found.token}/") if over_place(request.user, P.TRAINING_MANAGE, campaign) else "",
        "events": history.of(request, "trainee", found.pk), "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "training/trainee.html", context, status=status(refusal))


def _done(request: PageRequest, campaign: Campaign, found: Trainee, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("training:trainee", campaign.key, found.pk),
        lambda refusal: _trainee(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.TRAINING_VIEW)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, trainee: int) -> HttpResponse:
    """Off the course."""
    found, reason = trainee_of(request, campaign, trainee), request.POST.get("reason", "")
    return _done(
        request,
        campaign,
        found,
        lambda: signups.withdraw(trainee=found, reason=reason, by=request.user),
        _("Taken off."),
    )


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def allowance(request: PageRequest, campaign: Campaign, trainee: int) -> HttpResponse:
    """One more try."""
    found, reason = trainee_of(request, campaign, trainee), request.POST.get("reason", "")
    return _done(
        request,
        campaign,
        found,
        lambda: signups.allow(trainee=found, reason=reason, by=request.user),
        _("One more try."),
    )


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def seats(request: PageRequest, campaign: Campaign, trainee: int) -> HttpResponse:
    """A seat at a session."""
    found = trainee_of(request, campaign, trainee)
    where = session_of(request, campaign, numbers.asked(request.POST.get("session")) or 0)
    do = lambda: sessions.book(session=where, trainee=found, by=request.user)  # noqa: E731
    if request.POST.get("leave"):
        do = lambda: sessions.leave(session=where, trainee=found, by=request.user)  # type: ignore[assignment,return-value]  # noqa: E731
    return _done(request, campaign, found, do, _("Kept."))


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def appealing(request: PageRequest, campaign: Campaign, trainee: int) -> HttpResponse:
    """The desk notes an appeal that somebody made by telephone."""
    found, post = trainee_of(request, campaign, trainee), request.POST
    rows = Sitting.objects.filter(trainee=found, number=numbers.asked(post.get("number")) or 0)

    def do() -> None:
        sitting = rows.first()
        if sitting is None:
            raise refuse("number", _("There is no such try."))
        place = (numbers.asked(post.get("place"), 1_000) or 0) - 1
        deciding.ask(sitting=sitting, place=place, text=post.get("text", ""), by=request.user)

    return _done(request, campaign, found, do, _("The appeal is noted."))


@campaign_page(P.TRAINING_TEACH)
@require_GET
def appeals(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Appeals, the newest first."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.appeals(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.shown = shown_name(request.user, row.sitting.trainee)
    every = Appeal.objects.visible_to(request.user).filter(campaign=campaign)
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "columns": pipeline.strip(every, APPEAL, chosen=wanted.state),
    }  # fmt: skip
    return render(request, "training/appeals.html", context)


@campaign_page(P.TRAINING_TEACH)
@require_GET
def appeal(request: PageRequest, campaign: Campaign, exam_appeal: int) -> HttpResponse:
    """One appeal with the question and what was answered."""
    return _appeal(request, campaign, appeal_of(request, campaign, exam_appeal))


def _appeal(request: PageRequest, campaign: Campaign, found: Appeal, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "campaign": campaign, "found": found, "shown": shown_name(request.user, found.sitting.trainee),
        "item": shown(found.sitting, only=found.place, with_right=True)[0], "typed": request.POST,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "events": history.of(request, "exam_appeal", found.pk), "refusal": refusal,
        "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "training/appeal.html", context, status=status(refusal))


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def decision(request: PageRequest, campaign: Campaign, exam_appeal: int) -> HttpResponse:
    """Granted or refused, with the reason."""
    found, post = appeal_of(request, campaign, exam_appeal), request.POST
    return acted(
        request,
        lambda: deciding.decide(
            appeal=found, granted=post.get("granted") == "1", reason=post.get("reason", ""), by=request.user
        ),
        lambda: _("Decided."),
        lambda: ("training:appeal", campaign.key, found.pk),
        lambda refusal: _appeal(request, campaign, found, refusal),
    )
