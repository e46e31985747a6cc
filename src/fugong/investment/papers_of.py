"""Papers of leads: those who work on leads see, hand in and judge them (see `fugong.papers`)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from fugong.accounts.permissions import Permission
from fugong.investment.access import holds
from fugong.investment.models import Lead
from fugong.papers.access import Access, register
from fugong.places.models import Campaign


def find(user: Any, campaign: Campaign, case_id: int) -> Lead | None:
    """The lead, if the person sees it."""
    rows = Lead.objects.visible_to(user).filter(campaign=campaign, pk=case_id)
    return rows.select_related("campaign__pack_version", "officer").first()  # type: ignore[no-any-return]


def may_keep(user: Any, case: Lead) -> bool:
    """As long as it is under way."""
    return case.state == "open" and holds(user, Permission.LEAD_MANAGE, case)


def url(user: Any, case: Lead) -> str:
    return reverse("investment:lead", args=[case.campaign.key, case.pk])


def load(case_id: int) -> Lead | None:
    """The lead for the clock."""
    return Lead.objects.filter(pk=case_id).select_related("campaign__pack_version", "officer").first()


def late(case: Lead) -> list[Any]:
    """Who hears that a promise wasn't kept."""
    return [case.officer] if case.officer else []


def tie() -> None:
    """Makes papers know leads."""
    register(
        Lead.event_kind, Access(find=find, may_hand_in=may_keep, may_judge=may_keep, url=url, late=late, load=load)
    )
