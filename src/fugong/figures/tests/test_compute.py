"""Figures: one pass over the standings gives every node and slice; the same condition gives number and rows."""

import datetime as dt
from fractions import Fraction

import pytest

from fugong.core import clock
from fugong.core.measures import KINDS
from fugong.figures import compute, measures, totals
from fugong.resumption import standings
from fugong.resumption.actions import reports
from fugong.resumption.measures import STANDING
from fugong.resumption.models import Resumption, Standing
from ground.many import MORNING, campaign_of, person

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2020, 2, 14)


@pytest.fixture
def campaign():
    with clock.showing(MORNING):
        made = campaign_of(120)
        standings.open_day(made, FRIDAY)
        yield made


def test_every_measure_counts_rows_of_a_kind_that_is_known():
    sources = {measure.source for measure in measures.MEASURES.values()}
    assert sources == {STANDING, *KINDS}


def test_only_kinds_whose_numbers_are_asked_for_are_counted(campaign, django_assert_num_queries):
    found = compute.figures(campaign, FRIDAY)
    with django_assert_num_queries(0):
        found.value("enterprises.resumed")
    with django_assert_num_queries(1):
        found.value("demands")
        found.value("demands.open", part="key_firm")
    with django_assert_num_queries(1):
        found.value("filings.overdue")


def test_of_a_past_day_only_standings_are_known(campaign):
    with clock.showing(MORNING + dt.timedelta(days=1)):
        found = compute.figures(campaign, FRIDAY)
        assert (found.value("enterprises"), found.value("demands")) == (120, None)


def test_each_node_and_slice_counts_what_its_rows_are(campaign):
    found = compute.figures(campaign, FRIDAY)
    for node in found.standing.nodes():
        for part in ("", "key_firm", "above_scale", "@industry"):
            rows = Standing.objects.filter(campaign=campaign, area_code__startswith=node)
            rows = rows.filter(group="industry") if part == "@industry" else rows
            rows = rows.filter(segments__contains=[part]) if part and part != "@industry" else rows
            assert found.value("enterprises", node=node, part=part) == rows.count()
            assert found.value("enterprises.resumed", node=node, part=part) == rows.filter(resumed=True).count()


def test_the_rows_behind_a_number_are_as_many_as_it_says(campaign):
    found = compute.figures(campaign, FRIDAY)
    for measure in measures.STANDING_MEASURES:
        if not measure.column:
            rows = measures.standings(campaign, FRIDAY).filter(measure.rows)
            assert found.value(measure.key) == rows.count(), measure.key


def test_an_officer_counts_what_lies_in_the_own_area_only(campaign):
    street = person("leader", key="990101003", name="street")
    found = compute.figures(campaign, FRIDAY, street)
    assert not found.whole
    assert found.value("enterprises") == 10
    assert found.value("enterprises", node="990101004") == 0
    assert found.value("enterprises") == compute.live(campaign, FRIDAY, street).value("enterprises")


def test_whoever_sees_nothing_counts_nothing(campaign):
    stranger = person("leader", key="990102", name="stranger")
    assert compute.figures(campaign, FRIDAY, stranger).value("enterprises") == 0


def test_a_liaison_grant_over_one_enterprise_gives_no_figures(campaign):
    liaison = person("liaison", "enterprise", str(campaign.enrolments.first().enterprise_id), "liaison")
    assert compute.figures(campaign, FRIDAY, liaison).value("enterprises") == 0


def test_a_change_is_seen_at_once(campaign):
    before = compute.figures(campaign, FRIDAY).value("enterprises.suspended")
    one = Resumption.objects.filter(campaign=campaign, state="resumed").first()
    Resumption.objects.filter(pk=one.pk).update(state="suspended", reason="fire")
    standings.refresh(campaign=campaign, enterprise_ids=[one.enterprise_id])
    assert compute.figures(campaign, FRIDAY).value("enterprises.suspended") == before + 1


def test_many_changes_leave_few_marks_and_fresh_totals(campaign, monkeypatch):
    monkeypatch.setattr(totals, "CHANGES_KEPT", 3)
    for _change in range(6):
        standings.changed(campaign, FRIDAY)
    compute.figures(campaign, FRIDAY)
    kept = totals.Totals.objects.get()
    compute.figures(campaign, FRIDAY)
    assert totals.Totals.objects.get().version == kept.version
    assert standings.StandingChange.objects.count() == 1


def test_a_mean_is_exact_and_of_nothing_is_nothing(campaign):
    desk = person("duty_desk", name="desk")
    assert compute.figures(campaign, FRIDAY).value("capacity.mean") is None
    for one, capacity in zip(Resumption.objects.filter(state="resumed")[:3], (10, 20, 70), strict=True):
        values = {"staff_back": 1, "capacity": capacity}
        reports.submit(campaign=campaign, enterprise=one.enterprise, day=FRIDAY, values=values, by=desk)
    assert compute.figures(campaign, FRIDAY).value("capacity.mean") == Fraction(100, 3)
