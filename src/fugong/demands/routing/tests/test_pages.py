"""What the desk sees of the reading of demands, and who else sees it."""

from typing import Any

import pytest
from django.test import Client

from fugong.demands.models import Cause, Demand
from fugong.demands.routing import keeping
from fugong.demands.routing.tests.labelled import CAUSES
from fugong.demands.routing.tests.made_up import demands
from ground.cast import make_enterprise

READING = "/c/plain/demands/routing/"
SUGGESTED = "/c/plain/causes/suggestions/"


@pytest.fixture
def desk(cast: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    cast.desk.language = "en"
    cast.desk.save()
    client.force_login(cast.desk, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def short_of_workers(cast: Any, entered: Any) -> list[Demand]:
    said = CAUSES["short of workers"]
    firms = [make_enterprise(200 + at, f"东河{at}号厂", cast.river.jurisdiction) for at in range(len(said))]
    return [
        entered(text, "labour", enterprise=firm, language=language)
        for firm, (language, text) in zip(firms, said, strict=True)
    ]


def test_before_anything_was_learned_the_page_says_what_to_do(desk: Client) -> None:
    assert "Nothing was learned yet" in desk.get(READING).content.decode()


def test_the_desk_learns_and_sees_how_good_it_is(cast: Any, desk: Client, entered: Any) -> None:
    for text, category in demands(
        each=10, kinds={"labour": ["缺{n}个工人"], "funds": ["差{n}万资金", "缺{n}个工人的工资"]}
    ):
        entered(text, category, by=cast.desk)
    assert desk.post(f"{READING}training/").status_code == 302
    page = desk.get(READING).content.decode()
    assert "Labour" in page and "Is it as sure as it is right?" in page
    assert keeping.latest(cast.campaign).learned_by == cast.desk  # type: ignore[union-attr]


def test_eight_firms_are_joined_with_one_press(cast: Any, desk: Client, short_of_workers: list[Demand]) -> None:
    page = desk.get(SUGGESTED).content.decode()
    assert "8 enterprises" in page
    numbers = [each.pk for each in short_of_workers]
    assert desk.post(f"{SUGGESTED}joining/", {"demand": numbers, "title": "缺工"}).status_code == 302
    cause = Cause.objects.get()
    assert cause.demands.count() == 8
    assert "8 enterprises" not in desk.get(SUGGESTED).content.decode()


def test_what_isn_t_seen_isn_t_joined(cast: Any, desk: Client, entered: Any) -> None:
    foreign = entered("缺工人", "labour", enterprise=cast.neighbour, campaign=cast.next_door)
    answer = desk.post(f"{SUGGESTED}joining/", {"demand": [foreign.pk, "1 OR 1"], "title": "缺工"})
    assert answer.status_code == 422
    foreign.refresh_from_db()
    assert foreign.cause is None and not Cause.objects.exists()


@pytest.mark.parametrize("who", ["officer", "liaison", "stranger", "nobody"])
@pytest.mark.parametrize("address", [READING, SUGGESTED])
def test_only_who_steers_demands_here_comes_in(cast: Any, who: str, address: str) -> None:
    client = Client()
    client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code in (403, 404)
