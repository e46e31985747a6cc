"""Papers of applications: who sees the case, who hands in, who judges (see `fugong.papers`)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from fugong.papers.access import Access, register
from fugong.places.models import Campaign
from fugong.services import people
from fugong.services.access import handles, serves, speaks_for
from fugong.services.models import ServiceApplication


def find(user: Any, campaign: Campaign, case_id: int) -> ServiceApplication | None:
    """The application, if the person sees it."""
    rows = ServiceApplication.objects.visible_to(user).filter(campaign=campaign, pk=case_id)
    return rows.select_related("campaign__pack_version", "enterprise").first()  # type: ignore[no-any-return]


def may_hand_in(user: Any, case: ServiceApplication) -> bool:
    """Whoever asks, and whoever notes for a caller, as long as it isn't decided."""
    return not case.is_final and (speaks_for(user, case.enterprise_id) or serves(user, case))


def may_judge(user: Any, case: ServiceApplication) -> bool:
    """The office where it lies."""
    return case.state in ("submitted", "accepted", "passed_on") and handles(user, case, case.office)


def url(user: Any, case: ServiceApplication) -> str:
    """The office's page of it, or the enterprise's own."""
    if speaks_for(user, case.enterprise_id):
        return reverse("services:mine_application", args=[case.campaign.key, case.enterprise_id, case.pk])
    return reverse("services:application", args=[case.campaign.key, case.pk])


def load(case_id: int) -> ServiceApplication | None:
    """The application for the clock."""
    rows = ServiceApplication.objects.filter(pk=case_id)
    return rows.select_related("campaign__pack_version", "enterprise", "handler").first()


def late(case: ServiceApplication) -> list[Any]:
    """Who hears that a promise wasn't kept: the applicant and the office."""
    return [*(people.askers(case.enterprise) if case.enterprise else ()), *people.handlers(case)]


def tie() -> None:
    """Makes papers know applications."""
    known = Access(find=find, may_hand_in=may_hand_in, may_judge=may_judge, url=url, late=late, load=load)
    register(ServiceApplication.event_kind, known)
