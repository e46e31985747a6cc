"""The enterprise: what we get, what we nearly get, what not and why; facts that are asked for; the policy pack."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.benefits import printing, shown
from fugong.benefits.actions import saying
from fugong.benefits.models import Claim, PolicyPack
from fugong.benefits.models.claim import RUNNING
from fugong.benefits.views.access import acted, status
from fugong.benefits.views.firms import typed_facts
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

CLAIMS, VERSIONS = 30, 10
PARTS = (("yes", ("yes",)), ("nearly", ("near", "missing", "early")), ("no", ("instead", "over", "no")))


@mine_page(P.BENEFIT_CLAIM)
@require_GET
def mine(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Found without asking."""
    return _mine(request, campaign, enterprise)


def _mine(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    rows = shown.of_one(campaign, enterprise)
    own = Claim.objects.filter(campaign=campaign, enterprise=enterprise).select_related("version", "policy")
    claims = Page.newest(own, CLAIMS, request.GET.get("claims", ""))
    running = {claim.policy_id: claim for claim in own.filter(state__in=RUNNING).order_by("pk")}
    for row in rows:
        row.running = running.get(row.policy.pk)  # type: ignore[attr-defined]
    asked = {name for row in rows for name in row.missing}
    context = {
        "campaign": campaign, "enterprise": enterprise, "note": campaign.pack.benefits.note, "claims": claims,
        "title": campaign.pack.benefits.title or _("Benefits"),
        "parts": [(key, [row for row in rows if row.outcome in outcomes]) for key, outcomes in PARTS],
        "facts": [
            each for each in shown.fact_rows(campaign, enterprise, {"enterprise"}, request.POST, faults(refusal))
            if each["may"]
        ],
        "asked": asked, "refusal": refusal,
        "pack": PolicyPack.objects.filter(campaign=campaign, enterprise=enterprise, is_latest=True).first(),
    }  # fmt: skip
    return render(request, "benefits/mine/benefits.html", context, status=status(refusal))


@mine_page(P.BENEFIT_CLAIM)
@require_POST
def facts(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The enterprise says what nobody else knows."""
    values = typed_facts(request, campaign, {"enterprise"})
    return acted(
        request, lambda: saying.say(campaign=campaign, enterprise=enterprise, values=values, by=request.user),
        lambda: _("Kept; everything was matched anew."), lambda: ("benefits:mine", campaign.key, enterprise.pk),
        lambda refusal: _mine(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(P.BENEFIT_CLAIM)
@require_GET
def pack(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The policy pack, and which versions there were."""
    rows = PolicyPack.objects.filter(campaign=campaign, enterprise=enterprise).order_by("-number")
    latest = or_404(rows.first())
    context = {
        "campaign": campaign, "enterprise": enterprise, "row": latest,
        "versions": Page.placed(rows, VERSIONS, request.GET.get("after", "")),
        "items": printing.items(campaign, latest), "title": campaign.pack.benefits.title or _("Policy pack"),
    }  # fmt: skip
    return render(request, "benefits/mine/pack.html", context)


@mine_page(P.BENEFIT_CLAIM)
@require_GET
def pack_pdf(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> FileResponse:
    """The same on paper, in the reader's language."""
    row = or_404(PolicyPack.objects.filter(campaign=campaign, enterprise=enterprise, is_latest=True).first())
    return printing.answer(printing.pdf(campaign, [row]), printing.file_name(row))
