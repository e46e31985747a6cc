"""The steps of a filing's route: made when it is filed, opened wave by wave, taken by one person each."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Min
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.resumption import rules
from fugong.resumption.models import Filing, FilingStep
from fugong.resumption.models.filing import StepState


def make(filing: Filing, circumstances: rules.Circumstances) -> list[FilingStep]:
    """Rows for the route's steps."""
    return FilingStep.objects.bulk_create(rows(filing, circumstances))


def rows(filing: Filing, circumstances: rules.Circumstances) -> list[FilingStep]:
    """The route's steps, not yet in the database. Steps that run side by side share a wave."""
    made, wave = [], 0
    for order, (place, step) in enumerate(circumstances.placed_steps, start=1):
        wave += 0 if step.parallel and wave else 1
        made.append(
            FilingStep(
                filing=filing,
                order=order,
                wave=wave,
                place=place,
                post=step.post,
                do=step.do,
                within=step.within,
                blocking=step.blocking,
            )
        )
    return made


def open_next(filing: Filing) -> list[FilingStep]:
    """Opens the waves that are due now: the next one, and those after it until one has something to wait for."""
    opened = due_now(filing.steps.order_by("order"))
    for step in opened:
        begin(filing, step)
        step.save(update_fields=["state", "opened_at", "due_at", "next_rung_at"])
    return opened


def due_now(steps: Iterable[FilingStep]) -> list[FilingStep]:
    """Which of a filing's steps, given in their order, are to be opened now."""
    known = list(steps)
    waiting = [step for step in known if step.state == StepState.WAITING]
    busy = any(step.state == StepState.OPEN and step.blocking for step in known)
    due: list[FilingStep] = []
    while waiting and not busy:
        wave = [step for step in waiting if step.wave == waiting[0].wave]
        waiting = [step for step in waiting if step.wave != wave[0].wave]
        busy = any(step.blocking for step in wave)
        due += wave
    return due


def begin(filing: Filing, step: FilingStep) -> None:
    """Sets a step going, with its clock; whoever calls saves it."""
    pack = rules.for_version(filing.pack_version)
    moment = clock.now()
    step.state, step.opened_at = StepState.OPEN, moment
    step.due_at = pack.due(moment, step.within) if step.within else None
    whole = whole_way_due(filing)
    if step.blocking and whole is not None:
        step.due_at = min(step.due_at, whole) if step.due_at else whole
    step.next_rung_at = step.due_at


def whole_way_due(filing: Filing) -> dt.datetime | None:
    """When the route's clock over the whole way ends; None where it has none."""
    route = rules.for_version(filing.pack_version).resumption.route(filing.route)
    if not route.within or filing.filed_at is None:
        return None
    return rules.for_version(filing.pack_version).due(filing.filed_at, route.within)


def next_due(filing: Filing) -> dt.datetime | None:
    """The earliest deadline of the steps that the approval waits for."""
    waits = filing.steps.filter(state=StepState.OPEN, blocking=True)
    return waits.aggregate(first=Min("due_at"))["first"]


def lowest_open(filing: Filing) -> int:
    """Order of the first step that is open; 0 where none is."""
    return filing.steps.filter(state=StepState.OPEN).aggregate(first=Min("order"))["first"] or 0


def take(step: FilingStep, *, by: User, outcome: str, opinion: str) -> None:
    """Writes what came of a step. Of two who decide it at once one wins; the other is told. An opinion is never overwritten."""
    values = {
        "state": StepState.DONE,
        "done_at": clock.now(),
        "done_by": by,
        "outcome": outcome,
        "opinion": opinion.strip(),
        "next_rung_at": None,
    }
    if not FilingStep.objects.filter(pk=step.pk, state=StepState.OPEN).update(**values):
        raise Conflict(_("Someone else decided this step already. Reload the page to see what happened."))
    for name, value in values.items():
        setattr(step, name, value)


def stop(filing: Filing) -> None:
    """The steps that were open or to come fall away: the filing went back or ended."""
    left = filing.steps.filter(state__in=[StepState.OPEN, StepState.WAITING])
    left.update(state=StepState.SKIPPED, next_rung_at=None)
