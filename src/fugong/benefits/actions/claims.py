"""Claims: submitted with what was matched, examined, decided by a second person within the money that is left, paid."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.benefits import claim_papers, facts, inforce, matching, stacking, telling
from fugong.benefits.models import Cause, Claim, Policy
from fugong.benefits.models.claim import GIVEN, written
from fugong.benefits.rules import INSTEAD, YES, Before, Rule, Verdict
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.papers import lists
from fugong.papers.asking import ask
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.workflow.holding import held
from fugong.workflow.moves import move


@transaction.atomic
def submit(
    *, policy: Policy, enterprise: Enterprise, trips: list[int] | None = None, note: str = "", by: User
) -> Claim:
    """Asks for a benefit, filled in from the match. `trips`: those that it is for, all that count where left out.

    Raises Refused, Conflict (nothing is due, or it was asked for already).
    """
    require(by, P.BENEFIT_CLAIM, enterprise)
    row = Policy.objects.select_related("current", "campaign__pack_version", "campaign__jurisdiction").get(pk=policy.pk)
    campaign = row.campaign
    must_be_open(campaign)
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)  # of two of its claims, one after the other
    if not row.is_in_force or row.says.gives == "coach":
        raise Conflict(_("This policy can’t be claimed here."))
    verdict = next(found for each, found in matching.alone(campaign, enterprise)[1] if each.row.pk == row.pk)
    if verdict.outcome != YES:
        raise Conflict(_not_due(campaign, row, verdict))
    counted = _chosen(verdict, trips)
    quantity = sum(n for _trip, n in counted) if counted else verdict.quantity
    month = f"{clock.today():%Y-%m}" if row.says.again == "month" else ""
    claim = Claim(
        campaign=campaign, pack_version=campaign.pack_version, policy=row, version=row.current, enterprise=enterprise,
        area_code=enterprise.area_code, asked=quantity, month=month, trips=[trip for trip, _n in counted],
        note=note.strip()[:300], submitted_at=clock.now(), submitted_by=by, state="submitted",
        state_since=clock.now(), clock_kind="check", clock_started_at=clock.now(),
    )  # fmt: skip
    claim.due_at = claim.next_rung_at = campaign.pack.due(clock.now(), campaign.pack.benefits.clocks.check)
    claim.save(force_insert=True)
    hold_causes(claim)
    event = record("benefit_claim.submit", claim, by=by, to="submitted", asked=quantity, policy=row.key)
    ask(claim, claim_papers.wanted(claim), by=by)
    telling.deciders(
        claim, lambda: _("%(enterprise)s claims “%(policy)s”") % {"enterprise": enterprise, "policy": row.says.name},
        event, but=by,
    )  # fmt: skip
    matching.match(campaign=campaign, ids=[enterprise.pk])
    return claim


def _chosen(verdict: Verdict, trips: list[int] | None) -> list[tuple[int, int]]:
    """The trips that a claim is for. Refused where one of them isn't the enterprise's, or doesn't count."""
    counted = [pair for pair in verdict.trips if pair[0]]
    if trips is None:
        return counted
    if not trips:
        raise refuse("trips", _("Choose at least one trip."))
    if strange := sorted(set(trips) - {trip for trip, _n in counted}):
        raise refuse("trips", _("Trip %(trip)s isn’t one of yours that counts for this.") % {"trip": strange[0]})
    return [pair for pair in counted if pair[0] in set(trips)]


def _not_due(campaign: Campaign, row: Policy, verdict: Verdict) -> str:
    if verdict.outcome == INSTEAD:
        return _("Another benefit for the same cause is taken or runs already.")
    if verdict.missing:
        missing = _(", ").join(campaign.pack.benefits.label(name) for name in verdict.missing)
        return _("It can’t be told yet: say %(missing)s first.") % {"missing": missing}
    return _("Nothing of “%(policy)s” is due now.") % {"policy": row.says.name}


def hold_causes(claim: Claim) -> None:
    """One grant for one cause: the database refuses the second. Raises Conflict."""
    says = claim.version.says
    parts = [f"trip {trip}" for trip in claim.trips] or [claim.month]
    if says.again == "more":
        parts = [
            f"more {Cause.objects.filter(campaign=claim.campaign_id, enterprise=claim.enterprise_id, cause=says.cause_key).count() + 1}"
        ]
        open_ones = Claim.objects.filter(policy=claim.policy_id, enterprise=claim.enterprise_id).exclude(pk=claim.pk)
        if open_ones.filter(state__in=("submitted", "checked", "returned")).exists():
            raise Conflict(_("A claim of this benefit runs already."))
    rows = [
        Cause(
            claim=claim,
            campaign_id=claim.campaign_id,
            enterprise_id=claim.enterprise_id,
            cause=says.cause_key,
            part=part,
        )
        for part in parts
    ]
    try:
        with transaction.atomic():
            Cause.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict(_("This was claimed for the same cause already.")) from None


# -- what the policy says now ------------------------------------------------------------------------------------------------


def verdict(claim: Claim) -> Verdict:
    """What the version under which it was submitted makes of the enterprise now, without this claim itself."""
    section = for_version(claim.pack_version).benefits
    rule: Rule = section.rule(claim.version.says)
    known = facts.of_one(claim.campaign, claim.enterprise, inforce.of(claim.campaign), rule.names)
    if claim.trips:
        known = {**known, "trips": [trip for trip in known["trips"] if trip["id"] in claim.trips]}
    asked_on = clock.local(claim.submitted_at).date()
    found: Verdict = section.judge(rule, known, asked_on, Before(firm=given_before(claim)))
    return found


def given_before(claim: Claim) -> int:
    """What the enterprise got by this policy besides."""
    rows = Claim.objects.filter(policy=claim.policy_id, enterprise=claim.enterprise_id, state__in=GIVEN)
    return int(rows.exclude(pk=claim.pk).aggregate(n=Sum("amount"))["n"] or 0)


def due_now(claim: Claim, found: Verdict) -> int:
    """What it comes to: never more than the groups leave that share a cap."""
    if found.outcome != YES:
        return 0
    quantity = found.quantity
    for group in for_version(claim.pack_version).benefits.groups:
        if group.firm is not None and claim.policy.key in group.policies:
            rows = Claim.objects.filter(
                campaign=claim.campaign_id,
                enterprise=claim.enterprise_id,
                policy__key__in=group.policies,
                state__in=GIVEN,
            )
            given = rows.exclude(pk=claim.pk).aggregate(n=Sum("amount"))["n"] or 0
            quantity = min(quantity, max(int(group.firm * 100) - given, 0))
    return quantity


# -- two people ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def check(*, claim: Claim, by: User) -> Claim:
    """The first person: what the policy gives is written down; somebody else decides."""
    row = held(claim, "policy", "version", "campaign__jurisdiction")
    missing = [str(paper) for paper in lists.missing(row)]
    if missing:
        words = {"papers": _(", ").join(missing)}
        raise refuse("papers", _("Papers are missing: %(papers)s. Return the claim for them.") % words)
    found = verdict(row)
    quantity = due_now(row, found)
    values = {
        "amount": quantity, "lines": list(found.lines), "shares": stacking.paid_by(row.version.says, quantity),
        "checked_by": by, "checked_at": clock.now(),
    }  # fmt: skip
    pack = for_version(row.pack_version)
    event = move(
        row, "check", by=by, due_at=pack.due(clock.now(), pack.benefits.clocks.decide), set=values, amount=quantity
    )
    telling.deciders(
        row,
        lambda: _("A claim of %(enterprise)s was examined: decide it") % {"enterprise": row.enterprise},
        event,
        but=by,
    )
    return row


@transaction.atomic
def decide(*, claim: Claim, by: User) -> Claim:
    """The second person agrees with what was examined: granted within the money left, or not granted where nothing is due.

    Raises NotAllowed (whoever examined it), Conflict (it comes to another sum by now, or too little is left).
    """
    Enterprise.objects.select_for_update(no_key=True).get(pk=claim.enterprise_id)  # caps count over all of its claims
    policy = money_held(claim.policy)
    row = held(claim, "policy", "version", "campaign__jurisdiction")
    if row.checked_by_id == by.pk:
        raise NotAllowed(_("Whoever examined the claim doesn’t decide it: ask somebody else."))
    if row.state != "checked":
        words = {"state": row.state_name}
        raise Conflict(_("This claim is “%(state)s”. Reload the page to see what happened.") % words)
    quantity = due_now(row, verdict(row))
    if quantity != row.amount:
        words = {"sum": written(row.version.says, quantity)}
        raise Conflict(_("By now it comes to %(sum)s: return the claim, so that it is examined anew.") % words)
    spend(policy, quantity, row.version.says)
    pack = for_version(row.pack_version)
    values = {"decided_by": by, "decided_at": clock.now()}
    due = pack.due(clock.now(), pack.benefits.clocks.pay) if quantity else None
    move(
        row,
        "grant" if quantity or not row.version.says.has_amount else "refuse",
        by=by,
        due_at=due,
        set=values,
        amount=quantity,
    )
    if row.state == "refused":
        row.causes.all().delete()
    telling.claimants([row], _answered)
    matching.match(campaign=row.campaign, ids=[row.enterprise_id])
    return row


def _answered(claim: Claim) -> str:
    words = {"policy": claim.version.says.name, "sum": claim.shown}
    if claim.state == "refused":
        return _("“%(policy)s” isn’t granted") % words
    return _("“%(policy)s” is granted: %(sum)s") % words if claim.shown else _("“%(policy)s” is granted") % words


def money_held(policy: Policy) -> Policy:
    """The policy's row under lock: of all who decide at once, one after the other sees what is left."""
    return Policy.objects.select_for_update(no_key=True).get(pk=policy.pk)


def spend(policy: Policy, quantity: int, says: Any) -> None:
    """Takes from what is left. Raises Conflict where it isn't there. `policy` is locked; the database guards the sum besides."""
    left = policy.left
    if left is not None and quantity > left:
        raise _spent(left, says)
    try:
        with transaction.atomic():
            Policy.objects.filter(pk=policy.pk).update(given=F("given") + quantity)
    except IntegrityError:
        raise _spent(0, says) from None
    policy.given += quantity


def _spent(left: int, says: Any) -> Conflict:
    words = {"left": written(says, left)}
    return Conflict(_("Too little is left of this benefit: %(left)s.") % words, code="spent")


# -- back, paid ------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def send_back(*, claim: Claim, reason: str, by: User) -> Claim:
    """Something is missing, or is to be examined anew."""
    row = held(claim, "version")
    values: dict[str, Any] = {"amount": None, "lines": [], "shares": [], "checked_by": None, "checked_at": None}
    move(row, "return", by=by, reason=reason.strip()[:300], set=values)
    telling.claimants([row], lambda _claim: _("Your claim was returned: see what is missing"))
    return row


@transaction.atomic
def resubmit(*, claim: Claim, note: str = "", by: User) -> Claim:
    """What was missing is there."""
    row = held(claim, "policy", "version")
    pack = for_version(row.pack_version)
    found = verdict(row)
    values = {
        "asked": found.quantity if found.outcome == YES else 0, "submitted_at": clock.now(), "submitted_by": by,
        "note": note.strip()[:300],
    }  # fmt: skip
    event = move(row, "resubmit", by=by, due_at=pack.due(clock.now(), pack.benefits.clocks.check), set=values)
    telling.deciders(
        row, lambda: _("%(enterprise)s submitted its claim again") % {"enterprise": row.enterprise}, event, but=by
    )
    return row


@transaction.atomic
def withdraw(*, claim: Claim, by: User) -> Claim:
    """It isn't asked for any more."""
    row = held(claim, "version")
    move(row, "withdraw", by=by)
    row.causes.all().delete()
    matching.match(campaign=row.campaign, ids=[row.enterprise_id])
    return row


@transaction.atomic
def pay(*, claim: Claim, on: dt.date, by: User) -> Claim:
    """The money is out, or the thing was given. By hand, or from the finance office's sheet."""
    row = held(claim, "version")
    if row.decided_at is not None and not clock.local(row.decided_at).date() <= on <= clock.today():
        raise refuse("on", _("It was paid between the day of the decision and today."))
    move(row, "pay", by=by, set={"paid_on": on}, amount=row.amount)
    words = {"policy": row.version.says.name, "sum": row.shown}
    telling.claimants([row], lambda _claim: _("“%(policy)s” was paid or given: %(sum)s") % words)
    return row
