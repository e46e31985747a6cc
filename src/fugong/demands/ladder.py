"""What the clock does with demands and tasks: late ones go on record and climb the pack's ladder; silent answers close."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.demands import telling
from fugong.demands.actions.closing import close_unconfirmed
from fugong.demands.models import Demand, DemandClimb, Task
from fugong.demands.policy import Rung
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.policy.models import PackVersion
from fugong.policy.pack import Pack
from fugong.registry.models import Posting
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing

CLOCK: Any = gettext_lazy("the clock")  # put into words when it is recorded
Following = dict[int, "dt.datetime | None"]


ASKED = ("state", "due_at", "campaign_id", "enterprise_id", "area_code", "pack_version_id", "climbed")
"""What a rung asks of a demand."""


def demand_rows() -> QuerySet[Any, Any]:
    """Plain tuples: a hundred thousand models that are thrown away at once would take longer than all the rest."""
    rows = DemandClimb.objects.annotate(
        event_kind=Value(Demand.event_kind), **{name: F(f"demand__{name}") for name in ASKED}
    )
    return rows.values_list("pk", "rung", "next_rung_at", "event_kind", *ASKED, named=True)


def fire_demands(firings: Sequence[Firing]) -> Following:
    """An answer that nobody confirmed is closed. Rung 1: the deadline passed. Each further one: the pack's next post."""
    closed = {firing.case.pk for firing in firings if firing.case.state == "answered"}
    close_unconfirmed(closed)
    late = [firing for firing in firings if firing.case.state in ("received", "accepted", "split")]
    packs = _packs(firing.case for firing in late)
    following = _climb("demand", late, packs, lambda pack: pack.demands.ladder)
    rest = {firing.case.pk: None for firing in firings if firing.case.pk not in closed}
    return rest | following


def task_rows() -> QuerySet[Task]:
    """Tasks with what a rung asks for."""
    return Task.objects.select_related("owner", "campaign")


def fire_tasks(firings: Sequence[Firing]) -> Following:
    """Rung 1: the owner is reminded, ahead of the date. Then as with demands, one rung later."""
    packs = _packs(firing.case for firing in firings)
    early = [firing for firing in firings if firing.rung == 1]
    record_many(
        "task.remind", [each.case for each in early], by=None, as_name=CLOCK, data=[_due(each) for each in early]
    )
    for each in early:
        _remind(each.case)
    late = [Firing(each.case, each.rung - 1, each.was_due) for each in firings if each.rung > 1]
    following = _climb("task", late, packs, lambda pack: pack.demands.task_ladder)
    reminded: Following = {each.case.pk: _date_after(each) for each in early}
    return reminded | following


def _date_after(firing: Firing) -> dt.datetime:
    """After the reminder comes the date itself."""
    deadline: dt.datetime = firing.case.deadline
    return max(deadline, firing.was_due)


def _climb(kind: str, firings: Sequence[Firing], packs: dict[int, Pack], ladder_of: Any) -> Following:
    late = [firing for firing in firings if firing.rung == 1]
    due = {was_due: {"was_due": was_due.isoformat()} for was_due in {each.was_due for each in late}}
    record_many(
        f"{kind}.overdue",
        [each.case for each in late],
        by=None,
        as_name=CLOCK,
        data=[due[each.was_due] for each in late],
    )
    ladders = {key: ladder_of(pack) for key, pack in packs.items()}
    climbing = [(each, to) for each in firings if (to := _post_at(each, ladders[each.case.pack_version_id]))]
    record_many(
        f"{kind}.escalate", [each.case for each, _to in climbing], by=None, as_name=CLOCK,
        data=[{**_due(each), "to_post": to} for each, to in climbing],
    )  # fmt: skip
    _reach(kind, climbing)
    _announce(kind, climbing)
    return {
        each.case.pk: _following(each, packs[each.case.pack_version_id], ladders[each.case.pack_version_id])
        for each in firings
    }


def _post_at(firing: Firing, ladder: tuple[Rung, ...]) -> str:
    return ladder[firing.rung - 2].to if 2 <= firing.rung < len(ladder) + 2 else ""


def _following(firing: Firing, pack: Pack, ladder: tuple[Rung, ...]) -> dt.datetime | None:
    if firing.rung > len(ladder) or firing.case.due_at is None:
        return None
    return _later(pack, firing.case.due_at, ladder[firing.rung - 1].after)


def _later(pack: Pack, since: dt.datetime, after: str) -> dt.datetime:
    """The same rung of many cases is often due at the same minute: reckoned once."""
    known: dict[Any, dt.datetime] = pack.__dict__.setdefault("_rungs", {})
    key = (since, after)
    if key not in known:
        if len(known) > 5_000:
            known.clear()
        known[key] = pack.due(since, after)
    return known[key]


def _reach(kind: str, climbing: Sequence[tuple[Firing, str]]) -> None:
    """The posts find the cases on their lists: one UPDATE for each post."""
    by_post: dict[str, list[int]] = defaultdict(list)
    for firing, to in climbing:
        if to not in firing.case.climbed:
            by_post[to].append(firing.case.pk)
    add = {"demand": "array_append(climbed, %s::varchar)", "task": "climbed || to_jsonb(%s::text)"}[kind]
    for to, ids in by_post.items():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE demands_{kind} SET climbed = {add} WHERE id = ANY(%s)", [to, ids])  # noqa: S608


def _announce(kind: str, climbing: Sequence[tuple[Firing, str]]) -> None:
    """Who holds the post is told once, with how many came, however many there are."""
    many = Counter((firing.case.campaign_id, to) for firing, to in climbing)
    campaigns = Campaign.objects.in_bulk({campaign for campaign, _to in many})
    for (campaign_id, to), count in many.items():
        campaign = campaigns[campaign_id]
        areas = {firing.case.area_code for firing, post in climbing if post == to}
        url = reverse(f"demands:{kind}s", args=[campaign.key]) + "?tab=climbed"
        telling.tell(
            f"{kind}.climbed", _posted(campaign, to, areas),
            partial(_reached, count),
            _About(campaign), url=url,
        )  # fmt: skip


def _reached(count: int) -> str:
    return ngettext("%(n)s late case has reached you", "%(n)s late cases have reached you", count) % {"n": count}


class _About:
    """What a message about several cases is about: the campaign."""

    event_kind = "campaign"

    def __init__(self, campaign: Campaign) -> None:
        self.campaign, self.pk = campaign, campaign.pk


def _posted(campaign: Campaign, post: str, areas: set[str]) -> list[User]:
    rows = Posting.objects.filter(campaign=campaign, post=post, until=None, user__is_active=True).select_related("user")
    people = {row.user_id: row.user for row in rows if any(area.startswith(row.area) for area in areas)}
    return list(people.values())


def _remind(task: Task) -> None:
    telling.tell(
        "task.due", [task.owner], lambda: _("A task of yours is due soon: %(number)s") % {"number": task.number}, task,
        body=task.what,
    )  # fmt: skip


def _due(firing: Firing) -> dict[str, Any]:
    return {"was_due": firing.was_due.isoformat()}


def _packs(cases: Iterable[Any]) -> dict[int, Pack]:
    versions = PackVersion.objects.in_bulk({case.pack_version_id for case in cases})
    return {key: for_version(version) for key, version in versions.items()}


deadlines.register(deadlines.Ladder(DemandClimb, fire_demands, demand_rows, held=()))
deadlines.register(deadlines.Ladder(Task, fire_tasks, task_rows))
