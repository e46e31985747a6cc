"""Whom to tell of what happened to a demand, and in which words. The channels carry it on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission as P
from fugong.accounts.roles import roles_with
from fugong.channels import actions as channels
from fugong.demands.words import url_of
from fugong.registry.models import Assignment, Enrolment, Posting

if TYPE_CHECKING:
    from fugong.demands.models import Demand, Task
    from fugong.ledger.models import Event

Words = Callable[[], str]


def speakers_of(enterprise_id: int) -> list[User]:
    """Those who speak for an enterprise."""
    return speakers_of_each({enterprise_id})[enterprise_id]


def speakers_of_each(enterprises: Collection[int]) -> dict[int, list[User]]:
    """Those who speak for each of these enterprises, in one query; none where there are none."""
    if not enterprises:
        return {}
    grants = Grant.objects.in_force().filter(
        role__in=roles_with(P.DEMAND_RAISE),
        scope_kind=ScopeKind.ENTERPRISE,
        scope_key__in=[str(each) for each in enterprises],
        user__is_active=True,
    )
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for grant in grants.select_related("user").order_by("user"):
        found[int(grant.scope_key)][grant.user_id] = grant.user
    return {each: list(found[each].values()) for each in enterprises}


def holders_of(post: str, demand: Demand) -> list[User]:
    """Who holds a post towards the demand's enterprise: assigned to it, else posted there."""
    assigned = Assignment.objects.filter(
        campaign=demand.campaign_id, enterprise=demand.enterprise_id, post=post, until=None
    )
    found = list(User.objects.filter(is_active=True, pk__in=assigned.values("officer")))
    return found or _posted(Q(post=post), demand)


def workers_of(department: str, demand: Demand) -> list[User]:
    """Who works in a department, where its posts reach the enterprise."""
    posts = [each.key for each in demand.campaign.pack.registry.posts if each.department == department]
    return _posted(Q(post__in=posts), demand) if posts else []


def _posted(which: Q, demand: Demand) -> list[User]:
    group = Enrolment.objects.filter(campaign=demand.campaign_id, enterprise=demand.enterprise_id).order_by()
    rows = Posting.objects.filter(which, campaign=demand.campaign_id, until=None, user__is_active=True)
    rows = rows.filter(Q(group="") | Q(group__in=group.values("group"))).filter(
        Q(grid=None) | Q(grid=demand.enterprise.grid_id)
    )
    people = {row.user_id: row.user for row in rows.select_related("user") if demand.area_code.startswith(row.area)}
    return list(people.values())


def desk_of(area_code: str) -> list[User]:
    """Those who steer demands there."""
    prefixes = [area_code[:length] for length in (2, 4, 6, 9, 12)]
    grants = Grant.objects.in_force().filter(role__in=roles_with(P.DEMAND_STEER))
    grants = grants.filter(Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=prefixes))
    return list(User.objects.filter(is_active=True, pk__in=grants.values("user")))


def answerers(demand: Demand) -> list[User]:
    """With whom the demand lies now."""
    if demand.handler is not None and demand.handler.is_active:
        return [demand.handler]
    if demand.post:
        return holders_of(demand.post, demand)
    return workers_of(demand.lead, demand) if demand.lead else []


def officers_of(demand: Demand) -> list[User]:
    """The enterprise's own officers, the longest-serving first."""
    rows = Assignment.objects.filter(campaign=demand.campaign_id, enterprise=demand.enterprise_id, until=None)
    return [row.officer for row in rows.select_related("officer").order_by("since", "pk")]


def tell(
    kind: str, people: Iterable[User], title: Words, about: Any, *, body: Words | str = "", event: Event | None = None,
    url: str = "",
) -> int:  # fmt: skip
    """Hands one message to the channels; whoever did it isn't told."""
    others = [each for each in people if event is None or each.pk != event.by_id]
    if not others:
        return 0
    return channels.tell(
        kind=kind, people=others, title=title, body=body, url=url or url_of(about), about=about,
        campaign=about.campaign, event=event,
    )  # fmt: skip


def tell_enterprise(kind: str, demand: Demand, title: Words, *, body: Words | str = "", event: Event | None) -> int:
    """Tells those who speak for the enterprise; the link leads to its own page of the demand."""
    return tell(kind, speakers_of(demand.enterprise_id), title, demand, body=body, event=event, url=_mine(demand))


def _mine(demand: Demand) -> str:
    return reverse(
        "demands:mine_demand", args=[demand.campaign.key, demand.enterprise_id, demand.parent_id or demand.pk]
    )


def closed(demands: Sequence[Demand]) -> int:
    """The clock closed what nobody confirmed: the enterprise learns that it may still reopen it, and who answered learns it."""
    speakers = speakers_of_each({demand.enterprise_id for demand in demands})
    notes = []
    for demand in demands:
        number = {"number": demand.number}
        notes.append(channels.Note(
            kind="demand.closed", people=speakers[demand.enterprise_id], url=_mine(demand), about=demand, campaign=demand.campaign,
            title=partial(_in_words, _CLOSED, number), body=_STILL_OPEN_TO_YOU,
        ))  # fmt: skip
        if demand.answered_by is not None:
            notes.append(channels.Note(
                kind="demand.closed", people=[demand.answered_by], url=url_of(demand), about=demand,
                campaign=demand.campaign, title=partial(_in_words, _UNCONFIRMED, number), body=_SAID_NOTHING,
            ))  # fmt: skip
    return channels.tell_all(notes)


_CLOSED = gettext_lazy("Your demand %(number)s was closed")
_STILL_OPEN_TO_YOU = gettext_lazy(
    "The time to confirm the answer is over. If it isn't solved, you can still reopen it."
)
_UNCONFIRMED = gettext_lazy("%(number)s was closed without confirmation")
_SAID_NOTHING = gettext_lazy("The enterprise neither confirmed the answer nor reopened the demand in time.")


def _in_words(sentence: Any, values: dict[str, str]) -> str:
    return str(sentence) % values


def received(demand: Demand, event: Event) -> None:
    """A demand came to a department, a post, or the duty desk's tray."""
    people = answerers(demand) or desk_of(demand.area_code)
    tell("demand.received", people, lambda: _("A demand for you: %(number)s") % {"number": demand.number}, demand,
         body=lambda: f"{demand.enterprise.name}: {demand.text[:200]}", event=event)  # fmt: skip


def owed(task: Task, event: Event) -> None:
    """Someone was given a task."""
    tell("task.given", [task.owner], lambda: _("A task for you: %(number)s") % {"number": task.number}, task,
         body=lambda: task.what, event=event)  # fmt: skip
