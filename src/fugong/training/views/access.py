"""How these pages find their rows, within what the person sees; and what every list page says."""

from __future__ import annotations

import datetime as dt
import io
from functools import partial

import segno
from django.http import HttpRequest, HttpResponse

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.training.models import Appeal, Certificate, Course, Question, Session, Trainee

CAMPAIGN = ("campaign__pack_version", "campaign__jurisdiction", "pack_version")

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def course_of(request: PageRequest, campaign: Campaign, pk: int) -> Course:
    rows = Course.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "opened_by").first())


def session_of(request: PageRequest, campaign: Campaign, pk: int) -> Session:
    rows = Session.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "course", "lecturer").first())


def trainee_of(request: PageRequest, campaign: Campaign, pk: int, permission: P = P.TRAINING_VIEW) -> Trainee:
    rows = Trainee.objects.visible_to(request.user, permission).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "course", "enterprise", "user", "person").first())


def question_of(request: PageRequest, campaign: Campaign, pk: int) -> Question:
    rows = Question.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("campaign__pack_version", "campaign__jurisdiction", "added_by").first())


def appeal_of(request: PageRequest, campaign: Campaign, pk: int) -> Appeal:
    rows = Appeal.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(
        rows.select_related(
            *CAMPAIGN, "sitting__trainee__enterprise", "sitting__course", "enterprise", "decided_by"
        ).first()
    )


def certificate_of(request: PageRequest, campaign: Campaign, pk: int) -> Certificate:
    rows = Certificate.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, "enterprise", "user", "trainee", "issued_by", "follows").first())


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200


def moment(day: str, hour: str) -> dt.datetime | None:
    """A day and a time of the wall clock as a moment; None where one of them is none."""
    found = dates.asked(day)
    try:
        at = dt.time.fromisoformat(hour)
    except ValueError:
        return None
    return clock.at(found, at.hour, at.minute) if found else None


def code_drawing(request: HttpRequest, path: str) -> HttpResponse:
    """An address as a QR code."""
    out = io.BytesIO()
    segno.make(request.build_absolute_uri(path), error="m").save(out, kind="svg", scale=8, border=2, xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
