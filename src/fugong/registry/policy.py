"""How a place sorts its enterprises and who goes to them: section `registry`."""

from typing import Literal

from fugong.policy import sections
from fugong.policy.shapes import Keyed, Section, Text, When

FACTS: dict[str, type] = {
    "name": str,
    "uscc": str,
    "jurisdiction": str,  # 12-digit code; "" where unknown
    "grid": str,  # key of the grid; "" where none
    "park": str,  # key of the park or building; "" where none
    "sector": str,  # section of GB/T 4754: "C" manufacturing, "F" wholesale and retail …
    "sector_code": str,  # the code itself, e.g. "C3670"; "" where only the section is known
    "scale": str,  # "large", "medium", "small", "micro" or ""
    "above_scale": bool,  # 规上 or 限上
    "ownership": str,  # "state", "collective", "private", "foreign", "hkmt", "individual", "other" or ""
    "foreign": bool,  # foreign-invested
    "country": str,  # ISO 3166 code of the investor, e.g. "JP"; "" where none
    "output_value": float,  # yuan a year
    "revenue": float,  # yuan a year
    "tax_paid": float,  # yuan a year
    "staff": int,
    "staff_outside": int,  # of them from outside
    "tags": list,  # of tag keys
    "suppliers": int,  # how many enterprises it buys from, by its supply links
    "customers": int,
    "segments": list,  # of segment keys found so far
    "group": str,  # key of the industry group; "" where none
}
"""Facts of an enterprise in conditions, as `e.<name>`, with their types: float is a CEL double, int a CEL int.
A fact that isn't known is None: a condition that needs it then doesn't hold."""


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
    """How many holders each enterprise in `when` must have (with `per = "enterprise"`), else each grid, area …"""
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


class Registry(Section):
    """Segments, industry groups, posts, teams, tags, and facts of the place's own."""

    segments: tuple[Segment, ...] = ()
    groups: tuple[Group, ...] = ()
    posts: tuple[Post, ...] = ()
    teams: tuple[Team, ...] = ()
    tags: tuple[Tag, ...] = ()
    facts: tuple[CustomFact, ...] = ()


sections.register("registry", Registry)
