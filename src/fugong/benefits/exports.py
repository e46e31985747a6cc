"""Sheets that go out: matches of a policy, claims as the finance office takes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.benefits import shown
from fugong.benefits.models import Policy
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column

ENTERPRISE = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
)
MATCHES = (
    *ENTERPRISE,
    Column(key="outcome", name=gettext_lazy("Outcome"), width=16),
    Column(key="quantity", name=gettext_lazy("Amount in yuan, or pieces"), width=16, number_format="#,##0.00"),
    Column(key="why", name=gettext_lazy("Why"), width=60),
    Column(key="near", name=gettext_lazy("What one more would change"), width=40),
)
CLAIMS = (
    Column(key="number", name=pgettext_lazy("of a benefit", "Claim"), width=8),
    *ENTERPRISE,
    Column(key="policy", name=gettext_lazy("Policy"), width=30),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="asked", name=gettext_lazy("Asked for, in yuan or pieces"), width=16, number_format="#,##0.00"),
    Column(key="amount", name=gettext_lazy("Amount in yuan, or pieces"), width=16, number_format="#,##0.00"),
    Column(key="shares", name=gettext_lazy("Paid by"), width=36),
    Column(key="paid_on", name=gettext_lazy("Paid on"), width=12),
)


def matches(rows: Any, campaign: Campaign, policy: Policy) -> FileResponse:
    """Who gets a policy, who doesn't, and why."""
    says = policy.says

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=2_000):
            near = row.detail.get("near")
            outcome = "no" if row.outcome == "near" else row.outcome
            yield {
                **_firm(row), "outcome": row.outcome_name, "quantity": _number(says, row.quantity),
                "why": shown.because(campaign, says, outcome, row.clause, row.detail),
                "near": shown.in_near(campaign, says, shown.Near(*near)) if near else "",
            }  # fmt: skip

    return _sheet(MATCHES, lines(), f"{says.name} {clock.today()}")


def claims(rows: Any, campaign: Campaign) -> FileResponse:
    """Claims; handed back with the day of payment it is a sheet of payments."""

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=2_000):
            says = row.version.says
            yield {
                "number": row.pk, **_firm(row), "policy": str(says.name), "state": row.state_name,
                "asked": _number(says, row.asked), "amount": None if row.amount is None else _number(says, row.amount),
                "shares": "; ".join(f"{payer} {sum_}" for payer, sum_ in shown.shares(row)), "paid_on": row.paid_on,
            }  # fmt: skip

    return _sheet(
        CLAIMS, lines(), _("Claims of benefits in %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    )


def _number(says: Any, quantity: int) -> Any:
    return quantity if says.gives == "in_kind" else quantity / 100


def _firm(row: Any) -> dict[str, Any]:
    return {"enterprise": row.enterprise.name, "uscc": row.enterprise.uscc}


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
