"""The order of resuming: asked for with limits, followed while it is worked out, read, confirmed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.chains import exports, lists, words
from fugong.chains.actions import orders as actions
from fugong.chains.models import ResumingOrder
from fugong.chains.views.access import KEEP, VIEW, acted, order_of, status
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.policy.reasons import money
from fugong.registry import stocks
from fugong.workflow.moves import open_arrows

KINDS = ("approve", "waits", "blocked")
SHOWN = 30


@campaign_page(VIEW)
@require_GET
def orders(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The orders so far, and the form for another."""
    return _list(request, campaign)


def _list(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    rules = campaign.pack.chains.order
    at_hand = stocks.masks(campaign)
    usual: dict[str, Any] = {
        "waves": rules.waves, "masks": at_hand if rules.masks_per_head else None, "masks_a_wave": None,
        "checks": rules.checks, "risk_a_wave": rules.risk_a_wave, "risk_each": rules.risk_each,
    }  # fmt: skip
    found = faults(refusal)
    fields = [
        (name, words.LIMITS[name], request.POST.get(name, value if value is not None else ""), found.get(name, ""))
        for name, value in usual.items()
    ]
    rows = ResumingOrder.objects.visible_to(request.user).filter(campaign=campaign)
    context = {
        "campaign": campaign,
        "page": lists.page(rows.select_related("asked_by", "confirmed_by"), request.GET.get("after", ""), SHOWN),
        "fields": fields,
        "rules": rules,
        "at_hand": at_hand,
        "may_ask": request.user.scope(KEEP).covers_area(campaign.area_code),
        "refusal": refusal,
    }
    return render(request, "chains/orders.html", context, status=status(refusal))


@campaign_page(KEEP)
@require_POST
def order_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Has one worked out."""
    made: list[ResumingOrder] = []
    limits = {name: request.POST.get(name, "") for name in actions.MOST}
    return acted(
        request,
        lambda: made.append(actions.ask(campaign=campaign, limits=limits, by=request.user)),
        lambda: _("It is being worked out."),
        lambda: ("chains:order", campaign.key, made[0].pk),
        lambda refusal: _list(request, campaign, refusal),
    )


@campaign_page(VIEW)
@require_GET
def order(request: PageRequest, campaign: Campaign, resuming_order: int) -> HttpResponse:
    """One order; while it is worked out the page asks for itself."""
    return _page(request, campaign, order_of(request, campaign, resuming_order))


@campaign_page(VIEW)
@require_GET
def order_progress(request: PageRequest, campaign: Campaign, resuming_order: int) -> HttpResponse:
    """How far it is; when it is done, the browser loads the page anew."""
    found = order_of(request, campaign, resuming_order)
    if found.state != "running":
        done = HttpResponse(status=204)
        done["HX-Refresh"] = "true"
        return done
    return render(request, "chains/parts/progress.html", _progress(campaign, found))


def _progress(campaign: Campaign, found: ResumingOrder) -> dict[str, Any]:
    return {"campaign": campaign, "found": found, "phase": words.PHASES.get(found.phase, "")}


def _page(
    request: PageRequest, campaign: Campaign, found: ResumingOrder, refusal: Refused | None = None
) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "approve"
    page = lists.entries(found, request.user, kind, request.GET.get("after", ""))
    top = list(
        found.entries.visible_to(request.user).filter(is_top=True).select_related("enterprise").order_by("place")
    )
    names = exports.names(campaign, found, [*page.rows, *top], request.user)
    for row in (*page.rows, *top):
        row.why = words.reason(row, names)
    result = found.result
    context = {
        **_progress(campaign, found),
        "kind": kind,
        "page": page,
        "top": top,
        "result": result,
        "sure": words.sure(result) if result else "",
        "top_said": money(result["most"]["releases"]) if result else "",
        "top_sure": bool(result) and result["most"]["releases"] >= result["most"]["bound"],
        "top_bound": money(result["most"]["bound"]) if result else "",
        "waves": _waves(result, found),
        "limits": [(words.LIMITS[name], value) for name, value in found.limits.items() if value is not None],
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "events": history.of(request, "resuming_order", found.pk),
        "refusal": refusal,
    }
    return render(request, "chains/order.html", context, status=status(refusal))


def _waves(result: dict[str, Any], found: ResumingOrder) -> list[dict[str, Any]]:
    """Output by wave in words, how many are approved in each, and how wide its bar is."""
    released = result.get("released") or []
    counts: dict[int, int] = {}
    for wave in found.entries.filter(kind="approve").values_list("wave", flat=True):
        counts[wave or 0] = counts.get(wave or 0, 0) + 1
    highest = max(released, default=0) or 1
    return [
        {"n": at, "count": counts.get(at, 0), "output": money(value), "share": round(value * 100 / highest)}
        for at, value in enumerate(released, 1)
    ]


@campaign_page(VIEW)
@require_GET
def order_sheet(request: PageRequest, campaign: Campaign, resuming_order: int) -> Any:
    """The order as a sheet, with a reason in each row."""
    return exports.order(request.user, order_of(request, campaign, resuming_order))


def _moved(
    request: PageRequest, campaign: Campaign, found: ResumingOrder, do: Callable[[], Any], said: str
) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("chains:order", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(Permission.SUPPLY_CONFIRM)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, resuming_order: int) -> HttpResponse:
    """Puts it in force."""
    found = order_of(request, campaign, resuming_order)
    do = lambda: actions.confirm(order=found, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("In force: filings can be sorted by it."))


@campaign_page(KEEP)
@require_POST
def dropping(request: PageRequest, campaign: Campaign, resuming_order: int) -> HttpResponse:
    """Another one is wanted."""
    found = order_of(request, campaign, resuming_order)
    return _moved(request, campaign, found, lambda: actions.drop(order=found, by=request.user), _("Dropped."))


@campaign_page(Permission.SUPPLY_CONFIRM)
@require_POST
def lifting(request: PageRequest, campaign: Campaign, resuming_order: int) -> HttpResponse:
    """No order is in force any more."""
    found, reason = order_of(request, campaign, resuming_order), request.POST.get("reason", "")
    do = lambda: actions.lift(order=found, reason=reason, by=request.user)  # noqa: E731
    return _moved(request, campaign, found, do, _("Lifted."))
