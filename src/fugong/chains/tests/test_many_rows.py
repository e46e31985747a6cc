"""Of many rows each is reached: reviews of a day, links to confirm, orders, what came before at one enterprise, its premises."""

import datetime as dt

import pytest

from fugong.chains.actions import premises as rooms
from fugong.chains.models import DailyReview, ReviewStep
from fugong.chains.tests.stage import at, signed_in
from fugong.chains.views import chain, keys, listings, mine, orders
from fugong.core import clock
from ground.paging import seen


@pytest.fixture(autouse=True)
def here(settings):
    settings.STAFF_SECOND_FACTOR = False


def test_reviews_links_and_orders_are_read_to_the_end(stage, monkeypatch):
    for where, name in ((listings, "PAGE"), (chain, "PAGE"), (orders, "SHOWN")):
        monkeypatch.setattr(where, name, 1)
    desk = signed_in(stage.desk)
    firms = (stage.river, stage.hill)
    for firm in firms:
        stage.review(firm)
    found = seen(desk, at("reviews"), r'<th scope="row"><a href="[^"]*/key-enterprises/(\d+)/"')
    assert sorted(map(int, found)) == sorted(firm.pk for firm in firms)
    for supplier in (stage.hill, stage.shop):
        stage.link(supplier, stage.river, by=stage.liaison)
    assert len(set(seen(desk, at("links"), r"/chain/links/(\d+)/confirmation/"))) == 2
    made = [stage.order().pk for _each in range(2)]
    found = seen(desk, at("orders"), r'<th scope="row"><a href="[^"]*/(\d+)/"')
    assert found == [str(pk) for pk in reversed(made)]


def test_late_steps_and_earlier_reviews_are_read_on(stage, monkeypatch):
    monkeypatch.setattr(keys, "SHOWN", 1)
    monkeypatch.setattr(keys, "PAST", 1)
    review = stage.review()
    for days in (1, 2, 3):
        review.pk, review.day = None, stage.today - dt.timedelta(days=days)
        review.save(force_insert=True)
    for n in range(3):
        ReviewStep.objects.create(
            campaign=stage.campaign, pack_version=stage.campaign.pack_version, enterprise=stage.river,
            area_code=stage.river.area_code, review=review,
            what=f"step{n}", owner=stage.officer, state="due", state_since=clock.now(), due_at=clock.now() - dt.timedelta(hours=n + 1),
        )  # fmt: skip
    desk = signed_in(stage.desk)
    assert seen(desk, at("overview"), r"<span>(step\d)<br>", "late") == ["step2", "step1", "step0"]
    days = seen(desk, at("key", stage.river.pk), r'<div class="link-line"><span><strong>([^<]+)</strong>', "past")
    assert len(days) == len(set(days)) == DailyReview.objects.exclude(day=stage.today).count() == 3


def test_an_enterprise_reads_on_in_what_it_looks_for_and_offers(stage, monkeypatch):
    monkeypatch.setattr(mine, "PREMISES", 1)
    for n in range(3):
        stage.wanted(area=str(1_000 + n))
        values = {"name": f"厂房{n}", "area": "600", "use": "plant", "since": stage.today}
        rooms.offer(campaign=stage.campaign, enterprise=stage.river, values=values, by=stage.liaison)
    page, liaison = at("mine_premises", stage.river.pk), signed_in(stage.liaison)
    assert seen(liaison, page, r"<strong>1,00(\d) m²", "wanted") == ["2", "1", "0"]
    assert seen(liaison, page, r"<span>厂房(\d)", "offers") == ["2", "1", "0"]
