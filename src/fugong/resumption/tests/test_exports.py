"""What the form asked stands in the sheet as what it is: a number that can be added up, a share, a day."""

import datetime as dt
from types import SimpleNamespace

import pytest

from fugong.resumption.exports import _answer
from fugong.sheets.writer import Formatted


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        ("integer", 12, 12), ("number", 12.5, 12.5), ("percent", 85, (0.85, "0%")), ("percent", 85.5, (0.855, "0.00%")),
        ("day", "2020-02-14", dt.date(2020, 2, 14)), ("text", "12", "12"),
    ],
)  # fmt: skip
def test_an_answer_is_a_cell_of_its_kind(kind, value, cell):
    found = _answer(SimpleNamespace(kind=kind), value)
    assert ((float(found.value), found.number_format) if isinstance(found, Formatted) else found) == cell
