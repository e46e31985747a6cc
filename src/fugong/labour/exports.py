"""Sheets that go out: vacancies, introductions, contingents, shared staff. No names or numbers of people in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column

ENTERPRISE = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
)
STATE = Column(key="state", name=gettext_lazy("State"), width=14)
TRADE = Column(key="trade", name=gettext_lazy("Trade"), width=18)
VACANCIES = (
    *ENTERPRISE, STATE, TRADE,
    Column(key="title", name=gettext_lazy("Post"), width=24),
    Column(key="wanted", name=gettext_lazy("Number wanted"), width=10),
    Column(key="hired", name=gettext_lazy("Hired"), width=10),
    Column(key="wage_from", name=gettext_lazy("Wage from"), width=10),
    Column(key="wage_to", name=gettext_lazy("Wage to"), width=10),
    Column(key="place", name=gettext_lazy("Place of work"), width=30),
    Column(key="since", name=gettext_lazy("From when"), width=12),
    Column(key="lodging", name=gettext_lazy("Lodging"), width=8),
    Column(key="board", name=gettext_lazy("Board"), width=8),
    Column(key="languages", name=gettext_lazy("Languages needed"), width=18),
    Column(key="until", name=gettext_lazy("Last day"), width=12),
)  # fmt: skip
INTRODUCTIONS = (
    Column(key="number", name=gettext_lazy("Number"), width=8),
    *ENTERPRISE, STATE, TRADE,
    Column(key="title", name=gettext_lazy("Post"), width=24),
    Column(key="proposed", name=gettext_lazy("Proposed on"), width=18),
    Column(key="introduced", name=gettext_lazy("Introduced on"), width=18),
    Column(key="answered", name=gettext_lazy("Answered on"), width=18),
)  # fmt: skip
CONTINGENTS = (
    Column(key="number", name=gettext_lazy("Contingent"), width=10),
    Column(key="base", name=gettext_lazy("Labour base"), width=26),
    *ENTERPRISE, STATE, TRADE,
    Column(key="people", name=gettext_lazy("People wanted"), width=10),
    Column(key="gathered", name=gettext_lazy("Willing to come"), width=10),
    Column(key="arrived", name=gettext_lazy("People arrived"), width=10),
    Column(key="day", name=gettext_lazy("Day of travel"), width=12),
    Column(key="spot", name=gettext_lazy("Where they are fetched"), width=28),
)  # fmt: skip
BASES = (
    Column(key="name", name=gettext_lazy("Labour base"), width=26),
    Column(key="goal", name=gettext_lazy("To be brought"), width=10),
    Column(key="people", name=gettext_lazy("Asked for"), width=10),
    Column(key="gathered", name=gettext_lazy("Willing"), width=10),
    Column(key="arrived", name=gettext_lazy("People arrived"), width=10),
)
LENDINGS = (
    Column(key="enterprise", name=gettext_lazy("Enterprise that lends"), width=36),
    Column(key="borrower", name=gettext_lazy("Enterprise that takes"), width=36),
    STATE, TRADE,
    Column(key="people", name=gettext_lazy("How many people"), width=10),
    Column(key="since", name=pgettext_lazy("of a lending", "First day"), width=12),
    Column(key="until", name=gettext_lazy("Last day"), width=12),
    Column(key="returned", name=gettext_lazy("Returned on"), width=12),
)  # fmt: skip


def vacancies(rows: Any, campaign: Campaign) -> FileResponse:
    """Vacancies as the labour office lists them."""

    def line(row: Any) -> dict[str, Any]:
        return {
            **_firm(row), "state": row.state_name, "trade": row.trade_name, "title": row.title, "wanted": row.wanted,
            "hired": row.hired, "wage_from": row.wage_from, "wage_to": row.wage_to, "place": row.place,
            "since": row.since, "lodging": _yes(row.has_lodging), "board": _yes(row.has_board),
            "languages": "、".join(row.language_names), "until": row.until,
        }  # fmt: skip

    return _sheet(VACANCIES, rows, campaign, line, _("Vacancies in %(campaign)s, %(day)s"))


def introductions(rows: Any, campaign: Campaign) -> FileResponse:
    """Introductions by number: who it was stands on no sheet."""

    def line(row: Any) -> dict[str, Any]:
        row.vacancy.campaign = campaign
        return {
            "number": row.pk, **_firm(row), "state": row.state_name, "trade": row.vacancy.trade_name,
            "title": row.vacancy.title, "proposed": row.proposed_at, "introduced": row.introduced_at,
            "answered": row.answered_at,
        }  # fmt: skip

    return _sheet(INTRODUCTIONS, rows, campaign, line, _("Introductions in %(campaign)s, %(day)s"))


def contingents(rows: Any, campaign: Campaign, bases: list[dict[str, Any]]) -> FileResponse:
    """Contingents of labour bases, each with the number under which its people are listed; then what each base sends in all."""

    def line(row: Any) -> dict[str, Any]:
        return {
            "number": row.pk, "base": row.base_name, **_firm(row), "state": row.state_name, "trade": row.trade_name,
            "people": row.people, "gathered": row.gathered, "arrived": row.arrived, "day": row.day, "spot": row.spot,
        }  # fmt: skip

    sums = writer.Sheet(BASES, bases, name=_("Each base in all"))
    return _sheet(CONTINGENTS, rows, campaign, line, _("Labour bases of %(campaign)s, %(day)s"), sums)


def lendings(rows: Any, campaign: Campaign) -> FileResponse:
    """Agreements on shared staff."""

    def line(row: Any) -> dict[str, Any]:
        return {
            "enterprise": row.enterprise.name, "borrower": row.borrower.name, "state": row.state_name,
            "trade": row.trade_name, "people": row.people, "since": row.since, "until": row.until,
            "returned": row.returned_on,
        }  # fmt: skip

    return _sheet(LENDINGS, rows, campaign, line, _("Shared staff in %(campaign)s, %(day)s"))


def _firm(row: Any) -> dict[str, Any]:
    return {"enterprise": row.enterprise.name, "uscc": row.enterprise.uscc}


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _sheet(
    columns: tuple[Column, ...],
    rows: Any,
    campaign: Campaign,
    line: Callable[[Any], dict[str, Any]],
    name: str,
    *more: writer.Sheet,
) -> FileResponse:
    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=2_000):
            row.campaign = campaign
            yield line(row)

    title = name % {"campaign": campaign, "day": clock.today()}
    return writer.download(writer.workbook(writer.Sheet(columns, lines(), title=title), *more), title)
