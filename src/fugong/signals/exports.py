"""The list of doubts as a sheet. No name of a person of an enterprise stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column
from fugong.signals.lists import owned

DOUBTS = (
    Column(key="place", name=gettext_lazy("Rank"), width=8),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Unified social credit code"), width=22),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="rule", name=gettext_lazy("What is doubtful"), width=24),
    Column(key="reason", name=gettext_lazy("Reason"), width=60),
    Column(key="signal", name=gettext_lazy("Signal"), width=14),
    Column(key="day", name=gettext_lazy("Day"), width=12),
    Column(key="value", name=gettext_lazy("Reading of the day"), width=14),
    Column(key="usual", name=gettext_lazy("Usual a day"), width=14),
    Column(key="share", name=gettext_lazy("Share of the usual in per cent"), width=12),
    Column(key="staff", name=gettext_lazy("At work as reported"), width=12),
    Column(key="owners", name=gettext_lazy("Officers"), width=20),
    Column(key="due", name=gettext_lazy("Due"), width=18),
    Column(key="answer", name=gettext_lazy("Answer"), width=40),
)


def doubts(rows: Any, campaign: Campaign) -> FileResponse:
    """The rows in their order."""

    def lines() -> Iterator[dict[str, Any]]:
        place, left = 0, rows.iterator(chunk_size=1_000)
        while some := list(islice(left, 1_000)):
            for row in owned(some, campaign):
                place += 1
                yield _line(row, place)

    name = _("Doubtful reports of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return writer.download(writer.workbook(writer.Sheet(DOUBTS, lines(), title=name)), name)


def _line(row: Any, place: int) -> dict[str, Any]:
    due = row.due_at if row.due_at and not row.is_final else ""
    return {
        "place": place, "enterprise": row.enterprise.name, "uscc": row.enterprise.uscc, "state": row.state_name,
        "rule": row.rule_name, "reason": row.reason, "signal": row.kind_name, "day": row.day,
        "value": row.numbers.get("value"), "usual": row.numbers.get("usual"), "share": row.numbers.get("share"),
        "staff": row.numbers.get("staff"), "owners": "、".join(str(each) for each in row.owners), "due": due,
        "answer": row.answer,
    }  # fmt: skip
