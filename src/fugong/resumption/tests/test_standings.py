"""Standings: a day is opened once, carries on what was said, and follows what changes."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.resumption import standings
from fugong.resumption.actions import records, reports
from fugong.resumption.models import Resumption, Standing, StandingChange
from ground.many import MORNING, campaign_of, person

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2020, 2, 14)
SATURDAY = dt.date(2020, 2, 15)
SUNDAY = dt.date(2020, 2, 16)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def campaign():
    with clock.showing(MORNING):
        yield campaign_of(24)


@pytest.fixture
def desk():
    return person("duty_desk", name="desk")


def row(campaign, enterprise, day=FRIDAY):
    return Standing.objects.get(campaign=campaign, enterprise=enterprise, day=day)


def at_work(campaign):
    return Resumption.objects.filter(campaign=campaign, state="resumed").order_by("pk").first().enterprise


def report(campaign, enterprise, desk, day=FRIDAY, **values):
    reason = values.pop("reason", "")
    return reports.submit(campaign=campaign, enterprise=enterprise, day=day, values=values, by=desk, reason=reason)


def test_a_day_is_opened_once_with_a_row_for_each_enrolled_enterprise(campaign):
    assert standings.open_day(campaign, FRIDAY)
    assert not standings.open_day(campaign, FRIDAY)
    assert Standing.objects.filter(campaign=campaign, day=FRIDAY).count() == 24


def test_a_new_day_carries_on_what_was_reported_but_owes_a_new_report(campaign, desk):
    enterprise = at_work(campaign)
    report(campaign, enterprise, desk, staff_back=12, staff_local=8, staff_outside=4, capacity=60, exceptions=2)
    with clock.showing(MORNING + DAY):
        standings.open_day(campaign, SATURDAY)
    carried = row(campaign, enterprise, SATURDAY)
    assert (carried.staff_back, carried.staff_local, carried.staff_outside, carried.capacity) == (12, 8, 4, 60)
    assert carried.exceptions == 0  # a fever is that day's
    assert (carried.expected, carried.reported_at) == (True, None)


def test_a_correction_of_a_past_day_moves_the_days_that_carried_it_and_no_state(campaign, desk):
    enterprise = at_work(campaign)
    report(campaign, enterprise, desk, staff_back=12)
    with clock.showing(MORNING + DAY):
        standings.open_day(campaign, SATURDAY)
    with clock.showing(MORNING + 2 * DAY):
        standings.open_day(campaign, SUNDAY)
        Resumption.objects.filter(campaign=campaign, enterprise=enterprise).update(
            state="suspended", reason="fire", state_since=clock.now()
        )
        report(campaign, enterprise, desk, staff_back=21, reason="miscounted")
        standings.refresh(campaign=campaign, enterprise_ids=[enterprise.pk])
    assert [row(campaign, enterprise, day).staff_back for day in (FRIDAY, SATURDAY, SUNDAY)] == [21, 21, 0]
    assert [row(campaign, enterprise, day).resumed for day in (FRIDAY, SATURDAY, SUNDAY)] == [True, True, False]


def test_at_a_suspended_enterprise_nobody_is_back_until_it_reports_who_is(campaign, desk):
    enterprise = at_work(campaign)
    record = Resumption.objects.get(campaign=campaign, enterprise=enterprise)

    def back():
        standing = row(campaign, enterprise)
        return standing.staff_back, standing.staff_local, standing.staff_outside

    report(campaign, enterprise, desk, staff_back=12, staff_local=8, staff_outside=4)
    assert back() == (12, 8, 4)
    with clock.showing(MORNING + HOUR):
        records.suspend(resumption=record, reason="typhoon", by=desk)
        assert back() == (0, 0, 0)
    with clock.showing(MORNING + 2 * HOUR):
        report(campaign, enterprise, desk, staff_back=3, staff_local=3, staff_outside=0, reason="the watch")
        assert back() == (3, 3, 0)
    with clock.showing(MORNING + DAY):
        standings.open_day(campaign, SATURDAY)
        assert row(campaign, enterprise, SATURDAY).staff_back == 0
        records.release(resumption=record, reason="over", by=desk)
        assert row(campaign, enterprise, FRIDAY).staff_back == 3, "a day that is over stays as it was"


def test_the_day_it_resumes_counts_and_the_day_before_does_not(campaign):
    enterprise = at_work(campaign)
    Resumption.objects.filter(enterprise=enterprise).update(resumed_on=SATURDAY)
    standings.open_day(campaign, FRIDAY)
    assert (row(campaign, enterprise).resumed, row(campaign, enterprise).state) == (False, "approved")


def test_covered_means_that_each_post_the_pack_asks_for_is_filled(campaign):
    enterprise = at_work(campaign)
    standings.open_day(campaign, FRIDAY)
    assert not row(campaign, enterprise).covered
    campaign.enrolments.filter(enterprise=enterprise).update(missing_posts=[])
    standings.refresh(campaign=campaign, enterprise_ids=[enterprise.pk])
    assert row(campaign, enterprise).covered


def test_an_enterprise_that_leaves_the_campaign_leaves_todays_rows_only(campaign):
    enterprise = at_work(campaign)
    standings.open_day(campaign, FRIDAY)
    with clock.showing(MORNING + DAY):
        standings.open_day(campaign, SATURDAY)
        campaign.enrolments.filter(enterprise=enterprise).delete()
        standings.refresh(campaign=campaign, enterprise_ids=[enterprise.pk])
    days = Standing.objects.filter(campaign=campaign, enterprise=enterprise).values_list("day", flat=True)
    assert list(days) == [FRIDAY]


def test_nothing_is_written_where_nothing_changed(campaign):
    standings.open_day(campaign, FRIDAY)
    told = StandingChange.objects.count()
    assert standings.refresh(campaign=campaign) == 0
    assert StandingChange.objects.count() == told
