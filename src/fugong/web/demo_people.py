"""The demo's people by place and role, for signing in with one click."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, Window
from django.db.models.functions import Cast, RowNumber
from django.utils.translation import gettext as _

from fugong.accounts.models import Grant, ScopeKind
from fugong.accounts.roles import ROLES
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise, Posting

PER_ROLE = 2
LIAISONS = 8  # one of each state, and one that may work remotely
ORDER = tuple(ROLES)


@dataclass(frozen=True, slots=True)
class Offer:
    """One button: who one becomes."""

    username: str
    name: str
    role_key: str
    detail: str = ""
    post: str = ""

    @property
    def role(self) -> str:
        return str(ROLES[self.role_key].name)


@dataclass(slots=True)
class Place:
    """The people of one place, in the order of the roles."""

    name: str
    posts: dict[str, str] = field(default_factory=dict)
    people: list[Offer] = field(default_factory=list)

    def add(self, offer: Offer) -> None:
        """Takes a person in unless there are enough: one who holds each post, a few of each role without posts."""
        same = sum((each.role_key, each.post) == (offer.role_key, offer.post) for each in self.people)
        if same < (1 if offer.post else LIAISONS if offer.detail else PER_ROLE):
            self.people.append(replace(offer, detail=offer.detail or self.posts.get(offer.post, "")))
            self.people.sort(key=lambda each: ORDER.index(each.role_key))


def by_place() -> list[Place]:
    """A few people of every role, for every place that has a campaign. Four queries, however many people there are."""
    campaigns = Campaign.objects.open().select_related("jurisdiction", "pack_version")
    places = {each.jurisdiction.prefix: Place(str(each.jurisdiction), _posts(each)) for each in campaigns}
    whole = Place(_("The whole installation"))
    for area, offer in (*_staff(), *_liaisons()):
        if not area:
            whole.add(offer)
        for prefix in sorted(places, key=len, reverse=True):
            if area and area.startswith(prefix):
                places[prefix].add(offer)
                break
    return [place for place in (*places.values(), whole) if place.people]


def _posts(campaign: Campaign) -> dict[str, str]:
    return {each.key: str(each.name) for each in campaign.pack.registry.posts}


def _ranked(grants: "QuerySet[Any]", area: str) -> "QuerySet[Any]":
    """The first few of each role and post in each area."""
    held = Posting.objects.filter(user=OuterRef("user"), until=None).order_by("pk").values("post")[:1]
    grants = grants.annotate(post=Subquery(held))
    rank = Window(RowNumber(), partition_by=[F(area), F("role"), F("post")], order_by="user_id")
    return grants.annotate(rank=rank).filter(rank__lte=LIAISONS).select_related("user").order_by("user_id")


def _demo_grants() -> "QuerySet[Any]":
    return Grant.objects.in_force().filter(user__is_demo=True, user__is_active=True, role__in=ORDER)


def _staff() -> Iterator[tuple[str, Offer]]:
    """The authority's people; officers of single enterprises stand where their view of an area is."""
    others = Grant.objects.in_force().filter(user=OuterRef("user")).exclude(role="observer")
    plain = _demo_grants().exclude(Exists(others), role="observer")
    whole = plain.filter(scope_kind=ScopeKind.ALL).annotate(area=Value("", CharField()))
    local = plain.filter(scope_kind__in=[ScopeKind.AREA, ScopeKind.ASSIGNED], user__grants__scope_kind=ScopeKind.AREA)
    for grant in (*_ranked(whole, "role"), *_ranked(local.annotate(area=F("user__grants__scope_key")), "area")):
        yield grant.area, Offer(grant.user.username, grant.user.name, grant.role, post=grant.post or "")


def _liaisons() -> Iterator[tuple[str, Offer]]:
    """Enterprises' people, with the enterprise's name."""
    enterprise = Enterprise.objects.filter(pk=Cast(OuterRef("scope_key"), BigIntegerField()))
    found = _demo_grants().filter(scope_kind=ScopeKind.ENTERPRISE)
    found = found.annotate(area=Subquery(enterprise.values("area_code")), firm=Subquery(enterprise.values("name")))
    for grant in _ranked(found, "area"):
        yield grant.area or "", Offer(grant.user.username, grant.user.name, grant.role, grant.firm or "")
