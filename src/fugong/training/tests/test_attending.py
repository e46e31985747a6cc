"""Seats are never too many, the code on the screen changes, minutes are counted, who was missing is seen."""

import datetime as dt
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused, TooMany
from fugong.training import lists
from fugong.training.actions import attending, courses, sessions, signups
from fugong.training.actions.signups import Who
from fugong.training.lists import Wanted
from fugong.training.models import Certificate, Course, Presence, Trainee


def test_the_same_person_is_on_a_course_once(stage: Any) -> None:
    first, again = stage.trainee(), stage.trainee(name="王 小明", phone="138 0013 8000")

    assert first.pk == again.pk and Trainee.objects.count() == 1
    assert stage.trainee(phone="13800138001").pk != first.pk


def test_a_liaison_signs_up_for_the_own_enterprise_only(stage: Any) -> None:
    assert stage.trainee(by=stage.liaison, via="enterprise").via == "enterprise"
    with pytest.raises(NotAllowed):
        stage.trainee(name="李四", by=stage.liaison, enterprise=stage.cast.hill)
    with pytest.raises(NotAllowed):
        stage.trainee(name="李四", by=stage.liaison, enterprise=None)


def test_a_course_of_the_pack_is_opened_once_and_closed_lets_nobody_in(stage: Any) -> None:
    assert courses.open_kind(campaign=stage.campaign, key="scanners", by=stage.desk).pk == stage.course.pk
    courses.close(course=stage.course, by=stage.desk)
    stage.course.refresh_from_db()
    with pytest.raises(Conflict, match="Closed"):
        stage.trainee()
    with pytest.raises(NotAllowed):
        courses.open_kind(campaign=stage.campaign, key="scanners", by=stage.liaison)
    with pytest.raises(Refused, match="no such course"):
        courses.open_kind(campaign=stage.campaign, key="cooking", by=stage.desk)


def test_the_last_seat_is_taken_once(stage: Any) -> None:
    session = stage.session(seats=1)
    sessions.book(session=session, trainee=stage.trainee(), by=None)

    with pytest.raises(Conflict, match="No seat"):
        sessions.book(session=session, trainee=stage.trainee(name="李四", phone="13800138002"), by=None)
    session.refresh_from_db()
    assert session.taken == 1


def test_who_signs_in_with_the_code_of_now_gets_the_minutes(stage: Any) -> None:
    session, trainee = stage.session(), stage.trainee()
    sessions.book(session=session, trainee=trainee, by=None)
    session = stage.began(session)
    with clock.showing(session.begins_at + dt.timedelta(minutes=20)):
        stale = stage.code(session)
    with clock.showing(session.begins_at + dt.timedelta(minutes=25)):
        for wrong in (stale, "１２３", "²³", "十二"):
            with pytest.raises(Refused, match="isn’t the code"):
                sessions.sign_in(session=session, trainee=trainee, code=wrong)
        wide = stage.code(session).translate({ord("0") + digit: chr(ord("０") + digit) for digit in range(10)})
        sessions.sign_in(session=session, trainee=trainee, code=f" {wide} ")
    with clock.showing(session.ends_at + dt.timedelta(minutes=3)):
        sessions.end(session=session, by=stage.lecturer)
        trainee.refresh_from_db()

    assert (trainee.minutes, trainee.state) == (65, "attended")


def test_wrong_codes_come_to_an_end(stage: Any) -> None:
    session, trainee = stage.began(stage.session()), stage.trainee()

    for _n in range(sessions.WRONG):
        with pytest.raises(Refused, match="isn’t the code"):
            sessions.sign_in(session=session, trainee=trainee, code="x")
    with pytest.raises(TooMany):
        sessions.sign_in(session=session, trainee=trainee, code=stage.code(session))


def test_the_lecturers_keypad_and_who_was_missing(stage: Any) -> None:
    session = stage.session()
    here, missing = stage.trainee(), stage.trainee(name="李四", phone="13800138002")
    for each in (here, missing):
        sessions.book(session=session, trainee=each, by=stage.desk)
    session = stage.began(session)
    with pytest.raises(NotAllowed):
        sessions.tick(session=session, present=[here.pk], by=stage.cast.officer)
    with clock.showing(session.begins_at):
        assert sessions.tick(session=session, present=[here.pk], by=stage.lecturer) == 1
    with clock.showing(session.ends_at):
        sessions.end(session=session, by=stage.lecturer)

    rows = lists.trainees(stage.desk, stage.campaign, Wanted(state="missing"))
    assert list(rows) == [missing]
    here.refresh_from_db()
    assert (here.minutes, here.state) == (90, "attended")
    sessions.correct(session=session, trainee=missing, minutes=60, by=stage.lecturer)
    missing.refresh_from_db()
    assert (missing.state, Presence.objects.get(trainee=missing).minutes) == ("attended", 60)


def test_a_recording_counts_once_its_minutes_have_passed(stage: Any) -> None:
    trainee = stage.trainee(course=stage.drivers())
    with pytest.raises(Conflict, match="Open the recording"):
        attending.watched(trainee=trainee)
    attending.watch(trainee=trainee)
    with stage.later(minutes=29), pytest.raises(Conflict, match="29 have passed"):
        attending.watched(trainee=trainee)
    with stage.later(minutes=30):
        attending.watched(trainee=trainee)

    trainee.refresh_from_db()
    assert (trainee.state, trainee.minutes) == ("passed", 30)
    assert Certificate.objects.get().qualification == "driver"


def test_the_link_has_an_end_and_finds_who_came_before(stage: Any) -> None:
    def come(n: int, **more: Any) -> Trainee:
        who = Who(name=f"访客{n}", phone=f"1380013800{n}")
        return signups.by_link(**{"token": stage.course.token, "who": who, "uscc": "", "read_notice": True} | more)

    with pytest.raises(Refused, match="Read what is kept"):
        come(1, read_notice=False)
    with pytest.raises(Refused, match="No enterprise"):
        come(1, uscc="91000000000000000X")
    first = come(1, uscc=stage.river.uscc)
    come(2), come(3)
    with pytest.raises(Refused, match="Nobody else"):
        come(4)
    assert come(1).pk == first.pk and first.enterprise == stage.river


def test_a_cancelled_course_frees_its_seats(stage: Any) -> None:
    session = stage.session()
    sessions.book(session=session, trainee=stage.trainee(), by=None)

    courses.cancel(course=stage.course, reason="讲师生病", by=stage.desk)

    session.refresh_from_db()
    assert session.state == "cancelled" and not Presence.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": {}}, "name_zh"),
        ({"gives": "pilot"}, "gives"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"recorded": 20, "address": ""}, "address"),
        ({"minutes": -1}, "minutes"),
        ({"exam": {"draw": [{"topic": "cooking", "number": 1}]}}, "exam"),
        ({"exam": {"draw": [{"topic": "privacy", "number": 1}], "pass_mark": 0}}, "exam"),
    ],
)
def test_a_course_that_cannot_be_held_is_refused_at_its_field(stage: Any, change: Any, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        courses.enter(campaign=stage.campaign, values={"names": {"zh": "消防"}} | change, by=stage.desk)
    assert field in {fault.where for fault in refusal.value.faults} and Course.objects.count() == 1
