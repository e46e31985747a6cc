"""What follows, in the same transaction, when a paper of a kind of case is handed in, accepted or returned."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.papers.models import Paper

Follower = Callable[[int, "Paper", "User | None"], None]
"""`follower(case_id, paper, by)`."""
_followers: dict[str, list[Follower]] = {}


def register(kind: str, follower: Follower) -> None:
    """Has `follower` called for papers of that kind of case."""
    known = _followers.setdefault(kind, [])
    if follower not in known:
        known.append(follower)


def follow(paper: Paper, by: User | None) -> None:
    """Calls whoever registered."""
    for follower in _followers.get(paper.case_kind, ()):
        follower(paper.case_id, paper, by)
