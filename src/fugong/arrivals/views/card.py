"""One arrival's card: the chain as arrows, the next step open, the party in one go; and the questions in the arrival's language."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.arrivals import chain, coming, naming
from fugong.arrivals.actions import announcing, steps
from fugong.arrivals.actions.steps import Receiver
from fugong.arrivals.models import Arrival, Vehicle
from fugong.arrivals.telling import arrival_url
from fugong.arrivals.views import reading
from fugong.arrivals.views.access import arrival_of, service_of
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import countries
from fugong.workforce import coding, documents, giving

EASY = ("36.2", "36.3", "36.4", "36.5", "36.6", "36.7", "36.8", "36.9", "37.0")
"""Temperatures that are one tap; others are typed."""


@campaign_page(Permission.ARRIVAL_RECEIVE)
@never_cache
@require_GET
def arrival(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Who it is, where the chain stands, and the next step."""
    return _page(request, campaign, arrival_of(request, campaign, arrival))


@campaign_page(Permission.ARRIVAL_RECEIVE)
@never_cache
@require_http_methods(["GET", "POST"])
def questions(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Turned towards the arrival: big, in the own language, answered by tapping. Another language is one tap away."""
    row = arrival_of(request, campaign, arrival)
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else row.language
    asks = campaign.pack.arrivals.questions
    refusal = None
    if request.method == "POST":
        said = {each.key: request.POST.get(f"q-{each.key}", "") for each in asks}
        answers = {key: value == "yes" for key, value in said.items() if value in ("yes", "no")}
        try:
            with translation.override(language):
                steps.answer(arrival=row, answers=answers, language=language)
            return redirect("arrivals:arrival", campaign.key, row.pk)
        except Refused as refused:
            if refused.status != 422:
                raise
            refusal = refused
    with translation.override(language):
        known = faults(refusal)
        context = {
            "campaign": campaign, "arrival": row, "language": language, "spoken": naming.spoken(), "refusal": refusal,
            "questions": [
                {"key": key, "text": str(each.text), "said": request.POST.get(f"q-{key}", ""), "fault": known.get(f"q-{key}")}
                for each in asks
                for key in (each.key,)
            ],
        }  # fmt: skip
        return render(request, "arrivals/questions.html", context, status=422 if refusal else 200)


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def screening(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Temperatures of the party."""
    row = arrival_of(request, campaign, arrival)
    return _step(
        request, campaign, row,
        lambda: steps.screen(arrivals=_chosen(request, row), temperatures=_temperatures(request), by=request.user),
        lambda: _("Screened."),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def testing(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """A sample was taken."""
    row = arrival_of(request, campaign, arrival)
    sampled, tube = "sampled" in request.POST, request.POST.get("tube", "")
    return _step(
        request, campaign, row,
        lambda: steps.test(arrivals=_chosen(request, row), sampled=sampled, tube=tube, by=request.user),
        lambda: _("The sample is on record."),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def registration(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Documents of those without a file, contact and destination."""
    row = arrival_of(request, campaign, arrival)

    def do() -> None:
        said = coming.contact(request.POST.get("contact_name", ""), request.POST.get("contact_phone", ""))
        where = request.POST.get("destination", "")
        chosen = _chosen(request, row)
        if said.name or where.strip():
            kept = said if said.name else coming.Contact(row.party.contact_name, str(row.party.contact_phone or ""))
            if kept.name:
                announcing.name_contact(arrival=row, contact=kept, destination=where, by=request.user)
        steps.register(arrivals=chosen, given=_documents(request, campaign, chosen), by=request.user)

    return _step(request, campaign, row, _whole(do), lambda: _("Registered."))


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def departure(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Into the vehicle."""
    row = arrival_of(request, campaign, arrival)
    vehicle = Vehicle.objects.filter(campaign=campaign, pk=numbers.asked(request.POST.get("vehicle")) or 0).first()
    return _step(
        request, campaign, row,
        lambda: steps.depart(arrivals=_chosen(request, row), vehicle=vehicle, by=request.user),
        lambda: _("On the way."),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def handing(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Who takes over."""
    row = arrival_of(request, campaign, arrival)
    receiver = Receiver(request.POST.get("to", ""), request.POST.get("receiver", ""))
    return _step(
        request, campaign, row,
        lambda: steps.hand_over(arrivals=_chosen(request, row), receiver=receiver, by=request.user),
        lambda: _("Handed over. Whoever takes over was asked to confirm."),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def absence(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Didn't come."""
    row = arrival_of(request, campaign, arrival)
    return _step(
        request, campaign, row, lambda: steps.miss(arrivals=_chosen(request, row), by=request.user),
        lambda: _("Noted: didn’t come."),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def diversion(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Went on elsewhere."""
    row = arrival_of(request, campaign, arrival)
    reason = request.POST.get("reason", "")
    return _step(
        request, campaign, row, lambda: steps.divert(arrivals=_chosen(request, row), reason=reason, by=request.user),
        lambda: _("Noted: went on elsewhere."),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def isolation(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Fell ill on the way."""
    row = arrival_of(request, campaign, arrival)
    return _step(
        request, campaign, row, lambda: steps.isolate(arrival=row, by=request.user),
        lambda: _("The medical contact is told."),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def clearing(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """A doctor found nothing."""
    row = arrival_of(request, campaign, arrival)
    reason = request.POST.get("reason", "")
    return _step(
        request, campaign, row, lambda: steps.clear(arrival=row, reason=reason, by=request.user),
        lambda: _("The chain goes on."),
    )  # fmt: skip


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def identifying(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """The document of somebody without a file."""
    row = arrival_of(request, campaign, arrival)

    def do() -> None:
        given = _documents(request, campaign, [row])
        if row.pk not in given:
            raise Refused(_("The document number is missing."))
        steps.identify(arrival=row, given=given[row.pk], by=request.user)

    return _step(request, campaign, row, do, lambda: _("The file is opened."))


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def contact(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """The named contact."""
    row = arrival_of(request, campaign, arrival)

    def do() -> None:
        said = coming.contact(request.POST.get("contact_name", ""), request.POST.get("contact_phone", ""))
        announcing.name_contact(
            arrival=row, contact=said, destination=request.POST.get("destination", ""), by=request.user
        )

    return _step(request, campaign, row, do, lambda: _("The contact is kept."))


@campaign_page(Permission.ARRIVAL_RECEIVE)
@require_POST
def rebooking(request: PageRequest, campaign: Campaign, arrival: int) -> HttpResponse:
    """Comes with another service."""
    row = arrival_of(request, campaign, arrival)
    service = service_of(campaign, request.POST.get("known", ""))
    return _step(
        request, campaign, row, lambda: announcing.rebook(arrival=row, service=service, by=request.user),
        lambda: _("Expected with %(service)s.") % {"service": service.number},
    )  # fmt: skip


# -- how ----------------------------------------------------------------------------------------------------------


def _step(
    request: PageRequest, campaign: Campaign, row: Arrival, do: Callable[[], Any], said: Callable[[], str]
) -> HttpResponse:
    return acted(
        request, do, said, lambda: arrival_url(row),
        lambda refusal: _page(request, campaign, arrival_of(request, campaign, row.pk), refusal),
    )  # fmt: skip


def _whole(do: Callable[[], Any]) -> Callable[[], Any]:
    """Several actions, all or none."""
    from django.db import transaction

    def together() -> Any:
        with transaction.atomic():
            return do()

    return together


def _page(request: PageRequest, campaign: Campaign, row: Arrival, refusal: Refused | None = None) -> HttpResponse:
    step = chain.next_step(row)
    together = chain.together(row) if step else [row]
    known = faults(refusal)
    for each in together:
        each.typed = request.POST.get(f"t-{each.pk}", "")  # type: ignore[attr-defined]
        each.fault = known.get(f"t-{each.pk}") or known.get(f"q-{each.pk}") or known.get(f"document-{each.pk}")  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "campaign": campaign, "arrival": row, "links": chain.links(row), "step": step, "together": together,
        "others": _others(row, together), "refusal": refusal, "faults": known, "easy": EASY,
        "asks_questions": chain.needs(row, "screen", "questions") and bool(campaign.pack.arrivals.questions),
        "is_driven": chain.is_driven(row), "needs": set(step.needs) if step else set(),
        "vehicles": _vehicles(row) if step and step.key == "home" and row.state != "on_way" else [],
        "may_clear": row.state == "isolated" and row.may_move(request.user, Permission.PERSON_CLASSIFY),
        "fever": f"{campaign.pack.workforce.health.fever:.1f}", "country": countries.name_of(row.nationality),
        "spoken": dict(naming.spoken()).get(row.language, row.language), "countries": countries.offered(),
        "kinds": [(key, str(kind.name)) for key, kind in documents.KINDS.items()],
        "known_services": reading.upcoming(campaign) if row.state in ("expected", "missed") else [],
        "typed": request.POST, "gate": campaign.pack.arrivals.gate(row.gate),
        "events": history.of(request, "arrival", row.pk),
        "takes_over": row.party.contact_name, "receipt": row.handed_over, "own_pages": _own_pages(request, row),
    }  # fmt: skip
    return render(request, "arrivals/arrival.html", context, status=refusal.status if refusal else 200)


def _own_pages(request: PageRequest, row: Arrival) -> list[tuple[str, str]]:
    """Name and QR code of the own page of each of the party who is registered, for whoever receives them."""
    if not row.registered_at or not row.may_move(request.user, Permission.ARRIVAL_RECEIVE):
        return []
    party = Arrival.objects.opened().filter(party=row.party_id, person__isnull=False).exclude(registered_at=None)
    return [
        (each.name, coding.linked(request.build_absolute_uri(reverse("workforce:own", args=[each.person.token]))))
        for each in party.exclude(person__state="left").order_by("is_child", "pk")
        if each.person is not None
    ]


def _others(row: Arrival, together: list[Arrival]) -> list[Arrival]:
    """People of the party who stand elsewhere in the chain."""
    known = {each.pk for each in together}
    rows = Arrival.objects.opened().filter(party=row.party_id).exclude(pk__in=known)
    return list(rows.order_by("is_child", "pk"))


def _vehicles(row: Arrival) -> list[Vehicle]:
    """Those of the duty first."""
    found = {vehicle.pk: vehicle for duty in steps.duties_of(row) for vehicle in duty.vehicles.all()}
    for vehicle in Vehicle.objects.filter(campaign=row.campaign_id):
        found.setdefault(vehicle.pk, vehicle)
    return list(found.values())


def _chosen(request: PageRequest, row: Arrival) -> list[Arrival]:
    """Those of the party who were ticked; else this one alone."""
    wanted = set(request.POST.getlist("who"))
    found = [each for each in chain.together(row) if str(each.pk) in wanted]
    return found or [row]


def _temperatures(request: PageRequest) -> dict[int, int]:
    """`t-<arrival>` tapped, or `typed-<arrival>`, which goes first: tenths of a degree. What is no number is left out, and asked for."""
    found = {}
    for prefix in ("t-", "typed-"):
        for name, given in request.POST.items():
            key = numbers.asked(name.removeprefix(prefix))
            text = str(given).replace("，", ".").replace(",", ".").strip()
            if name.startswith(prefix) and key is not None and text:
                found[key] = _tenths(text)
    return {key: value for key, value in found.items() if value is not None}


def _tenths(text: str) -> int | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return int(value * 10) if value.is_finite() and abs(value) < 1000 else None


def _documents(request: PageRequest, campaign: Campaign, rows: list[Arrival]) -> dict[int, giving.Given]:
    """Documents typed for those who have no file. Raises Refused with the arrival at the field."""
    found = {}
    jobs = {job.key: job for job in campaign.pack.workforce.jobs}
    for row in rows:
        number = request.POST.get(f"document-{row.pk}", "")
        if row.person is not None or not number.strip():
            continue
        said = {
            "name": request.POST.get(f"name-{row.pk}", "") or row.name,
            "document": number,
            "document_kind": request.POST.get(f"kind-{row.pk}", ""),
            "nationality": request.POST.get(f"nationality-{row.pk}", "") or row.nationality,
            "language": row.language,
            "phone": str(row.opened.get("phone", "")),
        }
        try:
            found[row.pk] = giving.read(said, jobs=jobs)
        except Refused as refusal:
            from fugong.core.errors import Fault

            fields = [Fault(f"document-{row.pk}", fault.message) for fault in refusal.faults]
            raise Refused(refusal.faults[0].message if refusal.faults else refusal.message, fields=fields) from None
    return found
