"""The person's own page of a trip: when and where the coach goes, the code to show, and the agreement, in one tap."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fugong.accounts.pages import open_to_everyone, or_404
from fugong.accounts.visitors import language_of
from fugong.testing import coding
from fugong.transport.actions import seats
from fugong.transport.models import Rider
from fugong.workforce import ways
from fugong.workforce.models import Person
from fugong.workforce.ways import Way


@open_to_everyone
@require_http_methods(["GET", "POST"])
def ride(request: HttpRequest, person_token: str) -> HttpResponse:
    """By the person's own link; nothing but the ride and the code stands there."""
    rows = Person.objects.opened().select_related("campaign__pack_version", "campaign__jurisdiction", "key")
    person: Any = or_404(rows.filter(token=person_token, campaign__state="open").exclude(state="left").first())
    found = or_404(_ride(person))
    if request.method == "POST":
        seats.agree(riders=[found], by=None)
        return redirect("transport:own", person_token=person_token)
    found.trip.campaign = person.campaign
    language = language_of(request) if "lang" in request.GET else person.language
    context = {
        "person": person, "found": found, "trip": found.trip, "stop": _stop(found), "drawing": coding.drawing(person),
        "short": coding.short(person), "languages": settings.LANGUAGES, "language": language,
    }  # fmt: skip
    with translation.override(language):
        response = render(request, "transport/own.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _ride(person: Person) -> Any:
    rows = Rider.objects.filter(person=person, state__in=("listed", "boarded"))
    return rows.select_related("trip", "enterprise").order_by("trip__departs_at", "pk").first()


def _stop(rider: Rider) -> Any:
    """Where the person gets on: a stop of the own enterprise, else the first."""
    stops = rider.trip.stops.filter(kind="pick").order_by("order")
    return stops.filter(need__enterprise=rider.enterprise_id).first() or stops.first()


@ways.register
def way(person: Person) -> Iterable[Way]:
    """From the person's own page to the ride."""
    if person.campaign.pack.transport.is_used and _ride(person) is not None:
        yield Way("bus", _("My coach"), reverse("transport:own", args=[person.token]))
