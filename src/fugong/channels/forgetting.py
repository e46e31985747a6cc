"""What is kept how long: read messages for half a year, everything for a year; then nobody needs them."""

import datetime as dt

from django.db.models import Exists, OuterRef

from fugong.channels.models import InboxEntry, Message
from fugong.core import clock

KEPT_READ, KEPT = dt.timedelta(days=183), dt.timedelta(days=365)
AT_ONCE = 20_000


def forget() -> int:
    """Removes old entries, and messages that are in no inbox any more, with their deliveries. Returns how many rows."""
    now = clock.now()
    old = InboxEntry.objects.filter(at__lt=now - KEPT) | InboxEntry.objects.filter(
        at__lt=now - KEPT_READ, read_at__isnull=False
    )
    removed, _each = InboxEntry.objects.filter(
        pk__in=list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    ).delete()
    empty = Message.objects.filter(at__lt=now - KEPT_READ).exclude(
        Exists(InboxEntry.objects.filter(message=OuterRef("pk")))
    )
    ids = list(empty.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return removed + Message.objects.filter(pk__in=ids).delete()[0]
