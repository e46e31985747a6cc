"""What hangs on being allowed to work (passes …): higher rooms register what follows when that ends, and when it comes back."""

from collections.abc import Callable, Sequence

from fugong.resumption.models import Resumption

Follower = Callable[..., None]
"""`follower(campaign, enterprises, is_stopped, reason, as_name)`, called in the transaction of the move, of one or of many."""

_followers: list[Follower] = []


def register(follower: Follower) -> Follower:
    """Adds what follows (usable as a decorator)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def stopped(rows: Sequence[Resumption], reason: str, as_name: str) -> None:
    """Work has to stop, at enterprises of one campaign."""
    _tell(rows, True, reason, as_name)


def freed(rows: Sequence[Resumption], as_name: str) -> None:
    """Work may begin again there."""
    _tell(rows, False, "", as_name)


def _tell(rows: Sequence[Resumption], is_stopped: bool, reason: str, as_name: str) -> None:
    if rows:
        enterprises = [row.enterprise for row in rows]
        for follower in _followers:
            follower(rows[0].campaign, enterprises, is_stopped, reason, as_name)
