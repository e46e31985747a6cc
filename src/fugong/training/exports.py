"""Sheets that go out: the register of a course, certificates, the question bank. Names only for those who read them on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column
from fugong.training.access import shown_name

TRAINEES = (
    Column(key="name", name=pgettext_lazy("of a person", "Name"), width=14),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="course", name=gettext_lazy("Course"), width=36),
    Column(key="state", name=gettext_lazy("State"), width=18),
    Column(key="via", name=gettext_lazy("Signed up by"), width=14),
    Column(key="signed_up", name=gettext_lazy("Signed up on"), width=18),
    Column(key="minutes", name=gettext_lazy("Minutes attended"), width=12),
    Column(key="missing", name=gettext_lazy("Minutes lacking"), width=12),
)
CERTIFICATES = (
    Column(key="number", name=gettext_lazy("Certificate"), width=18),
    Column(key="name", name=pgettext_lazy("of a person", "Name"), width=14),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="qualification", name=gettext_lazy("Qualification"), width=24),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="issued", name=gettext_lazy("Issued on"), width=12),
    Column(key="until", name=gettext_lazy("Valid until"), width=12),
    Column(key="by", name=gettext_lazy("Trained by"), width=24),
)


HOLDERS = tuple(column for column in CERTIFICATES if column.key in ("enterprise", "name", "number", "until"))


def holders(rows: Any, campaign: Campaign, user: Any) -> FileResponse:
    """Who may serve today: a row for each certificate, an empty one for an enterprise without."""

    def lines() -> Iterator[dict[str, Any]]:
        for firm in rows:
            for each in firm.holders or [None]:
                own = {"name": shown_name(user, each), "number": each.number, "until": each.valid_until} if each else {}
                yield {"enterprise": firm.name, "name": "", "number": "", "until": "", **own}

    return _sheet(
        HOLDERS, lines(), _("Who may serve in %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    )


def trainees(rows: Any, campaign: Campaign, user: Any) -> FileResponse:
    """The register."""

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=1_000):
            row.campaign = campaign
            yield {
                "name": shown_name(user, row), "enterprise": row.enterprise.name if row.enterprise else "",
                "course": str(row.course), "state": row.state_name, "via": row.via_name, "signed_up": row.signed_up_at,
                "minutes": row.minutes, "missing": row.minutes_left if row.state == "signed_up" else 0,
            }  # fmt: skip

    return _sheet(
        TRAINEES, lines(), _("Register of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    )


def certificates(rows: Any, campaign: Campaign, user: Any) -> FileResponse:
    """Certificates."""

    def lines() -> Iterator[dict[str, Any]]:
        for row in rows.iterator(chunk_size=1_000):
            row.campaign = campaign
            yield {
                "number": row.number, "name": shown_name(user, row), "enterprise": row.enterprise.name if row.enterprise else "",
                "qualification": row.qualification_name, "state": row.state_name, "issued": row.issued_on,
                "until": row.valid_until, "by": row.trainer_name,
            }  # fmt: skip

    return _sheet(
        CERTIFICATES, lines(), _("Certificates of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    )


def questions(rows: Any, campaign: Campaign) -> FileResponse:
    """The bank as it can come in again."""
    from fugong.training.sheets import question_columns, row_of

    columns = question_columns(campaign)
    lines = (row_of(row) for row in rows.iterator(chunk_size=1_000))
    return _sheet(
        columns, lines, _("Question bank of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    )


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
