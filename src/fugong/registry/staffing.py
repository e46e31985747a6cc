"""How well posts are filled: for enterprises by coverage, for grids, areas and groups by who holds them, per officer by load."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, When
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import kept
from fugong.core.errors import Fault, Refused
from fugong.core.paging import Page
from fugong.places import geometry
from fugong.places.access import ancestors
from fugong.places.models import Campaign, Jurisdiction, code_prefix
from fugong.registry.actions import assignments, postings
from fugong.registry.models import Enrolment, Enterprise, Park
from fugong.registry.policy import Post

A_PAGE_OF_UNITS = 100
MOST_LOADS = MOST_CHOICES = 100
MOST_NAMES = 12


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
    """A post that is held for a grid, area, group, park or the place: by how many, the names of the first, how many are missing."""

    post: Post
    where: str
    many: int
    holders: list[str]

    @property
    def missing(self) -> int:
        return max(0, self.post.required - self.many)

    @property
    def more(self) -> int:
        return self.many - len(self.holders)


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
    """Each post of single enterprises, over what the reader sees. One pass over the enrolments; of a city a moment old."""
    seen = lambda: (campaign.pk, campaign.pack_version_id, user.scope(Permission.REGISTRY_VIEW).as_seen_by(user))  # noqa: E731
    return kept.lately("registry.coverage", seen, lambda: _coverage(user, campaign), _needed)


def _needed(found: list[PostCover]) -> int:
    return sum(each.needed for each in found)


def _coverage(user: Any, campaign: Campaign) -> list[PostCover]:
    rows = Enrolment.objects.visible_to(user).filter(campaign=campaign)
    needed, missing = _counted(rows, "required_posts"), _counted(rows.exclude(missing_posts=[]), "missing_posts")
    held = postings.held_by_post(campaign, "user")
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


@dataclass(frozen=True, slots=True)
class Loads:
    """What the holders of a post carry: the fullest of them, the emptiest (who can take more), how many there are in all."""

    fullest: list[Load]
    emptiest: list[Load]
    many: int

    @property
    def more(self) -> int:
        return self.many - len(self.fullest)


def loads(campaign: Campaign, post: Post) -> Loads:
    """The holders of a post with what each carries: each end of the list, up to MOST_LOADS."""
    carried = assignments.loads_of(campaign, post.key)
    ordered = sorted(carried, key=lambda key: (-carried[key], key))
    full, empty = ordered[:MOST_LOADS], ordered[-MOST_LOADS:]
    people = User.objects.in_bulk({*full, *empty})
    made = {key: Load(people[key], carried[key], post.capacity) for key in people}
    fullest = sorted((made[key] for key in full), key=lambda load: (-load.enterprises, load.officer.name))
    emptiest = sorted((made[key] for key in empty), key=lambda load: (load.enterprises, load.officer.name))
    return Loads(fullest, emptiest, len(carried))


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom to assign to an enterprise: for each post its holders, the nearest of them where they are many (`is_cut`)."""

    posts: list[tuple[Post, list[User]]]
    is_cut: bool

    @property
    def are_there(self) -> bool:
        return any(people for _post, people in self.posts)


def choices(campaign: Campaign, enterprise: Enterprise) -> Choices:
    """Those in posts of single enterprises; first who holds one in the enterprise's grid, then in the areas it lies in."""
    posts = [post for post in campaign.pack.registry.posts if post.per == "enterprise"]
    here = When(area__in=ancestors(code_prefix(enterprise.area_code)), then=1)
    grid = [When(grid=enterprise.grid_id, then=0)] if enterprise.grid_id else []
    rows = postings.holders(campaign).filter(post__in=[post.key for post in posts])
    rows = list(rows.order_by(Case(*grid, here, default=2), "user__name", "pk")[: MOST_CHOICES + 1])
    held: dict[str, dict[int, User]] = {}
    for posting in rows[:MOST_CHOICES]:
        held.setdefault(posting.post, {})[posting.user_id] = posting.user
    return Choices([(post, list(held.get(post.key, {}).values())) for post in posts], len(rows) > MOST_CHOICES)


def holder(campaign: Campaign, post: str, typed: str) -> User:
    """Who holds a post, by `name · user name`, user name, or a name that only one of them bears. Raises Refused at `person`."""
    held = User.objects.filter(postings__in=postings.holders(campaign, post).order_by()).distinct()
    user = held.filter(username=typed.rpartition("·")[2].strip()).first()
    if user is None:
        same = list(held.filter(name=typed.strip())[:2])
        if len(same) != 1:
            message = (
                _("Several people in this post are called %(name)s: write the user name.")
                if same
                else _("Nobody called %(name)s holds this post.")
            ) % {"name": typed.strip()[:60] or "—"}
            raise Refused(message, fields=[Fault("person", message)])
        user = same[0]
    return user


def units(campaign: Campaign, after: str = "") -> Page:
    """Every grid, area, group, park or place that a post is held for, the unfilled first; page after page."""
    posts = [post for post in campaign.pack.registry.posts if post.per != "enterprise" and post.held_by != "team"]
    found = []  # groups have a page of their own
    for post in posts:
        held = _holders_by_place(campaign, post)
        for label, keys in _places(campaign, post):
            holders = [each for key in keys for each in held.get(key, ())]
            found.append((max(0, post.required - len(holders)), post, label, holders))
    page = Page.placed(sorted(found, key=lambda each: -each[0]), A_PAGE_OF_UNITS, after)
    wanted = {user for *_of, holders in page.rows for user in holders[:MOST_NAMES]}
    people = dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))
    page.rows[:] = [
        Unit(post, label, len(holders), sorted(people[user] for user in holders[:MOST_NAMES]))
        for _missing, post, label, holders in page.rows
    ]
    return page


def _holders_by_place(campaign: Campaign, post: Post) -> dict[Any, list[int]]:
    """Who holds a post, by the grid, group or area (code prefix) that they hold it for; the place's under None."""
    column = {"grid": "grid", "group": "group", "area": "area", "park": "area"}.get(post.per)
    found: dict[Any, list[int]] = {}
    rows = postings.in_force(campaign).filter(post=post.key).order_by("pk")
    for user, where in rows.values_list("user", column or "post"):
        found.setdefault(where if column else None, []).append(user)
    return found


def _places(campaign: Campaign, post: Post) -> list[tuple[str, tuple[Any, ...]]]:
    """What a post is held for: what it is called, and under which keys of `_holders_by_place` those stand who hold it."""
    own = campaign.jurisdiction
    whole = [(_("%(place)s as a whole") % {"place": own}, (None,))]
    if post.per == "grid":
        return [(str(grid), (grid.pk,)) for grid in geometry.grids_of(campaign).defer("outline")]
    if post.per == "group":
        return [(str(each.name), (each.key,)) for each in campaign.pack.registry.groups]
    if post.per == "area":
        below = [(str(node), _prefixes(node.prefix)) for node in Jurisdiction.objects.filter(parent=own)]
        return below or [(whole[0][0], _prefixes(own.prefix))]
    if post.per == "park":
        parks = Park.objects.filter(jurisdiction__prefix__startswith=own.prefix).select_related("jurisdiction")
        return [(str(park), _prefixes(park.jurisdiction.prefix)) for park in parks]
    return whole


def _prefixes(code: str) -> tuple[str, ...]:
    return tuple(code[:length] for length in range(len(code) + 1))
