"""The resumption record: follows the enterprise's filings, and is moved by those who see the return to work happen."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, kept
from fugong.core.errors import Conflict, Fault, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.resumption import hanging, holds, standings, telling
from fugong.resumption.actions import commitments
from fugong.resumption.models import Filing, JointSuspension, Resumption
from fugong.resumption.models.filing import FilingKind
from fugong.workflow.moves import move, move_many

MOST_CAPACITY = 300  # per cent: extra shifts may go beyond full capacity


def of(campaign: Campaign, enterprise_id: int) -> Resumption:
    """The enterprise's record. Raises Refused where it isn't part of the campaign."""
    found = Resumption.objects.select_related("enterprise", "campaign").filter(
        campaign=campaign, enterprise_id=enterprise_id
    )
    row = found.first()
    if row is None:
        raise Refused(_("This enterprise isn't part of %(campaign)s.") % {"campaign": campaign})
    return row


# -- what follows from filings ------------------------------------------------------------------------------------


def filed(filing: Filing) -> None:
    """A filing came in."""
    row = of(filing.campaign, filing.enterprise_id)
    values = {"filed_at": filing.filed_at, "planned_on": filing.planned_on or row.planned_on, "remote": filing.remote}
    if row.state == "not_filed":
        move(row, "file", by=None, as_name=str(filing.filed_by), set=values, filing=filing.number)
    changed(row)


def unfiled(filing: Filing) -> None:
    """The filing was withdrawn or refused: where nothing was approved yet, the enterprise stands where it began."""
    row = of(filing.campaign, filing.enterprise_id)
    if row.state == "filed":
        move(row, "unfile", by=None, as_name=_who(filing), set={"filed_at": None}, filing=filing.number)
    changed(row)


def approved(filing: Filing) -> None:
    """A filing was approved: the first opens the way, an addition adds its people, one filed again ends a suspension."""
    row = of(filing.campaign, filing.enterprise_id)
    staff = filing.staff_returning
    if filing.kind == FilingKind.ADDITION and staff is not None:
        staff += row.approved_staff or 0
    values: dict[str, Any] = {
        "approved_at": filing.decided_at,
        "approved_staff": row.approved_staff if staff is None else staff,
        "planned_on": filing.planned_on or row.planned_on,
        "remote": filing.remote,
    }
    arrow = {"not_filed": "approve", "filed": "approve", "suspended": "release"}.get(row.state)
    if arrow == "release" and _stays(row, filing):
        arrow = None
    if arrow == "release":
        values |= {"reason": "", "together": None}
    if arrow:
        # An approval's own words name the filing; of a release the reason tells it beside reasons that people wrote.
        why = _("Filing %(number)s was approved.") % {"number": filing.number} if arrow == "release" else ""
        move(row, arrow, by=None, as_name=_who(filing), reason=why, set=values, filing=filing.number)
        if arrow == "release":
            hanging.freed([row], _who(filing))
    else:
        Resumption.objects.filter(pk=row.pk).update(**values)
    changed(row)


# -- what people see happen ---------------------------------------------------------------------------------------


@transaction.atomic
def resume(*, resumption: Resumption, first_day: dt.date, by: User) -> Resumption:
    """The enterprise says that it is at work again, since when."""
    holds.refuse_if_held(resumption.campaign_id, resumption.enterprise_id)
    return _begin(resumption, "resume", first_day, by)


@transaction.atomic
def observe(*, resumption: Resumption, first_day: dt.date, by: User) -> Resumption:
    """An officer saw or heard that the enterprise is at work again."""
    holds.refuse_if_held(resumption.campaign_id, resumption.enterprise_id)
    return _begin(resumption, "observe", first_day, by)


@transaction.atomic
def resume_batch(*, campaign: Campaign, batch: str, first_day: dt.date, by: User) -> list[Resumption]:
    """The first day of a whole batch (循序渐进): every approved enterprise of it that the person may move."""
    if batch not in {each.key for each in campaign.pack.resumption.batches}:
        raise Refused(_("The place has no batch “%(key)s”.") % {"key": batch})
    rows = Resumption.objects.visible_to(by, Permission.RESUMPTION_EDIT).filter(
        campaign=campaign, batch=batch, state="approved"
    )
    return [_begin(row, "observe", first_day, by) for row in rows.select_related("enterprise").order_by("pk")]


@transaction.atomic
def suspend(*, resumption: Resumption, reason: str, by: User) -> Resumption:
    """Stops work at an enterprise until the conditions hold again."""
    move(resumption, "suspend", by=by, reason=reason, set=_stopped(reason))
    hanging.stopped([resumption], reason, by.name)
    telling.suspended([resumption])
    return changed(resumption)


@transaction.atomic
def suspend_apart(*, resumption: Resumption, reason: str, by: User) -> Resumption:
    """Whom a suspension of many stopped stays stopped for a reason of its own when the others are released."""
    was_together = resumption.together_id is not None
    move(resumption, "suspend_apart", by=by, reason=reason, set=_stopped(reason))
    if not was_together:
        raise Conflict(_("This enterprise is suspended for a reason of its own already."))
    telling.suspended([resumption])
    return changed(resumption)


@transaction.atomic
def suspend_many(*, rows: Sequence[Resumption], reason: str, by: User, together: JointSuspension) -> int:
    """Suspends enterprises of one campaign, in so many statements whether they are few or many; returns how many."""
    move_many(rows, "suspend", by=by, reason=reason, set=_stopped(reason, together), together=together.pk)
    moved = [row for row in rows if row.state == "suspended"]
    hanging.stopped(moved, reason, by.name)
    telling.suspended(moved)
    return _changed(moved)


@transaction.atomic
def release(*, resumption: Resumption, reason: str, by: User) -> Resumption:
    """Lifts a suspension: the enterprise may begin again. Raises Refused while an order to stop work holds."""
    holds.refuse_if_held(resumption.campaign_id, resumption.enterprise_id)
    move(resumption, resumption.way("release"), by=by, reason=reason, set=_begun_again(resumption))
    hanging.freed([resumption], by.name)
    telling.released([resumption])
    return changed(resumption)


@transaction.atomic
def release_many(*, rows: Sequence[Resumption], reason: str, by: User) -> int:
    """Lifts the suspension of many; those at which an order to stop work holds stay stopped. Returns how many it released."""
    held = holds.reasons(rows[0].campaign_id, [row.enterprise_id for row in rows]) if rows else {}
    ways: dict[str, list[Resumption]] = {"release": [], "release_exempt": []}
    for row in rows:
        if row.enterprise_id not in held:
            ways[row.way("release")].append(row)
    values = {"reason": F("exemption"), "resumed_on": None, "together": None}
    for way, those in ways.items():
        move_many(those, way, by=by, reason=reason, set=values)
    moved = [row for row in rows if row.state != "suspended"]
    hanging.freed(moved, by.name)
    telling.released(moved)
    return _changed(moved)


# -- what follows from an order to stop work ----------------------------------------------------------------------


@transaction.atomic
def stop(*, resumption: Resumption, reason: str, as_name: str, order: str) -> str:
    """Suspends by an order that two people signed. Returns the state before; where there is no approval, nothing moves."""
    before = resumption.state
    if before in ("approved", "resumed"):
        move(resumption, "stop", by=None, as_name=as_name, reason=reason, set=_stopped(reason), order=order)
        hanging.stopped([resumption], reason, as_name)
        changed(resumption)
    return before


@transaction.atomic
def restart(*, resumption: Resumption, reason: str, as_name: str, order: str) -> None:
    """Lifts what the order suspended: the enterprise may begin again."""
    if resumption.state == "suspended":
        values = _begun_again(resumption)
        move(resumption, resumption.way("restart"), by=None, as_name=as_name, reason=reason, set=values, order=order)
        hanging.freed([resumption], as_name)
        changed(resumption)


@transaction.atomic
def exempt(*, resumption: Resumption, reason: str, by: User) -> Resumption:
    """No filing is asked of this enterprise."""
    why = reason.strip()[:300]
    move(resumption, "exempt", by=by, reason=reason, set={"reason": why, "exemption": why})
    return changed(resumption)


@transaction.atomic
def include(*, resumption: Resumption, reason: str, by: User) -> Resumption:
    """Ends an exemption."""
    move(resumption, "include", by=by, reason=reason, set={"reason": "", "exemption": ""})
    return changed(resumption)


@transaction.atomic
def set_capacity(*, resumption: Resumption, capacity: int, by: User) -> Resumption:
    """The capacity that has been regained, in per cent."""
    if not (resumption.may_move(by, Permission.REPORT_SUBMIT) or resumption.may_move(by, Permission.RESUMPTION_EDIT)):
        raise Refused(_("You can't change the capacity of this enterprise."))
    if not 0 <= capacity <= MOST_CAPACITY:
        message = _("Write a percentage from %(low)s to %(high)s.") % {"low": 0, "high": MOST_CAPACITY}
        raise Refused(message, fields=[Fault("capacity", message)])
    before, resumption.capacity = resumption.capacity, capacity
    resumption.save(update_fields=["capacity"])
    record("resumption.capacity", resumption, by=by, before=before, now=capacity)
    return changed(resumption)


def batches(user: User, campaign: Campaign) -> list[dict[str, Any]]:
    """The pack's batches in order, each with how many enterprises the person sees in which state."""
    rows = Resumption.objects.visible_to(user).filter(campaign=campaign)
    states = rows.order_by().values_list("batch", "state").annotate(many=Count("*"))
    count = lambda: {(batch, state): many for batch, state, many in states}  # noqa: E731
    counts = kept.lately("batches", lambda: kept.asked(rows), count, lambda held: sum(held.values()))
    found = []
    for batch in campaign.pack.resumption.batches:
        by_state = {state: counts.get((batch.key, state), 0) for state in Resumption.workflow.states}
        found.append({"key": batch.key, "name": batch.name, "total": sum(by_state.values()), **by_state})
    return found


def changed(row: Resumption) -> Resumption:
    """Has today's standing follow."""
    standings.refresh(campaign=row.campaign, day=clock.today(), enterprise_ids=[row.enterprise_id])
    return row


def _changed(rows: Sequence[Resumption]) -> int:
    if rows:
        keys = [row.enterprise_id for row in rows]
        standings.refresh(campaign=rows[0].campaign, day=clock.today(), enterprise_ids=keys)
    return len(rows)


def _stays(row: Resumption, filing: Filing) -> bool:
    """Whether an approval leaves a suspension as it is: what is added does, and so does whatever is filed while an order to stop
    work or a suspension of many holds."""
    if filing.kind != FilingKind.AGAIN or row.together_id is not None:
        return True
    return bool(holds.reason(row.campaign_id, row.enterprise_id))


def _stopped(reason: str, together: JointSuspension | None = None) -> dict[str, Any]:
    """What a record says while work has to stop."""
    return {"reason": reason.strip()[:300], "together": together}


def _begin(row: Resumption, arrow: str, first_day: dt.date, by: User) -> Resumption:
    earliest = clock.local(row.approved_at).date() if row.approved_at else None
    if first_day > clock.today():
        _refuse_day(_("The first day lies ahead. Enter it when it has come."))
    if earliest and first_day < earliest:
        _refuse_day(_("The first day can't be before the approval on %(day)s.") % {"day": dates.shown(earliest)})
    if row.exemption:
        commitments.require_before_first_day(row)
    move(row, arrow, by=by, set={"resumed_on": first_day, "reason": ""}, first_day=first_day.isoformat())
    return changed(row)


def _begun_again(row: Resumption) -> dict[str, Any]:
    """What a record says once its suspension is lifted: the next first day is to be confirmed anew."""
    return {"reason": row.exemption, "resumed_on": None, "together": None}


def _refuse_day(message: str) -> None:
    raise Refused(message, fields=[Fault("first_day", message)])


def _who(filing: Filing) -> str:
    """Who brought it about: whoever decided last, else the enterprise that took its filing back."""
    last = filing.steps.exclude(done_by=None).select_related("done_by").order_by("-done_at", "-order").first()
    decided = filing.state in ("approved", "refused")
    return str(last.done_by) if last and decided else filing.enterprise.name
