"""Sessions: planned, booked, begun with a code on the screen, signed in, ended with minutes counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, TooMany, refuse
from fugong.ledger.models import Event
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.training import coding, telling
from fugong.training.access import over_place
from fugong.training.actions import attending
from fugong.training.actions.held import held, require, tidy
from fugong.training.models import Course, Presence, Session, Trainee
from fugong.workflow.moves import move

OWN: Any = gettext_lazy("the person, by the own link")
EARLY = dt.timedelta(hours=1)
"""A session may be begun so long before its hour."""
WRONG = 10
"""So many wrong codes one person may type at one session."""


@transaction.atomic
def plan(
    *,
    course: Course,
    begins_at: dt.datetime,
    ends_at: dt.datetime,
    capacity: int,
    by: User | None,
    place: str = "",
    address: str = "",
    lecturer: User | None = None,
    lecturer_name: str = "",
) -> Session:
    """A date of a course. Raises NotAllowed, Conflict, Refused with each fault at its field."""
    require(P.TRAINING_MANAGE, course.campaign, by)
    must_be_open(course.campaign)
    if course.state != "open":
        raise Conflict(_("This course is “%(state)s”.") % {"state": course.state_name})
    faults = []
    if begins_at >= ends_at:
        faults.append(Fault("ends", _("It ends before it begins.")))
    elif ends_at < clock.now():
        faults.append(Fault("day", _("That is over already.")))
    if not 1 <= capacity <= 100_000:
        faults.append(Fault("capacity", _("Write how many seats there are.")))
    if not place.strip() and not address.strip():
        faults.append(Fault("place", _("Write where it is, or the address online.")))
    if address.strip() and not address.strip().startswith(("http://", "https://")):
        faults.append(Fault("address", _("Write an address that begins with https://.")))
    if lecturer is not None and not lecturer.holds(P.TRAINING_TEACH):
        faults.append(Fault("lecturer", _("%(name)s doesn’t teach here.") % {"name": lecturer}))
    if faults:
        raise Refused(_("Something in the session doesn’t fit yet."), fields=faults)
    made = Session.objects.create(
        campaign=course.campaign, pack_version=course.campaign.pack_version, course=course, area_code=course.area_code,
        begins_at=begins_at, ends_at=ends_at, place=tidy(place, 120), address=tidy(address, 300), capacity=capacity,
        lecturer=lecturer, lecturer_name=tidy(lecturer_name, 40), state="planned", state_since=clock.now(),
        due_at=begins_at + dt.timedelta(minutes=30), next_rung_at=begins_at + dt.timedelta(minutes=30), clock_kind="begin",
        clock_started_at=clock.now(),
    )  # fmt: skip
    event = record("course_session.plan", made, by=by, as_name="" if by else "installation", to="planned")
    if lecturer is not None and (by is None or lecturer.pk != by.pk):
        telling.these(
            made, [lecturer], lambda: _("You teach: “%(course)s”") % {"course": course}, event, kind=telling.OWN
        )
    return made


@transaction.atomic
def book(*, session: Session, trainee: Trainee, by: User | None) -> Presence:
    """A seat; the same again is the same. `by` None is the person. Raises Conflict where no seat is left."""
    row = held(session)
    _may(trainee, by)
    if trainee.course_id != row.course_id or trainee.state != "signed_up":
        raise Conflict(_("You need no seat at this session."))
    found = Presence.objects.filter(session=row, trainee=trainee).first()
    if found is not None:
        return found
    if row.state not in ("planned", "running"):
        raise Conflict(_("This session is “%(state)s”.") % {"state": row.state_name})
    if row.room < 1:
        raise Conflict(_("No seat is left at this session. Choose another."))
    Session.objects.filter(pk=row.pk).update(taken=row.taken + 1)
    made = Presence.objects.create(session=row, trainee=trainee, booked_at=clock.now())
    record("trainee.book", trainee, by=by, as_name="" if by else OWN, session=row.pk, when=row.begins_at.isoformat())
    return made


@transaction.atomic
def leave(*, session: Session, trainee: Trainee, by: User | None) -> None:
    """The seat is free again. Raises Conflict once the session has begun."""
    row = held(session)
    _may(trainee, by)
    gone, _rows = Presence.objects.filter(session=row, trainee=trainee, signed_in_at=None).delete()
    if row.state != "planned" or not gone:
        raise Conflict(_("This seat can’t be given back any more."))
    Session.objects.filter(pk=row.pk).update(taken=row.taken - 1)
    record("trainee.leave", trainee, by=by, as_name="" if by else OWN, session=row.pk)


def _may(trainee: Trainee, by: User | None) -> None:
    if by is None or over_place(by, P.TRAINING_MANAGE, trainee.campaign):
        return
    if trainee.enterprise_id not in by.scope(P.TRAINING_VIEW).enterprises:
        raise NotAllowed(_("You can’t sign people up for this."))


@transaction.atomic
def begin(*, session: Session, by: User) -> Session:
    """People may sign in from now on."""
    row = held(session)
    if clock.now() < row.begins_at - EARLY:
        raise Conflict(_("It is too early: people sign in from an hour before on."))
    move(row, "begin", by=by, due_at=row.ends_at + dt.timedelta(minutes=30))
    return row


def sign_in(*, session: Session, trainee: Trainee, code: str) -> Presence:
    """The person types the code on the screen. Without a seat before, one is taken, while there are any.

    Raises Refused. A wrong code stays on record, though it is refused, so that nobody tries a million.
    """
    with transaction.atomic():
        row = held(session)
        if row.state != "running":
            raise Conflict(_("Nobody signs in at this session now."))
        if not _attempt(row, trainee):
            raise TooMany(_("Too many wrong codes. Let the lecturer tick you off."))
        if coding.fits(row, code):
            return _present(row, trainee, "code", by=None, as_name=OWN)
        record("trainee.wrong_code", trainee, by=None, as_name=OWN, session=row.pk)
    raise refuse("code", _("This isn’t the code on the screen now. Type the one that stands there."))


def _attempt(session: Session, trainee: Trainee) -> bool:
    tried = Event.objects.about("trainee", trainee.pk).filter(verb="trainee.wrong_code", data__session=session.pk)
    return bool(tried.count() < WRONG)


@transaction.atomic
def tick(*, session: Session, present: Iterable[int], by: User) -> int:
    """The lecturer's keypad: these trainees are here; how many are so since now."""
    row = held(session)
    if not row.may_move(by, P.TRAINING_TEACH):
        raise NotAllowed(_("You don’t teach this session."))
    if row.state != "running":
        raise Conflict(_("Nobody signs in at this session now."))
    ids = list(present)[:5_000]
    rows = Trainee.objects.filter(course=row.course_id, pk__in=ids).exclude(state="withdrawn").select_related("course")
    done = 0
    for trainee in rows.order_by("pk"):
        known = Presence.objects.filter(session=row, trainee=trainee).first()
        if known is None or known.signed_in_at is None:
            _present(row, trainee, "keypad", by=by)
            row.refresh_from_db(fields=["taken"])
            done += 1
    return done


def _present(row: Session, trainee: Trainee, how: str, *, by: User | None, as_name: Any = "") -> Presence:
    if trainee.course_id != row.course_id or trainee.state == "withdrawn":
        raise Conflict(_("You aren’t on this course."))
    found = Presence.objects.filter(session=row, trainee=trainee).first()
    if found is None:
        if row.room < 1:
            raise Conflict(_("No seat is left at this session. Choose another."))
        Session.objects.filter(pk=row.pk).update(taken=row.taken + 1)
        found = Presence(session=row, trainee=trainee, booked_at=clock.now())
    if found.signed_in_at is None:
        found.signed_in_at, found.how = clock.now(), how
        found.save()
        record("trainee.sign_in", trainee, by=by, as_name=as_name, session=row.pk, how=how)
    return found


@transaction.atomic
def end(*, session: Session, by: User) -> Session:
    """Minutes are counted: from signing in (or the hour of the beginning) to the hour of the end, or now."""
    row = held(session)
    last = min(clock.now(), row.ends_at)
    here = Presence.objects.filter(session=row, signed_in_at__isnull=False).select_related("trainee__course")
    missing = Presence.objects.filter(session=row, signed_in_at=None).count()
    move(row, "end", by=by, set={"held_at": clock.now()}, present=here.count(), missing=missing)
    for presence in here:
        first = max(presence.signed_in_at or row.begins_at, row.begins_at)
        presence.minutes = max(int((last - first).total_seconds() // 60), 0)
        presence.save(update_fields=["minutes"])
        attending.follow(presence.trainee)
    return row


@transaction.atomic
def correct(*, session: Session, trainee: Trainee, minutes: int, by: User) -> None:
    """The lecturer or the desk corrects somebody's minutes at a session that was held."""
    row = held(session)
    if not row.may_move(by, P.TRAINING_TEACH):
        raise NotAllowed(_("You don’t teach this session."))
    if row.state != "held":
        raise Conflict(_("Minutes are corrected once the session was held."))
    if not 0 <= minutes <= row.minutes:
        raise refuse("minutes", _("The number must be from %(least)s to %(most)s.") % {"least": 0, "most": row.minutes})
    presence = Presence.objects.filter(session=row, trainee=trainee).first()
    before = presence.minutes if presence else 0
    if presence is None:
        raise Conflict(_("This person had no seat there."))
    presence.minutes = minutes
    presence.signed_in_at = presence.signed_in_at or (row.begins_at if minutes else None)
    presence.how = presence.how or "keypad"
    presence.save()
    record("trainee.minutes", trainee, by=by, session=row.pk, before=before, minutes=minutes)
    attending.follow(trainee)


@transaction.atomic
def cancel(*, session: Session, reason: str, by: User) -> Session:
    """It doesn't take place; those who had a seat are told."""
    row = held(session)
    event = move(row, "cancel", by=by, reason=tidy(reason, 300))
    for presence in Presence.objects.filter(session=row).select_related(
        "trainee__user", "trainee__enterprise", "trainee__campaign"
    ):
        telling.holder(
            presence.trainee, lambda: _("Cancelled: a session of “%(course)s”") % {"course": row.course}, event
        )
    Presence.objects.filter(session=row, signed_in_at=None).delete()
    return row
