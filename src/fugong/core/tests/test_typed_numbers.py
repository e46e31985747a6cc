"""Numbers as they are typed, in forms, in sheets and in Django's own fields: one reading everywhere."""

from decimal import Decimal

import pytest
from django import forms
from django.utils.translation import override

from fugong.core import amounts, numbers
from fugong.core.number_fields import DecimalField, FloatField, IntegerField
from fugong.sheets import cells

FINE = [
    ("120", "120"), ("1,200", "1200"), ("1,200.5", "1200.5"), ("１，２００．５", "1200.5"), ("1 200", "1200"),
    (" 7 ", "7"), ("12.5", "12.5"), ("−3", "-3"), (".5", "0.5"), ("1,234,567", "1234567"), ("0.050", "0.050"),
]  # fmt: skip
COMMAS = ["12,5", "1,20", "1,2000", "12,34,567", "0,125", "１２，５", "1,200,5", ",5", "12,"]
POWERS = ["1e9", "1E9", "1.2e+06", "１ｅ９"]
NONE = ["", "much", "NaN", "inf", "1_000", "٣", "二", "1 2", "--1", "9" * 41, "120" + " " * 60 + "x"]


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(("text", "number"), FINE)
def test_a_comma_that_parts_thousands_is_fine(text, number):
    assert numbers.read(text) == Decimal(number)
    assert cells.number(text) == Decimal(number)


@pytest.mark.parametrize("text", COMMAS)
def test_any_other_comma_is_refused_and_says_how_to_write_it(text):
    with pytest.raises(numbers.NotANumber, match="decimals with a point, such as 120.5"):
        numbers.read(text)
    with pytest.raises(cells.Bad, match="decimals with a point"):
        cells.number(text)


@pytest.mark.parametrize("text", POWERS)
def test_powers_of_ten_are_refused_and_say_how_to_write_it(text):
    with pytest.raises(numbers.NotANumber, match="out in digits"):
        numbers.read(text)
    with pytest.raises(cells.Bad, match="out in digits"):
        cells.number(text)


@pytest.mark.parametrize("text", NONE)
def test_anything_else_is_no_number(text):
    with pytest.raises(numbers.NotANumber, match="such as 120"):
        numbers.read(text)


def test_a_cell_that_holds_a_number_is_that_number_and_counted_words_stay_fine():
    assert cells.number(1.2e21) == Decimal("1.2e21")
    assert cells.number(1e-07) == Decimal("1e-7")
    assert [int(cells.number(text)) for text in ("约120人", "1,200 人", "50人 左右", "约 30")] == [120, 1200, 50, 30]


@pytest.mark.parametrize("text", ["12,5万元", "0,125万", "1,20", "1e9"])
def test_an_amount_is_read_by_the_same_rule(text):
    with pytest.raises(amounts.NotAnAmount):
        amounts.read(text)


@pytest.mark.parametrize(("kind", "value"), [(IntegerField, 1200), (DecimalField, Decimal(1200)), (FloatField, 1200.0)])
def test_djangos_fields_read_so_too_and_refuse_in_our_words(kind, value):
    field = kind(min_value=0, max_value=5_000)
    assert field.clean("1,200") == field.clean("１２００") == value
    for text, words in [
        ("12,5", "with a point"), ("1e3", "out in digits"), ("-1", "At least 0."), ("5001", "At most 5000."),
        ("x", "such as 120"),
    ]:  # fmt: skip
        with pytest.raises(forms.ValidationError) as refusal:
            field.clean(text)
        assert words in refusal.value.messages[0]


def test_a_whole_number_has_no_decimals():
    with pytest.raises(forms.ValidationError, match="whole number"):
        IntegerField().clean("12.5")
    assert IntegerField(required=False).clean("") is None
