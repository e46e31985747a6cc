"""Drawn by the rule, kept at each answer, over when the server says so, marked at once, appealed against."""

import datetime as dt
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.training import marking
from fugong.training.actions import appeals, bank, signups, sittings
from fugong.training.models import Certificate, Question, Sitting
from fugong.workflow import deadlines


def test_a_paper_is_drawn_by_topic_and_the_same_seed_draws_the_same(stage: Any) -> None:
    rule = stage.course.exam["draw"]
    everything = list(Question.objects.filter(campaign=stage.campaign))

    first, again, other = (marking.draw(rule, everything, seed) for seed in (7, 7, 8))

    assert first == again != other
    topics = [Question.objects.get(pk=part["q"]).topic for part in first]
    assert sorted(topics) == ["privacy"] * 2 + ["scanning"] * 3
    assert all(sorted(part["o"]) == list(range(len(part["o"]))) for part in first)


def test_a_bank_too_small_for_the_rule_lets_nobody_begin(stage: Any) -> None:
    for question in Question.objects.filter(topic="privacy")[:4]:
        bank.take_out(question=question, by=stage.desk)

    with pytest.raises(Conflict, match="isn’t complete"):
        sittings.begin(trainee=stage.attended())


def test_four_of_five_pass_and_the_certificate_is_made(stage: Any) -> None:
    trainee = stage.attended()

    sitting = stage.try_(trainee, wrong=1)

    trainee.refresh_from_db()
    certificate = Certificate.objects.get()
    assert (sitting.state, sitting.right, trainee.state) == ("passed", 4, "passed")
    assert certificate.trainee == trainee and certificate.qualification == "scanning"
    assert (certificate.valid_until - certificate.issued_on).days == 90
    assert certificate.number == f"PL2020{certificate.pk:06d}"
    assert (certificate.full_name, certificate.masked_name) == ("王小明", "王**")


def test_three_of_five_fail_and_the_second_try_waits(stage: Any) -> None:
    trainee = stage.attended()

    assert stage.try_(trainee, wrong=2).state == "failed"
    with pytest.raises(Conflict, match="try again from"):
        sittings.begin(trainee=trainee)
    with stage.later(minutes=61):
        second = stage.try_(trainee, wrong=3)
        trainee.refresh_from_db()

        assert (second.number, trainee.state) == (2, "failed")
        with pytest.raises(Conflict, match="no try left"):
            sittings.begin(trainee=trainee)
        with pytest.raises(NotAllowed):
            signups.allow(trainee=trainee, reason="病假", by=stage.liaison)
        signups.allow(trainee=trainee, reason="考试时断网", by=stage.desk)
        with stage.later(minutes=61):
            third = stage.try_(trainee)
    assert (third.number, third.state) == (3, "passed")


def test_who_has_not_attended_is_not_examined(stage: Any) -> None:
    with pytest.raises(Conflict, match="60 minutes are lacking"):
        sittings.begin(trainee=stage.trainee())


def test_each_answer_is_kept_and_the_clock_hands_in_what_is_there(stage: Any) -> None:
    trainee = stage.attended()
    sitting = sittings.begin(trainee=trainee)
    right = stage.answers(sitting)
    for at in range(4):
        sittings.answer(sitting=sitting, answers={at: right[at]})
    assert sittings.begin(trainee=trainee).pk == sitting.pk  # opened again: the same paper

    with stage.later(minutes=20, seconds=1):
        with pytest.raises(Conflict, match="time is up"):
            sittings.answer(sitting=sitting, answers={4: right[4]})
        sitting.refresh_from_db()

    assert (sitting.state, sitting.right, sitting.in_time, sitting.answered) == ("passed", 4, False, 4)
    assert sitting.handed_in_at == sitting.began_at + dt.timedelta(minutes=20)


def test_who_never_comes_back_is_marked_by_the_clock(stage: Any) -> None:
    sitting = sittings.begin(trainee=stage.attended())

    with stage.later(minutes=21):
        assert deadlines.sweep() >= 1
        assert deadlines.sweep() == 0

    sitting.refresh_from_db()
    assert (sitting.state, sitting.right) == ("failed", 0)


def test_one_answer_too_many_is_wrong_and_a_strange_place_is_refused(stage: Any) -> None:
    sitting = sittings.begin(trainee=stage.attended())
    several, at = Question.objects.filter(kind="multiple")[0], 2
    sitting.paper[at] = {"q": several.pk, "o": [3, 1, 0, 2]}
    sitting.save(update_fields=["paper"])

    kept = sittings.answer(sitting=sitting, answers={at: [0, 1, 2, 3, 9]})

    assert len(kept.answers[str(at)]) == 4
    assert not marking.is_right(Question.objects.get(pk=sitting.paper[at]["q"]), kept.answers[str(at)])
    with pytest.raises(Refused, match="no such question"):
        sittings.answer(sitting=sitting, answers={7: [0]})


def test_handing_in_twice_is_refused(stage: Any) -> None:
    sitting = stage.try_(stage.attended())

    with pytest.raises(Conflict, match="handed in already"):
        sittings.hand_in(sitting=sitting)


def test_an_appeal_that_is_granted_lets_the_question_count(stage: Any) -> None:
    trainee = stage.attended()
    sitting = stage.try_(trainee, wrong=2)
    appeal = appeals.ask(sitting=sitting, place=0, text="题目有两个正确答案")
    with pytest.raises(Conflict, match="already"):
        appeals.ask(sitting=sitting, place=0, text="题目有两个正确答案")
    with pytest.raises(NotAllowed):
        appeals.decide(appeal=appeal, granted=True, reason="同意", by=stage.lecturer)

    appeals.decide(appeal=appeal, granted=True, reason="B、C均正确", by=stage.desk)

    sitting.refresh_from_db()
    trainee.refresh_from_db()
    assert (sitting.state, sitting.right, trainee.state) == ("passed", 4, "passed")
    assert Certificate.objects.count() == 1


def test_an_appeal_that_is_refused_needs_a_reason_and_late_ones_climb(stage: Any) -> None:
    sitting = stage.try_(stage.attended(), wrong=2)
    appeal = appeals.ask(sitting=sitting, place=1, text="看不懂题目")

    with pytest.raises(Refused, match="Say why"):
        appeals.decide(appeal=appeal, granted=False, reason=" ", by=stage.desk)
    with clock.showing(appeal.due_at + dt.timedelta(minutes=1)):
        deadlines.sweep()
    appeal.refresh_from_db()
    assert appeal.rung == 1
    appeals.decide(appeal=appeal, granted=False, reason="题目无误", by=stage.desk)
    assert Sitting.objects.get().state == "failed"
    with stage.later(days=8), pytest.raises(Conflict, match="for 7 days"):
        appeals.ask(sitting=sitting, place=2, text="看不懂题目")


def test_a_changed_question_leaves_old_tries_as_they_were(stage: Any) -> None:
    sitting = stage.try_(stage.attended())
    old = Question.objects.get(pk=sitting.paper[0]["q"])
    values = {
        "number": old.number, "topic": old.topic, "kind": "single", "difficulty": 1, "texts": {"zh": "改过的题"},
        "options": [{"zh": "甲"}, {"zh": "乙"}], "right": "A",
    }  # fmt: skip

    new = bank.put(campaign=stage.campaign, values=values, by=stage.desk)
    same = bank.put(campaign=stage.campaign, values=values, by=stage.desk)

    old.refresh_from_db()
    assert new.pk == same.pk != old.pk and old.ended_at is not None
    assert Question.objects.in_bulk([part["q"] for part in sitting.paper])[old.pk].options == old.options


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "single", "right": "AB"}, "right"),
        ({"kind": "multiple", "right": "A"}, "right"),
        ({"right": "F"}, "right"),
        ({"topic": "cooking"}, "topic"),
        ({"difficulty": 4}, "difficulty"),
        ({"options": [{"zh": "甲"}]}, "options"),
        ({"texts": {}}, "text_zh"),
        ({"number": " "}, "number"),
    ],
)
def test_a_question_that_cannot_be_marked_is_refused_at_its_field(stage: Any, change: Any, field: str) -> None:
    values = {
        "number": "1", "topic": "privacy", "kind": "single", "difficulty": 1, "texts": {"zh": "题"},
        "options": [{"zh": "甲"}, {"zh": "乙"}], "right": "A",
    }  # fmt: skip

    with pytest.raises(Refused) as refusal:
        bank.put(campaign=stage.campaign, values=values | change, by=stage.desk)
    assert field in {fault.where for fault in refusal.value.faults}
