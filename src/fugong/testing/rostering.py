"""A period's roster by the optimiser: shifts of the points that stand, specialists who are qualified, present and rested."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fugong.core import clock
from fugong.places.models import Campaign, code_prefix
from fugong.proposals.distances import Whereabouts, roads
from fugong.testing.models import Absence, Point, Shift, ShiftPost, Specialist

HOUR, DAY = 3600, 86_400


@dataclass
class Duties:
    """What one roster looks at. Days are ISO, moments whole seconds since the epoch."""

    first: dt.date
    days: int
    test: str
    points: list[tuple[Any, ...]]
    """(point, begins, ends, latitude, longitude, grid); hours as `08:00`."""
    specialists: list[tuple[Any, ...]]
    """(specialist, user, kind, latitude, longitude, grid, trained on, valid until)."""
    absences: list[tuple[Any, ...]]
    """(user, first day, last day)."""
    shifts: list[tuple[Any, ...]]
    """Those there are from a week before on: (shift, point, day, begins, ends, state, [(kind, specialist, user)])."""
    rule: dict[str, Any]

    @property
    def parts(self) -> dict[str, Any]:
        return {
            "rule": [self.rule, self.first.isoformat(), self.days, self.test], "points": self.points,
            "specialists": [self.specialists, self.absences], "shifts": self.shifts,
        }  # fmt: skip

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=self.days - 1)


def duties_of(campaign: Campaign, area: str, first: dt.date, days: int, test: str) -> Duties:
    """As the rows are now."""
    prefix, last = code_prefix(area), first + dt.timedelta(days=days - 1)
    section = campaign.pack.testing
    points = [
        (each.pk, f"{each.begins:%H:%M}", f"{each.ends:%H:%M}", each.latitude, each.longitude, each.grid_id)
        for each in Point.objects.filter(campaign=campaign, area_code__startswith=prefix).standing().order_by("pk")
        if each.until is None or each.until >= last
    ]
    rows = Specialist.objects.valid_on(first).filter(campaign=campaign, user__is_active=True)
    people = []
    for each in rows.select_related("point", "enterprise").order_by("pk"):
        where = each.point or each.enterprise
        place = (where.latitude, where.longitude, where.grid_id) if where else (None, None, None)
        people.append((each.pk, each.user_id, each.kind, *place, each.trained_on, each.valid_until))
    absent = Absence.objects.filter(campaign=campaign, first_day__lte=last, last_day__gte=first).order_by("pk")
    near = Shift.objects.filter(
        campaign=campaign, day__range=(first - dt.timedelta(days=7), last + dt.timedelta(days=1))
    )
    shifts = [
        (
            each.pk, each.point_id, each.day, int(each.begins_at.timestamp()), int(each.ends_at.timestamp()), each.state,
            [(post.kind, post.specialist_id, post.specialist.user_id if post.specialist else None) for post in each.posts.all()],
        )
        for each in near.exclude(state="cancelled").prefetch_related("posts__specialist").order_by("begins_at", "pk")
    ]  # fmt: skip
    rule = {"kinds": [each.key for each in section.specialists], **section.duties.model_dump(mode="json")}
    away = list(absent.values_list("user", "first_day", "last_day"))
    return Duties(first, days, test, points, people, away, shifts, rule)


def heavy(duties: Duties) -> bool:
    """Whether a person would wait too long for it."""
    return len(duties.points) * duties.days * len(duties.rule["kinds"]) > 60


def plan(campaign: Campaign, duties: Duties, seconds: float) -> dict[str, Any]:
    """The optimiser’s roster as it is kept: `shifts` with their places, `unmet`, figures."""
    from fugong.planning.budget import Budget
    from fugong.planning.rostering import Person, RosterRules, roster
    from fugong.planning.rostering import Shift as Opening

    where, ways, rule = Whereabouts(campaign), roads(campaign), campaign.pack.testing.duties
    spots = {row[0]: where.place(row[3], row[4], row[5]).spot for row in duties.points}
    kept = _openings(duties)
    wanted = dict.fromkeys(duties.rule["kinds"], 1)
    openings = [Opening(each["key"], each["begins"], each["ends"], spots[each["point"]], wanted) for each in kept]
    people = [
        Person(str(user), frozenset(kinds), where.place(*place).spot, tuple(absent))
        for user, kinds, place, absent in _people(duties)
    ]
    rules = RosterRules(rule.rest * HOUR, rule.week, rule.farthest, rule.reserves)
    found = roster(people, openings, rules, _before(kept), ways, budget=Budget(seconds))
    by_key: dict[str, list[Any]] = {}
    for duty in found.duties:
        row = {"kind": duty.role, "user": int(duty.person), "metres": duty.metres, "code": duty.reason.code}
        row["for"] = int(duty.reason.data["person"]) if duty.reason.data.get("person") else None
        row["reserves"] = [int(key) for key in duty.reserves]
        by_key.setdefault(duty.shift, []).append(row)
    for each in kept:
        each["duties"] = by_key.get(each["key"], [])
    unmet = [{"key": each.subject, "rule": each.rule, **dict(each.data)} for each in found.unmet]
    return {
        "shifts": kept, "unmet": unmet, "empty": found.empty, "changes": found.changes, "most": found.most,
        "ended": found.ended, "source": ways.source, "note": ways.note,
        "specialists": {f"{row[1]} {row[2]}": row[0] for row in duties.specialists},
    }  # fmt: skip


def _openings(duties: Duties) -> list[dict[str, Any]]:
    """Every point on every day: the planned shift where there is one, else a new one. Open and closed ones stay as they are."""
    known = {(row[1], row[3]): row for row in duties.shifts}
    over = {(row[1], row[2]) for row in duties.shifts if row[5] != "planned"}
    found = []
    for number in range(duties.days):
        day = duties.first + dt.timedelta(days=number)
        for pk, begins, ends, *_place in duties.points:
            at = _moment(day, begins)
            if (pk, day) in over:
                continue
            row = known.get((pk, at))
            stood = {kind: user for kind, _specialist, user in row[6] if user is not None} if row else {}
            found.append(
                {
                    "key": f"{pk} {day.isoformat()}", "point": pk, "day": day.isoformat(), "begins": at,
                    "ends": row[4] if row else _moment(day, ends), "shift": row[0] if row else None, "stood": stood,
                }
            )  # fmt: skip
    return found


def _people(duties: Duties) -> list[tuple[int, list[str], tuple[Any, ...], list[tuple[int, int]]]]:
    """(user, kinds, place, absent windows): the kinds for which they are qualified to the end, else those of the first day."""
    of: dict[int, list[tuple[Any, ...]]] = {}
    for row in duties.specialists:
        of.setdefault(row[1], []).append(row)
    planned = {each["shift"] for each in _openings(duties) if each["shift"]}
    busy: dict[int, list[tuple[int, int]]] = {}
    for row in duties.shifts:
        for _kind, _specialist, user in row[6]:
            if user is not None and row[0] not in planned:
                busy.setdefault(user, []).append((row[3], row[4]))
    found = []
    for user, rows in of.items():
        whole = [row for row in rows if row[7] >= duties.last]
        kinds = whole or rows
        absent = [_window(first, last) for who, first, last in duties.absences if who == user]
        if not whole:
            until = min(row[7] for row in rows)
            absent.append(_window(until + dt.timedelta(days=1), duties.last + dt.timedelta(days=1)))
        rest = duties.rule["rest"] * HOUR
        absent += [(begins - rest, ends + rest) for begins, ends in busy.get(user, ())]
        absent += _full(duties, busy.get(user, []))
        place = next((row[3:6] for row in rows if row[3] is not None or row[5] is not None), (None, None, None))
        found.append((user, [row[2] for row in kinds], place, absent))
    return found


def _full(duties: Duties, busy: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Days on which the shifts of the six days before are as many as a week may have."""
    found = []
    for number in range(min(7, duties.days)):
        day = duties.first + dt.timedelta(days=number)
        end = _moment(day, "00:00") + DAY
        if sum(end - 7 * DAY <= begins < end for begins, _ends in busy) >= duties.rule["week"]:
            found.append(_window(day, day))
    return found


def _before(kept: list[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Who stands where in the shifts that are planned already."""
    return {(each["key"], kind): [str(user)] for each in kept if each["shift"] for kind, user in each["stood"].items()}


def _window(first: dt.date, last: dt.date) -> tuple[int, int]:
    begins = _moment(first, "00:00")
    return begins, max(begins, _moment(last, "00:00") + DAY)


def _moment(day: dt.date, hour: str) -> int:
    at = dt.time.fromisoformat(hour)
    return int(clock.at(day, at.hour, at.minute).timestamp())


def tired(shift: Shift, users: Iterable[int]) -> set[int]:
    """Of these people, those who lack their hours between this shift and those around it, or had too many in seven days. One query."""
    rule = shift.campaign.pack.testing.duties
    margin, week = dt.timedelta(hours=rule.rest), dt.timedelta(days=7)
    rows = ShiftPost.objects.filter(
        specialist__user__in=list(users), shift__campaign=shift.campaign_id,
        shift__begins_at__range=(shift.begins_at - week, shift.begins_at + week),
    ).exclude(shift__state="cancelled").exclude(shift=shift.pk)  # fmt: skip
    times: dict[int, list[tuple[dt.datetime, dt.datetime]]] = {}
    for user, begins, ends in rows.values_list("specialist__user", "shift__begins_at", "shift__ends_at"):
        times.setdefault(user, []).append((begins, ends))
    found = set()
    for user, served in times.items():
        starts = sorted([*(begins for begins, _ends in served), shift.begins_at])
        close = any(begins < shift.ends_at + margin and ends > shift.begins_at - margin for begins, ends in served)
        if close or any(starts[at + rule.week] - starts[at] < week for at in range(len(starts) - rule.week)):
            found.add(user)
    return found
