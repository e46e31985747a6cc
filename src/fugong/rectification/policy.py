"""How a place has faults put right: section `rectification`."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.shapes import PLACEHOLDER, Keyed, Section, Shape, Text, Within, by_key

Route = Literal["on_the_spot", "notice", "stop"]
"""What a finding calls for: put right on the spot (立整立改), a notice, or a stop to work at once."""

WORDS = ("enterprise", "uscc", "place", "number", "date", "deadline", "within", "days", "first", "findings")
"""Placeholders that a paper's wording may use."""


class Severity(Keyed):
    """How grave a finding is. The first that fits an item is taken: by its name, else by the list's `on_fail`."""

    name: Text
    route: Route
    items: tuple[str, ...] = ()
    """Keys of the lists' items that are this grave, whatever their list says."""
    within: Within | None = None
    """The clock of a notice that holds such a finding; None: the notice's own. The shortest counts."""


class Clause(Keyed):
    """A provision that a paper rests on."""

    text: Text
    aspects: tuple[str, ...] = ()
    """Only where a finding of one of these aspects is named; empty means always."""


class NoticePaper(Shape):
    """The rectification notice (整改通知书)."""

    title: Text = Text(
        zh="整改通知书",
        en="Rectification notice",
        ja="是正通知書",
        ko="시정 통지서",
    )
    number: str = "整改〔{year}〕{n}号"
    """`{year}` and `{n}`, which counts within the campaign; `{n:3}` fills up with zeros."""
    issuer: Text | None = None
    """Who issues it; None means the place."""
    intro: Text = Text(
        zh="经检查，发现你单位存在以下问题：",
        en="On inspection the following was found at your premises:",
        ja="点検の結果、貴社に次の指摘事項がありました。",
        ko="점검 결과 귀사에서 다음 사항이 확인되었습니다.",
    )
    demand: Text = Text(
        zh="现责令你单位于{deadline}前整改完毕，并逐项书面（含照片）回复。",
        en="Put this right by {deadline}, and answer item by item, with photos.",
        ja="{deadline}までに是正し、項目ごとに写真を添えて回答してください。",
        ko="{deadline}까지 시정하고 항목별로 사진을 첨부하여 회신하십시오.",
    )
    second: Text = Text(
        zh="上述问题经{first}责令整改，回头看仍未整改到位。",
        en="This was asked for by {first} already; the look-back found it not put right.",
        ja="本件は{first}により是正を求めましたが、再確認で未是正でした。",
        ko="위 사항은 {first}로 시정을 요구하였으나 재점검에서 시정되지 않았습니다.",
    )
    closing: Text | None = None
    clauses: tuple[Clause, ...] = ()
    within: Within = "24 hours"
    look_back: Within = "24 hours"
    """By when, after the answer or the deadline, somebody looks again."""


class Extensions(Shape):
    """More time: asked by the enterprise, decided by a second person."""

    times: int = Limits(default=1, ge=0, le=5)
    """How often; 0 means never."""
    most: Within = "24 hours"
    """At most so long after the deadline."""


class StopPaper(Shape):
    """The stop-work order (停工通知书)."""

    title: Text = Text(
        zh="责令停工整改通知书",
        en="Stop-work order",
        ja="操業停止命令書",
        ko="조업 중지 명령서",
    )
    number: str = "停工〔{year}〕{n}号"
    issuer: Text | None = None
    intro: Text = Text(
        zh="经检查，你单位存在以下问题，且未按要求整改：",
        en="The following was found at your premises and was not put right:",
        ja="貴社において次の指摘事項があり、是正されていません。",
        ko="귀사에서 다음 사항이 확인되었으며 시정되지 않았습니다.",
    )
    demand: Text = Text(
        zh="现责令你单位自收到本通知书之时起停工整改，经复查合格并书面解除后方可恢复生产。",
        en="Stop work on receipt of this order. Work begins again only after a look-back and a written release.",
        ja="本命令書の受領と同時に操業を停止し是正してください。再確認に合格し書面で解除されるまで再開できません。",
        ko="본 명령서 수령 즉시 조업을 중지하고 시정하십시오. 재점검 합격과 서면 해제 후에만 재개할 수 있습니다.",
    )
    closing: Text | None = None
    clauses: tuple[Clause, ...] = ()
    after: int = Limits(default=2, ge=1, le=9)
    """Proposed when the same problem wasn't put right for this time; a problem found again counts as once not put right."""
    decide: Within = "4 hours"
    """By when the second person signs."""
    look_back: Within = "24 hours"
    lift: Within = "4 hours"
    """By when, after a look-back that passed, the second person lifts it."""


class Appeals(Shape):
    """Objections against a notice or an order."""

    days: int = Limits(default=3, ge=0, le=60)
    """Days from service (from issue where it isn't served) within which an enterprise may object; 0 means no appeals."""
    decide: Within = "2 working days"
    suspends: bool = False
    """The deadline of a notice stands still while its appeal runs. A stop-work order holds all the while."""


class Rung(Shape):
    """A rung of the ladder that a late case climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


class Proofs(Shape):
    """What an answer needs."""

    photos: bool = True
    """Each item answered needs a photo or paper."""
    on_the_spot: bool = True
    """What is put right on the spot needs a photo; from a visit, its photos count."""


SEVERITIES = (
    Severity(
        key="minor",
        name=Text(
            zh="一般（立整立改）",
            en="Minor (put right on the spot)",
            ja="軽微（その場で是正）",
            ko="경미(현장 시정)",
        ),
        route="on_the_spot",
    ),
    Severity(
        key="serious",
        name=Text(
            zh="较重（限期整改）",
            en="Serious (notice)",
            ja="重い（期限付き是正）",
            ko="중대(기한 내 시정)",
        ),
        route="notice",
    ),
    Severity(
        key="grave",
        name=Text(
            zh="严重（停工整改）",
            en="Grave (stops work)",
            ja="重大（操業停止）",
            ko="심각(조업 중지)",
        ),
        route="stop",
    ),
)


class Rectification(Section):
    """Severities, papers, clocks, extension, appeals and ladder. All may be left out: then the words and clocks above hold."""

    severities: tuple[Severity, ...] = SEVERITIES
    notice: NoticePaper = NoticePaper()
    extensions: Extensions = Extensions()
    stop: StopPaper = StopPaper()
    appeals: Appeals = Appeals()
    proofs: Proofs = Proofs()
    escalation: tuple[Rung, ...] = ()
    note: Text | None = None
    """Shown beside the blind spots and on the list."""

    # -- what others ask ------------------------------------------------------------------------------------------

    def severity(self, key: str) -> Severity:
        """The severity `key` (KeyError where there is none)."""
        return by_key(self.severities)[key]

    def severity_of(self, item: str, on_fail: str) -> Severity:
        """How grave an item is: by its name, else the first whose route is the list's `on_fail`, else the first of notices."""
        named = next((each for each in self.severities if item and item in each.items), None)
        if named is not None:
            return named
        for route in (on_fail, "notice"):
            found = next((each for each in self.severities if each.route == route), None)
            if found is not None:
                return found
        return self.severities[0]

    def within(self, severities: Any) -> str:
        """The shortest clock that a notice over findings of these severities has."""
        own = [w for each in severities if (w := self.severity(each).within)] if severities else []
        start = dt.datetime(2020, 1, 6, 1, tzinfo=dt.UTC)  # a Monday morning: clocks are compared from one moment
        return min(own or [self.notice.within], key=lambda within: self._pack.due(start, within))

    def follows(self, route: str, failed: int) -> Route:
        """What a finding leads to once it was not put right for the `failed`th time: the second notice, or a stop; 0: its route."""
        if failed == 0:
            return route  # type: ignore[return-value]
        return "stop" if route == "stop" or failed >= self.stop.after else "notice"

    def clauses_for(self, paper: "NoticePaper | StopPaper", aspects: Any) -> tuple[Clause, ...]:
        """The provisions that a paper over these aspects names."""
        return tuple(each for each in paper.clauses if not each.aspects or set(each.aspects) & set(aspects))

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's finding: `finding = "fire_exits"` gives how grave it is and what follows, `failed = 2` what
        follows once it was not put right twice, and `filed_at` by when a notice that is issued then is due."""
        item = next((each for each in self._items() if each.key == given.get("finding")), None)
        if item is None:
            return {}
        severity = self.severity_of(item.key, item.on_fail)
        outcomes: dict[str, Any] = {
            "severity": severity.key,
            "follows": self.follows(severity.route, given["failed"]),
        }
        if given["filed_at"] is not None:
            due = self._pack.due(given["filed_at"], self.within({severity.key}))
            zone = self._pack.calendar.working_time.zone
            outcomes["notice_due"] = due.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        return outcomes

    def _items(self) -> Iterator[Any]:
        """The items of all lists; where several have one, the first counts, as in a finding."""
        for checklist in self._pack.resumption.checklists:
            yield from checklist.items

    # -- how it is checked ----------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        report.unique("severities", self.severities)
        if not self.severities:
            report.error("severities", _("a finding needs a severity: leave them out to have the usual three"))
        posts = [post.key for post in self._pack.registry.posts]
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
            self._clock(report, f"escalation[{place}].after", rung.after)
        self._check_severities(report)
        for name, paper in (("notice", self.notice), ("stop", self.stop)):
            self._check_paper(report, name, paper)
        for path, within in self._clocks():
            self._clock(report, path, within)

    def _check_severities(self, report: Any) -> None:
        items = {item.key for item in self._items()}
        for severity in self.severities:
            for item in severity.items:
                report.reference(f"severities[{severity.key}].items", item, items, _("item"))

    def _check_paper(self, report: Any, name: str, paper: Any) -> None:
        report.unique(f"{name}.clauses", paper.clauses)
        if "{n}" not in paper.number and "{n:" not in paper.number:
            report.error(f"{name}.number", _("needs {n}, which counts the papers"))
        aspects = {aspect.key for each in self._pack.resumption.checklists for aspect in each.aspects}
        for clause in paper.clauses:
            for aspect in clause.aspects:
                report.reference(f"{name}.clauses[{clause.key}].aspects", aspect, aspects, _("aspect"))
        for field in ("intro", "demand", "second", "closing"):
            text = getattr(paper, field, None)
            for words in text.by_language.values() if text else ():
                for key, _part in PLACEHOLDER.findall(words):
                    report.reference(f"{name}.{field}", key, WORDS, _("word"))

    def _clocks(self) -> list[tuple[str, str]]:
        severities = [(f"severities[{each.key}].within", each.within) for each in self.severities if each.within]
        return [
            *severities,
            ("notice.within", self.notice.within),
            ("notice.look_back", self.notice.look_back),
            ("extensions.most", self.extensions.most),
            ("stop.decide", self.stop.decide),
            ("stop.look_back", self.stop.look_back),
            ("stop.lift", self.stop.lift),
            ("appeals.decide", self.appeals.decide),
        ]

    def _clock(self, report: Any, path: str, within: str) -> None:
        report.attempt(path, lambda: self._pack.clock(within))


sections.register("rectification", Rectification)
