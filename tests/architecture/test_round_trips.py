"""A list that is handed back with what was done has the headings that its import looks for, in every language."""

from typing import Any

import pytest
from django.utils.translation import override

from fugong.benefits import exports as benefits
from fugong.benefits import sheets as benefits_in
from fugong.core.languages import SHORT
from fugong.labour import exports as labour
from fugong.labour import sheets as labour_in
from fugong.sheets.heading import Names
from fugong.transport import exports as transport
from fugong.transport import sheets as transport_in

PAIRS = {
    "claims of benefits → payments": (benefits.CLAIMS, benefits_in.payment_columns),
    "claims of trips’ cost → payments": (transport.CLAIMS, transport_in.columns),
    "contingents → their people": (labour.CONTINGENTS, lambda campaign: labour_in.recruit_columns(campaign)[:1]),
}


def lacking(out: Any, into: Any, language: str) -> set[str]:
    """Columns that the import needs and doesn't find among the headings that go out."""
    with override(language):
        names = Names(into)
        found = {names.exactly(column.heading()) for column in out}
    return {column.key for column in into if column.required} - found


@pytest.mark.parametrize("language", SHORT)
@pytest.mark.parametrize("pair", PAIRS)
def test_a_list_that_is_handed_back_is_understood(pair, language):
    out, columns = PAIRS[pair]
    assert lacking(out, columns(None), language) == set()


def test_the_control_a_list_without_the_day_isnt_understood():
    out, columns = PAIRS["claims of benefits → payments"]
    assert lacking([each for each in out if each.key != "paid_on"], columns(None), "zh-hans") == {"paid_on"}
