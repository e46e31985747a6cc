"""Learning from texts whose category is known: any list of categories, however small, crooked or large."""

import random

import numpy as np
import pytest

from fugong.demands.routing.learning import Example, chosen, learn
from fugong.demands.routing.model import Model
from fugong.demands.routing.report import Report
from fugong.demands.routing.tests.made_up import SAID, demands
from fugong.demands.routing.words import Words


def learned(found: list[tuple[str, str]], words: Words | None = None) -> Model:
    result = learn([Example(*each) for each in found], words)
    assert result is not None
    return result.model


@pytest.fixture(scope="module")
def model() -> Model:
    return learned(demands())


def test_unseen_texts_find_their_category(model: Model) -> None:
    unseen = demands(each=20, seed=2)
    right = sum(model.propose(text).category == category for text, category in unseen)
    assert right >= 0.95 * len(unseen)


def test_labels_that_mean_nothing_are_not_found() -> None:
    """The control: were the tests of the model its lessons too, shuffled labels would look learned."""
    found = demands()
    labels = [category for _text, category in found]
    random.Random(3).shuffle(labels)
    result = learn([Example(text, label) for (text, _old), label in zip(found, labels, strict=True)])
    assert result is not None and result.report.accuracy < 0.45


def test_the_same_examples_give_the_same_model(model: Model) -> None:
    again = learned(demands())
    assert again.vectors.columns == model.vectors.columns
    assert np.array_equal(again.plain.weights, model.plain.weights)


def test_what_spoke_for_the_category_stands_in_the_text(model: Model) -> None:
    proposal = model.propose("我们的口罩只够三天了")
    assert proposal.category == "supplies"
    assert any("口罩" in passage for passage in proposal.because)
    assert all(passage in "我们的口罩只够三天了" for passage in proposal.because)


def test_confidence_says_how_often_it_is_right() -> None:
    """One text in five of these is filed under another category by chance: nobody can be surer than that."""
    chance = random.Random(5)
    found = [(text, key if chance.random() < 0.8 else chance.choice(list(SAID))) for text, key in demands(each=150)]
    result = learn([Example(*each) for each in found])
    assert result is not None
    assert result.report.calibration_error < 0.06
    sure = [result.model.propose(text).confidence for text, _key in demands(each=25, seed=9)]
    assert 0.72 < sum(sure) / len(sure) < 0.93


@pytest.mark.parametrize("text", ["", " ", "😀" * 50, "\x00\x01", "\u202e\u202e", "Ωμέγα", "字" * 20_000])
def test_a_text_of_which_nothing_is_known_is_nobody_s(model: Model, text: str) -> None:
    assert model.propose(text).confidence < 0.6


def test_two_categories_are_enough() -> None:
    two = {key: SAID[key] for key in ("labour", "funds")}
    model = learned(demands(each=10, kinds=two))
    assert model.propose("差五十个工人").category == "labour"


@pytest.mark.thorough
def test_two_hundred_categories_are_not_too_many() -> None:
    signs = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
    kinds = {
        f"c{at}": [signs[at // 24] + signs[at % 24] + "坏了{n}次", "要修" + signs[at // 24] + signs[at % 24]]
        for at in range(200)
    }
    model = learned(demands(each=5, kinds=kinds))
    unseen = demands(each=1, seed=4, kinds=kinds)
    assert sum(model.propose(text).category == key for text, key in unseen) > 0.9 * len(unseen)


def test_a_rare_category_is_not_drowned() -> None:
    found = demands(each=300, kinds={"labour": SAID["labour"], "funds": SAID["funds"]})
    found += demands(each=6, kinds={"supplies": SAID["supplies"]})
    assert learned(found).propose("口罩买不到").category == "supplies"


def test_one_example_and_some_words_are_enough_for_a_category() -> None:
    words = Words({"labour": ["工人"], "funds": ["资金"], "trade": ["报关", "海关", "customs"], "lodging": ["宿舍"]})
    found = [*demands(each=30, kinds={key: SAID[key] for key in ("labour", "funds")}), ("隔离房不够", "lodging")]
    model = learned(found, words)
    assert model.propose("货卡在海关，报关行没上班").category == "trade"
    assert model.propose("宿舍床位紧张").category == "lodging"
    assert model.propose("customs clearance is slow").category == "trade"


@pytest.mark.parametrize(
    "found", [[], [("招工", "labour")], [("招工", "labour")] * 50, [(f"招工{n}", "labour") for n in range(50)]]
)
def test_too_little_teaches_nothing(found: list[tuple[str, str]]) -> None:
    assert learn([Example(*each) for each in found]) is None


def test_languages_beside_each_other_are_all_read() -> None:
    kinds = {
        "labour": [
            "We are short of {n} workers",
            "{n} workers cannot come back",
            "작업자 {n}명이 부족합니다",
            "인력이 {n}명 모자라요",
            "作業員が{n}人足りません",
        ],
        "logistics": [
            "{n} trucks were turned back",
            "our shipment of {n} boxes is stuck",
            "화물차 {n}대가 막혔습니다",
            "물류가 {n}일째 멈췄어요",
            "トラックが{n}台止められました",
        ],
    }
    model = learned(demands(each=60, kinds=kinds))
    assert model.propose("Workers are missing").category == "labour"
    assert model.propose("화물차가 못 들어옵니다").category == "logistics"
    assert model.propose("作業員がまだ足りない").category == "labour"


def test_of_too_many_every_category_keeps_some() -> None:
    examples = [Example(f"招工{n}", "labour") for n in range(1_000)] + [
        Example(f"口罩{n}", "supplies") for n in range(20)
    ]
    kept = chosen(examples, 100)
    assert len(kept) == 100
    assert sum(each.category == "supplies" for each in kept) == 20


def test_a_text_that_came_often_teaches_once() -> None:
    assert len(chosen([Example("招工 ", "labour"), Example("招工", "labour"), Example("招工", "funds")], 100)) == 2


def test_a_report_survives_its_way_through_json() -> None:
    result = learn([Example(*each) for each in demands(each=12)])
    assert result is not None
    assert Report.from_json(result.report.as_json()) == result.report
    assert sum(map(sum, result.report.confusion)) == result.report.examples
