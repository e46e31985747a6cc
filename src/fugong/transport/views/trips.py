"""Trips: the board, one trip with its manifest, the second signature, vehicle, boarding at the desk, arrival."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.transport import exports, lists, manifest, shown
from fugong.transport.access import over_place
from fugong.transport.actions import boarding
from fugong.transport.actions import trips as actions
from fugong.transport.lists import Wanted
from fugong.transport.models import Rider, Trip
from fugong.transport.views.access import acted, rider_of, status, trip_of
from fugong.workflow.moves import open_arrows

TABS = (
    ("ahead", gettext_lazy("Ahead")),
    ("to_sign", gettext_lazy("To be signed")),
    ("under_way", gettext_lazy("Under way")),
    ("past", gettext_lazy("Past")),
    ("all", gettext_lazy("All")),
)
NIGHTS = 14


@campaign_page(P.TRIP_VIEW)
@require_GET
def trips(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The board of trips."""
    wanted = Wanted.of(request.GET, lists.TRIPS)
    page = lists.page(
        lists.trips(request.user, campaign, wanted).prefetch_related("shares"), request.GET.get("after", "")
    )
    for row in page.rows:
        row.campaign = campaign
        row.firms = len(row.shares.all())
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "tabs": TABS,
        "page": page,
        "may_plan": over_place(request.user, P.TRIP_PLAN, campaign),
        "series": campaign.trip_series.order_by("-pk")[:5],
    }
    return render(request, "transport/trips.html", context)


@campaign_page(P.TRIP_VIEW)
@require_GET
def trips_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The board as a sheet."""
    rows = lists.trips(request.user, campaign, Wanted.of(request.GET, lists.TRIPS))
    seen = set(Enterprise.objects.visible_to(request.user, P.TRIP_VIEW).filter(
        trip_shares__campaign=campaign
    ).values_list("pk", flat=True))  # fmt: skip
    return exports.trips(rows, campaign, seen)


@campaign_page(P.TRIP_VIEW)
@require_GET
def trip(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """One trip."""
    return _trip(request, campaign, trip_of(request, campaign, trip))


def _trip(
    request: PageRequest, campaign: Campaign, found: Trip, refusal: Refused | None = None, phone: str = ""
) -> HttpResponse:
    riders = manifest.of(request.user, found)
    may_board = found.may_move(request.user, P.TRIP_BOARD)
    context = {
        "campaign": campaign,
        "found": found,
        "shares": manifest.shares(request.user, found),
        "stops": found.stops.order_by("order"),
        "riders": riders,
        "aboard": sum(row.rider.state in ("boarded", "arrived", "handed_over") for row in riders),
        "here": [row for row in riders if row.rider.state == "arrived"],
        "bedless": boarding.without_bed(found).count() if may_board and not found.is_final else 0,
        "nights": NIGHTS,
        "may_board": may_board,
        "may_plan": found.may_move(request.user, P.TRIP_PLAN),
        "may_sign": found.state == "proposed" and found.may_move(request.user, P.TRIP_CONFIRM)
        and found.planned_by_id != request.user.pk,
        "is_own": found.planned_by_id == request.user.pk,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "phone": phone,
        "events": history.of(request, "trip", found.pk),
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "transport/trip.html", context, status=status(refusal))


@campaign_page(P.TRIP_VIEW)
@require_GET
def trip_map(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """The trip's way (GeoJSON)."""
    return JsonResponse(shown.trip_features([trip_of(request, campaign, trip)]))


@campaign_page(P.TRIP_VIEW)
@require_GET
def manifest_(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """The manifest to print: seats, names where they may be read, signatures."""
    found = trip_of(request, campaign, trip)
    context = {
        "campaign": campaign,
        "found": found,
        "riders": manifest.of(request.user, found),
        "stops": found.stops.order_by("order"),
    }
    return render(request, "transport/manifest.html", context)


def _done(request: PageRequest, campaign: Campaign, found: Trip, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, said, lambda: ("transport:trip", campaign.key, found.pk),
        lambda refusal: _trip(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.TRIP_CONFIRM)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """The second signature."""
    found = trip_of(request, campaign, trip)
    return _done(
        request, campaign, found, lambda: actions.confirm(trip=found, by=request.user),
        lambda: _("Signed. The enterprises were told."),
    )  # fmt: skip


@campaign_page(P.TRIP_PLAN)
@require_POST
def cancellation(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """It doesn't go."""
    found, reason = trip_of(request, campaign, trip), request.POST.get("reason", "")
    return _done(
        request, campaign, found, lambda: actions.cancel(trip=found, reason=reason, by=request.user),
        lambda: _("The trip is cancelled. The enterprises were told."),
    )  # fmt: skip


@campaign_page(P.TRIP_BOARD)
@require_POST
def vehicle(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """Which vehicle and driver."""
    found = trip_of(request, campaign, trip)
    values = {name: request.POST.get(name, "") for name in ("plate", "carrier", "driver", "phone")}
    return _done(
        request, campaign, found, lambda: actions.equip(trip=found, values=values, by=request.user), lambda: _("Saved.")
    )


@campaign_page(P.TRIP_BOARD)
@require_POST
def contact(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """The driver's number, once, with a reason that is recorded."""
    found = trip_of(request, campaign, trip)
    try:
        phone = actions.reveal(trip=found, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _trip(request, campaign, found, refusal)
    return _trip(request, campaign, found, phone=phone)


@campaign_page(P.TRIP_BOARD)
@require_POST
def boarding_(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """Begins boarding; or, with a code or a rider, somebody is aboard."""
    found = trip_of(request, campaign, trip)
    code, rider = request.POST.get("code", "").strip(), numbers.asked(request.POST.get("rider"))

    def do() -> None:
        if code:
            boarding.board(trip=found, person=boarding.read(found, code), by=request.user)
        elif rider is not None:
            boarding.board(trip=found, person=rider_of(request, found, rider).person, by=request.user)
        else:
            boarding.begin(trip=found, by=request.user)

    said = lambda: _("Aboard.") if code or rider is not None else _("Boarding has begun.")  # noqa: E731
    return _done(request, campaign, found, do, said)


@campaign_page(P.TRIP_BOARD)
@require_POST
def alighting(request: PageRequest, campaign: Campaign, trip: int, rider: int) -> HttpResponse:
    """Got off again."""
    found = trip_of(request, campaign, trip)
    row = rider_of(request, found, rider)
    return _done(
        request, campaign, found, lambda: boarding.alight(rider=row, by=request.user), lambda: _("Taken back.")
    )


@campaign_page(P.TRIP_BOARD)
@require_POST
def departure(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """It has left."""
    found = trip_of(request, campaign, trip)
    return _done(
        request, campaign, found, lambda: boarding.depart(trip=found, by=request.user), lambda: _("On the way.")
    )


@campaign_page(P.TRIP_BOARD)
@require_POST
def coming(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """It is here."""
    found = trip_of(request, campaign, trip)
    return _done(
        request, campaign, found, lambda: boarding.arrive(trip=found, by=request.user),
        lambda: _("Here. Files and classes follow; hand people over to bed and test."),
    )  # fmt: skip


@campaign_page(P.TRIP_BOARD)
@require_POST
def beds(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """Asks for beds for all who have none."""
    found = trip_of(request, campaign, trip)
    nights = numbers.asked(request.POST.get("nights"), 366)
    return _done(
        request, campaign, found,
        lambda: boarding.ask_beds(trip=found, nights=NIGHTS if nights is None else nights, by=request.user),
        lambda: _("Beds are asked for."),
    )  # fmt: skip


@campaign_page(P.TRIP_BOARD)
@require_POST
def hand_over(request: PageRequest, campaign: Campaign, trip: int) -> HttpResponse:
    """The ticked people are handed over; all who are here where nobody is ticked."""
    found = trip_of(request, campaign, trip)
    chosen = numbers.asked_many(request.POST.getlist("riders"))
    rows = Rider.objects.visible_to(request.user).filter(trip=found, state="arrived")
    riders = list((rows.filter(pk__in=chosen) if chosen else rows).select_related("trip"))
    many: list[int] = []
    return _done(
        request, campaign, found, lambda: many.append(boarding.hand_over(riders=riders, by=request.user)),
        lambda: ngettext("%(n)s person is handed over.", "%(n)s people are handed over.", many[0]) % {"n": many[0]},
    )  # fmt: skip
