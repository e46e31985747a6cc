"""Who is concerned: those who serve on a shift, officers of enterprises, medical contacts, posts."""

from collections.abc import Iterable

from django.db.models import Q

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.places.access import ancestors
from fugong.places.models import Campaign, code_prefix
from fugong.registry.models import Assignment, Posting
from fugong.testing.models import Shift, Specialist


def serving(shift: Shift) -> list[User]:
    """The specialists of a shift."""
    posts = shift.posts.exclude(specialist=None).select_related("specialist__user")
    return [post.specialist.user for post in posts if post.specialist is not None]


def specialists(campaign: Campaign, enterprises: Iterable[int]) -> list[User]:
    """Qualified specialists of enterprises."""
    rows = Specialist.objects.filter(campaign=campaign, enterprise__in=list(enterprises), ended_on=None, passed=True)
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("pk"))


def officers(campaign: Campaign, enterprises: Iterable[int]) -> list[User]:
    """Those to whom enterprises are assigned."""
    rows = Assignment.objects.filter(campaign=campaign, enterprise__in=list(enterprises), until=None)
    return list(User.objects.filter(pk__in=rows.values("officer"), is_active=True).order_by("pk"))


def holding(permission: Permission, area_code: str) -> list[User]:
    """Those who hold a permission over an area: for results, the duty desk and the medical contacts."""
    above = [*ancestors(code_prefix(area_code)), area_code]
    reach = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=ScopeKind.AREA, scope_key__in=above)
    held = Grant.objects.in_force().filter(reach, role__in=roles_with(permission))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def in_posts(campaign: Campaign, posts: Iterable[str], area_code: str) -> list[User]:
    """Those who hold one of the posts where the area lies."""
    rows = Posting.objects.filter(campaign=campaign, post__in=list(posts), until=None, user__is_active=True)
    return [each.user for each in rows.select_related("user") if area_code.startswith(each.area)]
