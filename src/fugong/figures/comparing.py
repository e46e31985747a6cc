"""Indicators with their lineage, and our numbers held against what the place published."""

from typing import Any

from fugong.figures import links, measures, readings
from fugong.figures.compute import Figures
from fugong.places.models import Campaign
from fugong.policy.shapes import by_key


def lines(campaign: Campaign, now: Figures, node: str, part: str) -> list[dict[str, Any]]:
    """Each indicator at a node; `part` replaces the indicator's own segment where one is chosen."""
    rules = campaign.pack.figures
    segments = {each.key: each.name for each in campaign.pack.registry.segments}
    found = []
    for indicator in rules.indicators:
        within = part or indicator.part
        reading = readings.read(rules, indicator, now, node=node, part=within)
        measured = [indicator.numerator] + ([indicator.denominator] if indicator.denominator else [])
        found.append(
            {
                "indicator": indicator,
                "reading": reading,
                "segment": segments.get(indicator.segment, ""),
                "parts": [
                    {
                        "measure": measures.MEASURES[key],
                        "value": readings.number(rules, now.value(key, node=node, part=within)),
                        "url": links.rows(campaign, key, now.day, node=node, part=within),
                    }
                    for key in measured
                ],
            }
        )
    return found


def published(campaign: Campaign, now: Figures) -> list[dict[str, Any]]:
    """What the place published, what its own parts give, and what the rows of that day (or of `now`) give."""
    rules = campaign.pack.figures
    known = by_key(rules.indicators)
    found = []
    for each in rules.published:
        indicator = known[each.indicator]
        ours = readings.read(rules, indicator, now)
        theirs = None
        if each.numerator is not None:
            theirs = readings.printed(rules, indicator, each.numerator, each.denominator)
        found.append(
            {
                "published": each,
                "indicator": indicator,
                "from_its_parts": theirs,
                "ours": ours,
                "same_day": each.as_of == now.day,
                "differs": bool(each.value and theirs and each.value.replace(" ", "") != theirs.replace(",", "")),
            }
        )
    return found
