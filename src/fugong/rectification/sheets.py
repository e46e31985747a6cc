"""Sheets that go out: notices and findings as their lists show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.rectification import lists, naming
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

COMMON = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="grid", name=gettext_lazy("Grid"), width=16),
    Column(key="state", name=gettext_lazy("State"), width=18),
)
NOTICES = (
    Column(key="number", name=gettext_lazy("Number"), width=26),
    *COMMON,
    Column(key="items", name=gettext_lazy("Items"), width=60),
    Column(key="turn", name=gettext_lazy("Which notice over the same"), width=12),
    Column(key="repeat", name=gettext_lazy("Repeat"), width=10),
    Column(key="issued", name=gettext_lazy("Issued"), width=18),
    Column(key="issued_by", name=gettext_lazy("Issued by"), width=16),
    Column(key="due", name=gettext_lazy("Due"), width=18),
    Column(key="served", name=gettext_lazy("Served"), width=18),
    Column(key="answered", name=gettext_lazy("Answered"), width=18),
    Column(key="ended", name=gettext_lazy("Ended"), width=18),
)
FINDINGS = (
    *COMMON,
    Column(key="aspect", name=gettext_lazy("Aspect"), width=20),
    Column(key="item", name=gettext_lazy("What was found"), width=44),
    Column(key="note", name=gettext_lazy("Note"), width=40),
    Column(key="severity", name=gettext_lazy("Severity"), width=16),
    Column(key="times", name=gettext_lazy("Found how often"), width=10),
    Column(key="found", name=gettext_lazy("Found on"), width=18),
    Column(key="found_by", name=gettext_lazy("Found by"), width=16),
    Column(key="closed", name=gettext_lazy("Put right"), width=18),
)


def notices(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The notices of a list."""
    name = _("Rectification notices of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(NOTICES, _notices(user, campaign, wanted), name)


def findings(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The findings of a list."""
    name = _("Findings of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(FINDINGS, _findings(user, campaign, wanted), name)


def _notices(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    rows = lists.notices(user, campaign, wanted).select_related("enterprise__grid", "issued_by")
    rows = rows.prefetch_related("items__finding__pack_version")
    for row in rows.iterator(chunk_size=500):
        yield _common(row) | {
            "number": row.number,
            "items": "; ".join(naming.item_name(item.finding) for item in row.items.all()),
            "turn": row.turn,
            "repeat": _("Yes") if row.has_repeat else "",
            "issued": row.issued_at,
            "issued_by": row.issued_by.name,
            "due": row.due_at or row.deadline,
            "served": row.served_at,
            "answered": row.answered_at,
            "ended": row.ended_at,
        }


def _findings(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    rows = lists.findings(user, campaign, wanted).select_related("enterprise__grid", "pack_version", "found_by")
    for row in rows.iterator(chunk_size=1_000):
        yield _common(row) | {
            "aspect": naming.aspect_name(row),
            "item": naming.item_name(row),
            "note": row.note,
            "severity": naming.severity_name(row),
            "times": row.times,
            "found": row.found_at,
            "found_by": row.found_by.name,
            "closed": row.closed_at,
        }


def _common(row: Any) -> dict[str, Any]:
    enterprise = row.enterprise
    return {
        "enterprise": enterprise.name,
        "uscc": enterprise.uscc,
        "grid": str(enterprise.grid) if enterprise.grid else "",
        "state": row.state_name,
    }


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
