"""Sessions: the list, the keypad of one, the code on the screen, minutes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.training import coding, lists
from fugong.training.access import shown_name
from fugong.training.actions import sessions as actions
from fugong.training.arrows import SESSION
from fugong.training.lists import Wanted
from fugong.training.models import Presence, Session, Trainee
from fugong.training.views.access import acted, session_of, status, trainee_of
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows

MOST = 400
"""People on one keypad."""


@campaign_page(P.TRAINING_VIEW)
@require_GET
def sessions(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Sessions of all courses, the next first; `mine` those that the reader teaches."""
    wanted = Wanted.of(request.GET)
    rows = lists.sessions(campaign).filter(pk__in=Session.objects.visible_to(request.user).order_by().values("pk"))
    if (course := numbers.asked(wanted.course)) is not None:
        rows = rows.filter(course=course)
    if request.GET.get("mine"):
        rows = rows.filter(lecturer=request.user)
    columns = pipeline.strip(rows, SESSION, chosen=wanted.state)
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    page = lists.page(rows.order_by("-pk"), request.GET.get("after", ""))
    context = {
        "campaign": campaign,
        "page": page,
        "columns": columns,
        "wanted": wanted,
        "mine": request.GET.get("mine", ""),
    }
    return render(request, "training/sessions.html", context)


@campaign_page(P.TRAINING_VIEW)
@require_GET
def session(request: PageRequest, campaign: Campaign, course_session: int) -> HttpResponse:
    """One session."""
    return _session(request, campaign, session_of(request, campaign, course_session))


def _session(request: PageRequest, campaign: Campaign, found: Session, refusal: Refused | None = None) -> HttpResponse:
    booked = {each.trainee_id: each for each in Presence.objects.filter(session=found)}
    seen = Trainee.objects.visible_to(request.user).filter(course=found.course).exclude(state="withdrawn")
    page = Page.newest(seen.filter(pk__in=booked).select_related("enterprise"), MOST, request.GET.get("after", ""))
    for row in page.rows:
        row.campaign, row.shown, row.presence = campaign, shown_name(request.user, row), booked[row.pk]
    rows = sorted(page.rows, key=lambda row: str(row.shown))
    here = sum(each.signed_in_at is not None for each in booked.values())
    context = {
        "campaign": campaign, "found": found, "rows": rows, "page": page, "here": here, "missing": len(booked) - here,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "teaches": found.may_move(request.user, P.TRAINING_TEACH), "typed": request.POST,
        "events": history.of(request, "course_session", found.pk), "refusal": refusal,
        "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "training/session.html", context, status=status(refusal))


@campaign_page(P.TRAINING_TEACH)
@never_cache
@require_GET
def screen(request: PageRequest, campaign: Campaign, course_session: int) -> HttpResponse:
    """For the wall: the code, large, and how many are here."""
    return render(request, "training/screen.html", _screen(request, campaign, course_session))


@campaign_page(P.TRAINING_TEACH)
@never_cache
@require_GET
def screen_code(request: PageRequest, campaign: Campaign, course_session: int) -> HttpResponse:
    """What changes on the screen."""
    return render(request, "training/parts/screen.html", _screen(request, campaign, course_session))


def _screen(request: PageRequest, campaign: Campaign, key: int) -> dict[str, Any]:
    found = session_of(request, campaign, key)
    if not found.may_move(request.user, P.TRAINING_TEACH):
        or_404(None)
    link = request.build_absolute_uri(f"/sessions/{found.token}/")
    return {
        "campaign": campaign, "found": found, "code": coding.of(found) if found.state == "running" else "",
        "here": Presence.objects.filter(session=found, signed_in_at__isnull=False).count(), "link": link,
        "drawing": _drawing(link),
    }  # fmt: skip


def _drawing(link: str) -> str:
    import segno

    return str(segno.make(link, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", omitsize=True))


def _done(request: PageRequest, campaign: Campaign, found: Session, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("training:session", campaign.key, found.pk),
        lambda refusal: _session(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.TRAINING_TEACH)
@require_POST
def beginning(request: PageRequest, campaign: Campaign, course_session: int) -> HttpResponse:
    """People may sign in."""
    found = session_of(request, campaign, course_session)
    said = _("Begun. Show the code on the screen, or tick people off.")
    return _done(request, campaign, found, lambda: actions.begin(session=found, by=request.user), said)


@campaign_page(P.TRAINING_TEACH)
@require_POST
def ending(request: PageRequest, campaign: Campaign, course_session: int) -> HttpResponse:
    """Minutes are counted."""
    found = session_of(request, campaign, course_session)
    said = _("Ended. Minutes are counted; who has enough can be examined.")
    return _done(request, campaign, found, lambda: actions.end(session=found, by=request.user), said)


@campaign_page(P.TRAINING_TEACH)
@require_POST
def cancellation(request: PageRequest, campaign: Campaign, course_session: int) -> HttpResponse:
    """It doesn't take place."""
    found, reason = session_of(request, campaign, course_session), request.POST.get("reason", "")
    return _done(
        request, campaign, found, lambda: actions.cancel(session=found, reason=reason, by=request.user), _("Cancelled.")
    )


@campaign_page(P.TRAINING_TEACH)
@require_POST
def ticks(request: PageRequest, campaign: Campaign, course_session: int) -> HttpResponse:
    """The keypad: these people are here."""
    found = session_of(request, campaign, course_session)
    present = numbers.ticked(request.POST.getlist("present"), MOST)
    return _done(
        request,
        campaign,
        found,
        lambda: actions.tick(session=found, present=present, by=request.user),
        _("Ticked off."),
    )


@campaign_page(P.TRAINING_TEACH)
@require_POST
def minutes(request: PageRequest, campaign: Campaign, course_session: int) -> HttpResponse:
    """Somebody's minutes, corrected."""
    found, post = session_of(request, campaign, course_session), request.POST
    trainee = trainee_of(request, campaign, numbers.asked(post.get("trainee")) or 0)

    def do() -> None:
        many = numbers.asked(post.get("minutes"), 10_000)
        if many is None:
            raise refuse("minutes", _("Write a number."))
        actions.correct(session=found, trainee=trainee, minutes=many, by=request.user)

    return _done(request, campaign, found, do, _("Corrected."))
