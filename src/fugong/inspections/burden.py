"""How often enterprises are visited: visits made and stops planned in a week."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import Count

from fugong.inspections.models import RoundStop, Visit
from fugong.places.models import Campaign


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def in_week(campaign: Campaign, day: dt.date, enterprises: Iterable[int] | None = None) -> Counter[int]:
    """Enterprise id → visits made in the week of `day`, and open stops planned in it. Two queries."""
    monday, sunday = week_of(day)
    visits = Visit.objects.filter(campaign=campaign, day__range=(monday, sunday))
    stops = RoundStop.objects.filter(
        round__campaign=campaign,
        round__day__range=(monday, sunday),
        round__state__in=["proposed", "accepted"],
        visit=None,
        passed_over="",
    )
    if enterprises is not None:
        ids = list(enterprises)
        visits, stops = visits.filter(enterprise__in=ids), stops.filter(enterprise__in=ids)
    found: Counter[int] = Counter()
    for rows in (visits, stops):
        found.update(dict(rows.order_by().values_list("enterprise").annotate(many=Count("pk"))))
    return found
