"""The one clock. Everything that asks for the time asks here, so that tests and the demo can move it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

_shown: ContextVar[dt.datetime | None] = ContextVar("shown", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _shown.get() or dt.datetime.now(dt.UTC)


def zone() -> ZoneInfo:
    """The installation's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment as the wall clock of the installation shows it."""
    return moment.astimezone(zone())


def today() -> dt.date:
    """The calendar day at the installation."""
    return local(now()).date()


def at(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    """A wall-clock time of the installation as a moment."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=zone())


@contextmanager
def showing(moment: dt.datetime) -> Iterator[None]:
    """Within the block the clock stands at `moment` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("The clock needs a moment with a time zone.")
    token = _shown.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _shown.reset(token)
