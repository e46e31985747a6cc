"""The papers of a claim: which the policy asks for, and who sees, hands in and judges them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from fugong.accounts.permissions import Permission as P
from fugong.benefits import people
from fugong.benefits.access import holds
from fugong.benefits.models import Claim
from fugong.papers import access
from fugong.papers.asking import Wanted

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

OPEN, JUDGED = ("submitted", "returned"), ("submitted", "checked")


def wanted(claim: Claim) -> list[Wanted]:
    """The papers of the policy under which it was submitted."""
    papers = claim.version.says.papers
    return [Wanted(each.key, each.name, each.note or "", each.needed, each.may_wait) for each in papers]


def _find(user: User, campaign: Campaign, claim: int) -> Any:
    rows = Claim.objects.visible_to(user).filter(campaign=campaign, pk=claim)
    return rows.select_related("enterprise", "campaign", "version").first()


def _may_hand_in(user: User, claim: Claim) -> bool:
    return claim.state in OPEN and holds(user, P.BENEFIT_CLAIM, claim)


def _may_judge(user: User, claim: Claim) -> bool:
    return claim.state in JUDGED and claim.may_move(user, P.BENEFIT_DECIDE)


def _url(user: User, claim: Claim) -> str:
    if holds(user, P.BENEFIT_DECIDE, claim):
        return reverse("benefits:claim", args=[claim.campaign.key, claim.pk], urlconf="fugong.web.urls")
    own = [claim.campaign.key, claim.enterprise_id, claim.pk]
    return reverse("benefits:mine_claim", args=own, urlconf="fugong.web.urls")


def _late(claim: Claim) -> list[User]:
    return people.liaisons([claim.enterprise_id]).get(claim.enterprise_id, [])


def _load(claim: int) -> Any:
    return Claim._base_manager.select_related("enterprise", "campaign").filter(pk=claim).first()


def register() -> None:
    """Makes claims known to the papers."""
    access.register("benefit_claim", access.Access(_find, _may_hand_in, _may_judge, _url, _late, _load))
