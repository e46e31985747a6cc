"""What hangs on being allowed to work (passes …): higher rooms register what follows when that ends, and when it comes back."""

from collections.abc import Callable

from fugong.resumption.models import Resumption

Follower = Callable[..., None]
"""`follower(campaign, enterprise, is_stopped, reason, as_name)`, called in the transaction of the move."""

_followers: list[Follower] = []


def register(follower: Follower) -> Follower:
    """Adds what follows (usable as a decorator)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def stopped(row: Resumption, reason: str, as_name: str) -> None:
    """Work has to stop."""
    for follower in _followers:
        follower(row.campaign, row.enterprise, True, reason, as_name)


def freed(row: Resumption, as_name: str) -> None:
    """Work may begin again."""
    for follower in _followers:
        follower(row.campaign, row.enterprise, False, "", as_name)
