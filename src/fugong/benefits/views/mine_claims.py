"""The enterprise claims a benefit: filled in from the match; its papers are handed in on the claim's page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.benefits import shown
from fugong.benefits.actions import claims as actions
from fugong.benefits.models import Claim, Policy
from fugong.benefits.views.access import CAMPAIGN, acted, own_claim, status
from fugong.benefits.views.claims import told
from fugong.core.errors import Refused
from fugong.core.numbers import asked_many
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise


@mine_page(P.BENEFIT_CLAIM)
@require_http_methods(["GET", "POST"])
def claiming(request: PageRequest, campaign: Campaign, enterprise: Enterprise, benefit_policy: str) -> HttpResponse:
    """What would be claimed; posted: submitted."""
    rows = Policy.objects.filter(campaign=campaign, key=benefit_policy, current__state="published")
    policy = or_404(rows.select_related(*CAMPAIGN, "current").first())

    def form(refusal: Refused | None = None) -> HttpResponse:
        row = next(each for each in shown.of_one(campaign, enterprise) if each.policy.pk == policy.pk)
        context = {
            "campaign": campaign, "enterprise": enterprise, "row": row, "says": row.says, "typed": request.POST,
            "refusal": refusal, "faults": faults(refusal), "chosen": asked_many(request.POST.getlist("trips"), 500),
        }  # fmt: skip
        return render(request, "benefits/mine/claim_new.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    made: list[Claim] = []
    trips = asked_many(request.POST.getlist("trips"), 500) if "trips" in request.POST else None
    return acted(
        request,
        lambda: made.append(
            actions.submit(
                policy=policy, enterprise=enterprise, trips=trips, note=request.POST.get("note", ""), by=request.user
            )
        ),
        lambda: _("Submitted. Two people look at it; you are told."),
        lambda: ("benefits:mine_claim", campaign.key, enterprise.pk, made[0].pk),
        form,
    )


@mine_page(P.BENEFIT_CLAIM)
@require_GET
def claim(request: PageRequest, campaign: Campaign, enterprise: Enterprise, benefit_claim: int) -> HttpResponse:
    """One claim: where it stands, how its sum came about, its papers."""
    return _claim(request, own_claim(campaign, enterprise, benefit_claim))


def _claim(request: PageRequest, found: Claim, refusal: Refused | None = None) -> HttpResponse:
    events = Event.objects.about("benefit_claim", found.pk).exclude(verb__endswith=".escalate")
    context = {
        "campaign": found.campaign, "enterprise": found.enterprise, "found": found, "told": told(found),
        "events": history.page(request, events),
        "is_decided": found.state in ("granted", "paid", "refused"), "typed": request.POST, "refusal": refusal,
        "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "benefits/mine/claim.html", context, status=status(refusal))


@mine_page(P.BENEFIT_CLAIM)
@require_POST
def resubmission(request: PageRequest, campaign: Campaign, enterprise: Enterprise, benefit_claim: int) -> HttpResponse:
    """What was missing is there."""
    found = own_claim(campaign, enterprise, benefit_claim)
    return acted(
        request, lambda: actions.resubmit(claim=found, note=request.POST.get("note", ""), by=request.user),
        lambda: _("Submitted again."), lambda: ("benefits:mine_claim", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _claim(request, found, refusal),
    )  # fmt: skip


@mine_page(P.BENEFIT_CLAIM)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, benefit_claim: int) -> HttpResponse:
    """It isn't asked for any more."""
    found = own_claim(campaign, enterprise, benefit_claim)
    return acted(
        request, lambda: actions.withdraw(claim=found, by=request.user), lambda: _("Taken back."),
        lambda: ("benefits:mine", campaign.key, enterprise.pk), lambda refusal: _claim(request, found, refusal),
    )  # fmt: skip
