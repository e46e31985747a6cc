"""The desk: requests beside houses with free beds; one button fills the rooms, each bed can be changed by hand."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.lodging import capacity, exports, lists, people
from fugong.lodging.actions import placing
from fugong.lodging.actions import requests as actions
from fugong.lodging.lists import Wanted
from fugong.lodging.models import BedRequest, Room, Stay
from fugong.lodging.models.stay import ACTIVE
from fugong.lodging.views.access import acted, request_of, status
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow.moves import open_arrows

ARRANGE = Permission.BED_ARRANGE
TABS = (
    ("open", gettext_lazy("Wait for beds")),
    ("late", gettext_lazy("Overdue")),
    ("offered", gettext_lazy("Wait for the enterprise")),
    ("all", gettext_lazy("All")),
)
SHOWN = 12
"""Houses beside a request."""


@campaign_page(ARRANGE)
@require_GET
def requests(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Bed requests, the newest first."""
    wanted = Wanted.of(request.GET)
    rows = lists.requests(request.user, campaign, wanted).select_related("enterprise__grid")
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": lists.page(rows, request.GET.get("after", "")),
        "tabs": TABS,
        "areas": lists.areas(campaign, request.user),
        "note": campaign.pack.lodging.note,
    }
    return render(request, "lodging/requests.html", context)


@campaign_page(ARRANGE)
@require_GET
def requests_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    return exports.requests(request.user, campaign, Wanted.of(request.GET))


@campaign_page(ARRANGE)
@require_GET
def request_(request: PageRequest, campaign: Campaign, bed_request: int) -> HttpResponse:
    """Who needs a bed, which houses have some, what happened."""
    return _page(request, campaign, request_of(request, campaign, bed_request))


@campaign_page(ARRANGE)
@require_POST
def proposal(request: PageRequest, campaign: Campaign, bed_request: int) -> HttpResponse:
    """Fills rooms of the chosen houses, or of the best ones where none was chosen."""
    found = request_of(request, campaign, bed_request)
    chosen = set(numbers.asked_many(request.POST.getlist("house")))
    houses = lists.fitting(request.user, found, Wanted(free=True))
    houses = [house for house in houses if house.pk in chosen] if chosen else houses
    given: list[Stay] = []
    return acted(
        request,
        lambda: given.extend(placing.propose(request=found, houses=houses, by=request.user)),
        lambda: (
            ngettext(
                "%(n)s bed is on hold. The enterprise was told.",
                "%(n)s beds are on hold. The enterprise was told.",
                len(given),
            )
            % {"n": len(given)}
        ),
        lambda: ("lodging:request", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_POST
def placing_(request: PageRequest, campaign: Campaign, bed_request: int) -> HttpResponse:
    """Gives one person a bed in a room chosen by hand."""
    found = request_of(request, campaign, bed_request)
    person, room = numbers.asked(request.POST.get("person")), numbers.asked(request.POST.get("room"))
    seen = lists.houses(request.user, campaign, Wanted())
    rooms = {person: room} if person and room and Room.objects.filter(pk=room, house__in=seen).exists() else {}
    return acted(
        request,
        lambda: placing.place(request=found, rooms=rooms, by=request.user),
        lambda: _("The bed is on hold. The enterprise was told."),
        lambda: ("lodging:request", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )


@campaign_page(ARRANGE)
@require_POST
def refusal(request: PageRequest, campaign: Campaign, bed_request: int) -> HttpResponse:
    """There are no beds."""
    found = request_of(request, campaign, bed_request)
    return acted(
        request,
        lambda: actions.refuse_(request=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("The request is refused. The enterprise was told why."),
        lambda: ("lodging:request", campaign.key, found.pk),
        lambda no: _page(request, campaign, found, no),
    )


def _page(request: PageRequest, campaign: Campaign, found: BedRequest, refusal: Refused | None = None) -> HttpResponse:
    running = found.state in lists.OPEN
    wanted = Wanted.of(request.GET)
    fitting = lists.fitting(request.user, found, wanted) if running else []
    places = guests(request.user, found)
    context = {
        "campaign": campaign,
        "found": found,
        "enterprise": found.enterprise,
        "places": places,
        "isolated": sum(each.needs_isolation for each in places),
        "unplaced": sum(each.stay is None for each in places),
        "houses": fitting[:SHOWN],
        "more": max(0, len(fitting) - SHOWN),
        "rooms": _rooms(found, fitting[:SHOWN]) if running else [],
        "wanted": wanted,
        "areas": lists.areas(campaign, request.user),
        "kinds": campaign.pack.lodging.kinds,
        "running": running,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "events": history.of(request, "bed_request", found.pk),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "lodging/request.html", context, status=status(refusal))


class Guest:
    """Somebody of a request as pages show them: the file where the reader may see it, the bed where there is one."""

    def __init__(self, number: int, row: Any, person: Any, stay: Stay | None) -> None:
        self.number, self.pk, self.person, self.stay = number, row.person_id, person, stay
        self.needs_isolation = row.person.state == "isolated"
        self.apart = row.person.state == "observed"


def guests(user: Any, found: BedRequest) -> list[Guest]:
    """Everybody of a request, in the order of asking. Names only of those whose file the reader may see."""
    rows = list(found.people.select_related("person"))
    names = people.named(user, [row.person_id for row in rows])
    stays = Stay.objects.filter(request=found, state__in=(*ACTIVE, "moved_out")).select_related("room__house")
    having = {stay.person_id: stay for stay in stays.order_by("pk")}
    return [
        Guest(number, row, names.get(row.person_id), having.get(row.person_id)) for number, row in enumerate(rows, 1)
    ]


def _rooms(found: BedRequest, houses: list[Any]) -> list[Any]:
    """Rooms of these houses with free beds in the request's days, to choose from by hand."""
    names = {house.pk: house.name for house in houses}
    rows: list[Any] = list(Room.objects.filter(house__in=names, beds__gt=0).order_by("house_id", "number")[:600])
    gone = capacity.taken([row.pk for row in rows], found.since, found.until)
    single = found.campaign.pack.lodging.isolation.single
    for row in rows:
        row.left = max(0, capacity.usable(row, single) - len(gone.get(row.pk, ())))
        row.house_name = names[row.house_id]
    return [row for row in rows if row.left]
