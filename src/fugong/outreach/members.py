"""The list of a group's members: who reported today, who has an account, how often they asked; as page and as sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, Exists, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.core import clock, numbers
from fugong.outreach.models import ChatGroup, Membership, Thread
from fugong.registry import search
from fugong.resumption.models import Standing

PAGE = 50
SHOWS = {
    "all": gettext_lazy("Members"),
    "missing": gettext_lazy("Report missing"),
    "silent": gettext_lazy("Without an account"),
    "left": gettext_lazy("Have left"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters in the address."""

    show: str = "all"
    text: str = ""
    after: int = 0

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        show, after = given.get("show", "all"), numbers.asked(given.get("after")) or 0
        return cls(show if show in SHOWS else "all", given.get("q", "").strip()[:80], after)


class Rows(list[Any]):
    """One page; `{% pager rows %}` reads the marks."""

    next_key: str | None = None
    is_first: bool = True


def rows(group: ChatGroup, asked: Asked, user: User) -> Rows:
    """One page of members in the order in which they joined."""
    found = list(_found(group, asked, user).filter(pk__gt=asked.after)[: PAGE + 1])
    page = Rows(found[:PAGE])
    page.is_first = not asked.after
    page.next_key = str(page[-1].pk) if len(found) > PAGE else None
    return page


def _found(group: ChatGroup, asked: Asked, user: User) -> Any:
    members = Membership.objects.visible_to(user).filter(group=group)
    members = members.exclude(until=None) if asked.show == "left" else members.filter(until=None)
    if asked.text:
        members = members.filter(search.matching(asked.text, "enterprise__"))
    members = _with_state(members, group)
    if asked.show == "missing":
        members = members.filter(expected=True, reported=False)
    elif asked.show == "silent":
        members = members.filter(has_account=False)
    return members.select_related("enterprise").order_by("pk")


def _with_state(members: Any, group: ChatGroup) -> Any:
    """Beside each member: whether today's report is owed and in, whether anyone can speak for it, how many questions.

    Standings are asked for all members at once, not for each: they may lie on other machines (ADR 0042).
    """
    own = Membership.objects.filter(group=group).values("enterprise")
    day = Standing.objects.filter(campaign=group.campaign_id, day=clock.today(), enterprise__in=own)
    asked = Thread.objects.filter(group=group, enterprise=OuterRef("enterprise_id")).order_by()
    return members.annotate(
        expected=_among(day.filter(expected=True)),
        reported=_among(day.filter(reported_at__isnull=False)),
        has_account=Exists(_speaking().filter(scope_key=Cast(OuterRef("enterprise_id"), CharField()))),
        questions=Coalesce(
            Subquery(asked.values("enterprise").annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()
        ),
    )


def _among(standings: Any) -> Any:
    yes = When(enterprise__in=standings.values("enterprise"), then=Value(True))
    return Case(yes, default=Value(False), output_field=BooleanField())


def _speaking() -> Any:
    """Grants by which people speak for enterprises."""
    held = Grant.objects.filter(role__in=roles_with(Permission.GROUP_SPEAK), scope_kind=ScopeKind.ENTERPRISE)
    return held.filter(until=None, user__is_active=True)


def counts(group: ChatGroup, user: User) -> dict[str, int]:
    """How many are in each view of the list."""
    members = Membership.objects.visible_to(user).filter(group=group)
    current = members.filter(until=None)
    keys = current.annotate(key=Cast("enterprise_id", CharField())).values("key")
    speaking = _speaking().filter(scope_key__in=keys)
    total = current.count()
    missing = Standing.objects.filter(
        campaign=group.campaign_id, day=clock.today(), expected=True, reported_at=None,
        enterprise__in=current.values("enterprise"),
    )  # fmt: skip
    return {
        "all": total,
        "missing": missing.count(),
        "silent": total - speaking.values("scope_key").distinct().count(),
        "left": members.exclude(until=None).count(),
    }


def columns() -> list[tuple[str, str, int]]:
    """Key, heading, width."""
    return [
        ("name", _("Name"), 36),
        ("uscc", _("Unified social credit code"), 22),
        ("since", _("Member since"), 18),
        ("until", _("Left"), 18),
        ("report", _("Today’s report"), 14),
        ("account", _("Has an account"), 14),
        ("questions", _("Questions asked"), 10),
    ]


def lines(group: ChatGroup, asked: Asked, user: User) -> Iterator[list[Any]]:
    """All rows of the filter, as cells."""
    yes, no, owed, free = _("yes"), _("no"), _("missing"), _("not owed")
    for row in _found(group, asked, user).iterator(chunk_size=2_000):
        report = _("reported") if row.reported else owed if row.expected else free
        left = clock.local(row.until).strftime("%Y-%m-%d %H:%M") if row.until else ""
        since = clock.local(row.since).strftime("%Y-%m-%d %H:%M")
        account = yes if row.has_account else no
        yield [row.enterprise.name, row.enterprise.uscc, since, left, report, account, row.questions]
