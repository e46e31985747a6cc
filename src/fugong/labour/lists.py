"""Lists of the room: what they are narrowed to, the strip of states above them, page after page without counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import ngettext

from fugong.core import numbers
from fugong.core.paging import Page
from fugong.labour.access import VIEW
from fugong.labour.models import Contingent, Fair, Introduction, Lending, Seeker, Spare, Vacancy
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow import pipeline

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    trade: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        names = ("text", "state", "trade")
        return cls(**{name: str(query.get(name, ""))[:80].strip() for name in names})

    @property
    def filtered(self) -> bool:
        return bool(self.text or self.state or self.trade)


def vacancies(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Vacancies, the newest first."""
    rows: Any = Vacancy.objects.visible_to(user).filter(campaign=campaign)
    if wanted.text:
        firms = Enterprise.objects.visible_to(user, VIEW).matching(wanted.text).order_by().values("pk")
        known = campaign.pack.labour.trades_like(wanted.text)
        rows = rows.filter(
            Q(enterprise__in=firms) | Q(title__icontains=wanted.text) | Q(trade__in=known) | Q(place__icontains=wanted.text)
        )  # fmt: skip
    return _narrowed(rows, wanted).select_related("enterprise").order_by("-pk")


def introductions(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Introductions, the newest first."""
    rows: Any = Introduction.objects.visible_to(user).filter(campaign=campaign)
    if wanted.text:
        firms = Enterprise.objects.visible_to(user, VIEW).matching(wanted.text).order_by().values("pk")
        rows = rows.filter(Q(enterprise__in=firms) | Q(vacancy__title__icontains=wanted.text))
    if wanted.trade:
        rows = rows.filter(vacancy__trade=wanted.trade)
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    return rows.select_related("enterprise", "vacancy", "seeker__key").order_by("-pk")


def seekers(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """People who look for work, the newest first."""
    rows: Any = Seeker.objects.visible_to(user).filter(campaign=campaign)
    if wanted.text:
        known = campaign.pack.labour.trades_like(wanted.text)
        rows = rows.filter(Q(place__icontains=wanted.text) | Q(trades__overlap=known))
    if wanted.trade:
        rows = rows.filter(trades__contains=[wanted.trade])
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    return rows.select_related("key").order_by("-pk")


def fairs(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Fairs, the newest first."""
    rows: Any = Fair.objects.filter(
        pk__in=Fair.objects.visible_to(user).filter(campaign=campaign).order_by().values("pk")
    )
    rows = rows.filter(title__icontains=wanted.text) if wanted.text else rows
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    return rows.annotate(firms=Count("stands", distinct=True)).order_by("-pk")


def contingents(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Contingents of labour bases, the newest first."""
    rows: Any = Contingent.objects.visible_to(user).filter(campaign=campaign)
    if wanted.text:
        firms = Enterprise.objects.visible_to(user, VIEW).matching(wanted.text).order_by().values("pk")
        rows = rows.filter(Q(enterprise__in=firms) | Q(spot__icontains=wanted.text))
    return _narrowed(rows, wanted).select_related("enterprise").order_by("-pk")


def lendings(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Agreements on shared staff, the newest first."""
    rows: Any = Lending.objects.visible_to(user).filter(campaign=campaign)
    if wanted.text:
        firms = Enterprise.objects.visible_to(user, VIEW).matching(wanted.text).order_by().values("pk")
        rows = rows.filter(Q(enterprise__in=firms) | Q(borrower__in=firms))
    rows = rows.filter(spare__trade=wanted.trade) if wanted.trade else rows
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    return rows.select_related("enterprise", "borrower", "spare").order_by("-pk")


def offers(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """People to spare, the newest first."""
    rows: Any = Spare.objects.visible_to(user).filter(campaign=campaign)
    rows = rows.filter(trade=wanted.trade) if wanted.trade else rows
    return rows.select_related("enterprise").order_by("-pk")


def open_vacancies(campaign: Campaign, wanted: Wanted, wage: str = "", order: str = "") -> Any:
    """What the public sees: published ones by trade, place, wage; the newest or the best paid first."""
    rows: Any = Vacancy.objects.filter(campaign=campaign, state="published")
    if wanted.trade:
        rows = rows.filter(trade=wanted.trade)
    if wanted.text:
        known = campaign.pack.labour.trades_like(wanted.text)
        rows = rows.filter(
            Q(title__icontains=wanted.text) | Q(place__icontains=wanted.text) | Q(trade__in=known)
            | Q(enterprise__name__icontains=wanted.text)
        )  # fmt: skip
    if least := numbers.asked(wage, 1_000_000):
        rows = rows.filter(wage_to__gte=least)
    return rows.select_related("enterprise").order_by(*(("-wage_to", "-pk") if order == "wage" else ("-pk",)))


def strip(rows: Any, workflow: Any, wanted: Wanted, column: str = "") -> list[Any]:
    """The strip of states above a list; with how many people where a column says so."""
    return pipeline.strip(rows, workflow, chosen=wanted.state, worth=column, told=_people)


def _people(count: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": f"{count:,}"}


def page(rows: Any, after: str, size: int = PAGE) -> Page:
    """The rows after a key, of a list ordered by id, the newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    return Page.of(list(rows[: size + 1]), size, after)


def page_by_wage(rows: Any, after: str, size: int = PAGE) -> Page:
    """The same of a list ordered by wage: the key is `wage~id`."""
    wage, _tilde, key = after.partition("~")
    behind, last = numbers.asked(wage), numbers.asked(key)
    if behind is not None and last is not None:
        rows = rows.filter(Q(wage_to__lt=behind) | Q(wage_to=behind, pk__lt=last))
    found = list(rows[: size + 1])
    following = f"{found[size - 1].wage_to}~{found[size - 1].pk}" if len(found) > size else None
    return Page(found[:size], following, not after)


def _narrowed(rows: Any, wanted: Wanted) -> Any:
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return rows.filter(trade=wanted.trade) if wanted.trade else rows
