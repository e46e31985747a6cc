"""What other pages show of signals: the enterprise's page, and what whoever goes there should know."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from fugong.accounts.permissions import Permission as P
from fugong.inspections import rounds, stories
from fugong.inspections.rounds import Due
from fugong.inspections.stories import Line
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.signals.arrows import OPEN, STANDING
from fugong.signals.models import Doubt
from fugong.signals.words import said


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Doubts that stand, with their reasons."""
    if not campaign.pack.signals.is_used or not may(request.user, P.SIGNAL_VIEW, enterprise):
        return None
    rows = Doubt.objects.filter(campaign=campaign, enterprise=enterprise, state__in=STANDING)
    found = list(rows.select_related("pack_version", "enterprise").order_by("-weight", "pk")[:5])
    for row in found:
        row.campaign = campaign
    return {"doubts": found} if found else None


register(Panel("signals", 66, "signals/panels/enterprise.html", panel, column="narrow"))


@stories.register
def lines(campaign: Campaign, enterprises: Sequence[Enterprise]) -> Mapping[int, list[Line]]:
    """The reason of each doubt that stands."""
    found: dict[int, list[Line]] = defaultdict(list)
    if not campaign.pack.signals.is_used:
        return found
    rows = Doubt.objects.filter(campaign=campaign, enterprise__in=[each.pk for each in enterprises], state__in=OPEN)
    for row in rows.select_related("pack_version", "enterprise").order_by("-weight", "pk")[:400]:
        url = reverse("signals:doubt", args=[campaign.key, row.pk])
        found[row.enterprise_id].append(Line("danger" if row.state == "confirmed" else "warning", said(row), url))
    return found


@rounds.register_due
def due(campaign: Campaign, day: dt.date) -> Iterable[Due]:
    """Doubts as candidates for the rounds: by their weight, a confirmed one before most else. The reason goes along, as a
    sentence in Chinese that is kept with the round.
    """
    rules = campaign.pack.signals
    if not rules.is_used:
        return
    states = OPEN if rules.goes == "open" else ("confirmed",)
    rows = Doubt.objects.filter(campaign=campaign, state__in=states).select_related("pack_version", "enterprise")
    for row in rows.order_by("-weight", "pk"):
        rule = rules.doubtful(row.rule)
        weight = float(row.weight) + (40 if row.state == "confirmed" else 0)
        yield Due(row.enterprise_id, said(row, "zh"), weight, frozenset(), rule.visit if rule else "verify")
