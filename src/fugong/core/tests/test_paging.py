"""Lists are read to their end, whatever the address says."""

import pytest

from fugong.core.paging import Page


@pytest.mark.parametrize("after", ["", "x", "-2", "²", "9" * 30, "1000001"])
def test_an_address_that_names_no_place_begins_at_the_first_row(after):
    assert Page.placed([1, 2, 3], 2, after) == Page([1, 2], "2", True)


def test_a_list_without_a_key_is_read_on_by_place_and_ends():
    assert Page.placed([1, 2, 3], 2, "2") == Page([3], None, False)
    assert Page.placed([1, 2], 2, "") == Page([1, 2], None, True)
    assert Page.placed([1, 2], 2, "70") == Page([], None, False)
