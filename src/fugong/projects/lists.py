"""Lists of projects, approvals, branches and parcels: filters in the address, page after page; land that is free."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from fugong.accounts.permissions import Permission
from fugong.chains.lists import page
from fugong.core import clock, numbers
from fugong.core.paging import Page
from fugong.papers.lists import Counts, counts
from fugong.places.models import Campaign
from fugong.policy import reasons
from fugong.policy.loaded import for_version
from fugong.projects import poles, schedule
from fugong.projects.actions import schedules
from fugong.projects.models import Approval, Branch, Milestone, Parcel, Project
from fugong.projects.poles import Pole
from fugong.projects.schedule import Line, Outlook

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
GANTT = 80
"""Projects drawn on one page."""
STANDING = ("waiting", "ready", "running", "done")
OPEN = ("waiting", "ready", "running")
WEEK = dt.timedelta(days=7)
NO_PAPERS = Counts()

__all__ = ["PAGE", "Wanted", "approvals", "branches", "free_parcels", "page", "parcels", "projects"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    key: str = ""
    office: str = ""
    late: bool = False

    @classmethod
    def of(cls, query: Any, states: Iterable[str] = ()) -> Wanted:
        """As the address says it; a state that there isn't is none."""
        given = {name: str(query.get(name, ""))[:80].strip() for name in ("text", "state", "office")}
        given["state"] = given["state"] if given["state"] in set(states) else ""
        kind = str(query.get("list", "") or query.get("kind", ""))[:40].strip()
        return cls(key=kind, late=query.get("late", "") == "1", **given)

    @property
    def filtered(self) -> bool:
        return bool(self.text or self.key or self.office or self.late or self.state)


# -- projects -----------------------------------------------------------------------------------------------------


def projects(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Project]:
    """Projects that the person sees, by priority; not yet narrowed to a state."""
    rows: Any = Project.objects.visible_to(user).filter(campaign=campaign)
    if wanted.key:
        rows = rows.filter(key=wanted.key)
    if wanted.office:
        rows = rows.filter(office=wanted.office)
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(enterprise__name__icontains=wanted.text))
    if wanted.late:
        late = Milestone.objects.filter(
            project=OuterRef("pk"), state__in=("planned", "running"), due_at__lt=clock.now()
        )
        rows = rows.filter(Q(state__in=OPEN) & (Exists(late) | Q(due_at__lt=clock.now())))
    return rows.order_by("priority", "pk")  # type: ignore[no-any-return]


def by_priority(rows: QuerySet[Project], after: str, size: int = PAGE) -> Page:
    """A page of projects after `priority~id`."""
    value, _tilde, key = after.partition("~")
    priority, last = numbers.asked(value), numbers.asked(key)
    if priority is not None and last is not None:
        rows = rows.filter(Q(priority__gt=priority) | Q(priority=priority, pk__gt=last))
    found = list(rows[: size + 1])
    following = f"{found[size - 1].priority}~{found[size - 1].pk}" if len(found) > size else None
    return Page(found[:size], following, not after)


@dataclass(slots=True)
class Standing:
    """How a project stands: its milestones, its outlook, what is next, what it waits for."""

    milestones: list[Milestone]
    outlook: Outlook | None = None
    late: int = 0
    pole: Waiting | None = None
    papers: Counts = NO_PAPERS

    @property
    def following(self) -> list[Milestone]:
        """What runs, or may begin now: whose turn it is."""
        over = {row.key for row in self.milestones if row.state == "done"}
        return [
            row
            for row in self.milestones
            if row.state == "running" or (row.state == "planned" and set(row.after) <= over)
        ]

    @property
    def lines(self) -> dict[str, Line]:
        return self.outlook.by_key() if self.outlook else {}


def standings(campaign: Campaign, found: Iterable[Project]) -> dict[int, Standing]:
    """Project → how it stands, in a fixed number of queries."""
    rows = {project.pk: project for project in found}
    known: dict[int, Standing] = {pk: Standing([]) for pk in rows}
    for row in Milestone.objects.filter(project__in=rows).exclude(state="dropped").order_by("place", "pk"):
        row.project, row.campaign = rows[row.project_id], campaign
        known[row.project_id].milestones.append(row)
    waiting = waiting_for(campaign, Approval.objects.filter(project__in=rows, state="running"))
    for one in waiting.values():
        held = known[one.approval.project_id or 0]
        if held.pole is None or one.pole.ends > held.pole.pole.ends:
            held.pole = one
    for pk, counted in counts(Project.event_kind, rows).items():
        known[pk].papers = counted
    now = clock.now()
    for pk, standing in known.items():
        rows[pk].campaign = campaign
        if standing.milestones:
            standing.outlook = schedules.outlook(rows[pk], standing.milestones)
        standing.late = sum(
            row.state in ("planned", "running") and row.due_at is not None and row.due_at < now
            for row in standing.milestones
        )
    return known


# -- approvals ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a running approval waits for: its longest pole, with the branch and the working days that it has left."""

    approval: Approval
    branch: Branch
    pole: Pole
    days_left: int
    """Working days until the branch is due: 0 today, negative when it is late by so many."""
    branches: tuple[Branch, ...] = ()

    @property
    def late_by(self) -> int:
        return -self.days_left

    @property
    def then(self) -> list[Branch]:
        known = {branch.key: branch for branch in self.branches}
        return [known[key] for key in self.pole.then if key in known]


def waiting_for(campaign: Campaign, found: Iterable[Approval]) -> dict[int, Waiting]:
    """Approval → its longest pole. Two queries, however many approvals."""
    rows = {row.pk: row for row in found}
    of: dict[int, list[Branch]] = {}
    for branch in Branch.objects.filter(approval__in=rows).order_by("place", "pk"):
        branch.approval, branch.campaign = rows[branch.approval_id], campaign
        of.setdefault(branch.approval_id, []).append(branch)
    found_: dict[int, Waiting] = {}
    for pk, branches_ in of.items():
        row = rows[pk]
        row.campaign = campaign
        if row.state == "running" and (one := longest(row, branches_)):
            found_[pk] = one
    return found_


def longest(approval: Approval, branches_: list[Branch]) -> Waiting | None:
    """The longest pole of an approval under review."""
    pack = for_version(approval.pack_version) if approval.pack_version_id != approval.campaign.pack_version_id else None
    pack = pack or approval.campaign.pack
    pole = poles.longest([branch.leg for branch in branches_], clock.now(), pack.due)
    if pole is None:
        return None
    branch = next(each for each in branches_ if each.key == pole.key)
    due = clock.local(branch.due_at).date() if branch.due_at else clock.local(pole.ends).date()
    left = schedule.between(clock.today(), due, pack.calendar.working_time)
    if left == 0 and branch.due_at is not None and branch.due_at < clock.now():
        left = -1
    return Waiting(approval, branch, pole, left, tuple(branches_))


def approvals(user: User, campaign: Campaign, wanted: Wanted, *, land: bool = False) -> QuerySet[Approval]:
    """Approvals that the person sees, the newest first; of land, or of projects and enterprises. Not narrowed to a state."""
    rows: Any = Approval.objects.visible_to(user).filter(campaign=campaign, parcel__isnull=not land)
    if wanted.key:
        rows = rows.filter(kind=wanted.key)
    if wanted.text:
        named = Q(number__icontains=wanted.text) | Q(subject__icontains=wanted.text)
        rows = rows.filter(named | Q(enterprise__name__icontains=wanted.text))
    mine = Branch.objects.filter(approval=OuterRef("pk"), state__in=("waiting", "running", "returned"))
    if wanted.office:
        rows = rows.filter(Exists(mine.filter(office=wanted.office)))
    if wanted.late:
        rows = rows.filter(Exists(mine.filter(state="running", due_at__lt=clock.now())))
    return rows.order_by("-pk")  # type: ignore[no-any-return]


def branches(user: User, campaign: Campaign, office: str = "") -> QuerySet[Branch]:
    """Branches under review, what presses first."""
    rows: Any = Branch.objects.visible_to(user).filter(campaign=campaign, state__in=("running", "returned"))
    rows = rows.filter(office=office) if office else rows
    return rows.select_related("approval", "enterprise").order_by("due_at", "pk")  # type: ignore[no-any-return]


# -- land ---------------------------------------------------------------------------------------------------------


def parcels(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Parcel]:
    """Parcels that the person sees, the newest first; not narrowed to a state."""
    rows: Any = Parcel.objects.visible_to(user).filter(campaign=campaign)
    if wanted.key:
        rows = rows.filter(use=wanted.key)
    if wanted.text:
        rows = rows.filter(
            Q(name__icontains=wanted.text) | Q(number__icontains=wanted.text) | Q(address__icontains=wanted.text)
        )
    return rows.order_by("-pk")  # type: ignore[no-any-return]


def free_parcels(user: User, campaign: Campaign) -> QuerySet[Parcel]:
    """Listed parcels of the campaign, for whoever looks for land for an investor: a listing is public inside the house.

    Each has `pk`, `name`, `area_m2`, `use` (key of the pack's use), `longitude`, `latitude`.
    """
    rows: Any = Parcel.objects.filter(campaign=campaign, state="listed").order_by("-area_m2", "pk")
    may = user.is_staff_member and any(user.holds(each) for each in (Permission.PROJECT_VIEW, Permission.LEAD_VIEW))
    return rows if may else rows.none()  # type: ignore[no-any-return]


def yuan(fen: int | None) -> str:
    """Fen as the reader's language counts money: 3.2 亿元."""
    return "" if fen is None else reasons.money(fen / 100)
