"""What projects, approvals and land ask of a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.projects import telling
from fugong.projects.access import offices_of
from fugong.projects.models import Approval, Branch, Milestone, Project
from fugong.registry import todo
from fugong.registry.todo import Todo

OPEN = ("waiting", "ready", "running")


def _todo(row: Any, title: str, detail: str) -> Todo:
    late = row.due_at is not None and row.due_at < clock.now()
    return Todo(row.due_at, title, detail, telling.page_of(row), row.enterprise, late)


def _mine(user: Any, campaign: Campaign, column: str) -> Q | None:
    """Rows that are with one of the person's offices; None where there is nothing to ask for."""
    if not campaign.pack.projects.is_used or not user.is_staff_member or not user.holds(Permission.PROJECT_STEP):
        return None
    offices = offices_of(user, campaign.pk)
    if not offices:
        return None
    found = Q(pk__in=[])
    for post, areas in offices.items():
        for area in areas:
            found |= Q(**{column: post, "area_code__startswith": area})
    return found


@todo.register
def branches(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Branches of approvals under review in the person's office."""
    mine = _mine(user, campaign, "office")
    if mine is None:
        return
    rows = Branch.objects.visible_to(user, Permission.PROJECT_STEP).filter(mine, campaign=campaign, state="running")
    for row in todo.first(rows.select_related("approval", "campaign", "enterprise").order_by("due_at", "pk")):
        yield _todo(row, row.approval.subject, _("Review: %(branch)s") % {"branch": row.said})


@todo.register
def milestones(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Milestones of the person's office that run, or may begin since all that they wait for is over."""
    own, owned = _mine(user, campaign, "office"), _mine(user, campaign, "project__office")
    if own is None or owned is None:
        return
    rows = Milestone.objects.visible_to(user, Permission.PROJECT_STEP).filter(
        own | owned & Q(office=""), campaign=campaign, project__state__in=OPEN, state__in=("planned", "running")
    )
    at = Func(OuterRef("after"), F("key"), function="array_position", output_field=IntegerField())
    still = Milestone.objects.filter(project=OuterRef("project"), state__in=("planned", "running"))
    before = still.alias(at=at).filter(at__isnull=False)
    rows = rows.filter(Q(state="running") | ~Exists(before))
    for row in todo.first(rows.select_related("project", "campaign", "enterprise").order_by("due_at", "pk")):
        yield _todo(row, row.project.name, _("Milestone: %(what)s") % {"what": row.said})


@todo.register
def ready(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Projects that may start, and approvals whose certificates wait to be handed over."""
    mine = _mine(user, campaign, "office")
    if mine is None:
        return
    rows = Project.objects.visible_to(user, Permission.PROJECT_STEP).filter(mine, campaign=campaign, state="ready")
    for row in todo.first(rows.select_related("campaign", "enterprise").order_by("due_at", "pk")):
        yield _todo(row, row.name, _("All conditions are met: work may start"))
    own = Branch.objects.filter(approval=OuterRef("pk"), office__in=list(offices_of(user, campaign.pk)))
    through = Approval.objects.visible_to(user, Permission.PROJECT_STEP).filter(
        Exists(own), campaign=campaign, state="through"
    )
    for row in todo.first(through.select_related("campaign", "enterprise").order_by("pk")):
        yield _todo(row, row.subject, _("All branches are through: hand over the certificates"))


@todo.register
def to_sign(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Projects that wait for the person's signature."""
    if not campaign.pack.projects.is_used or not user.holds(Permission.SUPPLY_CONFIRM):
        return
    rows = Project.objects.visible_to(user, Permission.SUPPLY_CONFIRM).filter(campaign=campaign, state="proposed")
    rows = rows.exclude(proposed_by=user).select_related("campaign__pack_version", "enterprise")
    for row in todo.first(rows.order_by("pk")):
        yield _todo(row, row.name, _("Confirm for the list “%(list)s”") % {"list": row.list_name})
