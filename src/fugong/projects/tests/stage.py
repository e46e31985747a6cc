"""A place with key projects: the cast, a project on its list, an approval with three branches, parcels of land."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.core import clock
from fugong.papers import actions as papers
from fugong.papers.models import Paper
from fugong.projects.actions import approvals, conditions, listings, parcels
from fugong.projects.models import Approval, Branch, Milestone, Parcel, Project
from ground.cast import Cast

DUE = dt.date(2020, 4, 30)


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cast, name)

    @property
    def today(self) -> dt.date:
        return clock.today()

    # -- projects -----------------------------------------------------------------------------------------------------

    def proposed(self, by: Any = None, enterprise: Any = "river", **more: Any) -> Project:
        values = {"name": "东河二期厂房", "list": "key", "reason": "large", "investment": "3.2亿", "due_on": DUE,
                  "kind": "industry", "priority": "1"} | more  # fmt: skip
        firm = getattr(self.cast, enterprise) if enterprise else None
        return listings.propose(campaign=self.campaign, values=values, enterprise=firm, by=by or self.desk)

    def listed(self, **more: Any) -> Project:
        return listings.confirm(project=self.proposed(**more), by=self.leader)

    def ready(self, **more: Any) -> Project:
        """All its conditions are met."""
        project = self.listed(**more)
        self.through(project)
        conditions.tick(project=project, key="closed_site", by=self.bureau)
        self.paper(project, "control_plan", "promised")
        project.refresh_from_db()
        return project

    def milestone(self, project: Project, key: str) -> Milestone:
        return Milestone.objects.select_related("project", "campaign", "enterprise").get(project=project, key=key)

    # -- approvals ----------------------------------------------------------------------------------------------------

    def approval(self, project: Project | None = None, by: Any = None) -> Approval:
        return approvals.begin(
            campaign=self.campaign, kind="build", project=project, enterprise=None if project else self.river,
            subject="" if project else "扩建", by=by or self.desk,
        )  # fmt: skip

    def branch(self, approval: Approval, key: str) -> Branch:
        return Branch.objects.select_related("approval", "campaign", "enterprise").get(approval=approval, key=key)

    def running(self, project: Project | None = None) -> Approval:
        """Handed in: one paper is there, the other is promised."""
        approval = self.approval(project)
        planning = self.branch(approval, "planning")
        self.paper(planning, "drawings", "accepted")
        self.paper(planning, "proof", "promised")
        return approvals.hand_in(approval=approval, by=self.liaison)

    def through(self, project: Project | None = None) -> Approval:
        approval = self.running(project)
        for key, by in (("planning", self.bureau), ("fire", self.town), ("works", self.bureau)):
            approvals.grant(branch=self.branch(approval, key), number=f"证-{approval.serial}", on=self.today, by=by)
        approval.refresh_from_db()
        return approval

    def paper(self, case: Any, key: str, state: str) -> Paper:
        """A paper as if it had been handed in and judged, or promised by a day."""
        row = Paper.objects.select_related("campaign__pack_version").get(
            case_kind=case.event_kind, case_id=case.pk, key=key
        )
        if state == "promised":
            papers.promise(paper=row, until=self.today + dt.timedelta(days=10), by=self.liaison)
        else:
            Paper.objects.filter(pk=row.pk).update(state=state, judged_by=self.bureau)
        return row

    # -- land ---------------------------------------------------------------------------------------------------------

    def parcel(self, by: Any = None, **more: Any) -> Parcel:
        values = {"name": "东河A-03地块", "number": "2020-G01", "area_m2": "20000", "use": "industry",
                  "area_code": "990101001000", "longitude": "118.16", "latitude": "24.61"} | more  # fmt: skip
        return parcels.enter(campaign=self.campaign, values=values, by=by or self.town)

    def free(self) -> Parcel:
        """A parcel whose papers are through, listed."""
        parcel = self.parcel()
        approval = approvals.begin(campaign=self.campaign, kind="land", parcel=parcel, by=self.town)
        self.paper(self.branch(approval, "mandate"), "mandate", "accepted")
        approvals.hand_in(approval=approval, by=self.town)
        for key in ("mandate", "notice"):
            approvals.grant(branch=self.branch(approval, key), by=self.town)
        return parcels.list_(parcel=parcel, by=self.town)

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))

    def fresh(self, row: Any) -> Any:
        row.refresh_from_db()
        return row


def build(cast: Cast) -> Stage:
    return Stage(cast)
