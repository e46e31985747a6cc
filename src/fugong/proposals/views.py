"""Pages of proposals: ask, look, change by hand, confirm. Each kind says itself who may, and fills the page."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fugong.accounts.acting import OR_TOO_LATE, acted, faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places import naming
from fugong.places.models import Campaign, Jurisdiction
from fugong.places.pages import campaign_page
from fugong.proposals import actions, kinds
from fugong.proposals.models import Proposal
from fugong.proposals.words import ENDED, failure, source

ANYONE = Permission.REGISTRY_VIEW  # each kind says itself who may
RECENT = 20


def _kind(request: PageRequest, campaign: Campaign, key: str) -> kinds.Kind:
    try:
        kind = kinds.get(key)
    except KeyError:
        raise Http404 from None
    if not (kind.is_there(campaign) and _areas(request, campaign, kind).exists()):
        raise Http404
    return kind


def _areas(request: PageRequest, campaign: Campaign, kind: kinds.Kind) -> QuerySet[Jurisdiction]:
    """Those for which the person may ask, the widest first."""
    scope = request.user.scope(kind.needs)
    rows = Jurisdiction.objects.within(campaign.jurisdiction.prefix).order_by("code")
    if kind.whole_place:
        rows = rows.filter(pk=campaign.jurisdiction_id)
    covered = Q(pk__in=[])
    for area in scope.areas:
        covered |= Q(code__startswith=area)
    return rows if scope.everything else rows.filter(covered)


def _proposal(request: PageRequest, campaign: Campaign, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    found: Proposal = or_404(rows.select_related("made_by", "confirmed_by").first())
    found.campaign = campaign
    return found


@campaign_page(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: PageRequest, campaign: Campaign, wish: str) -> HttpResponse:
    """Asks for a proposal; the last ones stand below."""
    kind = _kind(request, campaign, wish)
    if request.method == "POST":
        made: list[Proposal] = []

        def do() -> None:
            asked = kind.asked(campaign, request.POST)
            typed = naming.meant(_areas(request, campaign, kind), request.POST.get("area_named", ""), "area")
            area = typed.code if typed else request.POST.get("area", "")
            made.append(actions.ask(campaign=campaign, kind=wish, asked=asked, by=request.user, area=area))

        return acted(
            request, do, lambda: _("Nothing is written until somebody confirms it."),
            lambda: ("proposals:proposal", campaign.key, made[0].pk),
            lambda refusal: _wish(request, campaign, kind, refusal), shown=OR_TOO_LATE,
        )  # fmt: skip
    return _wish(request, campaign, kind)


def _wish(request: PageRequest, campaign: Campaign, kind: kinds.Kind, refusal: Refused | None = None) -> HttpResponse:
    recent = Proposal.objects.visible_to(request.user).filter(campaign=campaign, kind=kind.key)
    areas = naming.offered(_areas(request, campaign, kind))
    context = {
        "campaign": campaign, "kind": kind, "areas": areas if areas.is_cut or len(areas.choices) > 1 else None,
        "recent": Page.newest(recent.select_related("made_by", "confirmed_by"), RECENT, request.GET.get("after", "")),
        "refusal": refusal, "faults": faults(refusal),
        "typed": request.POST or request.GET, "back": kind.back(Proposal(campaign=campaign, kind=kind.key)),
        **kind.choices(campaign, request.user),
    }  # fmt: skip
    return render(request, "proposals/wish.html", context, status=refusal.status if refusal else 200)


@campaign_page(ANYONE)
@require_safe
def proposal(request: PageRequest, campaign: Campaign, proposal: int) -> HttpResponse:
    """What would be done and why; while a job works on it, how far it is."""
    found = _proposal(request, campaign, proposal)
    if found.state == "working":
        spent = int((clock.now() - found.state_since).total_seconds())
        late = spent > found.seconds + 60
        context = {"campaign": campaign, "proposal": found, "spent": min(spent, found.seconds), "late": late}
        part = "proposals/parts/working.html" if request.headers.get("HX-Request") else "proposals/working.html"
        return render(request, part, context)
    if request.headers.get("HX-Request"):
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return _shown(request, campaign, found)


def _shown(request: PageRequest, campaign: Campaign, found: Proposal, refusal: Refused | None = None) -> HttpResponse:
    kind, found.query = found.kind_of_proposal, request.GET
    context: dict[str, Any] = {"campaign": campaign, "proposal": found, "kind": kind, "refusal": refusal}
    context |= {"back": kind.back(found), "faults": faults(refusal), "typed": request.POST}
    if found.state == "failed":
        context["failures"] = [failure(each) for each in found.failure]
    else:
        context |= {"source": source(found.content), "ended": ENDED.get(found.content.get("ended", ""), "")}
        context |= kind.shown(found)
        drawn = kind.drawn(found) is not None
        context["map_url"] = reverse("proposals:map_data", args=[campaign.key, found.pk]) if drawn else ""
        context["centre"] = campaign.pack.places.centre
    if found.state == "ready":
        context["hands"] = kind.hands(found)
        context["subject"] = request.POST.get("subject") or request.GET.get("subject", "")
    if found.state == "confirmed":
        context["done"] = kind.done(found)
    return render(request, "proposals/proposal.html", context, status=refusal.status if refusal else 200)


@campaign_page(ANYONE)
@require_safe
def map_data(request: PageRequest, campaign: Campaign, proposal: int) -> HttpResponse:
    """The plan as GeoJSON, as `fugong/plan-map.js` reads it."""
    found = _proposal(request, campaign, proposal)
    drawn = found.kind_of_proposal.drawn(found) if found.content else None
    if drawn is None:
        raise Http404
    return JsonResponse(drawn)


@campaign_page(ANYONE)
@require_POST
def changes(request: PageRequest, campaign: Campaign, proposal: int) -> HttpResponse:
    """Somebody chooses otherwise for one line of the plan."""
    found = _proposal(request, campaign, proposal)
    subject, target = request.POST.get("subject", ""), request.POST.get("target", "")
    return acted(
        request, lambda: actions.change(proposal=found, subject=subject, target=target, by=request.user),
        lambda: _("Changed. Nothing is written until somebody confirms it."),
        lambda: ("proposals:proposal", campaign.key, found.pk),
        lambda refusal: _shown(request, campaign, _proposal(request, campaign, proposal), refusal), shown=OR_TOO_LATE,
    )  # fmt: skip


@campaign_page(ANYONE)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, proposal: int) -> HttpResponse:
    """Writes it as a whole."""
    found = _proposal(request, campaign, proposal)
    return acted(
        request, lambda: actions.confirm(proposal=found, by=request.user),
        lambda: found.kind_of_proposal.done(found), lambda: ("proposals:proposal", campaign.key, found.pk),
        lambda refusal: _shown(request, campaign, _proposal(request, campaign, proposal), refusal), shown=OR_TOO_LATE,
    )  # fmt: skip


@campaign_page(ANYONE)
@require_POST
def repetition(request: PageRequest, campaign: Campaign, proposal: int) -> HttpResponse:
    """The same asked anew, of the data as they are now; the old one is dropped."""
    found = _proposal(request, campaign, proposal)
    made: list[Proposal] = []

    def do() -> None:
        made.append(
            actions.ask(
                campaign=campaign, kind=found.kind, asked=found.asked, by=request.user, area=found.area_code,
            )
        )  # fmt: skip
        if not found.is_final:
            actions.drop(proposal=found, by=request.user)

    return acted(
        request, do, lambda: _("Worked out anew."), lambda: ("proposals:proposal", campaign.key, made[0].pk),
        lambda refusal: _shown(request, campaign, found, refusal), shown=OR_TOO_LATE,
    )  # fmt: skip


@campaign_page(ANYONE)
@require_POST
def disposal(request: PageRequest, campaign: Campaign, proposal: int) -> HttpResponse:
    """Drops it."""
    found = _proposal(request, campaign, proposal)
    actions.drop(proposal=found, by=request.user)
    messages.success(request, _("Dropped. Nothing was written."))
    return redirect("proposals:wish", campaign.key, found.kind)
