"""Who needs what: computed and asked for, with the reason; an officer asks for somebody on the telephone."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.supplies import exports, lists, panels
from fugong.supplies.access import keeps
from fugong.supplies.actions import needs as actions
from fugong.supplies.lists import Wanted
from fugong.supplies.models import Need
from fugong.supplies.views.access import VIEW, acted, need_of, number, status

TABS = (
    ("short", gettext_lazy("Short of it")),
    ("asked", gettext_lazy("Asked for it")),
    ("all", gettext_lazy("All")),
)


@campaign_page(VIEW)
@require_GET
def needs(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The list of the first item."""
    items = campaign.pack.supplies.items
    if not items:
        return render(request, "supplies/nothing.html", {"campaign": campaign})
    return _page(request, campaign, items[0].key)


@campaign_page(VIEW)
@require_GET
def needs_of(request: PageRequest, campaign: Campaign, supply_item: str) -> HttpResponse:
    """Enterprises with what they need of one item: who asked, then the worst covered."""
    return _page(request, campaign, supply_item)


def _page(request: PageRequest, campaign: Campaign, item: str, refusal: Refused | None = None) -> HttpResponse:
    section = campaign.pack.supplies
    known = or_404(section.item(item))
    wanted = Wanted.of({**request.GET.dict(), "item": item})
    found = lists.pressing(request.user, campaign, wanted)
    context = {
        "campaign": campaign,
        "item": known,
        "items": section.items,
        "wanted": wanted,
        "tab": wanted.tab or "short",
        "tabs": TABS,
        "rows": found.rows,
        "more": found.more,
        "lacking": found.lacking,
        "as_of": found.as_of,
        "areas": lists.areas(campaign, request.user),
        "segments": campaign.pack.registry.segments,
        "groups": campaign.pack.registry.groups,
        "tiers": {number: tier.name for number, tier in enumerate(section.tiers, 1)},
        "keeps": keeps(request.user, campaign),
        "refusal": refusal,
    }
    return render(request, "supplies/needs.html", context, status=status(refusal))


@campaign_page(VIEW)
@require_GET
def needs_sheet(request: PageRequest, campaign: Campaign, supply_item: str) -> Any:
    """The same list as a sheet."""
    known = or_404(campaign.pack.supplies.item(supply_item))
    return exports.needs(request.user, campaign, Wanted.of({**request.GET.dict(), "item": known.key}))


@campaign_page(Permission.SUPPLY_KEEP)
@require_POST
def refusal(request: PageRequest, campaign: Campaign, supply_need: int) -> HttpResponse:
    """There is none, or none is due."""
    found = need_of(request, campaign, supply_need)
    return acted(
        request,
        lambda: actions.decline(need=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Declined. The enterprise was told why."),
        lambda: ("supplies:needs_of", campaign.key, found.item),
        lambda refused: _page(request, campaign, found.item, refused),
    )


@campaign_page(Permission.SUPPLY_ASK)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """An officer asks for somebody on the telephone."""
    if request.method == "GET":
        return _form(request, campaign)
    made: list[Need] = []

    def do() -> None:
        firm = _chosen(request, campaign)
        if firm is None:
            raise refuse("enterprise", _("Choose an enterprise of the list: by its name or code."))
        made.append(
            actions.ask(
                campaign=campaign, enterprise=firm, item=request.POST.get("item", ""), pieces=number(request, "pieces"),
                reason=request.POST.get("reason", ""), caller=request.POST.get("caller", ""), by=request.user,
            )
        )  # fmt: skip

    return acted(
        request, do, lambda: _("Asked. It stands in the list of needs."),
        lambda: ("registry:enterprise", campaign.key, made[0].enterprise_id),
        lambda refused: _form(request, campaign, refused),
    )  # fmt: skip


def _chosen(request: PageRequest, campaign: Campaign) -> Enterprise | None:
    """The enterprise that the form names by its number, name or code, among those that the person asks for."""
    seen = Enterprise.objects.visible_to(request.user, Permission.SUPPLY_ASK).filter(enrolments__campaign=campaign)
    said = request.POST.get("enterprise", "").strip()
    number_ = numbers.asked(said)
    if number_ is not None and len(said) < 16:
        return seen.filter(pk=number_).first()
    return seen.filter(uscc=said).first() or seen.filter(name=said).first()


def _form(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    section = campaign.pack.supplies
    number_ = numbers.asked(request.GET.get("enterprise", "")) or 0
    seen = Enterprise.objects.visible_to(request.user, Permission.SUPPLY_ASK).filter(enrolments__campaign=campaign)
    firm = seen.filter(pk=number_).first() if refusal is None else _chosen(request, campaign)
    context = {
        "campaign": campaign,
        "enterprise": firm,
        "items": section.items,
        "covered": panels.covered(campaign, firm) if firm else [],
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "supplies/ask.html", context, status=status(refusal))
