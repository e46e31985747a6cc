"""Never more than a robot takes, however many workers there are: the moments of its last messages stand in its row.

A moment is kept as the latest at which the message can have arrived: while it is on its way, the end of its lease; afterwards,
when its answer was there. So between a message and the one `n` before it the other side sees at least the whole window.
"""

import datetime as dt
from collections.abc import Sequence

from fugong.channels.robots import RULES

MARGIN = 0.1
"""Seconds added to a window, for clocks that don't run alike."""


def free_at(kind: str, slots: Sequence[dt.datetime]) -> dt.datetime | None:
    """When the next message may go; None for at once."""
    latest: dt.datetime | None = None
    ordered = sorted(slots)
    for messages, seconds in RULES[kind].limits:
        if len(ordered) >= messages:
            free = ordered[-messages] + dt.timedelta(seconds=seconds + MARGIN)
            latest = max(latest, free) if latest else free
    return latest


def room(kind: str, slots: Sequence[dt.datetime], now: dt.datetime) -> int:
    """How many messages may go within this moment's window."""
    return min(
        messages - sum(slot > now - dt.timedelta(seconds=seconds + MARGIN) for slot in slots)
        for messages, seconds in RULES[kind].limits
    )


def with_slot(kind: str, slots: Sequence[dt.datetime], moment: dt.datetime) -> list[dt.datetime]:
    """The moments with one more; only as many are kept as the longest limit asks for."""
    most = max(messages for messages, _seconds in RULES[kind].limits)
    return sorted([*slots, moment])[-most:]


def corrected(slots: Sequence[dt.datetime], reserved: dt.datetime, moment: dt.datetime) -> list[dt.datetime]:
    """The moments, with one reservation replaced by what really was."""
    left = list(slots)
    if reserved in left:
        left[left.index(reserved)] = moment
    return sorted(left)
