"""Where groups show outside their own pages: on the enterprise's home, and on the officer's list of today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.outreach import shown
from fugong.outreach.faces import Face
from fugong.outreach.models import Thread
from fugong.places.models import Campaign
from fugong.registry import mine, todo
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.todo import Todo


@mine.register
def door(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """The enterprise's groups, with how many threads hold something new."""
    face = Face(campaign, request.user, enterprise)
    if not face.groups.exists():
        return
    new = shown.unseen(face).filter(group__in=face.groups.values("pk")).count()
    detail = ngettext("%(n)s thread with something new", "%(n)s threads with something new", new) % {"n": new}
    yield Door(
        "messages",
        _("Groups: ask and be answered"),
        detail if new else _("Questions, answers, explainers"),
        reverse("outreach:mine_groups", args=[campaign.key, enterprise.pk]),
        warns=bool(new),
    )


@todo.register
def questions(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Questions that wait in the person's groups."""
    if not user.holds(Permission.GROUP_SPEAK):
        return
    waiting = Thread.objects.answerable_by(user).filter(campaign=campaign, state="open")
    moment = clock.now()
    for thread in todo.first(waiting.select_related("group", "enterprise").order_by("due_at", "pk")):
        yield Todo(
            due_at=thread.due_at,
            title=_("Question in a group: %(title)s") % {"title": thread.title},
            detail=f"{thread.group}",
            url=reverse("outreach:thread", args=[campaign.key, thread.group.key, thread.pk]),
            enterprise=thread.enterprise,
            overdue=thread.due_at is not None and thread.due_at < moment,
        )
