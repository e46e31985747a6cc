"""Whom the pack asks no filing of: no page asks it of them, none offers what is refused, and no report is owed."""

import pytest
from django.urls import reverse

from fugong.registry import segments
from fugong.resumption.models import Filing, Resumption, Standing
from fugong.web import first_steps
from fugong.web.first_steps import Where


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
