"""An officer's phone in a real browser, for the tests of the offline page: what is on it, what it does, what the server has.

Everything here that waits, waits for what the page keeps or has drawn, never for something that is true before it has begun.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

READY = "html[data-ready=yes]"
PERSON = "phone.store.meta('person').then((person) => person ? person.id : '')"
COUNT = f"() => {PERSON}.then((id) => phone.outbox.count(id))"
STATES = f"() => {PERSON}.then((id) => phone.store.ofPerson('drafts', id)).then((rows) => rows.map((row) => row.state))"
FILES = f"() => {PERSON}.then((id) => phone.store.ofPerson('files', id)).then((rows) => rows.length)"
QUIET = "if (self.SyncManager) SyncManager.prototype.register = () => Promise.resolve();"
PACE = "Object.assign(phone.outbox.pace, {first: 20, most: 100})"


def open_phone(page: Any) -> None:
    """Opens the page with a network, and waits until it works without."""
    page.goto("/phone/", timeout=60_000)
    page.locator(READY).wait_for(state="attached")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    until(page, "() => navigator.serviceWorker.controller ? 'yes' : 'no'", "yes")


def show(page: Any, screen: str) -> None:
    """Goes to another screen of the open page ("", "queue", "v/…"), and waits until it is there."""
    page.goto(f"/phone/#/{screen}")
    shown(page, screen)


def shown(page: Any, screen: str) -> None:
    """Waits until the page has drawn that screen."""
    page.locator(f'#main[data-shows="{screen}"]').wait_for(state="attached")


def until(page: Any, script: str, wanted: Any, patience: float = 20.0) -> None:
    """Asks again until the script gives what is wanted (a page with a strict policy can't be waited on otherwise)."""
    wait(page, lambda: page.evaluate(script), wanted, script, patience)


def wait(page: Any, ask: Callable[[], Any], wanted: Any, name: str, patience: float = 20.0) -> None:
    """Asks again until the answer is the wanted one; the page goes on meanwhile."""
    import time

    end = time.monotonic() + patience
    while (found := ask()) != wanted:
        assert time.monotonic() < end, f"{name} gave {found!r} instead of {wanted!r}"
        page.wait_for_timeout(25)


def all_sent(page: Any, visits: int) -> None:
    """Waits until that many visits of the person lie on the phone and all are sent, and the page says that nothing waits."""
    until(page, STATES, ["sent"] * visits)
    until(page, "() => document.getElementById('waiting').hidden", True)
    assert waiting(page) == 0


def person_is(page: Any, name: str | None) -> None:
    """Waits until the phone is that person's; None: nobody's."""
    until(page, "() => phone.store.meta('person').then((person) => person ? person.name : null)", name)


def waiting(page: Any) -> int:
    """Entries in the queue of whoever is at work on the phone."""
    return int(page.evaluate(COUNT))


def hurry(page: Any) -> None:
    """Shorter pauses between attempts than for a person; on this page, and whenever it is opened again."""
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ if (self.phone) {PACE}; }});")
    if page.url.startswith("http"):
        page.evaluate(f"() => {PACE}")


def only_the_page_sends(context: Any) -> None:
    """The browser isn't asked to wake the worker: what the test does to requests of the page it does to all."""
    context.add_init_script(QUIET)


@contextmanager
def without_network(page: Any) -> Iterator[None]:
    """The phone is in a cellar."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)
