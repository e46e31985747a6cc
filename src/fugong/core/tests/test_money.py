from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core.money import half_up, percent, yuan


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "printed"),
    [
        (307, 345, 1, "89.0"),  # published as 90 %
        (121, 122, 1, "99.2"),
        (186, 223, 1, "83.4"),
        (223, 248, 1, "89.9"),
        (53, 56, 2, "94.64"),
        (365, 466, 1, "78.3"),
        (8716, 11034, 0, "79"),
        (50, 50, 0, "100"),
        (1, 8, 2, "12.50"),
        (5, 1000, 0, "1"),  # exactly one half goes up
    ],
)
def test_rates_are_printed_as_their_own_numbers_give_them(numerator, denominator, decimals, printed):
    assert percent(numerator, denominator, decimals) == printed


def test_a_rate_of_nothing_is_not_a_number():
    assert percent(0, 0, 1) is None


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_rounding_is_never_off_by_more_than_half_a_unit(numerator, denominator, decimals):
    exact = Fraction(numerator, denominator)
    rounded = Fraction(half_up(exact, decimals))
    assert abs(rounded - exact) <= Fraction(1, 2 * 10**decimals)
    assert rounded >= exact or exact - rounded < Fraction(1, 2 * 10**decimals)


def test_money_is_printed_from_whole_fen():
    assert yuan(12_000_050) == "120,000.50"
    assert half_up(Decimal("2.345"), 2) == Decimal("2.35")
