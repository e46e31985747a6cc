"""What the wall shows of demands and tasks: what enterprises wait for, by cause; what is late, and with whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from fugong.accounts.permissions import Permission as P
from fugong.core import clock, walls
from fugong.core.walls import Asked, Face, Late, Line, Tile
from fugong.demands import words
from fugong.demands.arrows import UNANSWERED
from fugong.demands.measures import LATE
from fugong.demands.models import Cause, Demand, Task
from fugong.places.models import Campaign

MOST = 6


def by_cause(asked: Asked) -> Face | None:
    """How many are open and late; shared causes with who waits, then categories."""
    if asked.values.value("demands.open") is None:
        return None  # of that past day nothing was frozen of them
    overdue = asked.values.value("demands.overdue")
    numbers = (
        asked.number("demands.open", pgettext("of demands", "Open")),
        asked.number("demands.overdue", _("Overdue"), tone="danger" if overdue else "success"),
        asked.number("demands.solved", _("Solved"), tone="success" if asked.values.value("demands.solved") else ""),
    )
    found = [] if asked.is_past else list(_causes(asked))
    return Face(numbers, (*found, *_categories(asked)), nothing=_("No demand waits."), url=_list(asked))


def _causes(asked: Asked) -> Iterator[Line]:
    """The causes that most enterprises share, as far as the person sees their demands."""
    if not asked.user.holds(P.DEMAND_VIEW):
        return
    waiting = Demand.objects.visible_to(asked.user).filter(
        campaign=asked.campaign, cause__closed_at=None, state__in=UNANSWERED
    )
    rows = list(waiting.order_by().values("cause").annotate(many=Count("pk")).order_by("-many", "cause")[: MOST // 2])
    titles = dict(Cause.objects.filter(pk__in=[row["cause"] for row in rows]).values_list("pk", "title"))
    for row in rows:
        if row["cause"] in titles:
            url = reverse("demands:cause", args=[asked.campaign.key, row["cause"]])
            detail = ngettext("%(n)s enterprise waits", "%(n)s enterprises wait", row["many"]) % {"n": row["many"]}
            yield Line(titles[row["cause"]], row["many"], url, "warning", detail, group=_("Shared causes"))


def _categories(asked: Asked) -> list[Line]:
    """Open demands by category, the most first."""
    counted = []
    for category in asked.campaign.pack.demands.known:
        part = f"!{category.key}"
        many = asked.values.value("demands.open", part=part)
        if many:
            counted.append((many, str(category.name), asked.rows("demands.open", part=part)))
    counted.sort(key=lambda each: -each[0])
    top = counted[0][0] if counted else 1
    return [Line(name, many, url, share=many / top, group=_("Open, by category")) for many, name, url in counted[:MOST]]


def _list(asked: Asked) -> str:
    return reverse("demands:demands", args=[asked.campaign.key]) if asked.user.holds(P.DEMAND_VIEW) else ""


walls.register(
    Tile(
        key="demands", name=gettext_lazy("Demands by cause"), icon="headset", order=50, show=by_cause,
        changes=("demands", "demands.solved", "demands.overdue"),
    )
)  # fmt: skip


@walls.overdue("demands.overdue")
def late_demands(campaign: Campaign, user: Any, most: int) -> Iterator[Late]:
    """Demands whose answer is late, with the department or post that owes it."""
    rows: Any = Demand.objects.visible_to(user).filter(
        campaign=campaign, parent=None, state__in=LATE, due_at__lt=clock.now()
    )
    rows = rows.select_related("enterprise", "campaign").order_by("due_at", "pk")[:most]
    for row in rows:
        owner = words.answerer(campaign.pack, row)
        yield Late(row.enterprise.name, _("Demand"), owner, row.due_at, words.url_of(row))


@walls.overdue("tasks.overdue")
def late_tasks(campaign: Campaign, user: Any, most: int) -> Iterator[Late]:
    """Tasks that aren't done in time, with their owner."""
    rows = Task.objects.visible_to(user).filter(Q(state="open"), campaign=campaign, deadline__lt=clock.now())
    for row in rows.select_related("owner", "campaign").order_by("deadline", "pk")[:most]:
        yield Late(row.what, _("Task"), row.owner.name, row.deadline, words.url_of(row))
