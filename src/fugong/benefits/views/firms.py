"""One enterprise as the desk sees it: every policy with the reason, its facts, its claims, its policy pack."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.benefits import shown
from fugong.benefits.actions import saying
from fugong.benefits.models import Claim, PolicyPack
from fugong.benefits.views.access import acted, firm_of, status
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise

CLAIMS = 20


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def firm(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """All that it gets, nearly gets, doesn't get."""
    return _firm(request, campaign, firm_of(request, campaign, enterprise))


def _firm(request: PageRequest, campaign: Campaign, found: Enterprise, refusal: Refused | None = None) -> HttpResponse:
    sides, claims = saying.sides(request.user, found), Claim.objects.filter(campaign=campaign, enterprise=found)
    context = {
        "campaign": campaign, "enterprise": found, "rows": shown.of_one(campaign, found), "may_say": "desk" in sides,
        "facts": shown.fact_rows(campaign, found, sides, request.POST, faults(refusal)), "refusal": refusal,
        "claims": Page.newest(claims.select_related("version"), CLAIMS, request.GET.get("claims", "")),
        "pack": PolicyPack.objects.filter(campaign=campaign, enterprise=found, is_latest=True).first(),
    }  # fmt: skip
    return render(request, "benefits/firm.html", context, status=status(refusal))


@campaign_page(P.BENEFIT_MANAGE)
@require_POST
def facts(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """The desk says facts."""
    found = firm_of(request, campaign, enterprise)
    values = typed_facts(request, campaign, saying.sides(request.user, found))
    return acted(
        request, lambda: saying.say(campaign=campaign, enterprise=found, values=values, by=request.user),
        lambda: _("Kept; everything was matched anew."), lambda: ("benefits:firm", campaign.key, found.pk),
        lambda refusal: _firm(request, campaign, found, refusal),
    )  # fmt: skip


def typed_facts(request: PageRequest, campaign: Campaign, sides: set[str]) -> dict[str, str]:
    """What was typed of the facts that the person may say."""
    return {
        fact.key: request.POST[fact.key]
        for fact in campaign.pack.benefits.facts
        if fact.key in request.POST and sides & set(fact.said_by)
    }
