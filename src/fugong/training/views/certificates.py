"""Certificates: the list, one with its PDF, renewed, revoked."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.training import exports, lists, printing
from fugong.training.access import sees_names, shown_name
from fugong.training.actions import certificates as actions
from fugong.training.arrows import CERTIFICATE
from fugong.training.lists import Wanted
from fugong.training.models import Certificate
from fugong.training.views.access import acted, certificate_of, status
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows


@campaign_page(P.TRAINING_VIEW)
@require_GET
def certificates(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Certificates, the newest first, and how many hold for what."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.certificates(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign, row.shown = campaign, shown_name(request.user, row)
    every = lists.certificates(request.user, campaign, Wanted(kind=wanted.kind, firm=wanted.firm))
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "rules": campaign.pack.training,
        "columns": pipeline.strip(every, CERTIFICATE, chosen=wanted.state),
    }  # fmt: skip
    return render(request, "training/certificates.html", context)


@campaign_page(P.TRAINING_VIEW)
@require_GET
def certificates_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet."""
    return exports.certificates(
        lists.certificates(request.user, campaign, Wanted.of(request.GET)), campaign, request.user
    )


@campaign_page(P.TRAINING_VIEW)
@require_GET
def certificate(request: PageRequest, campaign: Campaign, certificate: int) -> HttpResponse:
    """One certificate."""
    return _certificate(request, campaign, certificate_of(request, campaign, certificate))


def _certificate(
    request: PageRequest, campaign: Campaign, found: Certificate, refusal: Refused | None = None
) -> HttpResponse:
    rules = campaign.pack.training.qualification(found.qualification)
    near = rules is not None and rules.renew == "desk" and found.days_left <= rules.renew_within
    context = {
        "campaign": campaign, "found": found, "shown": shown_name(request.user, found), "rules": rules, "near": near,
        "named": sees_names(request.user, found), "after": Certificate.objects.filter(follows=found).first(),
        "moves": {arrow.key for arrow in open_arrows(found, request.user)}, "typed": request.POST,
        "events": history.of(request, "certificate", found.pk), "refusal": refusal,
        "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "training/certificate.html", context, status=status(refusal))


@campaign_page(P.TRAINING_VIEW)
@require_GET
def certificate_pdf(request: PageRequest, campaign: Campaign, certificate: int) -> FileResponse:
    """On paper, in the reader's language; for those who read the name."""
    found = certificate_of(request, campaign, certificate)
    if not sees_names(request.user, found):
        or_404(None)
    return printing.answer(request, found)


def _done(request: PageRequest, campaign: Campaign, found: Certificate, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("training:certificate", campaign.key, found.pk),
        lambda refusal: _certificate(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def renewal(request: PageRequest, campaign: Campaign, certificate: int) -> HttpResponse:
    """Another one follows."""
    found = certificate_of(request, campaign, certificate)
    made: list[Certificate] = []
    return acted(
        request,
        lambda: made.append(actions.renew(certificate=found, by=request.user)),
        lambda: _("Renewed."),
        lambda: ("training:certificate", campaign.key, made[0].pk),
        lambda refusal: _certificate(request, campaign, found, refusal),
    )


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def revocation(request: PageRequest, campaign: Campaign, certificate: int) -> HttpResponse:
    """It doesn't hold any more."""
    found, reason = certificate_of(request, campaign, certificate), request.POST.get("reason", "")
    return _done(
        request, campaign, found, lambda: actions.revoke(certificate=found, reason=reason, by=request.user),
        _("Revoked. Its holder serves on no shift any more."),
    )  # fmt: skip
