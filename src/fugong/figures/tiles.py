"""The wall's own tiles: the map, the rates with their trend, what is late and with whom; and what leads the morning and the evening."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission
from fugong.core import dates, walls
from fugong.core.money import half_up
from fugong.core.walls import Asked, Face, Late, Line, Tile
from fugong.figures import compute, mapping, measures, readings, trends
from fugong.figures.models import Bulletin
from fugong.figures.policy import Indicator
from fugong.places.models import Campaign
from fugong.policy.shapes import by_key

MOST_LATE = 7
MOST_RATES = 5
MOST_CHANGES = 12
SPARK = (120, 30)
"""Width and height of a trend, in units of its drawing."""


def the_map(asked: Asked) -> Face | None:
    """None where the place has neither grids nor areas below it: then the other tiles have the room."""
    found = mapping.of(asked)
    return None if found.is_empty else Face(data=found, title=_("By area") if found.by_area else "")


def rates(asked: Asked) -> Face:
    """Each with its change since the day before and its last days."""
    chosen = rates_of(asked.campaign)
    drawn = _trends(asked, chosen)
    return Face(data=[_rate(asked, each, drawn[place]) for place, each in enumerate(chosen)])


def rates_of(campaign: Campaign) -> list[Indicator]:
    """Those that the pack names; else the rates of the leader's card; else the first ones."""
    rules = campaign.pack.figures
    known = by_key(rules.indicators)
    named = rules.wall.rates or [key for key in (rules.bulletin.card if rules.bulletin else ()) if known[key].is_rate]
    found = [known[key] for key in named if key in known]
    return (found or [each for each in rules.indicators if each.is_rate] or list(rules.indicators))[:MOST_RATES]


def _trends(asked: Asked, chosen: list[Indicator]) -> list[list[trends.Point]]:
    if isinstance(asked.values, compute.Figures):
        return trends.several(asked.campaign, chosen, asked.values)
    return trends.frozen(asked.campaign, chosen, asked.day)


def _rate(asked: Asked, indicator: Indicator, points: list[trends.Point]) -> dict[str, Any]:
    rules = asked.campaign.pack.figures
    now = readings.read(rules, indicator, asked.values)
    before = readings.read(rules, indicator, asked.before) if asked.before is not None else None
    parts = [readings.number(rules, each) for each in (now.numerator, now.denominator) if each is not None]
    return {
        "name": indicator.name,
        "printed": now.printed,
        "light": now.light,
        "change": readings.change(rules, now, before) if before is not None else "",
        "way": _way(now, before),
        "detail": " / ".join(parts) if indicator.is_rate else "",
        "url": asked.rows(indicator.numerator, part=indicator.part),
        "spark": spark([None if point.value is None else float(point.value) for point in points]),
        "said": ", ".join(f"{dates.shown_short(point.day)} {point.printed}" for point in points),
    }


def _way(now: readings.Reading, before: readings.Reading | None) -> str:
    """up, down, or nothing."""
    if before is None or now.exact is None or before.exact is None or now.exact == before.exact:
        return ""
    return "up" if now.exact > before.exact else "down"


def spark(values: list[float | None]) -> str:
    """The points of a line within SPARK; empty where there are fewer than two."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _place, value in known), max(value for _place, value in known)
    wide, tall = SPARK
    step = wide / (len(values) - 1)
    span = (high - low) or 1
    return " ".join(f"{place * step:.1f},{tall - 3 - (value - low) / span * (tall - 6):.1f}" for place, value in known)


def late(asked: Asked) -> Face | None:
    """How much is late of each kind, and of all the longest: what it is, who has to move it."""
    counted = [(key, asked.values.value(key)) for key in walls.OVERDUE]
    numbers = tuple(
        asked.number(key, measures.MEASURES[key].name, tone="danger" if value else "success")
        for key, value in counted
        if value is not None
    )
    if not numbers:
        return None  # of that past day nothing was frozen of it
    rows: list[Late] = []
    if not asked.is_past:
        for key, value in counted:
            if value:
                rows += walls.OVERDUE[key](asked.campaign, asked.user, MOST_LATE)
    rows.sort(key=lambda each: each.due_at)
    lines = tuple(_late(each) for each in rows[:MOST_LATE])
    return Face(numbers, lines, nothing="" if asked.is_past else _("Nothing is late."))


def _late(each: Late) -> Line:
    since = dates.shown_short_moment(each.due_at)
    words = _("%(what)s · since %(since)s") % {"what": each.what, "since": since}
    return Line(each.title, each.owner, each.url, "danger", words)


def changes(asked: Asked, standing: list[Tile]) -> Face:
    """What is more or less than it was the evening before."""
    keys = dict.fromkeys(key for tile in standing for key in tile.changes)
    lines = [] if asked.before is None else [line for key in keys if (line := _change(asked, key)) is not None]
    nothing = (
        _("No figures of the day before are known.")
        if asked.before is None
        else _("Nothing changed since yesterday evening.")
    )
    return Face(lines=tuple(lines[:MOST_CHANGES]), nothing=nothing)


def _change(asked: Asked, key: str) -> Line | None:
    measure = measures.MEASURES.get(key)
    now, before = asked.values.value(key), asked.before.value(key) if measure and asked.before else None
    if measure is None or now is None or before is None or now == before:
        return None
    rules = asked.campaign.pack.figures
    amount = f"{half_up(abs(now - before), 0):,}"
    words = _("now %(now)s, was %(before)s") % {
        "now": readings.number(rules, now), "before": readings.number(rules, before),
    }  # fmt: skip
    return Line(measure.name, f"+{amount}" if now > before else f"−{amount}", asked.rows(key), detail=words)


def decisions(asked: Asked, standing: list[Tile]) -> Face:
    """What waits for a decision: counted, then what the rooms know of tonight."""
    keys = dict.fromkeys(key for tile in standing for key in tile.decides)
    lines = [
        Line(measures.MEASURES[key].name, value, asked.rows(key), "warning")
        for key in keys
        if key in measures.MEASURES and (value := asked.values.value(key))
    ]
    for source in walls.DECIDING:
        lines += source(asked)
    return Face(lines=tuple(lines), nothing=_("Nothing waits for a decision tonight."))


@walls.deciding
def bulletin(asked: Asked) -> Iterator[Line]:
    """Today's, where it isn't issued yet and the person issues it."""
    scope = asked.user.scope(Permission.BULLETIN_ISSUE)
    if not scope.covers_area(asked.campaign.jurisdiction.code):
        return
    if not Bulletin.objects.filter(campaign=asked.campaign, day=asked.day, issued_at__isnull=False).exists():
        url = reverse("figures:bulletin", args=[asked.campaign.key, asked.day])
        yield Line(_("Today’s bulletin"), _("to be issued"), url, "warning", group=_("Bulletin"))


walls.register(
    Tile(
        key="map", name=gettext_lazy("Grids"), icon="map-2", order=10, show=the_map, template="figures/wall/map.html",
        changes=("enterprises.resumed", "enterprises.filed", "enterprises.suspended"),
        decides=("filings.in_progress",),
    )
)  # fmt: skip
walls.register(
    Tile(
        key="rates", name=gettext_lazy("Rates and their trend"), icon="chart-line", order=20, show=rates,
        template="figures/wall/rates.html", changes=("staff.back", "enterprises.committed"),
    )
)  # fmt: skip
walls.register(
    Tile(
        key="late", name=gettext_lazy("Late, and with whom"), icon="clock", order=30, show=late,
        changes=("filings.overdue", "enterprises.report_missing"),
    )
)  # fmt: skip
