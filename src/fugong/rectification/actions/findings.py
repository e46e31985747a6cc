"""Findings: recorded after a visit or by hand, known again when they come back, put right on the spot, dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import NotAllowed, refuse
from fugong.inspections.models import Visit
from fugong.ledger.recording import record as write
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.policy.models import PackVersion
from fugong.rectification import proofs
from fugong.rectification.access import holds
from fugong.rectification.models import Finding, Proof
from fugong.rectification.models.finding import Stage
from fugong.rectification.policy import Severity
from fugong.registry.models import Enrolment, Enterprise
from fugong.workflow.holding import held
from fugong.workflow.moves import move

CHAIN_LOCK = 0x46554717  # the advisory lock of those who count repeats, with the enterprise's id
File = tuple[str, bytes]
"""Name and content."""


@transaction.atomic
def record(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    by: User,
    item: str = "",
    checklist: str = "",
    aspect: str = "",
    title: str = "",
    note: str = "",
    severity: str = "",
    on_fail: str = "notice",
    found_at: dt.datetime | None = None,
    corrected: bool = False,
    photos: Sequence[File] = (),
    pack_version: PackVersion | None = None,
    visit: Visit | None = None,
) -> Finding:
    """Keeps one finding; `severity` else follows from the item and its list. Raises Refused at the field.

    The same item (or title) found here before makes it a repeat. `corrected`: it was put right on the spot.
    """
    if visit is None and not holds(by, Permission.RECTIFICATION_ISSUE, enterprise):
        raise NotAllowed(_("You can't record findings at %(enterprise)s.") % {"enterprise": enterprise})
    version = pack_version or campaign.pack_version
    _guard(campaign, enterprise, item, title)
    checklist, aspect = _placed(version, checklist, aspect, item)
    grave = _severity(version, severity, item, on_fail)
    before = _before(campaign, enterprise, item, title)
    finding = Finding(
        campaign=campaign,
        enterprise=enterprise,
        area_code=enterprise.area_code,
        pack_version=version,
        visit=visit,
        checklist=checklist,
        aspect=aspect,
        item=item,
        title=title.strip()[:200],
        note=note.strip()[:500],
        severity=grave.key,
        route=grave.route,
        found_at=found_at or clock.now(),
        found_by=by,
        repeat_of=before,
        times=before.times + 1 if before else 1,
        state=Finding.workflow.initial,
        state_since=clock.now(),
    )
    finding.save(force_insert=True)
    for name, content in photos:
        proofs.add(finding=finding, stage=Stage.BEFORE, name=name, content=content, by=by)
    Proof.objects.filter(finding=finding).update(sent=True)
    write("finding.record", finding, by=by, item=item, title=finding.title, severity=grave.key, times=finding.times)
    if corrected:
        _correct(finding, by, _("Put right during the visit."), on_visit=visit is not None)
    return finding


@transaction.atomic
def correct(*, finding: Finding, by: User, note: str = "", photos: Sequence[File] = ()) -> Finding:
    """Put right on the spot (立整立改), with what shows it. Only for findings that the pack lets be put right so."""
    finding = held(finding)
    for name, content in photos:
        proofs.add(finding=finding, stage=Stage.AFTER, name=name, content=content, by=by)
    section = for_version(finding.pack_version).rectification
    if finding.route == "stop":
        raise refuse(
            "note", _("This is too grave to be put right on the spot: propose to stop work, or issue a notice.")
        )
    if section.proofs.on_the_spot and not finding.proofs.filter(stage=Stage.AFTER).exists():
        raise refuse("photos", _("Add a photo that shows it put right."))
    return _correct(finding, by, note)


@transaction.atomic
def drop(*, finding: Finding, reason: str, by: User) -> Finding:
    """It was none: said by somebody other than who found it."""
    finding = held(finding)
    if by.pk == finding.found_by_id:
        raise NotAllowed(_("You found it yourself: somebody else has to say that it was none."))
    move(finding, "drop", by=by, reason=reason)
    return finding


@transaction.atomic
def add_photo(*, finding: Finding, stage: str, name: str, content: bytes, by: User) -> Proof:
    """One more photo of how it was or is, by whoever may record findings there."""
    finding = held(finding)
    if not holds(by, Permission.RECTIFICATION_ISSUE, finding.enterprise):
        raise NotAllowed(_("You can't record findings at %(enterprise)s.") % {"enterprise": finding.enterprise})
    if finding.is_final or stage not in Stage.values:
        raise refuse("file", _("This finding is settled: nothing is added to it any more."))
    return proofs.add(finding=finding, stage=stage, name=name, content=content, by=by)


def _correct(finding: Finding, by: User, note: str, *, on_visit: bool = False) -> Finding:
    """`on_visit`: whoever was sent on the visit may say what it saw, also where findings aren't theirs to settle."""
    now = clock.now()
    values = {"corrected_at": now, "corrected_by": by, "closed_at": now}
    sent = on_visit and not holds(by, Permission.RECTIFICATION_ISSUE, finding.enterprise)
    move(
        finding,
        "correct",
        by=None if sent else by,
        as_name=by.name if sent else "",
        reason=note.strip(),
        set=values,
    )
    finding.proofs.update(sent=True)
    return finding


def _guard(campaign: Campaign, enterprise: Enterprise, item: str, title: str) -> None:
    if campaign.state != "open":
        raise refuse("campaign", _("%(campaign)s is closed.") % {"campaign": campaign})
    if not Enrolment.objects.filter(campaign=campaign, enterprise=enterprise).exists():
        raise refuse("enterprise", _("%(enterprise)s isn't part of this campaign.") % {"enterprise": enterprise})
    if not item and not title.strip():
        raise refuse("title", _("Choose the item, or say in a few words what was found."))


def _placed(version: PackVersion, checklist: str, aspect: str, item: str) -> tuple[str, str]:
    """The list and aspect under which an item stands. Raises Refused where the pack has none such."""
    lists = for_version(version).resumption.checklists
    for each in lists:
        for heading in each.aspects:
            here = any(one.key == item for one in heading.items)
            if here and checklist in ("", each.key):
                return each.key, heading.key
    if item:
        raise refuse("item", _("The place's lists have no such item."))
    if aspect and not any(heading.key == aspect for each in lists for heading in each.aspects):
        raise refuse("aspect", _("The place's lists have no such aspect."))
    return "", aspect


def _severity(version: PackVersion, key: str, item: str, on_fail: str) -> Severity:
    section = for_version(version).rectification
    if not key:
        return section.severity_of(item, on_fail)  # type: ignore[no-any-return]
    try:
        return section.severity(key)  # type: ignore[no-any-return]
    except KeyError:
        raise refuse("severity", _("The place has no such severity.")) from None


def _before(campaign: Campaign, enterprise: Enterprise, item: str, title: str) -> Finding | None:
    """The last time the same was found here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHAIN_LOCK, enterprise.pk % 2**31])
    rows = Finding.objects.filter(campaign=campaign, enterprise=enterprise).exclude(state="dropped")
    same = rows.filter(item=item) if item else rows.filter(item="", title__iexact=title.strip()[:200])
    return same.order_by("-found_at", "-pk").first()
