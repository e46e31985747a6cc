"""What this room counts: people by where they stand, and health cases, as they are now."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.registry.countries import COUNTRIES, said_lazily
from fugong.workforce.arrows import HEALTH_CASE, HERE, PERSON
from fugong.workforce.models import Employment, HealthCase

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PEOPLE, CASES = _("people"), _("cases")


def _people(campaign: "Campaign", user: "User | None") -> Any:
    """Whoever is on a list, once: by the enterprise where the person is counted."""
    rows = Employment.objects.filter(campaign=campaign, left_on=None, is_main=True)
    rows = rows if user is None else rows.visible_to(user, Permission.FIGURES_VIEW)
    facts = {name: F(f"person__{name}") for name in ("state", "nationality", "card", "arrived_on")}
    return rows.annotate(**facts)


def _cases(campaign: "Campaign", user: "User | None") -> Any:
    rows = HealthCase.objects.filter(campaign=campaign)
    return rows if user is None else rows.visible_to(user, Permission.FIGURES_VIEW)


FILE = register_kind(
    Kind(
        key="person",
        name=_("Person’s file"),
        rows=_people,
        page=page_at("workforce:person", "person_id"),
        states=PERSON.states,
        number=lambda row: f"{row.person_id}",
        number_name=_("Person’s file"),
        due="arrived_on",
        due_name=_("Arrived on"),
        is_past=True,
        order=("-id",),
        part="nationality",
        part_name=_("nationality"),
        parts=lambda pack: {code: said_lazily(code) for code in COUNTRIES},
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
    _file("people.here", _("People here"), Q(state__in=HERE), _("On an enterprise’s list; neither expected nor gone.")),
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
