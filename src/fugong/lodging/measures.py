"""What this room counts: requests, stays, houses with their free beds, enterprises with their isolation rooms."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.core import clock, dates
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.lodging import capacity, lists
from fugong.lodging.arrows import BED_REQUEST, HOUSE, MEAL_ORDER, STAY
from fugong.lodging.models import BedRequest, House, MealOrder, Room, Stay
from fugong.workforce.fact_types import LODGINGS

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

REQUESTS, PEOPLE, BEDS, ROOMS, PORTIONS = _("bed requests"), _("people"), _("beds"), _("rooms"), _("portions")


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


def _houses(campaign: "Campaign", user: "User | None") -> Any:
    """Open houses with the beds that are there and free today, one of each isolation room where they are single."""
    single = campaign.pack.lodging.isolation.single
    there: Any = Case(When(isolation=True, then=Least(F("beds"), Value(1))), default=F("beds")) if single else F("beds")
    rooms = Room.objects.filter(house=OuterRef("pk")).order_by().values("house").annotate(n=Sum(there)).values("n")
    today = clock.today()
    gone = Stay.objects.filter(capacity.taking(today, today + dt.timedelta(days=1)), room__house=OuterRef("pk"))
    counted = gone.order_by().values("room__house").annotate(n=Count("place", distinct=True)).values("n")
    none = Value(0, output_field=IntegerField())
    return _of(House)(campaign, user).annotate(
        beds=Coalesce(Subquery(rooms, output_field=IntegerField()), none),
        taken=Coalesce(Subquery(counted, output_field=IntegerField()), none),
    ).annotate(free=Greatest(F("beds") - F("taken"), none))  # fmt: skip


BED_REQUESTS = register_kind(
    Kind(key="bed_request", name=_("Bed request"), rows=_of(BedRequest), page=page_at("lodging:request"), states=BED_REQUEST.states)
)  # fmt: skip

STAYS = register_kind(
    Kind(
        key="stay",
        name=pgettext_lazy("in a bed", "Stay"),
        rows=lambda campaign, user: _of(Stay)(campaign, user).annotate(house=F("room__house")),
        page=page_at("lodging:house", "house"),
        states=STAY.states,
        due="state_since",
        due_name=_("Since"),
        is_past=True,
        order=("-state_since", "-id"),
        part="lodging",
        part_name=_("lodging"),
        parts=lambda pack: LODGINGS,
    )
)

HOUSES = register_kind(
    Kind(
        key="house",
        name=_("House"),
        rows=_houses,
        page=page_at("lodging:house"),
        states=HOUSE.states,
        due="state_since",
        due_name=_("Since"),
        is_past=True,
        order=("name", "id"),
        number=lambda house: _("%(free)s of %(beds)s beds free") % {"free": house.free, "beds": house.beds},
        number_name=_("Beds"),
        part="kind",
        part_name=_("kind of house"),
        parts=lambda pack: {each.key: each.name for each in pack.lodging.kinds},
    )
)

ISOLATION = register_kind(
    Kind(
        key="isolation_rooms",
        name=_("Enterprise with its isolation rooms"),
        rows=lists.isolating,
        page=page_at("registry:enterprise", "enterprise_id"),
        state="standing",
        states={"enough": _("Enough"), "lacking": _("Rooms lacking"), "none": _("None asked for")},
        number=lambda row: f"{row.there} / {row.needed}",
        number_name=_("There / needed"),
        due="as_of",
        due_name=_("As of"),
        is_past=True,
        order=("enterprise_id", "id"),
    )
)

MEALS = register_kind(
    Kind(
        key="meal_order",
        name=_("Meal order"),
        rows=lambda campaign, user: _of(MealOrder)(campaign, user).annotate(
            today=Value(clock.today(), output_field=MealOrder._meta.get_field("day"))
        ),
        page=page_at("lodging:caterer", "caterer_id"),
        states=MEAL_ORDER.states,
        number=lambda row: f"{row.count} · {dates.shown_short(row.day)}",
        number_name=_("Portions"),
        due="ordered_at",
        due_name=_("Ordered on"),
        is_past=True,
        order=("-day", "id"),
        part="meal",
        part_name=_("meal"),
        parts=lambda pack: {each.key: each.name for each in pack.lodging.meals.kinds},
    )
)


def _requests(key: str, name: object, where: Q, about: object = "", column: str = "") -> Measure:
    return Measure(key, name, REQUESTS if not column else PEOPLE, BED_REQUESTS.key, where, column, about=about)  # type: ignore[arg-type]


def _stays(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, PEOPLE, STAYS.key, where, about=about)  # type: ignore[arg-type]


LIVES = Q(state="moved_in")
STANDING = Q(state__in=["ordered", "accepted", "delivered"])

MEASURES = (
    _requests("lodging.requests", _("Bed requests"), ~Q(state="withdrawn"), _("All but those taken back.")),
    _requests("lodging.requests.open", _("Bed requests open"), Q(state="asked"), _("No bed is on hold yet.")),
    _requests("lodging.requests.overdue", _("Bed requests late"), Q(state="asked", due_at__lt=F("moment"))),
    _requests(
        "lodging.requests.solved", _("Bed requests solved"), Q(state="confirmed"), _("The enterprise took the beds.")
    ),
    _requests("lodging.people.solved", _("People given a bed"), Q(state="confirmed"), column="placed"),
    _stays("lodging.stays", _("People lodged"), LIVES, _("Who lives in any of the houses now.")),
    _stays("lodging.stays.plant", _("People lodged inside plants"), LIVES & Q(lodging="plant")),
    _stays("lodging.stays.isolation", _("People in isolation rooms"), LIVES & Q(lodging="isolation")),
    _stays("lodging.stays.held", _("Beds on hold"), Q(state="reserved")),
    Measure("lodging.houses", _("Houses open"), _("houses"), HOUSES.key, Q(state="open")),
    Measure("lodging.beds", _("Beds there"), BEDS, HOUSES.key, Q(state="open"), "beds"),
    Measure("lodging.beds.free", _("Beds free"), BEDS, HOUSES.key, Q(state="open"), "free", about=_("Tonight.")),
    Measure("lodging.isolation.needed", _("Isolation rooms needed"), ROOMS, ISOLATION.key, Q(), "needed"),
    Measure("lodging.isolation.lacking", _("Isolation rooms lacking"), ROOMS, ISOLATION.key, Q(), "lacking"),
    Measure("meals.ordered", _("Portions ordered"), PORTIONS, MEALS.key, STANDING & Q(day__gte=F("today")), "count",
            about=_("For today and the days ahead.")),
)  # fmt: skip

register(*MEASURES)
