"""One review a day: the day's reviews are laid out for every enterprise of a reviewed list, with who makes them by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fugong.chains import people
from fugong.chains.models import DailyReview, KeyListing
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.workflow.moves import move_many

CLOCK: Any = _("the clock")


def is_due(campaign: Campaign, day: dt.date) -> bool:
    """Whether the place reviews on that day."""
    if campaign.pack.chains.review.every == "day":
        return True
    return bool(campaign.pack.calendar.working_time.is_working_day(day))


def reviewed_lists(campaign: Campaign) -> list[str]:
    """Keys of the lists whose enterprises are reviewed daily."""
    return [each.key for each in campaign.pack.chains.lists if each.reviewed]


@transaction.atomic
def open_day(campaign: Campaign, day: dt.date, *, only: Iterable[int] | None = None) -> int:
    """Lays out the day's reviews and closes those that were never made; returns how many are new. May be called again."""
    keys = reviewed_lists(campaign)
    if not keys or campaign.state != "open" or not is_due(campaign, day):
        return 0
    _miss(campaign, day)
    listings = KeyListing.objects.filter(campaign=campaign, key__in=keys, state="confirmed")
    if only is not None:
        listings = listings.filter(enterprise__in=list(only))
    there = DailyReview.objects.filter(campaign=campaign, day=day).values("enterprise")
    listings = (
        listings.exclude(enterprise__in=there).select_related("enterprise", "helper").order_by("enterprise", "pk")
    )
    hour, minute = (int(part) for part in campaign.pack.chains.review.hour.split(":"))
    due = clock.at(day, hour, minute)
    rows: dict[int, DailyReview] = {}
    for listing in listings:
        if listing.enterprise_id in rows and (listing.helper is None or rows[listing.enterprise_id].reviewer_id):
            continue
        rows[listing.enterprise_id] = _row(campaign, listing, day, due)
    DailyReview.objects.bulk_create(rows.values(), ignore_conflicts=True)
    return len(rows)


def _row(campaign: Campaign, listing: KeyListing, day: dt.date, due: dt.datetime) -> DailyReview:
    now = clock.now()
    return DailyReview(
        campaign=campaign, enterprise=listing.enterprise, area_code=listing.area_code, day=day, reviewer=listing.helper,
        pack_version=campaign.pack_version, state="due", state_since=now, due_at=due, next_rung_at=due,
        clock_kind="review", clock_started_at=now,
    )  # fmt: skip


def _miss(campaign: Campaign, day: dt.date) -> None:
    """Reviews of earlier days that nobody made."""
    rows = DailyReview.objects.select_for_update(no_key=True).filter(campaign=campaign, state="due", day__lt=day)
    found = list(rows.order_by("pk"))
    if found:
        move_many(found, "miss", as_name=CLOCK)


def reassign(listing: KeyListing) -> None:
    """Today's review goes to the new helper."""
    rows = DailyReview.objects.filter(campaign=listing.campaign, enterprise=listing.enterprise, day=clock.today())
    rows.filter(state="due").update(reviewer=listing.helper)


def reviewer_of(review: DailyReview) -> list[Any]:
    """Who has to make it: the helper, else whoever serves the enterprise."""
    if review.reviewer is not None and review.reviewer.is_active:
        return [review.reviewer]
    return people.servers(review.campaign, review.enterprise)
