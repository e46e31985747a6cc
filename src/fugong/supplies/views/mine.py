"""The enterprise's own page: what it has and needs, ask, what comes, confirm that it is there."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.supplies import panels
from fugong.supplies.actions import deliveries as deliveries
from fugong.supplies.actions import needs as actions
from fugong.supplies.models import Delivery, Need
from fugong.supplies.views.access import acted, number, own, status

ASK = Permission.SUPPLY_ASK

DELIVERIES, REQUESTS = 20, 20


@mine_page(ASK)
@require_http_methods(["GET", "POST"])
def mine(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """What it has, what comes, what it asks for."""
    if request.method == "GET":
        return _page(request, campaign, enterprise)
    return acted(
        request,
        lambda: actions.ask(
            campaign=campaign, enterprise=enterprise, item=request.POST.get("item", ""), pieces=number(request, "pieces"),
            reason=request.POST.get("reason", ""), by=request.user,
        ),
        lambda: _("Asked. You hear from us here."),
        lambda: ("supplies:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(ASK)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, supply_need: int) -> HttpResponse:
    """It isn't needed any more."""
    found: Need = own(Need, campaign, enterprise, supply_need)
    return acted(
        request, lambda: actions.withdraw(need=found, by=request.user), lambda: _("The request is taken back."),
        lambda: ("supplies:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(ASK)
@require_POST
def receipt(request: PageRequest, campaign: Campaign, enterprise: Enterprise, delivery: int) -> HttpResponse:
    """Everything is here, or something is missing."""
    found: Delivery = own(Delivery, campaign, enterprise, delivery)

    def do() -> None:
        if request.POST.get("outcome") == "dispute":
            deliveries.dispute(delivery=found, reason=request.POST.get("reason", ""), by=request.user)
        else:
            deliveries.receive(delivery=found, by=request.user)

    return acted(
        request, do, lambda: _("Noted."), lambda: ("supplies:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )  # fmt: skip


def _page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    section = campaign.pack.supplies
    where = {"campaign": campaign, "enterprise": enterprise}
    needs = Need.objects.filter(**where).select_related("campaign__pack_version")
    rows: Any = Delivery.objects.filter(**where).exclude(state="cancelled").prefetch_related("shares").order_by("-pk")
    page = Page.newest(rows, DELIVERIES, request.GET.get("after", ""))
    to_confirm = list(rows.filter(state="delivered"))
    for row in (*page.rows, *to_confirm):
        row.goods = [
            (section.item_name(each.item), each.pieces, section.unit_name(each.item))
            for each in row.shares.all()
            if each.pieces
        ]
    context = {
        **where,
        "note": section.note,
        "items": section.items,
        "covered": panels.covered(campaign, enterprise),
        "deliveries": page,
        "to_confirm": to_confirm,
        "requests": Page.newest(needs, REQUESTS, request.GET.get("requests", "")),
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "supplies/mine/supplies.html", context, status=status(refusal))
