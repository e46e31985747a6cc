"""Trips by hand: one, or a series for a labour base."""

from collections import defaultdict

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, numbers, regions
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.transport import lists, whereabouts
from fugong.transport.actions import trips as actions
from fugong.transport.actions.lines import fen
from fugong.transport.actions.trips import Way
from fugong.transport.models import Need, Series, Trip
from fugong.transport.views.access import acted, moment, status

MOST = 300
SERIES = 10


@campaign_page(P.TRIP_PLAN)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """One trip by hand: for needs that are ticked, or for an enterprise with so many seats."""
    if request.method == "GET":
        return _form(request, campaign)
    made: list[Trip] = []
    return acted(
        request,
        lambda: made.append(_enter(request, campaign)),
        lambda: _("Entered. Somebody else signs it now."),
        lambda: ("transport:trip", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, refusal),
    )


def _enter(request: PageRequest, campaign: Campaign) -> Trip:
    typed = request.POST
    needs = tuple(lists.plannable(campaign).filter(pk__in=numbers.asked_many(typed.getlist("needs"))))
    for need in needs:
        need.campaign = campaign
    enterprise = enterprise_named(request, campaign, typed.get("enterprise", "").strip())
    departs = moment(typed.get("day", ""), typed.get("hour", ""))
    if departs is None:
        raise refuse("departs_at", _("Write the day and the time of departure."))
    cost = typed.get("cost", "").strip()
    amount = fen(cost) if cost else None
    if cost and amount is None:
        raise refuse("cost", _("Write an amount in yuan, such as 3200.50."))
    origin, start = _origin(typed.get("origin", ""), needs)
    firms = {need.enterprise_id: need.enterprise for need in needs}
    alone = next(iter(firms.values())) if len(firms) == 1 else (None if needs else enterprise)
    way = Way(typed.get("coach", ""), origin, start, departs, None, amount)
    seats = numbers.asked(typed.get("seats", ""), 200) or 0
    return actions.enter(campaign=campaign, way=way, enterprise=alone, seats=seats, needs=needs, by=request.user)


def _origin(text: str, needs: tuple[Need, ...]) -> tuple[str, tuple[float, float]]:
    if needs and not text.strip():
        return needs[0].spot, (needs[0].longitude, needs[0].latitude)
    if needs:
        return text, (needs[0].longitude, needs[0].latitude)
    code = regions.find(text)
    place = whereabouts.of(code) if code else None
    if place is None:
        raise refuse("origin", _("Write the province, city and county, such as 江苏省连云港市赣榆区."))
    return text.strip()[:120], place


def enterprise_named(request: PageRequest, campaign: Campaign, text: str) -> Enterprise | None:
    """The enterprise of a name or code; None where none is typed. Raises Refused."""
    if not text:
        return None
    plain = text[:120]
    rows = Enterprise.objects.visible_to(request.user, P.TRIP_PLAN).filter(
        area_code__startswith=campaign.jurisdiction.prefix
    )
    found = rows.filter(uscc=plain).first() or rows.filter(name=plain).first()
    if found is None:
        near = list(rows.matching(plain)[:2])
        if len(near) != 1:
            raise refuse("enterprise", _("Write the enterprise’s exact name, or its credit code."))
        found = near[0]
    return found  # type: ignore[no-any-return]


def _form(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    typed = request.POST
    chosen, wanted = set(typed.getlist("needs")), lists.Wanted.of(request.GET)
    found = lists.choosable(request.user, campaign, wanted, chosen, MOST)
    for row in found.rows:
        row.campaign, row.is_chosen = campaign, str(row.pk) in chosen
    context = {
        "campaign": campaign, "found": found, "wanted": wanted, "section": campaign.pack.transport, "typed": typed,
        "day": typed.get("day", str(clock.today())), "hour": typed.get("hour", "08:00"), "refusal": refusal,
        "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "transport/trip_new.html", context, status=status(refusal))


@campaign_page(P.TRIP_PLAN)
@require_http_methods(["GET", "POST"])
def series(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A series for a labour base; and those that are under way."""
    if request.method == "GET":
        return _series_form(request, campaign)
    made: list[Series] = []
    typed = request.POST
    departs = moment(typed.get("day", ""), typed.get("hour", ""))

    def do() -> None:
        if departs is None:
            raise refuse("departs_at", _("Write the day and the time of departure."))
        made.append(
            actions.begin_series(
                campaign=campaign, base=typed.get("base", ""), people=numbers.asked(typed.get("people", "")) or 0,
                coach=typed.get("coach", ""), departs_at=departs, a_day=numbers.asked(typed.get("a_day", ""), 99) or 0,
                enterprise=enterprise_named(request, campaign, typed.get("enterprise", "").strip()), by=request.user,
            )
        )  # fmt: skip

    return acted(
        request, do,
        lambda: ngettext("%(n)s trip is entered.", "%(n)s trips are entered. Somebody else signs each.", made[0].trips.count())
        % {"n": made[0].trips.count()},
        lambda: ("transport:series", campaign.key),
        lambda refusal: _series_form(request, campaign, refusal),
    )  # fmt: skip


def _series_form(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    page = Page.newest(campaign.trip_series, SERIES, request.GET.get("after", ""))
    trips = Trip.objects.visible_to(request.user).filter(series__in=[row.pk for row in page.rows])
    of: dict[int, list[Trip]] = defaultdict(list)
    for trip in trips.order_by("day", "pk"):
        of[trip.series_id].append(trip)
    for row in page.rows:
        row.shown = of[row.pk]
        row.brought = sum(trip.brought for trip in row.shown)
        row.left = max(0, row.people - row.brought)
    context = {
        "campaign": campaign, "page": page, "section": campaign.pack.transport, "typed": request.POST,
        "day": request.POST.get("day", str(clock.today())), "hour": request.POST.get("hour", "08:00"),
        "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "transport/series.html", context, status=status(refusal))
