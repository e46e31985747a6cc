"""The enterprise's own page: who arrives, announcing, the named contact, confirming who was taken over, the link for its people."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.arrivals import coming
from fugong.arrivals.actions import announcing, steps
from fugong.arrivals.models import Arrival, HandOver
from fugong.arrivals.views import reading
from fugong.arrivals.views.access import placed
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.workforce.models import Employment, RosterLink

ROWS = 4
ROSTER = 150
"""People of the enterprise's list that the form offers at once."""
SHOWN = 50


@mine_page(Permission.PERSON_EDIT)
@require_http_methods(["GET", "POST"])
def arrivals(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """What was announced and how it stands; POST announces a party."""
    if request.method != "POST":
        return _page(request, campaign, enterprise)

    @transaction.atomic
    def do() -> None:
        post = request.POST
        said = reading.all_of(post, campaign, request.user)
        people = [*reading.staff_of(post, campaign, enterprise), *said.people]
        announcing.announce(
            service=said.service, people=people, enterprise=enterprise, contact=said.contact,
            destination=post.get("destination", ""), via="enterprise", by=request.user,
        )  # fmt: skip

    return acted(
        request, do, lambda: _("Announced. Officers will be at the gate."),
        lambda: ("arrivals:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(Permission.PERSON_EDIT)
@require_POST
def contact(request: PageRequest, campaign: Campaign, enterprise: Enterprise, arrival: int) -> HttpResponse:
    """Who can be called."""
    row = or_404(Arrival.objects.filter(campaign=campaign, enterprise=enterprise, pk=arrival).first())

    def do() -> None:
        said = coming.contact(request.POST.get("contact_name", ""), request.POST.get("contact_phone", ""))
        announcing.name_contact(arrival=row, contact=said, by=request.user)

    return acted(
        request, do, lambda: _("The contact is kept."), lambda: ("arrivals:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(Permission.PERSON_EDIT)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, enterprise: Enterprise, hand_over: int) -> HttpResponse:
    """“They are with us.”"""
    row = or_404(
        HandOver.objects.filter(campaign=campaign, enterprise=enterprise, to="enterprise", pk=hand_over).first()
    )
    return acted(
        request, lambda: steps.confirm(receipt=row, name="", by=request.user), lambda: _("Confirmed."),
        lambda: ("arrivals:mine", campaign.key, enterprise.pk),
        lambda refusal: _page(request, campaign, enterprise, refusal),
    )  # fmt: skip


def _page(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    rows = (
        Arrival.objects.filter(campaign=campaign, enterprise=enterprise)
        .opened()
        .select_related("key", "person__key", "party", "service", "enterprise", "handed_over")
    )
    page = Page.placed(rows.order_by("-day", "party_id", "is_child", "pk"), SHOWN, request.GET.get("after", ""))
    for row in page.rows:
        placed(row, campaign)
    waiting = HandOver.objects.filter(campaign=campaign, enterprise=enterprise, to="enterprise", confirmed_at=None)
    roster = Employment.objects.current().filter(campaign=campaign, enterprise=enterprise)
    link = RosterLink.objects.filter(campaign=campaign, enterprise=enterprise, withdrawn_at=None).first()
    context: dict[str, Any] = reading.context(campaign, request.POST, ROWS) | {
        "campaign": campaign, "enterprise": enterprise, "page": page,
        "waiting": list(waiting.prefetch_related("arrivals__person__key", "arrivals__key", "arrivals__service")),
        "roster": Page.newest(roster.select_related("person__key"), ROSTER, request.GET.get("roster", "")),
        "ticked": request.POST.getlist("staff"), "refusal": refusal, "faults": faults(refusal), "link": link,
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "arrivals/mine/arrivals.html", context, status=refusal.status if refusal else 200)
