"""Checklists filled in: by the enterprise itself first, by officers and groups on site; and groups sent to a step."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.core.ids import uuid7
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.policy.shapes import by_key
from fugong.registry.access import may, require
from fugong.registry.models import Enterprise, Team
from fugong.resumption import deciders, measured, rules
from fugong.resumption.checklist import Checklist, Item
from fugong.resumption.models import ChecklistAnswer, FilingStep, TeamVisit, Verification
from fugong.resumption.models.filing import StepState


class Said(NamedTuple):
    """What was answered to an item: yes | no | not_applicable, with a note, and with a number as typed where one is asked for."""

    answer: str = ""
    note: str = ""
    value: str | Decimal | None = None


Given = Mapping[str, Said | tuple[str, str]]
"""Item → what was answered."""

ANSWERS = ("yes", "no", "not_applicable")


@transaction.atomic
def record_visit(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    checklist: str,
    answers: Given,
    by: User,
    kind: str = "verification",
    step: FilingStep | None = None,
    team: Team | None = None,
    note: str = "",
    uid: uuid.UUID | None = None,
) -> Verification:
    """Keeps one filled checklist. A repeat with the same `uid` changes nothing.

    `kind` is verification, guidance, recheck, or self (the enterprise's own). Every item needs an answer; a "no" needs a
    note, a "yes" the number that the item asks for, or a note of the record or paper that shows it. A number beyond the
    list's limits is a "no" whatever was answered, and says itself what is wrong. Raises Refused with a fault for each item
    that lacks something, those of numbers at `<item>.value`.
    """
    _guard(enterprise, kind, step, by)
    existing = Verification.objects.filter(uid=uid).first() if uid else None
    if existing is not None:
        return _the_same(existing, enterprise, by)
    circumstances = rules.of_filing(step.filing) if step else rules.about(campaign, enterprise)
    asked = _asked(circumstances, checklist)
    kept = _read(asked, answers, kind)
    return _keep(
        Verification(
            uid=uid or uuid7(),
            campaign=campaign,
            enterprise=enterprise,
            area_code=enterprise.area_code,
            pack_version=step.filing.pack_version if step else campaign.pack_version,
            checklist=checklist,
            kind=kind,
            step=step,
            team=team or _sent(step),
            note=note.strip(),
            at=clock.now(),
            by=by,
        ),
        asked,
        kept,
    )


@transaction.atomic
def record_joint_visit(
    *, steps: "list[FilingStep]", checklist: str, answers: Given, by: User, note: str = ""
) -> list[Verification]:
    """One visit that serves all tenants who filed together: the same answers on each one's record."""
    if not steps:
        raise Refused(_("None of these filings waits for a visit."))
    return [
        record_visit(
            campaign=step.filing.campaign,
            enterprise=step.filing.enterprise,
            checklist=checklist,
            answers=answers,
            by=by,
            step=step,
            note=note,
        )
        for step in steps
    ]


@transaction.atomic
def send_team(*, step: FilingStep, team: Team, by: User) -> TeamVisit:
    """Sends a group to a step; its members may then decide it. Sending another one replaces the first."""
    filing = step.filing
    if not (may(by, Permission.ASSIGNMENT_MANAGE, filing.enterprise) or _is_decider(step, by)):
        raise NotAllowed(_("Groups are sent by the duty desk, or by whoever decides the step."))
    if team.campaign_id != filing.campaign_id or not filing.area_code.startswith(team.area):
        raise Refused(_("%(team)s doesn't work there.") % {"team": team})
    if step.state not in (StepState.OPEN, StepState.WAITING):
        raise Conflict(_("This step is over; nobody needs to go any more."))
    visit, _made = TeamVisit.objects.update_or_create(
        step=step, defaults={"team": team, "sent_at": clock.now(), "sent_by": by}
    )
    record("filing.send_team", filing, by=by, team=team.name, step=step.order)
    return visit


def _keep(row: Verification, asked: tuple[Item, ...], answers: dict[str, Said]) -> Verification:
    unmet = [item for item in asked if answers[item.key].answer == "no"]
    row.result = "faults" if unmet else "passed"
    row.save(force_insert=True)
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(
            verification=row, item=item.key, answer=said.answer, value=said.value, note=said.note.strip()[:500]
        )
        for item, said in ((item, answers[item.key]) for item in asked)
    )
    critical = [item.key for item in unmet if item.critical]
    record(
        "verification.record",
        row,
        by=row.by,
        kind=row.kind,
        checklist=row.checklist,
        result=row.result,
        unmet=[item.key for item in unmet],
        critical=critical,
    )
    return row


def _guard(enterprise: Enterprise, kind: str, step: FilingStep | None, by: User) -> None:
    if kind == "self":
        require(by, Permission.FILING_SUBMIT, enterprise)
        return
    require(by, Permission.VERIFICATION_RECORD, enterprise)
    if step is None:
        return
    if step.filing.enterprise_id != enterprise.pk:
        raise Refused(_("This step belongs to another enterprise."))
    if not _is_decider(step, by):
        raise NotAllowed(_("This visit belongs to whoever decides the step now."))


def _is_decider(step: FilingStep, by: User) -> bool:
    return deciders.open_steps(by).filter(pk=step.pk).exists()


def _the_same(existing: Verification, enterprise: Enterprise, by: User) -> Verification:
    if existing.enterprise_id != enterprise.pk or existing.by_id != by.pk:
        raise Conflict(_("Another record bears this number already. Reload the page and fill it in again."))
    return existing


def _asked(circumstances: rules.Circumstances, key: str) -> tuple[Item, ...]:
    try:
        found: Checklist = circumstances.pack.resumption.checklist(key)
    except KeyError:
        raise Refused(_("The place has no checklist “%(key)s”.") % {"key": key}) from None
    return circumstances.items(found)


def _read(asked: tuple[Item, ...], answers: Given, kind: str) -> dict[str, Said]:
    """The answers with their numbers read, and judged by them."""
    faults: list[Fault] = []
    read = {item.key: _judged(item, Said(*answers.get(item.key, ())), kind, faults) for item in asked}
    if faults:
        raise Refused(_headline(asked, faults), fields=faults)
    return read


def _headline(asked: tuple[Item, ...], faults: list[Fault]) -> str:
    """What is lacking; of a single fault, where it is and what to do."""
    unanswered = sum(fault.code == "unanswered" for fault in faults)
    if unanswered == len(faults):
        return _("%(n)s items still need an answer. They are marked below.") % {"n": unanswered}
    if len(faults) == 1:
        item = by_key(asked)[faults[0].where.removesuffix(".value")]
        return _("“%(item)s”: %(fault)s") % {"item": item.name, "fault": faults[0].message}
    return _("%(n)s items aren't right yet. What is wrong is marked at each.") % {"n": len(faults)}


def _judged(item: Item, said: Said, kind: str, faults: list[Fault]) -> Said:
    if said.answer not in ANSWERS:
        faults.append(Fault(item.key, _("Answer yes, no or not applicable."), "unanswered"))
    number = _number(item, said, faults)
    if measured.outside(item, number):
        return Said("no", said.note, number)
    if said.answer == "no" and kind != "self" and not said.note.strip():
        faults.append(Fault(item.key, _("Say what is wrong.")))
    if said.answer == "yes" and item.evidence == "document" and not said.note.strip():
        faults.append(Fault(item.key, _("Write in the note which record or paper shows this.")))
    return Said(said.answer, said.note, number)


def _number(item: Item, said: Said, faults: list[Fault]) -> Decimal | None:
    if not item.is_measured:
        return None
    try:
        number = measured.read(item, said.value)
    except ValueError as mistake:
        faults.append(Fault(f"{item.key}.value", str(mistake)))
        return None
    if number is None and said.answer == "yes":
        faults.append(Fault(f"{item.key}.value", _("Write the number.")))
    return number


def _sent(step: FilingStep | None) -> Team | None:
    visit = TeamVisit.objects.filter(step=step).select_related("team").first() if step else None
    return visit.team if visit else None
