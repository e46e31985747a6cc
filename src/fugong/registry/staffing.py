"""How well posts are filled: for enterprises by coverage, for grids, areas and groups by who holds them, per officer by load."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.places import geometry
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry.actions import assignments, postings
from fugong.registry.models import Enrolment, Park
from fugong.registry.policy import Post

MOST_UNITS = 300


@dataclass(frozen=True, slots=True)
class PostCover:
    """A post of single enterprises: how many need it, how many of those lack it."""

    post: Post
    needed: int
    missing: int
    holders: int

    @property
    def covered(self) -> int:
        return self.needed - self.missing


@dataclass(frozen=True, slots=True)
class Unit:
    """A post that is held for a grid, area, group, park or the place: who holds it, and whether enough do."""

    post: Post
    where: str
    holders: list[str]

    @property
    def missing(self) -> int:
        return max(0, self.post.required - len(self.holders))


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer carries in a post."""

    officer: User
    enterprises: int
    capacity: int | None

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.enterprises >= self.capacity


def coverage(user: Any, campaign: Campaign) -> list[PostCover]:
    """Each post of single enterprises, over what the reader sees. One pass over the enrolments."""
    rows = Enrolment.objects.visible_to(user).filter(campaign=campaign)
    needed, missing = _counted(rows, "required_posts"), _counted(rows, "missing_posts")
    held = dict(postings.holders(campaign).order_by().values_list("post").annotate(many=Count("user", distinct=True)))
    return [
        PostCover(post, needed.get(post.key, 0), missing.get(post.key, 0), held.get(post.key, 0))
        for post in campaign.pack.registry.posts
        if post.per == "enterprise"
    ]


def _counted(rows: Any, column: str) -> dict[str, int]:
    """How often each post stands in an array column."""
    found: dict[str, int] = {}
    for posts, many in rows.order_by().values_list(column).annotate(many=Count("pk")):
        for post in posts:
            found[post] = found.get(post, 0) + many
    return found


def loads(campaign: Campaign, post: Post) -> list[Load]:
    """The holders of a post with what each carries, the fullest first."""
    carried = assignments.loads_of(campaign, post.key)
    people = User.objects.in_bulk(list(carried))
    found = [Load(people[key], many, post.capacity) for key, many in carried.items()]
    return sorted(found, key=lambda load: (-load.enterprises, load.officer.name))


def choices(campaign: Campaign) -> list[tuple[Post, list[User]]]:
    """For each post of single enterprises the people who hold it."""
    posts = [post for post in campaign.pack.registry.posts if post.per == "enterprise"]
    held: dict[str, dict[int, User]] = {}
    for posting in postings.holders(campaign).filter(post__in=[post.key for post in posts]):
        held.setdefault(posting.post, {})[posting.user_id] = posting.user
    return [(post, list(held.get(post.key, {}).values())) for post in posts]


def units(campaign: Campaign) -> list[Unit]:
    """Every grid, area, group, park or place that a post is held for, the unfilled first."""
    in_force = list(postings.holders(campaign))
    found = [
        Unit(post, label, [each.user.name for each in in_force if each.post == post.key and fits(each)])
        for post in campaign.pack.registry.posts
        if post.per != "enterprise" and post.held_by != "team"  # groups have a page of their own
        for label, fits in _places(campaign, post)
    ]
    return sorted(found, key=lambda unit: -unit.missing)[:MOST_UNITS]


def _places(campaign: Campaign, post: Post) -> list[tuple[str, Any]]:
    """What a post is held for: (what it is called, whether a posting is of it)."""
    own = campaign.jurisdiction
    if post.per == "grid":
        return [(str(grid), lambda each, pk=grid.pk: each.grid_id == pk) for grid in geometry.grids_of(campaign)]
    if post.per == "group":
        return [(str(each.name), lambda row, key=each.key: row.group == key) for each in campaign.pack.registry.groups]
    if post.per == "area":
        nodes = Jurisdiction.objects.filter(parent=own)
        return [(str(node), lambda each, at=node.prefix: at.startswith(each.area)) for node in nodes] or [_whole(own)]
    if post.per == "park":
        parks = Park.objects.filter(jurisdiction__prefix__startswith=own.prefix)
        found = parks.select_related("jurisdiction")
        return [(str(park), lambda each, at=park.jurisdiction.prefix: at.startswith(each.area)) for park in found]
    return [_whole(own)]


def people(campaign: Campaign) -> list[User]:
    """Accounts to offer for posts: who holds one here, or has a role somewhere in the campaign's area."""
    prefix = campaign.jurisdiction.prefix
    posted = User.objects.filter(postings__campaign=campaign, postings__until=None)
    granted = User.objects.filter(grants__until=None, grants__scope_kind="area", grants__scope_key__startswith=prefix)
    known = User.objects.filter(is_active=True, pk__in=posted.values("pk").union(granted.values("pk")))
    return list(known.order_by("name")[:MOST_UNITS])


def _whole(own: Jurisdiction) -> tuple[str, Any]:
    return _("%(place)s as a whole") % {"place": own}, lambda each: True
