"""Sheets that go out: questions and appointments. No name and no number of a person in them."""

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

FIRM = (
    Column(key="number", name=gettext_lazy("Number"), width=8),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="state", name=gettext_lazy("State"), width=14),
)
ENQUIRIES = (
    *FIRM,
    Column(key="field", name=gettext_lazy("Field"), width=18),
    Column(key="urgency", name=gettext_lazy("Urgency"), width=12),
    Column(key="question", name=gettext_lazy("Question"), width=60),
    Column(key="adviser", name=gettext_lazy("Adviser"), width=16),
    Column(key="asked", name=gettext_lazy("Asked on"), width=18),
    Column(key="answered", name=gettext_lazy("Answered on"), width=18),
)
APPOINTMENTS = (
    *FIRM,
    Column(key="kind", name=gettext_lazy("Kind"), width=18),
    Column(key="asked", name=gettext_lazy("Asked on"), width=18),
    Column(key="meets", name=gettext_lazy("Appointed for"), width=18),
    Column(key="place", name=gettext_lazy("Place of meeting"), width=30),
    Column(key="by", name=gettext_lazy("Arranged by"), width=16),
)


def enquiries(rows: Any, campaign: Campaign) -> FileResponse:
    """Questions."""

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=1_000):
            row.campaign = campaign
            yield {
                "number": row.pk, "enterprise": row.enterprise.name, "state": row.state_name, "field": row.field_name,
                "urgency": row.urgency_name, "question": next((turn.text for turn in row.turns.all()), ""),
                "adviser": str(row.adviser or ""), "asked": row.asked_at, "answered": row.answered_at,
            }  # fmt: skip

    name = _("Questions of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return writer.download(writer.workbook(writer.Sheet(ENQUIRIES, lines(), title=name)), name)


def appointments(rows: Any, campaign: Campaign) -> FileResponse:
    """Appointments."""

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=1_000):
            row.campaign = campaign
            yield {
                "number": row.pk, "enterprise": row.enterprise.name, "state": row.state_name, "kind": row.kind_name,
                "asked": row.asked_at, "meets": row.meets_at, "place": row.place, "by": str(row.handled_by or ""),
            }  # fmt: skip

    name = _("Appointments of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return writer.download(writer.workbook(writer.Sheet(APPOINTMENTS, lines(), title=name)), name)
