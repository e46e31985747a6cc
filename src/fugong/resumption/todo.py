"""What the return to work asks of an officer: steps to decide, what climbed up to the post, first days to record."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.actions import postings
from fugong.registry.models import Assignment, Posting
from fugong.registry.todo import MOST, Todo
from fugong.resumption import deciders, ladder, rules
from fugong.resumption.models import Filing, FilingStep
from fugong.resumption.models.filing import StepState


@todo.register
def steps_to_decide(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Open steps that wait for this person."""
    for step in todo.first(_with_filing(deciders.open_steps(user, campaign))):
        yield _of(step, rules.step_name(step))


@todo.register
def climbed_up(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Late steps of others that the ladder brought before a post of this person's."""
    posts = set(Posting.objects.filter(campaign=campaign, user=user, until=None).values_list("post", flat=True))
    if not posts & {each.to for each in campaign.pack.resumption.escalation}:
        return
    seen = Filing.objects.visible_to(user).filter(campaign=campaign)
    late = FilingStep.objects.filter(state=StepState.OPEN, rung__gte=2, filing__in=seen)
    for step in _with_filing(late)[:MOST]:
        if posts & set(ladder.reached(step)):
            yield _of(step, _("late with %(post)s") % {"post": rules.post_name(step)})


@todo.register
def groups_to_send(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Open steps of a post that groups hold, to which none was sent yet: the duty desk's to see."""
    posts = [post.key for post in campaign.pack.registry.posts if post.held_by == "team"]
    if not posts or not user.holds(Permission.ASSIGNMENT_MANAGE):
        return
    seen = Filing.objects.visible_to(user, Permission.ASSIGNMENT_MANAGE).filter(campaign=campaign)
    alone = FilingStep.objects.filter(state=StepState.OPEN, post__in=posts, visit=None, filing__in=seen)
    for step in todo.first(_with_filing(alone)):
        yield _of(step, _("send a group"))


@todo.register
def nobody_to_decide(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Open steps of a post that nobody holds there, or for whose grid nobody does: the duty desk's to see."""
    if not user.holds(Permission.ASSIGNMENT_MANAGE):
        return
    held = postings.in_force(campaign)
    everywhere = set(held.filter(grid=None).values_list("post", flat=True).distinct())
    posts = [post for post in campaign.pack.registry.posts if post.held_by != "team" and post.key not in everywhere]
    names = {post.key: post.name for post in posts}
    there = held.filter(post=OuterRef("post"), grid=OuterRef("filing__enterprise__grid"))
    serving = Assignment.objects.filter(
        campaign=campaign, until=None, post=OuterRef("post"), enterprise=OuterRef("filing__enterprise")
    )
    seen = Filing.objects.visible_to(user, Permission.ASSIGNMENT_MANAGE).filter(campaign=campaign)
    steps = FilingStep.objects.filter(state=StepState.OPEN, post__in=names, filing__in=seen)
    for step in todo.first(_with_filing(steps.filter(~Exists(there), ~Exists(serving)))):
        lacking = step.filing.enterprise.grid_id is None and held_by_grid(campaign, step.post)
        words = _("no grid, so nobody of “%(post)s” can decide it") if lacking else _("nobody holds “%(post)s” there")
        yield _of(step, words % {"post": names[step.post]})


def held_by_grid(campaign: Campaign, post: str) -> bool:
    """Whether a post of the pack is held grid by grid."""
    return any(each.key == post and each.per == "grid" for each in campaign.pack.registry.posts)


def _with_filing(steps: "QuerySet[FilingStep]") -> "QuerySet[FilingStep]":
    rows = steps.select_related("filing__enterprise", "filing__campaign", "filing__pack_version")
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def _of(step: FilingStep, what: str) -> Todo:
    filing = step.filing
    return Todo(
        due_at=step.due_at,
        title=filing.enterprise.name,
        detail=_("Filing %(number)s: %(what)s") % {"number": filing.number, "what": what},
        url=reverse("resumption:filing", args=[filing.campaign.key, filing.pk]),
        enterprise=filing.enterprise,
        overdue=step.due_at is not None and step.due_at < clock.now(),
    )
