"""Sheets that go out: applications and passes of a list. Of commuters only their card numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.passes import lists
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

COMMON = (
    Column(key="subject", name=gettext_lazy("Plate or card number"), width=18),
    Column(key="kind", name=gettext_lazy("Kind"), width=22),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="state", name=gettext_lazy("State"), width=16),
    Column(key="since", name=gettext_lazy("From"), width=12),
    Column(key="until", name=gettext_lazy("Last day"), width=12),
)
APPLICATIONS = (
    *COMMON,
    Column(key="purpose", name=gettext_lazy("Purpose"), width=30),
    Column(key="asked", name=gettext_lazy("Asked on"), width=18),
    Column(key="due", name=gettext_lazy("Due"), width=18),
    Column(key="decided", name=gettext_lazy("Decided on"), width=18),
    Column(key="reason", name=gettext_lazy("Reason"), width=50),
)
PASSES = (
    *COMMON,
    Column(key="zones", name=gettext_lazy("Zones"), width=24),
    Column(key="issued", name=gettext_lazy("Issued on"), width=18),
    Column(key="ended", name=gettext_lazy("Ended"), width=18),
    Column(key="reason", name=gettext_lazy("Reason"), width=40),
)


def applications(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The applications of a list."""
    name = _("Applications for passes of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(APPLICATIONS, _applications(user, campaign, wanted), name)


def _applications(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    rows = lists.applications(user, campaign, wanted).select_related("enterprise", "pack_version")
    for row in rows.iterator(chunk_size=1_000):
        yield _common(row) | {
            "purpose": row.purpose,
            "asked": row.asked_at,
            "due": row.due_at,
            "decided": row.decided_at,
            "reason": row.reason,
        }


def passes(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The passes of a list."""
    name = _("Passes of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(PASSES, _passes(user, campaign, wanted), name)


def _passes(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    rows = lists.passes(user, campaign, wanted).select_related("enterprise", "pack_version")
    for row in rows.iterator(chunk_size=1_000):
        yield _common(row) | {
            "zones": _("; ").join(row.zone_names),
            "issued": row.issued_at,
            "ended": row.ended_at,
            "reason": row.why,
        }


def _common(row: Any) -> dict[str, Any]:
    return {
        "subject": row.subject,
        "kind": row.kind_name,
        "enterprise": row.enterprise.name if row.enterprise else "",
        "uscc": row.enterprise.uscc if row.enterprise else "",
        "state": row.state_name,
        "since": row.since,
        "until": row.until,
    }


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
