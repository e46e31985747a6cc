"""Tubes: opened on a shift, filled person by person, sealed, sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.testing import totals
from fugong.testing.models import Retest, Sample, Shift, Tube
from fugong.testing.partitions import DAILY
from fugong.workflow import moves
from fugong.workforce.models import Employment, Person

EARLY, LATE = dt.timedelta(minutes=10), dt.timedelta(hours=48)
"""How far a phone's clock may run ahead; how old a sample may be that a phone without network kept."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A sample: whether it stood there already (`known`), and whether the person had been sampled today before (`again`)."""

    tube: Tube
    person: Person
    at: dt.datetime
    known: bool
    again: bool


@transaction.atomic
def begin(*, shift: Shift, code: str, size: int, by: User) -> Tube:
    """A new tube on an open shift. The same code on the same shift and of the same size is the same tube.

    Raises NotAllowed, Conflict (the shift isn't open), Refused (size or code).
    """
    held = (
        Shift.objects.select_for_update(of=("self",)).select_related("point__enterprise", "campaign").get(pk=shift.pk)
    )
    if not held.may_move(by, Permission.SAMPLE_TAKE):
        raise NotAllowed(_("You don’t take samples on this shift."))
    code = held.campaign.pack.testing.tubes.clean(code[:200])[:41]
    found = Tube.objects.filter(campaign=held.campaign, code=code).select_related("shift", "point__enterprise").first()
    if found is not None and found.shift_id == held.pk and found.size == size:
        return found
    if found is not None:
        message = _("The tube %(code)s is in use already.") % {"code": code}
        raise Refused(message, code="tube_known", fields=[Fault("code", message)])
    if held.state != "open":
        raise Conflict(_("This shift isn’t open: open it first."))
    _check(held, code, size)
    tube = Tube.objects.create(
        campaign=held.campaign, point=held.point, shift=held, area_code=held.area_code, day=held.day, code=code,
        test=held.test, size=size, opened_at=clock.now(), opened_by=by, state="collecting", state_since=clock.now(),
    )  # fmt: skip
    Shift.objects.filter(pk=held.pk).update(tubes_made=F("tubes_made") + 1)
    return tube


def _check(shift: Shift, code: str, size: int) -> None:
    testing = shift.campaign.pack.testing
    if message := testing.tubes.fault(code):
        raise Refused(message, code="tube_code", fields=[Fault("code", message)])
    test = testing.test(shift.test)
    pools = test.pools if test else (1,)
    if size not in pools:
        message = _("A tube of this test is for %(sizes)s people.") % {"sizes": ", ".join(map(str, pools))}
        raise Refused(message, fields=[Fault("size", message)])


@transaction.atomic
def take(
    *, tube: Tube, person: Person, by: User, at: dt.datetime | None = None, shown: bool = False, via: str = "desk"
) -> Taken:
    """Puts a person's sample into a tube. `shown`: the person's own signed code was read, so that the specialist of a shared
    point may take whoever comes. The same person in the same tube again changes nothing.

    Raises NotAllowed, Conflict (the tube is sealed), Refused (it is full, or the moment can't be meant).
    """
    held = _held(tube)
    moment = _moment(at)
    _guard(held, person, by, shown)
    enterprise = main_enterprise(person)
    there = Sample.objects.filter(enterprise_id=enterprise, person_id=person.pk, kind=held.test)
    today = list(there.filter(day__range=(clock.today() - dt.timedelta(days=3), clock.today())).order_by("at"))
    same = next((row for row in today if row.tube_id == held.pk), None)
    if same is not None:
        return Taken(held, person, same.at, known=True, again=False)
    if held.state != "collecting":
        raise Conflict(_("The tube %(code)s is sealed: nobody can be added.") % {"code": held.code})
    if held.room <= 0:
        raise Refused(
            _("The tube %(code)s is full. Seal it and open the next.") % {"code": held.code}, code="tube_full"
        )
    day = clock.local(moment).date()
    DAILY.ensure(day)
    _insert(held, person, enterprise, day, moment, via, by)
    Tube.objects.filter(pk=held.pk).update(filled=F("filled") + 1)
    held.filled += 1
    if held.size == 1:
        _follow_retest(held, person, by)
    _recount(held, [(day, enterprise)])
    return Taken(held, person, moment, known=False, again=any(row.day == day for row in today))


def _moment(at: dt.datetime | None) -> dt.datetime:
    now = clock.now()
    moment = at or now
    if moment > now + EARLY or moment < now - LATE:
        raise Refused(_("The moment of this sample lies too far away: look at the phone’s clock."), code="moment")
    return min(moment, now)


def _guard(tube: Tube, person: Person, by: User, shown: bool) -> None:
    if not tube.may_move(by, Permission.SAMPLE_TAKE):
        raise NotAllowed(_("You don’t take samples on this shift."))
    if person.campaign_id != tube.campaign_id:
        raise Refused(_("This code belongs to another place."), code="other_place")
    if not shown and not person.may_move(by, Permission.SAMPLE_TAKE):
        raise NotAllowed(_("You don’t see this person: have the code shown."))
    if person.state == "left":
        raise Refused(_("This person has left."), code="left")


def _insert(tube: Tube, person: Person, enterprise: int, day: dt.date, moment: dt.datetime, via: str, by: User) -> None:
    try:
        with transaction.atomic():
            Sample.objects.create(
                enterprise_id=enterprise, day=day, person_id=person.pk, kind=tube.test, at=moment,
                campaign_id=tube.campaign_id, tube_id=tube.pk, result="", via=via, by_id=by.pk,
            )  # fmt: skip
    except IntegrityError:
        message = _("This person was sampled at that very moment already, in another tube.")
        raise Refused(message, code="same_moment") from None


def main_enterprise(person: Person) -> int:
    """Where a person counts: at the first of the present employments; 0 for nowhere."""
    rows = Employment.objects.filter(person=person, left_on=None).order_by("pk").values_list("enterprise_id", flat=True)
    return rows.first() or 0


def _follow_retest(tube: Tube, person: Person, by: User) -> None:
    retest = Retest.objects.filter(person=person, state="open").first()
    if retest is not None:
        moves.move(retest, "sample", by=None, as_name=str(by), set={"sampled_in": tube})


@transaction.atomic
def take_back(*, tube: Tube, person: Person, by: User) -> None:
    """Takes a sample back while the tube is open: a slip of the finger. Nothing to take back is no fault."""
    held = _held(tube)
    if not held.may_move(by, Permission.SAMPLE_TAKE):
        raise NotAllowed(_("You don’t take samples on this shift."))
    found = list(in_tube(held).filter(person_id=person.pk))
    if not found:
        return
    if held.state != "collecting":
        raise Conflict(_("The tube %(code)s is sealed: nobody can be taken out.") % {"code": held.code})
    in_tube(held).filter(person_id=person.pk).delete()
    Tube.objects.filter(pk=held.pk).update(filled=F("filled") - len(found))
    held.filled -= len(found)
    record("testing_tube.take_back", held, by=by, person=person.pk)
    retest = Retest.objects.filter(person=person, state="sampled", sampled_in=held).first()
    if retest is not None:
        moves.move(retest, "again", by=None, as_name=str(by), set={"sampled_in": None}, due_at=retest.due_at)
    _recount(held, [(row.day, row.enterprise_id) for row in found])


def in_tube(tube: Tube) -> "QuerySet[Sample]":
    """The samples of a tube; looked for around its day only."""
    days = (tube.day - dt.timedelta(days=2), tube.day + dt.timedelta(days=2))
    return Sample.objects.filter(day__range=days, tube_id=tube.pk).order_by("at")


def _recount(tube: Tube, places: Sequence[tuple[dt.date, int]]) -> None:
    with connection.cursor() as cursor:
        for day in sorted({day for day, _enterprise in places}):
            some = [enterprise for each, enterprise in places if each == day]
            totals.recount(cursor, tube.campaign_id, day, tube.test, some)


@transaction.atomic
def seal(*, tube: Tube, by: User) -> None:
    """Closes a tube; an empty one is not used. A sealed one stays so."""
    held = _held(tube)
    if held.state == "sealed" and held.may_move(by, Permission.SAMPLE_TAKE):
        return
    moves.move(held, "seal" if held.filled else "drop", by=by, set={"sealed_at": clock.now()}, people=held.filled)


@transaction.atomic
def send(*, tubes: Sequence[Tube], by: User) -> int:
    """Hands sealed tubes to the laboratory; from now on their results are waited for. Returns how many."""
    if not tubes:
        raise Refused(_("Choose at least one tube."))
    for tube in tubes:
        held = _held(tube)
        section = held.campaign.pack.testing
        due = held.campaign.pack.due(clock.now(), section.results.within)
        moves.move(held, "send", by=by, due_at=due, set={"sent_at": clock.now()})
    return len(tubes)


def _held(tube: Tube) -> Tube:
    rows = Tube.objects.select_for_update(of=("self",)).select_related(
        "shift", "point__enterprise", "campaign__pack_version"
    )
    return rows.get(pk=tube.pk)  # type: ignore[no-any-return]
