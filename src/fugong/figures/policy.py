"""What a place counts and how it says so: section `figures`."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.core.measures import KINDS, REGISTERED, Kind, Measure
from fugong.core.money import half_up, percent
from fugong.core.walls import TILES
from fugong.figures.cells import OWN
from fugong.policy import sections
from fugong.policy.shapes import PLACEHOLDER, Hour, Keyed, Section, Shape, Text, by_key

STANDING_WORDS = ("place", "date")
NUMBERED = re.compile(r"[一二三四五六七八九十]+、|[0-9]+\s*[.．、)）]")
PARTS = ("numerator", "denominator", "change")
Percent = Annotated[int, Limits(ge=1, le=100)]


class Indicator(Keyed):
    """A number with a name: a measure, or one measure over another, within a segment."""

    name: Text
    numerator: str
    denominator: str | None = None
    """With a denominator the indicator is a rate in per cent; without, it is the number itself."""
    segment: str = ""
    """Key of the segment that both are taken in; empty means all enterprises."""
    category: str = ""
    """Key of what the counted rows are sliced by (Kind.part): a category of demands, an aspect of findings, a kind of visit."""
    decimals: int = 0
    unit: Text | None = None
    note: Text | None = None
    good: Literal["high", "low"] = "high"
    """Which way is the better one: it says on which side of `amber` and `red` a value is marked."""
    amber: float | None = None
    """Below it (above, where low is good) the value is marked amber, in per cent for a rate; left out: never."""
    red: float | None = None
    """Below it (above, where low is good) the value is marked red."""

    @property
    def is_rate(self) -> bool:
        return self.denominator is not None

    @property
    def part(self) -> str:
        """The slice that it is taken in (figures.cells)."""
        return OWN + self.category if self.category else self.segment

    @property
    def measured(self) -> tuple[Measure, ...]:
        """Its measures, as far as any room declares them."""
        return tuple(REGISTERED[key] for key in (self.numerator, self.denominator) if key in REGISTERED)

    @property
    def kind(self) -> Kind | None:
        """The kind of rows that its numerator counts; None: standings."""
        return next((KINDS.get(each.source) for each in self.measured), None)


class BulletinSection(Keyed):
    """A paragraph of the bulletin, with the numbers that stand beside it.

    In `text`, `{indicator}` is its printed value (a rate with its %), `{indicator.numerator}`,
    `{indicator.denominator}` its parts, `{indicator.change}` the change since yesterday; `{place}` and `{date}` too.
    """

    title: Text
    text: Text
    indicators: tuple[str, ...] = ()
    """Keys of the indicators in the table below the paragraph."""
    chart: str = ""
    """Key of the indicator whose trend is drawn."""
    table: Literal["none", "indicators", "areas", "segments", "groups", "grids", "categories"] = "none"
    """`categories`: a row for each value by which the first indicator's rows are sliced (Kind.part)."""
    total: bool = True
    """Whether a table by area, group or grid ends with the whole."""


class Bulletin(Shape):
    """The bulletin (通报, 日报) in the place's own order and wording."""

    title: Text
    issuer: Text | None = None
    sections: tuple[BulletinSection, ...] = ()
    card: tuple[str, ...] = ()
    """Keys of the indicators on the leader's one-screen card, in order."""


class Wall(Shape):
    """The wall of the command room."""

    tiles: tuple[str, ...] = ()
    """Keys of the tiles that stand on it, in order; empty: the standard ones. Tiles of rooms that the pack doesn't use stay away."""
    rates: tuple[str, ...] = ()
    """Keys of the indicators that are shown with their trend; empty: the rates of the leader's card."""
    bands: tuple[Percent, Percent] = (50, 80)
    """Shares of enterprises resumed, in per cent, at which the map changes its colour."""
    morning_from: Hour = "06:00"
    """Before, at night, the wall shows what is now."""
    morning_until: Hour = "12:00"
    """Until then the wall shows what changed since yesterday evening."""
    evening_from: Hour = "17:00"
    """From then on it shows what is to be decided tonight."""


class Published(Keyed):
    """A figure as the place published it, to hold against what the rows give."""

    indicator: str
    numerator: int | None = None
    denominator: int | None = None
    value: str = ""
    """The rate or number as printed in the source, e.g. `90%`."""
    as_of: dt.date
    source: Text
    note: Text | None = None
    """Why it differs from what we compute."""


class Figures(Section):
    """Indicators, bulletin, and what was published."""

    indicators: tuple[Indicator, ...] = ()
    bulletin: Bulletin | None = None
    published: tuple[Published, ...] = ()
    wall: Wall = Wall()
    thousands: str = ""
    """Sign between thousands in print; empty for none."""

    def indicator(self, key: str) -> Indicator:
        """The indicator `key` (KeyError where there is none)."""
        return by_key(self.indicators)[key]

    def printed(self, key: str, numerator: int | Decimal, denominator: int | None = None) -> str:
        """A value as the bulletin prints it: `89.0%`, `11,034`; a dash where there is nothing to divide by."""
        indicator = self.indicator(key)
        if indicator.is_rate:
            rate = percent(int(numerator), denominator or 0, indicator.decimals)
            return "—" if rate is None else f"{rate}%"
        whole = f"{half_up(Decimal(numerator), indicator.decimals):,}"
        return whole.replace(",", self.thousands)

    def check(self, report: Any) -> None:
        report.unique("indicators", self.indicators)
        report.unique("published", self.published)
        segments = [segment.key for segment in self._pack.registry.segments]
        for indicator in self.indicators:
            self._check_indicator(report, indicator, segments)
        if self.bulletin is not None:
            self._check_bulletin(report, self.bulletin)
        self._check_wall(report, self.wall)
        for published in self.published:
            self._check_published(report, published)

    def _check_indicator(self, report: Any, indicator: Indicator, segments: list[str]) -> None:
        path = f"indicators[{indicator.key}]"
        report.reference(f"{path}.numerator", indicator.numerator, REGISTERED, _("measure"))
        report.reference(f"{path}.denominator", indicator.denominator or "", REGISTERED, _("measure"))
        report.reference(f"{path}.segment", indicator.segment, segments, _("segment"))
        self._check_category(report, path, indicator)
        if indicator.is_rate and any(each.mean for each in indicator.measured):
            report.error(f"{path}.denominator", _("a mean is no part of a rate"))
        self._check_lights(report, path, indicator)
        if indicator.denominator == indicator.numerator:
            report.error(f"{path}.denominator", _("this rate is always 100 %"))

    def _check_lights(self, report: Any, path: str, indicator: Indicator) -> None:
        """Red lies beyond amber."""
        amber, red = indicator.amber, indicator.red
        if amber is not None and red is not None and (red >= amber if indicator.good == "high" else red <= amber):
            words = _("red lies beyond amber: lower where high is good, higher where low is good (good = %(good)s)")
            report.error(f"{path}.red", words % {"good": indicator.good})
        if indicator.good == "low" and amber is None and red is None:
            report.warn(f"{path}.good", _("without amber or red this says nothing"))

    def _check_category(self, report: Any, path: str, indicator: Indicator) -> None:
        """Both of its measures count rows of the kind that has the category."""
        if not indicator.category or not indicator.measured:
            return
        kind = indicator.kind
        if kind is None or not kind.part:
            report.error(f"{path}.category", _("what it counts has no categories"))
            return
        report.reference(f"{path}.category", indicator.category, kind.parts(self._pack), str(kind.part_name))
        if any(each.source != kind.key for each in indicator.measured):
            report.error(
                f"{path}.category",
                _("numerator and denominator count different rows: one of them has no such category"),
            )

    def _check_bulletin(self, report: Any, bulletin: Bulletin) -> None:
        known = by_key(self.indicators)
        report.unique("bulletin.sections", bulletin.sections)
        for key in bulletin.card:
            report.reference("bulletin.card", key, known, _("indicator"))
        for section in bulletin.sections:
            path = f"bulletin.sections[{section.key}]"
            for key in section.indicators:
                report.reference(f"{path}.indicators", key, known, _("indicator"))
            report.reference(f"{path}.chart", section.chart, known, _("indicator"))
            self._check_table(report, f"{path}.table", section)
            if any(NUMBERED.match(title) for title in section.title.by_language.values()):
                report.warn(f"{path}.title", _("sections are numbered in print: leave the number out"))
            for language, text in section.text.by_language.items():
                self._check_placeholders(report, f"{path}.text", language, text)

    def _check_wall(self, report: Any, wall: Wall) -> None:
        known = by_key(self.indicators)
        for name, keys, among, word in (
            ("tiles", wall.tiles, TILES, _("tile of the wall")),
            ("rates", wall.rates, known, _("indicator")),
        ):
            for key in keys:
                report.reference(f"wall.{name}", key, among, word)
            for key in {key for key in keys if keys.count(key) > 1}:
                report.error(f"wall.{name}", _("%(key)s stands here twice") % {"key": key})
        if wall.bands[0] >= wall.bands[1]:
            report.error("wall.bands", _("the second share is the higher one"))
        if wall.morning_from > wall.morning_until:
            report.error("wall.morning_until", _("the morning ends after it has begun"))
        if wall.morning_until > wall.evening_from:
            report.error("wall.evening_from", _("the evening begins after the morning has ended"))

    def _check_table(self, report: Any, path: str, section: BulletinSection) -> None:
        if section.table in ("none", "indicators"):
            return
        known = by_key(self.indicators)
        columns = [known[key] for key in section.indicators if key in known]
        if not columns:
            report.warn(path, _("the table has no columns: name its indicators"))
        kinds = {each.kind.key if each.kind else "" for each in columns}
        if (
            section.table == "categories"
            and columns
            and (len(kinds) > 1 or not (columns[0].kind and columns[0].kind.part))
        ):
            report.error(path, _("these indicators don't count rows that share categories"))

    def _check_placeholders(self, report: Any, path: str, language: str, text: str) -> None:
        known = by_key(self.indicators)
        for key, part in PLACEHOLDER.findall(text):
            if key in STANDING_WORDS and not part:
                continue
            report.reference(path, key, [*known, *STANDING_WORDS], _("indicator"))
            report.reference(path, part, PARTS, _("part of an indicator"))
            if key in known and part in ("numerator", "denominator") and not known[key].is_rate:
                report.error(path, _("%(key)s has no %(part)s: it is no rate") % {"key": key, "part": part})
        if "｛" in text or "｝" in text:
            message = _("｛ ｝ are full-width signs: write { } around an indicator (%(language)s)")
            report.error(path, message % {"language": language})
        if "{" in PLACEHOLDER.sub("", text):
            report.error(path, _("a { that opens no {indicator} (%(language)s)") % {"language": language})

    def _check_published(self, report: Any, published: Published) -> None:
        path = f"published[{published.key}]"
        known = by_key(self.indicators)
        report.reference(f"{path}.indicator", published.indicator, known, _("indicator"))
        if published.indicator not in known or published.numerator is None or not published.value:
            return
        ours = self.printed(published.indicator, published.numerator, published.denominator)
        if ours != published.value and published.note is None:
            words = {"ours": ours, "published": published.value}
            report.warn(f"{path}.note", _("we print %(ours)s, published was %(published)s: say why") % words)

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcome `prints` for an example with `figure`, `numerator` and `denominator`."""
        if given["figure"] not in by_key(self.indicators) or given["numerator"] is None:
            return {}
        return {"prints": self.printed(given["figure"], given["numerator"], given["denominator"])}


sections.register("figures", Figures)
