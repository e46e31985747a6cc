"""What a place gives to its enterprises: section `benefits`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.benefits import coaches, rules, stacking
from fugong.benefits.exact import Expression
from fugong.benefits.rules import Before, Rule, Verdict
from fugong.benefits.shapes import Group, OwnFact, Policy
from fugong.policy import reasons, sections
from fugong.policy.conditions import Facts
from fugong.policy.facts import FactType, Scope
from fugong.policy.shapes import Section, Shape, Text, Within, by_key

PEOPLE = gettext_lazy("people")
COUNTED: dict[str, FactType] = {
    "w.staff": FactType("int", gettext_lazy("staff, by the latest report"), unit=PEOPLE),
    "w.back": FactType("int", gettext_lazy("workers back, by the latest report"), unit=PEOPLE),
    "w.back_outside": FactType("int", gettext_lazy("of them from outside"), unit=PEOPLE),
    "w.resumed": FactType("bool", gettext_lazy("has resumed")),
    "w.resumed_on": FactType("string", gettext_lazy("resumed on")),
    "w.files": FactType("int", gettext_lazy("people with a file"), unit=PEOPLE),
    "w.examined": FactType("int", gettext_lazy("of them tested or examined"), unit=PEOPLE),
    "c.trips": FactType("int", gettext_lazy("trips that arrived")),
    "c.people": FactType("int", gettext_lazy("people brought by coach"), unit=PEOPLE),
    "c.outside": FactType("int", gettext_lazy("of them from outside the province"), unit=PEOPLE),
    "c.yuan": FactType("double", gettext_lazy("paid for trips"), money=True),
    "c.paid_back": FactType("double", gettext_lazy("paid back for trips"), money=True),
}
"""What other rooms count of an enterprise."""
TRIP: dict[str, FactType] = {
    "t.people": FactType("int", gettext_lazy("people in this trip"), unit=PEOPLE),
    "t.outside": FactType("int", gettext_lazy("of them from outside the province"), unit=PEOPLE),
    "t.reported_ahead": FactType("bool", gettext_lazy("reported before departure")),
    "t.days_ahead": FactType("int", gettext_lazy("days between report and departure")),
    "t.km": FactType("int", gettext_lazy("kilometres of the trip")),
    "t.yuan": FactType("double", gettext_lazy("share of the trip’s cost"), money=True),
    "t.alone": FactType("bool", gettext_lazy("the enterprise has the coach for itself")),
    "t.carried": FactType("bool", gettext_lazy("the trip has arrived")),
    "t.day": FactType("string", gettext_lazy("day of arrival")),
}
"""What is known of one of its trips, where a benefit is for each trip."""
KINDS = {
    "integer": "int",
    "decimal": "double",
    "money": "double",
    "yes_no": "bool",
    "choice": "string",
    "day": "string",
}


class Clocks(Shape):
    """By when somebody is to act."""

    check: Within = "3 working days"
    """From the claim to its examination."""
    decide: Within = "2 working days"
    """From the examination to the second person."""
    pay: Within = "10 working days"
    """From the decision to the money."""
    confirm: Within = "2 working days"
    """From a proposal (a policy, a grant without asking) to the second person."""


class Rung(Shape):
    """A rung of the ladder that something late climbs."""

    after: Within
    to: str


class Benefits(Section):
    """Policies. A place without any has no pages of them."""

    facts: tuple[OwnFact, ...] = ()
    policies: tuple[Policy, ...] = ()
    groups: tuple[Group, ...] = ()
    clocks: Clocks = Clocks()
    escalation: tuple[Rung, ...] = ()
    title: Text | None = None
    """What the whole is called here: `惠企六策`. Left out: benefits."""
    note: Text | None = None
    """Shown to enterprises above what they get."""

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.policies)

    def policy(self, key: str) -> Policy | None:
        return by_key(self.policies).get(key)

    def fact(self, key: str) -> OwnFact | None:
        return by_key(self.facts).get(key)

    @cached_property
    def scope(self) -> Scope:
        """Facts of the enterprise, what is counted of it, and facts of benefits."""
        own = {f"b.{each.key}": _type_of(each) for each in self.facts}
        return Scope({**self._pack.registry.scope.facts, **COUNTED, **own})

    @cached_property
    def trip_scope(self) -> Scope:
        return self.scope.with_(TRIP)

    @property
    def transport(self) -> Any:
        """The pack's rules for coaches."""
        return self._pack.transport

    def rule(self, policy: Policy) -> Rule:
        """A policy of this place, ready to be asked."""
        return Rule(policy, self.scope, self.trip_scope)

    def judge(self, rule: Rule, facts: Facts, day: dt.date, before: Before = Before()) -> Verdict:
        """What a policy makes of facts."""
        if rule.policy.gives == "coach":
            return coaches.judge(rule.policy, self.transport, facts, day)
        return rules.judge(rule, facts, day, before)

    def judge_all(
        self, policies: Iterable[Policy], facts: Facts, day: dt.date, before: Mapping[str, Before] | None = None
    ) -> dict[str, Verdict]:
        """All of them, with what excludes what."""
        known = {policy.key: policy for policy in policies}
        given = before or {}
        found = {
            key: self.judge(self.rule(policy), facts, day, given.get(key, Before())) for key, policy in known.items()
        }
        return stacking.stacked(found, stacking.rivals(known, self.groups), self.groups)

    def say(self, terms: Any) -> str:
        """Stored reasons in the reader's language."""
        return reasons.say(terms, self.trip_scope)

    def label(self, name: str) -> str:
        """A fact's name in the reader's language."""
        found = self.trip_scope.facts.get(name)
        return str(found.label) if found else name

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        from fugong.benefits import checks

        checks.check(self, self._pack, report)

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `asked_on`: of `benefit` alone, or of all."""
        from fugong.benefits import trying

        return trying.answers(self, given)


def _type_of(own: OwnFact) -> FactType:
    choices = {choice.key: choice.name for choice in own.choices}
    return FactType(
        kind=KINDS[own.kind], label=own.name, money=own.kind == "money", unit=own.unit or "",
        allowed=frozenset(choices) if own.kind == "choice" else None, choices=choices,
    )  # fmt: skip


def number(text: str, scope: Scope) -> Expression:
    """An expression that gives a number. Raises Mistake."""
    from fugong.policy.expressions import Mistake

    found = Expression(text)
    if scope.kind(found.tree) not in ("int", "double"):
        raise Mistake(_("this must give a number"), found.tree.at)
    return found


sections.register("benefits", Benefits)
