"""How many were sent a notice, opened it, confirmed it; and how often its public page was looked at."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from fugong.core import clock, kept
from fugong.outreach.models import Notice, NoticeReceipt, NoticeViewing


@dataclass(frozen=True, slots=True)
class Tally:
    """Receipts of one version. The rates are counted from their own parts and rounded once, at print."""

    sent: int
    opened: int
    confirmed: int
    named: int
    """Of those sent, people by name."""

    @property
    def open(self) -> int:
        """Those who haven't confirmed."""
        return self.sent - self.confirmed

    @property
    def share_opened(self) -> int:
        return self.opened * 100 // self.sent if self.sent else 0

    @property
    def share_confirmed(self) -> int:
        return self.confirmed * 100 // self.sent if self.sent else 0


def of_versions(keys: "list[int]", rows: Any = None) -> dict[int, Tally]:
    """Version → its tally, in one query; over `rows` where they are narrowed to what somebody sees. In a large place as a moment ago."""
    found = NoticeReceipt.objects.all() if rows is None else rows
    found = found.filter(version__in=sorted(keys))
    counted = (
        found.order_by()
        .values("version")
        .annotate(
            sent=Count("pk"),
            opened=Count("pk", filter=Q(opened_at__isnull=False)),
            confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
            named=Count("reader"),
        )
    )
    return kept.lately(
        "outreach.tallies",
        lambda: kept.asked(found),
        lambda: {row["version"]: Tally(row["sent"], row["opened"], row["confirmed"], row["named"]) for row in counted},
        lambda tallies: sum(tally.sent for tally in tallies.values()),
    )


def viewings(notice: Notice) -> dict[str, int]:
    """How often the public page was opened: in all, by poster, today."""
    rows = NoticeViewing.objects.filter(notice=notice)
    counted = rows.aggregate(
        total=Sum("count"), poster=Sum("count", filter=Q(poster=True)), today=Sum("count", filter=Q(day=clock.today()))
    )
    return {name: value or 0 for name, value in counted.items()}
