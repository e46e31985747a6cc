"""What was erased: certificates, their two signatures, their paper; and erasing before the last day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core.paging import Page
from fugong.ledger.models import Event
from fugong.places.models import Campaign, CampaignState
from fugong.places.pages import campaign_page
from fugong.workforce import certificate as paper
from fugong.workforce import kept
from fugong.workforce.actions import erasures as actions
from fugong.workforce.models import Erasure, Person

REASONS = {
    "last_day": gettext_lazy("The last day was over"),
    "closing": gettext_lazy("The campaign was wound down"),
    "request": gettext_lazy("On request"),
}
KINDS = {
    **kept.NAMES,
    "keys": gettext_lazy("Data keys"),
    "samples": gettext_lazy("Samples"),
    "owed_tests": gettext_lazy("Owed tests"),
    "retests": gettext_lazy("Retests"),
    "arrivals": gettext_lazy("Arrivals"),
    "parties": gettext_lazy("Parties that travelled together"),
    "receipts": gettext_lazy("Receipts of hand-overs"),
    "calls": gettext_lazy("Calls of volunteers"),
}
"""What rooms count under, in words; a certificate names no key."""

PAGE = 50


@campaign_page(P.ERASURE_SIGN)
@require_http_methods(["GET", "POST"])
def erasures(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Certificates, the latest first; a closed campaign is wound down here."""
    if request.method == "POST":
        made = actions.wind_down(campaign=campaign, by=request.user)
        if made is None:
            messages.info(request, _("Nothing is kept of anybody any more."))
            return redirect("workforce:erasures", campaign.key)
        messages.success(request, _("Erased. Two people sign the certificate."))
        return redirect("workforce:erasure", campaign.key, made.pk)
    rows = Erasure.objects.visible_to(request.user).filter(campaign=campaign)
    page = Page.newest(rows, PAGE, request.GET.get("after", ""))
    for row in page.rows:
        row.why = REASONS.get(row.reason, row.reason)
    context = {
        "campaign": campaign,
        "page": page,
        "purposes": kept.purposes(campaign.pack),
        "is_closed": campaign.state != CampaignState.OPEN,
        "people": Person.objects.filter(campaign=campaign).count(),
    }
    return render(request, "workforce/erasures.html", context)


@campaign_page(P.ERASURE_SIGN)
@require_GET
def erasure(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One certificate: what was erased, who signed."""
    found = _erasure(request, campaign, pk)
    context = {
        "campaign": campaign,
        "erasure": found,
        "why": REASONS.get(found.reason, found.reason),
        "counts": counts_of(found),
        "may_sign": found.state != "issued" and found.may_move(request.user, P.ERASURE_SIGN),
        "signed_by_me": found.first_signer_id == request.user.pk and found.state == "signed",
        "events": Event.objects.filter(subject_kind="erasure", subject_key=str(found.pk)).order_by("-id"),
    }
    return render(request, "workforce/erasure.html", context)


@campaign_page(P.ERASURE_SIGN)
@require_POST
def signature(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Signs."""
    actions.sign(erasure=_erasure(request, campaign, pk), by=request.user)
    messages.success(request, _("Signed."))
    return redirect("workforce:erasure", campaign.key, pk)


@campaign_page(P.ERASURE_SIGN)
@require_GET
def certificate(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """The certificate as PDF."""
    found = _erasure(request, campaign, pk)
    answer = HttpResponse(
        paper.pdf(found, counts_of(found), str(REASONS.get(found.reason, ""))), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="erasure-{found.number}.pdf"'
    return answer


@campaign_page(P.ERASURE_SIGN)
@require_POST
def of_person(request: PageRequest, campaign: Campaign, person_file: int) -> HttpResponse:
    """Erases one person's file before its last day."""
    person = or_404(Person.objects.visible_to(request.user).filter(campaign=campaign, pk=person_file).first())
    person.campaign = campaign
    made = actions.on_request(person=person, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("Erased. Two people sign the certificate."))
    return redirect("workforce:erasure", campaign.key, or_404(made).pk)


def counts_of(found: Erasure) -> list[tuple[Any, int]]:
    """What was erased, in words."""
    return [(KINDS.get(kind, kind), many) for kind, many in found.counts.items()]


def _erasure(request: PageRequest, campaign: Campaign, pk: int) -> Erasure:
    rows = Erasure.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    found: Erasure = or_404(rows.select_related("first_signer", "second_signer", "campaign__jurisdiction").first())
    return found
