"""Who is told, in the same transaction, when a certificate is given or ends. Higher rooms append theirs when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fugong.training.models import Certificate

Follower = Callable[..., Any]
_followers: list[Follower] = []


def register(follower: Follower) -> Follower:
    """`follower(certificate=…, by=…)`; usable as a decorator."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def tell(certificate: Certificate, by: Any) -> None:
    """A certificate was given, renewed, or ended."""
    for follower in _followers:
        follower(certificate=certificate, by=by)
