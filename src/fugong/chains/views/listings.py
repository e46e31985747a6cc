"""What is done about listings, reviews and next steps."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.chains import lists
from fugong.chains.actions import listings as actions
from fugong.chains.actions import reviews
from fugong.chains.models import KeyListing
from fugong.chains.views.access import (
    EDIT,
    KEEP,
    VIEW,
    acted,
    day,
    enterprise_of,
    listing_of,
    review_of,
    step_of,
)
from fugong.chains.views.keys import candidates_page, key_page
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise

SIGN = Permission.SUPPLY_CONFIRM
PAGE = 100


@campaign_page(EDIT)
@require_POST
def proposals(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Proposes the ticked candidates for a list."""
    key, ground = request.POST.get("list", ""), request.POST.get("ground", "")
    ids = numbers.asked_many(request.POST.getlist("enterprise"), lists.CANDIDATES)
    rows = Enterprise.objects.visible_to(request.user, EDIT).filter(enrolments__campaign=campaign, pk__in=ids)
    if not ids:
        return candidates_page(request, campaign, key, Refused(_("Tick the enterprises first.")))
    done, failed = actions.propose_many(
        campaign=campaign, enterprises=rows.order_by("pk"), key=key, ground=ground, by=request.user
    )
    if not done and failed:
        return candidates_page(request, campaign, key, Refused(failed[0]))
    for message in failed[:5]:
        messages.warning(request, message)
    said = ngettext(
        "%(n)s enterprise proposed. Somebody else confirms.",
        "%(n)s enterprises proposed. Somebody else confirms.",
        done,
    )
    messages.success(request, said % {"n": done})
    return redirect("chains:keys", campaign.key)


@campaign_page(EDIT)
@require_POST
def proposal(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """Proposes one enterprise, from its page."""
    found = enterprise_of(request, campaign, enterprise)
    key, _dot, ground = request.POST.get("ground", "").partition(".")
    return acted(
        request,
        lambda: actions.propose(
            campaign=campaign, enterprise=found, key=key, ground=ground, note=request.POST.get("note", ""),
            until=day(request, "until"), by=request.user,
        ),
        lambda: _("Proposed. Somebody else confirms."),
        lambda: ("chains:key", campaign.key, found.pk),
        lambda refusal: key_page(request, campaign, found, refusal),
    )  # fmt: skip


def _moved(request: PageRequest, campaign: Campaign, listing: KeyListing, do: object, said: str) -> HttpResponse:
    return acted(
        request,
        do,  # type: ignore[arg-type]
        lambda: said,
        lambda: ("chains:key", campaign.key, listing.enterprise_id),
        lambda refusal: key_page(request, campaign, listing.enterprise, refusal),
    )


@campaign_page(SIGN)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, listing: int) -> HttpResponse:
    """A second person puts it on the list."""
    found = listing_of(request, campaign, listing)
    return _moved(
        request, campaign, found, lambda: actions.confirm(listing=found, by=request.user), _("It is on the list.")
    )


@campaign_page(SIGN)
@require_POST
def refusal(request: PageRequest, campaign: Campaign, listing: int) -> HttpResponse:
    """It isn't listed."""
    found, reason = listing_of(request, campaign, listing), request.POST.get("reason", "")
    do = lambda: actions.decline(listing=found, reason=reason, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("It isn’t listed."))


@campaign_page(KEEP)
@require_POST
def prolongation(request: PageRequest, campaign: Campaign, listing: int) -> HttpResponse:
    """Another last day."""
    found = listing_of(request, campaign, listing)
    given = request.POST.get("until", "")
    until = dates.asked(given) or (dt.date.min if given else None)
    do = lambda: actions.prolong(listing=found, until=until, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("Prolonged."))


@campaign_page(KEEP)
@require_POST
def removal(request: PageRequest, campaign: Campaign, listing: int) -> HttpResponse:
    """Taken off the list."""
    found, reason = listing_of(request, campaign, listing), request.POST.get("reason", "")
    do = lambda: actions.remove(listing=found, reason=reason, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("It is off the list."))


@campaign_page(KEEP)
@require_POST
def helper(request: PageRequest, campaign: Campaign, listing: int) -> HttpResponse:
    """Who helps one to one."""
    found = listing_of(request, campaign, listing)
    number = numbers.asked(request.POST.get("helper", ""))
    chosen = User.objects.filter(pk=number, is_active=True).first() if number else None
    do = lambda: actions.help_by(listing=found, helper=chosen, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("Noted."))


@campaign_page(VIEW)
@require_GET
def reviews_page(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A day's reviews: who made which, what was decided, which are missing."""
    on = dates.asked(request.GET.get("day", "")) or clock.today()
    state = request.GET.get("state", "")
    rows = lists.reviews(request.user, campaign, on, state if state in ("due", "done", "missed") else "")
    page = Page.placed(rows.prefetch_related("steps__owner"), PAGE, request.GET.get("after", ""))
    context = {"campaign": campaign, "page": page, "day": on, "today": clock.today(), "state": state}
    return render(request, "chains/reviews.html", context)


@campaign_page(EDIT)
@require_POST
def review(request: PageRequest, campaign: Campaign, daily_review: int) -> HttpResponse:
    """Keeps a day's review, with what follows from it."""
    found = review_of(request, campaign, daily_review)
    return acted(
        request,
        lambda: reviews.make(
            review=found, stands=request.POST.get("stands", ""), decided=request.POST.get("decided", ""),
            steps=_next(request), by=request.user,
        ),
        lambda: _("The review is kept."),
        lambda: ("chains:key", campaign.key, found.enterprise_id),
        lambda refusal: key_page(request, campaign, found.enterprise, refusal),
    )  # fmt: skip


def _next(request: PageRequest) -> list[reviews.Next]:
    """The next steps that were typed; an empty line is none."""
    found = []
    for at in range(reviews.MOST_STEPS):
        what = request.POST.get(f"what-{at}", "").strip()
        if not what:
            continue
        number = numbers.asked(request.POST.get(f"owner-{at}", ""))
        owner = User.objects.filter(pk=number, is_active=True).first() if number else None
        found.append(reviews.Next(what, owner, dates.asked(request.POST.get(f"day-{at}", ""))))
    return found


@campaign_page(EDIT)
@require_POST
def step_end(request: PageRequest, campaign: Campaign, review_step: int) -> HttpResponse:
    """A next step is done, or dropped with a reason."""
    found, said = step_of(request, campaign, review_step), request.POST.get("outcome", "")
    is_dropped = "drop" in request.POST
    do = lambda: (  # noqa: E731
        reviews.drop(step=found, reason=said, by=request.user)
        if is_dropped
        else reviews.finish(step=found, outcome=said, by=request.user)
    )
    return acted(
        request,
        do,
        lambda: _("Noted."),
        lambda: ("chains:key", campaign.key, found.enterprise_id),
        lambda refusal: key_page(request, campaign, found.enterprise, refusal),
    )
