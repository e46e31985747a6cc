"""Demands for people tell the labour office which enterprises are short of labour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from fugong.demands.models import Demand
from fugong.labour import short
from fugong.labour.short import Sign
from fugong.places.models import Campaign

STANDING = ("received", "accepted", "suspended", "split")


@short.register
def demands(user: Any, campaign: Campaign, _trade: str) -> Iterable[Sign]:
    """Demands that nobody answered yet, of the categories that the pack names for it."""
    keys = campaign.pack.labour.short_categories
    if not keys:
        return
    rows = Demand.objects.visible_to(user).filter(
        campaign=campaign, category__in=keys, state__in=STANDING, enterprise__isnull=False, parent=None
    )
    for row in rows.order_by("-pk").only("campaign", "enterprise", "state", "received_at")[: short.MOST]:
        url = reverse_lazy("demands:demand", args=[campaign.key, row.pk])
        yield Sign(row.enterprise_id, _asked(row), url, row.received_at)


def _said(row: Demand) -> str:
    return _("asked for people: %(state)s") % {"state": row.state_name}


_asked: Any = lazy(_said, str)
