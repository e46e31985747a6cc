"""The double commitment as the enterprise handles it: its own signature, the roster, the link and its poster."""

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.resumption import exports, roster_sheet
from fugong.resumption.actions import commitments, rosters
from fugong.resumption.models import EmployeeCommitment, SigningLink

PAGE = 100


@mine_page(Permission.COMMITMENT_SIGN)
@require_GET
def mine_commitments(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Both commitments on one page: what is signed, who hasn't."""
    return _page(request, campaign, enterprise)


@mine_page(Permission.COMMITMENT_SIGN)
@require_POST
def mine_signature(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Signs the enterprise's commitment."""
    try:
        commitments.sign(
            campaign=campaign,
            enterprise=enterprise,
            name=request.POST.get("name", ""),
            agreed="agreed" in request.POST,
            language=get_language() or "zh-hans",
            by=request.user,
        )
    except Refused as refusal:
        return _page(request, campaign, enterprise, refusal)
    messages.success(request, _("Signed. The text is kept as you read it."))
    return _back(campaign, enterprise)


@mine_page(Permission.COMMITMENT_SIGN)
@require_POST
def mine_roster(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Adds people who were typed, pasted, or sent as a sheet."""
    try:
        sheet = request.FILES.get("sheet")
        people = roster_sheet.read(sheet) if sheet else rosters.parse(request.POST.get("people", ""))
        added = rosters.add(campaign=campaign, enterprise=enterprise, people=people, by=request.user)
    except Refused as refusal:
        return _page(request, campaign, enterprise, refusal)
    messages.success(request, ngettext("%(n)s person added.", "%(n)s people added.", added) % {"n": added})
    return _back(campaign, enterprise)


@mine_page(Permission.COMMITMENT_SIGN)
@require_POST
def mine_roster_removal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int) -> HttpResponse:
    """Takes someone who left off the list."""
    rows = EmployeeCommitment.objects.filter(campaign=campaign, enterprise=enterprise, pk=pk)
    employee = rows.select_related("enterprise", "campaign__pack_version").first()
    if employee is None:
        raise Http404
    rosters.remove(employee=employee, by=request.user)
    return _back(campaign, enterprise)


@mine_page(Permission.COMMITMENT_SIGN)
@require_POST
def mine_link(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Makes the link, or a new one in place of one that got into the wrong hands."""
    make = rosters.renew_link if "renew" in request.POST else rosters.link
    make(campaign=campaign, enterprise=enterprise, by=request.user)
    return _back(campaign, enterprise)


@mine_page(Permission.COMMITMENT_SIGN)
@require_GET
def mine_poster(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The code to hang up at the gate, with what to do in the place's languages."""
    link = _link(campaign, enterprise)
    if link is None:
        raise Http404
    context = {"campaign": campaign, "enterprise": enterprise, "address": _address(request, link)}
    return render(request, "resumption/mine/poster.html", context)


@mine_page(Permission.COMMITMENT_SIGN)
@require_GET
def mine_code(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """The QR code as a drawing."""
    link = _link(campaign, enterprise)
    if link is None:
        raise Http404
    drawing = io.BytesIO()
    code = segno.make(_address(request, link), error="q")
    code.save(drawing, kind="svg", scale=8, border=4, xmldecl=False, light="#fff")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private"})


@mine_page(Permission.COMMITMENT_SIGN)
@require_GET
def mine_unsigned(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Any:
    """The roster as a sheet, with who hasn't signed first."""
    return exports.roster(request.user, campaign, enterprise)


def _page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    roster = EmployeeCommitment.objects.filter(campaign=campaign, enterprise=enterprise)
    unsigned_only = request.GET.get("show", "unsigned") == "unsigned"
    listed = roster.filter(signed_at=None) if unsigned_only else roster
    after = request.GET.get("after", "")
    rows = list(listed.filter(pk__gt=numbers.asked(after) or 0).order_by("pk")[: PAGE + 1])
    link = _link(campaign, enterprise)
    texts = _texts(campaign)
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "asks": campaign.pack.resumption.commitments,
        "signed": commitments.signed(campaign, enterprise),
        "texts": texts,
        "total": roster.count(),
        "signed_count": roster.exclude(signed_at=None).count(),
        "rows": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "unsigned_only": unsigned_only,
        "link": link,
        "address": _address(request, link) if link else "",
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "typed": request.POST,
    }
    return render(request, "resumption/mine/commitments.html", context, status=refusal.status if refusal else 200)


def _texts(campaign: Campaign) -> dict[str, Any]:
    """Both texts in the reader's language."""
    language = get_language() or "zh-hans"
    return {whose: commitments.text_of(campaign.pack, whose, language) for whose in ("enterprise", "employee")}


def _link(campaign: Campaign, enterprise: Enterprise) -> SigningLink | None:
    return SigningLink.objects.filter(campaign=campaign, enterprise=enterprise, withdrawn_at=None).first()


def _address(request: PageRequest, link: SigningLink) -> str:
    return request.build_absolute_uri(reverse("resumption:sign", args=[link.token]))


def _back(campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    return redirect("resumption:mine_commitments", campaign.key, enterprise.pk)
