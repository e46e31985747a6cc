"""Policies, what each enterprise gets and why, claims: each by whom the rules let do it."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query

from fugong.accounts.permissions import Permission as P
from fugong.benefits import lists, shown
from fugong.benefits.actions import claims, saying
from fugong.benefits.models import Claim, Match, Policy
from fugong.benefits.models.match import OUTCOMES
from fugong.core.errors import refuse
from fugong.web.api.benefits_shapes import (
    BenefitClaimIn,
    BenefitClaimOut,
    BenefitFactsIn,
    BenefitMatchesOut,
    BenefitMatchOut,
    BenefitNoteIn,
    BenefitPaidIn,
    BenefitPolicyOut,
)
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key, ReasonIn

resource = Resource(tags=["Benefits"])
HERE = "/campaigns/{campaign}"
POLICIES, CLAIMS = HERE + "/benefit-policies", HERE + "/benefit-claims"
FIRM = HERE + "/enterprises/{enterprise}"
ONE = CLAIMS + "/{benefit_claim}"
VIEW, CLAIM, DECIDE = P.BENEFIT_VIEW, P.BENEFIT_CLAIM, P.BENEFIT_DECIDE
State = Annotated[str, Query(max_length=20)]
Name = Annotated[str, Query(max_length=40)]


# -- policies and matches -----------------------------------------------------------------------------------------


@resource.reads(POLICIES, Page[BenefitPolicyOut], needs=VIEW)
def benefit_policies(request: Call, campaign: Key) -> Any:
    """The place's policies in their order, all at once, with what is left of each."""
    rows = lists.policies(request.user, campaign_of(request, campaign, VIEW))
    return {"items": [_policy(row) for row in rows], "next": None}


def _policy(row: Any) -> dict[str, Any]:
    says = row.says
    told = {name: getattr(says, name) for name in ("name", "clause", "source", "gives", "since", "until")}
    held = {name: getattr(row, name) for name in ("key", "budget", "given", "left", "due", "nearly")}
    state = {"state": row.current.state, "version": row.current.number, "without_asking": says.without_asking}
    return {**told, **held, **state}


@resource.reads(POLICIES + "/{benefit_policy}/matches", Page[BenefitMatchOut], needs=VIEW)
def benefit_matches(
    request: Call, campaign: Key, benefit_policy: Key, outcome: State = "", after: After = "", limit: Limit = 50
) -> Any:
    """Whom a policy is due to, and why not to the others, what gives most first."""
    within = campaign_of(request, campaign, VIEW)
    found = one(_policies(within), key=benefit_policy)
    rows = Match.objects.visible_to(request.user).filter(policy=found)
    page = page_of(rows.filter(outcome=outcome) if outcome else rows, ("-quantity", "id"), after=after, limit=limit)
    return {**page, "items": [_kept(within, found, row) for row in page["items"]]}


def _kept(campaign: Any, policy: Policy, row: Match) -> dict[str, Any]:
    detail, outcome = row.detail, "no" if row.outcome == "near" else row.outcome
    near = dict(zip(("fact", "more", "quantity"), detail["near"], strict=True)) if detail.get("near") else None
    return {
        "policy": policy.key, "enterprise": row.enterprise_id, "outcome": row.outcome, "clause": row.clause,
        "why": shown.because(campaign, policy.says, outcome, row.clause, detail), "quantity": row.quantity,
        "missing": detail.get("missing", []), "near": near, "instead": detail.get("better", ""),
        "trips": [{"trip": trip, "quantity": n} for trip, n in detail.get("trips", ())],
    }  # fmt: skip


@resource.reads(FIRM + "/benefits", BenefitMatchesOut, needs=VIEW)
def benefits_of_enterprise(request: Call, campaign: Key, enterprise: Id) -> Any:
    """What each policy makes of one enterprise, with the clause that decided, the amount, and what one more would change."""
    within = campaign_of(request, campaign, VIEW)
    return _of(request, within, enterprise_of(request, within, enterprise))


def _of(request: Call, campaign: Any, firm: Any) -> dict[str, Any]:
    rows = Match.objects.visible_to(request.user).filter(campaign=campaign, enterprise=firm)
    order = list(OUTCOMES)
    found = sorted(
        rows.select_related("policy__current"), key=lambda row: (order.index(row.outcome), -row.quantity, row.pk)
    )
    return {"items": [_kept(campaign, row.policy, row) for row in found]}


@resource.writes("POST", FIRM + "/benefit-facts", BenefitMatchesOut, needs=VIEW)
def say_benefit_facts(request: Call, campaign: Key, enterprise: Id, body: BenefitFactsIn) -> Any:
    """Says facts that only the enterprise or the desk knows (rent, interest …); it is matched anew at once. 422 names each fact."""
    within = campaign_of(request, campaign, VIEW)
    firm = enterprise_of(request, within, enterprise)
    saying.say(campaign=within, enterprise=firm, values=body.facts, by=request.user)
    return _of(request, within, firm)


# -- claims -------------------------------------------------------------------------------------------------------


@resource.reads(CLAIMS, Page[BenefitClaimOut], needs=VIEW)
def benefit_claims(
    request: Call, campaign: Key, state: State = "", policy: Name = "", after: After = "", limit: Limit = 50
) -> Any:
    """Claims, the newest first."""
    rows = _claims(request, campaign)
    rows = rows.filter(policy__key=policy) if policy else rows
    return page_of(rows.filter(state=state) if state else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", CLAIMS, BenefitClaimOut, needs=CLAIM, status=201)
def submit_benefit_claim(request: Call, campaign: Key, body: BenefitClaimIn) -> Any:
    """Asks for a benefit that is due, filled in from the match. Its papers follow: see Papers. 409 where nothing is due."""
    within = campaign_of(request, campaign, VIEW)
    firm = enterprise_of(request, within, body.enterprise)
    policy = _policies(within).filter(key=body.policy).first()
    if policy is None:
        raise refuse("policy", _("There is no such policy."))
    made = claims.submit(policy=policy, enterprise=firm, trips=body.trips, note=body.note, by=request.user)
    return one(_claims(request, campaign), pk=made.pk)


@resource.reads(ONE, BenefitClaimOut, needs=VIEW)
def benefit_claim_(request: Call, campaign: Key, benefit_claim: Id) -> Any:
    """One of them."""
    return one(_claims(request, campaign), pk=benefit_claim)


@resource.writes("POST", ONE + "/check", BenefitClaimOut, needs=DECIDE)
def check_benefit_claim(request: Call, campaign: Key, benefit_claim: Id) -> Any:
    """The first person: what the policy gives is written down. 422 while papers are missing."""
    claims.check(claim=one(_claims(request, campaign), pk=benefit_claim), by=request.user)
    return one(_claims(request, campaign), pk=benefit_claim)


@resource.writes("POST", ONE + "/decide", BenefitClaimOut, needs=DECIDE)
def decide_benefit_claim(request: Call, campaign: Key, benefit_claim: Id) -> Any:
    """A second person grants it within the money that is left, or not where nothing is due. 409 where too little is left."""
    claims.decide(claim=one(_claims(request, campaign), pk=benefit_claim), by=request.user)
    return one(_claims(request, campaign), pk=benefit_claim)


@resource.writes("POST", ONE + "/return", BenefitClaimOut, needs=DECIDE)
def return_benefit_claim(request: Call, campaign: Key, benefit_claim: Id, body: ReasonIn) -> Any:
    """Something is missing; the enterprise hears what."""
    claims.send_back(claim=one(_claims(request, campaign), pk=benefit_claim), reason=body.reason, by=request.user)
    return one(_claims(request, campaign), pk=benefit_claim)


@resource.writes("POST", ONE + "/resubmit", BenefitClaimOut, needs=CLAIM)
def resubmit_benefit_claim(request: Call, campaign: Key, benefit_claim: Id, body: BenefitNoteIn) -> Any:
    """What was missing is there."""
    claims.resubmit(claim=one(_claims(request, campaign), pk=benefit_claim), note=body.note, by=request.user)
    return one(_claims(request, campaign), pk=benefit_claim)


@resource.writes("POST", ONE + "/withdraw", BenefitClaimOut, needs=CLAIM)
def withdraw_benefit_claim(request: Call, campaign: Key, benefit_claim: Id) -> Any:
    """It isn't asked for any more."""
    claims.withdraw(claim=one(_claims(request, campaign), pk=benefit_claim), by=request.user)
    return one(_claims(request, campaign), pk=benefit_claim)


@resource.writes("POST", ONE + "/pay", BenefitClaimOut, needs=DECIDE)
def pay_benefit_claim(request: Call, campaign: Key, benefit_claim: Id, body: BenefitPaidIn) -> Any:
    """The money is out, or the thing was given."""
    claims.pay(claim=one(_claims(request, campaign), pk=benefit_claim), on=body.on, by=request.user)
    return one(_claims(request, campaign), pk=benefit_claim)


def _policies(campaign: Any) -> Any:
    """Rules of the place, for whoever sees the campaign."""
    rows = Policy.objects.filter(campaign=campaign, current__isnull=False)
    return rows.select_related("current", "campaign__pack_version", "campaign__jurisdiction")


def _claims(request: Call, campaign: str) -> Any:
    rows = Claim.objects.visible_to(request.user).filter(campaign=campaign_of(request, campaign, VIEW))
    return rows.select_related("enterprise", "policy", "version", "campaign__pack_version", "campaign__jurisdiction")
