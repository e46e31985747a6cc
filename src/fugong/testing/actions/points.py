"""Points: made, changed, shut; and which enterprise goes to which."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.testing.access import may_at
from fugong.testing.models import Belonging, Point
from fugong.testing.planning import headcounts, metres

MOST_DEPARTURES = 24
FIELDS = ("name", "address", "latitude", "longitude", "begins", "ends", "capacity", "grid")


@transaction.atomic
def open_point(
    *, campaign: Campaign, by: User, enterprise: Enterprise | None = None, area_code: str = "", **given: Any
) -> Point:
    """A new point: an enterprise's own, or a shared one where `area_code` lies. What isn't given comes from the enterprise
    and the pack. Raises NotAllowed, Refused.
    """
    section = campaign.pack.testing.points
    if enterprise is not None:
        given = {
            "name": _("%(enterprise)s: own point") % {"enterprise": enterprise.name}, "address": enterprise.address,
            "latitude": enterprise.latitude, "longitude": enterprise.longitude, "grid": enterprise.grid,
        } | {key: value for key, value in given.items() if value not in (None, "")}  # fmt: skip
    values = {key: given.get(key) for key in FIELDS}
    values["begins"] = values["begins"] or dt.time.fromisoformat(section.begin)
    values["ends"] = values["ends"] or dt.time.fromisoformat(section.end)
    values["capacity"] = values["capacity"] or section.capacity
    values["address"] = values["address"] or ""
    point = Point(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code if enterprise else area_code,
        since=clock.today(), **values,
    )  # fmt: skip
    _check(point)
    if not may_at(by, Permission.TESTING_PLAN, point):
        raise NotAllowed(_("You don’t plan the testing there."))
    if enterprise is not None and Point.objects.filter(campaign=campaign, enterprise=enterprise, until=None).exists():
        raise Conflict(_("This enterprise has its own point already."))
    point.save()
    record("testing_point.open", point, by=by, name=point.name)
    if enterprise is not None:
        _belong(campaign, enterprise, point, headcounts(campaign, [enterprise])[enterprise.pk], "own", None, False, by)
    return point


def _check(point: Point) -> None:
    faults = []
    if not (point.name or "").strip():
        faults.append(Fault("name", _("Give the point a name.")))
    if point.begins >= point.ends:
        faults.append(Fault("ends", _("It closes before it opens.")))
    if not 1 <= int(point.capacity) <= 100_000:
        faults.append(Fault("capacity", _("Say how many people an hour: from 1 to 100,000.")))
    if (point.latitude is None) != (point.longitude is None):
        faults.append(Fault("longitude", _("Give both latitude and longitude, or neither.")))
    elif point.latitude is not None and not (
        -90 <= point.latitude <= 90 and -180 <= float(point.longitude or 0) <= 180
    ):
        faults.append(Fault("latitude", _("There is no such place on earth.")))
    if faults:
        raise Refused(_("The point can’t be kept like this."), fields=faults)


@transaction.atomic
def change(*, point: Point, by: User, values: Mapping[str, Any]) -> None:
    """Changes what is known of a point."""
    if not may_at(by, Permission.TESTING_PLAN, point):
        raise NotAllowed(_("You don’t plan the testing there."))
    changed = {key: value for key, value in values.items() if key in FIELDS and getattr(point, key) != value}
    for key, value in changed.items():
        setattr(point, key, value)
    _check(point)
    if changed:
        point.save(update_fields=list(changed))
        record("testing_point.change", point, by=by, fields=sorted(changed))


@transaction.atomic
def shut(*, point: Point, by: User) -> None:
    """The point is used no more from tomorrow; whoever went there needs another."""
    if not may_at(by, Permission.TESTING_PLAN, point):
        raise NotAllowed(_("You don’t plan the testing there."))
    if point.until is not None:
        raise Conflict(_("This point is shut already."))
    point.until = clock.today()
    point.save(update_fields=["until"])
    Belonging.objects.filter(point=point, until=None).update(until=clock.today())
    record("testing_point.shut", point, by=by)


@transaction.atomic
def belong(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    point: Point,
    by: User,
    why: str = "hand",
    shuttle: bool | None = None,
) -> Belonging:
    """From today the enterprise's people go to this point. Raises NotAllowed, Refused where it has no room."""
    if not may(by, Permission.TESTING_PLAN, enterprise) or not may_at(by, Permission.TESTING_PLAN, point):
        raise NotAllowed(_("You don’t plan the testing there."))
    if point.campaign_id != campaign.pk or (point.is_own and point.enterprise_id != enterprise.pk):
        raise Refused(_("Another enterprise’s own point takes nobody else."))
    people, far = headcounts(campaign, [enterprise])[enterprise.pk], None
    if point.latitude is not None and enterprise.latitude is not None:
        far = metres(
            (point.latitude, float(point.longitude or 0)), (enterprise.latitude, float(enterprise.longitude or 0))
        )
    if shuttle is None:
        shuttle = far is not None and far > campaign.pack.testing.points.farthest
    return _belong(campaign, enterprise, point, people, why, far, shuttle, by)


def _belong(
    campaign: Campaign,
    enterprise: Enterprise,
    point: Point,
    people: int,
    why: str,
    far: int | None,
    shuttle: bool,
    by: User,
) -> Belonging:
    held = Point.objects.select_for_update(of=("self",)).get(
        pk=point.pk
    )  # two who fill the last room wait for each other
    others = Belonging.objects.filter(point=held, until=None).exclude(enterprise=enterprise)
    if not held.is_own and sum(others.values_list("people", flat=True)) + people > held.a_day:
        raise Refused(_("%(point)s has no room for %(n)s people more.") % {"point": held, "n": people}, code="no_room")
    Belonging.objects.filter(campaign=campaign, enterprise=enterprise, until=None).update(until=clock.today())
    made = Belonging.objects.create(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, point=held, people=people, why=why,
        metres=far, shuttle=shuttle, since=clock.today(),
    )  # fmt: skip
    record("testing_belonging.set", made, by=by, point=held.name, people=people)
    return made


@transaction.atomic
def drive(*, belonging: Belonging, by_shuttle: bool, stop: str, departures: Iterable[dt.time], by: User) -> None:
    """Whether the enterprise's people are taken there, from which stop, when; empty is as the pack says. Raises Refused."""
    if not may(by, Permission.TESTING_PLAN, belonging.enterprise):
        raise NotAllowed(_("You don’t plan the testing there."))
    times = sorted(set(departures))
    if len(times) > MOST_DEPARTURES:
        message = _("Give at most %(n)s departures.") % {"n": MOST_DEPARTURES}
        raise Refused(message, fields=[Fault("departures", message)])
    values = {"shuttle": by_shuttle, "stop": stop.strip()[:120], "departures": times}
    if all(getattr(belonging, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(belonging, name, value)
    belonging.save(update_fields=list(values))
    record(
        "testing_belonging.drive" if by_shuttle else "testing_belonging.walk", belonging, by=by,
        times=[f"{each:%H:%M}" for each in times], stop=values["stop"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settled:
    """Where an enterprise’s people go by a confirmed plan: `point`, or the place among the opened ones, or a new
    one of its own."""

    enterprise: Enterprise
    why: str
    point: Point | None = None
    opened: int | None = None
    metres: int | None = None
    shuttle: bool = False


@transaction.atomic
def settle(
    *, campaign: Campaign, opened: Sequence[Mapping[str, Any]], settled: Sequence[Settled], by: User
) -> tuple[int, int]:
    """Carries a plan of points out: shared ones are opened (`opened`, as `open_point` takes them), large enterprises get their
    own, the others’ people go where the plan says. Gives (points, enterprises). Raises NotAllowed, Conflict, Refused.
    """
    for each in settled:
        if not may(by, Permission.TESTING_PLAN, each.enterprise):
            raise NotAllowed(_("You don’t plan the testing there."))
    gone = Belonging.objects.filter(campaign=campaign, enterprise__in=[each.enterprise for each in settled], until=None)
    gone.update(until=clock.today())  # all at once, so that two may change places though both points are full
    made = [open_point(campaign=campaign, by=by, **given) for given in opened]
    people = headcounts(campaign, [each.enterprise for each in settled])
    own = 0
    for each in settled:
        point = made[each.opened] if each.opened is not None else each.point
        if point is None:
            open_point(campaign=campaign, enterprise=each.enterprise, by=by)
            own += 1
        else:
            many = people[each.enterprise.pk]
            _belong(campaign, each.enterprise, point, many, each.why, each.metres, each.shuttle, by)
    return len(made) + own, len(settled)
