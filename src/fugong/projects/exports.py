"""Sheets that go out: key projects, their milestones, approvals branch by branch, parcels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core import clock
from fugong.papers.lists import Counts, counts
from fugong.places.models import Campaign
from fugong.projects import lists
from fugong.projects.models import Branch
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

PROJECTS = (
    Column(key="priority", name=gettext_lazy("Priority"), width=8),
    Column(key="name", name=gettext_lazy("Project"), width=36),
    Column(key="list", name=gettext_lazy("List"), width=20),
    Column(key="reason", name=gettext_lazy("Reason"), width=24),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="office", name=gettext_lazy("Owner office"), width=20),
    Column(key="investment", name=gettext_lazy("Investment, yuan"), width=18),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="due", name=gettext_lazy("Due day"), width=12),
    Column(key="expected", name=gettext_lazy("Expected end"), width=12),
    Column(key="next", name=gettext_lazy("Next step"), width=36),
    Column(key="late", name=gettext_lazy("Milestones overdue"), width=10),
    Column(key="waits", name=gettext_lazy("Waits for"), width=36),
)
MILESTONES = (
    Column(key="project", name=gettext_lazy("Project"), width=36),
    Column(key="milestone", name=gettext_lazy("Milestone"), width=26),
    Column(key="office", name=gettext_lazy("Office"), width=20),
    Column(key="days", name=gettext_lazy("Days"), width=8),
    Column(key="start", name=gettext_lazy("Planned from"), width=12),
    Column(key="finish", name=gettext_lazy("Planned until"), width=12),
    Column(key="started", name=pgettext_lazy("a milestone", "Begun"), width=12),
    Column(key="finished", name=gettext_lazy("Reached"), width=12),
    Column(key="slack", name=gettext_lazy("Slack, days"), width=10),
    Column(key="critical", name=gettext_lazy("Critical"), width=8),
    Column(key="state", name=gettext_lazy("State"), width=12),
)
APPROVALS = (
    Column(key="number", name=gettext_lazy("Number"), width=14),
    Column(key="subject", name=gettext_lazy("What for"), width=36),
    Column(key="kind", name=gettext_lazy("Kind of approval"), width=22),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="branch", name=gettext_lazy("Branch"), width=24),
    Column(key="office", name=gettext_lazy("Office"), width=20),
    Column(key="branch_state", name=gettext_lazy("Branch stands"), width=14),
    Column(key="due", name=gettext_lazy("Due"), width=17),
    Column(key="papers", name=gettext_lazy("Papers there"), width=10),
    Column(key="promised", name=gettext_lazy("Promised"), width=10),
    Column(key="certificate", name=gettext_lazy("Certificate’s number"), width=22),
    Column(key="on", name=gettext_lazy("Certificate’s day"), width=12),
)
PARCELS = (
    Column(key="name", name=gettext_lazy("Parcel"), width=30),
    Column(key="number", name=gettext_lazy("Number"), width=16),
    Column(key="area", name=gettext_lazy("m²"), width=12),
    Column(key="mu", name=gettext_lazy("Mu"), width=10),
    Column(key="use", name=gettext_lazy("Use"), width=16),
    Column(key="address", name=gettext_lazy("Address"), width=30),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="due", name=gettext_lazy("Until"), width=12),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
)


def _chosen(rows: Any, wanted: lists.Wanted) -> Any:
    return rows.filter(state=wanted.state) if wanted.state else rows


def projects(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The projects of a list, and their milestones on a second page."""
    name = _("Key projects of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    found = list(_chosen(lists.projects(user, campaign, wanted), wanted).select_related("enterprise"))
    known = lists.standings(campaign, found)
    sheets = (
        writer.Sheet(PROJECTS, _projects(campaign, found, known), title=_("Key projects")),
        writer.Sheet(MILESTONES, _milestones(found, known), title=_("Milestones")),
    )
    return writer.download(writer.workbook(*sheets), name)


def _projects(campaign: Campaign, found: list[Any], known: dict[int, lists.Standing]) -> Iterator[dict[str, Any]]:
    for row in found:
        standing = known[row.pk]
        yield {
            "priority": row.priority, "name": row.name, "list": row.list_name, "reason": row.reason_name,
            "enterprise": row.enterprise.name if row.enterprise else "", "office": row.office_name,
            "investment": row.investment / 100 if row.investment is not None else None, "state": row.state_name,
            "due": row.due_on, "expected": standing.outlook.ends if standing.outlook else "",
            "next": "；".join(f"{each.said}（{each.office_name}）" for each in standing.following[:3]),
            "late": standing.late or "", "waits": standing.pole.branch.said if standing.pole else "",
        }  # fmt: skip


def _milestones(found: list[Any], known: dict[int, lists.Standing]) -> Iterator[dict[str, Any]]:
    for project in found:
        standing = known[project.pk]
        lines = standing.lines
        for row in standing.milestones:
            line = lines[row.key]
            yield {
                "project": project.name, "milestone": row.said, "office": row.office_name, "days": row.days,
                "start": row.start_on, "finish": row.finish_on, "started": row.started_on,
                "finished": row.finished_on, "slack": line.slack if line.slack is not None else "",
                "critical": _("Yes") if line.critical else "", "state": row.state_name,
            }  # fmt: skip


def approvals(user: User, campaign: Campaign, wanted: lists.Wanted, *, land: bool) -> FileResponse:
    """A row for each branch of each approval."""
    name = _("Approvals of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    found = list(_chosen(lists.approvals(user, campaign, wanted, land=land), wanted).select_related("enterprise"))
    rows = list(Branch.objects.filter(approval__in=found).order_by("-approval_id", "place"))
    counted = counts(Branch.event_kind, [row.pk for row in rows])
    of = {row.pk: row for row in found}
    return _sheet(APPROVALS, _branches(campaign, rows, of, counted), name)


def _branches(
    campaign: Campaign, rows: list[Branch], of: dict[int, Any], counted: dict[int, Counts]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        approval, papers = of[row.approval_id], counted.get(row.pk, Counts())
        approval.campaign = row.campaign = campaign
        yield {
            "number": approval.number, "subject": approval.subject, "kind": approval.kind_name,
            "enterprise": approval.enterprise.name if approval.enterprise else "", "state": approval.state_name,
            "branch": row.said, "office": row.office_name, "branch_state": row.state_name, "due": row.due_at,
            "papers": str(papers) if papers.needed else "", "promised": papers.promised or "",
            "certificate": row.certificate_number, "on": row.certificate_on,
        }  # fmt: skip


def parcels(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The register of parcels."""
    name = _("Parcels of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    found = _chosen(lists.parcels(user, campaign, wanted), wanted).select_related("enterprise")
    return _sheet(PARCELS, _parcels(campaign, found), name)


def _parcels(campaign: Campaign, found: Any) -> Iterator[dict[str, Any]]:
    for row in found:
        row.campaign = campaign
        yield {
            "name": row.name, "number": row.number, "area": row.area_m2, "mu": float(row.mu), "use": row.use_name,
            "address": row.address, "state": row.state_name, "due": clock.local(row.due_at).date() if row.due_at else None,
            "enterprise": row.enterprise.name if row.enterprise else "",
        }  # fmt: skip


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
