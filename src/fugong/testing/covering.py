"""Who can serve on a shift: qualified and present on the day, rested, not on another shift, the nearest first."""

import math
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When, prefetch_related_objects
from django.utils.translation import gettext as _

from fugong.testing import rostering
from fugong.testing.models import Absence, Point, Shift, ShiftPost, Specialist
from fugong.testing.planning import metres
from fugong.training import certified

POSTS = Prefetch("posts", ShiftPost.objects.select_related("specialist__user", "specialist__certificate"))
"""For those who ask of several shifts what lacks."""
FAR = 10_000_000  # metres: those whose place isn't known come last
MOST = 20
AT_ONCE, LOOKED_AT = 500, 5_000
"""Specialists that are looked at in one go, and at most."""
NEAR_POINTS = (60, 600)
"""Of so many points around the specialists are looked at before all others."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`rank`: 0 of this point or enterprise, 1 of no fixed place, 2 of another point, 3 of another enterprise."""

    specialist: Specialist
    rank: int
    metres: int | None


def candidates(shift: Shift, kind: str, most: int = MOST) -> list[Candidate]:
    """Those who can serve, the nearest first."""
    busy = _busy(shift).values("specialist__user")
    rows = (
        Specialist.objects.valid_on(shift.day)
        .filter(campaign_id=shift.campaign_id, kind=kind, user__is_active=True)
        .exclude(user__in=busy)
    )
    if certified.needed(shift.campaign, kind):
        rows = rows.exclude(certificate=None)
    free = list[int]()
    for points in NEAR_POINTS:
        free = _free(shift, rows.filter(_around(shift, points)), most)
        if len(free) >= most:
            break
    else:
        free = _free(shift, rows, most)
    full = rows.select_related("user", "point", "enterprise", "certificate").filter(pk__in=free[:most])
    found = [_placed(shift, each) for each in full]
    key = lambda each: (each.rank, each.metres if each.metres is not None else FAR, each.specialist.pk)  # noqa: E731
    return sorted(found, key=key)


def _free(shift: Shift, rows: "QuerySet[Specialist]", most: int) -> list[int]:
    """Ids of the nearest `most` of them who are neither absent nor tired."""
    near, free = _nearest_first(shift, rows).values_list("pk", "user"), list[int]()
    for begin in range(0, LOOKED_AT, AT_ONCE):
        known = list(near[begin : begin + AT_ONCE])
        users = [user for _pk, user in known]
        out = _away(shift, users) | rostering.tired(shift, users)
        free += [pk for pk, user in known if user not in out]
        if len(free) >= most or len(known) < AT_ONCE:
            break
    return free[:most]


def _around(shift: Shift, many: int) -> Q:
    """Specialists of this point or its enterprise, of no fixed place, and of the nearest points: nobody else comes before them."""
    point = shift.point
    points = Point.objects.filter(campaign=shift.campaign_id, latitude__isnull=False, longitude__isnull=False)
    if point.latitude is None or point.longitude is None:
        points = points.none()
    else:
        points = points.order_by(_way(F("latitude"), F("longitude"), point), "pk")
    near = [point.pk, *points.values_list("pk", flat=True)[:many]]
    own = Q(enterprise=point.enterprise_id) if point.enterprise_id else Q()
    return Q(point__in=near) | Q(point=None, enterprise=None) | own


def _way(latitude: Any, longitude: Any, point: Point) -> Any:
    """The square of the way to a point, on a plane: good enough for an order."""
    north = latitude - Value(point.latitude)
    east = (longitude - Value(point.longitude)) * Value(math.cos(math.radians(point.latitude or 0)))
    return north * north + east * east


def _nearest_first(shift: Shift, rows: "QuerySet[Specialist]") -> "QuerySet[Specialist]":
    """Specialists by rank, then by the way, as `_placed` tells them exactly."""
    point = shift.point
    here = Q(point=point.pk)
    if point.enterprise_id:
        here |= Q(enterprise=point.enterprise_id)
    rank = Case(
        When(here, then=0), When(point__isnull=False, then=2), When(enterprise__isnull=False, then=3), default=1
    )
    at = {
        name: Case(When(point__isnull=False, then=F(f"point__{name}")), default=F(f"enterprise__{name}"))
        for name in ("latitude", "longitude")
    }
    if point.latitude is None or point.longitude is None:
        return rows.order_by(rank, "pk")
    return rows.order_by(rank, _way(at["latitude"], at["longitude"], point).asc(nulls_last=True), "pk")


def passed_over(shift: Shift, kind: str, most: int = 5) -> list[str]:
    """Why those of the point, or of its enterprise, can't serve on the shift: the planner looks for them first."""
    here = Q(point=shift.point_id)
    if shift.point.enterprise_id:
        here |= Q(enterprise=shift.point.enterprise_id)
    rows = Specialist.objects.filter(here, campaign_id=shift.campaign_id, kind=kind, ended_on=None)
    on_it = shift.posts.filter(kind=kind, specialist__isnull=False).values("specialist")
    known = rows.exclude(pk__in=on_it).select_related("user", "certificate").order_by("pk")[: most * 2]
    return [why for each in known if (why := unfit(shift, kind, each))][:most]


def _busy(shift: Shift) -> "QuerySet[ShiftPost]":
    """Posts on shifts that overlap this one, its own included: nobody is two specialists at once."""
    return ShiftPost.objects.filter(
        shift__campaign=shift.campaign_id, shift__state__in=["planned", "open"], shift__begins_at__lt=shift.ends_at,
        shift__ends_at__gt=shift.begins_at,
    ).exclude(specialist=None)  # fmt: skip


def _away(shift: Shift, users: list[int]) -> set[int]:
    """Of these people, those who are absent on the day."""
    rows = Absence.objects.filter(campaign=shift.campaign_id, user__in=users)
    return set(rows.filter(first_day__lte=shift.day, last_day__gte=shift.day).values_list("user", flat=True))


def _placed(shift: Shift, specialist: Specialist) -> Candidate:
    point = shift.point
    if specialist.point_id == point.pk or (
        specialist.enterprise_id and specialist.enterprise_id == point.enterprise_id
    ):
        return Candidate(specialist, 0, 0)
    where = specialist.point or specialist.enterprise
    rank = 2 if specialist.point_id else 3 if specialist.enterprise_id else 1
    if where is None or None in (where.latitude, where.longitude, point.latitude, point.longitude):
        return Candidate(specialist, rank, None)
    there, here = (where.latitude or 0, where.longitude or 0), (point.latitude or 0, point.longitude or 0)
    return Candidate(specialist, rank, metres(there, here))


def unfit(shift: Shift, kind: str, specialist: Specialist) -> str:
    """Why somebody can't serve on a shift; empty where they can."""
    name = {"name": specialist}
    if specialist.kind != kind or specialist.campaign_id != shift.campaign_id:
        return _("%(name)s isn’t trained for this.") % name
    if not specialist.passed:
        return _("%(name)s hasn’t passed the examination.") % name
    specialist.campaign = shift.campaign
    if specialist.lacks_certificate:
        return _("%(name)s has no certificate for this: training and examination come first.") % name
    if not specialist.is_valid_on(shift.day):
        return _("The qualification of %(name)s doesn’t hold on that day.") % name
    if not specialist.user.is_active:
        return _("The account of %(name)s is closed.") % name
    others = _busy(shift).filter(specialist__user=specialist.user_id).exclude(shift=shift.pk, kind=kind)
    if others.exists():
        return _("%(name)s serves elsewhere at that time, or as another specialist here.") % name
    if _away(shift, [specialist.user_id]):
        return _("%(name)s is absent on that day.") % name
    if rostering.tired(shift, [specialist.user_id]):
        return _("%(name)s has too little rest between shifts, or serves too often in seven days.") % name
    return ""


def lacking(shift: Shift) -> list[tuple[str, str]]:
    """Kind → why it isn't there, for each kind of the pack that lacks on the shift."""
    section = shift.campaign.pack.testing
    prefetch_related_objects([shift], POSTS)  # where they aren't read yet
    posts = {post.kind: post for post in shift.posts.all()}
    found = []
    for training in section.specialists:
        post = posts.get(training.key)
        if post is None or post.specialist is None:
            found.append((training.key, _("%(kind)s: nobody yet") % {"kind": training.name}))
        elif why := unfit(shift, training.key, post.specialist):
            found.append((training.key, why))
    return found
