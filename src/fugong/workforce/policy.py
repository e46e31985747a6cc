"""How a place sorts and watches over people: section `workforce`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import reasons, sections
from fugong.policy.conditions import Condition, context
from fugong.policy.facts import Scope
from fugong.policy.reasons import Term
from fugong.policy.shapes import Hour, Keyed, Section, Shape, Text, TextKey, When, Within, by_key
from fugong.workforce import fact_types

State = Literal["waiting", "observed", "isolated", "green"]
Level = Literal["low", "medium", "high"]
LEVELS: tuple[Level, ...] = ("low", "medium", "high")


class Card(Keyed):
    """A card that a class gives (红卡 …), shown on the person's page and at gates."""

    name: Text
    colour: Literal["red", "yellow", "green", "blue"] = "red"
    note: Text | None = None


class PersonClass(Keyed):
    """A class of people (人员分类). The first whose condition holds is taken; the last one has none and takes the rest."""

    name: Text
    state: State
    when: When | None = None
    """Over the facts of the person, `p.…`."""
    days: int | None = Limits(default=None, ge=1, le=60)
    """So many days from arrival (from the class, where no arrival is known); the last of them is shown."""
    card: str = ""
    """Key of the card that people of this class carry."""
    entrance: Text | None = None
    """By which entrance they come in."""
    advice: Text | None = None
    """What the person should do, on the person's own page."""


class RiskArea(Shape):
    """A region of a risk level, from a day to a day."""

    code: str = Limits(pattern=r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$")
    """Its region code, as many digits as it needs: all that begins with it is meant."""
    level: Level
    name: Text | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def holds(self, code: str, day: dt.date) -> bool:
        """Whether somebody who was in `code` on `day` was in it."""
        began = self.since is None or self.since <= day
        return code.startswith(self.code) and began and (self.until is None or day <= self.until)


class Silent(Shape):
    """The silent period (静默期): nobody of whom `when` holds leaves the premises until so many days are over."""

    when: When
    days: int = Limits(ge=1, le=30)


class Symptom(Keyed):
    """Something that a person may report besides a temperature."""

    name: Text


class Window(Shape):
    """From when to when one of the day's reports is given."""

    begin: Hour
    end: Hour


class Health(Shape):
    """Daily temperature and symptoms."""

    times: int = Limits(default=0, ge=0, le=6)
    """How often a day everyone reports; 0 means that nobody has to."""
    windows: tuple[Window, ...] = ()
    fever: float = Limits(default=37.3, ge=36, le=40)
    """From this many degrees a temperature is an exception."""
    symptoms: tuple[Symptom, ...] = ()
    alert: tuple[str, ...] = ()
    """Keys of the posts that are told at once, besides the officers of the enterprise."""
    within: Within = "2 hours"
    """By when somebody looks after an exception."""
    referred_within: Within = "24 hours"
    """By when it is known what came of one that was referred to a clinic."""


class Job(Keyed):
    """A kind of work that rules speak of: driver, cleaner, gate …"""

    name: Text
    words: tuple[str, ...] = ()


class Record(Shape):
    """What a kind of record is kept for, and how long. The person reads this before anything is kept."""

    kind: Literal["person", "health", "test", "arrival", "lodging", "pass", "trip", "seeker", "training", "advice"]
    purpose: Text
    basis: Text | None = None
    """The provision that it rests on."""
    days: int = Limits(default=30, ge=1, le=3650)
    """Its last day is so many days after it was made; a person's file's, after the person left or was released last."""


RECORDS = (
    Record(
        kind="person",
        purpose=Text(
            zh="复工期间人员健康管理：一人一档，判定人员类别",
            en="Health of people while work resumes: one file each, to decide who may work",
            ja="再開期間中の健康管理：一人一ファイル、区分の判定のため",
            ko="조업 재개 기간 인원 건강 관리: 1인 1파일, 분류 판정",
        ),
        days=30,
    ),
    Record(
        kind="health",
        purpose=Text(
            zh="每日体温和症状监测",
            en="Daily temperature and symptoms",
            ja="毎日の体温と症状の確認",
            ko="매일 체온 및 증상 확인",
        ),
        days=30,
    ),
    Record(
        kind="test",
        purpose=Text(zh="检测采样与结果", en="Tests and their results", ja="検査と結果", ko="검사 및 결과"),
        days=30,
    ),
    Record(
        kind="arrival",
        purpose=Text(zh="机场、车站、港口接返", en="Reception on arrival", ja="到着時の出迎え", ko="도착 영접"),
        days=30,
    ),
    Record(
        kind="lodging",
        purpose=Text(zh="住宿安排", en="Lodging", ja="宿泊の手配", ko="숙박 배정"),
        days=30,
    ),
    Record(
        kind="pass",
        purpose=Text(
            zh="通行证件及卡口查验记录",
            en="Passes, and what gates saw of them",
            ja="通行証と検問所での確認記録",
            ko="통행증과 검문소 확인 기록",
        ),
        days=30,
    ),
    Record(
        kind="trip",
        purpose=Text(
            zh="包车返岗乘车名单", en="Lists of who rides in a coach", ja="貸切バスの乗車名簿", ko="전세버스 승차 명단"
        ),
        days=30,
    ),
    Record(
        kind="seeker",
        purpose=Text(
            zh="求职登记和劳务基地人员名单：仅用于介绍工作",
            en="Job seekers and lists of labour bases: only to introduce people to work",
            ja="求職登録と労務基地の名簿：仕事の紹介のためだけ",
            ko="구직 등록과 노무 기지 명단: 일자리 소개 목적에 한함",
        ),
        days=60,
    ),
    Record(
        kind="training",
        purpose=Text(
            zh="培训、考核与持证上岗",
            en="Training, examination and certificates",
            ja="研修・考査・資格証",
            ko="교육·평가·자격증",
        ),
        days=365,
    ),
    Record(
        kind="advice",
        purpose=Text(
            zh="就医与货运协助",
            en="Help with medical care and freight",
            ja="受診・貨物輸送の支援",
            ko="진료·화물 운송 지원",
        ),
        days=30,
    ),
)

KEPT = 10_000
"""Outcomes that are kept of people who are alike in all that the rules ask."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """What the rules make of somebody: the class (None where the pack has none), why, and the silent period's length."""

    found: PersonClass | None
    terms: list[Term]
    silent_days: int


class Links(Shape):
    """Enterprises' links by which people enter themselves: how long a list may become by one."""

    least: int = Limits(default=50, ge=1, le=100_000)
    """So many people, however small the enterprise is."""
    percent: int = Limits(default=150, ge=1, le=1_000)
    """So many in a hundred of the enterprise's staff, where that is more."""

    def most(self, staff: int) -> int:
        """The bound for an enterprise with so many staff."""
        return max(self.least, -(-staff * self.percent // 100))


class Workforce(Section):
    """Classes, cards, risk areas, daily health, kinds of work, and how long anything is kept. All may be left out."""

    classes: tuple[PersonClass, ...] = ()
    cards: tuple[Card, ...] = ()
    home: str = Limits(default="", pattern=r"^(\d{2,12})?$")
    """Who comes from a region whose code begins so isn't from outside; empty means the place's own city."""
    risk_areas: tuple[RiskArea, ...] = ()
    risk_days: int = Limits(default=14, ge=1, le=60)
    """Places count so many days back."""
    silent: Silent | None = None
    health: Health = Health()
    jobs: tuple[Job, ...] = ()
    links: Links = Links()
    records: tuple[Record, ...] = RECORDS
    notice: TextKey | None = None
    """A longer text about personal data for the people themselves."""

    # -- what others ask ------------------------------------------------------------------------------------------

    def sort(self, facts: Mapping[str, Any]) -> Sorted:
        """The class and silent period of a person with `facts` (names as in fact_types.FACTS).

        Thousands of a list differ in little that the rules ask: what was found for some is kept for those like them.
        """
        alike = tuple(facts.get(name.removeprefix("p.")) for name in self._names)
        found = self._found.get(alike)
        if found is None:
            if len(self._found) >= KEPT:
                self._found.clear()
            found = self._found[alike] = self._sort(facts)
        return found

    def _sort(self, facts: Mapping[str, Any]) -> Sorted:
        known = {"p": facts}
        prepared = context(self._names, self.scope, known)
        silent = self._silent is not None and self._silent.holds_in(prepared)
        days = self.silent.days if silent and self.silent else 0
        for each, condition in self._conditions:
            if condition is None:
                return Sorted(each, [], days)
            if condition.holds_in(prepared):
                return Sorted(each, condition.terms(known, holds=True, prepared=prepared), days)
        return Sorted(None, [], days)

    def passed_over(self, facts: Mapping[str, Any]) -> list[Term]:
        """Why somebody with `facts` is in the class that takes the rest: what kept each class before it from holding, each
        comparison once. What nobody knows of the person speaks for nothing, and is left out."""
        known = {"p": facts}
        prepared = context(self._names, self.scope, known)
        found: list[Term] = []
        for _each, condition in self._conditions:
            if condition is not None:
                terms = condition.terms(known, holds=False, prepared=prepared)
                found += [term for term in terms if term["value"] is not None and term not in found]
        return found

    def risk_of(self, places: Iterable[tuple[str, dt.date]], today: dt.date) -> str:
        """The gravest level of (region code, last day there); "" where none of them is listed or all are long ago."""
        first = today - dt.timedelta(days=self.risk_days)
        found = {
            area.level for code, day in places if day >= first for area in self.risk_areas if area.holds(code, day)
        }
        return max(found, key=LEVELS.index, default="")

    def is_outside(self, code: str) -> bool | None:
        """Whether a region is outside the place; None where it isn't known."""
        return not code.startswith(self.home or self._pack.places.code[:4]) if code else None

    def class_(self, key: str) -> PersonClass | None:
        """The class `key`; None where the pack has none such."""
        return by_key(self.classes).get(key)

    def card(self, key: str) -> Card | None:
        """The card `key`; None where the pack has none such."""
        return by_key(self.cards).get(key)

    def job_name(self, key: str) -> str:
        """The name of a kind of work; the key itself where a later pack dropped it."""
        job = by_key(self.jobs).get(key)
        return str(job.name) if job else key

    def symptom_names(self, keys: Iterable[str]) -> list[str]:
        """The symptoms in words."""
        known = by_key(self.health.symptoms)
        return [str(known[key].name) if key in known else key for key in keys]

    def keeps(self, kind: str) -> int:
        """Days that a kind of record is kept."""
        return next((each.days for each in (*self.records, *RECORDS) if each.kind == kind), 30)

    def say(self, terms: Any) -> str:
        """Stored reasons in the reader's language."""
        return reasons.say(terms, self.scope)

    # -- how it knows ---------------------------------------------------------------------------------------------

    @cached_property
    def scope(self) -> Scope:
        """Every fact that a condition over people may read."""
        return fact_types.scope({job.key: job.name for job in self.jobs})

    @cached_property
    def _conditions(self) -> list[tuple[PersonClass, Condition | None]]:
        return [(each, Condition(each.when, self.scope) if each.when else None) for each in self.classes]

    @cached_property
    def _silent(self) -> Condition | None:
        return Condition(self.silent.when, self.scope) if self.silent else None

    @cached_property
    def _names(self) -> tuple[str, ...]:
        conditions = [each for _class, each in self._conditions if each is not None]
        asked = {name for each in (*conditions, *([self._silent] if self._silent else [])) for name in each.names}
        return tuple(sorted(asked))

    @cached_property
    def _found(self) -> dict[tuple[Any, ...], Sorted]:
        return {}

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("classes", "cards", "jobs"):
            report.unique(name, getattr(self, name))
        report.unique("health.symptoms", self.health.symptoms)
        cards = [card.key for card in self.cards]
        for each in self.classes:
            report.condition(f"classes[{each.key}].when", each.when, self.scope)
            report.reference(f"classes[{each.key}].card", each.card, cards, _("card"))
            if each.when is None and each is not self.classes[-1]:
                report.error(f"classes[{each.key}].when", _("only the last class takes the rest"))
        if self.classes and self.classes[-1].when is not None:
            report.error(f"classes[{self.classes[-1].key}].when", _("the last class takes the rest: leave when out"))
        if self.silent:
            report.condition("silent.when", self.silent.when, self.scope)
        self._check_health(report)
        self._check_records(report)

    def _check_health(self, report: Any) -> None:
        posts = [post.key for post in self._pack.registry.posts]
        for key in self.health.alert:
            report.reference("health.alert", key, posts, _("post"))
        if self.health.windows and len(self.health.windows) != self.health.times:
            report.error("health.windows", _("one window for each of the day's times, or none"))
        for place, window in enumerate(self.health.windows):
            if window.begin >= window.end:
                report.error(f"health.windows[{place}].end", _("it ends before it begins"))
        report.attempt("health.within", lambda: self._pack.clock(self.health.within))
        report.attempt("health.referred_within", lambda: self._pack.clock(self.health.referred_within))

    def _check_records(self, report: Any) -> None:
        kinds = [each.kind for each in self.records]
        for kind in kinds:
            if kinds.count(kind) > 1:
                report.error("records", _("%(key)r stands twice") % {"key": kind})
                break

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's `person`."""
        facts = given.get("person") or {}
        if not facts:
            return {}
        outcome = self.sort(facts)
        found = outcome.found
        return {
            "class": found.key if found else "",
            "person_state": found.state if found else "green",
            "card": found.card if found else "",
            "observed_days": found.days if found else None,
            "silent_days": outcome.silent_days,
        }


sections.register("workforce", Workforce)
