"""Where a question can go on: rooms above this one register a way (a demand, say), shown as a button in its thread.

The room's function does its work by its own actions; what it makes is noted in the thread, in the same transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.functional import Promise

from fugong.outreach.actions import threads
from fugong.outreach.models import Post, Thread


@dataclass(frozen=True, slots=True)
class Made:
    """What a question became: how people call it, and its page for officers (a path of the product)."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """`may(user, thread)` says for whom the button is; `make(thread, text, by)` does it. `name` is the button's verb."""

    key: str
    icon: str
    name: str | Promise
    may: Callable[[Any, Thread], bool]
    make: Callable[[Thread, str, Any], Made]


_ways: dict[str, Way] = {}


def register(way: Way) -> None:
    """Adds a way, or replaces the one of the same key."""
    _ways[way.key] = way


def ways(user: Any, thread: Thread) -> list[Way]:
    """The ways that this person may take from a question that waits or was answered."""
    if thread.state not in ("open", "answered") or thread.enterprise_id is None:
        return []
    return [way for way in _ways.values() if way.may(user, thread)]


@transaction.atomic
def go(*, thread: Thread, key: str, by: Any) -> Made:
    """Takes a way with all that the asker wrote, and says in the thread what came of it. 404 where it isn't open."""
    way = next((each for each in ways(by, thread) if each.key == key), None)
    if way is None:
        raise Http404
    made = way.make(thread, text_of(thread), by)
    threads.hand_on(thread=thread, by=by, title=made.title, url=made.url)
    return made


def text_of(thread: Thread) -> str:
    """All that the asker wrote in the thread, in order."""
    wrote = Post.objects.filter(thread=thread, enterprise=thread.enterprise_id, removed_at=None).order_by("pk")
    return "\n".join(filter(None, wrote.values_list("text", flat=True)))
