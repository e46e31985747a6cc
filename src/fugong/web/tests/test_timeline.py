"""Events as sentences."""

import datetime as dt

import pytest
from django.utils import translation

from fugong.ledger.models import Event
from fugong.web.timeline import told
from fugong.workflow.arrows import REGISTERED, Arrow, Workflow


def event(verb: str, **data) -> Event:
    return Event(at=dt.datetime(2020, 2, 20, tzinfo=dt.UTC), by_name="李", verb=verb, data=data)


def test_a_role_is_told_by_its_name():
    with translation.override("en"):
        assert told(event("account.grant", role="duty_desk")).what == "gave the role Duty desk"


def test_a_move_without_words_is_told_by_the_name_of_its_arrow(monkeypatch):
    letter = Arrow("seal", ("open",), "closed", "Seal")
    monkeypatch.setitem(
        REGISTERED, "letter", Workflow("letter", "Letter", {"open": "", "closed": ""}, (letter,), "open")
    )
    assert told(event("letter.seal")).what == "Seal"


def test_an_event_that_nobody_has_words_for_shows_its_verb():
    assert told(event("thing.happen")).what == "thing.happen"


def test_an_older_event_without_a_value_is_still_told():
    with translation.override("en"):
        assert told(event("api_token.issue")).what == "made the API token"


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "系统"), ("ko", "시스템"), ("en", "the installation")])
def test_what_acts_without_an_account_is_named_in_the_reader_s_language(language, said):
    clock, own = event("x"), event("x")
    clock.by_name, own.by_name = "installation", "本人（通过个人链接）"
    with translation.override(language):
        assert told(clock).who == said
        assert (told(own).who == "the person, by the own link") == (language == "en")
        clock.by_id = 1
        assert told(clock).who == "installation", "that is somebody's name"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
def test_what_acts_is_written_down_in_one_language_whoever_reads_or_works(language, cast):
    from fugong.ledger.recording import record
    from fugong.transport.actions.plans import PLANNER

    with translation.override("en"):  # a worker has no reader’s language
        kept = record("coach_plan.finish", cast.campaign, by=None, as_name=PLANNER)
    assert kept.by_name == "排车程序"
    with translation.override(language):
        assert told(kept).who == {"zh-hans": "排车程序", "en": "the planner", "ko": "배차 프로그램"}[language]
