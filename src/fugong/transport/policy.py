"""How a place brings people by coach and pays for it: section `transport`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Limits

from fugong.policy import reasons, sections
from fugong.policy.amounts import Amount
from fugong.policy.conditions import Condition
from fugong.policy.facts import FactType, Scope
from fugong.policy.shapes import Code, Hour, Keyed, Section, Shape, Text, When, Within, by_key

FEN = Limits(default=0, ge=0, le=10**9)

TRIP_FACTS = {
    "t.people": FactType("int", gettext_lazy("people in this trip")),
    "t.outside": FactType("int", gettext_lazy("of them from outside the province")),
    "t.reported_ahead": FactType("bool", gettext_lazy("reported before departure")),
    "t.days_ahead": FactType("int", gettext_lazy("days between report and departure")),
    "t.km": FactType("int", gettext_lazy("kilometres of the trip")),
    "t.cost": FactType("int", gettext_lazy("share of the trip’s cost, in fen")),
    "t.alone": FactType("bool", gettext_lazy("the enterprise has the coach for itself")),
    "t.carried": FactType("bool", gettext_lazy("the trip has arrived")),
}
"""What a rule may ask of an enterprise's part of a trip, besides all facts of the enterprise (`e.`)."""


class Question(Keyed):
    """Something that the survey asks besides how many and from where; answered with yes or no."""

    text: Text


class Survey(Shape):
    """How need is asked for."""

    name: Text | None = None
    whom: When | None = None
    """Who is asked; None: every enterprise of the campaign's area."""
    within: Within = "1 working day"
    remind_before: Within = "2 hours"
    """So long before the deadline, those who haven't answered are reminded."""
    questions: tuple[Question, ...] = ()


class CoachSize(Keyed):
    """A size of coach that can be hired, and what it costs, in fen."""

    name: Text
    seats: int = Limits(ge=1, le=200)
    load_percent: int = Limits(default=100, ge=1, le=100)
    """Of the seats so many may be taken."""
    count: int | None = Limits(default=None, ge=1, le=10_000)
    """How many there are; None: as many as it takes."""
    fixed: int = FEN
    per_km: int = FEN
    per_hour: int = FEN

    @property
    def usable(self) -> int:
        """Seats that may be taken."""
        return self.seats * self.load_percent // 100


class Paper(Keyed):
    """A document of the procedure, or of a claim."""

    name: Text
    note: Text | None = None


class Riding(Shape):
    """Who may ride."""

    barred_when: When | None = None
    """Over the facts of the person (`p.…`)."""
    why: Text | None = None
    """Told to whoever may see the file; others read only that the person can't ride."""
    barred_states: tuple[str, ...] = ("isolated",)
    """States of the file that keep somebody off a coach."""
    consent: bool = True
    """Nobody rides without having agreed."""


class Planning(Shape):
    """Within what trips are planned."""

    area: tuple[float, float, float, float] = (73.0, 3.0, 136.0, 54.0)
    """West, south, east, north, in degrees: where people may be fetched. As it stands: China."""
    destination: tuple[float, float] | None = None
    """Longitude and latitude of where trips end, of enterprises whose place isn't known."""
    factor: float = Limits(default=1.25, ge=1, le=10)
    """Road by straight line."""
    kmh: float = Limits(default=70, ge=1, le=200)
    longest_hours: float | None = Limits(default=None, gt=0, le=100)
    """Nobody sits longer in a coach."""
    boarding_minutes: int = Limits(default=20, ge=0, le=240)
    seats_percent: int = Limits(default=50, ge=0, le=100)
    """So much of a trip's cost is split by seats; the rest by the way that each enterprise adds."""
    opens: Hour = "06:00"
    closes: Hour = "20:00"
    """Between these hours people are fetched."""
    seconds: int = Limits(default=8, ge=1, le=120)
    """So long the planner may think."""


class Clocks(Shape):
    """By when somebody is to act."""

    confirm: Within = "4 hours"
    """From the proposal to the second signature."""
    hand_over: Within = "12 hours"
    """From arrival until everybody is handed over to a bed and a test."""
    claim: Within = "3 working days"
    """From the claim to its examination."""
    decide: Within = "2 working days"
    """From the examination to the second signature."""


class Reimbursement(Keyed):
    """A rule by which the cost of a trip is paid back: the first whose condition holds decides."""

    name: Text
    clause: Text
    """The clause, as the paper words it."""
    source: Text
    """The paper, and where to read it."""
    when: When
    amount: str = "t.cost"
    """CEL that gives fen."""
    cap: int | None = Limits(default=None, ge=1, le=10**10)
    """Fen that one trip gets at most."""
    cap_enterprise: int | None = Limits(default=None, ge=1, le=10**12)
    """Fen that one enterprise gets at most, over all of its trips."""
    since: dt.date | None = None
    until: dt.date | None = None
    """First and last day of arrival."""
    papers: tuple[Paper, ...] = ()
    checked_by: str = ""
    decided_by: str = ""
    """Keys of the posts that examine and decide; whoever may decide claims else."""


class Base(Keyed):
    """A labour base: where people are recruited for the place."""

    name: Text
    region: Code
    longitude: float = Limits(ge=-180, le=180)
    latitude: float = Limits(ge=-90, le=90)
    people: int = Limits(ge=1, le=100_000)
    """How many are to be brought."""


class Rung(Shape):
    """A rung of the ladder that something late climbs."""

    after: Within
    to: str


class Transport(Section):
    """Coaches. A place that names no coach has no pages of them."""

    survey: Survey = Survey()
    coaches: tuple[CoachSize, ...] = ()
    documents: tuple[Paper, ...] = ()
    """The procedure: what an enterprise shows before its people board."""
    riding: Riding = Riding()
    planning: Planning = Planning()
    clocks: Clocks = Clocks()
    escalation: tuple[Rung, ...] = ()
    reimbursements: tuple[Reimbursement, ...] = ()
    bases: tuple[Base, ...] = ()
    note: Text | None = None
    """Shown to enterprises above the survey."""

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.coaches)

    def coach(self, key: str) -> CoachSize | None:
        """The size `key`; None where a later pack dropped it."""
        return by_key(self.coaches).get(key)

    def coach_name(self, key: str) -> str:
        found = self.coach(key)
        return str(found.name) if found else key

    def rule(self, key: str) -> Reimbursement | None:
        return by_key(self.reimbursements).get(key)

    def base(self, key: str) -> Base | None:
        return by_key(self.bases).get(key)

    def paper_name(self, key: str) -> str:
        """The name of a document of the procedure or of a claim."""
        known = [*self.documents, *(paper for rule in self.reimbursements for paper in rule.papers)]
        return next((str(each.name) for each in known if each.key == key), key)

    def is_barred(self, facts: Mapping[str, Any]) -> bool:
        """Whether somebody with these facts may not ride."""
        return self._barred is not None and self._barred.holds({"p": facts})

    def in_force(self, day: dt.date) -> list[Reimbursement]:
        """Rules for trips that arrive on a day."""
        return [
            rule
            for rule in self.reimbursements
            if (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)
        ]

    @cached_property
    def scope(self) -> Scope:
        """Facts of the enterprise and of its part of a trip."""
        return Scope({**self._pack.registry.scope.facts, **TRIP_FACTS})

    @cached_property
    def compiled(self) -> dict[str, tuple[Condition, Amount]]:
        """Rule → its condition and amount."""
        return {
            each.key: (Condition(each.when, self.scope), Amount(each.amount, self.scope))
            for each in self.reimbursements
        }

    def say(self, terms: Any) -> str:
        """Stored reasons in the reader's language."""
        return reasons.say(terms, self.scope)

    @cached_property
    def whom(self) -> Condition | None:
        """Who is asked by the survey."""
        return Condition(self.survey.whom, self._pack.registry.scope) if self.survey.whom else None

    @cached_property
    def _barred(self) -> Condition | None:
        return Condition(self.riding.barred_when, self._pack.workforce.scope) if self.riding.barred_when else None

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("coaches", "documents", "reimbursements", "bases"):
            report.unique(name, getattr(self, name))
        report.unique("survey.questions", self.survey.questions)
        for each in self.coaches:
            if each.usable < 1:
                report.error(f"coaches[{each.key}].load_percent", _("so reduced the coach has no seat left"))
        west, south, east, north = self.planning.area
        if not (west < east and south < north):
            report.error("planning.area", _("west, south, east, north: in this order"))
        if self.planning.opens >= self.planning.closes:
            report.error("planning.closes", _("it ends before it begins"))
        if self.survey.whom:
            report.condition("survey.whom", self.survey.whom, self._pack.registry.scope)
        if self.riding.barred_when:
            report.condition("riding.barred_when", self.riding.barred_when, self._pack.workforce.scope)
        self._check_rules(report)
        self._check_clocks(report)

    def _check_rules(self, report: Any) -> None:
        posts = ["", *(post.key for post in self._pack.registry.posts)]
        for each in self.reimbursements:
            path = f"reimbursements[{each.key}]"
            report.condition(f"{path}.when", each.when, self.scope)
            report.attempt(f"{path}.amount", lambda each=each: Amount(each.amount, self.scope))
            report.unique(f"{path}.papers", each.papers)
            for name in ("checked_by", "decided_by"):
                report.reference(f"{path}.{name}", getattr(each, name), posts, _("post"))
            if each.since and each.until and each.until < each.since:
                report.error(f"{path}.until", _("it ends before it begins"))
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts[1:], _("post"))

    def _check_clocks(self, report: Any) -> None:
        clocks = {f"clocks.{name}": getattr(self.clocks, name) for name in Clocks.model_fields}
        clocks |= {f"survey.{name}": getattr(self.survey, name) for name in ("within", "remind_before")}
        clocks |= {f"escalation[{place}].after": rung.after for place, rung in enumerate(self.escalation)}
        for path, within in clocks.items():
            report.attempt(path, lambda within=within: self._pack.clock(within))

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `trip`: which rule pays, and how much."""
        if "trip" not in given:
            return {}
        from fugong.transport.rules import judge

        said = dict(given["trip"])
        day = dt.date.fromisoformat(str(said.pop("arrives", dt.date.min)))
        found = judge(self, {**given.get("facts", {}), "t": said}, day)
        return {"reimbursement": found.rule.key if found.rule else None, "reimbursed": found.fen}


sections.register("transport", Transport)
