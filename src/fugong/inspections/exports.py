"""Sheets that go out: visits, and the faults that they found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.inspections import lists, reading
from fugong.inspections.models import Visit
from fugong.inspections.words import KIND, ON_FAIL, RESULT
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

VISITS = (
    Column(key="number", name=gettext_lazy("Number"), width=18),
    Column(key="day", name=gettext_lazy("Day"), width=12),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="grid", name=gettext_lazy("Grid"), width=16),
    Column(key="kind", name=gettext_lazy("Kind of visit"), width=16),
    Column(key="team", name=gettext_lazy("Team"), width=16),
    Column(key="by", name=gettext_lazy("Recorded by"), width=14),
    Column(key="result", name=gettext_lazy("Result"), width=14),
    Column(key="failed", name=gettext_lazy("Faults"), width=8),
    Column(key="corrected", name=gettext_lazy("Put right on the spot"), width=12),
    Column(key="signer", name=gettext_lazy("Person in charge"), width=14),
    Column(key="faults", name=gettext_lazy("What wasn’t in order"), width=80),
    Column(key="note", name=gettext_lazy("Note"), width=40),
)


def visits(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The visits of a list, each with its faults in words."""
    name = _("Visits of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return writer.download(
        writer.workbook(writer.Sheet(VISITS, _rows(lists.visits(user, campaign, wanted)), title=name)), name
    )


def _rows(rows: Any) -> Iterator[dict[str, Any]]:
    found = rows.select_related("enterprise__grid", "team", "by", "pack_version").prefetch_related("items")
    for row in found.iterator(chunk_size=500):
        yield {
            "number": row.number,
            "day": row.day,
            "enterprise": row.enterprise.name,
            "uscc": row.enterprise.uscc,
            "grid": str(row.enterprise.grid or ""),
            "kind": str(KIND[row.kind]),
            "team": str(row.team or ""),
            "by": str(row.by),
            "result": str(RESULT[row.result]),
            "failed": row.failed,
            "corrected": row.corrected,
            "signer": row.signer or row.refusal,
            "faults": "\n".join(faults_of(row)),
            "note": row.note,
        }


def faults_of(visit: Visit) -> list[str]:
    """Each fault as a line: the item, what is wrong, what follows."""
    section = reading.pack_of(visit).inspections
    lines = []
    for row in visit.items.all():
        if row.passed is False:
            items = {item.key: item.name for item in section.checklist(row.checklist).items}
            follows = _("put right on the spot") if row.corrected else ON_FAIL.get(row.on_fail, "")
            lines.append(f"{items.get(row.item, row.item)}{': ' + row.note if row.note else ''} ({follows})")
    return lines
