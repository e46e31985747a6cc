"""Doubts: the ranked list, one with its numbers side by side, its answers."""

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
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.access import may
from fugong.resumption.actions import reports
from fugong.signals import days, exports, lists
from fugong.signals.access import enters
from fugong.signals.actions import doubts as actions
from fugong.signals.arrows import DOUBT
from fugong.signals.lists import Wanted
from fugong.signals.models import Doubt
from fugong.signals.views.access import acted, doubt_of, status
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows


@campaign_page(P.SIGNAL_VIEW)
@require_GET
def doubts(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The weightiest first, each with its reason and who owns it."""
    user, wanted = request.user, Wanted.of(request.GET)
    page = lists.page(lists.doubts(user, campaign, wanted), campaign, request.GET.get("after", "")[:40])
    others = Wanted(kind=wanted.kind, rule=wanted.rule, mine=wanted.mine)
    every = lists.doubts(user, campaign, others, every_state=True)
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "rules": campaign.pack.signals,
        "columns": pipeline.strip(every, DOUBT, chosen=wanted.state), "covered": lists.coverage(user, campaign),
        "enters": enters(user, campaign), "answers": user.holds(P.SIGNAL_ANSWER), "plans": user.holds(P.INSPECTION_PLAN),
    }  # fmt: skip
    return render(request, "signals/doubts.html", context)


@campaign_page(P.SIGNAL_VIEW)
@require_GET
def doubts_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet."""
    return exports.doubts(lists.doubts(request.user, campaign, Wanted.of(request.GET)), campaign)


@campaign_page(P.SIGNAL_VIEW)
@require_GET
def doubt(request: PageRequest, campaign: Campaign, doubt: int) -> HttpResponse:
    """One doubt."""
    return _doubt(request, campaign, doubt_of(request, campaign, doubt))


def _doubt(request: PageRequest, campaign: Campaign, found: Doubt, refusal: Refused | None = None) -> HttpResponse:
    user, over = request.user, days.of(found, campaign)
    before = reports.prefilled(campaign, found.enterprise, found.day)
    rules = found.campaign.pack.signals
    context = {
        "campaign": campaign, "found": found, "owners": lists.owned([found], campaign)[0].owners,  # type: ignore[attr-defined]
        "kind": rules.kind(found.kind), "rule": rules.doubtful(found.rule), "over": over[::-1],
        "chart": days.drawn(over, found.numbers.get("usual"), found.numbers.get("total") or 0),
        "moves": {arrow.key for arrow in open_arrows(found, user)}, 
        "asked": [
            (each, request.POST.get(each.key, _blank(before.get(each.key))), faults(refusal).get(each.key, ""))
            for each in campaign.pack.resumption.daily_report.fields
        ],
        "sees_firm": may(user, P.REGISTRY_VIEW, found.enterprise), "plans": user.holds(P.INSPECTION_PLAN),
        "events": history.of(request, "doubt", found.pk), "typed": request.POST, "refusal": refusal,
        "faults": faults(refusal), "correcting": refusal is not None and request.path.endswith("/correction/"),
    }  # fmt: skip
    return render(request, "signals/doubt.html", context, status=status(refusal))


def _blank(value: int | None) -> str:
    return "" if value is None else str(value)


def _done(request: PageRequest, campaign: Campaign, found: Doubt, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("signals:doubt", campaign.key, found.pk),
        lambda refusal: _doubt(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.SIGNAL_ANSWER)
@require_POST
def explanation(request: PageRequest, campaign: Campaign, doubt: int) -> HttpResponse:
    """The report is right, and why."""
    found, reason = doubt_of(request, campaign, doubt), request.POST.get("reason", "")
    do = lambda: actions.explain(doubt=found, reason=reason, by=request.user)  # noqa: E731
    return _done(
        request, campaign, found, do, _("Explained. It is asked again if it is still so when that has had its time.")
    )


@campaign_page(P.SIGNAL_ANSWER)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, doubt: int) -> HttpResponse:
    """The report isn't right."""
    found, reason = doubt_of(request, campaign, doubt), request.POST.get("reason", "")
    do = lambda: actions.confirm(doubt=found, reason=reason, by=request.user)  # noqa: E731
    return _done(request, campaign, found, do, _("Confirmed. It comes first when the next rounds are planned."))


@campaign_page(P.REPORT_ENTER)
@require_POST
def correction(request: PageRequest, campaign: Campaign, doubt: int) -> HttpResponse:
    """The report says what is so from now on."""
    found, post = doubt_of(request, campaign, doubt), request.POST
    values = {each.key: numbers.asked(post.get(each.key)) for each in campaign.pack.resumption.daily_report.fields}
    do = lambda: actions.correct(doubt=found, values=values, reason=post.get("reason", ""), by=request.user)  # noqa: E731
    return _done(request, campaign, found, do, _("The report of that day is corrected."))
