"""What this room counts: key projects with their investment, milestones, approvals, branches, certificates, parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.projects.arrows import APPROVAL, BRANCH, MILESTONE, PARCEL, PROJECT
from fugong.projects.models import Approval, Branch, Milestone, Parcel, Project

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PROJECTS, CASES, PIECES = _("projects"), _("cases"), _("parcels")


def _of(model: Any, *related: str) -> Any:
    def rows(campaign: Campaign, user: User | None) -> Any:
        found = model.objects.filter(campaign=campaign)
        found = found if user is None else found.visible_to(user)
        return found.select_related(*related) if related else found

    return rows


register_kind(
    Kind(
        key="project", name=_("Key project"), rows=_of(Project), page=page_at("projects:project"), states=PROJECT.states,
        number=lambda row: row.name, number_name=_("Project"), part="key", part_name=_("list"),
        parts=lambda pack: {each.key: each.name for each in pack.projects.lists},
    )
)  # fmt: skip
register_kind(
    Kind(
        key="milestone", name=_("Milestone"), rows=_of(Milestone), page=page_at("projects:project", "project_id"),
        states=MILESTONE.states, number=lambda row: f"{row.project} · {row.said}", number_name=_("Milestone"),
        related=("project",),
    )
)  # fmt: skip
register_kind(
    Kind(
        key="approval", name=_("Approval"), rows=_of(Approval), page=page_at("projects:approval"), states=APPROVAL.states,
        number=lambda row: f"{row.number} {row.subject}", part="kind", part_name=_("kind of approval"),
        parts=lambda pack: {each.key: each.name for each in pack.projects.approvals}, due="begun_at", due_name=_("Since"),
        is_past=True, order=("-begun_at", "id"),
    )
)  # fmt: skip
register_kind(
    Kind(
        key="approval_branch", name=_("Branch of an approval"), rows=_of(Branch), page=page_at("projects:branch"),
        states=BRANCH.states, number=lambda row: f"{row.approval.number} · {row.said}", related=("approval",),
    )
)  # fmt: skip
register_kind(
    Kind(
        key="parcel", name=_("Parcel of land"), rows=_of(Parcel), page=page_at("projects:parcel"), states=PARCEL.states,
        number=lambda row: row.name, number_name=_("Parcel"), part="use", part_name=_("use"),
        parts=lambda pack: {each.key: each.name for each in pack.projects.land.uses},
    )
)  # fmt: skip

LISTED = Q(state__in=["waiting", "ready", "running", "done"])
OPEN = Q(state__in=["planned", "running"])
GRANTED = Q(state="granted", certificate__isnull=False)


def _projects(key: str, name: object, where: Q, about: object = "", column: str = "") -> Measure:
    unit: Any = _("fen") if column else PROJECTS
    return Measure(f"projects.{key}", name, unit, "project", where, column, about=about)  # type: ignore[arg-type]


MEASURES = (
    _projects("listed", _("Key projects"), LISTED, _("On a list: waiting, ready, under way or done.")),
    _projects("waiting", _("Projects that wait for conditions"), Q(state="waiting")),
    _projects("ready", _("Projects that may start"), Q(state="ready")),
    _projects("running", _("Projects under way"), Q(state="running")),
    _projects("done", _("Projects done"), Q(state="done")),
    _projects("started", _("Projects that have started"), Q(state__in=["running", "done"])),
    _projects("investment", _("Investment in key projects"), LISTED, "", "investment"),
    _projects("overdue", _("Projects past their due day"), LISTED & ~Q(state="done") & Q(due_at__lt=F("moment"))),
    Measure("milestones.done", _("Milestones reached"), CASES, "milestone", Q(state="done")),
    Measure("milestones.overdue", _("Milestones overdue"), CASES, "milestone", OPEN & Q(due_at__lt=F("moment"))),
    Measure("approvals.running", _("Approvals under review"), CASES, "approval", Q(state="running")),
    Measure("approvals.through", _("Approvals through"), CASES, "approval", Q(state__in=["through", "handed_over"])),
    Measure(
        "branches.overdue", _("Branches of approvals overdue"), CASES, "approval_branch",
        Q(state="running", due_at__lt=F("moment")),
    ),
    Measure("branches.early", _("Branches helped early"), CASES, "approval_branch", Q(early_at__isnull=False)),
    Measure("certificates", _("Certificates granted"), CASES, "approval_branch", GRANTED),
    Measure("parcels.listed", _("Parcels listed"), PIECES, "parcel", Q(state="listed")),
    Measure("parcels.area", _("Land listed, m²"), _("m²"), "parcel", Q(state="listed"), "area_m2"),
    Measure("parcels.given", _("Parcels agreed or handed over"), PIECES, "parcel", Q(state__in=["agreed", "handed_over"])),
)  # fmt: skip

register(*MEASURES)
