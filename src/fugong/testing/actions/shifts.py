"""Shifts: planned, staffed, opened with all their specialists, closed. Who falls out is covered."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.testing import covering, telling
from fugong.testing.access import may_at
from fugong.testing.models import Point, Shift, ShiftPost, Specialist, Tube
from fugong.workflow import moves


@transaction.atomic
def plan(
    *,
    point: Point,
    day: dt.date,
    by: User,
    test: str = "",
    begins: dt.time | None = None,
    ends: dt.time | None = None,
    staffed: bool = True,
) -> Shift:
    """A shift at a point; with `staffed` each kind's nearest qualified person who is free is put on it. The same again is the same."""
    if not may_at(by, Permission.TESTING_PLAN, point):
        raise NotAllowed(_("You don’t plan the testing there."))
    if point.until is not None and point.until < day:
        raise Conflict(_("This point is shut already."))
    section = point.campaign.pack.testing
    if section.test(test or section.figure) is None:
        message = _("There is no such test here.")
        raise Refused(message, fields=[Fault("test", message)])
    start, finish = _at(day, begins or point.begins), _at(day, ends or point.ends)
    if start >= finish:
        raise Refused(_("It ends before it begins."), fields=[Fault("ends", _("It ends before it begins."))])
    found = Shift.objects.filter(point=point, begins_at=start).exclude(state="cancelled").first()
    if found is not None:
        return found
    shift = Shift.objects.create(
        campaign=point.campaign, point=point, area_code=point.area_code, day=day, begins_at=start, ends_at=finish,
        test=test or section.figure, state="planned", state_since=clock.now(),
    )  # fmt: skip
    record("testing_shift.plan", shift, by=by, point=point.name, day=day.isoformat())
    for training in section.specialists:
        best = next(iter(covering.candidates(shift, training.key)), None) if staffed else None
        ShiftPost.objects.create(shift=shift, kind=training.key, specialist=best.specialist if best else None)
    return shift


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return clock.at(day, time.hour, time.minute)


@transaction.atomic
def put(*, shift: Shift, kind: str, specialist: Specialist | None, by: User) -> None:
    """Puts somebody on a shift (None: takes off who was on it). Raises NotAllowed, Conflict, Refused with the reason."""
    held = _held(shift)
    if not may_at(by, Permission.TESTING_PLAN, held.point):
        raise NotAllowed(_("You don’t plan the testing there."))
    if held.is_final:
        raise Conflict(_("This shift is over."))
    post = held.posts.select_for_update().filter(kind=kind).first()
    if post is None:
        raise Refused(_("This shift needs no such specialist."))
    if specialist is not None and (why := covering.unfit(held, kind, specialist)):
        raise Refused(why, fields=[Fault(kind, why)])
    if post.specialist_id == (specialist.pk if specialist else None):
        return
    post.specialist = specialist
    post.save(update_fields=["specialist"])
    event = record("testing_shift.put", held, by=by, rule=kind, name=str(specialist) if specialist else "—")
    if specialist is not None:
        telling.put(held, specialist.user, event)


@transaction.atomic
def fall_out(*, shift: Shift, kind: str, by: User, reason: str = "") -> ShiftPost:
    """Somebody can't serve: by themselves, or said by the planner. The nearest who can is put in; nobody where there is none."""
    held = _held(shift)
    post = held.posts.select_for_update(of=("self",)).select_related("specialist__user").filter(kind=kind).first()
    if post is None or post.specialist is None or held.is_final:
        raise Conflict(_("Nobody of that kind serves on this shift."))
    own = post.specialist.user_id == by.pk
    if not own and not may_at(by, Permission.TESTING_PLAN, held.point):
        raise NotAllowed(_("You don’t plan the testing there."))
    out = post.specialist
    best = next((each for each in covering.candidates(held, kind) if each.specialist.pk != out.pk), None)
    post.specialist = best.specialist if best else None
    post.save(update_fields=["specialist"])
    event = record(
        "testing_shift.cover", held, by=by, reason=reason, rule=kind, before=str(out),
        name=str(best.specialist) if best else "—",
    )  # fmt: skip
    if best is not None:
        telling.put(held, best.specialist.user, event)
    return post  # type: ignore[no-any-return]


@transaction.atomic
def begin(*, shift: Shift, by: User) -> None:
    """Opens a shift. Every kind of specialist has to be there and qualified on the day; else Refused says who lacks."""
    held = _held(shift)
    if held.state == "planned":
        lacking = covering.lacking(held)
        if lacking:
            raise Refused(
                _("The shift can’t be opened."), code="specialists", fields=[Fault(kind, why) for kind, why in lacking]
            )
        if held.day != clock.today():
            raise Conflict(_("This shift is of another day."))
    moves.move(held, "begin", by=by)


@transaction.atomic
def end(*, shift: Shift, by: User) -> None:
    """Closes a shift, once no tube of it is open; empty tubes are not used."""
    held = _held(shift)
    full = Tube.objects.filter(shift=held, state="collecting", filled__gt=0).values_list("code", flat=True)
    if full:
        raise Conflict(_("Seal these tubes first: %(codes)s.") % {"codes": ", ".join(full[:10])})
    for tube in Tube.objects.filter(shift=held, state="collecting").select_related("point__enterprise", "shift"):
        moves.move(tube, "drop", by=by)
    moves.move(held, "end", by=by, tubes=held.tubes_made)


@transaction.atomic
def cancel(*, shift: Shift, by: User, reason: str) -> None:
    """The shift doesn't take place."""
    moves.move(_held(shift), "cancel", by=by, reason=reason)


def _held(shift: Shift) -> Any:
    rows = Shift.objects.select_for_update(of=("self",)).select_related("point__enterprise", "campaign__pack_version")
    return rows.get(pk=shift.pk)
