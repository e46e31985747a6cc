"""The demo's testing: points and who goes there, specialists, two days of samples in tubes, one tube that was positive."""

import datetime as dt
import random
from collections import Counter
from typing import Any

from django.db import connection

from fugong.accounts.models import Grant, User
from fugong.core import clock, copying
from fugong.places.models import Campaign, Grid
from fugong.registry.models import Enterprise
from fugong.testing import planning, regime, totals
from fugong.testing.actions import results, shifts
from fugong.testing.models import Belonging, Owing, Point, Shift, ShiftPost, Specialist, Tube
from fugong.testing.partitions import DAILY
from fugong.web.demo import names
from fugong.web.demo.staffing import Staff
from fugong.workforce.models import Employment

MOST_OWN = 55
FAR = 6  # of the smaller ones every sixth goes by shuttle
LEAVES = [dt.time(17, 30), dt.time(18, 30)]
SHARE = 0.83
"""Of those who should be: as Fengxian published."""
COPY = (
    "COPY testing_sample (enterprise_id, day, person_id, kind, at, campaign_id, tube_id, result, via, by_id) FROM STDIN"
)


def sample(campaign: Campaign, staff: Staff, rng: random.Random) -> None:
    """Everything of one place, of whoever has a file there."""
    if not campaign.pack.testing.tests or not Employment.objects.filter(campaign=campaign).exists():
        return
    points = _points(campaign)
    _specialists(campaign, points, rng)
    today = clock.today()
    for day in (today - dt.timedelta(days=1), today):
        regime.open_day(campaign, day)
        _day(campaign, points, day, staff, rng)
    _tomorrow(campaign, points, staff)


def _points(campaign: Campaign) -> list[Point]:
    """The large have their own; each grid (or the place) has a shared one for the others."""
    section = campaign.pack.testing.points
    listed = Employment.objects.filter(campaign=campaign, left_on=None).values("enterprise")
    enterprises = list(Enterprise.objects.filter(pk__in=listed).select_related("grid").order_by("pk"))
    people = planning.headcounts(campaign, enterprises)
    alike: dict[str, Any] = {
        "campaign": campaign, "begins": dt.time.fromisoformat(section.begin), "ends": dt.time.fromisoformat(section.end),
        "capacity": section.capacity, "since": clock.today() - dt.timedelta(days=5),
    }  # fmt: skip
    large = sorted(
        (each for each in enterprises if people[each.pk] >= section.own_from), key=lambda each: -people[each.pk]
    )
    own = [
        Point(
            enterprise=each, area_code=each.area_code, grid=each.grid, name=f"{each.name}采样点", address=each.address,
            latitude=each.latitude, longitude=each.longitude, **alike,
        )
        for each in large[:MOST_OWN]
    ]  # fmt: skip
    grids = Grid.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix).select_related(
        "jurisdiction"
    )
    shared = [
        Point(area_code=grid.jurisdiction.code, grid=grid, name=f"{grid.name}共享采样点", **alike)
        for grid in grids[:24]
    ] or [Point(area_code=campaign.jurisdiction.code, name="共享采样点", **alike)]
    points: list[Point] = copying.write([*own, *shared])
    of = {point.enterprise_id or f"grid {point.grid_id}": point for point in points}
    copying.write(
        Belonging(
            campaign=campaign, enterprise=each, area_code=each.area_code, people=people[each.pk], since=clock.today(),
            point=of.get(each.pk) or of.get(f"grid {each.grid_id}") or points[-1], why="own" if each.pk in of else "grid",
            shuttle=each.pk not in of and n % FAR == 0, departures=LEAVES if each.pk not in of and n % FAR == 0 else [],
        )
        for n, each in enumerate(enterprises)
    )  # fmt: skip
    return points


def _specialists(campaign: Campaign, points: list[Point], rng: random.Random) -> None:
    """Three for each point, with accounts; the one whom visitors can be serves at the first. One's qualification is over."""
    kinds = [each.key for each in campaign.pack.testing.specialists]
    today, area = clock.today(), campaign.jurisdiction
    shown = User.objects.filter(
        is_demo=True, grants__role="specialist", grants__scope_key=str(points[0].enterprise_id or 0)
    ).first()
    users = copying.write(
        User(username=f"{campaign.key}-sampler-{n}", name=names.person(rng), password="!")
        for n in range(len(points) * len(kinds))
    )
    if shown is not None:
        users[len(kinds) - 1] = shown
    moment = clock.now() - dt.timedelta(days=5)
    copying.write(
        Grant(user=user, role="specialist", since=moment, **_scope(points[place // len(kinds)]))
        for place, user in enumerate(users)
        if user != shown
    )
    copying.write(
        Specialist(
            campaign=campaign, user=user, kind=kinds[place % len(kinds)], point=points[place // len(kinds)],
            area_code=area.code, trained_on=today - dt.timedelta(days=rng.randrange(4, 40)), trained_by="区卫生健康委",
            passed=True, valid_until=today + dt.timedelta(days=rng.randrange(2, 160)),
        )
        for place, user in enumerate(users)
    )  # fmt: skip


def _scope(point: Point) -> dict[str, str]:
    if point.enterprise_id:
        return {"scope_kind": "enterprise", "scope_key": str(point.enterprise_id)}
    return {"scope_kind": "grid", "scope_key": str(point.grid_id)} if point.grid_id else {
        "scope_kind": "area", "scope_key": point.area_code[:9]
    }  # fmt: skip


def _day(campaign: Campaign, points: list[Point], day: dt.date, staff: Staff, rng: random.Random) -> None:
    """Most of those who owe the test that counts, ten to a tube; yesterday's results are there, but for one tube of today."""
    kind = campaign.pack.testing.figure
    owing = Owing.objects.filter(day=day, campaign_id=campaign.pk, kind=kind).order_by("enterprise_id", "person_id")
    found: dict[int, list[int]] = {}
    for at, (enterprise, person) in enumerate(owing.values_list("enterprise_id", "person_id")):
        if int((at + 1) * SHARE) > int(at * SHARE):
            found.setdefault(enterprise, []).append(person)
    if not found:
        return
    is_today = day == clock.today()
    midnight = clock.at(day)
    gone = clock.now() - midnight  # a few seconds where the demo starts just after midnight
    last = midnight + max(gone - dt.timedelta(minutes=20), gone / 2) if is_today else clock.at(day, 20)
    first = max(last - dt.timedelta(hours=3), midnight)
    goes = dict(Belonging.objects.filter(campaign=campaign, until=None).values_list("enterprise", "point"))
    open_shifts = _shifts(campaign, [each for each in points if each.pk in set(goes.values())], day, first, last)
    made: list[Tube] = []
    rows: list[tuple[int, int, dt.datetime]] = []  # of samples: person, place of the tube in `made`, moment
    where: list[int] = []
    for enterprise, people in found.items():
        shift = open_shifts[goes[enterprise]]
        for start in range(0, len(people), 10):
            some = people[start : start + 10]
            moment = first + (last - first) * rng.random()
            made.append(_tube(shift, f"{day:%m%d}-{len(made) + 1:05d}", len(some), moment, is_today))
            rows += [(person, len(made) - 1, moment + dt.timedelta(seconds=7 * at)) for at, person in enumerate(some)]
            where += [enterprise] * len(some)
    copying.write(made)
    for key, tubes in Counter(each.shift_id for each in made).items():
        Shift.objects.filter(pk=key).update(tubes_made=tubes)
    DAILY.ensure(day)
    with connection.cursor() as cursor:
        with cursor.copy(COPY) as copy:
            for enterprise, (person, tube, moment) in zip(where, rows, strict=True):
                result = "negative" if made[tube].state == "negative" else ""
                copy.write_row(
                    (enterprise, day, person, kind, moment, campaign.pk, made[tube].pk, result, "phone", None)
                )
        totals.recount(cursor, campaign.pk, day, kind)
    if is_today:
        pool = next((tube for tube in made if tube.state == "sent" and tube.filled > 5), None)
        if pool is not None:
            results.enter(tube=pool, result="positive", by=staff.desk)


def _shifts(
    campaign: Campaign, points: list[Point], day: dt.date, first: dt.datetime, last: dt.datetime
) -> dict[int, Shift]:
    state = "open" if day == clock.today() else "closed"
    made = copying.write(
        Shift(
            campaign=campaign, point=point, area_code=point.area_code, day=day, begins_at=first, ends_at=last,
            test=campaign.pack.testing.figure, state=state, state_since=first,
        )
        for point in points
    )  # fmt: skip
    serving: dict[int | None, list[Specialist]] = {}
    for one in Specialist.objects.filter(campaign=campaign).exclude(point=None):
        serving.setdefault(one.point_id, []).append(one)
    copying.write(
        ShiftPost(shift=shift, kind=one.kind, specialist=one) for shift in made for one in serving[shift.point_id]
    )
    return {shift.point_id: shift for shift in made}


def _tube(shift: Shift, code: str, filled: int, moment: dt.datetime, is_today: bool) -> Tube:
    """Yesterday's are negative; today's are at the laboratory, the last ones sealed."""
    state = "negative" if not is_today else "sealed" if clock.now() - moment < dt.timedelta(hours=1) else "sent"
    sent = moment + dt.timedelta(minutes=30) if state != "sealed" else None
    due = sent + dt.timedelta(hours=12) if sent and state == "sent" else None
    return Tube(
        campaign=shift.campaign, point=shift.point, shift=shift, area_code=shift.area_code, day=shift.day, code=code,
        test=shift.test, size=10, filled=filled, opened_at=moment, state=state, state_since=sent or moment,
        sealed_at=moment + dt.timedelta(minutes=10), sent_at=sent, due_at=due, next_rung_at=due,
        clock_kind="result" if due else "", result_at=clock.at(shift.day, 23) if state == "negative" else None,
    )  # fmt: skip


def _tomorrow(campaign: Campaign, points: list[Point], staff: Staff) -> None:
    """Some shifts of tomorrow, staffed as far as there are specialists."""
    for point in points[:4]:
        shifts.plan(point=point, day=clock.today() + dt.timedelta(days=1), by=staff.desk)
