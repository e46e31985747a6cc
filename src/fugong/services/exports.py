"""Sheets that go out: applications, an office's day. No telephone numbers in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.services import lists
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

APPLICATIONS = (
    Column(key="id", name=gettext_lazy("Our own number"), width=10),
    Column(key="applicant", name=gettext_lazy("Applicant"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="service", name=pgettext_lazy("at an office", "Service"), width=28),
    Column(key="mode", name=gettext_lazy("Mode"), width=14),
    Column(key="way", name=gettext_lazy("Way"), width=10),
    Column(key="caller", name=gettext_lazy("Who spoke"), width=14),
    Column(key="by", name=gettext_lazy("Entered by"), width=14),
    Column(key="state", name=gettext_lazy("State"), width=16),
    Column(key="office", name=gettext_lazy("Office"), width=20),
    Column(key="owner", name=gettext_lazy("Owner"), width=14),
    Column(key="made", name=gettext_lazy("Asked on"), width=18),
    Column(key="due", name=gettext_lazy("Due"), width=18),
    Column(key="number", name=gettext_lazy("Result number"), width=24),
    Column(key="old", name=gettext_lazy("Old day"), width=12),
    Column(key="until", name=gettext_lazy("New day"), width=12),
    Column(key="decided", name=gettext_lazy("Decided on"), width=18),
    Column(key="opinion", name=gettext_lazy("Opinion"), width=40),
)
DAY = (
    Column(key="time", name=gettext_lazy("Time"), width=14),
    Column(key="number", name=gettext_lazy("Waiting number"), width=12),
    Column(key="applicant", name=gettext_lazy("Applicant"), width=36),
    Column(key="service", name=pgettext_lazy("at an office", "Service"), width=28),
    Column(key="way", name=gettext_lazy("Way"), width=10),
    Column(key="caller", name=gettext_lazy("Who comes"), width=14),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="window", name=gettext_lazy("Window"), width=8),
)


def applications(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The applications of a list."""
    name = _("Services of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(APPLICATIONS, _applications(user, campaign, wanted), name)


def _applications(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    rows = lists.applications(user, campaign, wanted).select_related("handler", "made_by", "made_at_kiosk")
    for row in rows.iterator(chunk_size=1_000):
        row.campaign = campaign
        entered = row.made_by.name if row.made_by else row.made_at_kiosk.name if row.made_at_kiosk else ""
        yield {
            "id": row.pk, "applicant": row.applicant, "uscc": row.uscc, "service": row.service_name,
            "mode": row.mode_name, "way": row.channel_name, "caller": row.caller, "by": entered,
            "state": row.state_name, "office": row.office_name, "owner": row.handler.name if row.handler else "",
            "made": row.made_at, "due": row.due_at, "number": row.number, "old": row.was_due_on,
            "until": row.due_on, "decided": row.decided_at, "opinion": row.opinion,
        }  # fmt: skip


def day(user: User, campaign: Campaign, office: str, on: dt.date) -> FileResponse:
    """An office's day."""
    named = {"office": campaign.pack.services.office_name(office), "day": on}
    return _sheet(DAY, _day(user, campaign, office, on), _("Appointments at %(office)s, %(day)s") % named)


def _day(user: User, campaign: Campaign, office: str, on: dt.date) -> Iterator[dict[str, Any]]:
    for row in lists.appointments(user, campaign, office, on):
        row.campaign = campaign
        begins, ends = clock.local(row.starts_at), clock.local(row.ends_at)
        yield {
            "time": f"{begins:%H:%M}–{ends:%H:%M}", "number": row.number, "applicant": row.applicant,
            "service": row.service_name, "way": row.channel_name, "caller": row.caller, "state": row.state_name,
            "window": row.window or "",
        }  # fmt: skip


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
