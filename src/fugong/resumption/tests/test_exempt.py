"""Whom the pack asks no filing of: no page asks it of them, none offers what is refused, and no report is owed."""

import datetime as dt

import pytest
from django.urls import reverse

from fugong.core.errors import Refused
from fugong.registry import segments
from fugong.resumption import rules, standings
from fugong.resumption.actions import filings, records
from fugong.resumption.models import Filing, Resumption, Standing
from fugong.web import first_steps
from fugong.web.first_steps import Where
from fugong.workflow.moves import open_arrows


@pytest.fixture
def exempt(stage):
    stage.small.tags = ["vital"]
    stage.small.save()
    segments.refresh(campaign=stage.campaign, enterprise_ids=[stage.small.pk])
    assert Resumption.objects.get(enterprise=stage.small).state == "exempt"
    return stage.small


@pytest.fixture
def seen(stage, client, settings):
    settings.STAFF_SECOND_FACTOR = False

    def page(name, enterprise):
        client.force_login(stage.liaison_of(enterprise), backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["language"] = "en"
        answer = client.get(reverse(f"resumption:{name}", args=[stage.campaign.key, enterprise.pk]))
        assert answer.status_code == 200
        return answer.content.decode()

    return page


def labels(stage, enterprise):
    return [
        each.label for each in first_steps.steps_of(Where(stage.liaison_of(enterprise), stage.campaign, enterprise))
    ]


def test_first_steps_hold_what_is_asked_and_nothing_else(stage, exempt):
    others = labels(stage, stage.trader)
    assert {"File to resume work", "Sign the commitment", "Send the first daily report"} <= set(others)
    assert [label for label in others if label not in labels(stage, exempt)] == [
        "File to resume work", "Send the first daily report",
    ]  # fmt: skip


def test_the_filing_page_says_that_nothing_is_to_be_filed_and_offers_no_button(stage, exempt, seen):
    page = seen("mine_filing", exempt)
    assert "need not file" in page and "Begin the filing" not in page
    assert "Begin the filing" in seen("mine_filing", stage.trader)


def test_nothing_more_is_offered_after_an_approval_where_the_pack_takes_nothing_more(stage, seen, monkeypatch):
    stage.approved(stage.small)
    assert "More people, another line?" in seen("mine_filing", stage.small)
    never = stage.campaign.pack.resumption.refiling.model_copy(update={"additions": False, "again": "never"})
    monkeypatch.setattr(type(stage.campaign.pack.resumption), "refiling", never, raising=False)
    monkeypatch.delitem(stage.campaign.pack.resumption.__dict__, "refiling")
    page = seen("mine_filing", stage.small)
    assert "More people, another line?" not in page and "nothing more is to be filed" in page
    assert Filing.objects.filter(enterprise=stage.small).count() == 1


def test_no_report_is_owed_and_none_is_late(stage, exempt, seen):
    page = seen("mine_report", exempt)
    assert "No report is owed today." in page and "Due:" not in page
    assert not Standing.objects.get(enterprise=exempt).expected


# -- at work without a filing --------------------------------------------------------------------------------------

TODAY = dt.date(2020, 2, 14)


def record_of(enterprise):
    return Resumption.objects.select_related("enterprise", "campaign").get(enterprise=enterprise)


def stands(enterprise):
    row = Standing.objects.get(enterprise=enterprise, day=TODAY)
    return row.state, row.filed, row.approved, row.resumed, row.expected


@pytest.fixture
def at_work(stage, exempt):
    stage.signed(exempt)
    records.resume(resumption=record_of(exempt), first_day=TODAY, by=stage.liaison_of(exempt))
    return exempt


def test_its_own_word_makes_it_resumed_and_neither_filed_nor_approved(stage, at_work):
    assert stands(at_work) == ("resumed", False, False, True, False)
    assert record_of(at_work).exemption == "Keeps the town going"
    with pytest.raises(Refused, match="need not file"):
        filings.draft(campaign=stage.campaign, enterprise=at_work, by=stage.liaison_of(at_work))


def test_its_promise_is_signed_before_its_first_day(stage, exempt, seen):
    with pytest.raises(Refused, match="before its first day"):
        records.resume(resumption=record_of(exempt), first_day=TODAY, by=stage.liaison_of(exempt))
    with pytest.raises(Refused, match="before its first day"):
        records.observe(resumption=record_of(exempt), first_day=TODAY, by=stage.resident)
    page = seen("mine_enterprise", exempt)
    assert "before its first day" in page and "We are at work again" not in page
    stage.signed(exempt)
    assert "We are at work again" in seen("mine_enterprise", exempt)
    records.observe(resumption=record_of(exempt), first_day=TODAY, by=stage.resident)


def test_its_page_asks_for_no_filing_once_it_works(at_work, seen):
    page = seen("mine_enterprise", at_work)
    assert "Resumed" in page and "No filing is asked of you." in page
    assert "Begin the filing" not in page and "adding people or lines" not in page


def test_a_suspension_leads_back_to_the_exemption(stage, at_work):
    records.suspend(resumption=record_of(at_work), reason="no masks", by=stage.resident)
    assert stands(at_work) == ("suspended", False, False, False, False)
    open_ = [arrow.key for arrow in open_arrows(record_of(at_work), stage.resident)]
    assert "release_exempt" in open_ and "release" not in open_
    records.release(resumption=record_of(at_work), reason="masks came", by=stage.resident)
    row = record_of(at_work)
    assert (row.state, row.reason, row.resumed_on) == ("exempt", "Keeps the town going", None)
    records.resume(resumption=row, first_day=TODAY, by=stage.liaison_of(at_work))
    assert stands(at_work)[0] == "resumed"


def test_an_order_that_stopped_it_leads_back_as_well(at_work):
    assert records.stop(resumption=record_of(at_work), reason="gas", as_name="two", order="S1") == "resumed"
    records.restart(resumption=record_of(at_work), reason="gone", as_name="two", order="S1")
    assert record_of(at_work).state == "exempt"


def test_whoever_had_to_file_is_released_to_its_approval(stage):
    stage.approved(stage.small)
    records.suspend(resumption=record_of(stage.small), reason="no masks", by=stage.resident)
    assert "release_exempt" not in [arrow.key for arrow in open_arrows(record_of(stage.small), stage.resident)]
    records.release(resumption=record_of(stage.small), reason="masks came", by=stage.resident)
    assert record_of(stage.small).state == "approved"


def test_it_owes_a_report_only_where_the_pack_says_of_whom_it_asks_one(stage, at_work, monkeypatch):
    section = stage.campaign.pack.resumption
    facts = rules.about(stage.campaign, at_work).facts
    assert section.reports_daily(facts) and not section.reports_daily(facts, exempt=True)
    asked = section.daily_report.model_copy(update={"when": 'has_segment("vital")'})
    monkeypatch.setattr(type(section), "daily_report", asked, raising=False)
    monkeypatch.delitem(section.__dict__, "daily_report")
    assert section.reports_daily(facts, exempt=True)
    standings.refresh(campaign=stage.campaign, enterprise_ids=[at_work.pk])
    assert stands(at_work)[-1]
