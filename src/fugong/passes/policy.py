"""Which passes a place gives, to whom, how many, and where they are checked: section `passes`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Limits

from fugong.policy import reasons, sections
from fugong.policy.conditions import Condition, Facts
from fugong.policy.facts import FactType, Scope
from fugong.policy.reasons import Term
from fugong.policy.shapes import Keyed, Section, Shape, Text, When, Within, by_key

LONGEST_KEY = 12
"""Of a kind or a zone: it stands in the code, which has to stay small enough for a windscreen."""
MOST_ZONES = 4
Subject = Literal["vehicle", "commuter", "card"]
Outcome = Literal["approve", "refuse", "person"]

ASKED: dict[str, FactType] = {
    "a.state": FactType("string", gettext_lazy("state of resumption")),
    "a.held": FactType("int", gettext_lazy("passes of this kind in force")),
    "a.asked": FactType("int", gettext_lazy("passes asked for together")),
    "a.days": FactType("int", gettext_lazy("days asked for")),
    "a.total": FactType("int", gettext_lazy("passes of this kind, these included")),
    "a.plate": FactType("string", gettext_lazy("number plate")),
    "a.province": FactType("string", gettext_lazy("first sign of the plate")),
}
"""What a rule may ask of an application, as `a.…`, beside the facts of the enterprise (`e.…`)."""


class Zone(Keyed):
    """A part of the world where a pass holds: the district, the city, across provinces; a village, a plant."""

    name: Text


class Rule(Shape):
    """What happens to an application of which `when` holds. The first rule that holds decides; none: a person does."""

    when: When | None = None
    """Over the enterprise (`e.…`) and the application (`a.…`)."""
    then: Outcome
    why: Text | None = None
    """Told with the decision, beside the terms that decided."""


class PassKind(Keyed):
    """A kind of pass."""

    name: Text
    subject: Subject = "vehicle"
    """`vehicle`: for a number plate; `commuter`: for somebody of the enterprise's list; `card`: for whoever has a card of
    section workforce, without asking."""
    zones: tuple[str, ...] = ()
    ask: tuple[Literal["liaison", "officer"], ...] = ("liaison", "officer")
    """Who asks: the enterprise itself, an officer for it."""
    rules: tuple[Rule, ...] = ()
    quota: int | None = Limits(default=None, ge=0, le=1_000_000)
    """At most so many in force at once in the campaign; None: as many as are needed."""
    per_enterprise: int | None = Limits(default=None, ge=0, le=100_000)
    """At most so many of one enterprise."""
    days: int = Limits(default=14, ge=1, le=366)
    """A pass holds at most so many days."""
    renew: int = Limits(default=3, ge=0, le=60)
    """So many days before its end the enterprise is reminded and may ask for the next."""
    decided_by: str = ""
    """Key of the post that decides; empty: whoever may decide there."""
    within: Within = "1 working day"
    """By when it is decided."""
    on_stop: Literal["suspend", "withdraw", "keep"] = "suspend"
    """What happens to it while the enterprise has to stop work."""
    gives_back: bool = True
    """Whether a suspended pass holds again once work may begin again."""
    card: str = ""
    """Key of the card (section workforce) that a pass of subject `card` shows."""
    says: Text | None = None
    """What the gate tells beside a valid pass: by which entrance, what to look at."""
    note: Text | None = None
    """Shown to whoever asks."""


class Checkpoint(Keyed):
    """A gate or a post on the road."""

    name: Text
    kinds: tuple[str, ...] = ()
    """Keys of the kinds that are let through here; none: all."""
    counts: bool = False
    """Whether the gate notes who comes in and goes out, so that nobody is inside twice."""


class Gate(Shape):
    """How a gate's page keeps itself up to date."""

    refresh: int = Limits(default=5, ge=1, le=60)
    """Minutes after which a page with a network asks for news: so long a withdrawn key may still open a gate."""
    stale: int = Limits(default=24, ge=1, le=168)
    """Hours after which a page without network no longer says that a pass is valid."""
    apart: int = Limits(default=10, ge=0, le=1_440)
    """Minutes within which one pass can't honestly be at two gates; 0: nobody looks."""


class Rung(Shape):
    """A rung of the ladder that a late application climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What the rules make of an application: which rule (from 1; 0: none held), and the terms that decided."""

    then: Outcome
    rule: int = 0
    terms: list[Term] = field(default_factory=list)


class Passes(Section):
    """Kinds of pass, zones, checkpoints. A place without kinds has no passes: pages and gates stay hidden."""

    zones: tuple[Zone, ...] = ()
    kinds: tuple[PassKind, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    gate: Gate = Gate()
    escalation: tuple[Rung, ...] = ()
    note: Text | None = None
    """Shown above the list, and to the enterprise that asks."""

    # -- what others ask ------------------------------------------------------------------------------------------

    def kind(self, key: str) -> PassKind | None:
        """The kind `key`; None where the pack has none such."""
        return by_key(self.kinds).get(key)

    def kind_name(self, key: str) -> str:
        """Its name; the key itself where a later pack dropped it."""
        found = self.kind(key)
        return str(found.name) if found else key

    def zone_names(self, keys: Any) -> list[str]:
        """The zones in words."""
        known = by_key(self.zones)
        return [str(known[key].name) if key in known else str(key) for key in keys]

    def checkpoint(self, key: str) -> Checkpoint | None:
        return by_key(self.checkpoints).get(key)

    def checkpoint_name(self, key: str) -> str:
        found = self.checkpoint(key)
        return str(found.name) if found else key

    @property
    def given(self) -> list[PassKind]:
        """The kinds that are asked for; cards come with a person's file."""
        return [each for each in self.kinds if each.subject != "card"]

    def asked_by(self, who: Literal["liaison", "officer"]) -> list[PassKind]:
        """The kinds that a liaison, or an officer, may ask for."""
        return [each for each in self.given if who in each.ask]

    def decide(self, kind: PassKind, facts: Facts) -> Decided:
        """What the kind's rules make of an application: facts of the enterprise by name, of the application under `a`."""
        for number, (rule, condition) in enumerate(self._rules[kind.key], 1):
            if condition is None:
                return Decided(rule.then, number)
            if condition.holds(facts):
                return Decided(rule.then, number, condition.terms(facts, holds=True))
        return Decided("person")

    def why(self, kind: str, rule: int) -> str:
        """The words of the rule that decided; empty where it has none, or the pack no such rule any more."""
        found = self.kind(kind)
        if found is None or not 0 < rule <= len(found.rules) or found.rules[rule - 1].why is None:
            return ""
        return str(found.rules[rule - 1].why)

    def say(self, terms: Any) -> str:
        """Stored terms in the reader's language."""
        return reasons.say(terms, self.scope)

    @cached_property
    def scope(self) -> Scope:
        """Every fact that a rule may read."""
        scope: Scope = self._pack.registry.scope.with_(ASKED)
        return scope

    @cached_property
    def _rules(self) -> dict[str, list[tuple[Rule, Condition | None]]]:
        return {
            kind.key: [(rule, Condition(rule.when, self.scope) if rule.when else None) for rule in kind.rules]
            for kind in self.kinds
        }

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("zones", "kinds", "checkpoints"):
            report.unique(name, getattr(self, name))
        for each in (*self.zones, *self.kinds):
            if len(each.key) > LONGEST_KEY:
                where = "kinds" if isinstance(each, PassKind) else "zones"
                words = _("a key that stands in a code has at most %(n)s signs") % {"n": LONGEST_KEY}
                report.error(f"{where}[{each.key}].key", words)
        for kind in self.kinds:
            self._check_kind(report, kind)
        kinds = [each.key for each in self.kinds]
        for gate in self.checkpoints:
            for key in gate.kinds:
                report.reference(f"checkpoints[{gate.key}].kinds", key, kinds, _("kind of pass"))
        posts = [post.key for post in self._pack.registry.posts]
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
            report.attempt(f"escalation[{place}].after", lambda within=rung.after: self._pack.clock(within))
        if self.kinds and not self.checkpoints:
            report.warn("checkpoints", _("passes are given, but nobody checks them"))

    def _check_kind(self, report: Any, kind: PassKind) -> None:
        path = f"kinds[{kind.key}]"
        for key in kind.zones:
            report.reference(f"{path}.zones", key, [zone.key for zone in self.zones], _("zone"))
        if len(kind.zones) > MOST_ZONES:
            report.error(f"{path}.zones", _("a pass holds in at most %(n)s zones") % {"n": MOST_ZONES})
        for place, rule in enumerate(kind.rules):
            report.condition(f"{path}.rules[{place}].when", rule.when, self.scope)
            if rule.when is None and place < len(kind.rules) - 1:
                report.error(f"{path}.rules[{place}].when", _("only the last rule takes the rest"))
        posts = [post.key for post in self._pack.registry.posts]
        if kind.decided_by:
            report.reference(f"{path}.decided_by", kind.decided_by, posts, _("post"))
        report.attempt(f"{path}.within", lambda: self._pack.clock(kind.within))
        cards = [card.key for card in self._pack.workforce.cards]
        if kind.subject == "card":
            report.reference(f"{path}.card", kind.card, cards, _("card"))
            if not kind.card:
                report.error(f"{path}.card", _("say which card it shows"))

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `pass` and `asked`."""
        kind = self.kind(str(given.get("pass_kind") or ""))
        if kind is None:
            return {}
        decided = self.decide(kind, {**given.get("facts", {}), "a": given.get("asked") or {}})
        return {"pass_decision": decided.then, "pass_rule": decided.rule}


sections.register("passes", Passes)
