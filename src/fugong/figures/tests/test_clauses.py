"""On a first day nothing is compared with the day before: the clause that would is left out, the sentence stays whole."""

import pytest

from fugong.figures.clauses import without


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("复工率{a}，较前一日{a.change}。已提出申请{b}家。", "复工率{a}。已提出申请{b}家。"),
        ("复工率{a}（较昨日{a.change}）；返岗{b}人。", "复工率{a}；返岗{b}人。"),
        ("较前一日{a.change}，复工率{a}。", "复工率{a}。"),
        ("复工率{a}。较前一日{a.change}。返岗{b}人。", "复工率{a}。返岗{b}人。"),
        ("resumed: {a} ({a.change} on the day before).", "resumed: {a}."),
        ("resumed ({a}, {a.change} on yesterday). Of {b}.", "resumed ({a}). Of {b}."),
        ("再開率{a}（前日比{a.change}）。", "再開率{a}。"),
        ("재개율 {a}(전일 대비 {a.change}).", "재개율 {a}."),
        ("复工率{a}，较前一日{a.change}、{b.change}。", "复工率{a}、{b.change}。"),
        ("较前一日{a.change}已复工{b}家。", "较前一日{a.change}已复工{b}家。"),  # nothing that was counted is lost
    ],
)
def test_the_clause_that_compares_is_left_out(template, said):
    assert without(template, lambda key: key == "a") == said


def test_what_can_be_compared_stays():
    template = "复工率{a}，较前一日{a.change}。"
    assert without(template, lambda key: False) == template
