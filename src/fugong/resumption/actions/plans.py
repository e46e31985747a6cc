"""One enterprise, one plan (一企一方案): a version each time it changes; and its production lines."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption import answers as forms
from fugong.resumption import rules
from fugong.resumption.actions.records import MOST_CAPACITY, changed
from fugong.resumption.models import Filing, ProductionLine, Resumption, ResumptionPlan

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A production line as typed. Capacity in per cent."""

    name: str
    staff: int = 0
    capacity: int = 0
    planned_on: dt.date | None = None


@transaction.atomic
def save_plan(*, resumption: Resumption, content: dict[str, Any], by: User) -> ResumptionPlan:
    """Keeps the plan as its next version; an unchanged one makes none. Raises Refused with a fault at each field."""
    _guard(resumption, by)
    fields = resumption.campaign.pack.resumption.plan.fields
    answers, faults = forms.read(fields, content, whole=True)
    if faults:
        raise Refused(_("The plan isn't complete yet. What is missing is marked below."), fields=faults)
    Resumption.objects.select_for_update().get(pk=resumption.pk)
    latest = resumption.plans.order_by("-version").first()
    if latest is not None and latest.content == answers:
        return latest
    version = (resumption.plans.aggregate(last=Max("version"))["last"] or 0) + 1
    plan = ResumptionPlan.objects.create(
        resumption=resumption, version=version, content=answers, made_at=clock.now(), made_by=by
    )
    record("resumption.plan", resumption, by=by, version=version)
    return plan


@transaction.atomic
def save_lines(*, resumption: Resumption, lines: list[Line], by: User) -> list[ProductionLine]:
    """Sets the production lines to what was typed; a line left out is gone. Capacity follows, weighted by staff."""
    _guard(resumption, by)
    _guard_lines(lines)
    Resumption.objects.select_for_update().get(pk=resumption.pk)
    resumption.lines.exclude(name__in=[line.name for line in lines]).delete()
    for line in lines:
        values = {"staff": line.staff, "capacity": line.capacity, "planned_on": line.planned_on}
        ProductionLine.objects.update_or_create(resumption=resumption, name=line.name, defaults=values)
    if lines:
        resumption.capacity = _capacity(lines)
        resumption.save(update_fields=["capacity"])
    record("resumption.lines", resumption, by=by, lines={line.name: line.capacity for line in lines})
    changed(resumption)
    return list(resumption.lines.all())


def lacks(circumstances: rules.Circumstances, campaign: Campaign, enterprise: Enterprise) -> bool:
    """Whether the enterprise must have a plan and hasn't written it: its questions, or its lines where nothing else is asked."""
    asked = campaign.pack.resumption
    if not asked.needs_plan(circumstances.facts):
        return False
    written = ResumptionPlan if asked.plan.fields else ProductionLine
    return not written.objects.filter(resumption__campaign=campaign, resumption__enterprise=enterprise).exists()


def require_before_approval(filing: Filing, circumstances: rules.Circumstances) -> None:
    """Refuses where the plan that the place asks for isn't written yet."""
    if lacks(circumstances, filing.campaign, filing.enterprise):
        words = _(
            "The enterprise hasn't written its plan yet (one enterprise, one plan), and the approval waits for it."
        )
        raise Refused(words, code="plan_missing")


def _capacity(lines: list[Line]) -> int:
    weights = [line.staff for line in lines] if any(line.staff for line in lines) else [1] * len(lines)
    total = sum(weights)
    return (sum(line.capacity * weight for line, weight in zip(lines, weights, strict=True)) * 2 + total) // (total * 2)


def _guard(resumption: Resumption, by: User) -> None:
    if not (resumption.may_move(by, Permission.FILING_SUBMIT) or resumption.may_move(by, Permission.RESUMPTION_EDIT)):
        raise NotAllowed(_("The plan is the enterprise's: its liaison writes it, or an officer for it."))


def _guard_lines(lines: list[Line]) -> None:
    faults = []
    names = [line.name for line in lines]
    if len(lines) > MOST_LINES:
        faults.append(Fault("lines", _("At most %(n)s lines.") % {"n": MOST_LINES}))
    for at, line in enumerate(lines):
        if not line.name.strip() or len(line.name) > 80:
            faults.append(Fault(f"line-{at}-name", _("Give the line a name.")))
        elif names.count(line.name) > 1:
            faults.append(Fault(f"line-{at}-name", _("Two lines bear this name.")))
        if not 0 <= line.capacity <= MOST_CAPACITY:
            words = {"low": 0, "high": MOST_CAPACITY}
            faults.append(Fault(f"line-{at}-capacity", _("Write a percentage from %(low)s to %(high)s.") % words))
        if not 0 <= line.staff < 1_000_000:
            faults.append(Fault(f"line-{at}-staff", _("Write a whole number, such as 120.")))
    if faults:
        raise Refused(_("The lines can't be kept so. What is wrong is marked below."), fields=faults)
