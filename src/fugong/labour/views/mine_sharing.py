"""The enterprise: agreements on shared staff that it signs, and fairs in which it takes part."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock
from fugong.core.errors import Conflict, Refused
from fugong.core.paging import Page
from fugong.labour import printing
from fugong.labour.access import OFFER
from fugong.labour.actions import fairs, sharing
from fugong.labour.models import Fair, Lending, Stand, Vacancy
from fugong.labour.models.fair import OUTCOMES
from fugong.labour.views.access import CAMPAIGN, MORE, acted, at, case, own_row, steps_of, taken
from fugong.labour.views.fairs import TALKS
from fugong.labour.views.sharing import LENDING_STEPS, lending_facts
from fugong.places.models import Campaign
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise


def _own(campaign: Campaign, enterprise: Enterprise, pk: int) -> Any:
    """An agreement of which the enterprise is one side."""
    rows = Lending.objects.filter(Q(enterprise=enterprise) | Q(borrower=enterprise), campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, *MORE[Lending]).first())


@mine_page(OFFER)
@require_GET
def mine_lending(request: PageRequest, campaign: Campaign, enterprise: Enterprise, lending: int) -> HttpResponse:
    """One agreement of ours: read, signed, ended early."""
    return _lending(request, enterprise, _own(campaign, enterprise, lending))


def _lending(request: PageRequest, enterprise: Enterprise, row: Any, refusal: Refused | None = None) -> HttpResponse:
    where = [row.campaign.key, enterprise.pk, row.pk]
    context = {
        "enterprise": enterprise, "facts": lending_facts(row), "steps": steps_of(row, request.user, LENDING_STEPS),
        "step_url": reverse("labour:mine_lending_step", args=where), "sign_url": reverse("labour:mine_signature", args=where),
        "paper_url": reverse("labour:mine_lending_paper", args=where),
        "may_sign": row.state == "proposed" and bool(row.side_of(request.user)),
    }  # fmt: skip
    return case(request, "labour/mine/lending.html", row, context, refusal)


@mine_page(OFFER)
@require_POST
def mine_signature(request: PageRequest, campaign: Campaign, enterprise: Enterprise, lending: int) -> HttpResponse:
    """We sign."""
    row = _own(campaign, enterprise, lending)
    name, agreed = request.POST.get("name", ""), "agreed" in request.POST
    return acted(
        request,
        lambda: sharing.sign(lending=row, name=name, agreed=agreed, by=request.user),
        lambda: _("Signed."),
        lambda: ("labour:mine_lending", campaign.key, enterprise.pk, row.pk),
        lambda refusal: _lending(request, enterprise, _own(campaign, enterprise, lending), refusal),
    )


@mine_page(OFFER)
@require_POST
def mine_lending_step(request: PageRequest, campaign: Campaign, enterprise: Enterprise, lending: int) -> HttpResponse:
    """Declined, or returned early."""
    row = _own(campaign, enterprise, lending)
    return taken(
        request, row, LENDING_STEPS, lambda: ("labour:mine_lending", campaign.key, enterprise.pk, row.pk),
        lambda refusal: _lending(request, enterprise, _own(campaign, enterprise, lending), refusal),
    )  # fmt: skip


@mine_page(OFFER)
@require_GET
def mine_lending_paper(request: PageRequest, campaign: Campaign, enterprise: Enterprise, lending: int) -> HttpResponse:
    """The agreement as PDF."""
    return printing.answer(_own(campaign, enterprise, lending))


def _fair_of(campaign: Campaign, pk: int) -> Any:
    """A fair that is announced or over."""
    found = own_row(Fair, campaign, pk)
    return or_404(found if found.state != "planned" else None)


@mine_page(OFFER)
@require_GET
def mine_fair(request: PageRequest, campaign: Campaign, enterprise: Enterprise, fair: int) -> HttpResponse:
    """One fair: take part, keep talks."""
    return _fair(request, enterprise, _fair_of(campaign, fair))


def _fair(request: PageRequest, enterprise: Enterprise, row: Any, refusal: Refused | None = None) -> HttpResponse:
    where = [row.campaign.key, enterprise.pk, row.pk]
    stand = Stand.objects.filter(fair=row, enterprise=enterprise).first()
    vacancies = Vacancy.objects.filter(campaign=row.campaign, enterprise=enterprise, state="published")
    context = {
        "enterprise": enterprise, "stand": stand, "vacancies": vacancies, "outcomes": OUTCOMES.items(),
        "facts": [(_("Begins"), at(row.starts_at)), (_("Ends"), at(row.ends_at)), (_("Link"), row.link or "—")],
        "talks": Page.newest(
            row.talks.filter(enterprise=enterprise).select_related("vacancy"), TALKS, request.GET.get("talks", "")
        ),
        "may_join": row.state == "announced" and row.ends_at > clock.now(),
        "may_talk": stand is not None and row.state == "announced" and row.starts_at <= clock.now(),
        "stand_url": reverse("labour:mine_stand", args=where), "talk_url": reverse("labour:mine_talks", args=where),
        "events": [],
    }  # fmt: skip
    return case(request, "labour/mine/fair.html", row, context, refusal)


@mine_page(OFFER)
@require_POST
def mine_stand(request: PageRequest, campaign: Campaign, enterprise: Enterprise, fair: int) -> HttpResponse:
    """We take part; or not after all."""
    row = _fair_of(campaign, fair)
    stand = Stand.objects.filter(fair=row, enterprise=enterprise).select_related("fair", "enterprise").first()

    def do() -> None:
        if "leave" not in request.POST:
            fairs.join(fair=row, enterprise=enterprise, by=request.user)
        elif stand is not None:
            fairs.leave(stand=stand, by=request.user)

    return acted(
        request, do, lambda: _("Saved."), lambda: ("labour:mine_fair", campaign.key, enterprise.pk, row.pk),
        lambda refusal: _fair(request, enterprise, row, refusal),
    )  # fmt: skip


@mine_page(OFFER)
@require_POST
def mine_talks(request: PageRequest, campaign: Campaign, enterprise: Enterprise, fair: int) -> HttpResponse:
    """A talk and what came of it."""
    row = _fair_of(campaign, fair)
    stand = Stand.objects.filter(fair=row, enterprise=enterprise).select_related("fair", "enterprise").first()

    def do() -> None:
        if stand is None:
            raise Conflict(_("Take part first."))
        fairs.talk(stand=stand, values=request.POST, by=request.user)

    return acted(
        request, do, lambda: _("Kept."), lambda: ("labour:mine_fair", campaign.key, enterprise.pk, row.pk),
        lambda refusal: _fair(request, enterprise, row, refusal),
    )  # fmt: skip
