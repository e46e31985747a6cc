"""What the command sees at a glance: the day's indicators, who is stuck where, what is missing, how the grids stand."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.measures import Measure
from fugong.figures import closing, compute, links, measures, readings
from fugong.figures.cells import GRID, GROUP
from fugong.figures.compute import Figures
from fugong.figures.policy import Indicator
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.policy.shapes import by_key
from fugong.resumption.models import Filing, FilingStep

ATTENTION = (
    ("filings.overdue", "danger", "clock"),
    ("enterprises.report_missing", "warning", "report"),
    ("enterprises.uncovered", "warning", "user-check"),
    ("enterprises.suspended", "danger", "alert-circle"),
)
"""Measures that call for somebody, with their tone and icon."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with its name, its change, and the way to its rows."""

    key: str
    name: str
    printed: str
    unit: str
    detail: str
    change: str
    url: str
    light: str = ""
    """red, amber or nothing, as the indicator's bounds say."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """What waits at one post."""

    post: str
    name: str
    open: int
    overdue: int
    oldest: dt.datetime | None
    url: str


def tiles(campaign: Campaign, now: Figures, before: Any, keys: tuple[str, ...] = ()) -> list[Tile]:
    """The indicators of the leader's card, or those named."""
    rules = campaign.pack.figures
    known = by_key(rules.indicators)
    chosen = keys or (rules.bulletin.card if rules.bulletin else ()) or tuple(known)[:6]
    return [tile(campaign, now, before, known[key]) for key in chosen if key in known]


def tile(campaign: Campaign, now: Figures, before: Any, indicator: Indicator) -> Tile:
    """One indicator as a tile."""
    rules = campaign.pack.figures
    reading = readings.read(rules, indicator, now)
    earlier = readings.read(rules, indicator, before) if before is not None else None
    detail = ""
    if indicator.is_rate:
        detail = f"{readings.number(rules, reading.numerator)} / {readings.number(rules, reading.denominator)}"
    url = links.rows(campaign, indicator.numerator, now.day, part=indicator.part)
    change = readings.change(rules, reading, earlier) if earlier is not None else ""
    return Tile(
        indicator.key, str(indicator.name), reading.printed, unit_of(indicator), detail, change, url, reading.light
    )


def unit_of(indicator: Indicator) -> str:
    """What is counted: the indicator's own word, else its measure's. A rate has its sign already."""
    if indicator.is_rate:
        return ""
    return str(indicator.unit or measures.MEASURES[indicator.numerator].unit)


def attention(campaign: Campaign, now: Figures) -> list[dict[str, Any]]:
    """What calls for somebody now."""
    found = []
    for key, tone, icon in ATTENTION:
        measure: Measure = measures.MEASURES[key]
        value = now.value(key)
        tone = tone if value else "success"
        url = links.rows(campaign, key, now.day)
        found.append({"name": measure.name, "value": value, "tone": tone, "icon": icon, "url": url, "key": key})
    return found


def stuck(campaign: Campaign, user: User) -> list[Stuck]:
    """Open steps by post: how many wait, how many are late, since when. One query."""
    seen = Filing.objects.visible_to(user, Permission.FIGURES_VIEW).filter(campaign=campaign, state="filed")
    moment = clock.now()
    steps = (
        FilingStep.objects.filter(state="open", filing__in=seen.order_by().values("pk"))
        .order_by()
        .values("post")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=moment)), oldest=Min("opened_at"))
    )
    names = {post.key: str(post.name) for post in campaign.pack.registry.posts}
    board = reverse("resumption:board", args=[campaign.key])
    found = [
        Stuck(row["post"], names.get(row["post"], row["post"]), row["open"], row["overdue"], row["oldest"], board)
        for row in steps
    ]
    return sorted(found, key=lambda each: (-each.overdue, -each.open))


def table(campaign: Campaign, now: Figures, kind: str) -> dict[str, Any]:
    """Rates by area, segment or group: resumed and staff back, each number with its way to the rows."""
    return {"kind": kind, "rows": closed(campaign, now, kind, _PLACES[kind](campaign, now))}


def closed(
    campaign: Campaign, now: Figures, kind: str, found: list[tuple[str, str, str, str]], node: str = ""
) -> list[dict[str, Any]]:
    """The rows with their numbers, then those that stand in none of them, and the whole."""
    rows = [_row(campaign, now, *each) for each in found]
    ends = closing.rows(now, kind, len(rows), node=node)
    return rows + [_row(campaign, now, str(e.label), e.node, e.part or "", "") | {"closing": e.kind} for e in ends]


def _row(campaign: Campaign, now: Figures, label: str, node: str, part: str, drill: str) -> dict[str, Any]:
    def number(measure: str) -> Any:
        value = now.value(measure, node=node, part=part)
        return {"value": value, "url": links.rows(campaign, measure, now.day, node=node, part=part)}

    names = ("enterprises", "filed", "approved", "resumed", "report_missing")
    found = {name: number(name if name == "enterprises" else f"enterprises.{name}") for name in names}
    found |= {"back": number("staff.back"), "staff": number("staff.total")}
    return {"label": label, "drill": drill, **found}


def _areas(campaign: Campaign, now: Figures) -> list[tuple[str, str, str, str]]:
    return areas_below(campaign, now, campaign.jurisdiction)


def areas_below(campaign: Campaign, now: Figures, parent: Jurisdiction) -> list[tuple[str, str, str, str]]:
    """The nodes under one, as far as they have enterprises that the person sees."""
    below = Jurisdiction.objects.filter(parent=parent).order_by("code")
    up = reverse("figures:figures", args=[campaign.key])
    return [
        (str(area), area.prefix, "", f"{up}?node={area.prefix}&day={now.day}")
        for area in below
        if now.value("enterprises", node=area.prefix)
    ]


def _segments(campaign: Campaign, _now: Figures) -> list[tuple[str, str, str, str]]:
    return [(str(each.name), "", each.key, "") for each in campaign.pack.registry.segments]


def _groups(campaign: Campaign, _now: Figures) -> list[tuple[str, str, str, str]]:
    return [(str(each.name), "", GROUP + each.key, "") for each in campaign.pack.registry.groups]


_PLACES = {"areas": _areas, "segments": _segments, "groups": _groups}


def grids(campaign: Campaign, now: Figures) -> list[dict[str, Any]]:
    """Each grid with its numbers and, where it was drawn, its outline; then those in no grid. None where no grid holds any."""
    found = []
    for grid in Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix):
        part = f"{GRID}{grid.pk}"
        many, resumed = now.value("enterprises", part=part), now.value("enterprises.resumed", part=part)
        if not now.whole and not many:
            continue
        found.append(
            {
                "name": str(grid),
                "outline": grid.outline,
                "enterprises": many,
                "resumed": resumed,
                "url": links.rows(campaign, "enterprises", now.day, part=part),
            }
        )
    if not any(each["enterprises"] for each in found):
        return []  # the areas below say more than a row of zeros
    for end in closing.rows(now, "grids", len(found), total=False):
        many, resumed = (now.value(key, part=GRID) for key in ("enterprises", "enterprises.resumed"))
        url = links.rows(campaign, "enterprises", now.day, part=GRID)
        found.append({"name": str(end.label), "outline": None, "enterprises": many, "resumed": resumed, "url": url})
    return found


def as_geojson(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The grids that were drawn, with their rate."""
    features = [
        {
            "type": "Feature",
            "geometry": each["outline"],
            "properties": {
                "name": each["name"],
                "label": _("%(resumed)s of %(n)s resumed") % {"resumed": each["resumed"], "n": each["enterprises"]},
                "rate": each["resumed"] / each["enterprises"] if each["enterprises"] else None,
                "url": each["url"],
            },
        }
        for each in found
        if each["outline"]
    ]
    return {"type": "FeatureCollection", "features": features}


def day_figures(campaign: Campaign, day: dt.date, user: User) -> tuple[Figures, Any]:
    """A day's figures and the day before's to compare with."""
    from fugong.figures import freezing

    return compute.figures(campaign, day, user), freezing.as_of(campaign, day - dt.timedelta(days=1), user)
