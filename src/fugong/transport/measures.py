"""What this room counts: who was asked, what is needed, trips, people brought, claims, lines."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from fugong.core import clock, dates
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.transport.arrows import CLAIM, NEED, TRIP
from fugong.transport.models import Asked, Claim, Line, Need, Share, Trip
from fugong.transport.models.line import KINDS

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PEOPLE, FIRMS, TRIPS, FEN = _("people"), _("enterprises"), _("trips"), _("yuan")


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


def _asked(campaign: "Campaign", user: "User | None") -> Any:
    """Answers of the latest survey: who is asked twice isn't counted twice."""
    latest = campaign.coach_surveys.order_by("-pk").values("pk")[:1]
    said = Case(
        When(answer="", then=Value("open")), default=F("answer"), output_field=CharField()
    )  # fmt: skip
    return _of(Asked)(campaign, user).filter(survey__in=latest).annotate(
        standing=said, until=F("survey__due_at"), survey_key=F("survey")
    )  # fmt: skip


def _money(campaign: "Campaign", user: "User | None") -> Any:
    """Claims with whole yuan beside their fen, as figures print them."""
    return _of(Claim)(campaign, user).annotate(yuan=F("amount") / 100, when=F("submitted_at"))


def _lines(campaign: "Campaign", user: "User | None") -> Any:
    today = clock.today()
    running = Q(since__lte=today) & (Q(until=None) | Q(until__gte=today))
    return _of(Line)(campaign, user).annotate(
        standing=Case(When(running, then=Value("running")), default=Value("ended"), output_field=CharField()),
        from_day=F("since"),
    )  # fmt: skip


ASKED = register_kind(
    Kind(
        key="coach_asked", name=_("Enterprise asked about coaches"), rows=_asked,
        page=page_at("transport:survey", "survey_key"), state="standing",
        states={"open": _("No answer yet"), "none": _("No need"), "wanted": _("Needs seats")},
        due="until", due_name=_("Due"), order=("id",),
    )
)  # fmt: skip

NEEDS = register_kind(
    Kind(
        key="coach_need", name=_("Need for seats"), rows=_of(Need), page=page_at("transport:need"), states=NEED.states,
        number=lambda row: f"{row.people} · {dates.shown_short(row.day)}", number_name=_("How many people"), due="said_at",
        due_name=_("Said on"), is_past=True, order=("-said_at", "id"),
    )
)  # fmt: skip

TRIP_KIND = register_kind(
    Kind(
        key="trip", name=_("Trip"), rows=_of(Trip), page=page_at("transport:trip"), states=TRIP.states,
        number=str, number_name=_("Trip"), due="departs_at", due_name=_("Departure"), is_past=True,
        order=("-departs_at", "id"),
    )
)  # fmt: skip


def _shares(campaign: "Campaign", user: "User | None") -> Any:
    return _of(Share)(campaign, user).annotate(
        trip_key=F("trip"), standing=F("trip__state"), departs=F("trip__departs_at")
    )  # fmt: skip


SHARES = register_kind(
    Kind(
        key="trip_share", name=_("Enterprise’s part of a trip"), rows=_shares, page=page_at("transport:trip", "trip_key"),
        state="standing", states=TRIP.states, number=lambda row: row.seats, number_name=_("Seats"), due="departs",
        due_name=_("Departure"), is_past=True, order=("-departs", "id"),
    )
)  # fmt: skip

CLAIMS = register_kind(
    Kind(
        key="coach_claim", name=_("Claim of a trip’s cost"), rows=_money, page=page_at("transport:claim"),
        states=CLAIM.states, due="when", due_name=_("Submitted on"), is_past=True, order=("-when", "id"),
    )
)  # fmt: skip

LINES = register_kind(
    Kind(
        key="coach_line", name=_("Coach line"), rows=_lines, page=page_at("transport:line"), state="standing",
        states={"running": _("Running"), "ended": _("Ended")}, number=lambda row: row.name, number_name=_("Line"),
        due="from_day", due_name=_("Since"), is_past=True, order=("name", "id"), part="kind", part_name=_("kind of line"),
        parts=lambda pack: KINDS,
    )
)  # fmt: skip

WANTED = ~Q(state="withdrawn")
HERE = Q(state__in=["arrived", "closed"])
GIVEN = Q(state__in=["granted", "paid"])

register(
    Measure("transport.asked", _("Asked about coaches"), FIRMS, ASKED.key, about=_("In the latest survey.")),
    Measure("transport.asked.open", _("Haven’t answered about coaches"), FIRMS, ASKED.key, Q(standing="open")),
    Measure("transport.asked.wanted", _("Need coaches"), FIRMS, ASKED.key, Q(standing="wanted")),
    Measure("transport.wanted", _("Seats wished for"), PEOPLE, NEEDS.key, WANTED, "people"),
    Measure("transport.complete", _("Procedure for coaches complete"), FIRMS, NEEDS.key, Q(state="complete"),
            about=_("Wishes whose documents are all there.")),
    Measure("transport.trips", _("Trips made"), TRIPS, TRIP_KIND.key, HERE),
    Measure("transport.trips.ahead", _("Trips ahead"), TRIPS, TRIP_KIND.key, Q(state__in=["confirmed", "boarding", "on_way"])),
    Measure("transport.trips.to_sign", _("Trips to be signed"), TRIPS, TRIP_KIND.key, Q(state="proposed")),
    Measure("transport.brought", _("People brought back by coach"), PEOPLE, SHARES.key, Q(standing__in=["arrived", "closed"]),
            "brought"),
    Measure("transport.claims", _("Claims of trips’ cost"), _("claims"), CLAIMS.key, WANTED),
    Measure("transport.claims.open", _("Claims open"), _("claims"), CLAIMS.key, Q(state__in=["submitted", "checked"])),
    Measure("transport.paid_back", _("Granted for trips"), FEN, CLAIMS.key, GIVEN, "yuan"),
    Measure("transport.lines", _("Coach lines running"), _("coaches"), LINES.key, Q(standing="running")),
)  # fmt: skip
