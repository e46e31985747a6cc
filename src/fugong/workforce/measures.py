"""What this room counts: people by where they stand, and health cases, as they are now."""

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.registry.countries import COUNTRIES
from fugong.workforce.arrows import HEALTH_CASE, HERE, PERSON
from fugong.workforce.models import Employment, HealthCase, Person

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PEOPLE, CASES = _("people"), _("cases")


def _people(campaign: "Campaign", user: "User | None") -> Any:
    """Files, each with the first enterprise where the person works (`enterprise`)."""
    rows = (
        Person.objects.filter(campaign=campaign)
        if user is None
        else Person.objects.visible_to(user).filter(campaign=campaign)
    )
    first = Employment.objects.filter(person=OuterRef("pk"), left_on=None).order_by("pk")
    return rows.annotate(enterprise=Subquery(first.values("enterprise")[:1]))


def _cases(campaign: "Campaign", user: "User | None") -> Any:
    rows = HealthCase.objects.filter(campaign=campaign)
    return rows if user is None else rows.visible_to(user)


FILE = register_kind(
    Kind(
        key="person",
        name=_("Person’s file"),
        rows=_people,
        page=page_at("workforce:person"),
        states=PERSON.states,
        number=lambda row: f"{row.pk}",
        number_name=_("Person’s file"),
        due="arrived_on",
        due_name=_("Arrived on"),
        is_past=True,
        order=("-id",),
        part="nationality",
        part_name=_("nationality"),
        parts=lambda pack: {code: names[0] for code, names in COUNTRIES.items()},
    )
)
CASE = register_kind(
    Kind(
        key="health_case",
        name=_("Health case"),
        rows=_cases,
        page=page_at("workforce:health_case"),
        states=HEALTH_CASE.states,
        number=lambda row: f"{row.pk}",
    )
)


def _file(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, PEOPLE, FILE.key, where, about=about)  # type: ignore[arg-type]


register(
    _file("people.here", _("People here"), Q(state__in=HERE), _("With a file; neither expected nor gone.")),
    _file("people.expected", _("People expected"), Q(state="expected")),
    _file("people.green", _("People free to work"), Q(state="green")),
    _file("people.observed", _("People under observation"), Q(state="observed")),
    _file("people.isolated", _("People in isolation"), Q(state="isolated")),
    _file("people.waiting", _("People waiting for a test"), Q(state="waiting")),
    _file("people.with_card", _("People with a card"), ~Q(card="") & Q(state__in=HERE)),
    _file("people.foreign", _("Foreign citizens here"), ~Q(nationality="CN") & Q(state__in=HERE)),
    Measure(
        "health_cases.open", _("Health cases not settled"), CASES, CASE.key, Q(state__in=["open", "taken", "referred"])
    ),
    Measure("health_cases", _("Health cases"), CASES, CASE.key, Q()),
)
