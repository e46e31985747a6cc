"""Demands that are one trouble come together, in whatever words and language; what isn't stays apart."""

import itertools
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fugong.demands.models import Demand
from fugong.demands.routing import similar, suggestions
from fugong.demands.routing.alike import meanings_of
from fugong.demands.routing.likeness import Meanings, groups
from fugong.demands.routing.tests.labelled import ALONE, CAUSES
from ground.cast import make_enterprise


@pytest.fixture
def firms(cast: Any) -> list[Any]:
    return [make_enterprise(100 + at, f"东河{at}号工厂", cast.river.jurisdiction) for at in range(40)]


@pytest.fixture
def asked(cast: Any, entered: Any, firms: list[Any]) -> dict[int, str]:
    """Demand → the cause that a careful desk would see; empty for those that stand alone."""
    said = [(cause, *each) for cause, texts in CAUSES.items() for each in texts]
    said += [("", *each) for each in ALONE]
    firm = itertools.cycle(firms)
    return {entered(text, enterprise=next(firm), language=lang).pk: cause for cause, lang, text in said}


def test_eight_firms_short_of_labour_in_three_languages_are_one_suggestion(cast: Any, asked: dict[int, str]) -> None:
    found = suggestions(cast.campaign, Demand.objects.all())
    labour = next(each for each in found if asked[each.demands[0].pk] == "short of workers")
    assert {asked[demand.pk] for demand in labour.demands} == {"short of workers"}
    assert len(labour.demands) >= 7
    assert {demand.language for demand in labour.demands} >= {"zh", "en", "ko"}


def test_what_is_suggested_is_nearly_always_one_cause(cast: Any, asked: dict[int, str]) -> None:
    """Over pairs of suggested demands: precision at least 0.9; of the pairs that belong together more than half are found."""
    found = suggestions(cast.campaign, Demand.objects.all())
    pairs = {pair for each in found for pair in itertools.combinations(sorted(d.pk for d in each.demands), 2)}
    true = {pair for pair in itertools.combinations(sorted(asked), 2) if asked[pair[0]] == asked[pair[1]] != ""}
    assert len(pairs & true) >= 0.9 * len(pairs)
    assert len(pairs & true) >= 0.5 * len(true)


def test_the_likest_stand_first(cast: Any, asked: dict[int, str]) -> None:
    labour = Demand.objects.get(pk=min(asked))
    found = similar(labour, limit=5)
    assert [asked[match.demand.pk] for match in found[:4]] == ["short of workers"] * 4
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_only_what_the_reader_sees_is_compared(cast: Any, asked: dict[int, str]) -> None:
    labour = Demand.objects.get(pk=min(asked))
    assert similar(labour, among=Demand.objects.visible_to(cast.stranger)) == []
    assert suggestions(cast.campaign, Demand.objects.visible_to(cast.stranger)) == []


def test_what_is_closed_is_no_longer_compared(cast: Any, asked: dict[int, str]) -> None:
    labour = Demand.objects.get(pk=min(asked))
    Demand.objects.exclude(pk=labour.pk).update(state="closed")
    assert similar(labour) == []


def test_one_firm_that_asks_three_times_is_no_cause(cast: Any, entered: Any) -> None:
    for _turn in range(3):
        entered("车间缺工三十多人，招不到人")
    assert suggestions(cast.campaign, Demand.objects.all()) == []


def test_finding_like_demands_costs_as_many_queries_for_many_as_for_few(cast: Any, asked: dict[int, str]) -> None:
    labour = Demand.objects.select_related("campaign__pack_version").get(pk=min(asked))
    similar(labour)
    with CaptureQueriesContext(connection) as seen:
        similar(labour)
    assert len(seen) <= 2


def test_a_meaning_is_found_in_every_language(cast: Any) -> None:
    meanings = meanings_of(cast.campaign)
    for text in ("缺工人", "short of workers", "作業員が足りません", "작업자가 부족합니다"):
        assert {"workers", "shortage"} <= {meanings.keys[at] for at in meanings.found_in(text)}, text


@pytest.mark.parametrize("text", ["", "😀", "\x00", "字" * 20_000, "(((", "[a-z]+"])
def test_no_text_breaks_it(cast: Any, text: str) -> None:
    assert meanings_of(cast.campaign).found_in(text) == []
    assert Meanings({}).found_in(text) == []


def test_groups_need_their_mean_likeness() -> None:
    import numpy as np

    chain = np.array([[1, 0.8, 0.1], [0.8, 1, 0.8], [0.1, 0.8, 1]])
    assert groups(chain, 0.5, 3) == []
    assert groups(np.full((3, 3), 0.7), 0.5, 3) == [[0, 1, 2]]
