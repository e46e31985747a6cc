"""The form in a real browser on a phone: it keeps what is typed, asks what follows, and says what is wrong."""

import pytest

from fugong.resumption.actions import filings
from fugong.resumption.models import Filing
from fugong.resumption.tests import stage as ground


@pytest.fixture
def stage(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STAFF_SECOND_FACTOR = False
    return ground.build()


def test_the_form_keeps_what_is_typed_and_asks_what_follows(stage, phone, sign_in):
    filings.draft(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small))
    sign_in(phone, stage.liaison_of(stage.small))
    phone.goto(f"/mine/{stage.campaign.key}/{stage.small.pk}/filing/")
    assert phone.input_value("#a-staff_returning") == "30"
    assert phone.locator("#line-seats").is_hidden()
    phone.check("#a-canteen-yes")
    phone.locator("#a-seats").wait_for(state="visible")
    phone.fill("#a-staff_returning", "many")
    phone.locator("#a-seats").focus()
    phone.locator("#fault-staff_returning:not(:empty)").wait_for()
    phone.fill("#a-seats", "80")
    with phone.expect_response("**/answers/"):
        phone.locator("#a-planned_on").focus()
    phone.reload()
    assert phone.input_value("#a-seats") == "80"
    assert Filing.objects.get(enterprise=stage.small).answers == {"staff_returning": 30, "canteen": True, "seats": 80}


def test_what_is_kept_as_one_types_gives_way_to_the_sending(stage, phone, sign_in):
    """The last field's own request, begun by leaving it, doesn't follow a form that was sent by then."""
    filings.draft(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small))
    sign_in(phone, stage.liaison_of(stage.small))
    phone.goto(f"/mine/{stage.campaign.key}/{stage.small.pk}/filing/")
    answered, begun = [], []
    phone.on("response", lambda each: answered.append(each.status) if each.url.endswith("/answers/") else None)
    phone.on("request", lambda each: begun.append(each.url) if each.url.endswith("/answers/") else None)
    phone.evaluate("document.getElementById('filing').addEventListener('submit', event => event.preventDefault())")
    phone.route("**/answers/", lambda route: None)  # never answered: still on its way when the form is sent
    phone.fill("#a-staff_returning", "20")
    phone.locator("button[form=filing]").click()
    phone.fill("#a-planned_on", "2020-02-20")
    phone.locator("#a-staff_returning").focus()
    phone.wait_for_timeout(300)
    assert phone.locator("#filing[data-sent]").count() == 1
    assert (len(begun), answered) == (1, [])


def test_an_employee_signs_on_a_phone_without_an_account(stage, phone):
    from fugong.resumption.actions import rosters

    stage.roster(stage.small, ("王芳", "123X"))
    link = rosters.link(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small))
    phone.goto(f"/s/{link.token}/?lang=ko")
    phone.get_by_role("link", name="日本語").click()
    phone.fill("#name", "王芳")
    phone.fill("#identity", "123x")
    phone.check("#agreed")
    phone.locator("form button").click()
    phone.get_by_text("Small Bakery").wait_for()
    assert phone.locator("#name").count() == 0
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert phone.evaluate(wide) <= 0
