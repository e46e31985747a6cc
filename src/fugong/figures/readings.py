"""Indicators read off figures: exact numbers, rounded once, at print."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from django.utils.translation import gettext as _

from fugong.core.money import half_up
from fugong.figures.cells import ALL
from fugong.figures.policy import Figures as Rules
from fugong.figures.policy import Indicator

NOTHING = "—"

Number = int | Fraction | Decimal


class Values(Protocol):
    """Anything that knows a measure's number: figures of now, or frozen ones."""

    def value(self, measure: str, *, node: str = "", part: str = ALL) -> "Number | None":
        """The number; None where it isn't known."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator's value at a node, within a slice."""

    indicator: Indicator
    numerator: Number | None
    denominator: Number | None
    printed: str
    node: str = ""
    part: str = ALL

    @property
    def exact(self) -> Fraction | None:
        """The value as it is before rounding: a rate in per cent, or the number."""
        if self.numerator is None:
            return None
        if not self.indicator.is_rate:
            return Fraction(self.numerator)
        return Fraction(self.numerator) * 100 / Fraction(self.denominator) if self.denominator else None

    @property
    def light(self) -> str:
        """red, amber or nothing: the printed value held against the indicator's own bounds."""
        if self.exact is None:
            return ""
        asked, value = self.indicator, half_up(self.exact, self.indicator.decimals)
        for name, bound in (("red", asked.red), ("amber", asked.amber)):
            if bound is None:
                continue
            limit = Decimal(str(bound))
            if value < limit if asked.good == "high" else value > limit:
                return name
        return ""


def read(rules: Rules, indicator: Indicator, values: Values, *, node: str = "", part: str | None = None) -> Reading:
    """The indicator at `node` (the whole, if none) within `part` (its own segment, if None)."""
    part = indicator.part if part is None else part
    numerator = values.value(indicator.numerator, node=node, part=part)
    denominator = values.value(indicator.denominator, node=node, part=part) if indicator.denominator else None
    return Reading(indicator, numerator, denominator, printed(rules, indicator, numerator, denominator), node, part)


def printed(rules: Rules, indicator: Indicator, numerator: Number | None, denominator: Number | None) -> str:
    """As the bulletin prints it; a dash where it can't be known or there is nothing to divide by."""
    if numerator is None or (indicator.is_rate and not denominator):
        return NOTHING
    if not indicator.is_rate:
        whole = f"{half_up(_exactly(numerator), indicator.decimals):,}"
        return whole.replace(",", rules.thousands)
    return rules.printed(indicator.key, int(numerator), int(denominator or 0))


def _exactly(number: Number) -> Fraction | int:
    return number if isinstance(number, int) else Fraction(number)


def number(rules: Rules, value: Number | None) -> str:
    """A numerator or denominator in print."""
    return NOTHING if value is None else f"{half_up(_exactly(value), 0):,}".replace(",", rules.thousands)


def change(rules: Rules, now: Reading, before: Reading | None) -> str:
    """The difference since the day before, in words of the reader's language: exact values subtracted, then rounded once.

    Nothing where there is no day before.
    """
    if before is None:
        return ""
    if before.exact is None or now.exact is None:
        return _("no earlier figure")
    difference = half_up(now.exact - before.exact, now.indicator.decimals)
    if difference == 0:
        return _("unchanged")
    amount = f"{abs(difference):,}".replace(",", rules.thousands)
    if now.indicator.is_rate:
        words = _("up %(n)s percentage points") if difference > 0 else _("down %(n)s percentage points")
    else:
        words = _("up by %(n)s") if difference > 0 else _("down by %(n)s")
    return words % {"n": amount}


def as_data(rules: Rules, reading: Reading) -> dict[str, Any]:
    """A reading as JSON that keeps its exact parts."""
    return {
        "indicator": reading.indicator.key,
        "name": reading.indicator.name.by_language,
        "printed": reading.printed,
        "numerator": number(rules, reading.numerator) if reading.numerator is not None else None,
        "denominator": number(rules, reading.denominator) if reading.denominator is not None else None,
        "rate": reading.indicator.is_rate,
        "light": reading.light,
        "node": reading.node,
        "part": reading.part,
    }
