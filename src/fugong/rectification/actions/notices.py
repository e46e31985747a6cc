"""The rectification notice: issued, served, answered item by item, sent back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record as write
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.rectification import papers, proofs, telling
from fugong.rectification.access import holds, speaks_for
from fugong.rectification.actions import extensions
from fugong.rectification.models import Finding, Notice, NoticeItem, Proof
from fugong.rectification.models.finding import Stage
from fugong.rectification.models.paper import Way
from fugong.registry import concerned
from fugong.registry.models import Enterprise
from fugong.workflow.holding import held
from fugong.workflow.moves import move

MOST_ITEMS = 40


@transaction.atomic
def issue(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    findings: Sequence[Finding],
    by: User,
    deadline: dt.datetime | None = None,
    demands: Mapping[int, str] | None = None,
) -> Notice:
    """Issues a notice over open findings. `demands` says by finding what is to be done; `deadline` may only be shorter
    than the pack's clock. Raises Refused, Conflict where a finding is on a paper already."""
    if not holds(by, Permission.RECTIFICATION_ISSUE, enterprise):
        raise NotAllowed(_("You can't issue notices to %(enterprise)s.") % {"enterprise": enterprise})
    found = list(
        Finding.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in findings]).order_by("pk")
    )
    if not found or len(found) > MOST_ITEMS:
        raise refuse("findings", _("Choose the findings that the notice is about."))
    if any(each.enterprise_id != enterprise.pk or each.campaign_id != campaign.pk for each in found):
        raise refuse("findings", _("These findings belong to several enterprises: issue a notice to each."))
    for finding in found:
        move(finding, "notice", by=None, as_name=by.name)
    return _make(campaign, enterprise, found, by, deadline=deadline, demands=demands or {})


def again(before: Notice, findings: Sequence[Finding], by: User, demands: Mapping[int, str]) -> Notice:
    """The second notice, over what the look-back found not put right. Called by the look-back."""
    return _make(before.campaign, before.enterprise, list(findings), by, demands=demands, follows=before)


def _make(
    campaign: Campaign,
    enterprise: Enterprise,
    found: Sequence[Finding],
    by: User,
    *,
    demands: Mapping[int, str],
    deadline: dt.datetime | None = None,
    follows: Notice | None = None,
) -> Notice:
    pack, now = campaign.pack, clock.now()
    section = pack.rectification
    due = pack.due(now, section.within({each.severity for each in found} & {one.key for one in section.severities}))
    if deadline is not None:
        if not now < deadline <= due:
            raise refuse("deadline", _("The deadline lies between now and %(latest)s.") % {"latest": _wall(due)})
        due = deadline
    serial, number = papers.numbered(campaign, Notice, section.notice.number)
    notice = Notice(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        follows=follows, turn=follows.turn + 1 if follows else 1, serial=serial, number=number,
        issued_at=now, issued_by=by, found_by=sorted({each.found_by_id for each in found}), deadline=due, due_at=due,
        clock_kind="rectify", clock_started_at=now, next_rung_at=due, state=Notice.workflow.initial, state_since=now,
        has_repeat=any(each.times > 1 for each in found) or follows is not None,
        aspects=sorted({each.aspect for each in found if each.aspect}),
    )  # fmt: skip
    asked = [(each, demands.get(each.pk, "").strip()[:300]) for each in found]
    notice.content = papers.notice_content(notice, asked)
    notice.digest = papers.digest(notice.content)
    notice.save(force_insert=True)
    NoticeItem.objects.bulk_create(
        NoticeItem(notice=notice, finding=finding, order=place, demand=demand)
        for place, (finding, demand) in enumerate(asked, 1)
    )
    event = write("rectification_notice.issue", notice, by=by, number=number, items=len(found), turn=notice.turn)
    telling.enterprise(
        notice,
        lambda: (
            _("Rectification notice %(number)s: %(n)s items, due %(due)s")
            % {"number": number, "n": len(found), "due": _wall(due)}
        ),
        event,
    )
    officers = concerned.officers(campaign, enterprise)
    telling.staff(
        notice, officers, lambda: _("%(enterprise)s got rectification notice %(number)s")
        % {"enterprise": enterprise, "number": number},
        event, kind=telling.NOTICE, but=by,
    )  # fmt: skip
    return notice


@transaction.atomic
def receive(*, paper: Any, name: str, by: User) -> Any:
    """The enterprise signs for a paper on its phone."""
    if not speaks_for(by, paper.enterprise_id):
        raise NotAllowed(_("Only who speaks for the enterprise signs for it."))
    if not name.strip():
        raise refuse("name", _("Write the name of the person who received it."))
    return _served(paper, Way.PHONE, name, "", by)


@transaction.atomic
def serve(*, paper: Any, way: str, name: str, note: str = "", by: User) -> Any:
    """An officer records that the paper was handed over, left, or sent. Left: a note says who was witness."""
    if not holds(by, Permission.RECTIFICATION_ISSUE, paper.enterprise):
        raise NotAllowed(_("You can't record this for %(enterprise)s.") % {"enterprise": paper.enterprise})
    if way not in (Way.HANDED, Way.LEFT, Way.POST):
        raise refuse("way", _("Say how the paper was served."))
    if way == Way.HANDED and not name.strip():
        raise refuse("name", _("Write the name of the person who received it."))
    if way == Way.LEFT and not note.strip():
        raise refuse("note", _("Receipt was refused: write who was witness."))
    return _served(paper, way, name, note, by)


def _served(paper: Any, way: str, name: str, note: str, by: User) -> Any:
    paper = held(paper)
    if not paper.number:
        raise Refused(_("This paper hasn't been issued yet."))
    if paper.served_at is not None:
        raise Conflict(_("Receipt of this paper is on record already."))
    paper.served_at, paper.served_way, paper.served_by = clock.now(), Way(way), by
    paper.served_to, paper.served_note = name.strip()[:80], note.strip()[:300]
    paper.save(update_fields=["served_at", "served_way", "served_by", "served_to", "served_note"])
    write(f"{paper.event_kind}.serve", paper, by=by, number=paper.number, way=way)
    return paper


@transaction.atomic
def attach(*, finding: Finding, name: str, content: bytes, by: User) -> Proof:
    """The enterprise adds a photo of how it put a finding right; it becomes part of the answer when that is sent."""
    finding = held(finding)
    if not speaks_for(by, finding.enterprise_id):
        raise NotAllowed(_("Only who speaks for the enterprise answers for it."))
    if not _answerable(finding):
        raise Conflict(_("Nothing is to be answered here now. Reload the page to see what happened."))
    return proofs.add(finding=finding, stage=Stage.AFTER, name=name, content=content, by=by, by_enterprise=True)


@transaction.atomic
def detach(*, proof: Proof, by: User) -> None:
    """Takes a photo out again that wasn't sent yet."""
    if not speaks_for(by, proof.finding.enterprise_id) or not proof.by_enterprise:
        raise NotAllowed(_("Only who speaks for the enterprise answers for it."))
    if proof.sent:
        raise Conflict(_("This was sent with an answer: it stays."))
    storage, name = proof.file.storage, str(proof.file.name)
    proof.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def answer(*, notice: Notice, answers: Mapping[int, str], by: User) -> Notice:
    """The enterprise answers every item (by its number in the database), each with words and, where the pack asks, a photo."""
    notice = held(notice)
    pack = for_version(notice.pack_version)
    items = list(notice.items.filter(outcome="").select_related("finding").order_by("order"))
    if notice.state == "issued":
        _guard_whole(items, answers, photos=pack.rectification.proofs.photos)
    now = clock.now()
    due = pack.due(now, pack.rectification.notice.look_back)
    in_time = now <= (notice.due_at or notice.deadline)
    event = move(
        notice, "answer", by=by, due_at=due, set={"answered_at": now, "answered_in_time": in_time}, in_time=in_time,
        number=notice.number,
    )  # fmt: skip
    for item in items:
        item.answer, item.answered_by = answers.get(item.pk, "").strip()[:500], by
    NoticeItem.objects.bulk_update(items, ["answer", "answered_by"])
    Proof.objects.filter(finding__in=[item.finding_id for item in items], by_enterprise=True).update(sent=True)
    extensions.fall_away(notice, by)
    told = [*concerned.officers(notice.campaign, notice.enterprise), notice.issued_by]
    telling.staff(
        notice, told, lambda: _("%(enterprise)s answered notice %(number)s: look again")
        % {"enterprise": notice.enterprise, "number": notice.number},
        event, kind=telling.ANSWER,
    )  # fmt: skip
    return notice


@transaction.atomic
def send_back(*, notice: Notice, reason: str, by: User) -> Notice:
    """The answer doesn't show it. The deadline stays; where it has passed, it stands as it was."""
    notice = held(notice)
    due = _running_deadline(notice)
    event = move(
        notice, "return", by=by, reason=reason, due_at=due, set={"answered_at": None, "answered_in_time": None}
    )
    telling.enterprise(notice, lambda: _("Your answer to %(number)s was sent back") % {"number": notice.number}, event)
    return notice


def _running_deadline(notice: Notice) -> dt.datetime:
    """The deadline with what was granted."""
    granted = notice.extensions.filter(state="granted").order_by("-until").first()
    return max(notice.deadline, granted.until) if granted else notice.deadline


def _guard_whole(items: Sequence[NoticeItem], answers: Mapping[int, str], *, photos: bool) -> None:
    faults = []
    shown = set(
        Proof.objects.filter(finding__in=[each.finding_id for each in items], stage=Stage.AFTER).values_list(
            "finding", flat=True
        )
    )
    for item in items:
        if not answers.get(item.pk, "").strip():
            faults.append(Fault(f"a-{item.pk}", _("Say how it was put right."), code="required"))
        if photos and item.finding_id not in shown:
            faults.append(Fault(f"p-{item.pk}", _("Add a photo that shows it put right."), code="required"))
    if faults:
        raise Refused(_("Some items aren't answered yet. They are marked below."), code="incomplete", fields=faults)


def _answerable(finding: Finding) -> bool:
    on_notice = finding.notice_items.filter(notice__state="issued").exists()
    return on_notice or finding.stop_work_items.filter(order__state="in_force").exists()


def _wall(moment: dt.datetime) -> str:
    return dates.shown_moment(moment)
