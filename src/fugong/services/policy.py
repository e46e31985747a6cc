"""Services without meeting: section `services`. What can be asked for, at which office, by which way, when, and until when."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from pydantic import Field as Limits

from fugong.policy import reasons, sections
from fugong.policy.conditions import Condition
from fugong.policy.shapes import Hour, Keyed, Section, Shape, Text, When, Within, by_key

Mode = Literal["prioritised", "sped_up", "online", "staggered", "deferred"]
Channel = Literal["web", "telephone", "kiosk", "window"]
Takes = Literal["application", "appointment", "nothing"]

MODES: dict[str, Any] = {
    "prioritised": gettext_lazy("Prioritised"),
    "sped_up": gettext_lazy("Sped up"),
    "online": gettext_lazy("Online"),
    "staggered": gettext_lazy("Staggered, by appointment"),
    "deferred": gettext_lazy("Deferred"),
}
"""How a service spares a meeting, in the order of the catalogue."""

CHANNELS: dict[str, Any] = {
    "web": gettext_lazy("Web"),
    "telephone": pgettext_lazy("a way of asking", "Telephone"),
    "kiosk": gettext_lazy("Kiosk"),
    "window": gettext_lazy("Window"),
}


class Named(Keyed):
    """A group of services: tax, market."""

    name: Text


class Opening(Shape):
    """When an office serves, and by how many people: so many are served at once."""

    since: Hour
    until: Hour
    staff: int = Limits(default=1, ge=1, le=500)


class Office(Keyed):
    """Who handles services: a hall with windows, or a desk that people never come to (no opening hours)."""

    name: Text
    post: str = ""
    """Key of the post that handles; empty: whoever handles services there."""
    address: Text | None = None
    phone: str = Limits(default="", max_length=40)
    letter: str = Limits(default="A", pattern=r"^[A-Z]{1,2}$")
    """Waiting numbers begin with it."""
    opens: tuple[Opening, ...] = ()
    slot_minutes: int = Limits(default=30, ge=5, le=480)
    every_day: bool = False
    """Open on days off too; otherwise on the working days of the calendar."""
    closed: tuple[dt.date, ...] = ()
    ahead: int = Limits(default=10, ge=1, le=180)
    """So many days ahead can be booked."""

    def starts(self) -> Iterator[tuple[int, int]]:
        """(minute of the day, how many are served at once) of each slot of an open day."""
        for opening in self.opens:
            first, last = _minutes(opening.since), _minutes(opening.until)
            yield from ((at, opening.staff) for at in range(first, last - self.slot_minutes + 1, self.slot_minutes))


class PaperAsked(Keyed):
    """A paper that an application comes with."""

    name: Text
    note: Text | None = None
    needed: bool = True
    may_wait: bool = False
    """It may be promised by a day."""


class Elsewhere(Keyed):
    """Where else it can be done: an outside address, shown as text and QR code."""

    name: Text
    address: str = Limits(max_length=300)
    """A web address, the name of an app or a telephone number, as it is typed."""


class Item(Keyed):
    """A service."""

    name: Text
    about: Text | None = None
    group: str = ""
    mode: Mode
    takes: Takes | None = None
    """What can be done here; None: an appointment where it is staggered, else an application."""
    whom: When | None = None
    """Who may ask; None: everybody."""
    papers: tuple[PaperAsked, ...] = ()
    office: str
    then: str = ""
    """A second office: the first passes on, the second decides."""
    within: Within = "3 working days"
    """From acceptance to the decision."""
    usual: Text | None = None
    """How long it takes otherwise, where it was sped up."""
    channels: tuple[Channel, ...] = ("web", "telephone", "kiosk", "window")
    elsewhere: tuple[Elsewhere, ...] = ()
    result: Text | None = None
    """What the paper is called that is given."""
    number: str = Limits(default="{year}-{n:4}", max_length=40)
    """Its number: {year}, {n} or {n:4}."""
    defers_days: int = Limits(default=0, ge=0, le=1_100)
    """For a deferral: so many days after the old day, at most."""
    script: Text | None = None
    """What is read out to whoever calls; it is kept with the application."""
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def kind(self) -> str:
        """What can be done here."""
        return self.takes or ("appointment" if self.mode == "staggered" else "application")

    @property
    def defers(self) -> bool:
        return self.mode == "deferred" and self.defers_days > 0

    @property
    def mode_name(self) -> str:
        return str(MODES[self.mode])

    def numbered(self, serial: int, year: int) -> str:
        """The number of the paper that is the `serial`th of its service."""
        written = self.number.replace("{n:4}", f"{serial:04d}").replace("{n}", str(serial))
        return written.replace("{year}", str(year))[:60]

    def is_offered(self, day: dt.date) -> bool:
        """Whether it can be asked for on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Clocks(Shape):
    """By when somebody is to act."""

    accept: Within = "4 working hours"
    """From the application to its acceptance."""
    mend: Within = "5 working days"
    """From a return until the applicant sends it again."""


class Kiosk(Shape):
    """The kiosk page: seconds until it goes back to the start, and so long a result stays."""

    idle: int = Limits(default=60, ge=15, le=600)
    result: int = Limits(default=30, ge=10, le=300)


class Rung(Shape):
    """A rung of the ladder that a late application climbs."""

    after: Within
    to: str


class Services(Section):
    """The catalogue. A place that names no service has no pages of it."""

    groups: tuple[Named, ...] = ()
    offices: tuple[Office, ...] = ()
    items: tuple[Item, ...] = ()
    clocks: Clocks = Clocks()
    escalation: tuple[Rung, ...] = ()
    kiosk: Kiosk = Kiosk()
    grace_minutes: int = Limits(default=15, ge=0, le=480)
    """So long after the slot's end somebody who didn't come is counted as not come."""
    note: Text | None = None

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.items)

    @property
    def halls(self) -> list[Office]:
        """Offices that people come to."""
        return [office for office in self.offices if office.opens]

    def item(self, key: str) -> Item | None:
        """The service `key`; None where a later pack dropped it."""
        return by_key(self.items).get(key)

    def item_name(self, key: str) -> str:
        found = self.item(key)
        return str(found.name) if found else key

    def office(self, key: str) -> Office | None:
        return by_key(self.offices).get(key)

    def office_name(self, key: str) -> str:
        found = self.office(key)
        return str(found.name) if found else key

    def offered(self, day: dt.date, channel: str = "") -> list[Item]:
        """Services of a day, by mode in the order of the catalogue."""
        order = list(MODES)
        found = [item for item in self.items if item.is_offered(day) and (not channel or channel in item.channels)]
        return sorted(found, key=lambda item: order.index(item.mode))

    def is_open(self, office: Office, day: dt.date) -> bool:
        """Whether an office serves on a day."""
        working = office.every_day or self._pack.calendar.working_time.is_working_day(day)
        return bool(office.opens) and working and day not in office.closed

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """Service → who may ask, where not everybody may."""
        return {each.key: Condition(each.whom, self._pack.registry.scope) for each in self.items if each.whom}

    def say(self, terms: Any) -> str:
        """Stored reasons in the reader's language."""
        return reasons.say(terms, self._pack.registry.scope)

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("groups", "offices", "items"):
            report.unique(name, getattr(self, name))
        posts = [post.key for post in self._pack.registry.posts]
        for each in self.offices:
            self._check_office(report, each, posts)
        letters = [each.letter for each in self.halls]
        for each in self.halls:
            if letters.count(each.letter) > 1:
                report.error(f"offices[{each.key}].letter", _("two halls give numbers with this letter"))
        for item in self.items:
            self._check_item(report, item)
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
        clocks = {f"clocks.{name}": getattr(self.clocks, name) for name in Clocks.model_fields}
        clocks |= {f"escalation[{place}].after": rung.after for place, rung in enumerate(self.escalation)}
        clocks |= {f"items[{item.key}].within": item.within for item in self.items}
        for path, within in clocks.items():
            report.attempt(path, lambda within=within: self._pack.clock(within))

    def _check_office(self, report: Any, office: Office, posts: list[str]) -> None:
        path = f"offices[{office.key}]"
        if office.post:
            report.reference(f"{path}.post", office.post, posts, _("post"))
        spans = sorted((_minutes(each.since), _minutes(each.until)) for each in office.opens)
        if any(first >= last for first, last in spans):
            report.error(f"{path}.opens", _("it ends before it begins"))
        elif any(before[1] > after[0] for before, after in itertools.pairwise(spans)):
            report.error(f"{path}.opens", _("two openings overlap"))
        elif office.opens and len(list(office.starts())) == 0:
            report.error(f"{path}.slot_minutes", _("no slot fits into the opening hours"))

    def _check_item(self, report: Any, item: Item) -> None:
        path = f"items[{item.key}]"
        offices = [each.key for each in self.offices]
        report.unique(f"{path}.papers", item.papers)
        report.unique(f"{path}.elsewhere", item.elsewhere)
        report.reference(f"{path}.office", item.office, offices, _("office"))
        if item.then:
            report.reference(f"{path}.then", item.then, offices, _("office"))
        if item.group:
            report.reference(f"{path}.group", item.group, [each.key for each in self.groups], _("group"))
        if item.whom:
            report.condition(f"{path}.whom", item.whom, self._pack.registry.scope)
        if item.kind == "appointment" and not getattr(self.office(item.office), "opens", True):
            report.error(f"{path}.office", _("nobody can be given a time at an office without opening hours"))
        if item.kind == "nothing" and not item.elsewhere:
            report.error(f"{path}.takes", _("say where else it is done, or take applications"))
        if item.mode == "deferred" and item.kind == "application" and not item.defers_days:
            report.error(f"{path}.defers_days", _("say by how many days it may be deferred"))
        if item.defers_days and item.mode != "deferred":
            report.error(f"{path}.defers_days", _("only what is deferred gets another day"))
        if item.since and item.until and item.until < item.since:
            report.error(f"{path}.until", _("it ends before it begins"))

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `service` (its key): may the enterprise ask, by when is it decided, is the hall open."""
        item = self.item(given.get("service") or "")
        if item is None:
            return {}
        condition = self.conditions.get(item.key)
        found: dict[str, Any] = {"service_may": condition is None or condition.holds(given.get("facts", {}))}
        moment = given.get("filed_at")
        if moment is not None:
            zone = self._pack.calendar.working_time.zone
            found["service_due"] = f"{self._pack.due(moment, item.within).astimezone(zone):%Y-%m-%d %H:%M}"
            office = self.office(item.office)
            found["service_open"] = office is not None and self.is_open(office, moment.astimezone(zone).date())
        return found


def _minutes(hour: Hour) -> int:
    first, second = hour.split(":")
    return int(first) * 60 + int(second)


def facts_hold(section: Services, item: Item, facts: Mapping[str, Any]) -> bool:
    """Whether an enterprise of these facts may ask for a service."""
    condition = section.conditions.get(item.key)
    return condition is None or condition.holds(facts)


sections.register("services", Services)
