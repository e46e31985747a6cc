"""What is typed or said, read: one reader that gathers the faults of a form, each at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from fugong.core import clock, dates, numbers, phones, regions
from fugong.core.errors import Fault, Refused
from fugong.transport import whereabouts

AHEAD = dt.timedelta(days=366)
YES = ("on", "1", "true", "yes", True)


class Said:
    """A form's values. Each reader gives something of the right type and notes a fault where it can't."""

    def __init__(self, values: Mapping[str, Any], labour: Any) -> None:
        self.values, self.labour = values, labour
        self.faults: list[Fault] = []

    def fault(self, name: str, message: str) -> None:
        self.faults.append(Fault(name, message))

    def end(self) -> None:
        """Raises Refused with all that was noted."""
        if self.faults:
            raise Refused(_("Some entries aren’t right. They are marked below."), fields=self.faults)

    def text(self, name: str, most: int, needed: str = "") -> str:
        """A text; `needed` is what is said where it is missing."""
        found = str(self.values.get(name) or "").strip()
        if len(found) > most:
            self.fault(name, _("At most %(n)s signs.") % {"n": most})
        if needed and not found:
            self.fault(name, needed)
        return found[:most]

    def number(self, name: str, least: int, most: int, empty: int | None = None) -> int:
        """A whole number; `empty` stands for nothing written."""
        given = self.values.get(name)
        typed = numbers.plain(str("" if given is None else given))
        if not typed and empty is not None:
            return empty
        found = numbers.asked(typed, most)
        if found is None or found < least:
            self.fault(name, _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
            return least
        return found

    def day(self, name: str, *, past: bool = False) -> dt.date:
        """A day from today on (or, `past`, of the last year), within a year."""
        given, today = self.values.get(name), clock.today()
        found = given if isinstance(given, dt.date) else dates.asked(str(given or ""))
        first = today - AHEAD if past else today
        if found is None or not first <= found <= today + AHEAD:
            words = {"first": first, "last": today + AHEAD}
            self.fault(name, _("Choose a day between %(first)s and %(last)s.") % words)
            return today
        return found

    def moment(self, name: str) -> dt.datetime:
        """Day and time: `<name>_day` and `<name>_hour`, or a whole moment under `name`."""
        given = self.values.get(name)
        if isinstance(given, dt.datetime):
            return given
        day = dates.asked(str(self.values.get(f"{name}_day") or ""))
        try:
            hour = dt.time.fromisoformat(str(self.values.get(f"{name}_hour") or ""))
        except ValueError:
            day = None
        if day is None:
            self.fault(f"{name}_day", _("Write a day and a time."))
            return clock.now()
        return clock.at(day, hour.hour, hour.minute)

    def yes(self, name: str) -> bool:
        given = self.values.get(name)
        return given.strip().lower() in YES if isinstance(given, str) else bool(given)

    def several(self, name: str) -> list[str]:
        """Ticked values, without doubles."""
        given = self.values.get(name) or []
        found = given.replace("，", ",").replace("、", ",").split(",") if isinstance(given, str) else list(given)
        return list(dict.fromkeys(str(each).strip() for each in found if str(each).strip()))

    def trade(self, name: str = "trade") -> str:
        """The key of a trade, named in any way."""
        found = self.labour.trade_of(str(self.values.get(name) or ""))
        if not found:
            self.fault(name, _("Choose one of the trades."))
        return str(found)

    def trades(self, name: str = "trades", most: int = 5) -> list[str]:
        found = [key for each in self.several(name) if (key := self.labour.trade_of(each))]
        if not found or len(found) > most:
            self.fault(name, _("Choose one to %(most)s trades.") % {"most": most})
        return list(dict.fromkeys(found))[:most]

    def languages(self, name: str = "languages") -> list[str]:
        known = dict(settings.LANGUAGES)
        found = self.several(name)
        if any(each not in known for each in found):
            self.fault(name, _("Choose one of the list."))
        return [each for each in found if each in known]

    def phone(self, name: str = "phone", *, needed: bool = True) -> str:
        given = self.text(name, 30, _("Write a telephone number.") if needed else "")
        try:
            return phones.normalised(given) if given else ""
        except phones.NotAPhone as refusal:
            self.fault(name, str(refusal))
            return ""


def spot(place: str, near: Any = None) -> tuple[float | None, float | None]:
    """Longitude and latitude of a place as people write it, roughly; else those of `near`; (None, None) where nobody knows."""
    code = regions.find(place) if place else ""
    found = whereabouts.of(code.ljust(12, "0")) if code else None
    if found is not None:
        return found
    return (near.longitude, near.latitude) if near is not None else (None, None)
