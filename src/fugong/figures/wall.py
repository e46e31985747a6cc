"""The wall of a campaign: which tiles stand on it at this hour or on that day, and how they share the screen."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.core import clock, walls
from fugong.core.walls import Asked, Face, Tile
from fugong.figures import compute, freezing, links, measures, tiles
from fugong.places.models import Campaign

VIEWS = {"morning": _("Morning"), "now": _("Now"), "evening": _("Evening")}
"""View → its name. The morning says what changed since yesterday evening, the evening what is to be decided tonight."""
LEADS = {
    "morning": Tile(
        key="changes", name=_("Changed since yesterday evening"), icon="sun", order=0, show=lambda asked: None
    ),
    "evening": Tile(key="decisions", name=_("To be decided tonight"), icon="gavel", order=0, show=lambda asked: None),
}
PAST_DAYS = 60
"""So many frozen days the slider reaches back."""
MAP = "map"


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile with what it shows, and how many columns it takes."""

    tile: Tile
    face: Face
    span: int = 1


@dataclass(frozen=True, slots=True)
class Screen:
    """All that stands on the wall. `day` is the day shown; `frozen_at` when its figures were frozen, None for today."""

    view: str
    day: dt.date
    is_past: bool
    whole: bool
    frozen_at: dt.datetime | None
    map: Shown | None
    lead: Shown | None
    """What leads the morning or the evening; it stands below the map."""
    tiles: list[Shown]
    columns: int
    rows: int


def screen(campaign: Campaign, user: User, *, view: str = "", day: dt.date | None = None) -> Screen:
    """The wall as this person sees it. A past day has no morning and evening: nothing is decided there any more; of a day of which
    nothing is known the present is shown.
    """
    today = clock.today()
    then = freezing.as_of(campaign, day, user) if day is not None and day < today else None
    is_past = then is not None
    now = then or compute.figures(campaign, today, user)
    asked = _asked(campaign, user, day if is_past and day else today, now, is_past=is_past)
    view = "now" if is_past else view if view in VIEWS else _by_clock(asked)
    standing = tiles_of(campaign)
    shown = [Shown(tile, face) for tile in standing if (face := tile.show(asked)) is not None]
    the_map = next((each for each in shown if each.tile.key == MAP), None)
    others = [each for each in shown if each.tile.key != MAP]
    lead = _lead(view, asked, standing)
    if lead and the_map is None:  # then it stands first among the others
        others.insert(0, lead)
        lead = None
    columns, rows, spread = _spread(others, at_least=2 if lead else 1)
    kept = now.kept.frozen_at if isinstance(now, freezing.Frozen) else None
    whole = isinstance(now, freezing.Frozen) or now.whole
    return Screen(view, asked.day, is_past, whole, kept, the_map, lead, spread, columns, rows)


def by_clock(campaign: Campaign) -> str:
    """The view that the pack's clock chooses now."""
    rules, hour = campaign.pack.figures.wall, f"{clock.local(clock.now()):%H:%M}"
    if rules.morning_from <= hour < rules.morning_until:
        return "morning"
    return "evening" if hour >= rules.evening_from else "now"


def _by_clock(asked: Asked) -> str:
    """The same where there is something to say: on the first day nothing can have changed since the evening before."""
    view = by_clock(asked.campaign)
    return "now" if view == "morning" and asked.before is None else view


def tiles_of(campaign: Campaign) -> list[Tile]:
    """Those that the pack names, in its order, else the standard ones; without those of rooms that it doesn't use."""
    pack = campaign.pack
    named = [walls.TILES[key] for key in pack.figures.wall.tiles if key in walls.TILES]
    chosen = named or [tile for tile in walls.known() if tile.standard]
    return [tile for tile in chosen if tile.used(pack)]


def past_days(campaign: Campaign) -> list[dt.date]:
    """The frozen days that the slider leads to, the oldest first."""
    rows = campaign.freezes.filter(day__lt=clock.today()).order_by("-day").values_list("day", flat=True)
    return list(rows[:PAST_DAYS])[::-1]


def _asked(campaign: Campaign, user: User, day: dt.date, now: Any, *, is_past: bool) -> Asked:
    before = freezing.as_of(campaign, day - dt.timedelta(days=1), user)

    def rows(measure: str, *, node: str = "", part: str = "") -> str:
        of_a_day = measures.kind_of(measures.MEASURES[measure]) is None  # other rows are as they are now
        return links.rows(campaign, measure, day, node=node, part=part) if of_a_day or not is_past else ""

    return Asked(campaign, user, day, now, before, is_past, rows)


def _lead(view: str, asked: Asked, standing: list[Tile]) -> Shown | None:
    if view == "morning":
        return Shown(LEADS[view], tiles.changes(asked, standing))
    return Shown(LEADS[view], tiles.decisions(asked, standing)) if view == "evening" else None


def _spread(shown: list[Shown], *, at_least: int = 1) -> tuple[int, int, list[Shown]]:
    """Columns, rows, and the tiles so that they fill them: the first take what is left over."""
    many = max(len(shown), 1)
    rows = max(at_least, 1 if many < 3 else 2 if many < 9 else 3)
    columns = -(-many // rows) or 1
    spare = columns * rows - many
    return columns, rows, [Shown(each.tile, each.face, 2 if place < spare else 1) for place, each in enumerate(shown)]
