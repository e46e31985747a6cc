"""Sheets that go out: answers, needs, trips, claims. No names or numbers of people in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column
from fugong.transport.models import Survey

ENTERPRISE = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
)
ASKED = (
    *ENTERPRISE,
    Column(key="answer", name=gettext_lazy("Answer"), width=14),
    Column(key="answered", name=gettext_lazy("Answered on"), width=18),
    Column(key="reminded", name=gettext_lazy("Reminded on"), width=18),
    Column(key="said", name=gettext_lazy("Further answers"), width=40),
)
NEEDS = (
    *ENTERPRISE,
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="people", name=gettext_lazy("How many people"), width=10),
    Column(key="planned", name=gettext_lazy("With a seat"), width=10),
    Column(key="region", name=gettext_lazy("Region"), width=26),
    Column(key="spot", name=gettext_lazy("Where they are fetched"), width=30),
    Column(key="day", name=gettext_lazy("Day of travel"), width=12),
    Column(key="missing", name=gettext_lazy("Documents missing"), width=30),
)
TRIPS = (
    Column(key="number", name=gettext_lazy("Trip"), width=8),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="day", name=gettext_lazy("Day"), width=12),
    Column(key="origin", name=gettext_lazy("From"), width=30),
    Column(key="destination", name=gettext_lazy("To"), width=30),
    Column(key="coach", name=gettext_lazy("Coach"), width=14),
    Column(key="plate", name=gettext_lazy("Plate"), width=12),
    Column(key="usable", name=gettext_lazy("Seats"), width=8),
    Column(key="claimed", name=gettext_lazy("Taken"), width=8),
    Column(key="brought", name=gettext_lazy("Brought"), width=8),
    Column(key="km", name=gettext_lazy("km"), width=8),
    Column(key="cost", name=gettext_lazy("Cost in yuan"), width=14, number_format="#,##0.00"),
    Column(key="shares", name=gettext_lazy("Enterprises and what each pays"), width=60),
)
CLAIMS = (
    Column(key="number", name=gettext_lazy("Claim"), width=8),
    *ENTERPRISE,
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="trip", name=gettext_lazy("Trip"), width=24),
    Column(key="people", name=gettext_lazy("How many people"), width=10),
    Column(key="cost", name=gettext_lazy("Cost in yuan"), width=14, number_format="#,##0.00"),
    Column(key="amount", name=gettext_lazy("Granted in yuan"), width=14, number_format="#,##0.00"),
    Column(key="rule", name=gettext_lazy("Rule"), width=30),
    Column(key="paid", name=gettext_lazy("Paid on"), width=12),
)


def asked(rows: Any, survey: Survey) -> FileResponse:
    """The answers of a survey."""
    questions = {each.key: str(each.text) for each in survey.campaign.pack.transport.survey.questions}

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=2_000):
            yes, no = _("Yes"), _("No")
            said = [f"{questions.get(key, key)} {yes if value else no}" for key, value in row.said.items()]
            yield {
                **_firm(row), "answer": row.answer_name, "answered": row.answered_at,
                "reminded": row.reminded_at, "said": "; ".join(said),
            }  # fmt: skip

    return _sheet(ASKED, lines(), _("Coach survey %(title)s, %(day)s") % {"title": survey, "day": clock.today()})


def needs(rows: Any, campaign: Campaign) -> FileResponse:
    """Needs."""
    section = campaign.pack.transport

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=2_000):
            missing = [str(each.name) for each in section.documents if not row.papers.get(each.key)]
            yield {
                **_firm(row), "state": row.state_name, "people": row.people, "planned": row.planned,
                "region": row.region_name, "spot": row.spot, "day": row.day, "missing": "、".join(missing),
            }  # fmt: skip

    return _sheet(
        NEEDS, lines(), _("Seats needed in %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    )


def trips(rows: Any, campaign: Campaign, seen: set[int]) -> FileResponse:
    """Trips with what each enterprise pays; of enterprises that the reader doesn't see, how many."""

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.prefetch_related("shares__enterprise").iterator(chunk_size=500):
            row.campaign = campaign
            shares = row.shares.all()
            said = [
                f"{each.enterprise.name} {each.seats} · {each.fen / 100:.2f}"
                for each in shares
                if each.enterprise_id in seen
            ]
            hidden = len(shares) - len(said)
            yield {
                "number": row.pk, "state": row.state_name, "day": row.day, "origin": row.origin,
                "destination": row.destination, "coach": row.coach_name, "plate": row.plate, "usable": row.usable,
                "claimed": row.claimed, "brought": row.brought, "km": row.km, "cost": row.cost / 100,
                "shares": "; ".join(said + ([_("%(n)s others") % {"n": hidden}] if hidden else [])),
            }  # fmt: skip

    return _sheet(TRIPS, lines(), _("Trips of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()})


def claims(rows: Any, campaign: Campaign) -> FileResponse:
    """Claims, as the finance office takes them."""

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=2_000):
            row.campaign = campaign
            yield {
                "number": row.pk, **_firm(row), "state": row.state_name, "trip": str(row.trip), "people": row.people,
                "cost": row.cost / 100, "amount": None if row.amount is None else row.amount / 100,
                "rule": row.rule_name, "paid": row.paid_on,
            }  # fmt: skip

    return _sheet(CLAIMS, lines(), _("Claims of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()})


def _firm(row: Any) -> dict[str, Any]:
    return {"enterprise": row.enterprise.name, "uscc": row.enterprise.uscc}


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
