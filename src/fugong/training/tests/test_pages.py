"""What each of them sees and does on the pages: the desk, the lecturer, the liaison, the person by link, anybody with a code."""

import datetime as dt
import io
from collections import OrderedDict
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from fugong.core import clock
from fugong.registry import colleagues
from fugong.registry.models import Enterprise
from fugong.sheets.models import SheetImport
from fugong.training.actions import sessions, sittings
from fugong.training.arrows import TRAINEE
from fugong.training.models import Appeal, Certificate, Course, Question, Session, Sitting, Trainee
from fugong.training.views import mine
from fugong.training.views import sessions as keypad
from fugong.workflow import pipeline
from fugong.workforce import giving
from fugong.workforce.actions import files
from ground.paging import seen

NEW = {"zh": "消防安全", "en": "Fire safety"}


@pytest.fixture
def as_(client: Client) -> Any:
    def sign_in(user: Any) -> Client:
        client.force_login(user)
        return client

    return sign_in


def here(stage: Any, name: str, *args: Any) -> str:
    return reverse(f"training:{name}", args=[stage.campaign.key, *args])


def test_the_desk_opens_plans_signs_up_and_reads_the_register(stage: Any, as_: Any) -> None:
    desk = as_(stage.desk)
    page = desk.get(here(stage, "courses"))
    assert page.status_code == 200 and "闭环司机线上课" in page.content.decode()
    assert desk.post(here(stage, "course_opening", "drivers")).status_code == 302
    course = here(stage, "course", stage.course.pk)
    day = (clock.today() + dt.timedelta(days=1)).isoformat()
    bad = desk.post(here(stage, "course_sessions", stage.course.pk), {"day": day, "begins": "10:00", "ends": "9:00"})
    assert bad.status_code == 422 and day in bad.content.decode()
    good = {
        "day": day,
        "begins": "09:00",
        "ends": "11:00",
        "capacity": "30",
        "place": "报告厅",
        "lecturer": stage.lecturer.pk,
    }
    assert desk.post(here(stage, "course_sessions", stage.course.pk), good).status_code == 302
    assert Session.objects.get().lecturer == stage.lecturer
    person = {"name": "王小明", "phone": "13800138000", "uscc": stage.river.uscc}
    assert desk.post(here(stage, "course_trainees", stage.course.pk), person).status_code == 302
    found = Trainee.objects.get()

    for address in (course, here(stage, "register"), here(stage, "trainee", found.pk), here(stage, "sessions")):
        assert "王小明" in desk.get(address).content.decode() or address == here(stage, "sessions")
    assert "王小明" not in as_(stage.cast.leader).get(here(stage, "register")).content.decode()
    sheet = desk.get(here(stage, "register_sheet"))
    assert len(b"".join(sheet.streaming_content)) > 5_000


def test_of_many_lecturers_each_is_typed_looked_up_and_nobody_else_taken(
    stage: Any, as_: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(colleagues, "MOST_OFFERED", 0)
    desk = as_(stage.desk)
    desk.post(here(stage, "course_opening", "drivers"))
    page = desk.get(here(stage, "course", stage.course.pk)).content.decode()
    assert 'name="lecturer"' in page and "holding=training.teach" in page.replace("&amp;", "&")
    names = reverse("registry:officer_names", args=[stage.campaign.key])
    found = desk.get(names, {"holding": "training.teach", "lecturer": stage.lecturer.name[:2]}).content.decode()
    assert stage.lecturer.username in found
    assert (
        stage.cast.officer.username
        not in desk.get(names, {"holding": "training.teach", "lecturer": stage.cast.officer.name}).content.decode()
    )
    day = (clock.today() + dt.timedelta(days=1)).isoformat()
    said = {"day": day, "begins": "09:00", "ends": "11:00", "capacity": "30", "place": "报告厅"}
    sessions_of = here(stage, "course_sessions", stage.course.pk)
    for nobody in ("没有这个人", stage.cast.officer.username, str(stage.cast.officer.pk)):
        assert desk.post(sessions_of, {**said, "lecturer": nobody}).status_code == 422
    typed = f"{stage.lecturer.name} · {stage.lecturer.username}"
    assert desk.post(sessions_of, {**said, "lecturer": typed}).status_code == 302
    assert Session.objects.get().lecturer == stage.lecturer
    assert as_(stage.cast.officer).get(names, {"holding": "training.teach", "lecturer": "a"}).status_code == 403


def test_the_desk_enters_a_course_and_a_question_of_its_own(stage: Any, as_: Any) -> None:
    desk = as_(stage.desk)
    form = {
        "name_zh": NEW["zh"],
        "name_en": NEW["en"],
        "mode": "on_site",
        "topic_0": "privacy",
        "number_0": "2",
        "pass_mark": "60",
    }
    assert desk.post(here(stage, "course_new"), {**form, "address": "x"}).status_code == 422
    assert desk.post(here(stage, "course_new"), form).status_code == 302
    course = Course.objects.get(key="")
    assert course.exam and (course.exam["draw"][0]["number"], course.exam["pass_mark"]) == (2, 60)
    assert desk.get(here(stage, "course_text", course.pk)).status_code == 200
    question = {
        "number": "P9", "topic": "privacy", "kind": "multiple", "difficulty": "2", "text_zh": "哪些信息应当保密", "right": "AB",
        "option_A_zh": "身份证号", "option_B_zh": "手机号", "option_C_zh": "企业名称",
    }  # fmt: skip
    assert desk.post(here(stage, "question_new"), {**question, "right": "F"}).status_code == 422
    assert desk.post(here(stage, "question_new"), question).status_code == 302
    made = Question.objects.get(number="P9")
    assert desk.get(here(stage, "question", made.pk)).status_code == 200
    assert "P9" in desk.get(here(stage, "bank")).content.decode()
    sheet = desk.get(here(stage, "bank_sheet"))
    assert len(b"".join(sheet.streaming_content)) > 5_000
    assert desk.post(here(stage, "question_removal", made.pk)).status_code == 302


def test_the_lecturer_shows_the_code_and_ticks_people_off(stage: Any, as_: Any) -> None:
    session, trainee = stage.session(), stage.trainee()
    sessions.book(session=session, trainee=trainee, by=None)
    lecturer = as_(stage.lecturer)
    with clock.showing(session.begins_at):
        assert lecturer.post(here(stage, "session_beginning", session.pk)).status_code == 302
        assert stage.code(session) in lecturer.get(here(stage, "session_screen", session.pk)).content.decode()
        assert stage.code(session) in lecturer.get(here(stage, "session_code", session.pk)).content.decode()
        assert lecturer.post(here(stage, "session_ticks", session.pk), {"present": [trainee.pk]}).status_code == 302
    with clock.showing(session.ends_at):
        assert lecturer.post(here(stage, "session_end", session.pk)).status_code == 302
        page = lecturer.get(here(stage, "session", session.pk)).content.decode()
        assert (
            lecturer.post(
                here(stage, "session_minutes", session.pk), {"trainee": trainee.pk, "minutes": "45"}
            ).status_code
            == 302
        )
        assert lecturer.post(here(stage, "course_closing", stage.course.pk)).status_code == 403
    assert 'value="90"' in page
    assert stage.code(session) not in as_(stage.cast.officer).get(here(stage, "session", session.pk)).content.decode()
    assert as_(stage.cast.officer).get(here(stage, "session_screen", session.pk)).status_code == 403


def test_the_liaison_signs_up_the_own_people(stage: Any, as_: Any) -> None:
    liaison = as_(stage.liaison)
    own = reverse("training:mine_course", args=[stage.campaign.key, stage.river.pk, stage.course.pk])
    home = reverse("training:mine", args=[stage.campaign.key, stage.river.pk])
    assert liaison.post(own, {}).status_code == 422
    assert liaison.post(own, {"name": "赵六", "phone": "13800138006"}).status_code == 302
    session, trainee = stage.session(), Trainee.objects.get()
    seats = reverse("training:mine_seats", args=[stage.campaign.key, stage.river.pk, trainee.pk])
    assert liaison.post(seats, {"session": session.pk}).status_code == 302
    assert "赵六" in liaison.get(home).content.decode() and "赵六" in liaison.get(own).content.decode()
    other = reverse("training:mine", args=[stage.campaign.key, stage.cast.shop.pk])
    assert liaison.get(other).status_code == 404
    off = reverse("training:mine_withdrawal", args=[stage.campaign.key, stage.river.pk, trainee.pk])
    assert liaison.post(off).status_code == 302
    trainee.refresh_from_db()
    assert trainee.state == "withdrawn"


def test_of_a_long_staff_list_the_next_follow_once_the_first_are_signed_up(
    stage: Any, as_: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(mine, "MOST", 1)
    people = [
        files.enter(
            campaign=stage.campaign,
            given=giving.read({"name": name, "document": document, "document_kind": "resident_card"}, jobs={}),
            by=stage.desk,
            enterprise=stage.river,
        ).person
        for name, document in (("王小明", "11010119900307803X"), ("李小红", "110101199003071233"))
    ]
    own = reverse("training:mine_course", args=[stage.campaign.key, stage.river.pk, stage.course.pk])
    liaison = as_(stage.liaison)
    before = liaison.get(own).content.decode()
    assert f'value="{people[0].pk}"' in before and f'value="{people[1].pk}"' not in before
    ticked = seen(liaison, own, r'name="person" value="(\d+)"', "people")
    assert ticked == [str(person.pk) for person in people], "each is reached at once, too"
    assert liaison.post(own, {"person": people[0].pk}).status_code == 302
    assert f'value="{people[1].pk}"' in liaison.get(own).content.decode()


def test_everybody_of_a_session_and_of_the_enterprise_is_reached(stage: Any, as_: Any, monkeypatch: Any) -> None:
    session, names = stage.session(), [f"王小{n}" for n in "一二三"]
    for n, name in enumerate(names):
        sessions.book(trainee=stage.trainee(name, f"1380013800{n}"), session=session, by=stage.desk)
    monkeypatch.setattr(keypad, "MOST", 2)
    monkeypatch.setattr(mine, "SHOWN", 2)
    desk, liaison = as_(stage.desk), Client()
    liaison.force_login(stage.liaison)
    there = seen(desk, here(stage, "session", session.pk), r"/trainees/(\d+)/")
    assert set(there) == {str(pk) for pk in Trainee.objects.values_list("pk", flat=True)}
    for name, args in (("mine", []), ("mine_course", [stage.course.pk])):
        address = reverse(f"training:{name}", args=[stage.campaign.key, stage.river.pk, *args])
        assert sorted(seen(liaison, address, r"<strong>(王小.)</strong>")) == sorted(names)


def test_the_person_signs_up_by_the_link_and_in_by_the_code(stage: Any, client: Client) -> None:
    join = reverse("training:join", args=[stage.course.token])
    assert client.get(join).status_code == 200
    assert client.get(reverse("training:join_code", args=[stage.course.token]))["Content-Type"] == "image/svg+xml"
    assert client.post(join, {"name": "孙七", "phone": "13800138007"}).status_code == 422
    answer = client.post(join + "?lang=ja", {"name": "孙七", "phone": "13800138007", "read_notice": "on"})
    trainee = Trainee.objects.get()
    own = reverse("training:own", args=[trainee.token])
    assert answer["Location"] == own and trainee.language == "ja"
    session = stage.session()
    assert client.post(f"{own}seat/", {"session": session.pk}).status_code == 302
    session = stage.began(session)
    with clock.showing(session.begins_at):
        assert client.post(f"{own}sign-in/", {"session": session.pk, "code": "000000x"}).status_code == 422
        door = reverse("training:sign_in", args=[session.token])
        wrong = client.post(door, {"name": "孙八", "phone": "13800138007", "code": stage.code(session)})
        right = client.post(door, {"name": "孙七", "phone": "13800138007", "code": stage.code(session)})
        assert (wrong.status_code, right.status_code) == (422, 302)
        assert "孙七" not in client.get(own).content.decode()  # masked, even here


def test_the_paper_says_nothing_of_what_is_right(stage: Any, client: Client) -> None:
    trainee = stage.attended()
    own = reverse("training:own", args=[trainee.token])
    assert client.get(f"{own}?lang=en").status_code == 200 and client.post(f"{own}exam/").status_code == 302
    sitting = Sitting.objects.get()
    page = client.get(f"{own}exam/?lang=en").content.decode()
    right, wrong = stage.answers(sitting), stage.answers(sitting, wrong=5)

    assert "right" not in page.lower().replace("right answer", "") and "Question" in page
    first = client.post(f"{own}exam/answers/", {"seen0": "1", "q0": [str(each) for each in right[0]]})
    assert "1 of 5" in first.content.decode()
    same = client.get(f"{own}exam/?lang=en").content.decode()
    assert same.count(" checked") == len(right[0])
    assert client.get(f"{own}tries/1/").status_code == 404  # nothing before handing in
    ticked = {f"q{at}": [str(each) for each in wrong[at]] for at in range(1, 5)}
    done = client.post(f"{own}exam/end/", {f"seen{at}": "1" for at in range(1, 5)} | ticked)
    assert done.status_code == 302
    result = client.get(done["Location"])
    assert "1 / 5" in result.content.decode() and "try again from" in result.content.decode()
    assert client.post(f"{own}tries/1/appeal/", {"place": "2", "text": "x"}).status_code == 422
    assert client.post(f"{own}tries/1/appeal/", {"place": "2", "text": "两个答案都对"}).status_code == 302
    assert Appeal.objects.get().place == 2


def test_when_the_time_is_up_the_open_page_is_led_to_the_result(stage: Any, client: Client) -> None:
    trainee = stage.attended()
    sitting = sittings.begin(trainee=trainee)
    own = reverse("training:own", args=[trainee.token])
    with clock.showing(sitting.due_at - dt.timedelta(seconds=40)):
        assert "40 seconds left" in client.get(f"{own}exam/left/?lang=en").content.decode()
    with clock.showing(sitting.due_at + dt.timedelta(seconds=1)):
        assert client.get(f"{own}exam/left/")["HX-Redirect"] == own
        late = client.post(f"{own}exam/answers/", {"seen0": "1", "q0": "0"})
        assert late["HX-Redirect"] == own and Sitting.objects.get().state == "failed"


def test_the_desk_decides_an_appeal(stage: Any, as_: Any) -> None:
    sitting = stage.try_(stage.attended(), wrong=2)
    desk = as_(stage.desk)
    form = {"number": "1", "place": "1", "text": "选项有误"}
    assert desk.post(here(stage, "trainee_appeals", sitting.trainee_id), form | {"number": "9"}).status_code == 422
    assert desk.post(here(stage, "trainee_appeals", sitting.trainee_id), form).status_code == 302
    appeal = Appeal.objects.get()
    assert "选项有误" in desk.get(here(stage, "appeals")).content.decode()
    assert desk.get(here(stage, "appeal", appeal.pk)).status_code == 200
    assert desk.post(here(stage, "appeal_decision", appeal.pk), {"granted": "1"}).status_code == 422
    assert (
        desk.post(here(stage, "appeal_decision", appeal.pk), {"granted": "1", "reason": "确有两个答案"}).status_code
        == 302
    )
    assert Certificate.objects.exists()
    assert as_(stage.cast.officer).get(here(stage, "appeals")).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en", "ja", "ko"])
def test_a_certificate_prints_and_is_verified_with_the_name_masked(stage: Any, as_: Any, language: str) -> None:
    stage.try_(stage.attended())
    certificate = Certificate.objects.get()
    desk = as_(stage.desk)
    desk.cookies.load({"django_language": language})
    pdf = desk.get(here(stage, "certificate_pdf", certificate.pk))
    text = PdfReader(io.BytesIO(b"".join(pdf.streaming_content))).pages[0].extract_text()
    assert certificate.number in text and "王小明" in text
    public = (
        Client().get(reverse("training:certified", args=[certificate.token]) + f"?lang={language}").content.decode()
    )
    assert (
        certificate.number in public and "王**" in public and "王小明" not in public and stage.river.name not in public
    )
    assert Client().get(reverse("training:certified", args=["NOSUCHCERTIFICATE"])).status_code == 404


def test_the_desk_revokes_and_others_can_not(stage: Any, as_: Any) -> None:
    stage.try_(stage.attended())
    certificate = Certificate.objects.get()
    address = here(stage, "certificate_revocation", certificate.pk)
    assert as_(stage.cast.officer).post(address, {"reason": "x"}).status_code == 403
    desk = as_(stage.desk)
    assert desk.post(here(stage, "certificate_renewal", certificate.pk)).status_code == 409
    assert desk.post(address, {"reason": "代考"}).status_code == 302
    page = desk.get(here(stage, "certificate", certificate.pk)).content.decode()
    assert "代考" in page
    assert certificate.number in desk.get(here(stage, "certificates") + "?state=revoked").content.decode()
    assert (
        certificate.number
        not in desk.get(here(stage, "certificates") + "?state=valid").content.decode().split("<tbody>")[-1]
    )


def test_lists_ask_as_often_for_many_as_for_few(stage: Any, as_: Any) -> None:
    desk = as_(stage.desk)
    address = here(stage, "register")

    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        return len(asked)

    stage.trainee(), ask()
    few = ask()
    for n in range(6):
        stage.trainee(name=f"学员{n}", phone=f"1390013900{n}")
    assert ask() == few


def test_the_strips_of_a_large_place_answer_for_a_moment_and_each_sight_has_its_own(
    stage: Any, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fugong.core import kept

    monkeypatch.setattr(kept, "_held", OrderedDict())
    monkeypatch.setattr(kept, "_large", set())
    monkeypatch.setattr(kept, "PATIENCE", 10**9)
    monkeypatch.setattr(kept, "MANY", 0)
    everybody = Trainee.objects.filter(campaign=stage.campaign)

    def counted(rows: Any) -> dict[str, int]:
        found = {each.key: each.count for each in pipeline.strip(rows, TRAINEE) if each.count}
        columns, parts = pipeline.strip_with_parts(rows, TRAINEE, "course")
        assert {each.key: each.count for each in columns if each.count} == found
        assert parts.get(stage.course.pk, {}) == found
        return found

    stage.trainee()
    assert counted(everybody) == {"signed_up": 1}
    stage.trainee(name="学员二", phone="13900139002")
    assert counted(everybody) == {"signed_up": 1}, "as a moment ago"
    assert counted(everybody.filter(enterprise=None)) == counted(Trainee.objects.none()) == {}
    monkeypatch.setattr(kept, "MOMENT", 0)
    kept._held.clear()
    assert counted(everybody) == {"signed_up": 2}
    stage.trainee(name="学员三", phone="13900139003")
    assert counted(everybody) == {"signed_up": 3}, "the moment has passed"


def test_the_list_of_the_day_names_who_may_serve_and_where_nobody_may(stage: Any, as_: Any) -> None:
    stage.try_(stage.attended())
    [certificate] = Certificate.objects.all()
    desk, kind = as_(stage.desk), f"?kind={certificate.qualification}"
    page = desk.get(here(stage, "holders") + kind + "&state=with").content.decode()
    assert certificate.number in page and "王小明" in page and stage.river.name in page
    assert stage.cast.shop.name not in page
    without = desk.get(here(stage, "holders") + kind + "&state=without").content.decode()
    assert stage.cast.shop.name in without and stage.river.name not in without
    with CaptureQueriesContext(connection) as queries:
        page = desk.get(here(stage, "holders") + kind)
    assert len(queries) < 40
    open_ones = Enterprise.objects.filter(enrolments__campaign=stage.campaign, closed_on=None).count()
    assert {each.key: each.count for each in page.context["columns"]} == {
        "with": 1,
        "soon": 0,
        "without": open_ones - 1,
    }
    with clock.showing(clock.at(certificate.valid_until - dt.timedelta(days=3), 9)):
        columns = as_(stage.desk).get(here(stage, "holders") + kind).context["columns"]
    assert [each.count for each in columns] == [1, 1, open_ones - 1], "it ends soon"
    assert b"".join(desk.get(here(stage, "holders_sheet") + kind).streaming_content).startswith(b"PK")
    assert "王小明" not in as_(stage.cast.leader).get(here(stage, "holders") + kind).content.decode()
    with clock.showing(clock.at(certificate.valid_until + dt.timedelta(days=1), 9)):
        late = as_(stage.desk).get(here(stage, "holders") + kind + "&state=with").content.decode()
    assert certificate.number not in late, "a certificate that ended lets nobody serve"


def test_the_sample_of_questions_comes_in_as_it_is_and_a_topic_is_named_by_its_words(stage: Any, as_: Any) -> None:
    client = as_(stage.desk)
    sample = b"".join(client.get(reverse("sheets:sample", args=["plain", "exam_questions"])).streaming_content)
    upload = reverse("sheets:upload", args=["plain", "exam_questions"])
    client.post(upload, {"file": SimpleUploadedFile("样表.xlsx", sample)})
    rows = SheetImport.objects.latest("pk").rows.order_by("number")
    assert [(row.verdict, row.faults) for row in rows] == [("new", []), ("new", [])], (
        "the second asks for several answers"
    )
    lines = "编号,知识点,题型,难度,问题,A,B,正确答案\nQ1,没有的知识点,单选题,易,几人,1,2,A\n"
    client.post(upload, {"file": SimpleUploadedFile("题库.csv", lines.encode())})
    (row,) = SheetImport.objects.latest("pk").rows.all()
    said = str(row.faults)
    topics = stage.campaign.pack.training.topics
    assert all(topic.name.in_("zh") in said for topic in topics) and topics[0].key not in said
