"""What this room counts: vacancies, people wanted and hired, introductions, labour bases, shared staff."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import dates
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.labour.arrows import CONTINGENT, INTRODUCTION, LENDING, SPARE, VACANCY
from fugong.labour.models import Contingent, Introduction, Lending, Spare, Vacancy

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PEOPLE, POSTS, CASES, AGREEMENTS = _("people"), _("vacancies"), _("introductions"), _("agreements")


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


def _vacancies(campaign: "Campaign", user: "User | None") -> Any:
    left = F("wanted") - F("hired")
    return _of(Vacancy)(campaign, user).annotate(left=left, said_at=F("entered_at"))


VACANCIES = register_kind(
    Kind(
        key="vacancy", name=_("Vacancy"), rows=_vacancies, page=page_at("labour:vacancy"), states=VACANCY.states,
        number=lambda row: f"{row.title} · {row.hired} / {row.wanted}", number_name=_("Post"), due="said_at",
        due_name=_("Entered on"), is_past=True, order=("-said_at", "id"), part="trade", part_name=_("trade"),
        parts=lambda pack: {each.key: each.name for each in pack.labour.trades},
    )
)  # fmt: skip
INTRODUCTIONS = register_kind(
    Kind(
        key="introduction", name=_("Introduction"), rows=_of(Introduction), page=page_at("labour:introduction"),
        states=INTRODUCTION.states, due="proposed_at", due_name=_("Proposed on"), is_past=True,
        order=("-proposed_at", "id"),
    )
)  # fmt: skip
CONTINGENTS = register_kind(
    Kind(
        key="contingent", name=_("Contingent of a labour base"), rows=_of(Contingent), page=page_at("labour:contingent"),
        states=CONTINGENT.states, number=lambda row: f"{row.people} · {dates.shown_short(row.day)}", number_name=_("How many people"),
        due="asked_at", due_name=_("Asked on"), is_past=True, order=("-asked_at", "id"),
    )
)  # fmt: skip
SPARES = register_kind(
    Kind(
        key="spare", name=_("People to spare"), rows=_of(Spare), page=page_at("labour:spare"), states=SPARE.states,
        number=lambda row: f"{row.lent} / {row.people}", number_name=_("How many people"), due="offered_at",
        due_name=_("Offered on"), is_past=True, order=("-offered_at", "id"),
    )
)  # fmt: skip
LENDINGS = register_kind(
    Kind(
        key="lending", name=_("Agreement on shared staff"), rows=_of(Lending), page=page_at("labour:lending"),
        states=LENDING.states, number=lambda row: f"{row.people}", number_name=_("How many people"), due="proposed_at",
        due_name=_("Proposed on"), is_past=True, order=("-proposed_at", "id"),
    )
)  # fmt: skip

OPEN = Q(state="published")
AGREED = Q(state__in=["running", "ended", "returned_early"])
STANDING = ~Q(state="cancelled")

register(
    Measure("labour.vacancies", _("Vacancies published"), POSTS, VACANCIES.key, OPEN),
    Measure("labour.vacancies.to_check", _("Vacancies to be checked"), POSTS, VACANCIES.key, Q(state="draft")),
    Measure("labour.wanted", _("People looked for"), PEOPLE, VACANCIES.key, OPEN, "left",
            about=_("In published vacancies, without those who are hired already.")),
    Measure("labour.hired", _("People hired by introduction"), PEOPLE, VACANCIES.key, Q(), "hired"),
    Measure("labour.introduced", _("Introductions that wait for an answer"), CASES, INTRODUCTIONS.key,
            Q(state="introduced")),
    Measure("labour.introductions", _("Introductions made"), CASES, INTRODUCTIONS.key, Q(introduced_at__isnull=False)),
    Measure("labour.bases", _("People asked of labour bases"), PEOPLE, CONTINGENTS.key, STANDING, "people"),
    Measure("labour.bases.gathered", _("Of them willing to come"), PEOPLE, CONTINGENTS.key, STANDING, "gathered"),
    Measure("labour.bases.arrived", _("People of labour bases who arrived"), PEOPLE, CONTINGENTS.key, STANDING, "arrived"),
    Measure("labour.spare", _("People to spare"), PEOPLE, SPARES.key, Q(state="offered"), "people"),
    Measure("labour.shared", _("People shared between enterprises"), PEOPLE, LENDINGS.key, AGREED, "people"),
    Measure("labour.sharing", _("Agreements on shared staff under way"), AGREEMENTS, LENDINGS.key, Q(state="running")),
)  # fmt: skip
