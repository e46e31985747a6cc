"""The enterprise claims a trip's cost: prefilled from the trip, with the papers that the rule asks for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import documents
from fugong.core.errors import Refused
from fugong.core.money import yuan
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.papers.actions import MOST_FILES
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.transport.actions import claims as actions
from fugong.transport.models import Claim
from fugong.transport.views.access import acted, own, own_share, status
from fugong.transport.views.claims import told

SUBMIT = P.CLAIM_SUBMIT


@mine_page(SUBMIT)
@require_http_methods(["GET", "POST"])
def claiming(request: PageRequest, campaign: Campaign, enterprise: Enterprise, trip: int) -> HttpResponse:
    """The form, filled in from the trip; posted: submitted."""
    share = own_share(campaign, enterprise, trip)

    def form(refusal: Refused | None = None) -> HttpResponse:
        rules = campaign.pack.transport.in_force(share.trip.day)
        papers = {paper.key: paper for rule in rules for paper in rule.papers}
        context = {
            "campaign": campaign, "enterprise": enterprise, "share": share, "found": share.trip, "yuan": yuan(share.fen),
            "rules": rules, "papers": papers.values(), "accept": documents.ACCEPT, "typed": request.POST,
            "is_here": share.trip.state in ("arrived", "closed"), "refusal": refusal, "faults": faults(refusal),
        }  # fmt: skip
        return render(request, "transport/mine/claim_new.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    made: list[Claim] = []
    return acted(
        request,
        lambda: made.append(
            actions.submit(
                trip=share.trip, enterprise=enterprise, papers=_sent(request),
                note=request.POST.get("note", ""), by=request.user,
            )
        ),
        lambda: _("Submitted. Two people look at it; you are told."),
        lambda: ("transport:mine_claim", campaign.key, enterprise.pk, made[0].pk),
        form,
    )  # fmt: skip


def _sent(request: PageRequest) -> dict[str, list[tuple[str, bytes]]]:
    """The files of each paper that came with the form, by the paper's key."""
    fields = {name.removeprefix("paper-"): name for name in request.FILES if name.startswith("paper-")}
    return {
        key: [
            (each.name or "", each.read(documents.LARGEST + 1))
            for each in request.FILES.getlist(name)[: MOST_FILES + 1]
        ]
        for key, name in fields.items()
    }


@mine_page(SUBMIT)
@require_GET
def claim(request: PageRequest, campaign: Campaign, enterprise: Enterprise, claim: int) -> HttpResponse:
    """One claim: where it stands, which clause decided."""
    return _claim(request, own(Claim, campaign, enterprise, claim))


def _claim(request: PageRequest, found: Claim, refusal: Refused | None = None) -> HttpResponse:
    events = Event.objects.about("coach_claim", found.pk)
    context = {
        "campaign": found.campaign, "enterprise": found.enterprise, "found": found, "told": told(found),
        "is_decided": found.state in ("granted", "paid", "refused"), "typed": request.POST,
        "events": history.page(request, events.exclude(verb__endswith=".escalate")),
        "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "transport/mine/claim.html", context, status=status(refusal))


@mine_page(SUBMIT)
@require_POST
def resubmission(request: PageRequest, campaign: Campaign, enterprise: Enterprise, claim: int) -> HttpResponse:
    """What was missing is there."""
    found: Claim = own(Claim, campaign, enterprise, claim)
    return acted(
        request,
        lambda: actions.resubmit(claim=found, note=request.POST.get("note", ""), by=request.user),
        lambda: _("Submitted again."),
        lambda: ("transport:mine_claim", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _claim(request, found, refusal),
    )


@mine_page(SUBMIT)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, claim: int) -> HttpResponse:
    """It isn't asked for any more."""
    found: Claim = own(Claim, campaign, enterprise, claim)
    return acted(
        request,
        lambda: actions.withdraw(claim=found, by=request.user),
        lambda: _("Taken back."),
        lambda: ("transport:mine", campaign.key, enterprise.pk),
        lambda refusal: _claim(request, found, refusal),
    )
