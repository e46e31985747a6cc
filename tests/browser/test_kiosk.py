"""Whoever comes to the kiosk after somebody else finds nothing of them: not by going back, not in a form, not by waiting."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from fugong.services.actions import kiosks
from ground import cast as people

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_next_visitor_finds_nothing_of_the_one_before(desktop: Any, test_packs: None, noon: Any) -> None:
    cast = people.build()
    _kiosk, code = kiosks.make(campaign=cast.campaign, office="hall", name="一楼大厅", by=cast.desk)
    page = desktop
    page.goto("/kiosk/?lang=en")
    page.fill("#code", code)
    page.click(".kiosk-go")
    page.click("text=English")
    expect(page.locator("h1")).to_have_text("What do you need?")
    assert page.locator(".kiosk-tile").first.bounding_box()["height"] >= 88, "a hand's width"

    page.click(".kiosk-tile:has-text('Change of licence')")
    expect(page.locator("[data-countdown]")).to_be_visible()
    said = {"#uscc": cast.river.uscc, "#applicant": "东河精工", "#caller": "王会计", "#phone": "13812345678"}
    for field, text in said.items():
        page.fill(field, text)
    page.click("form .kiosk-go")
    expect(page.locator(".ticket-number")).to_be_visible()
    page.click("a.kiosk-go")
    expect(page.locator("h1")).to_be_visible()

    for _step in range(3):  # the one who comes next goes back, and back
        page.go_back()
        page.wait_for_load_state()
        told = page.content()
        assert not [text for text in said.values() if text in told]
        assert not [box for box in page.query_selector_all("input:not([type=hidden])") if box.input_value()]
        assert page.locator(".ticket-number").count() == 0
        if page.url == "about:blank":
            break
    page.goto("/kiosk/s/licence/?lang=en")
    for _try in range(2):
        page.fill("#uscc", "no such code")
        page.fill("#caller", "李会计")
        page.click("form .kiosk-go")
        expect(page.locator(".invalid-feedback").first).to_be_visible()
    page.go_back()  # not the browser's own page that asks whether to send again, on which nothing counts down
    expect(page.locator("[data-countdown]")).to_be_visible()
    assert "李会计" not in page.content() and not page.input_value("#caller")
    page.goto("/kiosk/")
    names = {each["name"] for each in page.context.cookies()}
    assert settings.SESSION_COOKIE_NAME not in names
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    page.clock.install()
    page.goto("/kiosk/s/licence/?lang=en")
    page.fill("#caller", "李会计")
    page.clock.run_for(31_000)
    page.wait_for_url("**/kiosk/")
    page.go_back()
    page.wait_for_load_state()
    assert "李会计" not in page.content()
