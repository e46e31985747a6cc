"""What hangs on an approval (passes, trips …): rooms register what they withdraw while an order to stop work holds."""

from collections.abc import Callable

from fugong.accounts.models import User
from fugong.rectification.models import StopWork

Follower = Callable[[StopWork, User, bool], None]
"""`follower(order, by, stopped)` is called in the order's transaction: when work stops, and when it may begin again."""

_followers: list[Follower] = []


def register(follower: Follower) -> Follower:
    """Adds what follows (usable as a decorator)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def suspended(order: StopWork, by: User) -> None:
    """The order came into force."""
    for follower in _followers:
        follower(order, by, True)


def lifted(order: StopWork, by: User) -> None:
    """The order was lifted or annulled."""
    for follower in _followers:
        follower(order, by, False)
