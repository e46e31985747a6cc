"""What a place holds beside self-reports: section `signals`. Which numbers, what is usual, what is doubtful."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Limits

from fugong.inspections.policy import KindOfVisit
from fugong.policy import sections
from fugong.policy.conditions import Condition, Facts
from fugong.policy.facts import FactType, Scope
from fugong.policy.shapes import Keyed, Section, Shape, Text, When, Within, by_key

SAID = {
    "report.resumed": FactType("bool", gettext_lazy("resumed by its own report")),
    "report.approved": FactType("bool", gettext_lazy("may work")),
    "report.reported": FactType("bool", gettext_lazy("has reported that day")),
    "report.staff_back": FactType("int", gettext_lazy("people at work by its own report")),
    "report.staff_total": FactType("int", gettext_lazy("all its people")),
    "report.capacity": FactType("int", gettext_lazy("capacity in use in per cent")),
    "signal.share": FactType("double", gettext_lazy("per cent of its usual reading")),
    "signal.value": FactType("double", gettext_lazy("its reading a day")),
    "signal.usual": FactType("double", gettext_lazy("its usual reading a day")),
    "signal.days": FactType("int", gettext_lazy("days with readings")),
    "signal.a_head": FactType("double", gettext_lazy("its reading a day for each of its people at work")),
}
"""What conditions of doubt may read besides the facts of the enterprise (`e.…`)."""

PLACES = ("staff", "total", "share", "value", "usual", "unit", "days", "enterprise")
"""What a reason may name in braces."""


class Kind(Keyed):
    """A kind of signal: a number of which every working enterprise leaves some."""

    name: Text
    unit: Text
    words: tuple[str, ...] = ()
    """Further words that sheets use for it."""
    window: int = Limits(default=3, ge=1, le=62)
    """Over so many days, up to the latest, readings are taken together as their mean a day."""
    least: int = Limits(default=1, ge=1, le=62)
    """On so many of those days there must be a reading."""
    before: int = Limits(default=0, ge=0, le=400)
    """Where nobody said what is usual: the median of so many days before the campaign; 0 means that it isn't known then."""
    metered: bool = False
    """Whether rows may name a meter's number instead of the enterprise."""


class Doubtful(Keyed):
    """When a report and a signal don't fit together. `reason` says it, with what stands in braces: {staff}, {share} …"""

    name: Text
    kind: str
    """Key of the kind of signal."""
    when: When
    reason: Text
    points: float = Limits(default=40, ge=0, le=200)
    """How much it weighs: for the rank, and for rounds (100 and more comes before everything else)."""
    visit: KindOfVisit = "verify"
    """What an inspector is sent for."""


class Rung(Shape):
    """A rung of the ladder that an unanswered doubt climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


class SignalRules(Section):
    """Kinds of signal and what is doubtful. All may be left out: then nothing is compared here."""

    kinds: tuple[Kind, ...] = ()
    doubts: tuple[Doubtful, ...] = ()
    answer_within: Within = "1 working day"
    explained_for: int = Limits(default=7, ge=1, le=365)
    """Days for which an explanation holds; where it is still doubtful after that, it is asked again."""
    goes: Literal["open", "confirmed"] = "open"
    """From which state on a doubt is a candidate for the rounds."""
    keep: int = Limits(default=400, ge=62, le=1100)
    """Days that readings are kept."""
    escalation: tuple[Rung, ...] = ()

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.kinds)

    def kind(self, key: str) -> Kind | None:
        """A kind of signal; None where the pack has none such."""
        return by_key(self.kinds).get(key)

    def doubtful(self, key: str) -> Doubtful | None:
        """A rule; None where the pack has none such."""
        return by_key(self.doubts).get(key)

    def kind_name(self, key: str) -> str:
        """The name of a kind; the key itself where a later pack dropped it."""
        found = self.kind(key)
        return str(found.name) if found else key

    def rule_name(self, key: str) -> str:
        """The name of a rule, likewise."""
        found = self.doubtful(key)
        return str(found.name) if found else key

    def holding(self, kind: str, facts: Facts) -> list[Doubtful]:
        """The rules over this kind that hold, for facts with `report` and `signal`."""
        return [each for each in self.doubts if each.kind == kind and self._conditions[each.key].holds(facts)]

    @cached_property
    def reads_registry(self) -> bool:
        """Whether a rule asks for anything that the registry knows of an enterprise."""
        return any(name.startswith("e.") for each in self._conditions.values() for name in each.names)

    @cached_property
    def scope(self) -> Scope:
        """What conditions may read."""
        found: Scope = self._pack.registry.scope.with_(SAID)
        return found

    @cached_property
    def _conditions(self) -> dict[str, Condition]:
        return {each.key: Condition(each.when, self.scope) for each in self.doubts}

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        report.unique("kinds", self.kinds)
        report.unique("doubts", self.doubts)
        kinds = [each.key for each in self.kinds]
        for kind in self.kinds:
            if kind.least > kind.window:
                report.error(f"kinds[{kind.key}].least", _("there are no more days than the window has"))
        for each in self.doubts:
            report.reference(f"doubts[{each.key}].kind", each.kind, kinds, _("kind of signal"))
            report.condition(f"doubts[{each.key}].when", each.when, self.scope)
            for language, text in each.reason.by_language.items():
                report.attempt(f"doubts[{each.key}].reason.{language}", lambda text=text: _named(text))
        report.attempt("answer_within", lambda: self._pack.clock(self.answer_within))
        posts = [post.key for post in self._pack.registry.posts]
        for at, rung in enumerate(self.escalation):
            report.reference(f"escalation[{at}].to", rung.to, posts, _("post"))
            report.attempt(f"escalation[{at}].after", lambda rung=rung: self._pack.clock(rung.after))

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `report` and `signal` (with the `kind` of signal): which doubts arise."""
        signal = dict(given.get("signal") or {})
        if not signal:
            return {}
        known = given.get("facts") or {}
        classes = self._pack.registry.classify(known)
        known = {**known, "segments": classes.segments, "group": classes.group}
        facts = {**known, "report": given.get("report") or {}, "signal": signal}
        return {"doubts": [each.key for each in self.holding(str(signal.get("kind", "")), facts)]}


def _named(text: str) -> None:
    """Raises ValueError where a reason names what isn't there."""
    try:
        text.format(**dict.fromkeys(PLACES, "1"))
    except (KeyError, IndexError, ValueError):
        raise ValueError(
            _("in braces stand only: %(names)s") % {"names": ", ".join(f"{{{each}}}" for each in PLACES)}
        ) from None


sections.register("signals", SignalRules)
