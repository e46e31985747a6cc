"""The phone's page opens without network, and belongs to one person at a time."""

import pytest

from browser.phones import open_phone, without_network

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_opens_and_reloads_without_network(phone, sign_in, cast):
    sign_in(phone, cast.inspector)
    open_phone(phone)
    with without_network(phone):
        phone.reload()
        phone.locator("html[data-ready=yes]").wait_for(state="attached")
        assert phone.locator("#title").inner_text() == "今日" or phone.locator("#title").inner_text()
        phone.locator("[data-bar=offline]").wait_for()
        phone.goto("/phone/#/me")
        phone.locator("[data-leave]").wait_for()
