"""How these pages find their rows, within what the person sees."""

from typing import Any

from django.http import Http404

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption.models import Document, Filing, FilingStep, JointFiling, JointSuspension, Resumption


def filing_of(request: PageRequest, campaign: Campaign, pk: int) -> Filing:
    """A filing of the campaign that the person sees; 404 otherwise. Drafts are the enterprise's alone."""
    rows = Filing.objects.visible_to(request.user).filter(campaign=campaign, pk=pk).exclude(state="draft")
    found = rows.select_related(
        "campaign__pack_version", "enterprise", "pack_version", "made_by", "follows", "joint__park"
    )
    return or_404(found.first())


def step_of(filing: Filing, order: int) -> FilingStep:
    return or_404(filing.steps.filter(order=order).first())


def resumption_of(request: PageRequest, campaign: Campaign, enterprise: int) -> Resumption:
    rows = Resumption.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise)
    return or_404(rows.select_related("campaign__pack_version", "enterprise").first())


def enterprise_of(request: PageRequest, campaign: Campaign, pk: int) -> Enterprise:
    seen = Enterprise.objects.visible_to(request.user).filter(enrolments__campaign=campaign, pk=pk)
    return or_404(seen.first())


def joint_of(request: PageRequest, campaign: Campaign, pk: int) -> JointFiling:
    rows = JointFiling.objects.visible_to(request.user, Permission.FILING_VIEW).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("park", "campaign__pack_version").first())


def suspension_of(request: PageRequest, campaign: Campaign, pk: int) -> JointSuspension:
    rows = JointSuspension.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related("campaign__pack_version", "asked_by", "lifted_by").first())


def document_of(request: PageRequest, uid: Any) -> Document:
    """A file of a filing that the person sees. A draft's files are the enterprise's alone."""
    document = or_404(Document.objects.select_related("filing").filter(uid=uid).first())
    permission = Permission.FILING_SUBMIT if document.filing.state == "draft" else Permission.FILING_VIEW
    if not Filing.objects.visible_to(request.user, permission).filter(pk=document.filing_id).exists():
        raise Http404
    return document
