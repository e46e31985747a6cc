"""Numbers and temperatures of a checklist: read as typed, judged by the list's limits, shown with their unit."""

import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from fugong.core import numbers
from fugong.resumption.checklist import Item

MOST, DECIMALS = 10**9, 3


def read(item: Item, given: str | Decimal | None) -> Decimal | None:
    """The number that was given, its unit may stand behind it; None where there is none. Raises ValueError with words for the user."""
    if given is None or isinstance(given, Decimal):
        return given
    text = numbers.plain(given)
    for unit in _units(item):
        text = text.removesuffix(unit).rstrip()
    if not text:
        return None
    try:
        number = numbers.read(text)
    except numbers.NotANumber as mistake:
        raise ValueError(_("Write a number, such as 120.5.") if mistake.code == "number" else str(mistake)) from None
    if abs(number) >= MOST or number != round(number, DECIMALS):
        raise ValueError(_("Write a number, such as 120.5."))
    return number


def outside(item: Item, value: Decimal | None) -> bool:
    """A number or temperature beyond the list's limits, which is a fault whatever was ticked."""
    if value is None or not item.is_measured:
        return False
    low, high = item.minimum, item.maximum
    number = float(value)  # 37.3 as the pack says it, not its binary neighbour
    return (low is not None and number < low) or (high is not None and number > high)


def shown(item: Item, value: Decimal | None) -> str:
    """The number with its unit: `0.8 %`; nothing where none was given."""
    return "" if value is None else f"{grouped(value)} {item.measured_in}".rstrip()


def plain(value: Decimal | float | None) -> str:
    """The number without zeros at its end, never as a power of ten."""
    text = "" if value is None else f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal | float) -> str:
    """The number as pages write it: `1,200.5`."""
    whole, point, rest = plain(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if int(whole) else f"{whole}{point}{rest}"


def limits(item: Item) -> str:
    """What the list allows, in words; nothing where it sets no limit."""
    low, high = (
        "" if bound is None else f"{grouped(bound)} {item.measured_in}".rstrip()
        for bound in (item.minimum, item.maximum)
    )
    if not item.is_measured or (item.minimum is None and item.maximum is None):
        return ""
    if item.maximum is None:
        return _("At least %(bound)s.") % {"bound": low}
    if item.minimum is None:
        return _("At most %(bound)s.") % {"bound": high}
    return _("From %(low)s to %(high)s.") % {"low": low, "high": high}


def _units(item: Item) -> tuple[str, ...]:
    """The unit in every language, as it reads once full-width signs are narrow."""
    if item.evidence == "temperature":
        return ("°C", "度")
    said = item.unit.by_language.values() if item.unit else ()
    return tuple(unicodedata.normalize("NFKC", each) for each in said)
