"""The resumption record: who has one, whom the pack exempts, first days, suspensions, batches, plans."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.registry import segments
from fugong.resumption.actions import filings, plans, records
from fugong.resumption.models import Resumption

TODAY = dt.date(2020, 2, 14)


def record_of(enterprise):
    return Resumption.objects.select_related("enterprise", "campaign").get(enterprise=enterprise)


def test_every_enrolled_enterprise_has_a_record_in_its_batch(stage):
    assert {(row.enterprise.name, row.state, row.batch) for row in Resumption.objects.all()} == {
        ("Big Steel", "not_filed", "first"), ("Small Bakery", "not_filed", "second"), ("Trading House", "not_filed", "second"),
    }  # fmt: skip


def test_whom_the_pack_exempts_need_not_file_and_the_reason_is_kept(stage):
    stage.small.tags = ["vital"]
    stage.small.save()
    segments.refresh(campaign=stage.campaign, enterprise_ids=[stage.small.pk])
    row = record_of(stage.small)
    assert (row.state, row.reason) == ("exempt", "Keeps the town going")
    assert Event.objects.get(verb="resumption.exempt").by_name == "Stage county"
    with pytest.raises(Refused, match="exempt"):
        filings.draft(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small))
    records.include(resumption=row, reason="stopped after all", by=stage.desk)
    assert (
        filings.draft(campaign=stage.campaign, enterprise=stage.small, by=stage.liaison_of(stage.small)).kind == "first"
    )


def test_the_first_day_lies_between_the_approval_and_today(stage):
    stage.approved(stage.small)
    row, liaison = record_of(stage.small), stage.liaison_of(stage.small)
    for day in (TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            records.resume(resumption=row, first_day=day, by=liaison)
        assert refusal.value.faults[0].where == "first_day"
    records.resume(resumption=row, first_day=TODAY, by=liaison)
    assert record_of(stage.small).resumed_on == TODAY


def test_the_first_day_is_the_enterprises_or_its_officers_to_record(stage):
    stage.approved(stage.small)
    for user in (stage.elsewhere, stage.leader, stage.liaison_of(stage.big)):
        with pytest.raises(NotAllowed):
            records.observe(resumption=record_of(stage.small), first_day=TODAY, by=user)
    records.observe(resumption=record_of(stage.small), first_day=TODAY, by=stage.resident)


def test_suspended_released_and_filed_again(stage):
    stage.approved(stage.small)
    records.observe(resumption=record_of(stage.small), first_day=TODAY, by=stage.resident)
    with pytest.raises(Refused, match="reason"):
        records.suspend(resumption=record_of(stage.small), reason=" ", by=stage.resident)
    records.suspend(resumption=record_of(stage.small), reason="no masks", by=stage.resident)
    again = stage.filed(stage.small)
    assert again.kind == "again"
    filings.pass_on(filing=again, by=stage.town)
    row = record_of(stage.small)
    assert (row.state, row.reason) == ("approved", "")


def test_a_whole_batch_resumes_and_only_its_approved(stage):
    stage.approved(stage.small)
    done = records.resume_batch(campaign=stage.campaign, batch="second", first_day=TODAY, by=stage.desk)
    assert [row.enterprise.name for row in done] == ["Small Bakery"]
    found = {batch["key"]: batch for batch in records.batches(stage.desk, stage.campaign)}
    assert (found["second"]["total"], found["second"]["resumed"]) == (2, 1)
    with pytest.raises(Refused):
        records.resume_batch(campaign=stage.campaign, batch="third", first_day=TODAY, by=stage.desk)


def test_capacity_is_the_lines_weighted_by_their_staff(stage):
    row, liaison = record_of(stage.big), stage.liaison_of(stage.big)
    plans.save_lines(resumption=row, lines=[plans.Line("Rolling", 300, 50), plans.Line("Casting", 100, 90)], by=liaison)
    assert record_of(stage.big).capacity == 60
    plans.save_lines(resumption=row, lines=[plans.Line("Rolling", 300, 50)], by=liaison)
    assert [line.name for line in record_of(stage.big).lines.all()] == ["Rolling"]
    with pytest.raises(Refused) as refusal:
        plans.save_lines(resumption=row, lines=[plans.Line("A", 1, 999), plans.Line("A", 1, 1)], by=liaison)
    assert {fault.where for fault in refusal.value.faults} >= {"line-0-capacity", "line-0-name"}


def test_a_plan_has_versions_and_an_unchanged_one_makes_none(stage):
    row, liaison = record_of(stage.big), stage.liaison_of(stage.big)
    for hardest in ("trucks", "trucks", "people"):
        plans.save_plan(resumption=row, content={"hardest": hardest}, by=liaison)
    assert [plan.version for plan in row.plans.order_by("version")] == [1, 2]
    with pytest.raises(NotAllowed):
        plans.save_plan(resumption=row, content={"hardest": "x"}, by=stage.leader)


def test_capacity_stays_a_percentage(stage):
    with pytest.raises(Refused):
        records.set_capacity(resumption=record_of(stage.big), capacity=301, by=stage.desk)
    records.set_capacity(resumption=record_of(stage.big), capacity=80, by=stage.desk)
    assert record_of(stage.big).capacity == 80
    assert clock.today() == TODAY
