"""Who can serve on a shift: qualified and present on the day, rested, not on another shift, the nearest first."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from fugong.testing import rostering
from fugong.testing.models import Absence, Shift, ShiftPost, Specialist
from fugong.testing.planning import metres
from fugong.training import certified

POSTS = Prefetch("posts", ShiftPost.objects.select_related("specialist__user", "specialist__certificate"))
"""For those who ask of several shifts what lacks."""
FAR = 10_000_000  # metres: those whose place isn't known come last
MOST = 20


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
        .select_related("user", "point", "enterprise", "certificate")
    )
    if certified.needed(shift.campaign, kind):
        rows = rows.exclude(certificate=None)
    known = list(rows)
    users = [each.user_id for each in known]
    out = _away(shift, users) | rostering.tired(shift, users)
    found = [_placed(shift, each) for each in known if each.user_id not in out]
    key = lambda each: (each.rank, each.metres if each.metres is not None else FAR, each.specialist.pk)  # noqa: E731
    return sorted(found, key=key)[:most]


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
