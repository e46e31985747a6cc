"""To whom a notice goes: enterprises by what they are, officers by post, people by name. Always a query, never a list of rows."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from fugong.accounts.models import Grant, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.outreach.models import ChatGroup, Membership, NoticeReceipt, NoticeVersion, Reader
from fugong.places.models import Campaign
from fugong.registry.models import Enrolment, Enterprise, Posting

MOST_SINGLE = 2_000


@dataclass(frozen=True, slots=True)
class Audience:
    """Any of these is enough for an enterprise to belong; `everyone` is all of them. Keys are the pack's, numbers the registry's."""

    everyone: bool = False
    segments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    grids: tuple[int, ...] = ()
    parks: tuple[int, ...] = ()
    chat_groups: tuple[int, ...] = ()
    """1-to-N groups: their members at the moment of sending."""
    enterprises: tuple[int, ...] = ()
    earlier: bool = False
    """Whoever was sent an earlier version."""
    posts: tuple[str, ...] = ()
    """Officers who hold one of these posts."""
    by_name: bool = False
    """Besides the enterprise, each person on its list by name."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Audience":
        """From JSON; unknown keys are left out."""
        lists = ("segments", "groups", "tags", "posts")
        numbers = ("grids", "parks", "chat_groups", "enterprises")
        chosen: dict[str, Any] = {name: bool(given.get(name)) for name in ("everyone", "earlier", "by_name")}
        chosen |= {name: tuple(str(key) for key in given.get(name, ())) for name in lists}
        chosen |= {name: tuple(int(key) for key in given.get(name, ())) for name in numbers}
        return cls(**chosen)

    def as_json(self) -> dict[str, Any]:
        """What was chosen, without what wasn't."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items() if value}

    @property
    def names_enterprises(self) -> bool:
        """Whether it chooses any enterprise at all."""
        keys = (self.segments, self.groups, self.tags)
        numbers = (self.grids, self.parks, self.chat_groups, self.enterprises)
        return self.everyone or self.earlier or any(keys) or any(numbers)


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would get it. `unreached` have nobody with an account; `already` were sent this very version before."""

    enterprises: int
    already: int
    unreached: int
    officers: int
    people: int
    names: list[str] = field(default_factory=list)


def enterprises(audience: Audience, version: NoticeVersion, by: User) -> "QuerySet[Enrolment]":
    """The enrolments of the enterprises: open ones, of the campaign, within the author's own area."""
    campaign = version.notice.campaign
    rows: QuerySet[Enrolment] = Enrolment.objects.visible_to(by, Permission.NOTICE_PUBLISH)
    rows = rows.filter(campaign=campaign, enterprise__closed_on=None)
    if not audience.names_enterprises:
        return rows.none()
    return rows if audience.everyone else rows.filter(_chosen(audience, version, by))


def _chosen(audience: Audience, version: NoticeVersion, by: User) -> Q:
    chosen = Q(pk__in=[])
    if audience.segments:
        chosen |= Q(segments__overlap=list(audience.segments))
    if audience.groups:
        chosen |= Q(group__in=audience.groups)
    if audience.tags:
        chosen |= Q(enterprise__tags__overlap=list(audience.tags))
    if audience.grids:
        chosen |= Q(enterprise__grid__in=audience.grids)
    if audience.parks:
        chosen |= Q(enterprise__park__in=audience.parks)
    if audience.chat_groups:
        groups = ChatGroup.objects.visible_to(by).filter(campaign=version.notice.campaign, pk__in=audience.chat_groups)
        members = Membership.objects.filter(group__in=groups, until=None, enterprise=OuterRef("enterprise"))
        chosen |= Q(Exists(members))
    if audience.enterprises:
        chosen |= Q(enterprise__in=audience.enterprises[:MOST_SINGLE])
    if audience.earlier:
        earlier = NoticeReceipt.objects.filter(notice=version.notice, enterprise=OuterRef("enterprise"))
        chosen |= Q(Exists(earlier.exclude(version=version)))
    return chosen


def officers(audience: Audience, campaign: Campaign, by: User) -> "QuerySet[User]":
    """Those who hold the posts now, within the author's area."""
    scope = by.scope(Permission.NOTICE_PUBLISH)
    held = Posting.objects.filter(campaign=campaign, until=None, post__in=audience.posts, user=OuterRef("pk"))
    within = ~Q(pk__in=[]) if scope.everything else Q(pk__in=[])
    for area in scope.areas:
        within |= Q(area__startswith=area)
    return User.objects.filter(Exists(held.filter(within)), is_active=True)


def people(audience: Audience, version: NoticeVersion, by: User) -> "QuerySet[Reader]":
    """Those on the lists of the chosen enterprises."""
    chosen = enterprises(audience, version, by).values("enterprise")
    rows: QuerySet[Reader] = Reader.objects.filter(left_at=None, enterprise__in=chosen)
    return rows if audience.by_name else rows.none()


def liaisons(enterprise: Any) -> "QuerySet[Grant]":
    """Grants in force of those who speak for an enterprise (a number, or a reference to an outer query's column)."""
    from django.db.models import CharField
    from django.db.models.functions import Cast

    roles = roles_with(Permission.REPORT_SUBMIT)
    rows = Grant.objects.filter(role__in=roles, scope_kind="enterprise", until=None, user__is_active=True)
    return rows.filter(scope_key=Cast(enterprise, CharField()))


def preview(audience: Audience, version: NoticeVersion, by: User) -> Preview:
    """Counts, and the first names, so that the author sees who it is."""
    chosen = enterprises(audience, version, by)
    sent = NoticeReceipt.objects.filter(version=version, enterprise=OuterRef("enterprise"), reader=None)
    first = Enterprise.objects.filter(pk__in=chosen.values("enterprise")).order_by("pk")[:8]
    return Preview(
        enterprises=chosen.count(),
        already=chosen.filter(Exists(sent)).count(),
        unreached=chosen.filter(~Exists(liaisons(OuterRef("enterprise_id")))).count(),
        officers=officers(audience, version.notice.campaign, by).count(),
        people=people(audience, version, by).count(),
        names=[each.name for each in first],
    )
