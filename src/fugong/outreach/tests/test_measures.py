"""Figures of notices and of groups, counted by hand, and the rows that each opens."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.outreach.actions import receipts
from fugong.outreach.actions import threads as asking
from fugong.outreach.audiences import Audience
from fugong.outreach.models import NoticeReceipt
from fugong.outreach.tests.test_notices import published
from ground.counting import numbers, opened

SENT = ("notices.sent", "notices.opened", "notices.asked", "notices.confirmed", "notices.waiting")
ASKED = ("questions", "questions.answered", "questions.open", "questions.overdue", "questions.handed_on")


@pytest.fixture
def sent(cast):
    """Three enterprises and two officers were sent a notice; `river` confirmed it, `shop` opened it."""
    receipts.send(version=published(cast), audience=Audience(everyone=True, posts=("resident",)), by=cast.desk)
    of = {row.enterprise_id: row for row in NoticeReceipt.objects.filter(reader=None, person=None)}
    receipts.confirm(receipt=of[cast.river.pk], by=cast.liaison)
    receipts.open_receipt(receipt=of[cast.shop.pk], language="zh")


def test_who_was_sent_a_notice_opened_and_confirmed_it(cast, sent, client):
    assert tuple(numbers(client, cast.desk, cast.campaign, *SENT).values()) == (5, 2, 5, 1, 4)
    assert tuple(numbers(client, cast.leader, cast.campaign, *SENT).values()) == (3, 2, 3, 1, 2)  # no officer's own
    assert tuple(numbers(client, cast.hill_town, cast.campaign, *SENT).values()) == (1, 0, 1, 0, 1)


def test_receipts_are_sliced_by_grid_and_those_of_officers_belong_to_none(cast, sent, client):
    value, rows = opened(client, cast.desk, cast.campaign, "notices.sent", segment=f"#{cast.east.pk}")
    assert (value, {row.enterprise for row in rows}) == (2, {cast.river, cast.shop})


def test_a_version_that_is_read_by_many_costs_no_query_each(cast, sent, client, django_assert_max_num_queries):
    client.force_login(cast.desk)
    client.get("/c/plain/figures/notices.sent/rows/")
    with django_assert_max_num_queries(32):
        client.get("/c/plain/figures/notices.sent/rows/")


def test_questions_are_counted_by_what_became_of_them(cast, industry, others, client):
    answered = asking.begin(group=industry, text="口罩从哪里买？", by=cast.liaison, enterprise=cast.river)
    asking.reply(thread=answered, text="区里统一采购。", by=cast.bureau, is_answer=True)
    asking.begin(group=industry, text="工资拖欠", by=cast.liaison, enterprise=cast.river, private=True)
    asking.begin(group=others, text="何时可以营业？", by=cast.shop_liaison, enterprise=cast.shop)
    asking.begin(group=industry, text="今晚六点前报日报。", by=cast.bureau)  # a message, no question
    assert tuple(numbers(client, cast.desk, cast.campaign, *ASKED).values()) == (3, 1, 2, 0, 0)
    assert tuple(numbers(client, cast.hill_town, cast.campaign, *ASKED).values()) == (0, 0, 0, 0, 0)
    with clock.showing(clock.now() + dt.timedelta(days=2)):
        assert numbers(client, cast.desk, cast.campaign, "questions.overdue") == {"questions.overdue": 2}
        value, rows = opened(client, cast.desk, cast.campaign, "questions", segment="@industry")
        assert (value, {row.enterprise for row in rows}) == (2, {cast.river})
