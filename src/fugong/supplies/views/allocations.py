"""Allocations: proposed with a preview of who gets what and why, changed by hand, signed by a second person."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.supplies import exports, lists, sharing, words
from fugong.supplies.access import keeps
from fugong.supplies.actions import allocations as actions
from fugong.supplies.lists import Wanted
from fugong.supplies.models import Allocation, Share
from fugong.supplies.sharing import Asked, Proposal
from fugong.supplies.views.access import VIEW, acted, allocation_of, number, status

KEEP, CONFIRM = Permission.SUPPLY_KEEP, Permission.SUPPLY_CONFIRM
SHOWN, UNMET = 200, 20
"""Rows of an item in the preview and on the page; the sheet has all."""


@campaign_page(VIEW)
@require_GET
def allocations(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """All of them, the newest first."""
    wanted = Wanted.of(request.GET)
    rows: Any = Allocation.objects.filter(campaign=campaign).select_related(
        "campaign__pack_version", "proposed_by", "decided_by"
    )
    if wanted.state in Allocation.workflow.states:
        rows = rows.filter(state=wanted.state)
    if wanted.item:
        rows = rows.filter(items__contains=[wanted.item])
    found = lists.page(rows.order_by("-pk"), request.GET.get("after", ""))
    context = {
        "campaign": campaign, "page": found, "wanted": wanted, "states": Allocation.workflow.states.items(),
        "items": campaign.pack.supplies.items, "keeps": keeps(request.user, campaign),
    }  # fmt: skip
    return render(request, "supplies/allocations.html", context)


@campaign_page(KEEP)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What is to be shared among whom; the preview; then the proposal."""
    if request.method == "GET":
        return _new(request, campaign, request.GET)
    made: list[Allocation] = []
    return acted(
        request,
        lambda: made.append(
            actions.propose(campaign=campaign, asked=Asked.of(campaign, request.POST), by=request.user)
        ),
        lambda: _("Proposed. A second person has to sign."),
        lambda: ("supplies:allocation", campaign.key, made[0].pk),
        lambda refusal: _new(request, campaign, request.POST, refusal),
    )


def _new(request: PageRequest, campaign: Campaign, said: Any, refusal: Refused | None = None) -> HttpResponse:
    section = campaign.pack.supplies
    asked, plan = Asked(floor_days=section.floor_days), None
    try:
        asked = Asked.of(campaign, said)
        plan = sharing.propose(campaign, asked) if asked.items and _only_lacks_why(refusal) else None
    except Refused as refused:
        refusal = refusal or refused
    found = faults(refusal)
    lying = {row.item.key: row for row in lists.lying(campaign)}
    items = [
        {
            "item": item, "lying": lying[item.key], "chosen": item.key in said.getlist("item"),
            "most": said.get(f"most-{item.key}", ""), "norm": said.get(f"norm-{item.key}", item.norm),
            "days": said.get(f"days-{item.key}", item.days), "norm_fault": found.get(f"norm-{item.key}"),
            "days_fault": found.get(f"days-{item.key}"),
        }
        for item in section.items
    ]  # fmt: skip
    tiers = [
        {
            "tier": tier, "usual": place, "rank": str(said.get(f"tier-{tier.key}", place)),
            "fault": found.get(f"tier-{tier.key}"),
        }
        for place, tier in enumerate(section.tiers, 1)
    ]  # fmt: skip
    context = {
        "campaign": campaign,
        "items": items,
        "tiers": tiers if len(tiers) > 1 else [],
        "tried": asked.levers.told(section),
        "opened": bool(asked.levers) or any(name.startswith(("norm-", "days-", "tier-")) for name in found),
        "why": asked.levers.why,
        "fields": _hidden(asked),
        "asked": asked,
        "floor_days": said.get("floor_days", section.floor_days),
        "chosen": Enterprise.objects.visible_to(request.user, KEEP).filter(pk__in=asked.enterprises),
        "parts": _preview(campaign, asked, plan) if plan else [],
        "unmet": _unmet(request, campaign, plan.unmet if plan else []),
        "gives": bool(plan and plan.gives),
        "areas": lists.areas(campaign, request.user),
        "segments": campaign.pack.registry.segments,
        "groups": campaign.pack.registry.groups,
        "refusal": refusal,
        "faults": found,
    }
    return render(
        request, "supplies/allocation_new.html", context, status=status(refusal) if request.method == "POST" else 200
    )


def _only_lacks_why(refusal: Refused | None) -> bool:
    """Whether the plan is shown: what is refused isn't, but for a proposal that only doesn't say why."""
    return refusal is None or (bool(refusal.faults) and all(fault.where == "why" for fault in refusal.faults))


def _hidden(asked: Asked) -> list[tuple[str, Any]]:
    """The values that are tried, as fields of the proposal."""
    levers = asked.levers
    norms = [(f"norm-{key}", norm) for key, norm in levers.norms.items()]
    days = [(f"days-{key}", number) for key, number in levers.days.items()]
    return [*norms, *days, *((f"tier-{key}", rank) for key, rank in levers.ranks.items())]


def _by_the_pack(campaign: Campaign, asked: Asked) -> dict[tuple[str, int], int]:
    """(item, enterprise) → pieces that the pack's own values would give."""
    try:
        plan = sharing.propose(campaign, asked.untried)
    except Refused:
        return {}
    return {(each.wants.item.key, each.wants.enterprise.pk): each.pieces for each in plan.shares}


def _preview(campaign: Campaign, asked: Asked, plan: Proposal) -> list[dict[str, Any]]:
    """Item by item, who gets most first, with the reason in words; beside what the pack's values would give, where others
    are tried."""
    section = campaign.pack.supplies
    usual = _by_the_pack(campaign, asked) if asked.levers else {}
    found = []
    for key, rows in plan.given.items():
        ordered = sorted(
            rows, key=lambda each: (asked.levers.rank(section, each.wants.tier), -each.pieces, each.wants.enterprise.pk)
        )
        before = {each.wants.enterprise.pk: usual.get((key, each.wants.enterprise.pk), 0) for each in rows}
        shown = [
            {
                "enterprise": each.wants.enterprise, "tier": section.tier_name(each.wants.tier), "heads": each.wants.heads,
                "target": each.target, "on_hand": each.on_hand, "pieces": each.pieces,
                "usual": before[each.wants.enterprise.pk], "more": each.pieces - before[each.wants.enterprise.pk],
                "why": words.told(
                    section, item=key, code=each.code, data=each.data, tier=each.wants.tier, heads=each.wants.heads,
                    target=each.target, on_hand=each.on_hand, asked=each.wants.asked,
                ),
            }
            for each in ordered[:SHOWN]
        ]  # fmt: skip
        found.append({
            "name": section.item_name(key), "unit": section.unit_name(key), "rows": shown,
            "more": max(0, len(rows) - SHOWN), "there": plan.there[key], "left": plan.left[key],
            "lacking": plan.lacking[key], "given": sum(each.pieces for each in rows),
            "firms": sum(bool(each.pieces) for each in rows),
            "gain": sum(each.pieces > before[each.wants.enterprise.pk] for each in rows),
            "lose": sum(each.pieces < before[each.wants.enterprise.pk] for each in rows),
        })  # fmt: skip
    return found


def _unmet(request: PageRequest, campaign: Campaign, unmet: list[dict[str, Any]]) -> Page:
    page = Page.placed(unmet, UNMET, request.GET.get("unmet", ""))
    firms = Enterprise.objects.in_bulk([each["enterprise"] for each in page.rows])
    page.rows[:] = [
        {"enterprise": firms.get(each["enterprise"]), "item": campaign.pack.supplies.item_name(each["item"]), "missing": each["missing"]}
        for each in page.rows
    ]  # fmt: skip
    return page


@campaign_page(VIEW)
@require_GET
def allocation(request: PageRequest, campaign: Campaign, allocation: int) -> HttpResponse:
    """One allocation: the shares that the person sees, with their reasons."""
    return _page(request, campaign, allocation_of(campaign, allocation))


@campaign_page(CONFIRM)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, allocation: int) -> HttpResponse:
    """The second signature."""
    found = allocation_of(campaign, allocation)
    return acted(
        request, lambda: actions.confirm(allocation=found, by=request.user),
        lambda: _("Confirmed. The goods are set aside; the enterprises were told."),
        lambda: ("supplies:allocation", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(CONFIRM)
@require_POST
def rejection(request: PageRequest, campaign: Campaign, allocation: int) -> HttpResponse:
    """Not so."""
    found = allocation_of(campaign, allocation)
    return acted(
        request, lambda: actions.reject(allocation=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Not confirmed. Whoever proposed it was told why."),
        lambda: ("supplies:allocation", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(KEEP)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, allocation: int) -> HttpResponse:
    """It was a mistake."""
    found = allocation_of(campaign, allocation)
    return acted(
        request, lambda: actions.withdraw(allocation=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Taken back."), lambda: ("supplies:allocation", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(KEEP)
@require_POST
def renewal(request: PageRequest, campaign: Campaign, allocation: int) -> HttpResponse:
    """The same question over what is there now."""
    found = allocation_of(campaign, allocation)
    return acted(
        request, lambda: actions.share_anew(allocation=found, by=request.user), lambda: _("Shared anew."),
        lambda: ("supplies:allocation", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(KEEP)
@require_POST
def share(request: PageRequest, campaign: Campaign, allocation: int, share: int) -> HttpResponse:
    """Another number by hand."""
    found = allocation_of(campaign, allocation)
    row = or_404(found.shares.filter(pk=share).select_related("campaign__pack_version", "allocation__campaign").first())
    return acted(
        request,
        lambda: actions.change(
            share=row, pieces=number(request, "pieces"), why=request.POST.get("why", ""), by=request.user
        ),
        lambda: _("Changed. Somebody else has to sign."),
        lambda: ("supplies:allocation", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal, row.pk),
    )


@campaign_page(VIEW)
@require_GET
def allocation_sheet(request: PageRequest, campaign: Campaign, allocation: int) -> Any:
    """Its shares as a sheet."""
    found = allocation_of(campaign, allocation)
    return exports.shares(found, _shares(request, found))


@campaign_page(VIEW)
@require_GET
def pick_list(request: PageRequest, campaign: Campaign, allocation: int) -> HttpResponse:
    """For the store: what is to be put together for whom, store by store; printed."""
    found = allocation_of(campaign, allocation)
    rows = [row for row in _shares(request, found) if row.pieces and row.delivery and row.delivery.state == "waiting"]
    section = campaign.pack.supplies
    by_store: dict[str, list[Any]] = {}
    for row in rows:
        box = section.item(row.item).box if section.item(row.item) else 1
        for key, pieces in row.sources.items():
            line = {"row": row, "pieces": pieces, "boxes": pieces // box}
            by_store.setdefault(section.store_name(key), []).append(line)
    context = {"campaign": campaign, "allocation": found, "stores": by_store.items()}
    return render(request, "supplies/pick_list.html", context)


def _shares(request: PageRequest, found: Allocation) -> Any:
    rows: Any = Share.objects.visible_to(request.user, VIEW).filter(allocation=found)
    rows = rows.select_related("enterprise", "delivery", "campaign__pack_version")
    order = {key: place for place, key in enumerate(found.items)}
    return sorted(rows, key=lambda row: (order.get(row.item, 99), row.tier, -row.pieces, row.enterprise_id))


def _page(
    request: PageRequest, campaign: Campaign, found: Allocation, refusal: Refused | None = None, at: int = 0
) -> HttpResponse:
    section = campaign.pack.supplies
    may_keep, may_sign = keeps(request.user, campaign), keeps(request.user, campaign, CONFIRM)
    parts = []
    for key, group in groupby(_shares(request, found), key=lambda row: row.item):
        rows = list(group)
        there = next(
            (place for place, row in enumerate(rows) if row.pk == at), None
        )  # a number that was refused is shown
        after = request.GET.get(f"rows-{key}", "") if there is None else str(there // SHOWN * SHOWN)
        page = Page.placed(rows, SHOWN, after)
        for row in page.rows:
            row.words, row.tier_name = words.reason(section, row), section.tier_name(row.tier)
        parts.append({
            "key": key, "name": section.item_name(key), "unit": section.unit_name(key), "item": section.item(key),
            "page": page, "after": f"rows-{key}", "given": sum(row.pieces for row in rows),
            "firms": sum(bool(row.pieces) for row in rows), "left": found.left.get(key), "lacking": found.lacking.get(key),
        })  # fmt: skip
    context = {
        "campaign": campaign,
        "allocation": found,
        "parts": parts,
        "tried": Asked.read(found.asked).levers,
        "values": Asked.read(found.asked).levers.told(section),
        "unmet": _unmet(request, campaign, found.unmet),
        "keeps": may_keep and found.state == "proposed",
        "signs": may_sign and found.state == "proposed" and request.user.pk not in found.hands,
        "own_hand": may_sign and found.state == "proposed" and request.user.pk in found.hands,
        "events": history.of(request, "supply_allocation", found.pk),
        "refusal": refusal,
        "faults": faults(refusal),
        "at": at,
        "typed": request.POST,
    }
    return render(request, "supplies/allocation.html", context, status=status(refusal))
