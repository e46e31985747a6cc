"""Advisers, their load, and who is on duty."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.advice.access import steers
from fugong.advice.actions import advisers as actions
from fugong.advice.choosing import OPEN
from fugong.advice.models import Adviser, Duty
from fugong.advice.views.access import acted, adviser_of, moment, status
from fugong.core import clock, numbers
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

PAGE = 50
COMING = 4
"""Duties that are shown of each adviser."""


@campaign_page(P.ADVICE_VIEW)
@require_http_methods(["GET", "POST"])
def advisers(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who answers in which field, how much they have, when they are on duty; posted: one more."""
    if request.method == "GET":
        return _advisers(request, campaign)
    post = request.POST

    def do() -> None:
        user = User.objects.filter(username=post.get("username", "").strip(), is_active=True).first()
        if user is None:
            raise refuse("username", _("There is no such account."))
        actions.put(
            campaign=campaign, user=user, fields=post.getlist("fields"), about=post.get("about", ""),
            most=numbers.asked(post.get("most"), 1_000) or None, by=request.user,
        )  # fmt: skip

    return _done(request, campaign, do, _("Kept."))


def _advisers(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    now = clock.now()
    on_duty = Duty.objects.filter(adviser=OuterRef("pk"), begins_at__lte=now, ends_at__gt=now)
    rows = Adviser.objects.visible_to(request.user).filter(campaign=campaign, until=None).select_related("user").annotate(
        load=Count("enquiries", filter=Q(enquiries__state__in=OPEN), distinct=True),
        done=Count("enquiries", filter=Q(enquiries__state__in=("answered", "confirmed")), distinct=True), now=Exists(on_duty),
    )  # fmt: skip
    field = request.GET.get("field", "")[:40]
    rows = rows.filter(fields__contains=[field]) if field else rows
    after = request.GET.get("after", "")
    rows = rows if (last := numbers.asked(after)) is None else rows.filter(pk__gt=last)
    page = Page.of(list(rows.order_by("pk")[: PAGE + 1]), PAGE, after)
    found: list[Any] = page.rows
    coming: dict[int, list[Duty]] = {}
    nth = Window(RowNumber(), partition_by=F("adviser"), order_by=("begins_at", "pk"))
    ahead = Duty.objects.filter(adviser__in=found, ends_at__gt=now).annotate(nth=nth).filter(nth__lte=COMING)
    for duty in ahead.order_by("begins_at", "pk"):
        coming.setdefault(duty.adviser_id, []).append(duty)
    for row in found:
        row.campaign, row.coming = campaign, coming.get(row.pk, [])
    context = {
        "campaign": campaign, "rows": found, "page": page, "field": field, "rules": campaign.pack.advice, "typed": request.POST,
        "ticked": request.POST.getlist("fields"), "steers": steers(request.user, campaign), "refusal": refusal,
        "faults": faults(refusal), "today": clock.today(),
    }  # fmt: skip
    return render(request, "advice/advisers.html", context, status=status(refusal))


def _done(request: PageRequest, campaign: Campaign, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("advice:advisers", campaign.key),
        lambda refusal: _advisers(request, campaign, refusal),
    )  # fmt: skip


@campaign_page(P.ADVICE_VIEW)
@require_POST
def ending(request: PageRequest, campaign: Campaign, adviser: int) -> HttpResponse:
    """Answers no more."""
    found = adviser_of(request, campaign, adviser)
    return _done(request, campaign, lambda: actions.end(adviser=found, by=request.user), _("Ended."))


@campaign_page(P.ADVICE_VIEW)
@require_POST
def duties(request: PageRequest, campaign: Campaign, adviser: int) -> HttpResponse:
    """On duty."""
    found, post = adviser_of(request, campaign, adviser), request.POST
    begins, ends = (moment(post.get("day", ""), post.get(name, "")) for name in ("begins", "ends"))

    def do() -> None:
        if begins is None or ends is None:
            raise refuse("day", _("Write day, beginning and end."))
        actions.roster(adviser=found, begins_at=begins, ends_at=ends, by=request.user)

    return _done(request, campaign, do, _("On duty."))


@campaign_page(P.ADVICE_VIEW)
@require_POST
def removal(request: PageRequest, campaign: Campaign, advice_duty: int) -> HttpResponse:
    """Not on duty after all."""
    rows = Duty.objects.filter(adviser__campaign=campaign, pk=advice_duty)
    found: Any = or_404(
        rows.select_related(
            "adviser__campaign__pack_version", "adviser__campaign__jurisdiction", "adviser__user"
        ).first()
    )
    return _done(request, campaign, lambda: actions.off_duty(duty=found, by=request.user), _("Off duty."))
