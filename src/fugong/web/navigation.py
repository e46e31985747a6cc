"""Where one can go. An entry shows only to people who may open it."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.places.models import Campaign
from fugong.web.entries import ENTRIES, Entry


@dataclass(frozen=True, slots=True)
class Link:
    """An entry for this reader: its address, and whether the page is within it."""

    label: str
    icon: str
    url: str
    active: bool
    thumb: bool


@dataclass(slots=True)
class Group:
    """Links under one heading."""

    label: str
    links: list[Link] = field(default_factory=list)


def groups_for(request: HttpRequest, campaign: Campaign | None) -> list[Group]:
    """The navigation of the person who asks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    groups = []
    for label, entries in ENTRIES:
        links = [
            link for entry in entries if _may_open(user, entry, campaign) and (link := _link(request, entry, campaign))
        ]
        if links:
            groups.append(Group(str(label), links))
    _mark_nearest(request.path, groups)
    return groups


def _may_open(user: User, entry: Entry, campaign: Campaign | None) -> bool:
    if entry.staff is not None and entry.staff != user.is_staff_member:
        return False
    if entry.per_campaign:
        if campaign is None or not any(_reaches(user, permission, campaign, entry) for permission in entry.needs):
            return False
        return entry.only_if is None or entry.only_if(campaign.pack)
    return any(user.holds(permission) for permission in entry.needs)


def _reaches(user: User, permission: P, campaign: Campaign, entry: Entry) -> bool:
    """Whether the campaign is theirs to see; pages for both sides also take whoever serves at one enterprise."""
    if not user.holds(permission):
        return False
    if entry.staff is None and user.scope(permission).enterprises:
        return True
    return campaign.is_visible_to(user, permission)


@lru_cache(maxsize=10_000)
def _address(url_name: str, kwargs: tuple[tuple[str, str], ...]) -> str | None:
    """Addresses don't change while the product runs; a page shows some sixty."""
    try:
        return reverse(url_name, kwargs=dict(kwargs))
    except NoReverseMatch:
        return None


def _link(request: HttpRequest, entry: Entry, campaign: Campaign | None) -> Link | None:
    if entry.per_campaign and campaign is None:
        return None
    kwargs = dict(entry.kwargs) | ({"campaign": campaign.key} if entry.per_campaign and campaign else {})
    url = _address(entry.url_name, tuple(kwargs.items()))
    if url is None:
        return None
    return Link(
        str(entry.label), entry.icon, url, _is_within(request.path, url, entry, kwargs.get("campaign", "")), entry.thumb
    )


def _is_within(path: str, url: str, entry: Entry, campaign: str) -> bool:
    """Whether a page belongs to an entry. The overview's address begins those of all its campaign's pages: it has only itself."""
    if entry.covers:
        return path.startswith(f"/c/{campaign}/{entry.covers}")
    return path == url if entry.url_name == "figures:command" else path.startswith(url)


def _mark_nearest(path: str, groups: list[Group]) -> None:
    """Of the entries whose address begins the page's, only the longest is where one is."""
    best = max((link.url for group in groups for link in group.links if link.active), key=len, default="")
    for group in groups:
        group.links = [
            link if link.active == (link.url == best) else Link(link.label, link.icon, link.url, False, link.thumb)
            for link in group.links
        ]
