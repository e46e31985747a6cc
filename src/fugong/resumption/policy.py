"""How a place lets enterprises resume: section `resumption`."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from pydantic import Field as Limits

from fugong.policy import reasons, sections
from fugong.policy.conditions import Condition, Facts
from fugong.policy.facts import FactType, Scope
from fugong.policy.reasons import Term
from fugong.policy.shapes import Keyed, Section, Shape, Text, TextKey, When, Within, by_key
from fugong.resumption.checklist import Checklist
from fugong.resumption.daily_report import DailyReport
from fugong.resumption.questions import Field


class Document(Keyed):
    """A paper or photo to attach."""

    name: Text
    required: bool = True
    when: When | None = None
    template: TextKey | None = None
    """A text that shows what the paper should say."""
    help: Text | None = None


class Guidance(Keyed):
    """A text for enterprises: guide, letter, conditions; shown before and beside the form."""

    title: Text
    text: TextKey
    when: When | None = None


class FlowStep(Keyed):
    """A box of the flow chart that enterprises read."""

    name: Text
    who: Text | None = None
    next: tuple[str, ...] = ()
    """Keys of the boxes that follow."""


class Step(Shape):
    """What one post does with a filing."""

    name: Text | None = None
    post: str
    do: Literal["accept", "guide", "review", "verify", "approve", "recheck"]
    within: Within = "same_day"
    parallel: bool = False
    """Starts together with the step before it."""
    blocking: bool = True
    """False: approval does not wait for it (e.g. a re-check of 100 % afterwards)."""
    joint: bool = False
    """One visit serves all firms that filed together."""
    checklist: str = ""
    """Key of the checklist that the step fills."""
    when: When | None = None
    """The step falls away where this doesn't hold."""


class Route(Keyed):
    """The way of a filing. The first route whose condition holds is taken; the last has none."""

    name: Text
    when: When | None = None
    within: Within | None = None
    """A clock over the whole way, from filing to approval."""
    steps: tuple[Step, ...] = Limits(min_length=1)


class Escalation(Shape):
    """A rung of the ladder that a late step climbs: who is told, how long after the step's deadline."""

    after: Within
    """Counted from the deadline; the lateness itself is on record at once."""
    to: str
    """Key of the post that finds the case on its list."""


class Refiling(Shape):
    """What may be filed after the first approval."""

    additions: bool = True
    """More people or another line are added to an approval (复工追加)."""
    addition_route: str = ""
    """Key of the route for additions; empty means the ordinary choice."""
    again: Literal["never", "after_suspension", "always"] = "after_suspension"
    """When an approved enterprise files anew."""


class Remote(Shape):
    """Resuming without anyone on the premises."""

    allowed: bool = False
    when: When | None = None
    """Which enterprises may; None means all."""
    route: str = ""
    """Key of the route for remote resumption; empty means the ordinary choice."""
    note: Text | None = None


class Together(Shape):
    """Firms of one park or building that file, are verified and resume together (集中复工)."""

    allowed: bool = False
    route: str = ""
    """Key of the route for filings made together."""
    minimum: int = 2
    files: Text | None = None
    """Who files for all of them."""


class Commitment(Shape):
    """A promise that is signed; its text is kept with the signature."""

    title: Text
    text: TextKey
    required: bool = True


class Promise(Keyed):
    """What the authority promises in return, with its clock."""

    text: Text
    within: Within
    measured: Literal[
        "filing.answered",
        "filing.approved",
        "filing.verified",
        "demand.accepted",
        "demand.answered",
        "demand.confirmed",
        "none",
    ] = "none"
    """What must happen in time, to a filing or to a demand, for the promise to be kept."""


class Commitments(Shape):
    """The double commitment (双承诺), and the authority's own side."""

    enterprise: Commitment | None = None
    employee: Commitment | None = None
    authority: tuple[Promise, ...] = ()
    before_approval: tuple[Literal["enterprise", "employee"], ...] = ("enterprise",)
    """Which must be signed before a filing can be approved."""


class Exemption(Keyed):
    """Enterprises that need no filing: they never stopped, or keep the city running."""

    name: Text
    when: When


class Batch(Keyed):
    """A wave of resumption, in order (循序渐进)."""

    name: Text
    when: When


class Plan(Shape):
    """One enterprise, one plan (一企一方案)."""

    required: bool = False
    when: When | None = None
    """Which enterprises must have one; None with `required` means all."""
    fields: tuple[Field, ...] = ()
    lines: bool = False
    """Capacity is planned and followed by product line too."""
    before: Literal["filing", "approval"] = "filing"
    """By when a required plan is written."""

    @property
    def can_be_written(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.fields) or self.lines


class Resumption(Section):
    """Form, papers, texts, checklists, routes, commitments, plan and daily report.

    `facts` below are the enterprise's with its segments and group (registry.facts, Registry.classify); `filing` are the
    answers of its form, and `kind` ("first", "addition", "again"), `remote`, `together`.
    """

    form: tuple[Field, ...] = ()
    documents: tuple[Document, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    flow: tuple[FlowStep, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    routes: tuple[Route, ...] = ()
    escalation: tuple[Escalation, ...] = ()
    """The ladder, from the first rung up."""
    refiling: Refiling = Refiling()
    remote: Remote = Remote()
    together: Together = Together()
    commitments: Commitments = Commitments()
    exemptions: tuple[Exemption, ...] = ()
    batches: tuple[Batch, ...] = ()
    plan: Plan = Plan()
    daily_report: DailyReport = DailyReport()

    # -- what others ask ------------------------------------------------------------------------------------------

    def route_for(self, facts: Facts, filing: Facts | None = None) -> Route:
        """The way that a filing takes."""
        asked = _with_kind(filing)
        for key, chosen in (
            (self.together.route, asked["together"]),
            (self.remote.route, asked["remote"]),
            (self.refiling.addition_route, asked["kind"] == "addition"),
        ):
            if key and chosen:
                return by_key(self.routes)[key]
        given = {**facts, "filing": asked}
        return next(route for route in self.ordinary_routes if self._holds(route.when, given))

    def why(self, route: Route, facts: Facts, filing: Facts | None = None) -> list[Term]:
        """Why the route was taken: the deciding terms of its condition (`say`); empty for the one that takes the rest."""
        return self.condition(route.when).terms({**facts, "filing": _with_kind(filing)}) if route.when else []

    def steps_for(self, route: Route, facts: Facts, filing: Facts | None = None) -> tuple[Step, ...]:
        """The route's steps that are to be taken, in order."""
        return self._fitting(route.steps, facts, filing)

    def fields_for(self, facts: Facts, filing: Facts | None = None) -> tuple[Field, ...]:
        """The questions to ask."""
        return self._fitting(self.form, facts, filing)

    def documents_for(self, facts: Facts, filing: Facts | None = None) -> tuple[Document, ...]:
        """The papers to attach."""
        return self._fitting(self.documents, facts, filing)

    def guidance_for(self, facts: Facts, filing: Facts | None = None) -> tuple[Guidance, ...]:
        """The texts to read."""
        return self._fitting(self.guidance, facts, filing)

    def checklists_for(self, use: str, facts: Facts, filing: Facts | None = None) -> tuple[Checklist, ...]:
        """The checklists for `use`: self, guide, verify, recheck, look_back, service."""
        return tuple(each for each in self._fitting(self.checklists, facts, filing) if use in each.used_for)

    def exemption_for(self, facts: Facts) -> Exemption | None:
        """Why the enterprise need not file; None where it must."""
        return next(iter(self._fitting(self.exemptions, facts)), None)

    def batch_for(self, facts: Facts) -> Batch | None:
        """The wave in which the enterprise resumes; None where the place has no order."""
        return next(iter(self._fitting(self.batches, facts)), None)

    def may_work_remotely(self, facts: Facts) -> bool:
        """Whether the enterprise may resume without anyone on the premises."""
        return self.remote.allowed and self._holds(self.remote.when, facts)

    def needs_plan(self, facts: Facts) -> bool:
        """Whether the enterprise must have a plan of its own (一企一方案)."""
        return self.plan.required and self.plan.can_be_written and self._holds(self.plan.when, facts)

    def reports_daily(self, facts: Facts, *, exempt: bool = False) -> bool:
        """Whether the enterprise owes a daily report once it has resumed; an exempt one only where the pack says of whom it asks one."""
        asked = bool(self.daily_report.fields) and not (exempt and self.daily_report.when is None)
        return asked and self._holds(self.daily_report.when, facts)

    def checklist(self, key: str) -> Checklist:
        """The checklist `key` (KeyError where there is none)."""
        return by_key(self.checklists)[key]

    def route(self, key: str) -> Route:
        """The route `key` (KeyError where there is none)."""
        return by_key(self.routes)[key]

    def say(self, terms: Sequence[Term]) -> str:
        """Stored reasons in the reader's language."""
        return reasons.say(terms, self.scope)

    def condition(self, text: str) -> Condition:
        """A condition over enterprise and filing, compiled once."""
        if text not in self._compiled:
            self._compiled[text] = Condition(text, self.scope)
        return self._compiled[text]

    # -- how it knows ---------------------------------------------------------------------------------------------

    @cached_property
    def scope(self) -> Scope:
        """What conditions may read: the enterprise's facts and the form's answers."""
        answers = {f"filing.{field.key}": _fact_type(field) for field in self.form}
        return self._pack.registry.scope.with_({**STANDING_ANSWERS, **answers})

    @cached_property
    def ordinary_routes(self) -> tuple[Route, ...]:
        """The routes to choose from by condition: without those that only additions, remote or joint filings take."""
        special = {self.together.route, self.remote.route, self.refiling.addition_route} - {""}
        return tuple(route for route in self.routes if route.key not in special)

    @cached_property
    def _compiled(self) -> dict[str, Condition]:
        return {}

    def _holds(self, when: str | None, facts: Facts) -> bool:
        return when is None or self.condition(when).holds(facts)

    def _fitting(self, items: tuple[Any, ...], facts: Facts, filing: Facts | None = None) -> tuple[Any, ...]:
        given = {**facts, "filing": _with_kind(filing)}
        return tuple(item for item in items if self._holds(item.when, given))

    def check(self, report: Any) -> None:
        from fugong.resumption.policy_check import check

        check(self, self._pack, report)

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example: route, steps, due times, and what the enterprise must do."""
        classes = self._pack.registry.classify(given["facts"])
        facts = {**given["facts"], "segments": classes.segments, "group": classes.group}
        exemption, batch = self.exemption_for(facts), self.batch_for(facts)
        outcomes = {
            "exemption": exemption.key if exemption else "",
            "batch": batch.key if batch else "",
            "remote": self.may_work_remotely(facts),
            "plan": self.needs_plan(facts),
            "reports": self.reports_daily(facts, exempt=exemption is not None),
            "checklists": [each.key for each in self._fitting(self.checklists, facts, given["filing"])],
            "asked": [each.key for each in self.fields_for(facts, given["filing"])],
            "papers": [each.key for each in self.documents_for(facts, given["filing"])],
        }
        return outcomes | (self._way(facts, given["filing"], given["filed_at"]) if self.routes else {})

    def _way(self, facts: Facts, filing: dict[str, Any], filed_at: dt.datetime | None) -> dict[str, Any]:
        """Route, steps and, with a time of filing, when the first step and the whole way are due."""
        route = self.route_for(facts, filing)
        steps = self.steps_for(route, facts, filing)
        outcomes: dict[str, Any] = {"route": route.key, "steps": [f"{step.post}: {step.do}" for step in steps]}
        if filed_at is not None:
            zone = self._pack.calendar.working_time.zone
            due = self._pack.due(filed_at, steps[0].within)
            if route.within:
                whole = self._pack.due(filed_at, route.within)
                outcomes["approval_due"] = _wall_clock(whole, zone)
                due = min(due, whole) if steps[0].blocking else due  # as a filing's steps are dated
            outcomes["due"] = _wall_clock(due, zone)
        return outcomes


STANDING_ANSWERS = {
    "filing.kind": FactType("string", _("kind of filing"), allowed=frozenset({"first", "addition", "again"})),
    "filing.remote": FactType("bool", _("works remotely")),
    "filing.together": FactType("bool", _("filed together")),
}
ANSWER_KINDS = {"integer": "int", "decimal": "double", "percent": "double", "yes_no": "bool"}


def _fact_type(field: Field) -> FactType:
    choices = {choice.key: choice.name for choice in field.choices}
    kind = ANSWER_KINDS.get(field.kind, "string")
    return FactType(kind, field.name, allowed=frozenset(choices) if choices else None, choices=choices)


def _with_kind(filing: Facts | None) -> dict[str, Any]:
    return {"kind": "first", "remote": False, "together": False, **(filing or {})}


def _wall_clock(moment: dt.datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


sections.register("resumption", Resumption)
