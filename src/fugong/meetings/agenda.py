"""What a meeting has to deal with, gathered from what is overdue, shared, stuck between departments, or was left undone.

Rooms that know more register a source: `agenda.register("inspections", source)`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, F, Min, Q, Window
from django.db.models.functions import Cast, RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from fugong.core import clock, dates
from fugong.demands import words
from fugong.demands.arrows import OPEN, UNANSWERED
from fugong.demands.models import Cause, Demand, Task
from fugong.meetings.models import Item, Meeting, Outcome

if TYPE_CHECKING:
    from fugong.registry.models import Enterprise

MOST = 40
"""Matters that one source may bring; nobody deals with more in a meeting."""
SHOWN = 160
NAMED = 12
"""Enterprises that a shared cause names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A proposal for the agenda. `key` is `<kind>:<id>`; texts are kept and printed, so they are in the official language."""

    key: str
    title: str
    detail: str = ""
    url: str = ""
    cluster: str = ""
    many: int = 1
    enterprise: Enterprise | None = None
    carried_from: Item | None = None


Gather = Callable[[Meeting], Iterable[Matter]]

_sources: dict[str, list[Gather]] = {}
_ends: dict[str, Callable[[Item], bool]] = {}


def register(name: str, gather: Gather) -> Gather:
    """Adds a source under one of the names that a pack can order (`policy.SOURCES`)."""
    known = _sources.setdefault(name, [])
    if gather not in known:
        known.append(gather)
    return gather


def register_end(kind: str, is_over: Callable[[Item], bool]) -> None:
    """Says when a carried matter about this kind of thing (`Item.about`) came to its end and needn't be carried on."""
    _ends[kind] = is_over


def gather(meeting: Meeting) -> list[tuple[str, Matter]]:
    """The matters in the pack's order, each once: (source, matter).

    One that an earlier meeting left keeps its place, and takes what another source knows of it today.
    """
    found: dict[str, tuple[str, Matter]] = {}
    with override("zh-hans"):  # whatever the language of whoever makes it: the clock, the desk, the command
        for name in meeting.rules.sources:
            for source in _sources.get(name, ()):
                for matter in source(meeting):
                    first, known = found.setdefault(matter.key, (name, matter))
                    if known is not matter and known.carried_from is not None:
                        found[matter.key] = first, _as_of_today(known, matter)
    return list(found.values())


def _as_of_today(carried: Matter, fresh: Matter) -> Matter:
    said = carried.carried_from.said if carried.carried_from else ""
    detail = "\n".join(part for part in (said, fresh.detail) if part)
    return replace(carried, detail=detail, many=fresh.many, title=fresh.title, cluster=fresh.cluster or carried.cluster)


def carried(meeting: Meeting) -> Iterator[Matter]:
    """What earlier meetings of the kind left: matters carried over, and decisions that were not carried out."""
    kinds = meeting.rules.carries_from or (meeting.kind,)
    before = Meeting.objects.filter(campaign=meeting.campaign, kind__in=kinds, starts_at__lt=meeting.starts_at)
    before = before.filter(enterprise=meeting.enterprise).exclude(pk=meeting.pk)
    last = before.filter(state__in=["closed", "issued"]).order_by("-starts_at", "-pk").first()
    if last is not None:
        for item in last.items.filter(outcome=Outcome.CARRIED, removed=False).select_related("enterprise"):
            if not _is_over(item):
                yield Matter(
                    key=item.key, title=item.title, detail=item.said or item.detail, url=item.url, cluster=item.cluster,
                    many=item.many, enterprise=item.enterprise, carried_from=item,
                )  # fmt: skip
    keys = before.order_by().annotate(key=Cast("pk", CharField())).values("key")
    undone = Task.objects.filter(state="open", deadline__lt=meeting.starts_at, from_kind="meeting", from_key__in=keys)
    yield from (_of_task(task) for task in _tasks(undone))


def _is_over(item: Item) -> bool:
    """Whether what a carried matter was about came to its end since."""
    ended = _ends.get(item.about[0])
    return ended is not None and ended(item)


def causes(meeting: Meeting) -> Iterator[Matter]:
    """What several enterprises share: the more, the higher."""
    waiting = Q(demands__state__in=UNANSWERED)
    rows = Cause.objects.filter(campaign=meeting.campaign, closed_at=None)
    if meeting.enterprise_id:
        rows = rows.filter(demands__enterprise=meeting.enterprise_id)
    rows = rows.annotate(open=Count("demands", filter=waiting), due=Min("demands__due_at", filter=waiting))
    names = {each.key: str(each.name) for each in meeting.campaign.pack.demands.known}
    found = list(rows.filter(open__gte=1).order_by("-open", "due", "pk")[:MOST])
    waits = _waiting(found, meeting.enterprise_id)
    for cause in found:
        yield Matter(
            key=f"cause:{cause.pk}", title=cause.title, many=cause.open, url=_cause_url(meeting, cause),
            cluster=names.get(cause.category, ""),
            detail=ngettext("%(n)s enterprise waits: %(names)s", "%(n)s enterprises wait: %(names)s", cause.open)
            % {"n": cause.open, "names": _("、").join(waits.get(cause.pk, ()))},
        )  # fmt: skip


def _waiting(found: Collection[Cause], enterprise: int | None) -> dict[int, list[str]]:
    """The first enterprises that wait for an answer to each of these causes, by name."""
    asked = Demand.objects.filter(cause__in=found, state__in=UNANSWERED)
    if enterprise:
        asked = asked.filter(enterprise=enterprise)
    first = asked.annotate(nth=Window(RowNumber(), partition_by=F("cause"), order_by="pk")).filter(nth__lte=NAMED)
    waits: dict[int, list[str]] = {}
    for cause, name in first.order_by("pk").values_list("cause", "enterprise__name") if found else ():
        waits.setdefault(cause, []).append(name)
    return waits


def overdue(meeting: Meeting) -> Iterator[Matter]:
    """Demands whose answer is late, those that share no cause."""
    rows = _demands(meeting).filter(due_at__lt=clock.now(), state__in=["received", "accepted", "split"])
    yield from (_of_demand(meeting, demand) for demand in rows.order_by("due_at", "pk")[:MOST])


def crossing(meeting: Meeting) -> Iterator[Matter]:
    """Demands that no department settles alone: supported, split, passed on, or brought up."""
    between = ~Q(supporting=[]) | Q(state="split") | ~Q(declined=[]) | ~Q(climbed=[])
    rows = _demands(meeting).filter(between, state__in=UNANSWERED)
    yield from (_of_demand(meeting, demand) for demand in rows.order_by("priority", "due_at", "pk")[:MOST])


def late_tasks(meeting: Meeting) -> Iterator[Matter]:
    """Tasks whose date has passed."""
    rows = Task.objects.filter(campaign=meeting.campaign, state="open", deadline__lt=clock.now())
    if meeting.enterprise_id:
        rows = rows.filter(enterprise=meeting.enterprise_id)
    yield from (_of_task(task) for task in _tasks(rows))


def about_demand(meeting: Meeting, demand: Demand) -> Matter:
    """A demand that someone puts on the agenda."""
    with override("zh-hans"):
        return _of_demand(meeting, demand)


def _demands(meeting: Meeting) -> Any:
    rows = Demand.objects.filter(campaign=meeting.campaign, cause=None, parent=None, state__in=OPEN)
    if meeting.enterprise_id:
        rows = rows.filter(enterprise=meeting.enterprise_id)
    return rows.select_related("enterprise")


def _of_demand(meeting: Meeting, demand: Demand) -> Matter:
    names = {each.key: str(each.name) for each in meeting.campaign.pack.demands.known}
    return Matter(
        key=f"demand:{demand.pk}", title=f"{demand.enterprise.name}: {demand.text[:80]}"[:200],
        detail=_("%(number)s · %(office)s · due %(due)s")
        % {
            "number": demand.number, "office": words.answerer(meeting.campaign.pack, demand) or demand.state_name,
            "due": dates.shown_short_moment(demand.due_at) if demand.due_at else "—",
        },
        url=_url("demands:demand", meeting.campaign.key, demand.pk), cluster=names.get(demand.category, ""),
        enterprise=demand.enterprise,
    )  # fmt: skip


def _tasks(rows: Any) -> Any:
    return rows.select_related("owner", "enterprise", "campaign").order_by("deadline", "pk")[:MOST]


def _of_task(task: Task) -> Matter:
    return Matter(
        key=f"task:{task.pk}", title=task.what[:200], cluster=_("Tasks not carried out"), enterprise=task.enterprise,
        detail=_("%(number)s · %(owner)s · due %(due)s")
        % {"number": task.number, "owner": task.owner, "due": dates.shown_short_moment(task.deadline)},
        url=_url("demands:task", task.campaign.key, task.pk),
    )  # fmt: skip


def _cause_url(meeting: Meeting, cause: Cause) -> str:
    return _url("demands:cause", meeting.campaign.key, cause.pk)


def _url(name: str, *arguments: Any) -> str:
    return reverse(name, args=arguments)


register("carried", carried)
register("causes", causes)
register("overdue", overdue)
register("crossing", crossing)
register("tasks", late_tasks)

register_end("demand", lambda item: not Demand.objects.filter(pk=item.about[1], state__in=UNANSWERED).exists())
register_end("cause", lambda item: not Demand.objects.filter(cause=int(item.about[1]), state__in=UNANSWERED).exists())
register_end("task", lambda item: not Task.objects.filter(pk=item.about[1], state="open").exists())
