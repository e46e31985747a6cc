"""What was typed when a session ended is offered back to its owner, and to nobody else."""

import pytest
from django.urls import reverse

WORDS = "请物流部门明天上午协调两辆货车进厂"


def _end_sessions(page) -> None:
    """As the clock does after twelve hours."""
    page.context.clear_cookies(name="sessionid")


def _kept(page) -> str:
    return page.evaluate("JSON.stringify(Object.entries(localStorage).filter(each => each[0].startsWith('draft:')))")


@pytest.fixture
def form(cast):
    return reverse("demands:task_giving", args=[cast.campaign.key])


def test_a_draft_outlives_the_session(desktop, sign_in, cast, form):
    sign_in(desktop, cast.desk)
    desktop.goto(form)
    desktop.fill("#main form textarea", WORDS)
    _end_sessions(desktop)
    with desktop.expect_navigation():
        desktop.locator("#main form button:not([type=button])").last.click()
    assert "/accounts/login/" in desktop.url and "giving" in desktop.url, "signing in leads back to the form"
    assert "draft:" in _kept(desktop) and WORDS not in _kept(desktop), "kept, and sealed"

    sign_in(desktop, cast.leader)
    desktop.goto(form)
    assert desktop.locator(".draft-offer").count() == 0, "another person at the same browser is offered nothing"

    sign_in(desktop, cast.desk)
    desktop.goto(form)
    desktop.locator(".draft-offer").wait_for()
    assert desktop.locator("#main form textarea").first.input_value() == ""
    desktop.locator("[data-restore]").click()
    assert desktop.locator("#main form textarea").first.input_value() == WORDS
    desktop.reload()
    desktop.locator("[data-discard]").click()
    assert WORDS not in _kept(desktop) and "draft:" not in _kept(desktop)


def test_the_last_sign_before_sending_is_kept_and_the_sign_in_page_says_so(desktop, sign_in, cast, form):
    sign_in(desktop, cast.desk)
    desktop.goto(form)
    _end_sessions(desktop)
    desktop.locator("#main form textarea").first.press_sequentially(WORDS)
    with desktop.expect_navigation():
        desktop.locator("#main form button:not([type=button])").last.click()
    desktop.locator("[data-draft-kept]").wait_for()
    sign_in(desktop, cast.desk)
    desktop.goto(form)
    desktop.locator(".draft-offer").wait_for()
    assert (
        "2020" in desktop.locator(".draft-offer time").inner_text()
        or "年" in desktop.locator(".draft-offer time").inner_text()
    )
    desktop.locator("[data-restore]").click()
    assert desktop.locator("#main form textarea").first.input_value() == WORDS


def test_nothing_is_kept_of_people(desktop, sign_in, cast):
    sign_in(desktop, cast.desk)
    desktop.goto(reverse("workforce:person_entry", args=[cast.campaign.key]))
    assert desktop.evaluate("document.body.hasAttribute('data-draft-key')") is False
    desktop.goto(reverse("web:account_new"))
    assert desktop.evaluate("document.body.hasAttribute('data-draft-key')") is False
