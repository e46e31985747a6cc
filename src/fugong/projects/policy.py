"""How a place leads its key projects, approvals and land: section `projects`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.shapes import Key, Keyed, Section, Shape, Text, When, Within, by_key
from fugong.projects import schedule
from fugong.projects.schedule import Step


class Named(Keyed):
    """A reason, a kind of project, a use of land."""

    name: Text


class Rung(Shape):
    """A rung of the ladder that what is late climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


class PaperWanted(Keyed):
    """A paper that a condition, or a branch of an approval, asks for."""

    name: Text
    note: Text | None = None
    needed: bool = True
    may_wait: bool = False
    """Whether work goes on without it under a promise and a day (容缺)."""


class Condition(Keyed):
    """What must hold before a project may start. By `when` the facts of its enterprise decide, by `approval` that this approval
    is through, by `paper` that a paper was accepted or promised; with none of these an officer ticks it."""

    name: Text
    when: When | None = None
    approval: Key | None = None
    paper: PaperWanted | None = None
    note: Text | None = None

    @property
    def kind(self) -> str:
        return "fact" if self.when else "approval" if self.approval else "paper" if self.paper else "tick"


class MilestoneRule(Keyed):
    """A milestone of a template: how long it takes and what must be over before."""

    name: Text
    days: int = Limits(ge=1, le=3660)
    count: Literal["working days", "days"] = "working days"
    after: tuple[Key, ...] = ()
    post: str = ""
    """Key of the post whose office enters it; empty: the project's own."""


class Template(Keyed):
    """A schedule to begin with, counted back from the due day."""

    name: Text
    milestones: tuple[MilestoneRule, ...] = Limits(min_length=1, max_length=60)

    def steps(self) -> list[Step]:
        return [Step(each.key, each.days, each.count == "working days", each.after) for each in self.milestones]


class ProjectList(Keyed):
    """A list of key projects, in the order of their priority."""

    name: Text
    reasons: tuple[Named, ...] = Limits(min_length=1)
    """What a project can be listed for."""
    conditions: tuple[Key, ...] = ()
    """What must hold before a project of this list may start."""
    template: Key | None = None
    """The schedule that it begins with."""
    office: str = ""
    """Key of the post that owns it; empty: whoever serves there."""
    note: Text | None = None


class BranchRule(Keyed):
    """A branch of an approval: its office, its clock, its papers; what it waits for."""

    name: Text
    office: str
    """Key of the post that decides it."""
    within: Within
    after: tuple[Key, ...] = ()
    papers: tuple[PaperWanted, ...] = ()
    certificate: Text | None = None
    """The certificate that it gives, with number and day; None: it gives none."""
    early: bool = True
    """Whether the office may begin before the formal hand-in (跨前)."""


class ApprovalRule(Keyed):
    """A kind of approval: branches that run side by side, joined when all are through."""

    name: Text
    land: bool = False
    """Whether it is about a parcel of land (the land channel) instead of a project."""
    branches: tuple[BranchRule, ...] = Limits(min_length=1, max_length=20)
    together: bool = False
    """Whether the certificates are handed over together (五证齐发); else each as soon as it is granted."""
    promises_may_stay: bool = False
    """Whether certificates are handed over while promised papers are still out."""
    note: Text | None = None

    def branch(self, key: str) -> BranchRule | None:
        return by_key(self.branches).get(key)


class Land(Shape):
    """Parcels of land."""

    uses: tuple[Named, ...] = ()
    office: str = ""
    """Key of the post that keeps the register; empty: whoever serves there."""
    channel: Key | None = None
    """The approval that must be through before a parcel is listed."""
    listed_for: Within = "30 working days"
    """How long a listing runs."""
    hand_over_within: Within = "20 working days"
    """By when an agreed parcel is handed over."""


class Projects(Section):
    """Lists of key projects with conditions and schedules, kinds of approval, land.

    A pack without lists and approvals has none of it: its pages aren't shown the way to."""

    lists: tuple[ProjectList, ...] = ()
    kinds: tuple[Named, ...] = ()
    """Kinds of project: industry, public works …"""
    conditions: tuple[Condition, ...] = ()
    templates: tuple[Template, ...] = ()
    non_working: Literal["refuse", "earlier", "later"] = "refuse"
    """What is done about a due day that is no working day: refused, or moved with a sentence to the working day before or after."""
    approvals: tuple[ApprovalRule, ...] = ()
    land: Land = Land()
    number: str = "{year}-{n:3}"
    """How approvals are numbered: {year}, {n} or {n:3}."""
    escalation: tuple[Rung, ...] = ()
    """Whom late milestones, branches and projects are brought before."""
    note: Text | None = None
    """Shown above the lists."""

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.lists or self.approvals)

    @property
    def has_land(self) -> bool:
        return bool(self.land.uses)

    def list_(self, key: str) -> ProjectList | None:
        return by_key(self.lists).get(key)

    def template(self, key: str | None) -> Template | None:
        return by_key(self.templates).get(key or "")

    def approval(self, key: str) -> ApprovalRule | None:
        return by_key(self.approvals).get(key)

    def name_of(self, kind: str, key: str) -> str:
        """The name of a list, a kind, an approval, a use; the key itself where a later pack dropped it."""
        items: Any = {"list": self.lists, "kind": self.kinds, "approval": self.approvals, "use": self.land.uses}[kind]
        found = by_key(items).get(key)
        return str(found.name) if found else key

    def reason_name(self, list_key: str, key: str) -> str:
        known = self.list_(list_key)
        found = by_key(known.reasons).get(key) if known else None
        return str(found.name) if found else key

    def conditions_of(self, list_key: str) -> list[Condition]:
        """What must hold before a project of that list may start, in the list's order."""
        known, all_ = self.list_(list_key), by_key(self.conditions)
        return [all_[key] for key in known.conditions if key in all_] if known else []

    def office_name(self, post: str) -> str:
        """The office behind a post."""
        found = by_key(self._pack.registry.posts).get(post)
        return str(found.name) if found else post

    def holds(self, condition: Condition, facts: Mapping[str, Any]) -> bool:
        """Whether the facts of an enterprise meet a condition that asks for them."""
        return bool(condition.when and self._pack.registry.condition(condition.when).holds(facts))

    def working_day(self, day: dt.date) -> tuple[dt.date, bool]:
        """The day that is meant, and whether it had to be moved. Raises ValueError where the pack refuses it."""
        around = schedule.non_working(day, self._pack.calendar.working_time)
        if around is None:
            return day, False
        if self.non_working == "refuse":
            raise ValueError(day.isoformat())
        return around[0 if self.non_working == "earlier" else 1], True

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """For examples: of a `template` counted back from `due`, each milestone's days; of `facts`, the conditions that they meet;
        of an `approval` handed in at `filed_at`, when its branches are due at the latest."""
        found: dict[str, Any] = {}
        asked = given.get("project") or {}
        if template := self.template(asked.get("template")):
            found |= self._counted_back(template, asked)
        if (rule := self.approval(asked.get("approval", ""))) and given.get("filed_at"):
            found |= self._branches(rule, given["filed_at"])
        facts = given.get("facts") or {}
        if any(each.when for each in self.conditions):
            met = [each.key for each in self.conditions if each.when and self.holds(each, facts)]
            found["project_conditions"] = met
        return found

    def _counted_back(self, template: Template, asked: Mapping[str, Any]) -> dict[str, Any]:
        try:
            due, moved = self.working_day(dt.date.fromisoformat(str(asked.get("due"))))
        except ValueError:
            return {"project_due": "refused"}
        spans = schedule.latest(template.steps(), due, self._pack.calendar.working_time)
        begin = min(span.start for span in spans.values())
        outlook = schedule.outlook(template.steps(), due, begin, begin, self._pack.calendar.working_time)
        return {
            "project_due": due.isoformat(),
            "project_due_moved": moved,
            "project_starts": begin.isoformat(),
            "milestones": [f"{key}: {span.start} – {span.finish}" for key, span in spans.items()],
            "critical": [line.step.key for line in outlook.lines if line.critical],
        }

    def _branches(self, rule: ApprovalRule, start: dt.datetime) -> dict[str, Any]:
        from fugong.projects.poles import Leg, longest

        zone = self._pack.calendar.working_time.zone
        ends: dict[str, dt.datetime] = {}
        for step in schedule.ordered(Step(each.key, 1, after=each.after) for each in rule.branches):
            begins = max((ends[key] for key in step.after), default=start)
            ends[step.key] = self._pack.due(begins, by_key(rule.branches)[step.key].within)
        legs = [Leg(each.key, "waiting" if each.after else "running", each.within, each.after,
                    None if each.after else ends[each.key]) for each in rule.branches]  # fmt: skip
        pole = longest(legs, start, self._pack.due)
        return {
            "branches": [f"{key}: {moment.astimezone(zone):%Y-%m-%d %H:%M}" for key, moment in ends.items()],
            "all_through": f"{max(ends.values()).astimezone(zone):%Y-%m-%d %H:%M}",
            "longest": [pole.key, *pole.then] if pole else [],
        }

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("lists", "kinds", "conditions", "templates", "approvals"):
            report.unique(name, getattr(self, name))
        report.unique("land.uses", self.land.uses)
        posts = [post.key for post in self._pack.registry.posts]
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
            self._clock(report, f"escalation[{place}].after", rung.after)
        self._check_lists(report, posts)
        for template in self.templates:
            self._check_template(report, template, posts)
        for rule in self.approvals:
            self._check_approval(report, rule, posts)
        self._check_land(report, posts)

    def _check_lists(self, report: Any, posts: list[str]) -> None:
        conditions, templates = [each.key for each in self.conditions], [each.key for each in self.templates]
        for each in self.lists:
            path = f"lists[{each.key}]"
            report.unique(f"{path}.reasons", each.reasons)
            for place, key in enumerate(each.conditions):
                report.reference(f"{path}.conditions[{place}]", key, conditions, _("condition"))
            if each.template:
                report.reference(f"{path}.template", each.template, templates, _("template"))
            if each.office:
                report.reference(f"{path}.office", each.office, posts, _("post"))
        kinds = [each.key for each in self.approvals if not each.land]
        for condition in self.conditions:
            path = f"conditions[{condition.key}]"
            if sum(bool(way) for way in (condition.when, condition.approval, condition.paper)) > 1:
                report.error(path, _("say one of when, approval and paper"))
            if condition.when:
                report.attempt(f"{path}.when", lambda each=condition: self._pack.registry.condition(each.when))
            if condition.approval:
                report.reference(f"{path}.approval", condition.approval, kinds, _("approval of a project"))

    def _check_template(self, report: Any, template: Template, posts: list[str]) -> None:
        path = f"templates[{template.key}]"
        report.unique(f"{path}.milestones", template.milestones)
        for each in template.milestones:
            if each.post:
                report.reference(f"{path}.milestones[{each.key}].post", each.post, posts, _("post"))
        self._check_order(report, f"{path}.milestones", template.milestones)

    def _check_approval(self, report: Any, rule: ApprovalRule, posts: list[str]) -> None:
        path = f"approvals[{rule.key}]"
        report.unique(f"{path}.branches", rule.branches)
        for each in rule.branches:
            report.reference(f"{path}.branches[{each.key}].office", each.office, posts, _("post"))
            self._clock(report, f"{path}.branches[{each.key}].within", each.within)
            report.unique(f"{path}.branches[{each.key}].papers", each.papers)
        self._check_order(report, f"{path}.branches", rule.branches)

    def _check_order(self, report: Any, path: str, items: tuple[Any, ...]) -> None:
        """Whatever waits, waits for something that is there, and not in a ring."""
        names = {each.key: str(each.name) for each in items}
        try:
            schedule.ordered(Step(each.key, 1, after=each.after) for each in items)
        except schedule.Unknown as slip:
            report.reference(f"{path}[{slip.key}].after", slip.after, list(names), _("milestone or branch"))
        except schedule.Cycle as ring:
            way = " → ".join(names[key] for key in (*ring.keys, ring.keys[0]))
            report.error(path, _("these wait for each other: %(way)s") % {"way": way})

    def _check_land(self, report: Any, posts: list[str]) -> None:
        land = self.land
        if land.office:
            report.reference("land.office", land.office, posts, _("post"))
        if land.channel:
            known = [each.key for each in self.approvals if each.land]
            report.reference("land.channel", land.channel, known, _("approval of land"))
        for name in ("listed_for", "hand_over_within"):
            self._clock(report, f"land.{name}", getattr(land, name))

    def _clock(self, report: Any, path: str, within: str) -> None:
        report.attempt(path, lambda: self._pack.clock(within))


sections.register("projects", Projects)
