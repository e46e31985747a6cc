"""The day's health: who is missing, enterprise by enterprise, and the cases that are open."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.workflow.moves import open_arrows
from fugong.workforce import exports, missing
from fugong.workforce.actions import health
from fugong.workforce.models import HealthCase

PAGE = 50
TABS = {"open": gettext_lazy("Not settled yet"), "mine": gettext_lazy("Mine"), "all": gettext_lazy("All")}
OPEN = ("open", "taken", "referred")


@campaign_page(P.PERSON_VIEW)
@require_GET
def day(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Reports of a day by enterprise, most missing first."""
    shown = dates.asked(request.GET.get("day")) or clock.today()
    text = request.GET.get("text", "")[:60]
    offset = min(numbers.asked(request.GET.get("start")) or 0, 100_000)
    whole = missing.of_day(request.user, campaign, shown)
    order = list(whole.enterprises)
    if text.strip():
        fits = set(Enterprise.objects.matching(text).values_list("pk", flat=True))
        order = [each for each in order if each in fits]
    page = order[offset : offset + PAGE]
    now = {each.enterprise: each for each in missing.counted(request.user, campaign, shown, page)}
    firms = Enterprise.objects.in_bulk(page)
    context = {
        "campaign": campaign,
        "day": shown,
        "text": text,
        "rows": [(firms[each], now[each]) for each in page if each in now and each in firms],
        "next": offset + PAGE if len(order) > offset + PAGE else None,
        "start": offset,
        "sums": whole.sums,
        "as_of": whole.as_of,
        "health": campaign.pack.workforce.health,
        "may_export": request.user.holds(P.REGISTRY_EXPORT),
        "open_cases": HealthCase.objects.visible_to(request.user).filter(campaign=campaign, state__in=OPEN).count(),
    }
    return render(request, "workforce/health_day.html", context)


@campaign_page(P.REGISTRY_EXPORT)
@require_GET
def day_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """Today's list as a sheet."""
    if not request.user.holds(P.PERSON_VIEW):
        raise Http404
    return exports.missing_reports(request.user, campaign)


@campaign_page(P.PERSON_VIEW)
@require_GET
def cases(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Fevers and symptoms, the newest first."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    rows = HealthCase.objects.visible_to(request.user).filter(campaign=campaign)
    if tab == "open":
        rows = rows.filter(state__in=OPEN)
    elif tab == "mine":
        rows = rows.filter(taken_by=request.user)
    after = request.GET.get("after", "")
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows.select_related("person__key", "enterprise", "taken_by")[: PAGE + 1])
    for case_ in found:
        case_.symptom_names = campaign.pack.workforce.symptom_names(case_.symptoms)
    page = Page.of(found, PAGE, after)
    context = {"campaign": campaign, "tab": tab, "tabs": TABS.items(), "page": page}
    return render(request, "workforce/health_cases.html", context)


@campaign_page(P.PERSON_VIEW)
@require_GET
def case(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One case, and what can be done."""
    return _page(request, campaign, _case(request, campaign, pk))


@campaign_page(P.HEALTH_HANDLE)
@require_POST
def case_move(request: PageRequest, campaign: Campaign, pk: int, move: str) -> HttpResponse:
    """Takes the case along an arrow."""
    found = _case(request, campaign, pk)
    if move not in {arrow.key for arrow in HealthCase.workflow.arrows}:
        raise Http404
    try:
        health.move(case=found, key=move, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _page(request, campaign, found, refusal)
    messages.success(request, _("Noted: %(state)s.") % {"state": found.state_name})
    return redirect("workforce:health_case", campaign.key, pk)


def _page(request: PageRequest, campaign: Campaign, found: HealthCase, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "campaign": campaign,
        "case": found,
        "symptoms": campaign.pack.workforce.symptom_names(found.symptoms),
        "arrows": open_arrows(found, request.user),
        "refusal": refusal,
        "events": history.of(request, "health_case", found.pk),
    }
    return render(request, "workforce/health_case.html", context, status=refusal.status if refusal else 200)


def _case(request: PageRequest, campaign: Campaign, pk: int) -> HealthCase:
    rows = HealthCase.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    found: HealthCase = or_404(
        rows.select_related("person__key", "enterprise", "taken_by", "campaign__pack_version").first()
    )
    return found
