"""Sheets that go out: leads, new registrations. Only for whoever may see leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.investment import lists
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

LEADS = (
    Column(key="name", name=gettext_lazy("Project"), width=32),
    Column(key="investor", name=gettext_lazy("Investor"), width=28),
    Column(key="origin", name=gettext_lazy("From where"), width=16),
    Column(key="sector", name=gettext_lazy("Sector"), width=18),
    Column(key="amount", name=gettext_lazy("Amount"), unit=10_000, width=16),
    Column(key="wants", name=gettext_lazy("Wants"), width=10),
    Column(key="area", name=gettext_lazy("m²"), width=10),
    Column(key="stage", name=gettext_lazy("Stage"), width=16),
    Column(key="state", name=gettext_lazy("State"), width=12),
    Column(key="officer", name=gettext_lazy("Officer in charge"), width=14),
    Column(key="platform", name=gettext_lazy("Platform"), width=24),
    Column(key="next", name=gettext_lazy("Next step"), width=32),
    Column(key="by", name=gettext_lazy("By"), width=18),
    Column(key="signed", name=gettext_lazy("Signed on"), width=12),
)
FIRMS = (
    Column(key="name", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="registered", name=gettext_lazy("Registered on"), width=12),
    Column(key="capital", name=gettext_lazy("Registered capital"), unit=10_000, width=16),
    Column(key="business", name=gettext_lazy("Line of business"), width=36),
    Column(key="platform", name=gettext_lazy("Platform"), width=24),
    Column(key="known", name=gettext_lazy("In the registry"), width=10),
)


def leads(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The leads of a list."""
    name = _("Leads of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(LEADS, _leads(user, campaign, wanted), name)


def _leads(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    rows: Any = lists.leads(user, campaign, wanted)
    for row in rows.iterator(chunk_size=1_000):
        row.campaign = campaign
        yield {
            "name": row.name, "investor": row.investor, "origin": row.origin, "sector": row.sector_name,
            "amount": row.yuan, "wants": row.wants_name, "area": row.area, "stage": row.stage_name,
            "state": row.state_name, "officer": row.officer.name if row.officer else "",
            "platform": row.platform.name if row.platform else "", "next": row.next_what or "", "by": row.next_at,
            "signed": row.signed_on,
        }  # fmt: skip


def firms(user: User, campaign: Campaign, text: str, known: str) -> FileResponse:
    """New registrations."""
    name = _("New registrations of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(FIRMS, _firms(user, campaign, text, known), name)


def _firms(user: User, campaign: Campaign, text: str, known: str) -> Iterator[dict[str, Any]]:
    for row in lists.firms(user, campaign, text, known=known).iterator(chunk_size=2_000):
        yield {
            "name": row.name, "uscc": row.uscc, "registered": row.registered_on,
            "capital": row.capital // 100 if row.capital is not None else None, "business": row.business,
            "platform": row.platform.name if row.platform else "", "known": _("Yes") if row.enterprise_id else "",
        }  # fmt: skip


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
