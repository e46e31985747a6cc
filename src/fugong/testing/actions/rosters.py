"""Rosters: a confirmed one becomes shifts with their specialists; absences that it goes around."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record, record_many
from fugong.places.models import Campaign
from fugong.testing import telling
from fugong.testing.access import may_at
from fugong.testing.models import Absence, Point, Shift, ShiftPost, Specialist

LONGEST = 366
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift of a roster: `shift` where it is there already; kind → specialist (ids), None for nobody."""

    point: int
    day: dt.date
    begins: dt.datetime
    ends: dt.datetime
    shift: int | None
    places: dict[str, int | None]


@transaction.atomic
def fill(*, campaign: Campaign, planned: Sequence[Planned], test: str, by: User) -> tuple[int, int]:
    """Makes the shifts that aren't there and puts everybody in their place; gives how many shifts are new, and how many places
    changed. Who serves is told once. Raises NotAllowed, Conflict.
    """
    points = Point.objects.filter(campaign=campaign, pk__in={each.point for each in planned}).select_related(
        "enterprise"
    )
    known = points.in_bulk()
    for point in known.values():
        if not may_at(by, Permission.TESTING_PLAN, point):
            raise NotAllowed(_("You don’t plan the testing there."))
    shifts, new = _shifts(campaign, known, planned, test)
    held = {
        (post.shift_id, post.kind): post for post in ShiftPost.objects.filter(shift__in=[each.pk for each in shifts])
    }
    made, changed = [], []
    for shift, each in zip(shifts, planned, strict=True):
        for kind, specialist in each.places.items():
            post = held.get((shift.pk, kind))
            if post is None:
                made.append(ShiftPost(shift=shift, kind=kind, specialist_id=specialist))
            elif post.specialist_id != specialist:
                post.specialist_id = specialist
                changed.append(post)
    ShiftPost.objects.bulk_create(made, batch_size=BATCH)
    ShiftPost.objects.bulk_update(changed, ["specialist"], batch_size=BATCH)
    _record(shifts, new, [*made, *changed], by)
    filled = [post for post in (*made, *changed) if post.specialist_id]
    _tell(campaign, filled)
    return len(new), len(filled)


def _shifts(
    campaign: Campaign, known: dict[int, Point], planned: Sequence[Planned], test: str
) -> tuple[list[Shift], list[Shift]]:
    """A shift for each; and those of them that are new."""
    there = Shift.objects.select_for_update().filter(
        campaign=campaign, pk__in=[each.shift for each in planned if each.shift]
    )
    by_key = {shift.pk: shift for shift in there}
    if any(shift.state != "planned" for shift in by_key.values()):
        raise Conflict(_("This shift is over."))
    found: list[Shift] = []
    new: list[Shift] = []
    for each in planned:
        shift = by_key.get(each.shift) if each.shift else None
        if shift is None:
            point = known[each.point]
            shift = Shift(
                campaign=campaign, point=point, area_code=point.area_code, day=each.day, begins_at=each.begins,
                ends_at=each.ends, test=test, state="planned", state_since=clock.now(),
            )  # fmt: skip
            new.append(shift)
        found.append(shift)
    try:
        with transaction.atomic():
            Shift.objects.bulk_create(new, batch_size=BATCH)
    except IntegrityError:
        raise Conflict(_("Somebody has just planned shifts of these days. Have it worked out again.")) from None
    for shift in found:
        shift.point = known[shift.point_id]
    return found, new


def _record(shifts: list[Shift], new: list[Shift], posts: list[ShiftPost], by: User) -> None:
    data: list[dict[str, Any]] = [{"point": each.point.name, "day": each.day.isoformat()} for each in new]
    record_many("testing_shift.plan", new, by=by, data=data)
    keys = {each.specialist_id for each in posts if each.specialist_id}
    names = {row.pk: str(row) for row in Specialist.objects.filter(pk__in=keys).select_related("user")}
    by_shift: dict[int, list[str]] = {}
    for post in posts:
        if post.specialist_id:
            by_shift.setdefault(post.shift_id, []).append(names[post.specialist_id])
    touched = [each for each in shifts if each.pk in by_shift]
    told = [{"names": "、".join(by_shift[each.pk])} for each in touched]
    record_many("testing_shift.roster", touched, by=by, data=told)


def _tell(campaign: Campaign, posts: list[ShiftPost]) -> None:
    rows = Specialist.objects.filter(pk__in={each.specialist_id for each in posts}).select_related("user")
    users = {each.pk: each.user for each in rows}
    many = Counter(users[each.specialist_id] for each in posts if each.specialist_id in users)
    for user, count in many.items():
        telling.rostered(campaign, user, count)


@transaction.atomic
def absent(
    *, specialist: Specialist, first_day: dt.date | None, last_day: dt.date | None, by: User, reason: str = ""
) -> Absence:
    """Somebody serves nowhere from a day to a day; planned shifts stay until a roster covers them. Raises NotAllowed, Refused."""
    _guard(specialist, by)
    if first_day is None or last_day is None or last_day < first_day or (last_day - first_day).days >= LONGEST:
        message = _("Give a first and a last day, at most a year.")
        raise Refused(message, fields=[Fault("last_day", message)])
    if last_day < clock.today():
        raise refuse("last_day", _("These days are over."))
    rows = Absence.objects.filter(campaign=specialist.campaign_id, user=specialist.user_id)
    if rows.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
        raise Conflict(_("%(name)s is absent on these days already.") % {"name": specialist.user.name})
    made = Absence.objects.create(
        campaign_id=specialist.campaign_id, user_id=specialist.user_id, area_code=specialist.area_code,
        first_day=first_day, last_day=last_day, reason=reason.strip()[:80],
    )  # fmt: skip
    record(
        "testing_absence.enter", made, by=by, name=specialist.user.name, first=first_day.isoformat(),
        last=last_day.isoformat(),
    )  # fmt: skip
    return made


@transaction.atomic
def present(*, specialist: Specialist, by: User) -> None:
    """Absences that aren't over are taken back: the person is there after all. Raises NotAllowed, Conflict."""
    _guard(specialist, by)
    rows = Absence.objects.filter(campaign=specialist.campaign_id, user=specialist.user_id, last_day__gte=clock.today())
    found = list(rows)
    if not found:
        raise Conflict(_("No absence of %(name)s is to come.") % {"name": specialist.user.name})
    for each in found:
        record("testing_absence.remove", each, by=by, name=specialist.user.name)
        each.delete()


def _guard(specialist: Specialist, by: User) -> None:
    if not by.scope(Permission.TESTING_PLAN).covers_area(specialist.area_code):
        raise NotAllowed(_("You don’t plan the testing there."))
