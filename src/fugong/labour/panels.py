"""What other pages show of this room: the enterprise's page, and its own home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.labour.access import MATCH, OFFER, VIEW
from fugong.labour.models import Introduction, Lending, Spare, Vacancy
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register

VACANCIES = 5


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Whom it looks for, whom it can spare, what it shares."""
    if not campaign.pack.labour.is_used or not may(request.user, VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    lent = Lending.objects.filter(Q(enterprise=enterprise) | Q(borrower=enterprise), campaign=campaign)
    vacancies = list(Vacancy.objects.filter(**where).exclude(state="withdrawn").order_by("-pk")[: VACANCIES + 1])
    return {
        "vacancies": vacancies[:VACANCIES],
        "more": len(vacancies) > VACANCIES,
        "spares": Spare.objects.filter(**where, state="offered").order_by("-pk")[:3],
        "lendings": lent.select_related("enterprise", "borrower").order_by("-pk")[:3],
        "may_offer": may(request.user, MATCH, enterprise),
    }


register(Panel("labour", 66, "labour/panels/enterprise.html", panel, column="narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """Somebody to answer, something to sign; else the way to vacancies."""
    if not campaign.pack.labour.is_used or not request.user.holds(OFFER):
        return
    url = reverse("labour:mine", args=[campaign.key, enterprise.pk])
    where = {"campaign": campaign, "enterprise": enterprise}
    if waiting := Introduction.objects.filter(**where, state="introduced").count():
        words = ngettext("%(n)s person was introduced: answer", "%(n)s people were introduced: answer", waiting)
        yield Door("users", _("Staff and vacancies"), words % {"n": waiting}, url, warns=True)
        return
    unsigned = Lending.objects.filter(campaign=campaign, state="proposed").filter(
        Q(enterprise=enterprise, lender_signed_at=None) | Q(borrower=enterprise, borrower_signed_at=None)
    )
    if unsigned.exists():
        yield Door("signature", _("Staff and vacancies"), _("Shared staff waits for your signature"), url, warns=True)
        return
    yield Door("users", _("Staff and vacancies"), _("Say whom you look for, or whom you can spare"), url)
