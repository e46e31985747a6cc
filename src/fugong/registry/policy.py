"""How a place sorts its enterprises and who goes to them: section `registry`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import cel
from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.accounts.roles import ROLES
from fugong.policy import reasons, sections
from fugong.policy.conditions import Condition, Facts, context, set_fact
from fugong.policy.facts import FactType, Scope
from fugong.policy.reasons import Term
from fugong.policy.shapes import Keyed, Section, Shape, Text, When, by_key
from fugong.registry import fact_types, listed
from fugong.registry.fact_types import FACTS

SEGMENTS = "e.segments"


class Segment(Keyed):
    """A class of enterprises that rules and figures speak of. An enterprise may be in several."""

    name: Text
    when: When
    note: Text | None = None


class Group(Keyed):
    """An industry group (行业组). An enterprise is in the first one whose condition holds."""

    name: Text
    when: When | None = None
    """None takes what is left; the last group should."""
    department: str = ""
    """Key of the department that leads it."""


class Post(Keyed):
    """A duty towards enterprises that someone is assigned to: resident officer, grid leader, bureau …"""

    name: Text
    role: str
    """Key of the role (accounts.roles) that whoever holds the post signs in with."""
    held_by: Literal["officer", "department", "team"] = "officer"
    """`officer`: a person for each enterprise; `department`: whoever works at `department`; `team`: a named team."""
    per: Literal["enterprise", "grid", "area", "group", "park", "place"] = "enterprise"
    """What one holder is assigned to; an enterprise is reached through its grid, area, group or park."""
    required: int = 0
    """How many holders each enterprise in `when` must have; counts with `per = "enterprise"` alone."""
    when: When | None = None
    """Which enterprises the post is for; None means all."""
    capacity: int | None = None
    """The most enterprises one holder should look after."""
    department: str = ""
    duties: tuple[Text, ...] = ()

    @property
    def covers(self) -> bool:
        """An enterprise lacking a holder of this post counts as uncovered."""
        return self.required > 0 and self.per == "enterprise"


class Team(Keyed):
    """Teams of one kind: e.g. 10 verification groups that call on 20 experts."""

    name: Text
    post: str
    """Key of the post whose steps these teams work."""
    count: int = 1
    size: int = 2
    """Officers in one team."""
    experts: int = 0
    """Experts in the pool that the teams call on."""
    fields: tuple[Text, ...] = ()
    """What the experts know: epidemic control, work safety, fire …"""


class Matching(Shape):
    """How enterprises are shared out among officers, where the optimiser is asked."""

    languages: dict[str, str] = {}
    """Country of the investor (ISO 3166) → the language (zh, en, ja, ko) that its officer must speak; "" stands for any other."""
    strange_industry: int = Limits(default=5_000, ge=0, le=1_000_000)
    """So many metres farther an officer may be who knows the industry."""

    def language(self, foreign: bool, country: str) -> str | None:
        """What the officer of an enterprise must speak; None where it doesn't matter."""
        return self.languages.get(country or "", self.languages.get("", "")) or None if foreign else None


class Tag(Keyed):
    """A mark that an officer or a list sets on an enterprise: leading, three-high, struggling, white list …"""

    name: Text
    words: tuple[str, ...] = ()
    """Words that lists use for it."""


class Choice(Keyed):
    """One of several answers."""

    name: Text


class CustomFact(Keyed):
    """A fact about enterprises that this place adds; conditions read it as `e.<key>`."""

    name: Text
    kind: Literal["text", "integer", "decimal", "yes_no", "choice"] = "text"
    unit: Text | None = None
    choices: tuple[Choice, ...] = ()
    words: tuple[str, ...] = ()
    """Column headings under which lists carry it."""


@dataclass(frozen=True, slots=True)
class Classes:
    """What an enterprise is: its segments in the pack's order, why it is in each, and its industry group ("" for none)."""

    segments: tuple[str, ...]
    reasons: dict[str, list[Term]]
    group: str


class Registry(Section):
    """Segments, industry groups, posts, teams, tags, and facts of the place's own."""

    segments: tuple[Segment, ...] = ()
    groups: tuple[Group, ...] = ()
    posts: tuple[Post, ...] = ()
    teams: tuple[Team, ...] = ()
    tags: tuple[Tag, ...] = ()
    facts: tuple[CustomFact, ...] = ()
    matching: Matching = Matching()

    # -- what others ask ------------------------------------------------------------------------------------------

    def classify(self, facts: Facts) -> Classes:
        """Segments, reasons and group of the enterprise with `facts` (names as in FACTS). 100,000 take some seconds."""
        prepared = context(self._names, self.scope, facts)
        found = self._found(prepared, facts)
        group = next((key for key, each in self._group_conditions if each is None or each.holds_in(prepared)), "")
        return Classes(tuple(key for key, _terms in found), dict(found), group)

    def segments_for(self, facts: Facts) -> list[tuple[str, list[Term]]]:
        """Keys of the segments that the enterprise is in, each with the deciding terms (`say` puts them into words)."""
        return self._found(context(self._names, self.scope, facts), facts)

    def group_for(self, facts: Facts) -> str:
        """Key of the industry group; "" where none takes the enterprise. `facts["segments"]` must be known."""
        return next((key for key, each in self._group_conditions if each is None or each.holds(facts)), "")

    def _found(self, prepared: cel.Context, facts: Facts) -> list[tuple[str, list[Term]]]:
        """The segments in order; a later one may ask for an earlier one. Leaves them in the context."""
        found: list[tuple[str, list[Term]]] = []
        keys: list[str] = []
        known = {**facts, "segments": keys}
        set_fact(prepared, SEGMENTS, keys)
        for segment, condition in self._segment_conditions:
            if condition.holds_in(prepared):
                found.append((segment.key, condition.terms(known, holds=True, prepared=prepared)))
                keys.append(segment.key)
                set_fact(prepared, SEGMENTS, keys)
        return found

    def posts_for(self, facts: Facts) -> tuple[Post, ...]:
        """The posts that are for this enterprise, in order."""
        return tuple(post for post in self.posts if post.when is None or self.condition(post.when).holds(facts))

    def explain_segment(self, key: str, facts: Facts) -> str:
        """Why the enterprise is, or isn't, in a segment, in the reader's language."""
        return self.condition(by_key(self.segments)[key].when).explain(facts)

    def say(self, terms: Sequence[Term]) -> str:
        """Stored reasons in the reader's language."""
        return reasons.say(terms, self.scope)

    def segment(self, key: str) -> Segment:
        """The segment `key` (KeyError where there is none)."""
        return by_key(self.segments)[key]

    def group(self, key: str) -> Group:
        """The industry group `key` (KeyError where there is none)."""
        return by_key(self.groups)[key]

    def post(self, key: str) -> Post:
        """The post `key` (KeyError where there is none)."""
        return by_key(self.posts)[key]

    def condition(self, text: str) -> Condition:
        """A condition over enterprises, compiled once."""
        if text not in self._compiled:
            self._compiled[text] = Condition(text, self.scope)
        return self._compiled[text]

    # -- how it knows ---------------------------------------------------------------------------------------------

    @cached_property
    def scope(self) -> Scope:
        """Every fact that a condition over enterprises may read."""
        places = self._pack.places
        named = {"grid": places.grids, "park": places.parks, "tags": self.tags, "group": self.groups}
        choices = {name: {item.key: item.name for item in items} for name, items in named.items()}
        choices["lists"] = listed.names(self._pack)
        choices["segments"] = {segment.key: segment.name for segment in self.segments}
        own = {f"e.{fact.key}": fact_types.custom(fact) for fact in reversed(self.facts)}  # of two the first holds
        return Scope({**fact_types.standing(choices), **own})

    @cached_property
    def _compiled(self) -> dict[str, Condition]:
        return {}

    @cached_property
    def _segment_conditions(self) -> list[tuple[Segment, Condition]]:
        return [(segment, self.condition(segment.when)) for segment in self.segments]

    @cached_property
    def _group_conditions(self) -> list[tuple[str, Condition | None]]:
        return [(group.key, self.condition(group.when) if group.when else None) for group in self.groups]

    @cached_property
    def _names(self) -> frozenset[str]:
        """Facts that segments and groups read, other than the segments found so far."""
        conditions = [each for _key, each in (*self._segment_conditions, *self._group_conditions) if each is not None]
        return frozenset(name for condition in conditions for name in condition.names) - {SEGMENTS}

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("segments", "groups", "posts", "teams", "tags", "facts"):
            report.unique(name, getattr(self, name))
        self._check_facts(report)
        self._check_segments(report)
        self._check_groups(report)
        self._check_posts(report)
        self._check_teams(report)
        for country, language in self.matching.languages.items():
            report.reference(f"matching.languages[{country}]", language, ("zh", "en", "ja", "ko"), _("language"))
            if country and not (len(country) == 2 and country.isascii() and country.isupper()):
                report.error(f"matching.languages[{country}]", _("a country is two capital letters (ISO 3166)"))

    def _check_facts(self, report: Any) -> None:
        for fact in self.facts:
            if fact.key in FACTS:
                report.error(f"facts[{fact.key}].key", _("this is a fact of every enterprise already"))
            if (fact.kind == "choice") != bool(fact.choices):
                report.error(f"facts[{fact.key}].choices", _('choices belong to kind = "choice", and it needs them'))
        for tag in self.tags:
            if len(tag.key) > 30:
                report.error(f"tags[{tag.key}].key", _("at most 30 signs"))

    def _check_segments(self, report: Any) -> None:
        earlier: set[str] = set()
        for segment in self.segments:
            path = f"segments[{segment.key}].when"
            further = [each.key for each in self.segments if each.key not in earlier and _asks_for(segment, each)]
            if further:
                message = _("%(key)r isn't known yet: a segment may ask only for segments above it")
                report.error(path, message % {"key": further[0]})
            else:
                known = FactType("list", allowed=frozenset(earlier))
                report.condition(path, segment.when, self.scope.with_({SEGMENTS: known}))
            earlier.add(segment.key)

    def _check_groups(self, report: Any) -> None:
        departments = [department.key for department in self._pack.places.departments]
        for group in self.groups:
            report.condition(f"groups[{group.key}].when", group.when, self.scope)
            report.reference(f"groups[{group.key}].department", group.department, departments, _("department"))
            if group.when is None and group is not self.groups[-1]:
                report.error(f"groups[{group.key}].when", _("only the last group takes what is left"))
        if self.groups and self.groups[-1].when is not None:
            report.warn(f"groups[{self.groups[-1].key}].when", _("enterprises that fit no group are in none"))

    def _check_posts(self, report: Any) -> None:
        departments = [department.key for department in self._pack.places.departments]
        for post in self.posts:
            report.condition(f"posts[{post.key}].when", post.when, self.scope)
            report.reference(f"posts[{post.key}].role", post.role, ROLES, _("role"))
            report.reference(f"posts[{post.key}].department", post.department, departments, _("department"))
            if post.required and not post.covers and not report.is_inherited(f"posts[{post.key}]"):
                message = _(
                    'this counts with per = "enterprise" alone: nobody is reported missing with per = "%(per)s"'
                )
                report.note(f"posts[{post.key}].required", message % {"per": post.per})
            if post.held_by == "department" and not post.department:
                report.error(f"posts[{post.key}].department", _("say which department holds the post"))

    def _check_teams(self, report: Any) -> None:
        posts = by_key(self.posts)
        for team in self.teams:
            report.reference(f"teams[{team.key}].post", team.post, posts, _("post"))
            if team.post in posts and posts[team.post].held_by != "team":
                message = _('teams work this post: write held_by = "team" there')
                report.error(f"posts[{team.post}].held_by", message)
        for post in self.posts:
            if post.held_by == "team" and post.key not in {team.post for team in self.teams}:
                report.warn(f"posts[{post.key}].held_by", _("no team under [[teams]] works this post"))

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's facts."""
        classes = self.classify(given["facts"])
        facts = {**given["facts"], "segments": classes.segments, "group": classes.group}
        posts = [post.key for post in self.posts_for(facts)]
        required = [post.key for post in self.posts_for(facts) if post.covers]
        return {"segments": list(classes.segments), "group": classes.group, "posts": posts, "required_posts": required}


def _asks_for(segment: Segment, other: Segment) -> bool:
    return f'has_segment("{other.key}")' in segment.when.replace("'", '"')


sections.register("registry", Registry)
