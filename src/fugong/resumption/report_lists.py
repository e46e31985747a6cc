"""Who has not reported, who was late: the lists that are chased each day."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, kept
from fugong.places.models import Campaign
from fugong.registry.models import Assignment, Contact, Enterprise
from fugong.resumption import standings
from fugong.resumption.arrows import RESUMPTION
from fugong.resumption.daily_report import ReportField
from fugong.resumption.models import Standing
from fugong.sheets import cells
from fugong.sheets.columns import Column

MISSING, LATE, IN, ALL = "missing", "late", "in", "all"
TABS = {
    MISSING: gettext_lazy("Not reported"),
    LATE: gettext_lazy("Late"),
    IN: gettext_lazy("In time"),
    ALL: gettext_lazy("All enterprises"),
}
PAGE = 50


def rows(campaign: Campaign, day: dt.date, user: User, tab: str, *, text: str = "") -> "QuerySet[Standing]":
    """The standings of a tab, as far as the person sees them, in the order of the registry."""
    found = Standing.objects.visible_to(user, Permission.REPORT_VIEW).filter(campaign=campaign, day=day)
    if tab in (asked := _tabs(campaign, day)):
        found = found.filter(asked[tab])
    if text:
        found = found.filter(enterprise__in=Enterprise.objects.matching(text).values("pk"))
    return found.select_related("enterprise").order_by("enterprise_id")


def with_people(found: "QuerySet[Standing]", campaign: Campaign) -> "QuerySet[Standing]":
    """Beside each enterprise its officer, and whom to call (the number stays masked)."""
    officer = Assignment.objects.filter(campaign=campaign, enterprise=OuterRef("enterprise_id"), until=None).order_by(
        "since"
    )
    contact = Contact.objects.filter(enterprise=OuterRef("enterprise_id")).order_by("pk")
    return found.annotate(
        officer_name=Subquery(officer.values("officer__name")[:1]),
        contact_name=Subquery(contact.values("name")[:1]),
        contact_phone=Subquery(contact.values("phone_masked")[:1]),
    )


def _state(value: Any) -> str:
    return str(RESUMPTION.states.get(value, value))


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """The exported list: those that filed nothing and report nothing stand in it too."""
    asked = campaign.pack.resumption.daily_report.fields
    return (
        Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
        Column(key="name", name=gettext_lazy("Enterprise"), width=34),
        Column(key="area", name=gettext_lazy("Area"), width=16),
        Column(key="state", name=gettext_lazy("State"), show=_state, width=12),
        Column(key="staff_total", name=gettext_lazy("Staff"), width=10),
        *(Column(key=each.key, name=each.label, width=12) for each in asked),
        Column(key="reported_at", name=gettext_lazy("Reported"), width=18, show=cells.shown),
        Column(key="officer", name=gettext_lazy("Officer"), width=14),
    )


def export(campaign: Campaign, day: dt.date, user: User, tab: str, *, text: str = "") -> Iterator[dict[str, Any]]:
    """The rows of the sheet, streamed."""
    found: Any = with_people(rows(campaign, day, user, tab, text=text), campaign)
    for each in found.select_related("enterprise__jurisdiction").iterator(chunk_size=2_000):
        enterprise = each.enterprise
        yield {
            "uscc": enterprise.uscc,
            "name": enterprise.name,
            "area": str(enterprise.jurisdiction),
            "state": each.state,
            "staff_total": each.staff_total,
            **{field.key: value for field, value in said(campaign, each)},
            "reported_at": clock.local(each.reported_at).strftime("%Y-%m-%d %H:%M") if each.reported_at else "",
            "officer": each.officer_name or "",
        }


def said(campaign: Campaign, row: Standing) -> list[tuple[ReportField, int | None]]:
    """What the pack's report asks, with what was reported that day; nothing where no report came."""
    asked = campaign.pack.resumption.daily_report.fields
    return [(each, getattr(row, each.key) if row.reported_at else None) for each in asked]


def _tabs(campaign: Campaign, day: dt.date) -> dict[str, Q]:
    """Which standings stand in a tab: what nobody owes may be missing and can't be late."""
    late = Q(expected=True, reported_at__gt=standings.deadline(campaign, day))
    return {
        MISSING: Q(expected=True, reported_at=None),
        LATE: late,
        IN: Q(reported_at__isnull=False) & ~late,
    }


def counts(campaign: Campaign, day: dt.date, user: User) -> dict[str, int]:
    """How many are in each tab, in one query; of a large place as a moment ago."""
    tabs = _tabs(campaign, day)
    found = Standing.objects.visible_to(user, Permission.REPORT_VIEW).filter(campaign=campaign, day=day)
    count: dict[str, Any] = {tab: Count("enterprise_id", filter=asked) for tab, asked in tabs.items()}
    count[ALL] = Count("enterprise_id")
    return kept.lately(
        "resumption.reports",
        lambda: (standings.deadline(campaign, day), *kept.asked(found)),
        lambda: found.aggregate(**count),
        lambda held: held["all"],
    )


def title(campaign: Campaign, day: dt.date, tab: str) -> str:
    """The name of the exported sheet."""
    return _("%(campaign)s %(day)s daily reports %(tab)s") % {"campaign": campaign, "day": day, "tab": TABS[tab]}
