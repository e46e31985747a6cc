"""Claims of a trip's cost: submitted, examined by the rule, decided by a second person, paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.core.money import yuan
from fugong.ledger.recording import record
from fugong.papers import lists
from fugong.papers.actions import Given, hand_in
from fugong.papers.asking import ask
from fugong.places.actions import must_be_open
from fugong.policy.loaded import for_version
from fugong.registry import facts as registry_facts
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.transport import claim_papers, people, planner, rules, telling
from fugong.transport.actions.held import held
from fugong.transport.models import Claim, Share, Trip
from fugong.transport.models.claim import GIVEN
from fugong.transport.policy import Reimbursement
from fugong.transport.rules import Verdict
from fugong.workflow.moves import move


@transaction.atomic
def submit(
    *, trip: Trip, enterprise: Enterprise, papers: Mapping[str, Sequence[Given]] | None = None, note: str = "", by: User
) -> Claim:
    """Asks for the enterprise's part of a trip back, once it is here, with the files of its papers, by the paper's key; others
    can follow. Raises Refused (a file can't be kept: then nothing is), Conflict (asked already).
    """
    require(by, Permission.CLAIM_SUBMIT, enterprise)
    row = (
        Trip.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign__pack_version")
        .get(pk=trip.pk)
    )
    must_be_open(row.campaign)
    share = Share.objects.filter(trip=row, enterprise=enterprise).first()
    if share is None or row.state not in ("arrived", "closed"):
        raise Conflict(_("A trip’s cost is claimed once it is here."))
    if not row.campaign.pack.transport.reimbursements:
        raise Conflict(_("This place pays no trips back."))
    claim = Claim(
        campaign=row.campaign, pack_version=row.campaign.pack_version, trip=row, enterprise=enterprise,
        area_code=enterprise.area_code, cost=share.fen, people=share.brought, note=note.strip()[:300],
        submitted_at=clock.now(), submitted_by=by,
        state="submitted", state_since=clock.now(), clock_kind="claim", clock_started_at=clock.now(),
    )  # fmt: skip
    claim.due_at = claim.next_rung_at = row.campaign.pack.due(clock.now(), row.campaign.pack.transport.clocks.claim)
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("The cost of this trip is claimed already.")) from None
    event = record("coach_claim.submit", claim, by=by, to="submitted", cost=claim.cost)
    first = rules.judge(row.campaign.pack.transport, _facts(claim, share), arrived_on(row)).rule
    _papers(claim, [first] if first else row.campaign.pack.transport.reimbursements, papers or {}, by)
    telling.deciders(
        claim, lambda: _("%(enterprise)s claims a trip’s cost") % {"enterprise": enterprise}, event,
        post=first.checked_by if first else "", but=by,
    )  # fmt: skip
    return claim


def _papers(claim: Claim, asking: Iterable[Reimbursement], given: Mapping[str, Sequence[Given]], by: User) -> None:
    for paper in ask(claim, claim_papers.wanted(asking), by=by):
        if files := given.get(paper.key):
            hand_in(paper=paper, files=files, by=by)


def verdict(claim: Claim) -> Verdict:
    """What the rules that held when it was submitted make of a claim now."""
    share = Share.objects.get(trip=claim.trip_id, enterprise=claim.enterprise_id)
    section = for_version(claim.pack_version).transport
    before = Claim.objects.filter(campaign=claim.campaign_id, enterprise=claim.enterprise_id, state__in=GIVEN)
    paid = before.exclude(pk=claim.pk).aggregate(n=Sum("amount"))["n"] or 0
    return rules.judge(section, _facts(claim, share), arrived_on(claim.trip), paid)


def _facts(claim: Claim, share: Share) -> dict[str, Any]:
    trip = claim.trip
    outside = min(share.outside, claim.people)
    about = planner.trip_facts(
        people=claim.people, outside=outside, reported_at=share.reported_at, departs_at=trip.departed_at or trip.departs_at,
        metres=trip.metres, cost=claim.cost, alone=trip.shares.count() == 1, carried=trip.state in ("arrived", "closed"),
    )  # fmt: skip
    return {**registry_facts.facts(claim.enterprise, claim.campaign), "t": about}


def arrived_on(trip: Trip) -> dt.date:
    """The day by which rules are chosen: of the arrival, or as it is planned."""
    return clock.local(trip.arrived_at or trip.arrives_at).date()


@transaction.atomic
def check(*, claim: Claim, by: User) -> Claim:
    """The first person: the deciding rule and what it gives are written down; somebody else decides.

    Raises Refused where papers are missing that the deciding rule asks for: the claim is returned for them.
    """
    row = held(claim)
    found = verdict(row)
    _guard_post(found, "checked_by", row, by)
    if found.rule is not None:
        asked = {each.key for each in found.rule.papers}
        missing = [str(each) for each in lists.missing(row) if each.key in asked]
        if missing:
            raise refuse(
                "papers",
                _("Papers are missing: %(papers)s. Return the claim for them.") % {"papers": "、".join(missing)},
            )
    values = {
        "rule": found.rule.key if found.rule else "", "terms": found.terms, "amount": found.fen, "checked_by": by,
        "checked_at": clock.now(),
    }  # fmt: skip
    pack = for_version(row.pack_version)
    due = pack.due(clock.now(), pack.transport.clocks.decide)
    event = move(row, "check", by=by, due_at=due, set=values, rule=values["rule"], amount=found.fen)
    telling.deciders(
        row, lambda: _("A claim of %(enterprise)s was examined: decide it") % {"enterprise": row.enterprise}, event,
        post=found.rule.decided_by if found.rule else "", but=by,
    )  # fmt: skip
    return row


@transaction.atomic
def decide(*, claim: Claim, by: User) -> Claim:
    """The second person agrees: granted by the rule that was found, or not granted where none pays.

    Never whoever examined it. Where the rules give another amount by now (a cap was used up), Conflict says so.
    """
    Enterprise.objects.select_for_update(no_key=True).get(pk=claim.enterprise_id)  # caps count over all of its trips
    row = held(claim)
    if row.checked_by_id == by.pk:
        raise NotAllowed(_("Whoever examined the claim doesn’t decide it: ask somebody else."))
    if row.state != "checked":
        raise Conflict(
            _("This claim is “%(state)s”. Reload the page to see what happened.") % {"state": row.state_name}
        )
    found = verdict(row)
    _guard_post(found, "decided_by", row, by)
    if (found.rule.key if found.rule else "", found.fen) != (row.rule, row.amount):
        raise Conflict(
            _("The rules give %(yuan)s yuan by now: return the claim, so that it is examined anew.")
            % {"yuan": yuan(found.fen)}
        )
    values = {"decided_by": by, "decided_at": clock.now()}
    granted = found.rule is not None and found.fen > 0
    event = move(row, "grant" if granted else "refuse", by=by, set=values, rule=row.rule, amount=row.amount)
    words = _("Your trip’s cost is paid back: %(yuan)s yuan") if granted else _("Your trip’s cost isn’t paid back")
    telling.claimant(row, lambda: words % {"yuan": yuan(row.amount or 0)}, event)
    return row


@transaction.atomic
def send_back(*, claim: Claim, reason: str, by: User) -> Claim:
    """Something is missing, or is to be examined anew."""
    row = held(claim)
    values: dict[str, Any] = {"rule": "", "terms": [], "amount": None, "checked_by": None, "checked_at": None}
    event = move(row, "return", by=by, reason=reason.strip()[:300], set=values)
    telling.claimant(row, lambda: _("Your claim was returned: see what is missing"), event)
    return row


@transaction.atomic
def resubmit(*, claim: Claim, note: str = "", by: User) -> Claim:
    """What was missing is there."""
    row = held(claim)
    pack = for_version(row.pack_version)
    said = note.strip()[:300]
    values = {"note": said or row.note, "submitted_at": clock.now(), "submitted_by": by}
    due = pack.due(clock.now(), pack.transport.clocks.claim)
    event = move(row, "resubmit", by=by, due_at=due, set=values)
    telling.deciders(
        row, lambda: _("%(enterprise)s submitted its claim again") % {"enterprise": row.enterprise}, event, but=by
    )
    return row


@transaction.atomic
def withdraw(*, claim: Claim, by: User) -> Claim:
    """It isn't asked for any more."""
    row = held(claim)
    move(row, "withdraw", by=by)
    return row


@transaction.atomic
def pay(*, claim: Claim, on: dt.date, by: User) -> Claim:
    """The money is out. By hand, or from the finance office's sheet."""
    row = held(claim)
    if row.decided_at is not None and not clock.local(row.decided_at).date() <= on <= clock.today():
        raise refuse("on", _("It was paid between the day of the decision and today."))
    event = move(row, "pay", by=by, set={"paid_on": on}, amount=row.amount)
    telling.claimant(row, lambda: _("%(yuan)s yuan for your trip were paid") % {"yuan": yuan(row.amount or 0)}, event)
    return row


def _guard_post(found: Verdict, step: str, claim: Claim, by: User) -> None:
    if not people.is_for(found.rule, step, claim.campaign, claim.area_code, by):
        raise NotAllowed(_("The pack gives this step to another post."))
