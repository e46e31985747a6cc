"""Which point each enterprise should go to: its own where it is big enough, else the nearest shared one with room."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.models import Enrolment, Enterprise
from fugong.testing.models import Belonging, Point
from fugong.workforce.models import Employment

EARTH = 6_371_000  # metres


@dataclass(frozen=True, slots=True)
class Proposal:
    """`point` is None where an own one has to be made (`why` is own), or where no shared one has room."""

    enterprise: Enterprise
    people: int
    point: Point | None
    why: str  # own | nearest | grid | none
    metres: int | None = None
    shuttle: bool = False


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


def propose(campaign: Campaign, by: User) -> list[Proposal]:
    """For every enterprise of the campaign that the planner sees and that has no point yet; the largest first."""
    taken = Belonging.objects.filter(campaign=campaign, until=None)
    rows = (
        Enterprise.objects.visible_to(by, Permission.TESTING_PLAN)
        .filter(enrolments__campaign=campaign, closed_on=None)
        .exclude(pk__in=taken.values("enterprise"))
        .select_related("grid").order_by("pk")
    )  # fmt: skip
    enterprises = list(rows)
    people = headcounts(campaign, enterprises)
    driven = set(
        Enrolment.objects.filter(
            campaign=campaign, segments__overlap=list(campaign.pack.testing.points.shuttle.segments)
        ).values_list("enterprise", flat=True)
    )
    points = list(Point.objects.visible_to(by, Permission.TESTING_PLAN).filter(campaign=campaign).standing())
    left = _room(campaign, points)
    own_from, farthest = campaign.pack.testing.points.own_from, campaign.pack.testing.points.farthest
    owned = {point.enterprise_id: point for point in points if point.is_own}
    shared = [point for point in points if not point.is_own]
    found = []
    for each in sorted(enterprises, key=lambda each: (-people[each.pk], each.pk)):
        many = people[each.pk]
        if not many:
            continue
        if each.pk in owned or many >= own_from:
            found.append(Proposal(each, many, owned.get(each.pk), "own", 0 if each.pk in owned else None))
            continue
        nearest = _nearest(each, many, shared, left, farthest)
        found.append(replace(nearest, shuttle=True) if each.pk in driven and nearest.point else nearest)
    return found


def _room(campaign: Campaign, points: list[Point]) -> dict[int, int]:
    """How many people more each point can take a day."""
    left = {point.pk: point.a_day for point in points}
    for point, people in Belonging.objects.filter(campaign=campaign, until=None).values_list("point", "people"):
        if point in left:
            left[point] -= people
    return left


def _nearest(enterprise: Enterprise, many: int, shared: list[Point], left: dict[int, int], farthest: int) -> Proposal:
    options = []
    for point in shared:
        if left[point.pk] < many:
            continue
        far = _far(enterprise, point)
        same = enterprise.grid_id is not None and enterprise.grid_id == point.grid_id
        if far is None and not same:
            continue
        options.append((far if far is not None else 0, not same, point.pk, point, far))
    if not options:
        return Proposal(enterprise, many, None, "none")
    _order, _elsewhere, _pk, point, far = min(options, key=lambda option: option[:3])
    left[point.pk] -= many
    return Proposal(
        enterprise, many, point, "grid" if far is None else "nearest", far, shuttle=far is not None and far > farthest
    )


def _far(enterprise: Enterprise, point: Point) -> int | None:
    if None in (enterprise.latitude, enterprise.longitude, point.latitude, point.longitude):
        return None
    here = (float(enterprise.latitude or 0), float(enterprise.longitude or 0))
    return metres(here, (float(point.latitude or 0), float(point.longitude or 0)))
