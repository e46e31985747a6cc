"""Which supplies a place shares out, how much of each is needed, and who comes first: section `supplies`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache, cached_property
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.conditions import Condition
from fugong.policy.shapes import Code, Keyed, Section, Shape, Text, When, Within, by_key


def _norm(given: Any) -> str:
    """2, 0.5, "1/100" or "2" as an exact fraction's text. Raises ValueError."""
    try:
        found = Fraction(str(given).strip())
    except (ValueError, ZeroDivisionError):
        raise ValueError(_('write a number such as 2, 0.5 or a fraction such as "1/100"')) from None
    if isinstance(given, bool) or not 0 <= found <= 1_000:
        raise ValueError(_("write a number from 0 to 1000"))
    return str(found)


Norm = Annotated[str, BeforeValidator(_norm)]
"""Pieces a head, or a head and day: a number, or a fraction in quotes."""


class NormFor(Shape):
    """A norm for some enterprises."""

    when: When
    norm: Norm


_fraction = cache(Fraction)
"""Norms are read once for each enterprise: of a city a million times."""


class SupplyItem(Keyed):
    """Something that is given to enterprises."""

    name: Text
    unit: Text
    """What one piece is called: 只, masks."""
    box: int = Limits(default=1, ge=1, le=1_000_000)
    """Pieces that are handed out together: only whole boxes are."""
    use: Literal["daily", "lasting", "handed"] = "daily"
    """`daily`: used up by head and day; `lasting`: a head needs it once (thermometers); `handed`: a head gets it each time (parcels)."""
    norm: Norm = "0"
    """`daily`: pieces a head and day; else pieces a head. 0: no need is computed, enterprises ask for it."""
    norms: tuple[NormFor, ...] = ()
    """Other norms for some enterprises: the first whose condition holds."""
    heads: Literal["back", "total"] = "back"
    """Who needs it: those who are back at work, or all on the staff."""
    days: int = Limits(default=7, ge=1, le=365)
    """Days of cover that an enterprise is brought up to (`daily`)."""
    when: When | None = None
    """Which enterprises may have it at all; left out: all."""
    expires: bool = False
    """Whether each batch has a last day."""
    reported: bool = False
    """The daily report's field `stock` says how many pieces the enterprise has."""

    @property
    def per_head(self) -> Fraction:
        return _fraction(self.norm)


class Tier(Keyed):
    """Enterprises that are served one after another."""

    name: Text
    when: When | None = None
    """Left out: everybody who is left."""


class StoreRoom(Keyed):
    """Where stock lies."""

    name: Text
    address: Text | None = None
    longitude: float | None = Limits(default=None, ge=-180, le=180)
    latitude: float | None = Limits(default=None, ge=-90, le=90)
    area: Code | None = None


class Rung(Shape):
    """A rung of the ladder that a late request or delivery climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


MAIN = StoreRoom(key="main", name=Text(zh="物资仓库", en="Store", ja="物資倉庫", ko="물자 창고"))
ALL = Tier(key="all", name=Text(zh="全部企业", en="All enterprises", ja="すべての企業", ko="모든 기업"))


class Supplies(Section):
    """Items, who comes first, where stock lies, clocks. Without items the place shares nothing out, and nothing is shown."""

    items: tuple[SupplyItem, ...] = ()
    tiers: tuple[Tier, ...] = (ALL,)
    stores: tuple[StoreRoom, ...] = (MAIN,)
    floor_days: int = Limits(default=0, ge=0, le=60)
    """So many days of cover for everybody come before the tiers, unless another number is chosen."""
    kept_by: str = ""
    """Key of the post that hears of requests and late deliveries; empty: whoever keeps supplies there."""
    confirmed_by: str = ""
    """Key of the post that hears of proposals to confirm; empty: whoever may confirm there."""
    within: Within = "1 working day"
    """By when a request is answered."""
    deliver_within: Within = "1 working day"
    """By when a confirmed share is delivered."""
    escalation: tuple[Rung, ...] = ()
    photo: bool = False
    """Whether a delivery needs a photo besides the signature."""
    expiring: int = Limits(default=30, ge=1, le=365)
    """A batch whose last day is at most so many days away is shown as one to use up."""
    note: Text | None = None
    """Shown above the enterprise's own page."""

    # -- what others ask ------------------------------------------------------------------------------------------

    def item(self, key: str) -> SupplyItem | None:
        """The item `key`; None where the pack has none such."""
        return by_key(self.items).get(key)

    def item_name(self, key: str) -> str:
        """Its name; the key itself where a later pack dropped it."""
        found = self.item(key)
        return str(found.name) if found else key

    def unit_name(self, key: str) -> str:
        found = self.item(key)
        return str(found.unit) if found else ""

    def store_name(self, key: str) -> str:
        found = by_key(self.stores).get(key)
        return str(found.name) if found else key

    def tier_name(self, number: int) -> str:
        """The name of the tier of that number, from 1."""
        return str(self.tiers[number - 1].name) if 0 < number <= len(self.tiers) else str(number)

    def tier_of(self, facts: Mapping[str, Any]) -> int:
        """The number, from 1, of the first tier that the enterprise is in; after the last where none takes it."""
        for number, tier in enumerate(self.tiers, 1):
            if tier.when is None or self._condition(tier.when).holds(facts):
                return number
        return len(self.tiers) + 1

    def norm_of(self, item: SupplyItem, facts: Mapping[str, Any]) -> Fraction:
        """Pieces a head (and day) for an enterprise."""
        for each in item.norms:
            if self._condition(each.when).holds(facts):
                return _fraction(each.norm)
        return item.per_head

    def may_have(self, item: SupplyItem, facts: Mapping[str, Any]) -> bool:
        """Whether the enterprise may have it at all."""
        return item.when is None or self._condition(item.when).holds(facts)

    @cached_property
    def reads_facts(self) -> bool:
        """Whether any rule asks for more than heads: then enterprises' facts are read."""
        return any(item.when or item.norms for item in self.items) or any(tier.when for tier in self.tiers)

    def _condition(self, text: str) -> Condition:
        return self._pack.registry.condition(text)  # type: ignore[no-any-return]

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Of an example: `supply_tier` (its key), and `norm_<item>` for each item that it may have."""
        facts = given.get("facts")
        if facts is None or not self.items:
            return {}
        facts = {**facts, "segments": list(self._pack.registry.classify(facts).segments)}
        number = self.tier_of(facts)
        found: dict[str, Any] = {"supply_tier": self.tiers[number - 1].key if number <= len(self.tiers) else ""}
        for item in self.items:
            found[f"norm_{item.key}"] = str(self.norm_of(item, facts)) if self.may_have(item, facts) else "none"
        return found

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("items", "tiers", "stores"):
            report.unique(name, getattr(self, name))
        if self.items and not self.stores:
            report.error("stores", _("stock has to lie somewhere: leave this out to have one store"))
        if sum(item.reported for item in self.items) > 1:
            report.error("items", _("the daily report has one field of stock: mark one item as reported"))
        self._check_conditions(report)
        self._check_posts(report)
        for name in ("within", "deliver_within"):
            report.attempt(name, lambda name=name: self._pack.clock(getattr(self, name)))

    def _check_conditions(self, report: Any) -> None:
        scope = self._pack.registry.scope
        for item in self.items:
            report.condition(f"items[{item.key}].when", item.when, scope)
            for place, each in enumerate(item.norms):
                report.condition(f"items[{item.key}].norms[{place}].when", each.when, scope)
        for place, tier in enumerate(self.tiers):
            report.condition(f"tiers[{tier.key}].when", tier.when, scope)
            if tier.when is None and place + 1 < len(self.tiers):
                report.error(f"tiers[{tier.key}]", _("takes everybody: no tier can come after it"))

    def _check_posts(self, report: Any) -> None:
        posts = [post.key for post in self._pack.registry.posts]
        for name in ("kept_by", "confirmed_by"):
            if getattr(self, name):
                report.reference(name, getattr(self, name), posts, _("post"))
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
            report.attempt(f"escalation[{place}].after", lambda rung=rung: self._pack.clock(rung.after))


sections.register("supplies", Supplies)
