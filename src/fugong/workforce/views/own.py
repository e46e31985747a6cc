"""The person's own pages, without an account: state, card and code, temperature in three taps, what is kept; and joining."""

import io
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import acting
from fugong.accounts.pages import open_to_everyone, or_404
from fugong.accounts.visitors import language_of
from fugong.core import clock
from fugong.core.errors import Fault, Refused
from fugong.places.models import CampaignState
from fugong.workforce import about, health_rows, kept, missing, sorting, ways
from fugong.workforce.actions import health, links
from fugong.workforce.models import HealthReport, Person
from fugong.workforce.views import asking

CHIPS = ("36.0", "36.1", "36.2", "36.3", "36.4", "36.5", "36.6", "36.7", "36.8", "36.9", "37.0", "37.1", "37.2")
"""Temperatures of whoever is well: one tap each."""


@open_to_everyone
@never_cache
@require_GET
def own(request: HttpRequest, person_token: str) -> HttpResponse:
    """Everything that concerns the person today, on one screen of a phone."""
    person = or_404(links.own(person_token))
    with translation.override(_language(request, person)):
        return _page(request, person)


@open_to_everyone
@never_cache
@require_POST
def own_health(request: HttpRequest, person_token: str) -> HttpResponse:
    """Takes a temperature and symptoms."""
    person = or_404(links.own(person_token))
    with translation.override(language := _language(request, person)):
        try:
            health.report(
                person=person, temperature=_temperature(request), symptoms=request.POST.getlist("symptom"), via="person",
                by=None,
            )  # fmt: skip
        except Refused as refusal:
            return _page(request, person, refusal)
        return redirect(f"{reverse('workforce:own', args=[person.token])}?lang={language}&sent")


@open_to_everyone
@require_GET
def join_code(request: HttpRequest, roster_token: str) -> HttpResponse:
    """The QR code of an enterprise's link."""
    link = or_404(links.opened(roster_token))
    return _code(request, reverse("workforce:join", args=[link.token]))


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def own_copy(request: HttpRequest, person_token: str) -> HttpResponse:
    """What is kept of the person, until when, and for what; shown to whoever knows the end of the document number."""
    person = or_404(links.own(person_token))
    with translation.override(_language(request, person)):
        context = _context(request, person)
        if request.method == "POST":
            end = request.POST.get("tail", "").strip().upper()
            if len(end) == 4 and str(person.opened.get("document", "")).endswith(end):
                context["kept"] = kept.of(person) | {"about": about.of(person)}
            else:
                context["wrong"] = True
        return render(request, "workforce/own/copy.html", context, status=422 if context.get("wrong") else 200)


@open_to_everyone
@never_cache
@require_POST
def own_correction(request: HttpRequest, person_token: str) -> HttpResponse:
    """Says that something is wrong."""
    person = or_404(links.own(person_token))
    with translation.override(language := _language(request, person)):
        try:
            links.ask_correction(person=person, text=request.POST.get("text", ""))
        except Refused as refusal:
            return render(
                request,
                "workforce/own/copy.html",
                _context(request, person) | {"refusal": refusal},
                status=refusal.status,
            )
        return redirect(f"{reverse('workforce:own', args=[person.token])}?lang={language}&asked")


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, roster_token: str) -> HttpResponse:
    """Opens the own file by the enterprise's link, or finds it again."""
    link = or_404(links.opened(roster_token))
    refusal = None
    with translation.override(language := language_of(request)):
        if request.method == "POST":
            try:
                given = asking.given(request.POST, link.campaign)
                person = links.join(
                    link=link, given=given, read_notice="read_notice" in request.POST, language=language
                )
                return redirect(f"{reverse('workforce:own', args=[person.token])}?lang={language}")
            except Refused as refused:
                refusal = refused
        context = {
            "link": link,
            "languages": settings.LANGUAGES,
            "language": language,
            "refusal": refusal,
            "faults": acting.faults(refusal),
            "typed": request.POST,
            "records": kept.purposes(link.campaign.pack),
            **asking.choices(link.campaign, request.POST),
        }
        return render(request, "workforce/own/join.html", context, status=refusal.status if refusal else 200)


def _page(request: HttpRequest, person: Person, refusal: Refused | None = None) -> HttpResponse:
    context = _context(request, person) | {"refusal": refusal, "faults": acting.faults(refusal)}
    return render(request, "workforce/own/page.html", context, status=refusal.status if refusal else 200)


def _context(request: HttpRequest, person: Person) -> dict[str, Any]:
    rules = person.campaign.pack.workforce
    works = person.employments.filter(left_on=None).values_list("enterprise_id", "job")
    first, job = works.first() or (0, "")
    today = HealthReport.objects.filter(
        enterprise_id=first, day=clock.today(), person_id=person.pk, campaign_id=person.campaign_id
    ).order_by("at")
    return {
        "person": person,
        "has_left": person.state == "left",
        "languages": settings.LANGUAGES,
        "language": translation.get_language(),
        "class": rules.class_(person.class_key),
        "card": rules.card(person.card),
        "why": sorting.reason(person, person.campaign.pack, job or ""),
        "health": rules.health,
        "chips": CHIPS,
        "readings": [(each.at, "" if each.temperature is None else f"{each.temperature / 10:.1f}") for each in today],
        "begun": missing.begun(person.campaign.pack),
        "ways": ways.of(person),
        "is_open": person.campaign.state == CampaignState.OPEN,
        "erased_after": kept.last_day(person),
        "sent": "sent" in request.GET,
        "asked": "asked" in request.GET,
    }


def _temperature(request: HttpRequest) -> int | None:
    text = request.POST.get("other", "").strip() or request.POST.get("temperature", "")
    try:
        return health_rows.tenths(text)
    except ValueError as words:
        raise Refused(str(words), fields=[Fault("temperature", str(words))]) from None


def _language(request: HttpRequest, person: Person) -> str:
    """`?lang=` wins; else the language that stands in the file."""
    return language_of(request) if "lang" in request.GET else person.language


def _code(request: HttpRequest, path: str) -> HttpResponse:
    out = io.BytesIO()
    segno.make(request.build_absolute_uri(path), error="m").save(out, kind="svg", scale=8, border=2, xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
