"""What other pages show of benefits: the enterprise's page, and its own home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission as P
from fugong.benefits.models import Claim, Match
from fugong.benefits.models.claim import RUNNING, written
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """What is due, what nearly is, and its claims."""
    if not may(request.user, P.BENEFIT_VIEW, enterprise):
        return None
    rows = list(
        Match.objects.filter(campaign=campaign, enterprise=enterprise, outcome__in=("yes", "near", "missing"))
        .select_related("policy__current").order_by("policy__order")
    )  # fmt: skip
    claims = (
        Claim.objects.filter(campaign=campaign, enterprise=enterprise).select_related("version").order_by("-pk")[:5]
    )
    if not rows and not claims:
        return None
    for row in rows:
        row.shown = written(row.policy.says, row.quantity)
    return {"matches": rows, "claims": claims}


register(Panel("benefits", 66, "benefits/panels/enterprise.html", panel, column="narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """How many benefits are due and not asked for yet."""
    if not request.user.holds(P.BENEFIT_CLAIM):
        return
    matches = Match.objects.filter(campaign=campaign, enterprise=enterprise)
    if not matches.exists():
        return
    url = reverse("benefits:mine", args=[campaign.key, enterprise.pk])
    title = str(campaign.pack.benefits.title or _("Benefits"))
    if Claim.objects.filter(campaign=campaign, enterprise=enterprise, state="returned").exists():
        yield Door("gift", title, _("A claim was returned: see what is missing"), url, warns=True)
        return
    running = Claim.objects.filter(campaign=campaign, enterprise=enterprise, state__in=RUNNING).values("policy")
    due = matches.filter(outcome="yes").exclude(policy__in=running).count()
    if due:
        words = ngettext("%(n)s benefit is due to you", "%(n)s benefits are due to you", due)
        yield Door("gift", title, words % {"n": due}, url, warns=True)
    else:
        yield Door("gift", title, _("What you get, and why"), url)
