"""What other pages show of projects and approvals: the enterprise's page, and its own home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.papers.lists import counts
from fugong.places.models import Campaign
from fugong.projects import lists
from fugong.projects.models import Approval, Branch, Parcel, Project
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register

SHOWN = 6


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Its key projects, its approvals with what they wait for, its land."""
    if not campaign.pack.projects.is_used or not may(request.user, Permission.PROJECT_VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    projects = list(Project.objects.visible_to(request.user).filter(**where)[: SHOWN + 1])
    approvals: list[Any] = list(Approval.objects.visible_to(request.user).filter(**where)[: SHOWN + 1])
    parcels = list(Parcel.objects.visible_to(request.user).filter(**where)[:SHOWN])
    if not (projects or approvals or parcels):
        return None
    waiting = lists.waiting_for(campaign, approvals)
    for row in approvals:
        row.campaign, row.waiting = campaign, waiting.get(row.pk)
    for project in projects:
        project.campaign = campaign
    return {
        "projects": projects[:SHOWN], "more_projects": len(projects) > SHOWN,
        "approvals": approvals[:SHOWN], "more_approvals": len(approvals) > SHOWN, "parcels": parcels,
    }  # fmt: skip


register(Panel("projects", 45, "projects/panels/enterprise.html", panel, column="narrow"))


@mine.register
def doors(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """Its projects and approvals, with what it still has to do."""
    if not campaign.pack.projects.is_used or not request.user.holds(Permission.PROJECT_APPLY):
        return
    branches = Branch.objects.filter(
        campaign=campaign, enterprise=enterprise, approval__state__in=("preparing", "running", "through")
    )
    ids = list(branches.values_list("pk", flat=True))
    missing = sum(each.missing + each.late for each in counts(Branch.event_kind, ids).values()) if ids else 0
    returned = branches.filter(state="returned").count() if ids else 0
    if returned:
        words = ngettext("%(n)s branch waits for your correction", "%(n)s branches wait for your correction", returned)
        words = words % {"n": returned}
    elif missing:
        words = ngettext("%(n)s paper is missing", "%(n)s papers are missing", missing) % {"n": missing}
    else:
        words = _("What is next, and whose turn it is")
    url = reverse("projects:mine", args=[campaign.key, enterprise.pk])
    yield Door("building-skyscraper", _("Projects and approvals"), words, url, warns=bool(returned or missing))
