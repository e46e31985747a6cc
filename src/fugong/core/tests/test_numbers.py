"""A number that an address or a form gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core import numbers


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("１２", 12), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(text, number):
    assert numbers.asked(text) == number


@pytest.mark.parametrize(
    "text",
    [None, "", " ", " 7", "7\n", "-7", "+7", "7.0", "1_000", "1e3", "²", "٣", "二", "Ⅷ", "7\x00", "9" * 19, "9" * 5_000],
)  # fmt: skip
def test_anything_else_is_none(text):
    assert numbers.asked(text) is None


def test_more_than_the_most_is_none():
    assert numbers.asked("100", most=100) == 100
    assert numbers.asked("101", most=100) is None


@given(st.text("0189²１٣二-+._ e\n\x00", max_size=30))
def test_no_text_breaks_it_and_what_is_read_fits_into_a_bigint(text):
    number = numbers.asked(text)
    assert number is None or 0 <= number < 2**63


@given(st.integers(0, numbers.MOST))
def test_every_number_of_a_row_is_read(number):
    assert numbers.asked(str(number)) == number


def test_of_many_the_order_is_kept_and_what_is_none_left_out():
    assert numbers.asked_many(["3", "²", "1", "", "9" * 5_000, "2"]) == [3, 1, 2]


def test_many_end_at_the_most_of_them():
    assert numbers.asked_many(["²", "3", "1", "2"], 2) == [3, 1]
