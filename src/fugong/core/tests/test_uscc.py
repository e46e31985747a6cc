"""Unified social credit codes: what is right passes, what is wrong says what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from fugong.core import uscc

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def sound(front: str, region: str = "370214", tail: str = "MA3NY8NK0") -> str:
    return front + region + tail + standard.calc_check_digit(front + region + tail)


@given(st.text("0123456789", min_size=8, max_size=8), st.text(SIGNS, min_size=9, max_size=9))
def test_agrees_with_the_standard_library_of_numbers(front, tail):
    code = front + tail + standard.calc_check_digit(front + tail)
    assert uscc.check(code) == standard.validate(code)


@pytest.mark.parametrize("front", ["91", "92", "N2", "Y1", "A1", "13", "52"])
def test_letters_in_front_are_lawful(front):
    assert uscc.check(sound(front)) == sound(front)


def test_separators_small_letters_and_full_width_are_forgiven():
    code = sound("91")
    assert uscc.check(f" {code[:2]} {code[2:8]}-{code[8:].lower()} ") == code
    assert uscc.check("".join(chr(ord(sign) + 0xFEE0) for sign in code)) == code


@given(st.integers(0, 17), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_found(place, sign):
    code = sound("91")
    if code[place] != sign:
        assert not uscc.is_sound(code[:place] + sign + code[place + 1 :])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("370214228000123", "15"),
        ("MA3NY8NK0", "9"),
        ("91370214", "has 8"),
        (sound("91")[:-1] + ("0" if sound("91")[-1] != "0" else "1"), sound("91")[-1] + " expected"),
        (sound("91").replace("0", "O"), sound("91")),
        ("91A70214MA3NY8NK0C", "region"),
        ("", "has 0"),
    ],
)
def test_a_wrong_code_says_what_to_do(text, words):
    from django.utils.translation import override

    with override("en"), pytest.raises(uscc.Wrong, match=words):
        uscc.check(text)
