"""What testing asks of people today: shifts that lack somebody, tubes without a result, people to be sampled singly."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import MOST, Todo
from fugong.testing import covering
from fugong.testing.models import Retest, Shift, ShiftPost, Tube

SHIFTS = 40
"""Shifts that are looked at: each is asked whether its specialists are qualified."""


@todo.register
def shifts(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """For planners: shifts of today that can't be opened as they are."""
    if not user.holds(Permission.TESTING_PLAN):
        return
    empty = ShiftPost.objects.filter(shift=OuterRef("pk"), specialist=None)
    rows = Shift.objects.visible_to(user, Permission.TESTING_PLAN).filter(
        Exists(empty), campaign=campaign, day=clock.today(), state="planned"
    )
    rows = rows.select_related("point__enterprise").prefetch_related(covering.POSTS).order_by("begins_at", "pk")
    for shift in todo.first(rows)[:SHIFTS]:
        shift.campaign = campaign
        yield Todo(
            due_at=shift.begins_at,
            title=str(shift.point),
            detail=" · ".join(why for _kind, why in covering.lacking(shift)),
            url=reverse("testing:shift", args=[campaign.key, shift.pk]),
            enterprise=shift.point.enterprise,
            overdue=shift.begins_at < clock.now(),
        )


@todo.register
def results(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """For who enters results: tubes whose result is late."""
    if not user.holds(Permission.RESULT_ENTER):
        return
    rows = Tube.objects.visible_to(user, Permission.RESULT_ENTER).filter(
        campaign=campaign, state="sent", due_at__lt=clock.now()
    )
    for tube in todo.first(rows.select_related("point__enterprise").order_by("due_at")):
        yield Todo(
            due_at=tube.due_at,
            title=_("Tube %(code)s") % {"code": tube.code},
            detail=_("No result yet · %(point)s") % {"point": tube.point},
            url=reverse("testing:tube", args=[campaign.key, tube.pk]),
            enterprise=tube.point.enterprise,
            overdue=True,
        )


@todo.register
def retests(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """For whoever takes samples: people of positive or invalid tubes, by tube."""
    if not user.holds(Permission.SAMPLE_TAKE):
        return
    rows = (
        Retest.objects.visible_to(user)
        .filter(campaign=campaign, state="open")
        .select_related("enterprise", "tube__point__enterprise")
    )
    found: dict[int, list[Retest]] = {}
    for retest in rows.order_by("due_at")[:MOST]:
        found.setdefault(retest.tube_id, []).append(retest)
    for some in found.values():
        tube, due = some[0].tube, some[0].due_at
        yield Todo(
            due_at=due,
            title=_("Tube %(code)s") % {"code": tube.code},
            detail=ngettext("%(n)s person to be sampled singly", "%(n)s people to be sampled singly", len(some)) % {"n": len(some)},
            url=reverse("testing:retests", args=[campaign.key]),
            enterprise=some[0].enterprise,
            overdue=due is not None and due < clock.now(),
        )  # fmt: skip
