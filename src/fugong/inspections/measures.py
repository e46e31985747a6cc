"""What this room counts: visits, and the enterprises that were visited, not yet, or too often."""

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.fields import CharField, DateField, IntegerField
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.inspections.burden import week_of
from fugong.inspections.models import Visit
from fugong.inspections.models.visit import Kind as KindOfVisit
from fugong.inspections.words import RESULT
from fugong.registry.models import Enrolment

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

VISITS, ENTERPRISES = _("visits"), _("enterprises")


def _visits(campaign: "Campaign", user: "User | None") -> Any:
    """With `today` and `monday`, since a visit's day is the place's own."""
    found = Visit.objects.filter(campaign=campaign)
    found = found if user is None else found.visible_to(user)
    today = clock.today()
    return found.annotate(
        today=Value(today, output_field=DateField()), monday=Value(week_of(today)[0], output_field=DateField())
    )


def _visited(campaign: "Campaign", user: "User | None") -> Any:
    """Enterprises with their visits: whether any inspected them (`seen`), this week too; all visits of the week; the pack's most."""
    found = Enrolment.objects.filter(campaign=campaign)
    found = found if user is None else found.visible_to(user, Permission.INSPECTION_VIEW)
    visits = Visit.objects.filter(campaign=campaign)
    inspected = visits.exclude(kind=KindOfVisit.SERVICE)
    week = {"day__range": week_of(clock.today())}
    here = visits.filter(enterprise=OuterRef("enterprise")).order_by()
    many = here.filter(**week).values("enterprise").annotate(many=Count("pk")).values("many")
    most = campaign.pack.inspections.burden.visits_a_week
    return found.annotate(
        seen=_is_among(inspected),
        seen_this_week=_is_among(inspected.filter(**week)),
        visits_this_week=NullIf(Subquery(many, output_field=IntegerField()), 0),
        most=Value(most, output_field=IntegerField()),
        last_visit=Subquery(here.order_by("-finished_at").values("finished_at")[:1]),
        standing=Case(
            When(visits_this_week__gt=most, then=Value("burdened")),
            When(seen=True, then=Value("visited")),
            default=Value("unvisited"),
            output_field=CharField(),
        ),
    )


def _is_among(visits: Any) -> Any:
    """Asked as a set, which the database reads once, and not enterprise by enterprise."""
    return ExpressionWrapper(Q(enterprise__in=visits.order_by().values("enterprise")), output_field=BooleanField())


VISIT = register_kind(
    Kind(
        key="visit",
        name=_("Visit"),
        rows=_visits,
        page=page_at("inspections:visit"),
        state="result",
        states=RESULT,
        number=lambda visit: visit.number,
        due="finished_at",
        due_name=_("Visited"),
        is_past=True,
        order=("-finished_at", "-id"),
        part="kind",
        part_name=_("kind of visit"),
        parts=lambda pack: dict(KindOfVisit.choices),
    )
)

VISITED = register_kind(
    Kind(
        key="visited_enterprise",
        name=_("Enterprise with its visits"),
        rows=_visited,
        page=page_at("registry:enterprise", "enterprise_id"),
        state="standing",
        states={
            "burdened": _("Visited too often this week"),
            "visited": _("Visited"),
            "unvisited": _("Not visited yet"),
        },
        number=lambda row: row.visits_this_week or 0,
        number_name=_("Visits this week"),
        due="last_visit",
        due_name=_("Last visit"),
        is_past=True,
        order=("enterprise_id", "id"),
    )
)


def _made(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, VISITS, VISIT.key, where, about=about)  # type: ignore[arg-type]


def _enterprises(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, ENTERPRISES, VISITED.key, where, about=about)  # type: ignore[arg-type]


MEASURES = (
    _made("visits", _("Visits"), Q()),
    _made("visits.today", _("Visits today"), Q(day=F("today"))),
    _made("visits.week", _("Visits this week"), Q(day__gte=F("monday")), _("Since Monday.")),
    _made("visits.faults", _("Visits that found faults"), Q(result="faults")),
    _enterprises("rounds.enterprises", _("Enterprises to be visited"), Q(), _("All that take part in the campaign.")),
    _enterprises(
        "rounds.visited", _("Enterprises inspected"), Q(seen=True), _("By a visit of any kind but service visits.")
    ),
    _enterprises(
        "rounds.visited_week", _("Enterprises inspected this week"), Q(seen_this_week=True), _("Since Monday.")
    ),
    _enterprises("rounds.unvisited", _("Enterprises not inspected yet"), Q(seen=False)),
    _enterprises(
        "rounds.burdened",
        _("Enterprises visited too often this week"),
        Q(visits_this_week__gt=F("most")),
        _("By more visits of any kind than the pack finds bearable."),
    ),
    Measure(
        "rounds.visits_mean",
        _("Visits this week at each enterprise visited"),
        VISITS,
        VISITED.key,
        Q(),
        "visits_this_week",
        mean=True,
        about=_("A mean over those that were visited since Monday, by visits of any kind."),
    ),
)

register(*MEASURES)
