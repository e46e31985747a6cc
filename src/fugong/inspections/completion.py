"""What follows from a visit: higher rooms register followers, called in the visit's own transaction."""

from collections.abc import Callable, Sequence

from fugong.accounts.models import User
from fugong.inspections.models import Visit, VisitItem

Follower = Callable[[Visit, Sequence[VisitItem], User], None]
"""`follower(visit, failed, by)`: `failed` are the items that weren't in order, those put right on the spot among them."""

_followers: list[Follower] = []


def register(follower: Follower) -> Follower:
    """Adds a follower (usable as a decorator)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def completed(visit: Visit, failed: Sequence[VisitItem], by: User) -> None:
    """Tells all followers, in the order in which they registered."""
    for follower in _followers:
        follower(visit, failed, by)
