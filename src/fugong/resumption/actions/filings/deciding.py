"""Deciding: pass, return item by item, refuse; and the re-checks that follow an approval."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.resumption import critical, deciders, rules, telling
from fugong.resumption.actions import commitments, plans, promises, records
from fugong.resumption.actions.filings import steps
from fugong.resumption.actions.filings.holding import held
from fugong.resumption.models import Filing, FilingStep, Remark
from fugong.resumption.rules import definition
from fugong.workflow.moves import move

Remarks = Sequence[tuple[str, str]]
"""(key of the field or paper, what is to be mended)"""


def decide(*, filing: Filing, outcome: str, by: User, opinion: str = "", remarks: Remarks = ()) -> Filing:
    """Decides the open step that is this person's: `pass`, `return` or `refuse`."""
    match outcome:
        case "pass":
            return pass_on(filing=filing, by=by, opinion=opinion)
        case "return":
            return return_(filing=filing, by=by, reason=opinion, remarks=remarks)
        case "refuse":
            return refuse(filing=filing, by=by, reason=opinion)
    message = _("Choose: pass, return or refuse.")
    raise Refused(message, fields=[Fault("outcome", message)])


@transaction.atomic
def pass_on(*, filing: Filing, by: User, opinion: str = "") -> Filing:
    """One step is done. The next begins; after the last that the approval waits for, the filing is approved."""
    filing, step = _turn(filing, by)
    _guard_checklist(filing, step)
    last = not _left_after(filing, step)
    if last:
        commitments.require_before_approval(filing)
        plans.require_before_approval(filing, rules.of_filing(filing))
    return _approve(filing, step, by, opinion) if last else _go_on(filing, step, by, opinion)


@transaction.atomic
def return_(*, filing: Filing, by: User, reason: str, remarks: Remarks = ()) -> Filing:
    """Sends a filing back with the reason, and item by item what to mend. Returned is not refused."""
    filing, step = _turn(filing, by)
    kept = _remarks(filing, step, remarks)
    reason = reason.strip() or "; ".join(remark.text for remark in kept)
    _move(filing, "return", step, by, reason, remarks=[remark.field for remark in kept])
    steps.take(step, by=by, outcome="returned", opinion=reason)
    steps.stop(filing)
    Remark.objects.bulk_create(kept)
    promises.keep(filing, "filing.answered")
    promises.drop(filing)
    telling.decided(filing, "returned", reason)
    return filing


@transaction.atomic
def refuse(*, filing: Filing, by: User, reason: str) -> Filing:
    """The conditions can't be met: the filing ends."""
    filing, step = _turn(filing, by)
    _move(filing, "refuse", step, by, reason, ends=True)
    steps.take(step, by=by, outcome="refused", opinion=reason)
    steps.stop(filing)
    promises.keep(filing, "filing.answered", "filing.approved")
    promises.drop(filing)
    records.unfiled(filing)
    telling.decided(filing, "refused", reason)
    return filing


@transaction.atomic
def recheck(*, step: FilingStep, passed: bool, by: User, opinion: str = "") -> FilingStep:
    """What a re-check after the approval found. A fault needs words; suspending is a decision of its own."""
    filing = held(step.filing)
    step = FilingStep.objects.select_related("filing").get(pk=step.pk)
    if filing.state != "approved" or step.blocking:
        raise Conflict(_("A re-check follows the approval; this filing is “%(state)s”.") % {"state": filing.state_name})
    _guard_turn(filing, step, by)
    if not passed and not opinion.strip():
        raise Refused(_("Say what was found."), fields=[Fault("opinion", _("Say what was found."))])
    if passed:
        _guard_checklist(filing, step)
    outcome = "passed" if passed else "fault"
    steps.take(step, by=by, outcome=outcome, opinion=opinion)
    record("filing.recheck", filing, by=by, reason=opinion, outcome=outcome, **rules.told(filing, step))
    return step


def _turn(filing: Filing, by: User) -> tuple[Filing, FilingStep]:
    """The filing, held, and the open step that is this person's. Raises NotAllowed or Conflict."""
    filing = held(filing)
    if filing.state != "filed":
        raise Conflict(
            _("This filing is “%(state)s” now. Reload the page to see what happened.") % {"state": filing.state_name}
        )
    step = deciders.step_for(filing, by)
    if step is None:
        raise NotAllowed(_not_your_turn(filing, by))
    return filing, step


def _guard_turn(filing: Filing, step: FilingStep, by: User) -> None:
    if not deciders.open_steps(by).filter(pk=step.pk).exists():
        raise NotAllowed(_not_your_turn(filing, by))


def _not_your_turn(filing: Filing, by: User) -> str:
    if deciders.is_own_case(filing, by):
        return _("Nobody decides their own case: you made this filing or speak for the enterprise.")
    return _("It isn't your turn: the open step belongs to another post, or was decided already.")


def _guard_checklist(filing: Filing, step: FilingStep) -> None:
    """A step that fills a checklist can't be passed without it, nor over a critical measure that isn't met."""
    asked = definition(filing, step)
    if asked is None or not asked.checklist:
        return
    latest = step.verifications.exclude(kind="self").order_by("-at", "-pk").first()
    if latest is None:
        raise Refused(_("Fill in the checklist first: this step rests on it."), code="checklist_missing")
    unmet = critical.unmet(latest)
    if unmet:
        words = _("A critical measure isn't met (%(items)s): return the filing, or check again once it is mended.")
        raise Refused(words % {"items": critical.in_words(unmet)}, code="critical_fault")


def _left_after(filing: Filing, step: FilingStep) -> bool:
    """Whether the approval waits for more than this step."""
    return _left(filing).exclude(pk=step.pk).exists()


def _left(filing: Filing) -> QuerySet[FilingStep]:
    """What the approval waits for."""
    return filing.steps.filter(blocking=True, state__in=["open", "waiting"])


def _go_on(filing: Filing, step: FilingStep, by: User, opinion: str) -> Filing:
    _move(filing, "pass", step, by, opinion)
    _pass_step(filing, step, by, opinion)
    filing.step, filing.due_at = steps.lowest_open(filing), steps.next_due(filing)
    filing.save(update_fields=["step", "due_at"])
    if _left(filing).count() == 1 and commitments.lacking_before_approval(filing):
        telling.unsigned(filing)
    return filing


def _approve(filing: Filing, step: FilingStep, by: User, opinion: str) -> Filing:
    _move(filing, "approve", step, by, opinion, ends=True)
    _pass_step(filing, step, by, opinion)
    promises.keep(filing, "filing.approved")
    records.approved(filing)
    telling.decided(filing, "approved", opinion)
    return filing


def _pass_step(filing: Filing, step: FilingStep, by: User, opinion: str) -> None:
    steps.take(step, by=by, outcome="passed", opinion=opinion)
    telling.turn(filing, steps.open_next(filing))
    promises.keep(filing, "filing.answered", *(["filing.verified"] if step.do == "verify" else []))


def _move(
    filing: Filing, key: str, step: FilingStep, by: User, reason: str, *, ends: bool = False, **data: Any
) -> None:
    """Along the arrow, with the step on the event."""
    values = {"step": 0} | ({"decided_at": clock.now()} if ends else {})
    move(filing, key, by=by, reason=reason, set=values, **rules.told(filing, step), **data)


def _remarks(filing: Filing, step: FilingStep, remarks: Remarks) -> list[Remark]:
    """Rows for what was said item by item. Raises Refused where an item is none of the form."""
    section = rules.pack_of(filing).resumption
    known = {field.key for field in section.form} | {paper.key for paper in section.documents}
    kept = [(field, text.strip()[:500]) for field, text in remarks if text.strip()]
    unknown = [field for field, _text in kept if field not in known]
    if unknown:
        message = _("The form has no item “%(item)s”.") % {"item": unknown[0]}
        raise Refused(message, fields=[Fault(unknown[0], message)])
    return [Remark(filing=filing, step=step, field=field, text=text) for field, text in kept]
