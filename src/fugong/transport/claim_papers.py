"""The papers of a claim: which the rules ask for, and who sees, hands in and judges them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.papers import access
from fugong.papers.asking import Wanted
from fugong.places.models import Campaign
from fugong.transport import people
from fugong.transport.access import holds
from fugong.transport.models import Claim
from fugong.transport.policy import Reimbursement

OPEN, JUDGED = ("submitted", "returned"), ("submitted", "checked")


def wanted(rules: Iterable[Reimbursement]) -> list[Wanted]:
    """Each paper of these rules once."""
    papers = {paper.key: paper for rule in rules for paper in rule.papers}
    return [Wanted(each.key, each.name, each.note or "") for each in papers.values()]


def _find(user: User, campaign: Campaign, claim: int) -> Any:
    rows = Claim.objects.visible_to(user).filter(campaign=campaign, pk=claim)
    return rows.select_related("enterprise", "campaign").first()


def _may_hand_in(user: User, claim: Claim) -> bool:
    return claim.state in OPEN and holds(user, P.CLAIM_SUBMIT, claim)


def _may_judge(user: User, claim: Claim) -> bool:
    return claim.state in JUDGED and claim.may_move(user, P.CLAIM_DECIDE)


def _url(user: User, claim: Claim) -> str:
    if holds(user, P.CLAIM_DECIDE, claim):
        return reverse("transport:claim", args=[claim.campaign.key, claim.pk], urlconf="fugong.web.urls")
    own = [claim.campaign.key, claim.enterprise_id, claim.pk]
    return reverse("transport:mine_claim", args=own, urlconf="fugong.web.urls")


def _late(claim: Claim) -> list[User]:
    return people.liaisons([claim.enterprise_id])


def _load(claim: int) -> Any:
    return Claim._base_manager.select_related("enterprise", "campaign").filter(pk=claim).first()


def register() -> None:
    """Makes claims known to the papers."""
    access.register("coach_claim", access.Access(_find, _may_hand_in, _may_judge, _url, _late, _load))
