"""An officer's phone in a real browser, for the tests of the offline page: what is on it, what it does, what the server has."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

READY = "html[data-ready=yes]"
COUNT = "() => phone.store.meta('person').then(person => person ? phone.outbox.list(person.id) : []).then(rows => rows.length)"


def open_phone(page: Any) -> None:
    """Opens the page with a network, and waits until it works without."""
    page.goto("/phone/", timeout=60_000)
    page.locator(READY).wait_for(state="attached")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    controlled = "() => navigator.serviceWorker.controller ? 'yes' : 'no'"
    until(page, controlled, "yes")


def until(page: Any, script: str, wanted: Any, patience: float = 20.0) -> None:
    """Asks again until the script gives what is wanted (a page with a strict policy can't be waited on otherwise)."""
    import time

    end = time.monotonic() + patience
    while (found := page.evaluate(script)) != wanted:
        assert time.monotonic() < end, f"{script} gave {found!r} instead of {wanted!r}"
        page.wait_for_timeout(50)


def waiting(page: Any) -> int:
    """Entries in the queue of whoever is at work on the phone."""
    return int(page.evaluate(COUNT))


def hurry(page: Any) -> None:
    """Shorter pauses between attempts than for a person."""
    page.evaluate("() => Object.assign(phone.outbox.pace, {first: 20, most: 100})")


@contextmanager
def without_network(page: Any) -> Iterator[None]:
    """The phone is in a cellar."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)
