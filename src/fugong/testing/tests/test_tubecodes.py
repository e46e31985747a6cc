"""What the code on a tube looks like is the place's; one misread or mistyped is refused with the reason."""

from typing import Any

import pytest

from fugong.core.errors import Refused
from fugong.testing.actions import tubes
from fugong.testing.models import Tube
from fugong.testing.tubecodes import CHECKS, TubeCodes, fits

ALTERED = "0123456789"


@pytest.mark.parametrize(
    ("shape", "code", "right"),
    [
        ("@@####", "NB2003", True), ("@@####", "NB200", False), ("@@####", "NB20O3", False), ("@@####", "N22003", False),
        ("T-*#", "T-A7", True), ("T-*#", "T-77", True), ("T-*#", "T_77", False), ("###", "１２３", False), ("@@@", "甲乙丙", False),
    ],
)  # fmt: skip
def test_a_code_has_the_shape_or_not(shape, code, right):
    assert fits(shape, code) is right


@pytest.mark.parametrize(
    ("check", "code"), [("gs1", "6291041500213"), ("gs1", "NB4006381333931"), ("luhn", "79927398713"), ("mod43", "NB200317745K")]
)  # fmt: skip
def test_a_check_digit_finds_each_single_digit_misread(check, code):
    assert CHECKS[check](code)
    wrong = {
        code[:at] + digit + code[at + 1 :]
        for at in range(len(code)) for digit in ALTERED if code[at].isdigit() and digit != code[at]
    }  # fmt: skip
    assert len(wrong) >= 80 and not [each for each in wrong if CHECKS[check](each)]
    assert not CHECKS[check]("") and not CHECKS[check]("A")


class Found:
    """What the linter was told."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def error(self, where: str, words: str) -> None:
        self.errors.append(where)


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, []),
        ({"reads": ["code_39"]}, ["tubes.reads"]),
        ({"reads": ["itf", "qr"], "shapes": ["########"]}, []),
        ({"reads": []}, ["tubes.reads"]),
        ({"reads": ["qr", "qr"]}, ["tubes.reads"]),
        ({"shapes": ["nb##"]}, ["tubes.shapes"]),
        ({"shapes": ["##"]}, ["tubes.shapes"]),
    ],
)
def test_the_linter_asks_for_a_shape_where_a_misread_would_not_be_noticed(said: dict[str, Any], errors: list[str]):
    found = Found()
    TubeCodes(**said).find(found)
    assert found.errors == errors


@pytest.mark.django_db
def test_a_tube_is_opened_under_a_code_of_the_place_only(stage, monkeypatch):
    rules = TubeCodes(shapes=("@@##########",), check="luhn")
    monkeypatch.setitem(stage.campaign.pack.testing.__dict__, "tubes", rules)
    shift = stage.open_shift()
    for code, why in (
        ("BOX-77001", "look like"),
        ("NB2003177458", "last sign"),
        ("N", "3 to 40"),
        ("N" * 400, "3 to 40"),
    ):
        with pytest.raises(Refused, match=why) as refused:
            tubes.begin(shift=shift, code=code, size=10, by=stage.scanner)
        assert (refused.value.code, [each.where for each in refused.value.faults]) == ("tube_code", ["code"])
    assert not Tube.objects.exists()
    assert tubes.begin(shift=shift, code=" nb20 0317 7454", size=10, by=stage.scanner).code == "NB2003177454"
