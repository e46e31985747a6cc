"""Parcels of land: the register with its states, one parcel with its channel, what is done about it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.projects import exports, lists
from fugong.projects.access import acts_for
from fugong.projects.actions import approvals, parcels
from fugong.projects.arrows import PARCEL
from fugong.projects.lists import Wanted
from fugong.projects.models import Parcel
from fugong.projects.views.access import STEP, VIEW, acted, areas, chosen_enterprise, parcel_of, status
from fugong.projects.views.approvals import dress
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows

FIELDS = ("name", "number", "area_m2", "mu", "use", "area_code", "address", "longitude", "latitude", "note")


def _area(square: int) -> str:
    return _("%(n)s m²") % {"n": f"{square:,}"}


@campaign_page(VIEW)
@require_GET
def register(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Every parcel, with how much land stands in each state."""
    wanted = Wanted.of(request.GET, PARCEL.states)
    rows = lists.parcels(request.user, campaign, wanted)
    columns = pipeline.strip(rows, PARCEL, chosen=wanted.state, worth="area_m2", told=_area)
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    page = lists.page(rows.select_related("enterprise"), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
    channels: dict[int, Any] = {}
    found: list[Any] = list(
        approvals.Approval.objects.filter(parcel__in=page.rows).select_related("pack_version").order_by("pk")
    )
    dress(campaign, found)
    for each in found:
        channels[each.parcel_id or 0] = each
    for row in page.rows:
        row.channel = channels.get(row.pk)
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "columns": columns, "uses": campaign.pack.projects.land.uses,
        "may_enter": _may_enter(request, campaign), "office": _office(campaign),
    }  # fmt: skip
    return render(request, "projects/land.html", context)


def _office(campaign: Campaign) -> str:
    land = campaign.pack.projects.land
    return campaign.pack.projects.office_name(land.office) if land.office else ""


def _may_enter(request: PageRequest, campaign: Campaign) -> bool:
    """Whether the reader keeps the land somewhere in the place."""
    row = Parcel(campaign=campaign, area_code=campaign.jurisdiction.code)
    return bool(campaign.pack.projects.land.uses) and acts_for(request.user, row, campaign.pack.projects.land.office)


@campaign_page(VIEW)
@require_GET
def register_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The register as a sheet."""
    return exports.parcels(request.user, campaign, Wanted.of(request.GET, PARCEL.states))


@campaign_page(STEP)
@require_http_methods(["GET", "POST"])
def parcel_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enters a parcel."""
    if request.method == "GET":
        return _form(request, campaign)
    try:
        made = parcels.enter(campaign=campaign, values=_values(request), by=request.user)
    except Refused as refusal:
        if refusal.status not in (409, 422):
            raise
        return _form(request, campaign, refusal=refusal)
    return redirect("projects:parcel", campaign.key, made.pk)


def _values(request: PageRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def _form(
    request: PageRequest, campaign: Campaign, parcel: Parcel | None = None, refusal: Refused | None = None
) -> HttpResponse:
    typed: Any = request.POST
    if parcel is not None and request.method == "GET":
        typed = {name: getattr(parcel, name) for name in FIELDS if name not in ("mu", "area_code")}
        typed |= {name: "" for name in ("longitude", "latitude") if typed[name] is None}
    context = {
        "campaign": campaign, "parcel": parcel, "uses": campaign.pack.projects.land.uses, "areas": areas(request, campaign),
        "typed": typed, "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "projects/parcel_form.html", context, status=status(refusal))


@campaign_page(VIEW)
@require_GET
def parcel(request: PageRequest, campaign: Campaign, parcel: int) -> HttpResponse:
    """One parcel, and how its papers stand in the channel."""
    return _page(request, campaign, parcel_of(request, campaign, parcel))


def _page(request: PageRequest, campaign: Campaign, found: Parcel, refusal: Refused | None = None) -> HttpResponse:
    found.campaign = campaign
    channels: list[Any] = list(found.approvals.select_related("pack_version", "enterprise").order_by("-pk"))
    dress(campaign, channels)
    key = campaign.pack.projects.land.channel
    context = {
        "campaign": campaign, "parcel": found, "channels": channels, "rule": campaign.pack.projects.approval(key or ""),
        "is_through": not key or parcels.through(found, key),
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "may_step": acts_for(request.user, found, found.office), "office": _office(campaign),
        "events": history.of(request, "parcel", found.pk),
        "refusal": refusal, "faults": faults(refusal), "typed": request.POST,
    }  # fmt: skip
    return render(request, "projects/parcel.html", context, status=status(refusal))


@campaign_page(STEP)
@require_http_methods(["GET", "POST"])
def parcel_details(request: PageRequest, campaign: Campaign, parcel: int) -> HttpResponse:
    """Changes what is known of it, while it is being prepared."""
    found = parcel_of(request, campaign, parcel)
    if request.method == "GET":
        return _form(request, campaign, found)
    return acted(
        request, lambda: parcels.amend(parcel=found, values=_values(request), by=request.user), lambda: _("Kept."),
        lambda: ("projects:parcel", campaign.key, found.pk),
        lambda refusal: _form(request, campaign, found, refusal),
    )  # fmt: skip


def _reason(request: PageRequest) -> str:
    return request.POST.get("reason", "")


def _begin_channel(request: PageRequest, found: Parcel) -> Any:
    kind = found.campaign.pack.projects.land.channel or ""
    return approvals.begin(campaign=found.campaign, kind=kind, parcel=found, by=request.user)


MOVES: dict[str, tuple[Callable[[PageRequest, Parcel], Any], Callable[[], str]]] = {
    "channel": (_begin_channel, lambda: _("The channel is open: gather its papers, then take it in.")),
    "listing": (lambda r, p: parcels.list_(parcel=p, by=r.user), lambda: _("Listed.")),
    "unlisting": (
        lambda r, p: parcels.unlist(parcel=p, reason=_reason(r), by=r.user),
        lambda: _("It is off the list."),
    ),
    "agreement": (
        lambda r, p: parcels.agree(parcel=p, enterprise=chosen_enterprise(r, p.campaign), by=r.user),
        lambda: _("Agreed: nobody else is shown it."),
    ),
    "release": (lambda r, p: parcels.free(parcel=p, reason=_reason(r), by=r.user), lambda: _("It is listed again.")),
    "hand-over": (lambda r, p: parcels.hand_over(parcel=p, by=r.user), lambda: _("Handed over.")),
    "withdrawal": (lambda r, p: parcels.withdraw(parcel=p, reason=_reason(r), by=r.user), lambda: _("Withdrawn.")),
}


@campaign_page(STEP)
@require_POST
def parcel_move(request: PageRequest, campaign: Campaign, parcel: int, move: str) -> HttpResponse:
    """Something is done about a parcel."""
    found = parcel_of(request, campaign, parcel)
    if move not in MOVES:
        raise Http404
    do, said = MOVES[move]
    return acted(
        request, lambda: do(request, found), said, lambda: ("projects:parcel", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, parcel_of(request, campaign, parcel), refusal),
    )  # fmt: skip
