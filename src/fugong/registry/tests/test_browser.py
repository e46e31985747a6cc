"""The registry in a real browser: the list narrows as one types, a number opens on the phone, ticked enterprises are assigned."""

import pytest
from django.urls import reverse

from fugong.registry import colleagues
from fugong.registry.actions import contacts
from fugong.registry.models import Assignment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def test_an_officer_opens_a_number_on_the_phone(cast, phone, sign_in):
    contacts.set_contact(enterprise=cast.river, kind="liaison", name="联络人", phone="13812345678", by=cast.desk)
    sign_in(phone, cast.officer)
    phone.goto(reverse("registry:enterprise", args=["plain", cast.river.pk]))
    phone.locator("details.reveal summary").click()
    phone.locator("details.reveal button").first.click()
    phone.locator("a[href='tel:13812345678']").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_list_narrows_as_one_types(cast, desktop, sign_in):
    sign_in(desktop, cast.desk)
    desktop.goto(reverse("registry:enterprises", args=["plain"]))
    desktop.fill("#q", "泉水")
    desktop.locator(f"text={cast.hill.name}").wait_for(state="detached")
    assert "q=" in desktop.url  # kept in the address, so that it can be passed on
    assert "q=" in desktop.locator("#to-sheet").get_attribute("href")  # and Excel holds what the page shows


def test_ticked_enterprises_are_assigned(cast, desktop, sign_in):
    sign_in(desktop, cast.desk)
    desktop.goto(reverse("registry:assignments", args=["plain"]))
    desktop.locator("input[name=enterprise]").first.check()
    desktop.locator("button[value=ticked]").click()
    desktop.locator(".alert-success").wait_for()
    assert Assignment.objects.get(enterprise=cast.hill, until=None).officer == cast.spare


def test_the_map_draws_its_grids(cast, desktop, sign_in):
    sign_in(desktop, cast.leader)
    desktop.goto(reverse("registry:map", args=["plain"]))
    desktop.locator(".map-name").nth(1).wait_for()
    assert desktop.locator("path.leaflet-interactive").count() == 4  # two grids, two enterprises with a point


def test_of_very_many_colleagues_some_are_offered_while_one_types(cast, desktop, sign_in, monkeypatch):
    monkeypatch.setattr(colleagues, "MOST_OFFERED", 0)
    sign_in(desktop, cast.desk)
    desktop.goto(f"/c/{cast.campaign.key}/officers/")
    desktop.locator("details.card > summary").click()
    assert desktop.locator("#people option").count() == 0
    desktop.locator("#known-user").press_sequentially(cast.bureau.name[:2])
    offered = desktop.locator("#people option")
    offered.first.wait_for(state="attached")
    assert f"{cast.bureau.name} · {cast.bureau.username}" in [each.get_attribute("value") for each in offered.all()]
    desktop.fill("#known-user", f"{cast.bureau.name} · {cast.bureau.username}")
    desktop.select_option("#known-post", "bureau")
    desktop.locator("#appoint button").click()
    desktop.locator(".alert-success").wait_for()
