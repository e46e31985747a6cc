"""What the form asked stands in the sheet as what it is: a number that can be added up, a share, a day."""

import datetime as dt
from types import SimpleNamespace

import pytest

from fugong.policy.shapes import Text
from fugong.resumption.exports import _answer
from fugong.resumption.questions import Field
from fugong.sheets.writer import Formatted


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        ("integer", 12, 12), ("decimal", 12.5, 12.5), ("percent", 85, (0.85, "0%")), ("percent", 85.5, (0.855, "0.00%")),
        ("date", "2020-02-14", dt.date(2020, 2, 14)), ("text", "12", "12"),
    ],
)  # fmt: skip
def test_an_answer_is_a_cell_of_its_kind(kind, value, cell):
    found = _answer(SimpleNamespace(kind=kind), value)
    assert ((float(found.value), found.number_format) if isinstance(found, Formatted) else found) == cell


@pytest.mark.parametrize(("name", "head"), [("厂房损失", "厂房损失 (万元)"), ("厂房损失（万元）", "厂房损失（万元）")])
def test_the_unit_of_its_numbers_stands_once_in_a_columns_head(name, head):
    assert Field(key="loss", name=Text(zh=name, en="Loss"), kind="decimal", unit=Text(zh="万元", en="x")).label == head
