"""Stopping work: proposed by one person, ordered by another; put right, looked at again, and lifted by two again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record as write
from fugong.passes.actions import following as passes
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.rectification import hanging, papers, telling
from fugong.rectification.access import holds
from fugong.rectification.models import Finding, LookBack, Notice, Proof, StopWork, StopWorkItem
from fugong.rectification.models.finding import Stage
from fugong.registry import concerned
from fugong.registry.models import Enterprise
from fugong.resumption.actions import records
from fugong.resumption.models import Resumption
from fugong.workflow.holding import held
from fugong.workflow.moves import move


@transaction.atomic
def propose(
    *, campaign: Campaign, enterprise: Enterprise, findings: Sequence[Finding], grounds: str, by: User
) -> StopWork:
    """Proposes to stop work over findings that are open or on notice. A second person decides."""
    if not holds(by, Permission.STOP_WORK_PROPOSE, enterprise):
        raise NotAllowed(_("You can't propose to stop work at %(enterprise)s.") % {"enterprise": enterprise})
    if not grounds.strip():
        raise refuse("grounds", _("Say why work has to stop."))
    found = list(
        Finding.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in findings]).order_by("pk")
    )
    if not found:
        raise refuse("findings", _("Choose the findings over which work has to stop."))
    if any(each.enterprise_id != enterprise.pk or each.campaign_id != campaign.pk for each in found):
        raise refuse("findings", _("These findings belong to several enterprises."))
    return add_proposal(campaign, enterprise, found, grounds, by, None)


def add_proposal(
    campaign: Campaign,
    enterprise: Enterprise,
    findings: Sequence[Finding],
    grounds: str,
    by: User,
    notice: Notice | None,
) -> StopWork:
    """The proposal, or the one that is open already with these findings added. Raises Conflict where an order holds."""
    open_ = StopWork.objects.filter(
        campaign=campaign, enterprise=enterprise, state__in=("proposed", "in_force", "answered", "verified")
    )
    order = open_.select_related("campaign__pack_version", "enterprise", "pack_version").first()
    if order is not None and order.state != "proposed":
        raise Conflict(_("An order to stop work holds here already."))
    if order is None:
        order = _make(campaign, enterprise, grounds, by, notice)
    for finding in findings:
        move(finding, "stop", by=None, as_name=by.name)
        StopWorkItem.objects.create(order=order, finding=finding)
    order.found_by = sorted({*order.found_by, *[each.found_by_id for each in findings]})
    order.save(update_fields=["found_by"])
    return order


def _make(campaign: Campaign, enterprise: Enterprise, grounds: str, by: User, notice: Notice | None) -> StopWork:
    now = clock.now()
    due = campaign.pack.due(now, campaign.pack.rectification.stop.decide)
    order = StopWork(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        notice=notice, grounds=grounds.strip()[:500], proposed_at=now, proposed_by=by, state=StopWork.workflow.initial,
        state_since=now, due_at=due, clock_kind="decide", clock_started_at=now, next_rung_at=due,
    )  # fmt: skip
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Somebody proposed this a moment ago. Reload the page.")) from None
    event = write("stop_work.propose", order, by=by, reason=order.grounds)
    deciders = concerned.holding(Permission.STOP_WORK_DECIDE, enterprise, without=[by.pk])
    telling.staff(
        order, deciders, lambda: _("Decide whether %(enterprise)s has to stop work") % {"enterprise": enterprise}, event,
        kind=telling.DECIDE,
    )  # fmt: skip
    return order


@transaction.atomic
def order(*, stop: StopWork, by: User, opinion: str = "") -> StopWork:
    """The second signature, never the proposer's. The paper is made, the approval suspended, and what hangs on it too."""
    stop = held(stop)
    _guard_second(stop, by, stop.proposed_by_id, _("You proposed this yourself: a second person has to sign."))
    now = clock.now()
    serial, stop.number = papers.numbered(stop.campaign, StopWork, stop.campaign.pack.rectification.stop.number)
    findings = [item.finding for item in stop.items.select_related("finding__pack_version").order_by("pk")]
    content = papers.order_content(stop, findings)
    values = {
        "serial": serial, "number": stop.number, "content": content, "digest": papers.digest(content),
        "decided_at": now, "decided_by": by, "opinion": opinion.strip()[:500],
        "resumption_before": _stop(stop, f"{by.name}、{stop.proposed_by.name}"),
    }  # fmt: skip
    event = move(stop, "order", by=by, reason=opinion.strip(), set=values, number=stop.number)
    passes.stop(campaign=stop.campaign, enterprises=[stop.enterprise], reason=stop.number, as_name=by.name)
    hanging.suspended(stop, by)
    told = [*concerned.officers(stop.campaign, stop.enterprise), stop.proposed_by]
    telling.enterprise(
        stop, lambda: _("Stop work: order %(number)s") % {"number": stop.number}, event, kind=telling.STOP
    )
    telling.staff(
        stop, told, lambda: _("%(enterprise)s has to stop work: order %(number)s")
        % {"enterprise": stop.enterprise, "number": stop.number},
        event, kind=telling.STOP, but=by,
    )  # fmt: skip
    return stop


@transaction.atomic
def reject(*, stop: StopWork, reason: str, by: User) -> StopWork:
    """Work goes on. The findings are open again: a notice may be issued over them."""
    stop = held(stop)
    _guard_second(stop, by, stop.proposed_by_id, _("You proposed this yourself: take it back, or let another decide."))
    values = {"decided_at": clock.now(), "decided_by": by, "opinion": reason.strip()[:500]}
    event = move(stop, "reject", by=by, reason=reason, set=values)
    _reopen(stop, by)
    telling.staff(
        stop, [stop.proposed_by], lambda: _("%(enterprise)s doesn't have to stop work") % {"enterprise": stop.enterprise}, event,
        kind=telling.STOP,
    )  # fmt: skip
    return stop


@transaction.atomic
def take_back(*, stop: StopWork, reason: str, by: User) -> StopWork:
    """The proposer was mistaken."""
    stop = held(stop)
    move(stop, "take_back", by=by, reason=reason)
    _reopen(stop, by)
    return stop


@transaction.atomic
def answer(*, stop: StopWork, text: str, by: User, answers: Mapping[int, str] | None = None) -> StopWork:
    """The enterprise says that everything is put right, with photos where the pack asks for them."""
    stop = held(stop)
    if not text.strip():
        raise refuse("text", _("Say how it was put right."))
    pack = for_version(stop.pack_version)
    findings = list(stop.items.values_list("finding", flat=True))
    shown = Proof.objects.filter(finding__in=findings, stage=Stage.AFTER)
    lacking = set(findings) - set(shown.values_list("finding", flat=True))
    if stop.state == "in_force" and pack.rectification.proofs.photos and lacking:
        raise refuse("photos", _("Add a photo of each fault that shows it put right."))
    due = pack.due(clock.now(), pack.rectification.stop.look_back)
    event = move(stop, "answer", by=by, due_at=due, set={"answer": text.strip()[:500], "answered_at": clock.now()})
    shown.filter(by_enterprise=True).update(sent=True)
    told = [*concerned.officers(stop.campaign, stop.enterprise), stop.proposed_by]
    telling.staff(
        stop, told, lambda: _("%(enterprise)s asks to be looked at again: order %(number)s")
        % {"enterprise": stop.enterprise, "number": stop.number},
        event, kind=telling.ANSWER,
    )  # fmt: skip
    return stop


@transaction.atomic
def verify(*, stop: StopWork, right: bool, note: str, by: User) -> StopWork:
    """The look-back, by somebody who neither found nor proposed nor ordered it."""
    from fugong.rectification.actions.look_backs import guard

    stop = held(stop)
    guard(stop, by)
    if not note.strip():
        raise refuse("note", _("Say what you saw."))
    now = clock.now()
    if right:
        due = for_version(stop.pack_version).due(now, for_version(stop.pack_version).rectification.stop.lift)
        values = {"verified_at": now, "verified_by": by}
        event = move(stop, "verify", by=by, reason=note, due_at=due, set=values, number=stop.number)
        deciders = concerned.holding(Permission.STOP_WORK_DECIDE, stop.enterprise, without=[by.pk, stop.proposed_by_id])
        telling.staff(
            stop,
            deciders,
            lambda: _("Lift order %(number)s? The look-back passed") % {"number": stop.number},
            event,
            kind=telling.DECIDE,
        )
    else:
        event = move(stop, "find_wanting", by=by, reason=note, set={"answered_at": None}, number=stop.number)
        telling.enterprise(
            stop, lambda: _("%(number)s: not put right") % {"number": stop.number}, event, kind=telling.STOP
        )
    LookBack.objects.create(order=stop, at=now, by=by, passed=right, note=note.strip()[:500])
    return stop


@transaction.atomic
def lift(*, stop: StopWork, by: User, opinion: str = "") -> StopWork:
    """The second person lifts it, never who verified: the approval holds again, and what hangs on it."""
    stop = held(stop)
    _guard_second(stop, by, stop.verified_by_id, _("You looked again yourself: a second person lifts the order."))
    now = clock.now()
    event = move(
        stop, "lift", by=by, reason=opinion.strip(), set={"lifted_at": now, "lifted_by": by}, number=stop.number
    )
    for item in stop.items.select_related("finding"):
        move(item.finding, "close", by=None, as_name=by.name, set={"closed_at": now})
    _restart(stop, by)
    telling.enterprise(
        stop,
        lambda: _("Order %(number)s is lifted: work may begin again") % {"number": stop.number},
        event,
        kind=telling.STOP,
    )
    told = [*concerned.officers(stop.campaign, stop.enterprise), stop.proposed_by]
    telling.staff(
        stop, told, lambda: _("Order %(number)s for %(enterprise)s is lifted")
        % {"enterprise": stop.enterprise, "number": stop.number},
        event, kind=telling.STOP, but=by,
    )  # fmt: skip
    return stop


@transaction.atomic
def keep(*, stop: StopWork, reason: str, by: User) -> StopWork:
    """The look-back doesn't convince: the order stays in force."""
    stop = held(stop)
    _guard_second(stop, by, stop.verified_by_id, _("You looked again yourself: a second person decides."))
    move(stop, "keep", by=by, reason=reason, set={"verified_at": None, "verified_by": None, "answered_at": None})
    return stop


def annul(stop: StopWork, by: User, reason: str) -> None:
    """An appeal ends it: the approval holds again, the findings are dropped. Called by the appeal."""
    move(stop, "annul", by=None, as_name=by.name, reason=reason, number=stop.number)
    for item in stop.items.select_related("finding"):
        move(item.finding, "annul", by=None, as_name=by.name, reason=reason, set={"closed_at": clock.now()})
    _restart(stop, by)


def standing(campaign_id: int, enterprise_ids: Collection[int]) -> QuerySet[StopWork]:
    """The orders that hold at these enterprises now."""
    rows = StopWork.objects.filter(campaign=campaign_id, enterprise__in=enterprise_ids)
    return rows.filter(state__in=("in_force", "answered", "verified"))


def _guard_second(stop: StopWork, by: User, first: int | None, message: str) -> None:
    if by.pk == first:
        raise NotAllowed(message)


def _stop(stop: StopWork, names: str) -> str:
    row = (
        Resumption.objects.select_related("campaign", "enterprise")
        .filter(campaign=stop.campaign, enterprise=stop.enterprise)
        .first()
    )
    if row is None:
        return ""
    return records.stop(resumption=row, reason=stop.grounds, as_name=names, order=stop.number)


def _restart(stop: StopWork, by: User) -> None:
    """Only what the order itself suspended begins again."""
    row = (
        Resumption.objects.select_related("campaign", "enterprise")
        .filter(campaign=stop.campaign, enterprise=stop.enterprise)
        .first()
    )
    if row is not None and stop.resumption_before in ("approved", "resumed"):
        records.restart(resumption=row, reason=stop.number, as_name=by.name, order=stop.number)
    if row is None or row.state != "suspended":
        passes.release(campaign=stop.campaign, enterprises=[stop.enterprise], as_name=by.name)
    hanging.lifted(stop, by)


def _reopen(stop: StopWork, by: User) -> None:
    for item in stop.items.select_related("finding"):
        move(item.finding, "unstop", by=None, as_name=by.name)
