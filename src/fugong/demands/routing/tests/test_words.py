"""What a text is about, told from the pack's words alone."""

import pytest

from fugong.demands.routing.words import Words

WORDS = Words(
    {
        "labour": ["招工", "缺工", "工人", "workers", "staff shortage", "인력", "노동자", "人手不足"],
        "logistics": ["物流", "运输", "发货", "truck", "물류", "화물차", "トラック"],
        "permits": ["通行证", "物流通行证", "pass"],
        "supplies": ["口罩", "防护服", "mask", "마스크", "マスク"],
    }
)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("我们厂缺工三十人，能不能帮忙招工？", "labour"),
        ("저희 공장에 인력이 부족합니다", "labour"),
        ("We need 12 WORKERS by Monday", "labour"),
        ("工場の人手不足で困っています", "labour"),
        ("口罩只剩两天的量", "supplies"),
        ("ＭＡＳＫＳ please", "supplies"),
        ("trucks are held at the border", "logistics"),
    ],
)
def test_the_words_of_any_language_lead_to_the_category(text: str, category: str) -> None:
    assert WORDS.propose(text).category == category


def test_the_longer_word_is_meant_where_one_stands_inside_another() -> None:
    assert WORDS.propose("申请物流通行证").category == "permits"


def test_a_latin_word_is_found_at_a_word_s_beginning_only() -> None:
    assert WORDS.propose("struck by lightning").category == ""
    assert WORDS.propose("compass").category == ""


def test_what_speaks_for_the_category_is_told() -> None:
    assert WORDS.propose("口罩不够，没法运到；防护服也缺。").because == ("防护服", "口罩")


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀😀", "\u202eabc", "<script>alert(1)</script>", "你好" * 20_000, "\x00"]
)
def test_a_text_that_says_nothing_known_is_nobody_s(text: str) -> None:
    proposal = WORDS.propose(text)
    assert (proposal.category, proposal.confidence) == ("", 0.0)


def test_two_categories_that_weigh_the_same_make_neither_sure() -> None:
    sure, torn = WORDS.propose("招工，缺工人手"), WORDS.propose("招工和物流")
    assert torn.confidence < 0.5 < sure.confidence
    assert {torn.category, torn.runners_up[0].category} == {"labour", "logistics"}


def test_no_categories_propose_nothing() -> None:
    assert Words({}).propose("招工").category == ""
