"""Suspending all whom a filter of the list finds, and releasing them: with one reason, in steps that can be gone on with.

Each step is a transaction over a few hundred records and says with them how far it came. Whoever is killed half-way leaves nobody
half-suspended, and whoever goes on meets nobody twice. What happens to one enterprise is what `records` does to many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Refused, refuse
from fugong.core.ids import uuid7
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry import lists, lists_said
from fugong.resumption import standings
from fugong.resumption.actions import records
from fugong.resumption.arrows import RESUMPTION
from fugong.resumption.models import JointSuspension, Resumption
from fugong.workflow.holding import held
from fugong.workflow.moves import move

NEEDS = Permission.RESUMPTION_EDIT
CLOCK: Any = gettext_lazy("the clock")
STEP = standings.SINGLE
"""Records a step: so many that nobody who reports meanwhile has to wait for the whole day's rows."""
AT_ONCE = 2 * STEP
"""So many are suspended or released while the person waits; more by a job."""
TAKEN = RESUMPTION.arrow("suspend").frm
WHY_NOT: dict[str, str | Promise] = {
    "not_filed": gettext_lazy("Stays as it is: without an approval it may not work anyway."),
    "filed": gettext_lazy("Stays as it is: until its approval it may not work anyway."),
    "exempt": gettext_lazy("Stays as it is: it hasn’t confirmed its first day."),
    "suspended": gettext_lazy("Stays as it is: it is suspended already."),
}
"""State → why nobody in it is suspended."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a suspension would reach: state → how many."""

    states: dict[str, int]

    @property
    def reached(self) -> int:
        return sum(self.states.get(state, 0) for state in TAKEN)

    @property
    def taken(self) -> list[tuple[str, int]]:
        """Name of the state, how many."""
        return [(str(RESUMPTION.states[key]), self.states[key]) for key in TAKEN if self.states.get(key)]

    @property
    def passed_over(self) -> list[tuple[str, str, int]]:
        """Name of the state, why nobody in it is suspended, how many."""
        names = RESUMPTION.states
        return [(str(names[key]), str(why), self.states[key]) for key, why in WHY_NOT.items() if self.states.get(key)]


def preview(campaign: Campaign, wanted: lists.Wanted, by: User) -> Preview:
    """Whom it would reach now, of those over whom the person may decide."""
    counted = _records(campaign, wanted, by).order_by().values_list("state").annotate(many=Count("*"))
    return Preview(dict(counted))


def suspend(
    *, campaign: Campaign, wanted: lists.Wanted, reason: str, by: User, uid: UUID | None = None
) -> JointSuspension:
    """Suspends all whom the filter finds and who may work now. `uid` is the form's own: pressed twice it does nothing.

    Raises Refused where the reason is missing or nobody is found.
    """
    uid = uid or uuid7()
    known = JointSuspension.objects.filter(uid=uid, asked_by=by, campaign=campaign).first()
    if known is not None:
        return known
    made = _begun(campaign, wanted, reason.strip(), by, uid)
    if made.expected <= AT_ONCE:
        go_on(made)
    return made


@transaction.atomic
def _begun(campaign: Campaign, wanted: lists.Wanted, reason: str, by: User, uid: UUID) -> JointSuspension:
    must_be_open(campaign)
    if not reason:
        raise refuse("reason", _("Say why work has to stop."))
    rows = _records(campaign, wanted, by).filter(state__in=TAKEN).order_by()
    found = rows.aggregate(many=Count("*"), first=Min("area_code"), last=Max("area_code"))
    if not found["many"]:
        raise Refused(_("Nobody here can be suspended: none of them is approved or at work."))
    now = clock.now()
    made = JointSuspension(
        uid=uid, campaign=campaign, area_code=_area(found["first"], found["last"]), reason=reason[:300],
        wanted=wanted.query, scope=lists_said.in_each_language(campaign, wanted), asked_at=now, asked_by=by,
        expected=found["many"], state=JointSuspension.workflow.initial, state_since=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # pressed twice in the same moment
        return JointSuspension.objects.get(uid=uid, asked_by=by)
    record("joint_suspension.begin", made, by=by, reason=made.reason, to=made.state, expected=made.expected)
    _later(made, made.expected)
    return made


def lift(*, suspension: JointSuspension, reason: str, by: User) -> JointSuspension:
    """Releases all who are suspended by it still and over whom the person may decide."""
    with transaction.atomic():
        found = held(suspension)
        values = {"lifted_at": clock.now(), "lifted_by": by, "lift_reason": reason.strip()[:300], "reached": 0}
        move(found, "lift", by=by, reason=reason, set=values)
        many = found.records.count()
        _later(found, many)
    if many <= AT_ONCE:
        go_on(found)
    return found


def go_on(suspension: JointSuspension) -> JointSuspension:
    """Suspends or releases whoever is left. Also called after somebody was stopped half-way."""
    while step(suspension):
        pass
    suspension.refresh_from_db()
    return suspension


@transaction.atomic
def step(suspension: JointSuspension) -> bool:
    """The next few hundred records; False where there are none left, or nothing is to be done."""
    found = held(suspension, "asked_by", "lifted_by")
    if not found.is_moving:
        return False
    lifter = found.lifted_by if found.state == "lifting" else None
    rows = _to_release(found, lifter) if lifter else _to_suspend(found)
    rows = rows.filter(pk__gt=found.reached).select_for_update(of=("self",)).order_by("pk")
    taken = list(rows.select_related("enterprise", "campaign__pack_version", "campaign__jurisdiction")[:STEP])
    if not taken:
        _end(found)
        return False
    if lifter:
        found.released += records.release_many(rows=taken, reason=found.lift_reason, by=lifter)
    else:
        found.suspended += records.suspend_many(rows=taken, reason=found.reason, by=found.asked_by, together=found)
    found.reached = taken[-1].pk
    found.save(update_fields=["reached", "suspended", "released"])
    return True


def left_over() -> list[JointSuspension]:
    """Those that nobody goes on with any more, perhaps: whoever did was killed, or failed."""
    return list(JointSuspension.objects.filter(state__in=["suspending", "lifting"]).order_by("pk"))


def _end(found: JointSuspension) -> None:
    if found.state == "suspending":
        move(found, "hold", by=None, as_name=CLOCK, suspended=found.suspended)
    else:
        stay = found.records.count()
        move(found, "keep" if stay else "end", by=None, as_name=CLOCK, released=found.released, stay=stay)


def _records(campaign: Campaign, wanted: lists.Wanted, by: User) -> Any:
    """The records of those whom the filter finds, within what the person may decide about."""
    rows = Resumption.objects.visible_to(by, NEEDS).filter(campaign=campaign)
    if not wanted.narrowed:
        return rows
    return rows.filter(enterprise__in=lists.matching(by, campaign, wanted, NEEDS).order_by().values("enterprise"))


def _to_suspend(found: JointSuspension) -> Any:
    wanted = lists.Wanted.of(found.wanted)
    return _records(found.campaign, wanted, found.asked_by).filter(state__in=TAKEN)


def _to_release(found: JointSuspension, by: User) -> Any:
    return Resumption.objects.visible_to(by, NEEDS).filter(together=found, state="suspended")


def _area(first: str, last: str) -> str:
    """The smallest area in which both lie; between them, in order, lie all the others."""
    for length in (12, 9, 6, 4, 2):
        if first[:length] == last[:length]:
            return first[:length].ljust(12, "0")
    return "0" * 12


def _later(suspension: JointSuspension, many: int) -> None:
    """Where it takes longer than somebody waits, a job does it."""
    if many > AT_ONCE:
        from fugong.resumption import tasks

        tasks.go_on_together.defer(suspension=suspension.pk)
