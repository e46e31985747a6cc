"""How a place inspects: section `inspections`. The lists themselves are those of section `resumption`: one concept, one home."""

from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.conditions import Facts
from fugong.policy.shapes import Hour, Keyed, Section, Shape, Text, When, by_key
from fugong.resumption.checklist import Checklist, Item

KindOfVisit = Literal["round", "look_back", "spot_check", "verify", "consultation", "search", "service"]

NEXT_BEST = {
    "round": ("round", "spot_check", "look_back", "recheck", "verify"),
    "look_back": ("look_back", "recheck", "round", "verify"),
    "spot_check": ("spot_check", "round", "look_back", "recheck", "verify"),
    "verify": ("verify", "recheck", "look_back", "round"),
    "consultation": ("consultation", "guide", "round", "verify"),
    "search": ("search", "spot_check", "round", "verify"),
    "service": ("service", "consultation"),
}
"""Kind of visit → whose lists serve where the pack names none for it, the nearest first."""


class Rounds(Shape):
    """How a day's rounds are proposed."""

    goes: Literal["teams", "officers"] = "teams"
    """Rounds are a group's, or each officer's own."""
    teams: tuple[str, ...] = ()
    """Keys of the registry's kinds of team that go; empty means all."""
    posts: tuple[str, ...] = ()
    """With `goes = "officers"`: the posts that go; empty means every post that serves enterprises or grids."""
    kind: KindOfVisit = "round"
    stops: int = Limits(default=8, ge=1, le=40)
    """The most enterprises on one round."""
    again_after: int = Limits(default=7, ge=1, le=365)
    """Days after which an enterprise is due again."""
    when: When | None = None
    """Which enterprises are inspected; None means all."""
    begin: Hour = "08:30"
    end: Hour = "17:30"
    """From when on, and until when, who goes is on the way."""
    hours: tuple[tuple[Hour, Hour], ...] = (("08:30", "11:45"), ("13:00", "17:00"))
    """When enterprises can be visited; a visit lies within one of these."""
    minutes: int = Limits(default=40, ge=5, le=480)
    """A visit."""
    further: int = Limits(default=15, ge=0, le=480)
    """Each further purpose of a combined visit."""
    worth: int = Limits(default=300, ge=1, le=100_000)
    """So many seconds of way a point of weight is worth."""
    verify: int = Limits(default=0, ge=0, le=1_000)
    """Points of an enterprise whose filing waits to be verified on the spot; 0: rounds leave that to others."""
    order: int = Limits(default=40, ge=0, le=1_000)
    """Points more for the first in the order of resuming that is in force; fewer, evenly, for those behind, none after its last."""
    stranger: int = Limits(default=1_200, ge=0, le=100_000)
    """So many seconds of way it is worth that who goes is of that grid, or assigned there."""
    start: tuple[float, float] | None = None
    """Longitude, latitude of where everybody starts; left out, the middle of the place."""


class Weighting(Keyed):
    """A reason to go there first. Points of all that hold are added up."""

    name: Text
    points: float
    when: When


class DrawRule(Shape):
    """Double random: how many are drawn, who may be drawn."""

    enterprises: int = Limits(default=5, ge=1, le=200)
    inspectors: int = Limits(default=2, ge=1, le=5)
    """How many inspectors go to each."""
    strata: Literal["none", "grid", "group", "area"] = "none"
    """Each stratum gives its share by size, and at least one."""
    not_within: int = Limits(default=7, ge=0, le=365)
    """Days since the last visit within which an enterprise isn't drawn."""
    own_excluded: bool = True
    """Nobody is drawn to an enterprise that is assigned to them."""
    by_weight: bool = True
    """Weightier enterprises are likelier to be drawn."""


class Burden(Shape):
    """How often an enterprise may be visited before planning warns."""

    visits_a_week: int = Limits(default=2, ge=1, le=20)
    combine: bool = True
    """Visits that several departments want on one day are proposed as one (综合查一次)."""


class Signs(Shape):
    """What says that an enterprise works without leave: points for each kind of sign."""

    meter: float = 4
    pass_: float = Limits(default=2, alias="pass")
    test: float = 2
    neighbour: float = 2
    report: float = 3
    other: float = 1
    threshold: float = 3
    """From so many points on, a visit is proposed."""
    meter_above: float = Limits(default=30, ge=0, le=1000)
    """Per cent above the usual reading at rest from which a meter is a sign."""
    days: int = Limits(default=7, ge=1, le=60)
    """Signs older than this count no more."""


class Inspections(Section):
    """Rounds, weights, draws, burden and signs of work."""

    rounds: Rounds = Rounds()
    weights: tuple[Weighting, ...] = ()
    draw: DrawRule = DrawRule()
    burden: Burden = Burden()
    signs: Signs = Signs()
    note: Text | None = None
    """Shown on the page of rounds."""

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def checklists(self) -> tuple[Checklist, ...]:
        """All lists of the pack."""
        return self._pack.resumption.checklists  # type: ignore[no-any-return]

    def checklist(self, key: str) -> Checklist:
        """The list `key` (KeyError where there is none)."""
        return self._pack.resumption.checklist(key)  # type: ignore[no-any-return]

    def lists_for(self, kind: str, facts: Facts) -> tuple[Checklist, ...]:
        """The lists that a visit of this kind may fill at an enterprise: those made for it, else the nearest."""
        fitting = tuple(each for each in self.checklists if self._holds(each.when, facts))
        for use in NEXT_BEST[kind]:
            found = tuple(each for each in fitting if use in each.used_for)
            if found:
                return found
        return tuple(each for each in fitting if "service" not in each.used_for)

    def items_for(self, checklist: Checklist, facts: Facts) -> tuple[Item, ...]:
        """The items of a list that are asked at an enterprise."""
        return tuple(item for item in checklist.items if self._holds(item.when, facts))

    def aspect_of(self, checklist: Checklist, item: str) -> str:
        """Key of the aspect that an item stands under (KeyError where there is none)."""
        return self._aspects[checklist.key][item]

    def inspects(self, facts: Facts) -> bool:
        """Whether rounds go there at all."""
        return self._holds(self.rounds.when, facts)

    def weigh(self, facts: Facts) -> list[Weighting]:
        """The reasons that hold for an enterprise."""
        return [each for each in self.weights if self._holds(each.when, facts)]

    # -- how it knows ---------------------------------------------------------------------------------------------

    @cached_property
    def _aspects(self) -> dict[str, dict[str, str]]:
        return {
            each.key: {item.key: aspect.key for aspect in each.aspects for item in aspect.items}
            for each in self.checklists
        }

    def _holds(self, when: str | None, facts: Facts) -> bool:
        return when is None or bool(self._pack.resumption.condition(when).holds({**facts, "filing": {}}))

    def check(self, report: Any) -> None:
        scope = self._pack.registry.scope
        report.unique("weights", self.weights)
        for each in self.weights:
            report.condition(f"weights[{each.key}].when", each.when, scope)
        report.condition("rounds.when", self.rounds.when, scope)
        self._check_hours(report)
        teams, posts = by_key(self._pack.registry.teams), by_key(self._pack.registry.posts)
        for at, key in enumerate(self.rounds.teams):
            report.reference(f"rounds.teams[{at}]", key, teams, _("team"))
        for at, key in enumerate(self.rounds.posts):
            report.reference(f"rounds.posts[{at}]", key, posts, _("post"))

    def _check_hours(self, report: Any) -> None:
        rule = self.rounds
        if rule.begin >= rule.end:
            report.error("rounds.end", _("it ends before it begins"))
        for at, (opens, closes) in enumerate(rule.hours):
            if opens >= closes:
                report.error(f"rounds.hours[{at}]", _("it ends before it begins"))
        if rule.further > rule.minutes:
            report.error("rounds.further", _("a further purpose takes no longer than a visit"))

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example: which lists a round fills there, and the points it has."""
        if "facts" not in given:
            return {}
        classes = self._pack.registry.classify(given["facts"])
        facts = {**given["facts"], "segments": classes.segments, "group": classes.group}
        return {
            "round_lists": [each.key for each in self.lists_for("round", facts)] if self.inspects(facts) else [],
            "weights": [each.key for each in self.weigh(facts)],
        }


sections.register("inspections", Inspections)
