"""Figures frozen: each night and on demand a day's numbers are kept with their definitions, so that what was said that
evening can be shown again, and what moved since can be explained.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.core.measures import Measure
from fugong.core.money import half_up
from fugong.figures import compute, measures
from fugong.figures.cells import ALL, GRID
from fugong.figures.models import Bulletin, Freeze, FrozenFigure
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.resumption import standings
from fugong.resumption.measures import STANDING
from fugong.resumption.models import Report

CLOCK: Any = gettext_lazy("the clock")

followers: list[Callable[[Freeze], None]] = []
"""What follows when a day was frozen, in the same transaction: higher rooms append theirs when Django starts."""


@transaction.atomic
def freeze(*, campaign: Campaign, day: dt.date, by: User | None) -> Freeze:
    """Keeps the day's figures as they are now. Freezing again replaces them, until the day's bulletin is issued."""
    if by is not None:
        require(by, Permission.FIGURES_FREEZE, campaign)
    if Bulletin.objects.filter(campaign=campaign, day=day, issued_at__isnull=False).exists():
        raise Conflict(
            _("The bulletin of %(day)s is issued: its figures stay as they were.") % {"day": dates.shown(day)}
        )
    if not standings.is_open(campaign, day):
        fault = _("There are no figures of %(day)s: the campaign wasn't open on that day.") % {"day": dates.shown(day)}
        raise Refused(fault, fields=[Fault("day", fault, "day")])
    figures = compute.figures(campaign, day)
    kept, _made = Freeze.objects.update_or_create(
        campaign=campaign,
        day=day,
        defaults={
            "frozen_at": clock.now(),
            "frozen_by": by,
            "pack_version": campaign.pack_version,
            "definitions": [indicator.model_dump(mode="json") for indicator in campaign.pack.figures.indicators],
        },
    )
    FrozenFigure.objects.filter(freeze=kept).delete()
    FrozenFigure.objects.bulk_create(_rows(kept, figures), batch_size=2_000)
    record("figures.freeze", kept, by=by, as_name="" if by else CLOCK, day=day.isoformat())
    for follower in followers:
        follower(kept)
    return kept


def require(by: User, permission: Permission, campaign: Campaign) -> None:
    """Refuses unless the person holds the permission over the whole of the campaign's area."""
    if not by.scope(permission).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("You can't do this for %(campaign)s.") % {"campaign": campaign})


def _rows(kept: Freeze, figures: compute.Figures) -> Iterator[FrozenFigure]:
    """Every number but zero; grids are left out, since they change from day to day. Of rows that were counted as they are now
    the whole place's zero is kept too: it tells that they were counted at all.
    """
    for measure in measures.MEASURES.values():
        told = measure.source != STANDING and not measure.mean
        for node, part in _places(figures, measure):
            value = figures.value(measure.key, node=node, part=part)
            if value or (told and value is not None and (node, part) == (figures.root, ALL)):
                yield FrozenFigure(freeze=kept, node=node, segment=part, measure=measure.key, value=half_up(value, 4))


def _places(figures: compute.Figures, measure: Measure) -> set[tuple[str, str]]:
    """The nodes and slices at which the measure's kind of rows has any, and the whole."""
    kind = measures.kind_of(measure)
    cells = figures.standing if kind is None else figures.cells(kind)
    found = {(node, part) for node, part in (cells.by_key if cells else ()) if not part.startswith(GRID)}
    return found | {(figures.root, ALL)}


class Frozen:
    """Frozen figures, read like those of now."""

    def __init__(self, kept: Freeze) -> None:
        self.kept = kept
        self.root = kept.campaign.jurisdiction.prefix

    @cached_property
    def _numbers(self) -> dict[tuple[str, str, str], Decimal]:
        rows = FrozenFigure.objects.filter(freeze=self.kept).values_list("node", "segment", "measure", "value")
        return {(node, part, measure): value for node, part, measure, value in rows}

    def value(self, measure: str, *, node: str = "", part: str = ALL) -> "int | Decimal | None":
        """The number as it was frozen; None for a mean of nothing, and for rows that weren't counted on that very day."""
        found = self._numbers.get((node or self.root, part, measure))
        asked = measures.MEASURES[measure]
        if asked.mean:
            return found
        if asked.source != STANDING and (self.root, ALL, measure) not in self._numbers:
            return None
        return int(found or 0)


def frozen(campaign: Campaign, day: dt.date) -> Frozen | None:
    """The day's frozen figures; None where nobody froze them."""
    kept = Freeze.objects.filter(campaign=campaign, day=day).select_related("campaign__jurisdiction").first()
    return Frozen(kept) if kept else None


def as_of(campaign: Campaign, day: dt.date, user: User | None = None) -> Any:
    """A day's figures: as frozen where they were (only for whoever sees the whole), else as they are now; None before it began."""
    figures_now = compute.figures(campaign, day, user) if standings.is_open(campaign, day) else None
    if figures_now is not None and not figures_now.whole:
        return figures_now
    return frozen(campaign, day) or figures_now


@dataclass(frozen=True, slots=True)
class Moved:
    """A number that isn't what it was when it was frozen."""

    measure: str
    part: str
    was: Any
    now: Any


def moved(campaign: Campaign, kept: Frozen) -> list[Moved]:
    """What a later correction moved, for the whole and each slice. Of standings alone: other rows are only known of their day."""
    figures = compute.figures(campaign, kept.kept.day)
    found = []
    one = measures.STANDING_MEASURES[0]
    for part in sorted({part for node, part in _places(figures, one) if node == figures.root}):
        for measure in measures.STANDING_MEASURES:
            was, now = kept.value(measure.key, part=part), figures.value(measure.key, part=part)
            if was != (now if now is None or isinstance(now, int) else half_up(now, 4)):
                found.append(Moved(measure.key, part, was, now))
    return found


def reports_since(campaign: Campaign, kept: Freeze, user: User, *, limit: int = 100) -> list[dict[str, Any]]:
    """Why: the reports of that day, or of days that it carries on, which came after it was frozen. Only those in sight."""
    since = Report.objects.filter(campaign_id=campaign.pk, day__lte=kept.day, at__gt=kept.frozen_at)
    since = since.filter(day__gte=kept.day - dt.timedelta(days=31)).order_by("-at")
    rows = list(since.values("enterprise_id", "day", "seq", "at", "by_id", "via", "reason", "staff_back")[: limit * 5])
    ids = {row["enterprise_id"] for row in rows}
    from fugong.registry.models import Enterprise

    seen = Enterprise.objects.visible_to(user, Permission.REPORT_VIEW).filter(pk__in=ids).in_bulk()
    people = User.objects.in_bulk({row["by_id"] for row in rows})
    return [
        {**row, "enterprise": seen[row["enterprise_id"]], "by": people.get(row["by_id"])}
        for row in rows
        if row["enterprise_id"] in seen
    ][:limit]
