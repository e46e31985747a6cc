"""Approvals: prepared, handed in, reviewed in branches side by side, joined, handed over with all certificates at once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.access import serves
from fugong.chains.actions.held import beginning, held, started, text
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.papers import lists as papers
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.projects import papering, telling
from fugong.projects.access import acts_for, speaks_for
from fugong.projects.models import Approval, Branch, Parcel, Project
from fugong.projects.policy import ApprovalRule
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

ARROWS: Any = gettext_lazy("the approval’s other branches")
OVER = ("granted", "refused", "dropped")
LONG_AGO = dt.timedelta(days=3660)


@transaction.atomic
def begin(
    *, campaign: Campaign, kind: str, by: User, project: Project | None = None, parcel: Parcel | None = None,
    enterprise: Enterprise | None = None, subject: str = "",
) -> Approval:  # fmt: skip
    """Prepares an approval of a project, an enterprise or a parcel: its branches with their papers are there from now on."""
    must_be_open(campaign)
    rule = _rule(campaign, kind)
    firm = enterprise or (project.enterprise if project else None) or (parcel.enterprise if parcel else None)
    of = project or parcel or firm
    if of is None or rule.land != (parcel is not None):
        message = _("Choose the parcel.") if rule.land else _("Choose what this approval is of.")
        raise refuse("parcel" if rule.land else "project", message)
    row = Approval(
        campaign=campaign, enterprise=firm, project=project, parcel=parcel, area_code=of.area_code,
        pack_version=campaign.pack_version, kind=rule.key, begun_at=clock.now(), begun_by=by,
        subject=text(subject, 160, field="subject") or str(of)[:160],
    )  # fmt: skip
    if not (serves(by, Permission.PROJECT_STEP, row) or speaks_for(by, row)):
        raise NotAllowed(_("You can't do this here."))
    _guard_twice(row, rule)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    row.serial = (Approval.objects.filter(campaign=campaign).aggregate(last=Max("serial"))["last"] or 0) + 1
    row.number = numbered(campaign.pack.projects.number, clock.today().year, row.serial)
    started(row)
    made = [
        beginning(Branch(
            approval=row, campaign=campaign, enterprise=firm, area_code=row.area_code, pack_version=row.pack_version,
            key=each.key, name=dict(each.name.by_language), place=place, office=each.office, within=each.within,
            after=list(each.after), certificate=dict(each.certificate.by_language) if each.certificate else None,
        ))
        for place, each in enumerate(rule.branches)
    ]  # fmt: skip
    Branch.objects.bulk_create(made)
    papering.begin({branch: each.papers for branch, each in zip(made, rule.branches, strict=True)}, by)
    record("approval.begin", row, by=by, kind=rule.key, number=row.number)
    return row


def numbered(pattern: str, year: int, serial: int) -> str:
    """The pack's pattern filled: `{year}-{n:3}` → `2020-007`."""
    found = re.sub(r"\{n(?::(\d))?\}", lambda match: str(serial).zfill(int(match[1] or 1)), pattern)
    return found.replace("{year}", str(year))[:40]


def _guard_twice(row: Approval, rule: ApprovalRule) -> None:
    """One approval of a kind runs for one thing at a time."""
    running = Approval.objects.filter(
        campaign=row.campaign, kind=row.kind, state__in=("preparing", "running", "through")
    )
    same = running.filter(project=row.project, parcel=row.parcel, enterprise=row.enterprise, subject=row.subject)
    if same.exists():
        raise refuse("kind", _("“%(kind)s” is under way for it already.") % {"kind": rule.name})


@transaction.atomic
def hand_in(*, approval: Approval, by: User) -> Approval:
    """Handed in by the applicant, or taken in by the window: the branches that wait for nothing begin side by side.

    Refused while a paper is missing that can't wait (容缺: those that may wait have been promised by a day).
    """
    approval = _held(approval)
    key = "receive" if by.is_staff_member else "apply"
    rows = branches(approval)
    missing = [f"{branch.said}: {paper}" for branch, paper in papers.missing_in(rows)]
    if approval.state == "preparing" and missing:
        words = _("These papers are missing: %(papers)s. Hand them in, or promise those that may wait by a day.")
        raise refuse("papers", words % {"papers": "；".join(missing[:6])}, "papers_missing")
    if key == "receive" and not _in_one_of_its_offices(by, rows):
        raise NotAllowed(_("One of its offices takes it in."))
    event = move(approval, key, by=by, set={"handed_in_at": clock.now()}, number=approval.number)
    _open_ready(approval, rows, event, by)
    return approval


def _in_one_of_its_offices(user: User, rows: list[Branch]) -> bool:
    return any(acts_for(user, branch, branch.office) for branch in rows)


def _open_ready(approval: Approval, rows: list[Branch], event: Any, by: User | None) -> None:
    """Opens those of its branches whose turn it is now: all that they wait for are granted."""
    granted = {row.key for row in rows if row.state == "granted"}
    for row in rows:
        if row.state == "waiting" and set(row.after) <= granted:
            due = for_version(row.pack_version).due(clock.now(), row.within)
            move(row, "open", by=None, as_name=ARROWS, due_at=due, set={"opened_at": clock.now()}, name=row.name)
            words = lambda row=row: _("With your office: %(branch)s, %(subject)s") % {  # noqa: E731
                "branch": row.said, "subject": approval.subject,
            }  # fmt: skip
            telling.office(row, row.office, words, event, but=by)


@transaction.atomic
def help_early(*, branch: Branch, note: str, by: User) -> Branch:
    """The office begins before the formal hand-in (跨前): what it advised or looked at already is on record."""
    row = _held(branch, "approval")
    rule = _branch_rule(row)
    if row.state != "waiting":
        raise Conflict(_("It has begun already."))
    if rule is not None and not rule.early:
        raise refuse("note", _("This branch only begins when it is handed in."))
    if not row.may_move(by, Permission.PROJECT_STEP):
        raise NotAllowed(_("Its own office does this."))
    row.early_note = text(note, 300, field="note", needed=_("Write what was done early."))
    row.early_at, row.early_by = row.early_at or clock.now(), row.early_by or by
    row.save(update_fields=["early_note", "early_at", "early_by"])
    event = record("approval_branch.help", row, by=by, name=row.name, note=row.early_note)
    words = lambda: _("%(office)s has begun early: %(note)s") % {  # noqa: E731
        "office": row.office_name, "note": row.early_note,
    }  # fmt: skip
    telling.applicant(row, words, event, but=by)
    return row


@transaction.atomic
def send_back(*, branch: Branch, reason: str, by: User) -> Branch:
    """Something has to be mended by the applicant; the office's clock stands until then."""
    row = _held(branch, "approval")
    event = move(row, "return", by=by, reason=text(reason, 300), name=row.name)
    words = lambda: _("To be mended: %(branch)s. %(reason)s") % {"branch": row.said, "reason": reason}  # noqa: E731
    telling.applicant(row, words, event, but=by)
    return row


@transaction.atomic
def take_up(*, branch: Branch, by: User, note: str = "") -> Branch:
    """Mended: by the applicant who says so, or by the office that has what it needs."""
    row = _held(branch, "approval")
    key = "resume" if by.is_staff_member else "answer"
    due = for_version(row.pack_version).due(clock.now(), row.within)
    event = move(row, key, by=by, due_at=due, name=row.name, note=text(note, 300, field="note"))
    words = lambda: _("Mended: %(branch)s, %(subject)s") % {  # noqa: E731
        "branch": row.said, "subject": row.approval.subject,
    }  # fmt: skip
    telling.office(row, row.office, words, event, but=by)
    return row


@transaction.atomic
def grant(*, branch: Branch, by: User, number: str = "", on: dt.date | None = None) -> Branch:
    """Granted, with number and day where the branch gives a certificate. What waits for it begins; the last one joins the case."""
    row = _held(branch, "approval")
    values: dict[str, Any] = {"decided_at": clock.now(), "decided_by": by}
    if row.state == "running":
        values |= _certificate(row, number, on)
        missing = papers.missing(row)
        if missing:
            words = _("These papers are missing: %(papers)s. Hand them in, or promise those that may wait by a day.")
            raise refuse("papers", words % {"papers": "；".join(map(str, missing[:6]))}, "papers_missing")
    try:
        with transaction.atomic():
            event = move(row, "grant", by=by, set=values, name=row.name, number=values.get("certificate_number", ""))
    except IntegrityError:
        raise refuse("number", _("A certificate of this kind bears this number already.")) from None
    _after_decision(row, event, by)
    return row


def _certificate(row: Branch, number: str, on: dt.date | None) -> dict[str, Any]:
    if not row.certificate:
        return {}
    said = text(number, 60, field="number", needed=_("Write the certificate’s number."))
    day = on or clock.today()
    if not clock.today() - LONG_AGO <= day <= clock.today():
        raise refuse("on", _("Choose a day that isn’t in the future."))
    return {"certificate_number": said, "certificate_on": day}


@transaction.atomic
def refuse_branch(*, branch: Branch, reason: str, by: User) -> Branch:
    """It can't be granted: with that the whole approval ends."""
    row = _held(branch, "approval")
    values = {"decided_at": clock.now(), "decided_by": by}
    event = move(row, "refuse", by=by, reason=text(reason, 300), set=values, name=row.name)
    approval = _held(row.approval)
    move(approval, "refuse", by=None, as_name=row.office_name or ARROWS, set={"ended_at": clock.now()}, branch=row.name)
    _drop_open(approval)
    words = lambda: _("Refused: %(branch)s. %(reason)s") % {"branch": row.said, "reason": reason}  # noqa: E731
    telling.applicant(row, words, event, but=by)
    return row


def _after_decision(row: Branch, event: Any, by: User) -> None:
    approval = _held(row.approval)
    rows = branches(approval)
    _open_ready(approval, rows, event, by)
    if any(each.state not in OVER for each in rows):
        return
    joined = move(approval, "join", by=None, as_name=ARROWS, set={"through_at": clock.now()}, number=approval.number)
    words = lambda: _("All branches are through: %(subject)s") % {"subject": approval.subject}  # noqa: E731
    telling.applicant(approval, words, joined)
    telling.office(approval, row.office, words, joined, but=by)
    _settle_project(approval)


def _settle_project(approval: Approval) -> None:
    from fugong.projects.actions import conditions

    if approval.project_id is not None:
        conditions.settle(held(Project.objects.get(pk=approval.project_id)))


@transaction.atomic
def hand_over(*, approval: Approval, to: str, by: User) -> Approval:
    """All certificates at once, to somebody who signs for them. Papers that were promised must be there by now, if the pack says so."""
    approval = _held(approval)
    said = text(to, 80, field="to", needed=_("Write who takes them."))
    rows = branches(approval)
    if not _in_one_of_its_offices(by, rows):
        raise NotAllowed(_("One of its offices hands over."))
    rule = campaign_rule(approval)
    out = [] if rule is None or rule.promises_may_stay else papering.still_out(rows)
    if approval.state == "through" and out:
        words = _("Promised papers are still out: %(papers)s. They come before the certificates.")
        raise refuse("papers", words % {"papers": "；".join(str(paper) for paper in out[:6])}, "papers_missing")
    values = {"handed_over_at": clock.now(), "handed_over_by": by, "handed_to": said, "ended_at": clock.now()}
    event = move(approval, "hand_over", by=by, set=values, to_whom=said, number=approval.number)
    words_ = lambda: _("Certificates handed over: %(subject)s") % {"subject": approval.subject}  # noqa: E731
    telling.applicant(approval, words_, event, but=by)
    return approval


@transaction.atomic
def withdraw(*, approval: Approval, reason: str, by: User) -> Approval:
    """By the applicant, or closed by whoever keeps the room."""
    approval = _held(approval)
    key = "close" if by.is_staff_member else "withdraw"
    move(approval, key, by=by, reason=text(reason, 300), set={"ended_at": clock.now()}, number=approval.number)
    _drop_open(approval)
    _settle_project(approval)
    return approval


def _drop_open(approval: Approval) -> None:
    for row in branches(approval):
        if row.state not in OVER:
            move(row, "drop", by=None, as_name=ARROWS, name=row.name)


def branches(approval: Approval) -> list[Branch]:
    """Its branches in order, each knowing the approval."""
    found = list(approval.branches.order_by("place", "pk"))
    for row in found:
        row.approval, row.campaign, row.enterprise = approval, approval.campaign, approval.enterprise
        row.pack_version = approval.pack_version
    return found


def campaign_rule(approval: Approval) -> ApprovalRule | None:
    """What the pack says about its kind, in the version under which it began; None where that version has none such."""
    return for_version(approval.pack_version).projects.approval(approval.kind)  # type: ignore[no-any-return]


def _branch_rule(row: Branch) -> Any:
    rule = for_version(row.pack_version).projects.approval(row.approval.kind)
    return rule.branch(row.key) if rule else None


def _rule(campaign: Campaign, kind: str) -> ApprovalRule:
    found: ApprovalRule | None = campaign.pack.projects.approval(kind)
    if found is None:
        raise refuse("kind", _("Choose one of the place’s approvals."))
    return found


def _held(row: Any, *related: str) -> Any:
    return _with(held(row, *related), related)


def _with(row: Any, related: tuple[str, ...]) -> Any:
    """The branch with its approval, which knows the same campaign."""
    for name in related:
        other = getattr(row, name)
        other.campaign, other.enterprise, other.pack_version = row.campaign, row.enterprise, row.pack_version
    return row
