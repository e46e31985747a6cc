"""Pages for whoever has a link: sign up for a course, sign in at a session, see whether a certificate holds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fugong.accounts import acting
from fugong.accounts.pages import open_to_everyone, or_404
from fugong.accounts.visitors import language_of
from fugong.core.errors import Refused, refuse
from fugong.training.actions import sessions, signups
from fugong.training.actions.signups import Who
from fugong.training.models import Certificate, Session, Trainee
from fugong.training.views.access import code_drawing, status
from fugong.workforce import kept


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, course_token: str) -> HttpResponse:
    """Signs up by the course's link, or finds the own page again."""
    course: Any = or_404(signups.opened(course_token))
    refusal = None
    with translation.override(language := language_of(request)):
        if request.method == "POST":
            post = request.POST
            try:
                trainee = signups.by_link(
                    token=course_token, who=Who(name=post.get("name", ""), phone=post.get("phone", ""), language=language),
                    uscc=post.get("uscc", ""), read_notice="read_notice" in post,
                )  # fmt: skip
                return redirect("training:own", trainee_token=trainee.token)
            except Refused as refused:
                refusal = refused
        context = {
            "course": course, "languages": settings.LANGUAGES, "language": language, "refusal": refusal,
            "faults": acting.faults(refusal), "typed": request.POST,
            "records": [each for each in kept.purposes(course.campaign.pack) if each.kind == "training"],
            "sessions": Session.objects.filter(course=course, state__in=("planned", "running")).order_by("begins_at"),
        }  # fmt: skip
        return render(request, "training/own/join.html", context, status=status(refusal))


@open_to_everyone
@require_GET
def join_code(request: HttpRequest, course_token: str) -> HttpResponse:
    """The QR code of a course's link."""
    course: Any = or_404(signups.opened(course_token))
    return code_drawing(request, reverse("training:join", args=[course.token]))


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, session_token: str) -> HttpResponse:
    """Signs in at a session: whoever is signed up, by name, telephone and the code on the screen."""
    rows = Session.objects.filter(token=session_token, state="running")
    found: Any = or_404(rows.select_related("course", "campaign__pack_version", "campaign__jurisdiction").first())
    refusal = None
    with translation.override(language := language_of(request)):
        known = _account(request, found)
        if request.method == "POST":
            try:
                trainee = known or _named(request, found)
                sessions.sign_in(session=found, trainee=trainee, code=request.POST.get("code", "")[:12])
                return redirect("training:own", trainee_token=trainee.token)
            except Refused as refused:
                refusal = refused
        context = {
            "found": found, "course": found.course, "known": known, "languages": settings.LANGUAGES, "language": language,
            "refusal": refusal, "faults": acting.faults(refusal), "typed": request.POST,
        }  # fmt: skip
        return render(request, "training/own/sign_in.html", context, status=status(refusal))


def _account(request: HttpRequest, session: Session) -> Trainee | None:
    """Whoever is signed in with an account that is on the course."""
    user: Any = request.user
    if not user.is_authenticated:
        return None
    rows = Trainee.objects.filter(course=session.course, user=user).exclude(state="withdrawn")
    found: Trainee | None = rows.select_related("campaign__pack_version", "course").first()
    return found


def _named(request: HttpRequest, session: Session) -> Trainee:
    name, phone = request.POST.get("name", "").strip(), signups.telephone(request.POST.get("phone", ""))
    rows = Trainee.objects.filter(course=session.course, name_index=signups.name_index(name)).exclude(state="withdrawn")
    found = (
        rows.filter(phone_index=signups.phone_index(phone)).select_related("campaign__pack_version", "course").first()
    )
    if found is None:
        raise refuse(
            "name",
            _("Nobody of this name and number is on the course. Write them as you signed up, or ask the lecturer."),
        )
    return found  # type: ignore[no-any-return]


@open_to_everyone
@never_cache
@require_GET
def certified(request: HttpRequest, certificate_token: str) -> HttpResponse:
    """Whether a certificate holds: for what, until when, the name masked; nothing else."""
    rows = Certificate.objects.filter(token=certificate_token)
    found = rows.select_related("campaign__pack_version", "campaign__jurisdiction").first()
    with translation.override(language := language_of(request)):
        context = {"found": found, "languages": settings.LANGUAGES, "language": language}
        return render(request, "training/own/certified.html", context, status=200 if found else 404)
