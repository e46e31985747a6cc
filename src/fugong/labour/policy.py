"""How a place brings people and work together: section `labour`."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.shapes import Keyed, Section, Shape, Text, Within, by_key


class Trade(Keyed):
    """A kind of work that people are looked for: sewing, welding, driving a fork-lift."""

    name: Text
    words: tuple[str, ...] = ()
    """Other words for it, in any language, by which lists are read and the public searches."""


class Vacancies(Shape):
    """What a vacancy must be like."""

    valid_days: int = Limits(default=30, ge=1, le=366)
    """So long it stands once it is published."""
    wage_floor: int = Limits(default=0, ge=0, le=1_000_000)
    """Yuan a month: less may not be offered (the minimum wage)."""
    most: int = Limits(default=5_000, ge=1, le=100_000)
    """People that one vacancy may look for."""


class Seekers(Shape):
    """People who say that they look for work. `days` they are kept stand in the section `workforce`, kind `seeker`."""

    open: bool = False
    """Whether the public page takes them; else only an officer enters them, for a caller."""
    purpose: Text = Text(
        zh="仅用于为您介绍本地企业的工作岗位",
        en="Only to introduce you to enterprises here that look for people",
        ja="当地の企業の求人をご紹介するためだけに使います",
        ko="이 지역 기업의 일자리를 소개하기 위해서만 사용합니다",
    )
    notice: Text | None = None
    """More that they read before they agree."""
    per_address: int = Limits(default=5, ge=1, le=1_000)
    """Entries a day from one address of the network."""
    per_day: int = Limits(default=500, ge=1, le=100_000)
    """Entries a day in all, by the public page."""
    per_phone: int = Limits(default=3, ge=1, le=20)
    """Entries with one telephone number that stand at a time."""


class Matching(Shape):
    """What counts as fitting."""

    far_km: int = Limits(default=30, ge=1, le=5_000)
    """Further away than this, a vacancy fits only with lodging."""
    days_late: int = Limits(default=7, ge=0, le=120)
    """Somebody who can begin so many days after the wished day still fits."""
    back_below: int = Limits(default=0, ge=0, le=100)
    """An enterprise that works and by its daily report has less per cent of its staff back is short of labour; 0: reports don't tell."""


class Sharing(Shape):
    """Staff that enterprises lend each other (共享员工)."""

    terms: Text | None = None
    """What both sign; {lender}, {borrower}, {people}, {trade}, {since}, {until} are filled in. None: nothing is shared here."""
    longest_days: int = Limits(default=90, ge=1, le=730)


class Clocks(Shape):
    """By when somebody is to act."""

    check: Within = "1 working day"
    """From a vacancy's entry until the desk has checked it."""
    answer: Within = "2 working days"
    """From the introduction until the enterprise answers."""
    agree: Within = "3 working days"
    """From the question to a labour base until it answers."""
    sign: Within = "2 working days"
    """From the proposal of shared staff until both have signed."""
    result: Within = "1 working day"
    """From the end of a fair until its result is kept."""


class Rung(Shape):
    """A rung of the ladder that something late climbs."""

    after: Within
    to: str


SHARE_WORDS = {"lender", "borrower", "people", "trade", "since", "until"}


class Labour(Section):
    """Vacancies, seekers, fairs, labour bases, shared staff. A place without trades has no pages of them."""

    trades: tuple[Trade, ...] = ()
    vacancies: Vacancies = Vacancies()
    seekers: Seekers = Seekers()
    matching: Matching = Matching()
    sharing: Sharing = Sharing()
    clocks: Clocks = Clocks()
    escalation: tuple[Rung, ...] = ()
    working_days: tuple[Literal["fair", "start"], ...] = ()
    """What may only be on a working day of the place: an online fair, the first day of a vacancy."""
    short_categories: tuple[str, ...] = ()
    """Categories of demands that mean: this enterprise is short of labour."""
    note: Text | None = None
    """Shown to everybody above the vacancies: the hotline, the office that helps."""

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.trades)

    @property
    def shares(self) -> bool:
        """Whether enterprises lend each other staff here."""
        return bool(self.trades) and self.sharing.terms is not None

    def trade(self, key: str) -> Trade | None:
        return by_key(self.trades).get(key)

    def trade_name(self, key: str) -> str:
        """The name of a trade; its key where a later pack dropped it."""
        found = self.trade(key)
        return str(found.name) if found else key

    def trade_of(self, said: str) -> str:
        """The key of the trade that a cell or a search names, by key, by name in any language, by another word. "" where none is."""
        return self._words.get(said.strip().casefold(), "")

    def trades_like(self, said: str) -> list[str]:
        """Keys of the trades in whose words `said` occurs: for searching."""
        wanted = said.strip().casefold()
        return list(dict.fromkeys(key for word, key in self._words.items() if wanted and wanted in word))

    def is_fit_day(self, what: str, day: dt.date) -> bool:
        """Whether a fair or a first day of work may be on this day."""
        return what not in self.working_days or self._pack.calendar.working_time.is_working_day(day)

    @cached_property
    def _words(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in self.trades:
            for word in (each.key, *each.name.by_language.values(), *each.words):
                found.setdefault(word.strip().casefold(), each.key)
        return found

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        report.unique("trades", self.trades)
        self._check_words(report)
        categories = [each.key for each in self._pack.demands.known]
        for key in self.short_categories:
            report.reference("short_categories", key, categories, _("category of demands"))
        posts = [post.key for post in self._pack.registry.posts]
        clocks = {f"clocks.{name}": getattr(self.clocks, name) for name in Clocks.model_fields}
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
            clocks[f"escalation[{place}].after"] = rung.after
        for path, within in clocks.items():
            report.attempt(path, lambda within=within: self._pack.clock(within))
        if self.sharing.terms is not None:
            from fugong.policy.shapes import PLACEHOLDER

            for language, text in self.sharing.terms.by_language.items():
                for found in PLACEHOLDER.finditer(text):
                    if found[1] not in SHARE_WORDS:
                        message = _("%(place)s is nothing that is known there") % {"place": found[0]}
                        report.error(f"sharing.terms.{language}", message)

    def _check_words(self, report: Any) -> None:
        """A word that two trades claim would send people to whichever comes first."""
        said: dict[str, str] = {}
        for each in self.trades:
            for word in {text.strip().casefold() for text in (*each.name.by_language.values(), *each.words)}:
                other = said.setdefault(word, each.key)
                if other != each.key:
                    message = _("“%(word)s” stands for the trade %(other)s already") % {"word": word, "other": other}
                    report.error(f"trades[{each.key}].words", message)

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `vacancy = { trade = "…", wage_from = …, since = "…" }`: its trade, what is wrong, by when
        it is checked (with `filed_at`).
        """
        said = given.get("vacancy")
        if not said:
            return {}
        faults = []
        if int(said.get("wage_from", 0)) < self.vacancies.wage_floor:
            faults.append("wage_from")
        if "since" in said and not self.is_fit_day("start", dt.date.fromisoformat(str(said["since"]))):
            faults.append("since")
        outcomes: dict[str, Any] = {"trade": self.trade_of(str(said.get("trade", ""))), "vacancy_faults": faults}
        if given.get("filed_at") is not None:
            due = self._pack.due(given["filed_at"], self.clocks.check)
            zone = self._pack.calendar.working_time.zone
            outcomes["check_due"] = due.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        return outcomes


sections.register("labour", Labour)
