import datetime as dt

import pytest

from fugong.core import clock, ids
from fugong.core.languages import pick


def test_the_clock_can_be_stood_still_and_goes_on_afterwards():
    moment = dt.datetime(2020, 2, 22, 16, 30, tzinfo=dt.UTC)
    with clock.showing(moment):
        assert clock.now() == moment
        assert clock.today() == dt.date(2020, 2, 23)  # half past midnight in China
    assert clock.now() > moment


def test_the_clock_refuses_a_moment_without_a_zone():
    with pytest.raises(ValueError, match="time zone"), clock.showing(dt.datetime(2020, 2, 22)):
        pass


def test_identifiers_sort_by_the_time_they_were_made():
    made = [ids.uuid7() for _ in range(200)]
    assert [i.version for i in made] == [7] * 200
    assert sorted(i.int >> 80 for i in made) == [i.int >> 80 for i in made]
    assert len(set(made)) == 200


def test_link_tokens_hold_no_sign_that_is_mistaken_for_another():
    token = ids.link_token()
    assert len(token) == 26
    assert not set(token) & set("01IO")


def test_a_text_falls_back_to_chinese():
    texts = {"zh": "流亭街道", "en": "Liuting"}
    assert pick(texts, "en") == "Liuting"
    assert pick(texts, "ko") == "流亭街道"
    assert pick({"ja": "流亭"}, "ko") == "流亭"
    assert pick(None) == ""
