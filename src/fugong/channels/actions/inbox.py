"""A person's own inbox."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.core.errors import Conflict

MOST_SHOWN = 99


def unread(user: User) -> int:
    """How many messages the person hasn't read; counting stops at 100."""
    return InboxEntry.objects.of(user).unread().order_by("-id").values("pk")[: MOST_SHOWN + 1].count()


def read(*, by: User, entries: Sequence[int] | None = None, kind: str = "", at: dt.datetime | None = None) -> int:
    """Marks some of the person's own messages as read (None: all, or all of one kind). Returns how many were unread."""
    rows = InboxEntry.objects.of(by).unread()
    if entries is not None:
        rows = rows.filter(pk__in=entries)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.update(read_at=at or clock.now())


def unread_again(*, by: User, entries: Sequence[int]) -> int:
    """Marks messages as unread, to come back to them."""
    return InboxEntry.objects.of(by).filter(pk__in=entries, read_at__isnull=False).update(read_at=None)


@transaction.atomic
def unread_as_before(*, by: User, at: dt.datetime) -> int:
    """Marks as unread what was marked as read at that moment, all in one step. Raises Conflict where nothing is left of it."""
    rows = InboxEntry.objects.of(by).filter(read_at=at)
    done = rows.update(read_at=None)
    if not done:
        raise Conflict(_("These messages have been marked otherwise meanwhile."))
    return done


def _unread(by: User, given: dict[str, Any]) -> User:
    unread_as_before(by=by, at=dt.datetime.fromisoformat(given["at"]))
    return by


undoing.register("channels.read", _unread)
