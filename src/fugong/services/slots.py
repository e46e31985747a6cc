"""Times at an office: which there are on a day, and how many of each are free."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fugong.core import clock
from fugong.services.models import ServiceAppointment, ServiceDay
from fugong.services.models.appointment import TAKING

if TYPE_CHECKING:
    from fugong.places.models import Campaign
    from fugong.services.policy import Office


@dataclass(frozen=True, slots=True)
class Slot:
    """A time, how many are served then, how many seats are taken."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int
    taken: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)

    @property
    def is_over(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def key(self) -> str:
        """As a form sends it."""
        return clock.local(self.starts_at).strftime("%Y-%m-%dT%H:%M")


def of_day(campaign: Campaign, office: Office, day: dt.date) -> list[Slot]:
    """The slots of a day, in order; none where the office is closed."""
    return of_days(campaign, office, [day])[day]


def of_days(campaign: Campaign, office: Office, days: Iterable[dt.date]) -> dict[dt.date, list[Slot]]:
    """The slots of several days, by two statements."""
    wanted = list(days)
    rows = {row.day: row for row in ServiceDay.objects.filter(campaign=campaign, office=office.key, day__in=wanted)}
    taken = Counter(
        ServiceAppointment.objects.filter(day__in=list(rows.values()), state__in=TAKING).values_list(
            "starts_at", flat=True
        )
    )
    return {day: _slots(campaign, office, day, rows.get(day), taken) for day in wanted}


def _slots(
    campaign: Campaign, office: Office, day: dt.date, row: ServiceDay | None, taken: Counter[dt.datetime]
) -> list[Slot]:
    if not campaign.pack.services.is_open(office, day) or (row is not None and row.is_closed):
        return []
    found = []
    for minute, staff in office.starts():
        starts = clock.at(day, *divmod(minute, 60)).astimezone(dt.UTC)
        capacity = row.staff if row is not None and row.staff is not None else staff
        ends = starts + dt.timedelta(minutes=office.slot_minutes)
        found.append(Slot(starts, ends, capacity, taken[starts]))
    return found


def bookable(campaign: Campaign, office: Office) -> list[tuple[dt.date, list[Slot]]]:
    """Days from today on with their slots that aren't over; days on which the office is closed are left out."""
    today = clock.today()
    found = of_days(campaign, office, [today + dt.timedelta(days=n) for n in range(office.ahead + 1)])
    ahead = {day: [slot for slot in slots if not slot.is_over] for day, slots in found.items()}
    return [(day, slots) for day, slots in sorted(ahead.items()) if slots]


def asked(text: str) -> dt.datetime | None:
    """The start that a form names (`2020-02-24T09:30`, wall clock); None for what is no moment."""
    try:
        moment = dt.datetime.strptime(text or "", "%Y-%m-%dT%H:%M")  # noqa: DTZ007 (made aware below)
    except ValueError:
        return None
    return clock.at(moment.date(), moment.hour, moment.minute).astimezone(dt.UTC)


def find(campaign: Campaign, office: Office, starts_at: dt.datetime) -> Slot | None:
    """The slot that begins then; None where there is none."""
    found = of_day(campaign, office, clock.local(starts_at).date())
    return next((slot for slot in found if slot.starts_at == starts_at), None)


def day_held(campaign: Campaign, office: str, day: dt.date) -> ServiceDay:
    """The day's row, locked until the transaction ends: whoever else books there waits."""
    ServiceDay.objects.get_or_create(campaign=campaign, office=office, day=day)
    return ServiceDay.objects.select_for_update().get(campaign=campaign, office=office, day=day)


def free_seat(day: ServiceDay, starts_at: dt.datetime, capacity: int) -> int | None:
    """The lowest seat of a slot that nobody has; None where all are taken."""
    rows = ServiceAppointment.objects.filter(day=day, starts_at=starts_at, state__in=TAKING)
    gone = set(rows.values_list("seat", flat=True))
    return next((seat for seat in range(1, capacity + 1) if seat not in gone), None)
