"""What everybody reads without an account: vacancies, fairs; and the seeker's own pages behind a link."""

import io
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import open_to_everyone, or_404
from fugong.accounts.visitors import address_of, language_of
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.labour import forms, lists, matching
from fugong.labour.actions import introductions, seekers
from fugong.labour.lists import Wanted
from fugong.labour.models import Fair, Seeker, Vacancy
from fugong.labour.views.access import CAMPAIGN, at
from fugong.labour.views.vacancies import facts
from fugong.places.models import Campaign, CampaignState

PAGE, INTRODUCTIONS = 20, 20
WAGES = (3_000, 4_000, 5_000, 6_000, 8_000)


def _campaign(key: str) -> Campaign:
    """An open campaign whose pack has trades."""
    rows = Campaign.objects.filter(key=key, state=CampaignState.OPEN).select_related("pack_version", "jurisdiction")
    found = or_404(rows.first())
    return or_404(found if found.pack.labour.is_used else None)


def _frame(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign, "languages": settings.LANGUAGES, "language": translation.get_language(),
        "takes_seekers": campaign.pack.labour.seekers.open, "note": campaign.pack.labour.note,
    }  # fmt: skip


@open_to_everyone
@require_GET
def open_list(request: HttpRequest, campaign: str) -> HttpResponse:
    """Published vacancies by trade, place, wage; the newest or the best paid first."""
    found = _campaign(campaign)
    with translation.override(language_of(request)):
        wanted, order = Wanted.of(request.GET), request.GET.get("order", "")
        wage, after = request.GET.get("wage", "")[:7], request.GET.get("after", "")
        rows = lists.open_vacancies(found, wanted, wage, order)
        page = (lists.page_by_wage if order == "wage" else lists.page)(rows, after, PAGE)
        for row in page.rows:
            row.campaign = found
        fairs = Fair.objects.filter(campaign=found, state="announced", ends_at__gte=clock.now()).order_by("starts_at")
        context = {
            **_frame(request, found), "page": page, "wanted": wanted, "wage": wage, "order": order, "wages": WAGES,
            "trades": found.pack.labour.trades, "fairs": fairs[:3], "is_narrowed": wanted.filtered or wage,
        }  # fmt: skip
        return render(request, "labour/open/list.html", context)


def _vacancy(campaign: Campaign, pk: int) -> Vacancy:
    rows = Vacancy.objects.filter(campaign=campaign, pk=pk, state__in=("published", "filled", "closed"))
    return or_404(rows.exclude(published_at=None).select_related(*CAMPAIGN, "enterprise").first())


@open_to_everyone
@require_GET
def open_vacancy(request: HttpRequest, campaign: str, vacancy: int) -> HttpResponse:
    """One vacancy; once it is filled or closed it says so."""
    found = _campaign(campaign)
    with translation.override(language_of(request)):
        row = _vacancy(found, vacancy)
        address = request.build_absolute_uri(reverse("labour:open_vacancy", args=[found.key, row.pk]))
        context = {**_frame(request, found), "found": row, "facts": facts(row), "address": address}
        return render(request, "labour/open/vacancy.html", context)


@open_to_everyone
@require_GET
def open_code(request: HttpRequest, campaign: str, vacancy: int) -> HttpResponse:
    """The QR code of a vacancy's page, to be shared."""
    found = _campaign(campaign)
    address = reverse("labour:open_vacancy", args=[found.key, _vacancy(found, vacancy).pk])
    out = io.BytesIO()
    segno.make(request.build_absolute_uri(address), error="m").save(out, kind="svg", scale=6, border=2, xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@open_to_everyone
@require_GET
def open_fair(request: HttpRequest, campaign: str, fair: int) -> HttpResponse:
    """One fair: when, who takes part, whom they look for."""
    found = _campaign(campaign)
    with translation.override(language_of(request)):
        rows = Fair.objects.filter(campaign=found, pk=fair, state__in=("announced", "held"))
        row = or_404(rows.first())
        offered = Vacancy.objects.filter(campaign=found, state="published", enterprise__fair_stands__fair=row)
        offered = offered.select_related("enterprise").order_by("enterprise__name", "-pk")
        page = Page.placed(offered, PAGE, request.GET.get("after", ""))
        for each in page.rows:
            each.campaign = found
        context = {
            **_frame(request, found), "found": row, "page": page, "starts": at(row.starts_at),
            "ends": at(row.ends_at), "is_on": row.starts_at <= clock.now() < row.ends_at, "firms": row.stands.count(),
        }  # fmt: skip
        return render(request, "labour/open/fair.html", context)


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def open_seek(request: HttpRequest, campaign: str) -> HttpResponse:
    """Somebody looks for work, without an account. What is kept, why and how long stands above the form."""
    found = _campaign(campaign)
    or_404(found if found.pack.labour.seekers.open else None)
    with translation.override(language := language_of(request)):
        refusal = None
        if request.method == "POST":
            try:
                made = seekers.enter(
                    campaign=found, values=forms.typed(request.POST), by=None, address=address_of(request),
                    language=language,
                )  # fmt: skip
                return redirect(f"{reverse('labour:own', args=[made.token])}?lang={language}&new")
            except Refused as refused:
                refusal = refused
        labour = found.pack.labour
        values = forms.typed(request.POST) if refusal else {"since": str(clock.today())}
        context = {
            **_frame(request, found), "refusal": refusal, "days": found.pack.workforce.keeps("seeker"),
            "fields": forms.drawn(forms.seeker(labour, asks=True), values, faults(refusal)), "rules": labour.seekers,
        }  # fmt: skip
        return render(request, "labour/open/seek.html", context, status=refusal.status if refusal else 200)


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, seeker_token: str) -> HttpResponse:
    """The seeker's own page: what fits, what came of it, until when it is kept; posted: changed."""
    row = or_404(seekers.own(seeker_token))
    with translation.override(language := _language(request, row)):
        if request.method == "GET":
            return _own(request, row)
        try:
            seekers.amend(seeker=row, values=forms.typed(request.POST), by=None)
        except Refused as refusal:
            return _own(request, row, refusal)
        return redirect(f"{reverse('labour:own', args=[row.token])}?lang={language}&saved")


@open_to_everyone
@never_cache
@require_POST
def own_applications(request: HttpRequest, seeker_token: str) -> HttpResponse:
    """The seeker asks to be introduced to a vacancy."""
    row = or_404(seekers.own(seeker_token))
    with translation.override(language := _language(request, row)):
        number = numbers.asked(request.POST.get("vacancy"))
        vacancy = or_404(Vacancy.objects.filter(campaign=row.campaign, pk=number or 0, state="published").first())
        fairs = Fair.objects.filter(
            campaign=row.campaign, state="announced", starts_at__lte=clock.now(), ends_at__gt=clock.now(),
            stands__enterprise=vacancy.enterprise_id,
        )  # fmt: skip
        try:
            introductions.propose(vacancy=vacancy, seeker=row, by=None, fair=fairs.first())
        except Refused as refusal:
            return _own(request, row, refusal)
        return redirect(f"{reverse('labour:own', args=[row.token])}?lang={language}&asked")


@open_to_everyone
@never_cache
@require_POST
def own_erasure(request: HttpRequest, seeker_token: str) -> HttpResponse:
    """The seeker doesn't look any more: everything is erased now."""
    row = or_404(seekers.own(seeker_token))
    with translation.override(_language(request, row)):
        campaign = row.campaign
        seekers.withdraw(seeker=row, by=None)
        return render(request, "labour/open/erased.html", _frame(request, campaign))


def _own(request: HttpRequest, row: Seeker, refusal: Refused | None = None) -> HttpResponse:
    labour = row.campaign.pack.labour
    is_form = refusal is not None and "name" in request.POST
    values = forms.typed(request.POST) if is_form else forms.seeker_values(row)
    brought = Page.newest(
        row.introductions.select_related("vacancy__enterprise"), INTRODUCTIONS, request.GET.get("introductions", "")
    )
    for each in brought.rows:
        each.vacancy.campaign = row.campaign
    said = next((text for key, text in _said().items() if key in request.GET), "")
    context = {
        **_frame(request, row.campaign), "found": row, "refusal": refusal, "said": said, "is_form": is_form,
        "introductions": brought, "matches": matching.for_seeker(row, 15) if row.state == "seeking" else [],
        "fields": forms.drawn(forms.seeker(labour, asks=False), values, faults(refusal) if is_form else {}),
        "last_day": seekers.last_day(row), "purpose": labour.seekers.purpose,
        "is_open": row.campaign.state == CampaignState.OPEN, "is_new": "new" in request.GET,
    }  # fmt: skip
    return render(request, "labour/open/own.html", context, status=refusal.status if refusal else 200)


def _said() -> dict[str, str]:
    return {
        "saved": _("Saved."),
        "asked": _("The desk was asked to introduce you."),
        "new": _("You are entered. Keep the address of this page: it is your own."),
    }


def _language(request: HttpRequest, row: Seeker) -> str:
    """`?lang=` wins; else the language in which the person entered."""
    return language_of(request) if "lang" in request.GET else row.language
