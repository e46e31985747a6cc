"""Amounts as lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core.amounts import Amount, NotAnAmount, read, unit_in


@pytest.mark.parametrize(
    ("text", "unit", "whole"),
    [
        ("3.2亿", 1, 320_000_000),
        ("3.2亿元", 1, 320_000_000),
        ("1,200万元", 1, 12_000_000),
        ("100(万元人民币)", 1, 1_000_000),
        ("100（万元）", 1, 1_000_000),
        ("10000万元人民币", 1, 100_000_000),
        ("人民币 50 万元整", 1, 500_000),
        ("¥1,234.56", 1, 1_235),
        ("1200", 10_000, 12_000_000),
        (1200.5, 10_000, 12_005_000),
        ("1200元", 10_000, 1_200),
        (0.1, 10_000, 1_000),
        ("-3.5万", 1, -35_000),
        ("约300万元", 1, 3_000_000),
        ("壹佰贰拾万元整", 1, 1_200_000),
        ("三亿五千万元", 1, 350_000_000),
        ("5百万元", 1, 5_000_000),
        (0, 10_000, 0),
    ],
)
def test_whole_yuan(text, unit, whole):
    assert read(text, unit) == Amount(whole)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500万美元", Amount(5_000_000, "USD")),
        ("500(万美元)", Amount(5_000_000, "USD")),
        ("US$ 1,000", Amount(1_000, "USD")),
        ("2亿日元", Amount(200_000_000, "JPY")),
        ("80万欧元", Amount(800_000, "EUR")),
        ("1000万港元", Amount(10_000_000, "HKD")),
    ],
)
def test_a_foreign_currency_is_told_and_not_converted(text, amount):
    assert read(text) == amount


@pytest.mark.parametrize(
    "text", ["很多", "三百多", "12-15万", "1e999", "", "万元", float("inf"), float("nan"), "9" * 40]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotAnAmount):
        read(text)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("营业收入（万元）", 10_000),
        ("产值(亿元)", 100_000_000),
        ("单位：千元", 1_000),
        ("注册资本 万元", 10_000),
        ("工业总产值/万元", 10_000),
        ("2019年产值万元", 10_000),
        ("营业收入", None),
    ],
)
def test_the_unit_of_a_heading(heading, unit):
    assert unit_in(heading) == unit


@given(st.integers(-(10**12), 10**12))
def test_thousands_and_plain_read_alike(number):
    assert read(f"{number:,}").whole == read(str(number)).whole == read(number).whole == number
