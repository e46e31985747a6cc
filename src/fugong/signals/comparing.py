"""Readings beside what enterprises report: one statement for each kind of signal, for one enterprise or for a hundred thousand.

Like is compared with like: of the window only days count on which the enterprise stood as on the last one, so that the day of
resuming doesn't mix two lives. Several meters of one enterprise are added up, each by its own mean.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.facts import read, with_facts
from fugong.registry.models import Enterprise
from fugong.resumption.models import Standing
from fugong.signals.models import Reading
from fugong.signals.policy import Kind

SQL = """
WITH per AS (
    SELECT m.id, m.enterprise_id, avg(r.value) AS value, count(*) AS days, coalesce(m.usual, b.median) AS usual
    FROM signals_meter m
    JOIN signals_reading r ON r.meter_id = m.id AND r.day BETWEEN %(since)s AND %(until)s
    JOIN resumption_standing t ON t.campaign_id = m.campaign_id AND t.enterprise_id = m.enterprise_id AND t.day = %(until)s
    JOIN resumption_standing s ON s.campaign_id = m.campaign_id AND s.enterprise_id = m.enterprise_id AND s.day = r.day
        AND s.resumed = t.resumed
    LEFT JOIN LATERAL (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY o.value)::numeric AS median FROM signals_reading o
        WHERE m.usual IS NULL AND %(before)s > 0 AND o.meter_id = m.id AND o.day >= %(first)s AND o.day < %(opened)s
    ) b ON true
    WHERE m.campaign_id = %(campaign)s AND m.kind = %(kind)s AND (%(ids)s::bigint[] IS NULL OR m.enterprise_id = ANY(%(ids)s))
    GROUP BY m.id, b.median
)
SELECT enterprise_id, max(days), sum(value) FILTER (WHERE usual > 0), sum(usual) FILTER (WHERE usual > 0), sum(value)
FROM per GROUP BY enterprise_id HAVING max(days) >= %(least)s ORDER BY enterprise_id
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """One enterprise's readings of the window: their mean a day, what is usual, and their share of it in per cent."""

    enterprise: int
    days: int
    value: Decimal
    usual: Decimal | None

    @property
    def share(self) -> Decimal | None:
        return (self.value * 100 / self.usual).quantize(Decimal("0.1")) if self.usual else None


def latest(campaign: Campaign, kind: Kind, day: dt.date) -> dt.date | None:
    """The last day up to `day` of which there are readings of this kind."""
    rows = Reading.objects.filter(meter__campaign=campaign, meter__kind=kind.key, day__lte=day)
    found: dt.date | None = rows.aggregate(last=Max("day"))["last"]
    return found


def compare(campaign: Campaign, kind: Kind, until: dt.date, among: Iterable[int] | None = None) -> list[Compared]:
    """Each enterprise that has enough readings in the window that ends on `until`."""
    opened = clock.local(campaign.opened_at).date()
    values: dict[str, Any] = {
        "campaign": campaign.pk, "kind": kind.key, "until": until, "since": until - dt.timedelta(days=kind.window - 1),
        "opened": opened, "first": opened - dt.timedelta(days=kind.before), "before": kind.before, "least": kind.least,
        "ids": None if among is None else sorted(set(among)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SQL, values)
        return [
            Compared(enterprise, days, value if usual else every, usual)
            for enterprise, days, value, usual, every in cursor.fetchall()
        ]


def facts(campaign: Campaign, until: dt.date, compared: list[Compared], *, whole: bool) -> dict[int, dict[str, Any]]:
    """Facts for conditions by enterprise: what it reported of the day and what was read; `whole`: with the registry's."""
    ids = [each.enterprise for each in compared]
    names = ("enterprise_id", "resumed", "approved", "staff_back", "staff_total", "capacity", "reported_at")
    said = {
        row[0]: row
        for row in Standing.objects.filter(campaign=campaign, day=until, enterprise__in=ids).values_list(*names)
    }
    rows = with_facts(Enterprise.objects.filter(pk__in=ids).order_by("pk"), campaign)
    known = dict(read(rows)) if whole else {}
    return {
        each.enterprise: {**known.get(each.enterprise, {}), **_said(said[each.enterprise], each)}
        for each in compared
        if each.enterprise in said
    }


def _said(row: tuple[Any, ...], read: Compared) -> dict[str, Any]:
    _enterprise, resumed, approved, back, total, capacity, reported_at = row
    return {
        "report": {
            "resumed": resumed, "approved": approved, "reported": reported_at is not None, "staff_back": back,
            "staff_total": total, "capacity": capacity,
        },
        "signal": {
            "share": read.share, "value": read.value, "usual": read.usual, "days": read.days,
            "a_head": read.value / back if back else None,
        },
    }  # fmt: skip
