"""How a place lodges and feeds people: section `lodging`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.core import clock
from fugong.policy import sections
from fugong.policy.shapes import Hour, Keyed, Section, Shape, Text, Within, by_key

Lodging = Literal["dormitory", "hotel", "plant", "isolation"]
"""What a person's file says of somebody who lives there."""

State = Literal["expected", "waiting", "observed", "isolated", "green"]


class Check(Keyed):
    """Something that somebody must have seen before a house opens."""

    name: Text
    note: Text | None = None


class HouseKind(Keyed):
    """A kind of house, and what its rooms must have."""

    name: Text
    lodging: Lodging
    area: float | None = Limits(default=None, gt=0, le=100)
    """Square metres for each bed; None: nobody asks."""
    most: int | None = Limits(default=None, ge=1, le=60)
    """The most beds in one room."""
    spacing: float | None = Limits(default=None, gt=0, le=20)
    """Metres between two beds."""
    checks: tuple[Check, ...] = ()
    note: Text | None = None


class Isolation(Shape):
    """Isolation rooms that an enterprise keeps ready."""

    per: int = Limits(default=0, ge=0, le=100_000)
    """One for each so many people on its staff; 0: none is asked for."""
    floor: int = Limits(default=1, ge=0, le=1_000)
    """At least so many, where any is asked for."""
    single: bool = True
    """One person has the room alone, whatever beds it has."""

    def needed(self, staff: int) -> int:
        """Rooms for an enterprise of `staff` people."""
        if not self.per or staff < 1:
            return 0
        return max(self.floor, -(-staff // self.per))


class Named(Keyed):
    """A meal, a diet, a paper."""

    name: Text


class Meals(Shape):
    """Meals of a day, and until when they are ordered."""

    kinds: tuple[Named, ...] = ()
    diets: tuple[Named, ...] = ()
    closes: Hour = "17:00"
    """Orders for a day can be given, and taken back, until this hour of the day before."""
    ahead: int = Limits(default=7, ge=1, le=60)
    """Days ahead that can be ordered for."""
    papers: tuple[Named, ...] = ()
    """What a caterer has to show before anybody orders from it."""

    def closing(self, day: dt.date) -> dt.datetime:
        """When orders for `day` close."""
        hour, minute = (int(part) for part in self.closes.split(":"))
        return clock.at(day - dt.timedelta(days=1), hour, minute)


class Rung(Shape):
    """A rung of the ladder that a late request climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


def _text(zh: str, en: str, ja: str, ko: str) -> Text:
    return Text(zh=zh, en=en, ja=ja, ko=ko)


KINDS = (
    HouseKind(key="dormitory", name=_text("集体宿舍", "Dormitory", "寮", "기숙사"), lodging="dormitory"),
    HouseKind(key="hotel", name=_text("酒店", "Hotel", "ホテル", "호텔"), lodging="hotel"),
    HouseKind(key="plant", name=_text("厂区内住宿", "Inside a plant", "工場内の宿泊", "공장 내 숙소"), lodging="plant"),
    HouseKind(
        key="isolation", name=_text("隔离点", "Isolation site", "隔離施設", "격리 시설"), lodging="isolation"
    ),
)  # fmt: skip

MEALS = (
    Named(key="breakfast", name=_text("早餐", "Breakfast", "朝食", "아침")),
    Named(key="lunch", name=_text("午餐", "Lunch", "昼食", "점심")),
    Named(key="dinner", name=_text("晚餐", "Dinner", "夕食", "저녁")),
)


class Lodgings(Section):
    """Kinds of house, isolation rooms, the clocks of requests, meals. All may be left out: then the four kinds above hold,
    and nothing is measured or checked."""

    used: bool = True
    """false: the place lodges and feeds nobody, and no page leads there."""
    kinds: tuple[HouseKind, ...] = KINDS
    isolation: Isolation = Isolation()
    apart: tuple[State, ...] = ()
    """People in these states share a room only with people in the same state."""
    within: Within = "1 working day"
    """By when a request is answered."""
    confirm_within: Within | None = None
    """By when the enterprise confirms what was arranged; None: no clock runs."""
    arranged_by: str = ""
    """Key of the post that arranges beds, each in its area; empty: whoever may arrange there is told."""
    escalation: tuple[Rung, ...] = ()
    meals: Meals = Meals(kinds=MEALS)
    note: Text | None = None
    """Shown above the requests, and to the enterprise that asks."""

    # -- what others ask ------------------------------------------------------------------------------------------

    def kind(self, key: str) -> HouseKind | None:
        """The kind `key`; None where the pack has none such."""
        return by_key(self.kinds).get(key)

    def kind_name(self, key: str) -> str:
        """Its name; the key itself where a later pack dropped it."""
        found = self.kind(key)
        return str(found.name) if found else key

    def meal_name(self, key: str) -> str:
        found = by_key(self.meals.kinds).get(key)
        return str(found.name) if found else key

    def diet_name(self, key: str) -> str:
        found = by_key(self.meals.diets).get(key)
        return str(found.name) if found else key

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        report.unique("kinds", self.kinds)
        for each in self.kinds:
            report.unique(f"kinds[{each.key}].checks", each.checks)
        for name in ("kinds", "diets", "papers"):
            report.unique(f"meals.{name}", getattr(self.meals, name))
        if not self.kinds:
            report.error("kinds", _("a house needs a kind: leave them out to have the usual four"))
        posts = [post.key for post in self._pack.registry.posts]
        if self.arranged_by:
            report.reference("arranged_by", self.arranged_by, posts, _("post"))
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
            self._clock(report, f"escalation[{place}].after", rung.after)
        self._clock(report, "within", self.within)
        if self.confirm_within:
            self._clock(report, "confirm_within", self.confirm_within)

    def _clock(self, report: Any, path: str, within: str) -> None:
        report.attempt(path, lambda: self._pack.clock(within))


sections.register("lodging", Lodgings)
