"""Telephone numbers as people write them: read, made comparable, or refused in words."""

import pytest

from fugong.core import phones


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138-1234-5678", "13812345678"), ("+86 138 1234 5678", "13812345678"), ("１３８１２３４５６７８", "13812345678"),
        ("010-12345678", "01012345678"), ("0532 8888 0000-12", "053288880000-12"), ("0532-88880000转8012", "053288880000-8012"),
        ("+81 3 1234 5678", "+81312345678"),
    ],
)  # fmt: skip
def test_one_number_in_its_forms(typed, kept):
    assert phones.normalised(typed) == kept


@pytest.mark.parametrize("typed", ["138123456789", "1381234567", "", "无", "12", "+86 1381234567890"])
def test_a_digit_too_many_or_too_few_is_a_slip(typed):
    with pytest.raises(phones.NotAPhone):
        phones.normalised(typed)
