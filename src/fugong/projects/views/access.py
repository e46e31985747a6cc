"""How these pages find their rows, within what the person sees; and how a refused action keeps what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import dates, numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign, Jurisdiction
from fugong.projects.models import Approval, Branch, Milestone, Parcel, Project
from fugong.registry.models import Enterprise

VIEW, STEP, KEEP, APPLY = (
    Permission.PROJECT_VIEW,
    Permission.PROJECT_STEP,
    Permission.PROJECT_MANAGE,
    Permission.PROJECT_APPLY,
)
RELATED = ("campaign__pack_version", "campaign__jurisdiction", "enterprise__grid", "pack_version")
FOUND = 40

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def _row(model: Any, user: Any, campaign: Campaign, pk: int, *more: str, **where: Any) -> Any:
    rows = model.objects.visible_to(user).filter(campaign=campaign, pk=pk, **where)
    return or_404(rows.select_related(*RELATED, *more).first())


def project_of(request: PageRequest, campaign: Campaign, pk: int, **where: Any) -> Project:
    return _row(Project, request.user, campaign, pk, "proposed_by", "confirmed_by", **where)  # type: ignore[no-any-return]


def milestone_of(request: PageRequest, campaign: Campaign, pk: int) -> Milestone:
    return _row(Milestone, request.user, campaign, pk, "project")  # type: ignore[no-any-return]


def approval_of(request: PageRequest, campaign: Campaign, pk: int, **where: Any) -> Approval:
    return _row(Approval, request.user, campaign, pk, "project", "parcel", "handed_over_by", **where)  # type: ignore[no-any-return]


def branch_of(request: PageRequest, campaign: Campaign, pk: int, **where: Any) -> Branch:
    more = ("approval__project", "approval__parcel", "approval__pack_version", "decided_by", "early_by")
    found: Branch = _row(Branch, request.user, campaign, pk, *more, **where)
    found.approval.campaign, found.approval.enterprise = found.campaign, found.enterprise
    return found


def parcel_of(request: PageRequest, campaign: Campaign, pk: int) -> Parcel:
    return _row(Parcel, request.user, campaign, pk)  # type: ignore[no-any-return]


def chosen_enterprise(request: PageRequest, campaign: Campaign, field: str = "enterprise") -> Enterprise | None:
    """The enterprise that was typed by name, code or number; None where none was. Raises Refused where there is none such."""
    from django.utils.translation import gettext as _

    from fugong.core import uscc
    from fugong.core.errors import refuse

    said = request.POST.get(field, "").strip()[:120]
    if not said:
        return None
    rows = Enterprise.objects.visible_to(request.user, STEP).filter(enrolments__campaign=campaign)
    found = list(rows.filter(name=said)[:2]) or list(rows.filter(uscc=uscc.compact(said))[:2])
    if len(found) != 1:
        raise refuse(field, _("No enterprise of the area: write its whole name or code, or leave it empty."))
    return found[0]


def areas(request: PageRequest, campaign: Campaign) -> list[Jurisdiction]:
    """The areas of the place in which the person acts."""
    scope = request.user.scope(STEP)
    rows: Iterable[Jurisdiction] = Jurisdiction.objects.within(campaign.jurisdiction.prefix).order_by("code")
    return [area for area in rows if scope.covers_area(area.code)]


def day(request: PageRequest, name: str) -> dt.date | None:
    """A day that was typed; None where nothing, or nothing sensible, was."""
    return dates.asked(request.POST.get(name, ""))


def number(request: PageRequest, name: str) -> int:
    """A number that was typed; 0 where none was."""
    return numbers.asked(request.POST.get(name, "")) or 0


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200
