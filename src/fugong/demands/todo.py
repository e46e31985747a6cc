"""What demands and tasks ask of a person: to answer, to designate, what climbed up, what was promised."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.demands import access, lists, words
from fugong.demands.models import Demand, Task
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo

TURN = ("received", "accepted")


@todo.register
def to_answer(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Demands that lie with the person's department or post, or that the person took on."""
    if not user.holds(P.DEMAND_HANDLE):
        return
    departments = list(access.departments_of(user, campaign))
    posts = [desk.post for desk in access.desks_of(user) if desk.campaign_id == campaign.pk]
    mine = Q(handler=user) | Q(lead__in=departments, handler=None) | Q(post__in=posts, handler=None)
    rows = Demand.objects.visible_to(user).filter(mine, campaign=campaign, state__in=TURN).exclude(lead="", post="")
    for row in _first(rows):
        yield _of(row, _("answer") if row.state == "accepted" else _("take on or answer"))


@todo.register
def to_designate(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Demands of which nobody knows yet who answers: the duty desk's."""
    if not user.holds(P.DEMAND_STEER):
        return
    rows = Demand.objects.visible_to(user, P.DEMAND_STEER).filter(campaign=campaign, state="received", lead="", post="")
    for row in _first(rows):
        yield _of(row, _("say who answers"))


@todo.register
def climbed_demands(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Late or difficult demands that came up to a post of the person's."""
    posts = [desk.post for desk in access.desks_of(user) if desk.campaign_id == campaign.pk]
    if not set(posts) & {rung.to for rung in campaign.pack.demands.ladder}:
        return
    rows = Demand.objects.visible_to(user).filter(campaign=campaign, state__in=lists.LATE, climbed__overlap=posts)
    for row in _first(rows):
        yield _of(row, _("has come up to you from %(who)s") % {"who": words.answerer(campaign.pack, row)})


@todo.register
def tasks(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Tasks to do, and those reported as done that wait for the person's confirmation."""
    rows = Task.objects.filter(campaign=campaign).select_related("enterprise", "campaign")
    mine = Q(owner=user, state="open") | (Q(asked_by=user, state="done") & ~Q(owner=user))
    for row in todo.first(rows.filter(mine).order_by("deadline", "pk")):
        waiting = row.state == "done"
        yield Todo(
            due_at=None if waiting else row.deadline,
            title=row.what,
            detail=_("Task %(number)s: %(what)s")
            % {"number": row.number, "what": _("confirm that it is done") if waiting else _("do it and show it")},
            url=reverse("demands:task", args=[campaign.key, row.pk]),
            enterprise=row.enterprise,
            overdue=not waiting and row.deadline < clock.now(),
        )


def _first(rows: Any) -> Any:
    return todo.first(rows.select_related("enterprise", "campaign").order_by(F("due_at").asc(nulls_last=True), "pk"))


def _of(row: Demand, what: str) -> Todo:
    return Todo(
        due_at=row.due_at,
        title=row.enterprise.name,
        detail=_("Demand %(number)s: %(what)s") % {"number": row.number, "what": what},
        url=words.url_of(row),
        enterprise=row.enterprise,
        overdue=row.due_at is not None and row.due_at < clock.now(),
    )
