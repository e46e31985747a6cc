"""The hour online (固定时段在线): which one runs now or comes next, who is there, and what came of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Avg, Count, F, Q

from fugong.accounts.models import User
from fugong.core import clock
from fugong.outreach.models import OnlineDuty, Presence, Thread
from fugong.outreach.policy import OfficeHour
from fugong.places.models import Campaign

AHEAD = 15
"""How many days ahead the next hour is looked for: longer than the longest holiday."""
ONLINE = dt.timedelta(minutes=2)
"""Whoever was here within it is online."""
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sitting:
    """An hour on one day."""

    hour: OfficeHour
    day: dt.date
    begins: dt.datetime
    ends: dt.datetime

    @property
    def runs(self) -> bool:
        return self.begins <= clock.now() < self.ends

    @property
    def key(self) -> str:
        return self.hour.key


def running(campaign: Campaign, rule: str | None = None) -> Sitting | None:
    """The hour that runs now; with `rule`, one that holds for that rule's groups."""
    return next((each for each in of_day(campaign, clock.today(), rule) if each.runs), None)


def coming(campaign: Campaign, rule: str | None = None) -> Sitting | None:
    """The hour that runs now, else the next one within two weeks."""
    moment, today = clock.now(), clock.today()
    for ahead in range(AHEAD):
        for sitting in of_day(campaign, today + ahead * DAY, rule):
            if sitting.ends > moment:
                return sitting
    return None


def sitting_of(campaign: Campaign, day: dt.date, key: str) -> Sitting | None:
    """The hour `key` on that day; None where there is none."""
    return next((each for each in of_day(campaign, day, None) if each.key == key), None)


def of_day(campaign: Campaign, day: dt.date, rule: str | None = None) -> Iterable[Sitting]:
    """The hours of one day; with `rule`, those that hold for that rule's groups."""
    section, time = campaign.pack.outreach, campaign.pack.calendar.working_time
    hours = section.hours if rule is None else section.hours_of(rule)
    for hour in sorted(hours, key=lambda each: each.begins):
        if hour.on == "every day" or time.is_working_day(day):
            begins, ends = (time.moment(day, at) for at in hour.span)
            yield Sitting(hour, day, begins, ends)


def roster(campaign: Campaign, sitting: Sitting) -> list[User]:
    """Who is to be online: those whom the desk named for the day, else the holders of the hour's posts."""
    named = OnlineDuty.objects.filter(campaign=campaign, hour=sitting.key, day=sitting.day).select_related("user")
    people = [duty.user for duty in named]
    if people or not sitting.hour.posts:
        return people
    held = {"postings__campaign": campaign, "postings__until": None, "postings__post__in": sitting.hour.posts}
    return list(User.objects.filter(is_active=True, **held).order_by("name", "pk").distinct())


def be_present(campaign: Campaign, user: User) -> None:
    """Notes that an officer has a group open; at most one row a person, day and hour."""
    sitting = running(campaign)
    given: dict[str, Any] = {"campaign": campaign.pk, "user": user.pk, "day": clock.today(), "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO outreach_presence (campaign_id, user_id, day, hour, first_at, last_at)
            VALUES (%(campaign)s, %(user)s, %(day)s, %(hour)s, %(now)s, %(now)s)
            ON CONFLICT (campaign_id, day, hour, user_id) DO UPDATE SET last_at = EXCLUDED.last_at
            WHERE outreach_presence.last_at < EXCLUDED.last_at - interval '20 seconds'
            """,
            {**given, "hour": sitting.key if sitting else ""},
        )


def online(campaign: Campaign, among: Any = None) -> list[User]:
    """Officers who are here now; `among` narrows to some users."""
    here = Presence.objects.filter(campaign=campaign, day=clock.today(), last_at__gt=clock.now() - ONLINE)
    found = User.objects.filter(pk__in=here.values("user"))
    return list((found if among is None else found.filter(pk__in=among.values("pk"))).order_by("name", "pk"))


@dataclass(frozen=True, slots=True)
class Account:
    """What came of one hour: questions asked in it, answered so far, and how long the first reply took (mean)."""

    sitting_day: dt.date
    hour: str
    asked: int
    answered: int
    within: int
    wait: dt.timedelta | None
    people: int = 0


def accounts(campaign: Campaign, *, threads: Any = None, days: int = 30) -> list[Account]:
    """The record of the hours of the last days, newest first. `threads` narrows to what a person sees."""
    rows = (Thread.objects.filter(campaign=campaign) if threads is None else threads).exclude(hour="")
    since = clock.today() - days * DAY
    sums = (
        rows.filter(day__gte=since)
        .order_by()
        .values("day", "hour")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=~Q(answered_at=None)),
            within=Count(
                "pk", filter=~Q(first_reply_at=None) & Q(first_reply_at__lt=F("begun_at") + dt.timedelta(hours=1))
            ),
            wait=Avg(F("first_reply_at") - F("begun_at")),
        )
    )
    found = {(row["day"], row["hour"]): row for row in sums}
    present = Presence.objects.filter(campaign=campaign, day__gte=since).exclude(hour="").order_by()
    people = {
        (row["day"], row["hour"]): row["many"] for row in present.values("day", "hour").annotate(many=Count("pk"))
    }
    empty: dict[str, Any] = {"asked": 0, "answered": 0, "within": 0, "wait": None}
    return [
        Account(
            sitting_day=day,
            hour=hour,
            people=people.get((day, hour), 0),
            **{name: dict(found.get((day, hour), empty))[name] for name in empty},
        )
        for day, hour in sorted({*found, *people}, reverse=True)
    ]
