"""Claims: the list, one claim with the deciding clause, examined, decided by somebody else, returned, paid."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates
from fugong.core.errors import Refused, refuse
from fugong.core.money import yuan
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.policy.loaded import for_version
from fugong.transport import exports, lists, people
from fugong.transport.actions import claims as actions
from fugong.transport.lists import Wanted
from fugong.transport.models import Claim
from fugong.transport.views.access import acted, claim_of, status
from fugong.workflow.moves import open_arrows

TABS = (
    ("open", gettext_lazy("To be examined")),
    ("checked", gettext_lazy("To be decided")),
    ("granted", gettext_lazy("To be paid")),
    ("all", gettext_lazy("All")),
)


@campaign_page(P.TRIP_VIEW)
@require_GET
def claims(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Claims, the newest first."""
    wanted = Wanted.of(request.GET, lists.CLAIMS)
    page = lists.page(lists.claims(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
        row.cost_yuan, row.yuan = yuan(row.cost), "" if row.amount is None else yuan(row.amount)
    context = {
        "campaign": campaign, "wanted": wanted, "tabs": TABS, "page": page, "rules": campaign.pack.transport.reimbursements,
        "may_decide": request.user.holds(P.CLAIM_DECIDE),
    }  # fmt: skip
    return render(request, "transport/claims.html", context)


@campaign_page(P.TRIP_VIEW)
@require_GET
def claims_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet."""
    return exports.claims(lists.claims(request.user, campaign, Wanted.of(request.GET, lists.CLAIMS)), campaign)


@campaign_page(P.TRIP_VIEW)
@require_GET
def claim(request: PageRequest, campaign: Campaign, claim: int) -> HttpResponse:
    """One claim."""
    return _claim(request, campaign, claim_of(request, campaign, claim))


def told(found: Claim) -> dict[str, Any]:
    """What decides a claim, in words: as examined, or as the rules see it now."""
    section = for_version(found.pack_version).transport
    if found.state in ("submitted", "returned", "withdrawn"):
        verdict = actions.verdict(found)
        rule, fen, terms, late = verdict.rule, verdict.fen, verdict.terms, verdict.late
    else:
        rule, fen, terms, late = section.rule(found.rule), found.amount or 0, found.terms, False
    return {
        "rule": rule, "yuan": yuan(fen), "fen": fen, "because": section.say(terms), "late": late,
        "cap": yuan(rule.cap) if rule and rule.cap else "", "cost": yuan(found.cost),
        "unmet": [] if rule else section.in_force(actions.arrived_on(found.trip)) or section.reimbursements,
    }  # fmt: skip


def _claim(request: PageRequest, campaign: Campaign, found: Claim, refusal: Refused | None = None) -> HttpResponse:
    verdict = told(found)
    moves = {arrow.key for arrow in open_arrows(found, request.user)}
    step = "checked_by" if found.state == "submitted" else "decided_by"
    context = {
        "campaign": campaign,
        "found": found,
        "told": verdict,
        "moves": moves,
        "is_own_check": found.checked_by_id == request.user.pk,
        "is_post": people.is_for(verdict["rule"], step, campaign, found.area_code, request.user),
        "today": str(clock.today()),
        "events": history.of(request, "coach_claim", found.pk),
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "transport/claim.html", context, status=status(refusal))


def _done(request: PageRequest, campaign: Campaign, found: Claim, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("transport:claim", campaign.key, found.pk),
        lambda refusal: _claim(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.CLAIM_DECIDE)
@require_POST
def check(request: PageRequest, campaign: Campaign, claim: int) -> HttpResponse:
    """The first person examines."""
    found = claim_of(request, campaign, claim)
    return _done(
        request, campaign, found, lambda: actions.check(claim=found, by=request.user),
        _("Examined. Somebody else decides now."),
    )  # fmt: skip


@campaign_page(P.CLAIM_DECIDE)
@require_POST
def decision(request: PageRequest, campaign: Campaign, claim: int) -> HttpResponse:
    """The second person decides."""
    found = claim_of(request, campaign, claim)
    return _done(
        request,
        campaign,
        found,
        lambda: actions.decide(claim=found, by=request.user),
        _("Decided. The enterprise was told."),
    )


@campaign_page(P.CLAIM_DECIDE)
@require_POST
def sending_back(request: PageRequest, campaign: Campaign, claim: int) -> HttpResponse:
    """Something is missing."""
    found, reason = claim_of(request, campaign, claim), request.POST.get("reason", "")
    return _done(
        request, campaign, found, lambda: actions.send_back(claim=found, reason=reason, by=request.user),
        _("Returned. The enterprise was told why."),
    )  # fmt: skip


@campaign_page(P.CLAIM_DECIDE)
@require_POST
def payment(request: PageRequest, campaign: Campaign, claim: int) -> HttpResponse:
    """The money is out."""
    found, on = claim_of(request, campaign, claim), dates.asked(request.POST.get("on", ""))

    def do() -> None:
        if on is None:
            raise refuse("on", _("Write the day on which it was paid."))
        actions.pay(claim=found, on=on, by=request.user)

    return _done(request, campaign, found, do, _("Noted as paid. The enterprise was told."))
