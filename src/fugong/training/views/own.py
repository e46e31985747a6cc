"""The person's own page of a course, without an account: seat, sign-in, recording, examination, result, certificate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import acting
from fugong.accounts.pages import open_to_everyone, or_404
from fugong.accounts.visitors import language_of
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.training import lists, paper, printing
from fugong.training.actions import appeals, attending, sessions, signups, sittings
from fugong.training.models import Appeal, Certificate, Sitting, Trainee
from fugong.training.views.access import status


def _trainee(token: str) -> Trainee:
    found: Trainee = or_404(signups.own(token))
    return found


def _language(request: HttpRequest, trainee: Trainee) -> str:
    """`?lang=` wins and is kept; else the person's."""
    if "lang" not in request.GET:
        return trainee.language
    chosen = language_of(request)
    if chosen != trainee.language:
        Trainee.objects.filter(pk=trainee.pk).update(language=chosen)
        trainee.language = chosen
    return chosen


def _context(request: HttpRequest, trainee: Trainee) -> dict[str, Any]:
    return {
        "trainee": trainee, "course": trainee.course, "campaign": trainee.campaign, "languages": settings.LANGUAGES,
        "language": translation.get_language(),
    }  # fmt: skip


@open_to_everyone
@never_cache
@require_GET
def own(request: HttpRequest, trainee_token: str) -> HttpResponse:
    """Everything about the course, on one screen of a phone."""
    trainee = _trainee(trainee_token)
    with translation.override(_language(request, trainee)):
        return _page(request, trainee)


def _page(request: HttpRequest, trainee: Trainee, refusal: Refused | None = None) -> HttpResponse:
    trainee.course.campaign = trainee.campaign
    booked = {each.session_id: each for each in trainee.presences.all()}
    offered = []
    for session in lists.sessions(trainee.campaign, trainee.course).exclude(state="cancelled"):
        if session.state != "held" or session.pk in booked:
            offered.append((session, booked.get(session.pk)))
    tries = list(Sitting.objects.filter(trainee=trainee).order_by("number"))
    context = _context(request, trainee) | {
        "sessions": offered, "running_now": any(session.state == "running" for session, _seat in offered),
        "tries": tries, "running": next((each for each in tries if each.state == "running"), None),
        "hindrance": sittings.hindrance(trainee), "most_tries": sittings.tries(trainee),
        "certificate": Certificate.objects.filter(trainee=trainee).exclude(state="revoked").first(),
        "refusal": refusal, "faults": acting.faults(refusal), "typed": request.POST,
    }  # fmt: skip
    return render(request, "training/own/page.html", context, status=status(refusal))


def _does(request: HttpRequest, token: str, do: Callable[[Trainee], Any]) -> HttpResponse:
    trainee = _trainee(token)
    with translation.override(_language(request, trainee)):
        try:
            do(trainee)
        except Refused as refusal:
            return _page(request, _trainee(token), refusal)
        return redirect("training:own", trainee_token=token)


@open_to_everyone
@require_POST
def seat(request: HttpRequest, trainee_token: str) -> HttpResponse:
    """Takes a seat, or gives it back."""

    def do(trainee: Trainee) -> None:
        key = numbers.asked(request.POST.get("session")) or 0
        session: Any = or_404(lists.sessions(trainee.campaign, trainee.course).filter(pk=key).first())
        if request.POST.get("leave"):
            sessions.leave(session=session, trainee=trainee, by=None)
        else:
            sessions.book(session=session, trainee=trainee, by=None)

    return _does(request, trainee_token, do)


@open_to_everyone
@require_POST
def sign_in(request: HttpRequest, trainee_token: str) -> HttpResponse:
    """The code on the screen."""

    def do(trainee: Trainee) -> None:
        key = numbers.asked(request.POST.get("session")) or 0
        session: Any = or_404(lists.sessions(trainee.campaign, trainee.course).filter(pk=key).first())
        sessions.sign_in(session=session, trainee=trainee, code=request.POST.get("code", "")[:12])

    return _does(request, trainee_token, do)


@open_to_everyone
@require_POST
def recording(request: HttpRequest, trainee_token: str) -> HttpResponse:
    """The recording is opened, or was seen to its end."""
    trainee = _trainee(trainee_token)
    if request.POST.get("done"):
        return _does(request, trainee_token, lambda found: attending.watched(trainee=found))
    answer = _does(request, trainee_token, lambda found: attending.watch(trainee=found))
    return redirect(trainee.course.address) if answer.status_code == 302 else answer


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def exam(request: HttpRequest, trainee_token: str) -> HttpResponse:
    """The paper; posted: a try is begun."""
    trainee = _trainee(trainee_token)
    with translation.override(_language(request, trainee)):
        if request.method == "GET":
            return _exam(request, trainee)
        try:
            sittings.begin(trainee=trainee)
        except Refused as refusal:
            return _page(request, trainee, refusal)
        return redirect("training:own_exam", trainee_token=trainee.token)


def _running(trainee: Trainee) -> Sitting | None:
    rows = Sitting.objects.filter(trainee=trainee, state="running")
    found: Sitting | None = rows.select_related("campaign__pack_version", "pack_version", "course", "trainee").first()
    return found


def _exam(request: HttpRequest, trainee: Trainee, refusal: Refused | None = None) -> HttpResponse:
    sitting = _running(trainee)
    if sitting is None:
        return redirect("training:own", trainee_token=trainee.token)
    context = _context(request, trainee) | {
        "sitting": sitting, "items": paper.shown(sitting), "refusal": refusal,
    }  # fmt: skip
    return render(request, "training/own/exam.html", context, status=status(refusal))


def _given(request: HttpRequest, sitting: Sitting) -> dict[int, list[int]]:
    """Place on the paper → places of the ticked options, as the form sent them."""
    return {
        at: numbers.asked_many(request.POST.getlist(f"q{at}"), 8) for at in range(sitting.total)
        if f"q{at}" in request.POST or f"seen{at}" in request.POST
    }  # fmt: skip


@open_to_everyone
@require_POST
def answers(request: HttpRequest, trainee_token: str) -> HttpResponse:
    """Keeps what was ticked; once the time is up, leads to the result."""
    trainee = _trainee(trainee_token)
    with translation.override(_language(request, trainee)):
        sitting = _running(trainee)
        if sitting is None:
            return _over(trainee)
        try:
            kept = sittings.answer(sitting=sitting, answers=_given(request, sitting))
        except Refused:
            return _over(trainee)
        return render(request, "training/parts/left.html", _context(request, trainee) | {"sitting": kept})


@open_to_everyone
@never_cache
@require_GET
def left(request: HttpRequest, trainee_token: str) -> HttpResponse:
    """How much time is left: asked for by the page every few seconds."""
    trainee = _trainee(trainee_token)
    with translation.override(_language(request, trainee)):
        sitting = _running(trainee)
        if sitting is None or sittings.is_over(sitting):
            return _over(trainee)
        return render(request, "training/parts/left.html", _context(request, trainee) | {"sitting": sitting})


def _over(trainee: Trainee) -> HttpResponse:
    """Leads a page that is still open to where the result stands."""
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse("training:own", args=[trainee.token])
    return answer


@open_to_everyone
@require_POST
def hand_in(request: HttpRequest, trainee_token: str) -> HttpResponse:
    """Hands in what is on the page."""
    trainee = _trainee(trainee_token)
    with translation.override(_language(request, trainee)):
        sitting = _running(trainee)
        if sitting is None:
            return redirect("training:own", trainee_token=trainee.token)
        try:
            done = sittings.hand_in(sitting=sitting, answers=_given(request, sitting))
        except Refused as refusal:
            return _page(request, _trainee(trainee_token), refusal)
        return redirect("training:own_result", trainee_token=trainee.token, try_number=done.number)


def _handed_in(trainee: Trainee, number: int) -> Sitting:
    rows = Sitting.objects.filter(trainee=trainee, number=number).exclude(state="running")
    return or_404(rows.select_related("campaign__pack_version", "pack_version", "course", "trainee").first())


@open_to_everyone
@never_cache
@require_GET
def result(request: HttpRequest, trainee_token: str, try_number: int) -> HttpResponse:
    """Each question with what was right, after handing in."""
    trainee = _trainee(trainee_token)
    with translation.override(_language(request, trainee)):
        return _result(request, trainee, _handed_in(trainee, try_number))


def _result(request: HttpRequest, trainee: Trainee, sitting: Sitting, refusal: Refused | None = None) -> HttpResponse:
    asked = {each.place: each for each in Appeal.objects.filter(sitting=sitting)}
    items = paper.shown(sitting, with_right=True)
    for item in items:
        item["appeal"] = asked.get(item["place"])
    context = _context(request, trainee) | {
        "sitting": sitting, "items": items, "refusal": refusal,
        "needed": -(-sitting.mark * sitting.total // 100), "hindrance": sittings.hindrance(trainee),
    }  # fmt: skip
    return render(request, "training/own/result.html", context, status=status(refusal))


@open_to_everyone
@require_POST
def appealing(request: HttpRequest, trainee_token: str, try_number: int) -> HttpResponse:
    """Something in the marking, or in the question itself, is wrong."""
    trainee = _trainee(trainee_token)
    with translation.override(_language(request, trainee)):
        sitting = _handed_in(trainee, try_number)
        place = numbers.asked(request.POST.get("place"), 1_000)
        try:
            appeals.ask(sitting=sitting, place=-1 if place is None else place, text=request.POST.get("text", ""))
        except Refused as refusal:
            return _result(request, trainee, sitting, refusal)
        return redirect("training:own_result", trainee_token=trainee.token, try_number=sitting.number)


@open_to_everyone
@never_cache
@require_GET
def certificate(request: HttpRequest, trainee_token: str) -> FileResponse:
    """The own certificate on paper."""
    trainee = _trainee(trainee_token)
    rows = Certificate.objects.filter(trainee=trainee).exclude(state="revoked")
    found: Any = or_404(rows.select_related("campaign__pack_version", "campaign__jurisdiction", "enterprise").first())
    with translation.override(_language(request, trainee)):
        return printing.answer(request, found)
