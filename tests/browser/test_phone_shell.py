"""The phone's page opens without network, and belongs to one person at a time."""

import pytest

from browser.phones import READY, open_phone, show, until, without_network

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_says_nothing_of_the_queue_before_it_has_looked(client):
    """A hidden count says that nothing waits; an empty one says nothing."""
    assert b'id="waiting"></span>' in client.get("/phone/").content


def test_it_opens_and_reloads_without_network(phone, sign_in, cast):
    sign_in(phone, cast.inspector)
    open_phone(phone)
    with without_network(phone):
        phone.reload()
        phone.locator(READY).wait_for(state="attached")
        assert phone.locator("#title").inner_text() == "今日"
        phone.locator("[data-bar=offline]").wait_for()
        show(phone, "me")
        phone.locator("[data-leave]").wait_for()


def test_whoever_is_signed_in_is_never_told_that_nobody_is(phone, sign_in, cast):
    phone.add_init_script(
        "window.entrances = 0; new MutationObserver(() => { window.entrances += document.querySelectorAll('[data-enter]').length })"
        ".observe(document, {childList: true, subtree: true})"
    )
    phone.goto("/phone/")
    until(phone, "() => window.entrances > 0", True)
    sign_in(phone, cast.officer)
    phone.goto("/phone/")
    phone.locator(READY).wait_for(state="attached")
    assert phone.evaluate("window.entrances") == 0
