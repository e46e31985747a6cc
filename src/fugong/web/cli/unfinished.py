"""While the demo's places are being filled its worker is at hand, and waits: nothing may be done with half of a place.

The starter holds a lock on a file; the kernel drops it when the starter ends, however it ends. Whoever stops before all is made
doesn't let go: the worker must be gone first.
"""

import fcntl
import os

from django.conf import settings

from fugong.core import numbers

NAME = "unfinished.lock"


def begin() -> int:
    """From here on the demo's data are being made; waits where somebody else is making them. Returns what `done` takes."""
    lock = _opened()
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.ftruncate(lock, 0)
    return lock


def tell(lock: int, done: int, of: int) -> None:
    """How far it is, for whoever asks meanwhile."""
    os.pwrite(lock, f"{min(99, done * 100 // max(of, 1)):3}".encode(), 0)


def share() -> int:
    """How far it is, in per cent; 0 until something is told."""
    lock = _opened()
    try:
        told = os.pread(lock, 3, 0).decode().strip()
    finally:
        os.close(lock)
    return numbers.asked(told) or 0


def done(lock: int) -> None:
    """All is there: whoever waits goes on."""
    fcntl.flock(lock, fcntl.LOCK_UN)  # also where a process that we started still has the file
    os.close(lock)


def wait() -> None:
    """Returns when nobody is making the demo's data."""
    lock = _opened()
    fcntl.flock(lock, fcntl.LOCK_SH)
    os.close(lock)


def is_under_way() -> bool:
    """Whether somebody is making them now."""
    lock = _opened()
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _opened() -> int:
    return os.open(settings.VAR / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
