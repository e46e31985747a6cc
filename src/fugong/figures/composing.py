"""The bulletin's content: the pack's sections with the day's numbers in them, in all languages, as data that never changes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.core import dates
from fugong.figures import clauses, closing, compute, freezing, readings, trends
from fugong.figures.cells import GRID, GROUP, OWN
from fugong.figures.policy import Bulletin, BulletinSection, Indicator
from fugong.figures.policy import Figures as Rules
from fugong.figures.readings import Reading
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.policy.shapes import PLACEHOLDER, Text, by_key

LANGUAGES = {"zh": "zh-hans", "en": "en", "ja": "ja", "ko": "ko"}

Content = dict[str, Any]
WHOLE = 100  # per cent


def compose(campaign: Campaign, day: dt.date) -> Content:
    """Everything that page, PDF, sheet and card print."""
    page = _Page(campaign, day)
    rules = campaign.pack.figures
    bulletin = rules.bulletin or _plain(rules)
    content = {
        "title": bulletin.title.by_language,
        "issuer": (bulletin.issuer or campaign.pack.places.name).by_language,
        "place": campaign.pack.places.name.by_language,
        "sections": [page.section(each) for each in bulletin.sections],
        "card": [page.indicator(key) for key in bulletin.card or page.keys[:6]],
        "digest": campaign.pack.digest,
    }
    return {**content, "above": list(page.above.values())}


def _plain(rules: Rules) -> Bulletin:
    """For a pack without a bulletin of its own: all indicators in a table."""
    keys = tuple(each.key for each in rules.indicators)
    section = BulletinSection.model_construct(
        key="figures",
        title=Text(zh="主要指标", en="Indicators"),
        text=None,
        indicators=keys,
        chart="",
        table="indicators",
    )
    return Bulletin.model_construct(
        title=Text(zh="复工复产日报", en="Daily bulletin"), issuer=None, sections=(section,), card=()
    )


class _Page:
    """One day's numbers, read as sections ask for them."""

    def __init__(self, campaign: Campaign, day: dt.date) -> None:
        self.campaign = campaign
        self.rules: Rules = campaign.pack.figures
        self.day = day
        self.now = compute.figures(campaign, day)
        self.before = freezing.as_of(campaign, day - dt.timedelta(days=1))
        self.known = by_key(self.rules.indicators)
        self.keys = list(self.known)
        self.above: dict[tuple[str, str, str], Content] = {}
        """Rates above 100 %, which whoever issues the bulletin looks at first."""

    def reading(self, indicator: Indicator) -> Reading:
        return self.noted(readings.read(self.rules, indicator, self.now))

    def noted(self, reading: Reading, label: dict[str, str] | None = None) -> Reading:
        """The reading; `label` is its row's."""
        indicator = reading.indicator
        if indicator.is_rate and (reading.exact or 0) > WHOLE:
            data = {**readings.as_data(self.rules, reading), "label": label or {}, "node": reading.node}
            self.above.setdefault((indicator.key, reading.node, reading.part), data)
        return reading

    def change(self, indicator: Indicator) -> str:
        before = readings.read(self.rules, indicator, self.before) if self.before else None
        return readings.change(self.rules, self.reading(indicator), before)

    def is_unknown(self, key: str) -> bool:
        """Whether there is nothing to compare an indicator with."""
        indicator = self.known[key]
        before = readings.read(self.rules, indicator, self.before).exact if self.before else None
        return before is None or self.reading(indicator).exact is None

    def indicator(self, key: str) -> Content:
        """One line of a table, or one tile of the card."""
        indicator = self.known[key]
        change = self.in_each_language(lambda: self.change(indicator)) if self.change(indicator) else {}
        return {**readings.as_data(self.rules, self.reading(indicator)), "change": change}

    def section(self, section: BulletinSection) -> Content:
        return {
            "key": section.key,
            "title": section.title.by_language if section.title else {},
            "runs": {language: list(self.runs(section.text, language)) for language in LANGUAGES}
            if section.text
            else {},
            "indicators": [self.indicator(key) for key in section.indicators],
            "table": self.table(section),
            "chart": self.chart(section.chart),
        }

    def runs(self, text: Text, language: str) -> Iterator[Content]:
        """A paragraph as pieces: words, and numbers that know where their rows are."""
        with override(LANGUAGES[language]):
            template, end = clauses.without(text.in_(language), self.is_unknown), 0
            for found in PLACEHOLDER.finditer(template):
                if found.start() > end:
                    yield {"words": template[end : found.start()]}
                yield self.piece(found[1], found[2] or "", language)
                end = found.end()
        if template[end:]:
            yield {"words": template[end:]}

    def piece(self, key: str, part: str, language: str) -> Content:
        if key == "place":
            return {"words": self.campaign.pack.places.name.in_(language)}
        if key == "date":
            return {"words": dates.shown(self.day)}
        indicator = self.known[key]
        if part == "change":
            return {"words": self.change(indicator) or _("no earlier figure")}
        reading = self.reading(indicator)
        if part:
            words = readings.number(self.rules, getattr(reading, part))
            measure = indicator.numerator if part == "numerator" else indicator.denominator
        else:
            words, measure = reading.printed, indicator.numerator
        return {"words": words, "measure": measure, "part": indicator.part}

    def chart(self, key: str) -> Content | None:
        if not key:
            return None
        indicator = self.known[key]
        points = trends.trend(self.campaign, indicator, self.now)
        return {
            "indicator": key,
            "name": indicator.name.by_language,
            "rate": indicator.is_rate,
            "points": [[p.day.isoformat(), None if p.value is None else float(p.value), p.printed] for p in points],
        }

    def table(self, section: BulletinSection) -> Content | None:
        """Rows by area, segment, group, grid or category; `indicators` needs none: the section's indicators are it."""
        if section.table in ("none", "indicators"):
            return None
        indicators = [self.known[key] for key in section.indicators]
        rows = {
            "areas": self.areas,
            "segments": self.segments,
            "groups": self.groups,
            "grids": self.grids,
            "categories": lambda: self.categories(indicators[0]) if indicators else iter(()),
        }[section.table]
        listed: list[Content] = [
            {"label": label, "node": node, "cells": [self.cell(each, node, part, label) for each in indicators]}
            for label, node, part in rows()
        ]
        return {
            "kind": section.table,
            "head": [{"indicator": each.key, "name": each.name.by_language} for each in indicators],
            "rows": listed + list(self.closing(section, indicators, len(listed))),
        }

    def closing(self, section: BulletinSection, indicators: list[Indicator], listed: int) -> Iterator[Content]:
        """The rows at the table's foot: what stands in none of the others, and the whole."""
        counted = tuple(measure.key for each in indicators for measure in each.measured if not measure.mean)
        for row in closing.rows(self.now, section.table, listed, total=section.total, counted=counted):
            cells = [self.cell(each, row.node, row.part) for each in indicators]
            label = self.in_each_language(lambda row=row: row.label)  # type: ignore[misc]
            yield {"label": label, "node": row.node, "closing": row.kind, "cells": cells}

    def cell(self, indicator: Indicator, node: str, part: str | None, label: dict[str, str] | None = None) -> Content:
        reading = self.noted(readings.read(self.rules, indicator, self.now, node=node, part=part), label)
        data = readings.as_data(self.rules, reading)
        return {key: data[key] for key in ("indicator", "printed", "numerator", "denominator", "part", "rate", "light")}

    def areas(self) -> Iterator[tuple[dict[str, str], str, str | None]]:
        """The level below the campaign's own, as far as it has enterprises."""
        below = Jurisdiction.objects.filter(parent=self.campaign.jurisdiction).order_by("code")
        for area in below:
            if self.now.value("enterprises", node=area.prefix):
                yield {"zh": area.name, **area.names}, area.prefix, None

    def segments(self) -> Iterator[tuple[dict[str, str], str, str | None]]:
        for segment in self.campaign.pack.registry.segments:
            yield segment.name.by_language, "", segment.key

    def groups(self) -> Iterator[tuple[dict[str, str], str, str | None]]:
        for group in self.campaign.pack.registry.groups:
            yield group.name.by_language, "", GROUP + group.key

    def grids(self) -> Iterator[tuple[dict[str, str], str, str | None]]:
        for grid in Grid.objects.filter(jurisdiction__prefix__startswith=self.campaign.jurisdiction.prefix):
            if self.now.value("enterprises", part=f"{GRID}{grid.pk}"):
                yield {"zh": grid.name, **grid.names}, "", f"{GRID}{grid.pk}"

    def categories(self, indicator: Indicator) -> Iterator[tuple[dict[str, str], str, str | None]]:
        """Those of which there is anything."""
        names = indicator.kind.parts(self.campaign.pack) if indicator.kind else {}
        for key, name in names.items():
            if any(self.now.value(each.key, part=OWN + key) for each in indicator.measured):
                yield self.in_each_language(lambda name=name: name), "", OWN + key  # type: ignore[misc]

    @staticmethod
    def in_each_language(words: Any) -> dict[str, str]:
        found = {}
        for key, code in LANGUAGES.items():
            with override(code):
                found[key] = str(words())
        return found


def label(words: dict[str, str] | None) -> str:
    """A text of the content in the reader's language."""
    from fugong.core.languages import pick

    return pick(words or {})


def unnamed() -> str:
    """The heading of a section whose pack gives it none."""
    return _("Figures")
