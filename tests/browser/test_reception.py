"""A Korean engineer, his wife and child are received at the airport in Korean, on a phone of 390 points, with one thumb."""

import pytest

from browser.walking import Walker
from fugong.arrivals.models import Arrival, HandOver
from fugong.arrivals.tests.stage import build
from ground.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.thorough
def test_a_korean_family_is_received_in_korean(phone, sign_in, cast, settings, monkeypatch):
    monkeypatch.setattr("fugong.core.clock.now", lambda: NOON)  # for the server, too
    settings.STAFF_SECOND_FACTOR = False
    stage = build(cast)
    rows = stage.rows(stage.family())
    stage.van()
    sign_in(phone, cast.officer)
    walker = Walker(phone, is_phone=True, who="officer")
    walker.open(f"/c/{stage.campaign.key}/reception/")
    with phone.expect_navigation():
        phone.locator("a.family", has_text="KIM MINSU").click()
    for row in rows:
        with phone.expect_navigation():
            phone.locator(f'a[href$="/arrivals/{row.pk}/questions/"]').click()
        walker.look()
        assert phone.locator("main").get_attribute("lang") == "ko"
        assert "지금 기침을 합니까?" in phone.locator("legend").first.inner_text()
        phone.locator('label[for="cough-no"]').click()
        phone.locator('label[for="abroad-yes"]').click()
        with phone.expect_navigation():
            phone.locator("form button.act").click()
    for n, row in enumerate(rows, start=2):
        phone.locator(f'label[for="t-{row.pk}-{n}"]').click()
    _next(phone, walker, "screening")
    phone.locator('label[for="sampled"]').click()
    _next(phone, walker, "testing")
    _next(phone, walker, "registration")
    _next(phone, walker, "departure")
    _next(phone, walker, "hand-over")
    assert {row.state for row in Arrival.objects.all()} == {"handed_over"}
    receipt = HandOver.objects.get()
    walker.open(f"/handed/{receipt.token}/?lang=ko")
    with phone.expect_navigation():
        phone.locator("form button").click()
    receipt.refresh_from_db()
    assert receipt.confirmed_as == "金翻译"
    assert walker.faults == []


def _next(phone, walker, step):
    """The one big button of the step that is open."""
    with phone.expect_navigation():
        phone.locator(f'form[action$="/{step}/"] button.act').click()
    walker.look()
