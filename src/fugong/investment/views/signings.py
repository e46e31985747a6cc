"""Signing events: planned, their list of projects, held."""

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.investment import lists
from fugong.investment.actions import signings as actions
from fugong.investment.models import Lead, Signing
from fugong.investment.views.access import MANAGE, VIEW, acted, day, may_keep, signing_of, status
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.policy.reasons import money

MOST = 300


@campaign_page(VIEW)
@require_http_methods(["GET", "POST"])
def signings(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Events, and a new one."""
    if request.method == "GET":
        return _list(request, campaign)
    made: list[Signing] = []
    sent = request.POST
    return acted(
        request,
        lambda: made.append(
            actions.plan(
                campaign=campaign,
                name=sent.get("name", ""),
                day=day(request, "day"),
                place=sent.get("place", ""),
                online=sent.get("online") == "1",
                by=request.user,
            )
        ),
        lambda: _("The event is planned: put projects on its list."),
        lambda: ("investment:signing", campaign.key, made[0].pk),
        lambda refusal: _list(request, campaign, refusal),
    )


def _list(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    page = Page.placed(lists.signings(request.user, campaign), lists.PAGE, request.GET.get("after", ""))
    for row in page.rows:
        row.worth_said = money(row.worth / 100) if row.worth else ""
    context = {
        "campaign": campaign, "page": page, "may_keep": may_keep(request) and campaign.pack.investment.signed is not None,
        "refusal": refusal, "faults": faults(refusal), "typed": request.POST, "today": clock.today(),
    }  # fmt: skip
    return render(request, "investment/signings.html", context, status=status(refusal))


@campaign_page(VIEW)
@require_GET
def signing(request: PageRequest, campaign: Campaign, signing: int) -> HttpResponse:
    """One event with its projects and their sum."""
    return _page(request, campaign, signing_of(request, campaign, signing))


def _page(request: PageRequest, campaign: Campaign, found: Signing, refusal: Refused | None = None) -> HttpResponse:
    listed = Lead.objects.visible_to(request.user).filter(signing=found).order_by("-amount", "pk")
    page = Page.placed(listed, lists.PAGE, request.GET.get("after", ""))
    total = found.leads.aggregate(n=Sum("amount"))["n"] or 0
    section = campaign.pack.investment
    others = Page([], None, True)
    manages = found.may_move(request.user, MANAGE) and found.state == "planned"
    if manages and section.signed is not None:
        before = [stage.key for stage in section.stages[: section.place_of(section.signed.key)]]
        seen = Lead.objects.visible_to(request.user).filter(campaign=campaign, state="open", stage__in=before)
        seen = seen.exclude(signing=found).order_by("-amount", "pk")
        others = Page.placed(seen, lists.PAGE, request.GET.get("others", ""))
        others.rows.sort(key=lambda row: -section.place_of(row.stage))
    for row in (*page.rows, *others.rows):
        row.campaign = campaign
    context = {
        "campaign": campaign, "found": found, "page": page, "many": listed.count(),
        "total": money(total / 100) if total else "", "others": others,
        "manages": manages, "refusal": refusal, "faults": faults(refusal), "today": clock.today(),
        "events": history.of(request, "signing", found.pk),
    }  # fmt: skip
    return render(request, "investment/signing.html", context, status=status(refusal))


@campaign_page(MANAGE)
@require_POST
def listing(request: PageRequest, campaign: Campaign, signing: int) -> HttpResponse:
    """Puts projects on the list, or takes one off."""
    found = signing_of(request, campaign, signing)
    wanted = numbers.ticked(request.POST.getlist("leads"), MOST)
    seen = list(Lead.objects.visible_to(request.user).filter(campaign=campaign, pk__in=wanted).order_by("pk"))

    def do() -> None:
        if request.POST.get("outcome") == "off":
            for lead in seen:
                actions.take_off(signing=found, lead=lead, by=request.user)
        else:
            actions.put(signing=found, leads=seen, by=request.user)

    return acted(
        request,
        do,
        lambda: ngettext("%(n)s project changed.", "%(n)s projects changed.", len(seen)) % {"n": len(seen)},
        lambda: ("investment:signing", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )


@campaign_page(MANAGE)
@require_POST
def outcome(request: PageRequest, campaign: Campaign, signing: int) -> HttpResponse:
    """Held, or called off."""
    found = signing_of(request, campaign, signing)
    sent = request.POST

    def do() -> object:
        if sent.get("outcome") == "cancel":
            return actions.cancel(signing=found, by=request.user, reason=sent.get("reason", ""))
        return actions.hold(signing=found, by=request.user)

    return acted(
        request, do, lambda: _("Noted."), lambda: ("investment:signing", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, signing_of(request, campaign, signing), refusal),
    )  # fmt: skip
