"""The enterprise's side: call for help with one tap, follow it, send what is asked for, confirm and rate."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.demands import actions, files, lists, shown, wording
from fugong.demands.actions.drafts import draft_of
from fugong.demands.actions.receiving import prefilled
from fugong.demands.models import Demand
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise


@mine_page(P.DEMAND_RAISE)
@require_GET
def mine_demands(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Its demands, the latest first."""
    rows = _own(request, campaign, enterprise).filter(parent=None).select_related("enterprise", "cause", "handler")
    page = lists.page(rows, request.GET.get("after", ""), by="")
    shown.dress(page.rows, campaign)
    context = {"campaign": campaign, "enterprise": enterprise, "page": page}
    return render(request, "demands/mine/list.html", context)


@mine_page(P.DEMAND_RAISE)
@require_http_methods(["GET", "POST"])
def mine_call(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """One tap, one big field: what is needed, in its own words."""
    if request.method == "POST":
        try:
            demand = actions.receive(
                campaign=campaign, enterprise=enterprise, by=request.user, text=request.POST.get("text", ""),
                category=request.POST.get("category", ""), contact_name=request.POST.get("contact_name", ""),
                contact_phone=request.POST.get("contact_phone", ""), attached=files.uploaded(request),
            )  # fmt: skip
        except Refused as refusal:
            _keep(request, campaign, enterprise)
            return _form(request, campaign, enterprise, refusal)
        messages.success(request, _("Received. You see below who answers, and by when."))
        return redirect("demands:mine_demand", campaign.key, enterprise.pk, demand.pk)
    return _form(request, campaign, enterprise)


@mine_page(P.DEMAND_RAISE)
@require_POST
def mine_draft(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Keeps what is being typed; says so beside the field."""
    if "drop" in request.POST:
        actions.drop_draft(campaign=campaign, enterprise=enterprise, by=request.user)
        return redirect("demands:mine_call", campaign.key, enterprise.pk)
    draft = _keep(request, campaign, enterprise)
    return render(request, "demands/mine/_saved.html", {"draft": draft, "longest": wording.LONGEST})


@mine_page(P.DEMAND_RAISE)
@require_GET
def mine_demand(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int) -> HttpResponse:
    """One demand: who answers by when, what was said, what it may do now."""
    return _page(request, _find(request, campaign, enterprise, pk))


@mine_page(P.DEMAND_RAISE)
@require_POST
def mine_deed(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int, deed: str) -> HttpResponse:
    """Replies, confirms, reopens, withdraws."""
    demand = _find(request, campaign, enterprise, pk)
    if deed not in DEEDS:
        raise Http404
    do, said = DEEDS[deed]
    try:
        do(request, demand)
    except Refused as refusal:
        return _page(request, demand, refusal)
    messages.success(request, str(said()))
    whole = demand.parent_id or demand.pk
    return redirect("demands:mine_demand", campaign.key, enterprise.pk, whole)


def _reply(request: PageRequest, demand: Demand) -> None:
    actions.supply(demand=demand, text=request.POST.get("text", ""), by=request.user, attached=files.uploaded(request))


def _confirm(request: PageRequest, demand: Demand) -> None:
    actions.confirm(
        demand=demand, stars=numbers.asked(request.POST.get("stars"), most=9) or 0,
        rating=request.POST.get("rating", ""), by=request.user,
    )  # fmt: skip


def _reopen(request: PageRequest, demand: Demand) -> None:
    reason = wording.required(
        request.POST.get("reason", ""), "reason", longest=1_000, empty=_("Say what is still missing.")
    )
    actions.reopen(demand=demand, reason=reason, by=request.user)


def _withdraw(request: PageRequest, demand: Demand) -> None:
    reason = wording.required(
        request.POST.get("reason", ""), "why", longest=1_000, empty=_("Say why you need it no more.")
    )
    actions.withdraw(demand=demand, reason=reason, by=request.user)


DEEDS: dict[str, tuple[Callable[[PageRequest, Demand], None], Callable[[], str]]] = {
    "reply": (_reply, lambda: _("Sent. The clock goes on.")),
    "confirmation": (_confirm, lambda: _("Thank you. Your rating helps to do better.")),
    "reopening": (_reopen, lambda: _("Reopened. Whoever answered goes on.")),
    "withdrawal": (_withdraw, lambda: _("Withdrawn.")),
}


def _own(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Any:
    return Demand.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise)


def _find(request: PageRequest, campaign: Campaign, enterprise: Enterprise, pk: int) -> Demand:
    rows = _own(request, campaign, enterprise).select_related(
        "enterprise", "campaign__pack_version", "campaign__jurisdiction", "pack_version", "handler", "parent"
    )
    found: Demand | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _keep(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Any:
    return actions.save_draft(
        campaign=campaign, enterprise=enterprise, by=request.user, text=request.POST.get("text", ""),
        category=request.POST.get("category", ""), contact_name=request.POST.get("contact_name", ""),
        contact_phone=request.POST.get("contact_phone", ""),
    )  # fmt: skip


def _form(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    draft = draft_of(campaign, enterprise, request.user)
    typed: dict[str, Any] = prefilled(enterprise, request.user)
    if refusal is not None:
        typed = {name: request.POST.get(name, "") for name in ("text", "category", "contact_name", "contact_phone")}
    elif draft is not None:
        typed = {"text": draft.text, "category": draft.category, "contact_name": draft.contact_name,
                 "contact_phone": draft.contact_phone or ""}  # fmt: skip
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "typed": typed,
        "draft": draft,
        "categories": [(each.key, each.name) for each in campaign.pack.demands.known],
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "longest": wording.LONGEST,
        "accept": files.ACCEPT,
        "most_files": files.MOST,
        "promises": [
            each.text for each in campaign.pack.resumption.commitments.authority if each.measured.startswith("demand.")
        ],
    }
    return render(request, "demands/mine/call.html", context, status=refusal.status if refusal else 200)


def _page(request: PageRequest, demand: Demand, refusal: Refused | None = None) -> HttpResponse:
    if refusal is not None:
        demand = _find(request, demand.campaign, demand.enterprise, demand.pk)
    parts: list[Any] = list(
        demand.parts.select_related("enterprise", "campaign__pack_version", "handler").order_by("pk")
    )
    shown.dress([demand, *parts], demand.campaign)
    for part in parts:
        part.said = shown.messages_of(part, inside=False)
        part.owed = part.state == "suspended"
    keys = [str(demand.pk), *(str(part.pk) for part in parts)]
    context = {
        "campaign": demand.campaign,
        "enterprise": demand.enterprise,
        "demand": demand,
        "parts": parts,
        "answers": shown.who_answers(demand),
        "said": shown.messages_of(demand, inside=False),
        "attachments": shown.attachments_of(demand),
        "deeds": shown.deeds(demand, request.user),
        "tasks": demand.tasks.select_related("owner").exclude(state="dropped"),
        "promises": shown.promises_of(demand),
        "events": _told(request, keys),
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "typed": request.POST,
        "accept": files.ACCEPT,
        "stars": range(5, 0, -1),
    }
    return render(request, "demands/mine/demand.html", context, status=refusal.status if refusal else 200)


INSIDE = (
    "demand.note",
    "demand.part",
    "demand.overdue",
    "demand.escalate",
    "demand.join",
    "demand.unjoin",
    "demand.reveal",
)
"""What stays within the authority."""


def _told(request: PageRequest, keys: list[str]) -> Page:
    rows = Event.objects.filter(subject_kind="demand", subject_key__in=keys).exclude(verb__in=INSIDE)
    return history.page(request, rows)
