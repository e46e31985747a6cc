"""A person's own inbox."""

from collections.abc import Sequence

from fugong.accounts.models import User
from fugong.channels.models import InboxEntry
from fugong.core import clock

MOST_SHOWN = 99


def unread(user: User) -> int:
    """How many messages the person hasn't read; counting stops at 100."""
    return InboxEntry.objects.of(user).unread().order_by("-id").values("pk")[: MOST_SHOWN + 1].count()


def read(*, by: User, entries: Sequence[int] | None = None, kind: str = "") -> int:
    """Marks some of the person's own messages as read (None: all, or all of one kind). Returns how many were unread."""
    rows = InboxEntry.objects.of(by).unread()
    if entries is not None:
        rows = rows.filter(pk__in=entries)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.update(read_at=clock.now())


def unread_again(*, by: User, entries: Sequence[int]) -> int:
    """Marks messages as unread, to come back to them."""
    return InboxEntry.objects.of(by).filter(pk__in=entries, read_at__isnull=False).update(read_at=None)
