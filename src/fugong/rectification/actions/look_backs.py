"""The look-back (回头看): somebody else looks again, and what follows follows by itself: closed, a second notice, or a stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.policy.loaded import for_version
from fugong.rectification import telling
from fugong.rectification.access import holds
from fugong.rectification.actions import extensions, notices, stops
from fugong.rectification.models import Finding, LookBack, Notice, NoticeItem, StopWork
from fugong.registry import concerned
from fugong.workflow.holding import held
from fugong.workflow.moves import move


@dataclass(frozen=True, slots=True)
class Seen:
    """What the look-back saw of one item; what isn't right needs a remark."""

    right: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The notice as it is now, and what came of it: the second notice or the proposal to stop, where there is one."""

    notice: Notice
    second: Notice | None = None
    stop: StopWork | None = None


@transaction.atomic
def look_back(*, notice: Notice, seen: Mapping[int, Seen], by: User, note: str = "") -> Outcome:
    """Judges every item (by its number in the database). Never by who found it or issued the notice.

    All right: closed. Something wrong: a second notice over it; a proposal to stop work where the same problem wasn't put
    right as often as the pack says. Before the deadline, a notice without an answer can only be closed.
    """
    notice = held(notice)
    guard(notice, by)
    items = list(notice.items.filter(outcome="").select_related("finding").order_by("order"))
    _guard_whole(items, seen)
    now = clock.now()
    wrong = [item for item in items if not seen[item.pk].right]
    if wrong and notice.state == "issued" and notice.due_at and now < notice.due_at:
        raise Refused(
            _("The deadline hasn't come, and the enterprise hasn't answered: look again then."), code="too_early"
        )
    reason = note.strip() or "; ".join(seen[item.pk].remark.strip() for item in wrong)
    event = move(
        notice,
        "fail" if wrong else "close",
        by=by,
        reason=reason,
        set={"ended_at": now},
        number=notice.number,
        wrong=len(wrong),
    )
    LookBack.objects.create(notice=notice, at=now, by=by, passed=not wrong, note=note.strip()[:500])
    _settle(items, seen, by)
    extensions.fall_away(notice, by)
    if not wrong:
        telling.enterprise(
            notice, lambda: _("%(number)s: everything was found put right") % {"number": notice.number}, event
        )
        return Outcome(notice)
    telling.enterprise(notice, lambda: _("%(number)s: not put right") % {"number": notice.number}, event)
    return _follow(notice, wrong, seen, by)


def guard(paper: Notice | StopWork, by: User) -> None:
    """Raises NotAllowed for those who may not look again at this paper."""
    if by.pk in paper.barred_from_look_back():
        raise NotAllowed(_("You found this or signed the paper: somebody else has to look again."))
    if not holds(by, Permission.RECTIFICATION_ISSUE, paper.enterprise):
        raise NotAllowed(_("You can't look back at %(enterprise)s.") % {"enterprise": paper.enterprise})


def strikes(finding: Finding) -> int:
    """How often this problem wasn't put right here: look-backs that failed, and times that it came back."""
    chain = Finding.objects.filter(campaign=finding.campaign_id, enterprise=finding.enterprise_id).exclude(
        state="dropped"
    )
    same = chain.filter(item=finding.item) if finding.item else chain.filter(item="", title__iexact=finding.title)
    failed = NoticeItem.objects.filter(finding__in=same.values("pk"), outcome="wrong").count()
    return failed + finding.times - 1


def _follow(notice: Notice, wrong: Sequence[NoticeItem], seen: Mapping[int, Seen], by: User) -> Outcome:
    rules = for_version(notice.pack_version).rectification
    findings = [item.finding for item in wrong]
    grave = any(rules.follows(each.route, strikes(each)) == "stop" for each in findings)
    standing = StopWork.objects.filter(
        campaign=notice.campaign, enterprise=notice.enterprise, state__in=("in_force", "answered", "verified")
    )
    if grave and not standing.exists():
        with override("zh-hans"):  # kept and printed, whatever the inspector's language
            grounds = _("%(number)s was not put right.") % {"number": notice.number}
        remarks = "; ".join(seen[item.pk].remark.strip() for item in wrong)
        stop = stops.add_proposal(
            notice.campaign, notice.enterprise, findings, f"{grounds} {remarks}".strip(), by, notice
        )
        return Outcome(notice, stop=stop)
    demands = {item.finding_id: item.demand for item in wrong}
    return Outcome(notice, second=notices.again(notice, findings, by, demands))


def _settle(items: Sequence[NoticeItem], seen: Mapping[int, Seen], by: User) -> None:
    now = clock.now()
    for item in items:
        found = seen[item.pk]
        item.outcome, item.remark = ("right" if found.right else "wrong"), found.remark.strip()[:300]
        if found.right:
            move(item.finding, "close", by=None, as_name=by.name, set={"closed_at": now})
    NoticeItem.objects.bulk_update(items, ["outcome", "remark"])


def _guard_whole(items: Sequence[NoticeItem], seen: Mapping[int, Seen]) -> None:
    faults = []
    for item in items:
        if item.pk not in seen:
            faults.append(Fault(f"o-{item.pk}", _("Say whether it is put right."), code="required"))
        elif not seen[item.pk].right and not seen[item.pk].remark.strip():
            faults.append(Fault(f"r-{item.pk}", _("Say what you saw."), code="required"))
    if faults:
        raise Refused(_("Some items aren't judged yet. They are marked below."), code="incomplete", fields=faults)
    if not items:
        raise Conflict(_("Nothing is left to look at here. Reload the page to see what happened."))


def told_after_deadline(notice: Notice) -> list[User]:
    """Who should look again: officers of the enterprise and those who issue notices there, without who may not."""
    barred = notice.barred_from_look_back()
    return [user for user in concerned.officers(notice.campaign, notice.enterprise) if user.pk not in barred]
