"""Claims: the pipeline, one claim with how its sum came about, examined, decided by somebody else, returned, paid."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.benefits import exports, keeping, lists, shown
from fugong.benefits.actions import claims as actions
from fugong.benefits.arrows import CLAIM
from fugong.benefits.lists import Wanted
from fugong.benefits.models import Claim, Policy
from fugong.benefits.models.claim import written
from fugong.benefits.views.access import acted, claim_of, status
from fugong.core import clock, dates
from fugong.core.errors import Refused, refuse
from fugong.core.money import yuan
from fugong.ledger import history
from fugong.papers import lists as papers
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow.moves import open_arrows
from fugong.workflow.pipeline import strip


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def claims(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Claims, the newest first."""
    wanted = Wanted.of(request.GET)
    rows = lists.claims(request.user, campaign, wanted)
    money = rows.exclude(version__content__has_key="gives")  # what is left out is money
    columns = strip(rows, CLAIM, chosen=wanted.state)
    sums = {column.key: column.worth for column in strip(money, CLAIM, worth="asked", told=_yuan)}
    columns = [_with(column, sums.get(column.key, "")) for column in columns]
    page = lists.page(lists.within(rows, wanted.state), request.GET.get("after", ""))
    counts = papers.counts("benefit_claim", [row.pk for row in page.rows])
    for row in page.rows:
        row.campaign, row.papers = campaign, counts.get(row.pk)
    known = Policy.objects.filter(campaign=campaign, current__isnull=False).select_related("current")
    context = {
        "campaign": campaign, "wanted": wanted, "columns": columns, "page": page, "policies": known.order_by("order", "pk"),
        "may_decide": request.user.holds(P.BENEFIT_DECIDE), "narrowed": list(_narrowed(campaign, wanted)),
    }  # fmt: skip
    return render(request, "benefits/claims.html", context)


def _narrowed(campaign: Campaign, wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    """(name in the address, value, words) of what a page of sums narrowed the list to."""
    stages = {"asked": _("Asked for"), "granted": CLAIM.states["granted"], "paid": CLAIM.states["paid"]}
    if wanted.state in stages:
        yield "state", wanted.state, str(stages[wanted.state])
    if wanted.segment:
        names = {each.key: str(each.name) for each in campaign.pack.registry.segments}
        yield "segment", wanted.segment, names.get(wanted.segment, wanted.segment)
    if wanted.payer:
        rows = Policy.objects.filter(campaign=campaign, current__isnull=False).select_related("current")
        payers = {payer.key: str(payer.name) for row in rows for payer in row.says.shared}
        yield "payer", wanted.payer, payers.get(wanted.payer, wanted.payer)
    if wanted.gives:
        yield "gives", wanted.gives, _("Money alone")


def _yuan(fen: int) -> str:
    return _("%(yuan)s yuan") % {"yuan": yuan(fen)}


def _with(column: Any, worth: str) -> Any:
    from dataclasses import replace

    return replace(column, worth=worth)


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def claims_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet, as the finance office takes it and hands it back."""
    wanted = Wanted.of(request.GET)
    rows = lists.claims(request.user, campaign, wanted)
    return exports.claims(lists.within(rows, wanted.state), campaign)


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def claim(request: PageRequest, campaign: Campaign, benefit_claim: int) -> HttpResponse:
    """One claim."""
    return _claim(request, campaign, claim_of(request, campaign, benefit_claim))


def told(found: Claim) -> dict[str, Any]:
    """The claim's sum and how it came about: as examined, or as the policy sees it now."""
    says, campaign = found.version.says, found.campaign
    lines, why, now = found.lines, "", found.quantity
    if found.state in ("submitted", "returned"):
        verdict = actions.verdict(found)
        now, lines = actions.due_now(found, verdict), verdict.lines
        outcome, clause, _n, detail = keeping.told(verdict)
        why = shown.because(campaign, says, outcome, clause, detail)
    return {
        "says": says, "quantity": now, "shown": written(says, now), "lines": list(shown.in_lines(campaign, says, lines)),
        "why": why, "shares": shown.shares(found), "asked": written(says, found.asked),
        "differs": now != found.asked,
    }  # fmt: skip


def _claim(request: PageRequest, campaign: Campaign, found: Claim, refusal: Refused | None = None) -> HttpResponse:
    left = found.policy.left
    context = {
        "campaign": campaign, "found": found, "told": told(found),
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "is_own_check": found.checked_by_id == request.user.pk, "today": str(clock.today()),
        "left": "" if left is None else written(found.version.says, left),
        "events": history.of(request, "benefit_claim", found.pk), "typed": request.POST,
        "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "benefits/claim.html", context, status=status(refusal))


def _done(request: PageRequest, campaign: Campaign, found: Claim, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("benefits:claim", campaign.key, found.pk),
        lambda refusal: _claim(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.BENEFIT_DECIDE)
@require_POST
def check(request: PageRequest, campaign: Campaign, benefit_claim: int) -> HttpResponse:
    """The first person examines."""
    found = claim_of(request, campaign, benefit_claim)
    said = _("Examined. Somebody else decides now.")
    return _done(request, campaign, found, lambda: actions.check(claim=found, by=request.user), said)


@campaign_page(P.BENEFIT_DECIDE)
@require_POST
def decision(request: PageRequest, campaign: Campaign, benefit_claim: int) -> HttpResponse:
    """The second person decides."""
    found = claim_of(request, campaign, benefit_claim)
    said = _("Decided. The enterprise was told.")
    return _done(request, campaign, found, lambda: actions.decide(claim=found, by=request.user), said)


@campaign_page(P.BENEFIT_DECIDE)
@require_POST
def sending_back(request: PageRequest, campaign: Campaign, benefit_claim: int) -> HttpResponse:
    """Something is missing."""
    found, reason = claim_of(request, campaign, benefit_claim), request.POST.get("reason", "")
    said = _("Returned. The enterprise was told why.")
    return _done(request, campaign, found, lambda: actions.send_back(claim=found, reason=reason, by=request.user), said)


@campaign_page(P.BENEFIT_DECIDE)
@require_POST
def payment(request: PageRequest, campaign: Campaign, benefit_claim: int) -> HttpResponse:
    """The money is out."""
    found, on = claim_of(request, campaign, benefit_claim), dates.asked(request.POST.get("on", ""))

    def do() -> None:
        if on is None:
            raise refuse("on", _("Write the day on which it was paid."))
        actions.pay(claim=found, on=on, by=request.user)

    return _done(request, campaign, found, do, _("Noted as paid. The enterprise was told."))
