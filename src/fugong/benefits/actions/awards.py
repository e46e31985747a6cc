"""Grants without asking (免申即享): proposed for all who match, signed by a second person, then all of it at once."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.benefits import matching, stacking, telling
from fugong.benefits.access import over_place
from fugong.benefits.actions.claims import money_held, spend
from fugong.benefits.models import Award, Cause, Claim, Match, Policy
from fugong.benefits.models.claim import RUNNING
from fugong.benefits.rules import YES
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed
from fugong.ledger.recording import record, record_many
from fugong.places.actions import must_be_open
from fugong.workflow.holding import held
from fugong.workflow.moves import move

MOST = 5_000
"""So many enterprises in one proposal."""


def matched(policy: Policy) -> list[tuple[int, int]]:
    """(enterprise, quantity) of those to whom it is due and for whom nothing runs; those who get least first, then by number."""
    running = Claim.objects.filter(policy=policy, state__in=RUNNING).values("enterprise")
    rows = Match.objects.filter(policy=policy, outcome=YES).exclude(enterprise__in=running)
    return list(rows.order_by("quantity", "enterprise").values_list("enterprise", "quantity")[: MOST + 1])


@transaction.atomic
def propose(*, policy: Policy, by: User) -> Award:
    """Who would get how much, as far as the money goes. Raises NotAllowed, Conflict."""
    row = Policy.objects.select_related("current", "campaign__pack_version", "campaign__jurisdiction").get(pk=policy.pk)
    must_be_open(row.campaign)
    if not over_place(by, P.BENEFIT_MANAGE, row.campaign):
        raise NotAllowed(_("You don’t manage the policies of this place."))
    if row.current is None or not row.is_in_force or not row.says.without_asking or row.says.gives == "coach":
        raise Conflict(_("This policy isn’t granted without asking."))
    found = matched(row)
    served, left = [], row.left
    for enterprise, quantity in found[:MOST]:
        if left is not None and quantity > left:
            break
        served.append((enterprise, quantity))
        left = None if left is None else left - quantity
    if not served:
        raise Conflict(_("There is nobody to whom it is due and who hasn’t got it, or nothing is left."))
    pack = row.campaign.pack
    due = pack.due(clock.now(), pack.benefits.clocks.confirm)
    try:
        with transaction.atomic():
            made = Award.objects.create(
                campaign=row.campaign, pack_version=row.campaign.pack_version, area_code=row.area_code, policy=row,
                version=row.current, rows=served, many=len(served), total=sum(n for _key, n in served),
                beyond=len(found) - len(served), proposed_at=clock.now(), proposed_by=by, state="proposed",
                state_since=clock.now(), due_at=due, next_rung_at=due, clock_kind="confirm", clock_started_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("A grant of this policy waits for its second signature already.")) from None
    event = record("benefit_award.propose", made, by=by, to="proposed", many=made.many, total=made.total)
    words = {"policy": row.says.name, "n": made.many}
    telling.to_sign(made, lambda: _("Sign: “%(policy)s” for %(n)s enterprises without asking") % words, event)
    return made


@transaction.atomic
def confirm(*, award: Award, by: User) -> list[Claim]:
    """The second person signs: each of them gets a granted claim. Conflict where somebody's sum changed: nothing is granted then."""
    policy = money_held(award.policy)
    row = held(award, "version", "policy", "campaign__jurisdiction", "proposed_by")
    must_be_open(row.campaign)
    if row.proposed_by_id == by.pk:
        raise NotAllowed(_("Whoever proposed it doesn’t sign it: ask somebody else."))
    move(row, "confirm", by=by, set={"confirmed_by": by, "confirmed_at": clock.now()}, many=row.many, total=row.total)
    if row.version_id != policy.current_id or not _as_proposed(row, policy):
        raise Conflict(
            _("Since this was proposed, facts or the policy changed: drop it and propose it anew."), code="stale"
        )
    spend(policy, row.total, row.version.says)
    claims = _granted(row, by)
    record_many(
        "benefit_claim.give", claims, by=by, moves=[("", "granted")] * len(claims),
        data=[{"amount": claim.amount} for claim in claims],
    )  # fmt: skip
    words = {"policy": row.version.says.name}
    telling.claimants(
        claims, lambda claim: _("You get “%(policy)s” without having asked: %(sum)s") % {**words, "sum": claim.shown}
    )
    matching.match(campaign=row.campaign, ids=[claim.enterprise_id for claim in claims])
    return claims


def _as_proposed(row: Award, policy: Policy) -> bool:
    wanted = {key: quantity for key, quantity in row.rows}
    now = Match.objects.filter(policy=policy, outcome=YES, enterprise__in=wanted).values_list("enterprise", "quantity")
    running = Claim.objects.filter(policy=policy, state__in=RUNNING, enterprise__in=wanted)
    return dict(now) == wanted and not running.exists()


def _granted(row: Award, by: User) -> list[Claim]:
    from fugong.registry.models import Enterprise

    says, pack = row.version.says, row.campaign.pack
    firms = Enterprise.objects.select_for_update(no_key=True).in_bulk([key for key, _quantity in row.rows])
    month = f"{clock.today():%Y-%m}" if says.again == "month" else ""
    due = pack.due(clock.now(), pack.benefits.clocks.pay)
    trips = dict(Match.objects.filter(policy=row.policy_id, enterprise__in=firms).values_list("enterprise", "detail"))
    claims = [
        Claim(
            campaign=row.campaign, pack_version=row.pack_version, policy=row.policy, version=row.version, award=row,
            enterprise=firms[key], area_code=firms[key].area_code, asked=quantity, amount=quantity, month=month,
            shares=stacking.paid_by(says, quantity), trips=[pair[0] for pair in trips[key].get("trips", ())],
            submitted_at=row.proposed_at, submitted_by=row.proposed_by, checked_at=row.proposed_at,
            checked_by=row.proposed_by, decided_at=clock.now(), decided_by=by, state="granted", state_since=clock.now(),
            due_at=due, next_rung_at=due, clock_kind="pay", clock_started_at=clock.now(),
        )
        for key, quantity in row.rows
    ]  # fmt: skip
    made = Claim.objects.bulk_create(claims, batch_size=1_000)
    causes = [
        Cause(
            claim=claim, campaign_id=row.campaign_id, enterprise_id=claim.enterprise_id, cause=says.cause_key,
            part=f"more {claim.pk}" if says.again == "more" else part,
        )
        for claim in made
        for part in ([f"trip {trip}" for trip in claim.trips] or [claim.month])
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Cause.objects.bulk_create(causes, batch_size=1_000)
    except IntegrityError:
        raise Conflict(
            _("One of them got something for the same cause meanwhile: propose it anew."), code="stale"
        ) from None
    return made


@transaction.atomic
def drop(*, award: Award, by: User) -> Award:
    """Nothing is granted by it."""
    row = held(award, "policy", "campaign__jurisdiction")
    move(row, "drop", by=by)
    return row
