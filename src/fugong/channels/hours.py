"""Quiet hours and the hour of the digest: when a message may leave the house."""

import datetime as dt
from dataclasses import dataclass

from fugong.channels.models import Preference
from fugong.channels.policy import Channels
from fugong.core import clock
from fugong.places.models import Campaign


@dataclass(frozen=True, slots=True)
class Hours:
    """Wall-clock hours as `HH:MM`; equal ends of quiet mean that there is none."""

    quiet_since: str = "22:00"
    quiet_until: str = "07:00"
    digest_at: str = "08:00"

    def free(self, moment: dt.datetime) -> dt.datetime:
        """The moment itself, or the end of the quiet hours in which it lies."""
        here = clock.local(moment)
        now, since, until = f"{here:%H:%M}", self.quiet_since, self.quiet_until
        within = since <= now < until if since <= until else now >= since or now < until
        return self._next(moment, until) if within else moment

    def digest(self, moment: dt.datetime) -> dt.datetime:
        """The next hour of the digest."""
        return self._next(moment, self.digest_at)

    @staticmethod
    def _next(moment: dt.datetime, hour: str) -> dt.datetime:
        here = clock.local(moment)
        found = clock.at(here.date(), int(hour[:2]), int(hour[3:]))
        return found if found > here else clock.at(here.date() + dt.timedelta(days=1), int(hour[:2]), int(hour[3:]))


def of_place(campaign: Campaign | None) -> Hours:
    """What the place's pack says, else what is usual."""
    rules = rules_of(campaign)
    return Hours(rules.quiet.since, rules.quiet.until, rules.digest_at)


def of_person(place: Hours, own: Preference | None) -> Hours:
    """The person's own hours, where there are any, over those of the place."""
    if own is None:
        return place
    since, until = (
        (own.quiet_from, own.quiet_until)
        if own.quiet_from and own.quiet_until
        else (place.quiet_since, place.quiet_until)
    )
    return Hours(since, until, own.digest_at or place.digest_at)


def rules_of(campaign: Campaign | None) -> Channels:
    """The section `channels` of the campaign's pack."""
    return campaign.pack.channels if campaign is not None else Channels()
