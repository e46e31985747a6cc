"""Announcing by the desk, and at the gate: somebody who isn't on the list."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.arrivals.actions import announcing
from fugong.arrivals.models import Party
from fugong.arrivals.views import reading
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign, Jurisdiction
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise

COMMUNITIES = 300
"""So many are offered; each other one is found by its name."""


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A party: service, people, where they go. `?service=` chooses the service, `?gate=1` says that they stand there."""
    refusal = None
    if request.method == "POST":
        try:
            made = _announced(request, campaign)
            return redirect("arrivals:arrival", campaign.key, made.arrivals.order_by("is_child", "pk")[0].pk)
        except Refused as refused:
            if refused.status != 422:
                raise
            refusal = refused
    typed = request.POST.copy() if request.method == "POST" else request.GET.copy()
    if "service" in request.GET and request.method == "GET":
        typed["known"] = request.GET["service"]
        typed["service"] = ""
    areas = Jurisdiction.objects.within(campaign.jurisdiction.prefix).exclude(pk=campaign.jurisdiction_id)
    found = [(area.code, str(area)) for area in areas.order_by("code")[: COMMUNITIES + 1]]
    context = reading.context(campaign, typed) | {
        "campaign": campaign,
        "refusal": refusal,
        "faults": faults(refusal),
        "enterprise_text": typed.get("enterprise", ""),
        "communities": found[:COMMUNITIES],
        "communities_are_cut": len(found) > COMMUNITIES,
        "at_gate": bool(typed.get("at_gate")),
    }
    return render(request, "arrivals/new.html", context, status=422 if refusal else 200)


@transaction.atomic
def _announced(request: PageRequest, campaign: Campaign) -> Party:
    post = request.POST
    said = reading.all_of(post, campaign, request.user)
    return announcing.announce(
        service=said.service, people=said.people, enterprise=_enterprise(request, campaign), contact=said.contact,
        community=_community(campaign, post.get("community", "")), destination=post.get("destination", ""),
        via="gate" if post.get("at_gate") else "desk", by=request.user,
    )  # fmt: skip


def _community(campaign: Campaign, typed: str) -> str:
    """The code of `name · code`, a code, or the name of a community, or a piece of it that no other has; else as it was typed."""
    text = typed.strip()
    code = text.rpartition(" · ")[2]
    if not text or numbers.asked(code) is not None:
        return code
    rows = Jurisdiction.objects.within(campaign.jurisdiction.prefix)
    same = list(rows.filter(name=text)[:2]) or list(rows.filter(name__icontains=text)[:2])
    return same[0].code if len(same) == 1 else text


def _enterprise(request: PageRequest, campaign: Campaign) -> Enterprise | None:
    """The one enterprise that the words mean. Raises Refused where none or several do."""
    from django.utils.translation import gettext as _

    from fugong.core.errors import Fault

    text = request.POST.get("enterprise", "").strip()[:80]
    if not text:
        return None
    rows = Enterprise.objects.visible_to(request.user, Permission.ARRIVAL_RECEIVE)
    rows = rows.filter(enrolments__campaign=campaign)
    exact = list(rows.filter(name=text)[:2])
    found = exact or list(rows.matching(text)[:2])
    if len(found) == 1:
        return found[0]
    message = (
        _("No enterprise fits: look at the name.")
        if not found
        else _("Several enterprises fit: write more of the name.")
    )
    raise Refused(message, fields=[Fault("enterprise", message)])
