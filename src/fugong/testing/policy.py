"""How a place tests its people: section `testing`."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.conditions import Condition
from fugong.policy.shapes import Hour, Keyed, Section, Shape, Text, When, Within, by_key
from fugong.testing.tubecodes import TubeCodes


class Test(Keyed):
    """A kind of test."""

    __test__ = False  # none of pytest’s

    name: Text
    nature: Literal["nucleic_acid", "antigen"] = "nucleic_acid"
    pools: tuple[int, ...] = (1,)
    """How many people a tube may be for. One that isn't pooled has `[1]`."""
    hours: int = Limits(default=48, ge=1, le=720)
    """So long a negative result counts."""


class Rule(Keyed):
    """A part of the regime: who takes which test, how often, when."""

    name: Text
    test: str
    """Key of a kind of test."""
    when: When | None = None
    """Over the facts of the person, `p.…`; left out: everybody who is here."""
    times: int = Limits(default=1, ge=1, le=4)
    """How often on a day on which the person is tested at all."""
    every: int = Limits(default=1, ge=1, le=30)
    """Every how many days; 1 is every day."""
    begin: Hour = "00:00"
    end: Hour = "23:59"
    """The window of the day."""
    since: dt.date | None = None
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the rule is in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Training(Keyed):
    """A kind of specialist that every shift needs."""

    name: Text
    about: Text | None = None
    """What they do, for those who choose them."""
    days: int = Limits(default=180, ge=1, le=3650)
    """So many days after the training the qualification ends, unless another day is given."""


class Shuttle(Shape):
    """How people come to a point that is far, unless the desk says otherwise for an enterprise."""

    stop: Text | None = None
    """Where they get on; left out, at the enterprise's gate."""
    departures: tuple[Hour, ...] = ()
    """When it leaves."""
    segments: tuple[str, ...] = ()
    """Keys of segments whose enterprises go by shuttle, however near the point is: building sites, for instance."""
    farthest: int = Limits(default=20_000, ge=100)
    """Nobody is driven farther, in metres."""
    factor: float = Limits(default=0.5, ge=0, le=100)
    """What a driven metre weighs against a walked one, where points are chosen."""


class Points(Shape):
    """Sampling points, and whose is which."""

    own_from: int = Limits(default=100, ge=1)
    """From so many people an enterprise has a point of its own (一企一点)."""
    farthest: int = Limits(default=5000, ge=100)
    """A shared point that is farther, in metres, is proposed with a shuttle."""
    begin: Hour = "08:00"
    end: Hour = "20:00"
    """Opening hours of a point that says none."""
    capacity: int = Limits(default=120, ge=1)
    """People an hour, of a point that says none."""
    opening: int = Limits(default=300_000, ge=0)
    """So many metres of all its people’s ways together a new shared point must save to be opened."""
    shuttle: Shuttle = Shuttle()


class Duties(Shape):
    """Who serves when: rules of the roster."""

    rest: int = Limits(default=11, ge=0, le=48)
    """Hours between two shifts of one person."""
    week: int = Limits(default=6, ge=1, le=14)
    """Shifts of one person in any seven days."""
    farthest: int | None = Limits(default=None, ge=0)
    """Nobody serves at a point farther away, in metres; left out, distance only weighs."""
    reserves: int = Limits(default=1, ge=0, le=5)
    """So many are named for each place in case somebody falls out."""


class Results(Shape):
    """What comes from the laboratory, and who hears of it."""

    within: Within = "12 hours"
    """By when a tube that was sent has its result."""
    retest_within: Within = "4 hours"
    """By when the people of a positive or invalid tube are sampled singly."""
    alert: tuple[str, ...] = ()
    """Keys of the posts that are told of a positive tube at once, besides specialists, officers and medical contacts."""


class Testing(Section):
    """Kinds of test, the regime, points, specialists and results. All may be left out: then nobody owes a test."""

    tests: tuple[Test, ...] = ()
    regime: tuple[Rule, ...] = ()
    counted: str = ""
    """The kind of test that the coverage in figures means; else the first."""
    specialists: tuple[Training, ...] = ()
    points: Points = Points()
    duties: Duties = Duties()
    results: Results = Results()
    tubes: TubeCodes = TubeCodes()
    missing_from: Hour = "18:00"
    """From this hour the enterprise is shown who is missing."""
    code_days: int = Limits(default=30, ge=1, le=400)
    """So long a person's code can be scanned after it was made."""

    # -- what others ask ------------------------------------------------------------------------------------------

    def test(self, key: str) -> Test | None:
        """The kind of test; None where the pack has none such."""
        return by_key(self.tests).get(key)

    def test_name(self, key: str) -> str:
        """Its name; the key itself where a later pack dropped it."""
        found = self.test(key)
        return str(found.name) if found else key

    def rule(self, key: str) -> Rule | None:
        """A rule of the regime."""
        return by_key(self.regime).get(key)

    def training_name(self, key: str) -> str:
        """The name of a kind of specialist; the key itself where a later pack dropped it."""
        found = by_key(self.specialists).get(key)
        return str(found.name) if found else key

    @property
    def figure(self) -> str:
        """The kind of test that figures count; "" where nobody is tested."""
        return self.counted or (self.tests[0].key if self.tests else "")

    def rules_on(self, day: dt.date) -> list[Rule]:
        """The regime of a day."""
        return [rule for rule in self.regime if rule.holds_on(day)]

    def condition(self, rule: Rule) -> Condition | None:
        """For whom a rule is; None for everybody."""
        return self._conditions.get(rule.key)

    def owes(self, facts: Mapping[str, Any], day: dt.date) -> dict[str, int]:
        """Test → how often a person with `facts` takes it on a day on which it is the person's turn."""
        found: dict[str, int] = {}
        for rule in self.rules_on(day):
            condition = self._conditions.get(rule.key)
            if condition is None or condition.holds({"p": facts}):
                found[rule.test] = max(found.get(rule.test, 0), rule.times)
        return found

    # -- how it knows ---------------------------------------------------------------------------------------------

    @cached_property
    def _conditions(self) -> dict[str, Condition]:
        scope = self._pack.workforce.scope
        return {rule.key: Condition(rule.when, scope) for rule in self.regime if rule.when}

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("tests", "regime", "specialists"):
            report.unique(name, getattr(self, name))
        tests = [each.key for each in self.tests]
        report.reference("counted", self.counted, tests, _("test"))
        for each in self.tests:
            if not each.pools or min(each.pools) < 1 or max(each.pools) > 100 or len(set(each.pools)) < len(each.pools):
                report.error(f"tests[{each.key}].pools", _("whole numbers from 1 to 100, each once"))
        for rule in self.regime:
            where = f"regime[{rule.key}]"
            report.reference(f"{where}.test", rule.test, tests, _("test"))
            report.condition(f"{where}.when", rule.when, self._pack.workforce.scope)
            if rule.begin >= rule.end:
                report.error(f"{where}.end", _("it ends before it begins"))
        posts = [post.key for post in self._pack.registry.posts]
        for key in self.results.alert:
            report.reference("results.alert", key, posts, _("post"))
        segments = [each.key for each in self._pack.registry.segments]
        for key in self.points.shuttle.segments:
            report.reference("points.shuttle.segments", key, segments, _("segment"))
        self.tubes.find(report)
        for name in ("within", "retest_within"):
            report.attempt(f"results.{name}", lambda name=name: self._pack.clock(getattr(self.results, name)))

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `person`: the tests of a day on which it is the person's turn."""
        facts = given.get("person") or {}
        if not facts:
            return {}
        found = {
            rule.test
            for rule in self.regime
            if (condition := self._conditions.get(rule.key)) is None or condition.holds({"p": facts})
        }
        return {"tests": sorted(found)}


sections.register("testing", Testing)
