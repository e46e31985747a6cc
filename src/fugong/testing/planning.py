"""How many people come, and how far it is along the ground."""

import math
from collections.abc import Iterable

from django.db.models import Count

from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workforce.models import Employment

EARTH = 6_371_000  # metres


def metres(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Between two (latitude, longitude), along the ground."""
    a, b = (math.radians(each[0]) for each in (one, other))
    across = math.radians(other[1] - one[1])
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(half)))


def headcounts(campaign: Campaign, enterprises: Iterable[Enterprise]) -> dict[int, int]:
    """How many people each has: those on its list, or what the registry says where there is no list yet."""
    some = list(enterprises)
    listed = dict(
        Employment.objects.filter(campaign=campaign, left_on=None, enterprise__in=some)
        .order_by().values_list("enterprise_id").annotate(many=Count("pk"))
    )  # fmt: skip
    return {each.pk: listed.get(each.pk) or each.staff_total or 0 for each in some}
