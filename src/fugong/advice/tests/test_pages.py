"""What each of them sees and does on the pages: the liaison, the expert, the medic, the officer, the desk."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fugong.advice.models import Adviser, Appointment, Duty, Enquiry, Published
from fugong.advice.views import advisers, mine
from fugong.core import clock
from fugong.papers.models import Paper
from ground.paging import seen


@pytest.fixture
def as_(client: Client) -> Any:
    def sign_in(user: Any) -> Client:
        client.force_login(user)
        return client

    return sign_in


def here(stage: Any, name: str, *args: Any) -> str:
    return reverse(f"advice:{name}", args=[stage.campaign.key, *args])


def test_the_liaison_asks_and_the_expert_answers(stage: Any, as_: Any) -> None:
    liaison = as_(stage.liaison)
    assert liaison.post(here(stage, "mine_new", stage.river.pk), {"text": "什么"}).status_code == 422
    asked = liaison.post(here(stage, "mine_new", stage.river.pk), {"text": "车间消毒几次？", "urgency": "urgent"})
    found = Enquiry.objects.get()
    assert asked["Location"] == here(stage, "mine_enquiry", stage.river.pk, found.pk)
    expert = as_(found.adviser.user)
    assert "车间消毒几次" in expert.get(here(stage, "enquiries")).content.decode()
    assert expert.post(here(stage, "enquiry_taking", found.pk)).status_code == 302
    assert expert.post(here(stage, "enquiry_answer", found.pk), {"text": ""}).status_code == 422
    assert expert.post(here(stage, "enquiry_answer", found.pk), {"text": "每天三次"}).status_code == 302
    page = expert.get(here(stage, "enquiry", found.pk)).content.decode()
    assert here(stage, "answer_new") in page
    assert expert.get(here(stage, "answer_new") + f"?enquiry={found.pk}").status_code == 200
    texts = {"enquiry": found.pk, "field": "safety", "question_zh": "车间消毒几次？", "answer_zh": "每天三次"}
    assert expert.post(here(stage, "answer_new"), texts).status_code == 302
    liaison = as_(stage.liaison)
    assert "每天三次" in liaison.get(here(stage, "mine_enquiry", stage.river.pk, found.pk)).content.decode()
    assert "每天三次" in liaison.get(here(stage, "mine_similar", stage.river.pk) + "?text=车间消毒").content.decode()
    assert "每天三次" in liaison.get(here(stage, "mine", stage.river.pk) + "?text=消毒几次").content.decode()
    assert liaison.post(here(stage, "mine_reply", stage.river.pk, found.pk), {"what": "helped"}).status_code == 302
    found.refresh_from_db()
    assert found.state == "confirmed"
    assert (
        as_(stage.cast.shop_liaison).get(here(stage, "mine_enquiry", stage.cast.shop.pk, found.pk)).status_code == 404
    )


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_file_lies_beside_a_question_for_those_who_see_it(stage: Any, as_: Any) -> None:
    liaison = as_(stage.liaison)
    liaison.post(here(stage, "mine_new", stage.river.pk), {"text": "车间消毒几次？"})
    found = Enquiry.objects.get()
    own = here(stage, "mine_enquiry", stage.river.pk, found.pk)
    [paper] = Paper.objects.filter(case_kind="enquiry", case_id=found.pk)
    files = reverse("papers:files", args=[stage.campaign.key, paper.pk])
    assert files in liaison.get(own).content.decode()
    liaison.post(files, {"files": SimpleUploadedFile("说明.pdf", b"MZ not a paper")})
    assert not paper.files.exists(), "a file is known by its bytes"
    assert liaison.post(files, {"files": SimpleUploadedFile("说明.pdf", PDF)}).status_code == 302
    one = reverse("papers:file", args=[stage.campaign.key, paper.pk, paper.files.get().uid])
    expert = as_(found.adviser.user)
    assert "说明.pdf" in expert.get(here(stage, "enquiry", found.pk)).content.decode()
    assert b"".join(expert.get(one).streaming_content) == PDF
    stranger = as_(stage.cast.shop_liaison)
    assert stranger.get(one).status_code == 404
    assert stranger.post(files, {"files": SimpleUploadedFile("a.pdf", PDF)}).status_code == 404


def test_the_officer_asks_by_telephone_and_gives_it_to_another(stage: Any, as_: Any) -> None:
    officer = as_(stage.cast.officer)
    new = here(stage, "enquiry_new", stage.river.pk)
    assert (
        officer.get(new).status_code == 200
        and officer.get(here(stage, "enquiry_new", stage.cast.hill.pk)).status_code == 404
    )
    assert officer.post(new, {"text": "员工发热怎么办？", "telephone": "1"}).status_code == 302
    found = Enquiry.objects.get()
    assert (found.via, found.field) == ("telephone", "medical")
    assert officer.post(here(stage, "enquiry_assignment", found.pk), {}).status_code == 422
    assert officer.post(here(stage, "enquiry_assignment", found.pk), {"adviser": stage.medics[1].pk}).status_code == 302
    medic = as_(stage.medics[1].user)
    assert (
        medic.post(
            here(stage, "enquiry_hand_over", found.pk), {"adviser": stage.medics[0].pk, "reason": ""}
        ).status_code
        == 422
    )
    handed = medic.post(here(stage, "enquiry_hand_over", found.pk), {"adviser": stage.medics[0].pk, "reason": "值夜班"})
    assert handed.status_code in (302, 404)
    found.refresh_from_db()
    assert found.adviser == stage.medics[0]
    assert b"".join(as_(stage.desk).get(here(stage, "enquiries_sheet")).streaming_content)


def test_the_desk_keeps_advisers_and_duties(stage: Any, as_: Any) -> None:
    desk = as_(stage.desk)
    assert desk.post(here(stage, "advisers"), {"username": "nobody_at_all", "fields": ["safety"]}).status_code == 422
    assert (
        desk.post(
            here(stage, "advisers"), {"username": "expert_1", "fields": ["safety"], "about": "消防支队"}
        ).status_code
        == 302
    )
    day = clock.today().isoformat()
    duty = {"day": day, "begins": "08:00", "ends": "20:00"}
    assert desk.post(here(stage, "adviser_duties", stage.experts[0].pk), duty).status_code == 302
    page = desk.get(here(stage, "advisers")).content.decode()
    assert "消防支队" in page and "20:00" in page
    assert as_(stage.cast.officer).post(here(stage, "adviser_duties", stage.experts[0].pk), duty).status_code == 403
    desk = as_(stage.desk)
    assert desk.post(here(stage, "duty_removal", stage.experts[0].duties.get().pk)).status_code == 302
    assert desk.post(here(stage, "adviser_ending", stage.experts[0].pk)).status_code == 302
    assert Adviser.objects.filter(until=None).count() == 3


def test_an_appointment_from_asking_to_taking_place(stage: Any, as_: Any) -> None:
    liaison = as_(stage.liaison)
    form = {"kind": "medical", "wish": "孕妇产检", "person": "王小明", "phone": "13800138000"}
    assert liaison.post(here(stage, "mine_appointment_new", stage.river.pk), form | {"phone": "1"}).status_code == 422
    assert liaison.post(here(stage, "mine_appointment_new", stage.river.pk), form).status_code == 302
    found = Appointment.objects.get()
    medic = as_(stage.medics[0].user)
    assert "王小明" in medic.get(here(stage, "appointment", found.pk)).content.decode()
    day = (clock.today() + dt.timedelta(days=1)).isoformat()
    assert (
        medic.post(here(stage, "appointment_arrangement", found.pk), {"day": day, "hour": "09:00"}).status_code == 422
    )
    time = {"day": day, "hour": "09:00", "place": "区人民医院"}
    assert medic.post(here(stage, "appointment_arrangement", found.pk), time).status_code == 302
    assert "王小明" not in as_(stage.cast.leader).get(here(stage, "appointment", found.pk)).content.decode()
    assert as_(stage.experts[0].user).get(here(stage, "appointment", found.pk)).status_code == 404
    page = as_(stage.liaison).get(here(stage, "mine", stage.river.pk)).content.decode()
    assert "区人民医院" in page and "王小明" not in page
    assert as_(stage.desk).get(here(stage, "appointments") + "?state=arranged").status_code == 200
    off = here(stage, "mine_appointment_withdrawal", stage.river.pk, found.pk)
    assert as_(stage.liaison).post(off).status_code == 302


def test_published_answers_are_searched_helped_and_taken_back(stage: Any, as_: Any) -> None:
    desk = as_(stage.desk)
    form = {
        "field": "safety",
        "question_zh": "复工前要做哪些消毒？",
        "answer_zh": "全面清洁消毒一次。",
        "question_en": "Disinfection?",
        "answer_en": "Once.",
    }
    assert desk.post(here(stage, "answer_new"), {"field": "safety"}).status_code == 422
    assert desk.post(here(stage, "answer_new"), form).status_code == 302
    found = Published.objects.get()
    assert "全面清洁" in desk.get(here(stage, "answers") + "?text=消毒").content.decode()
    assert desk.post(here(stage, "answer_help", found.pk)).status_code == 302
    assert as_(stage.cast.officer).post(here(stage, "answer_withdrawal", found.pk)).status_code == 403
    assert as_(stage.desk).post(here(stage, "answer_withdrawal", found.pk)).status_code == 302
    found.refresh_from_db()
    assert found.helped == 1 and found.withdrawn_at is not None


def test_lists_ask_as_often_for_many_as_for_few(stage: Any, as_: Any) -> None:
    desk = as_(stage.desk)

    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(here(stage, "enquiries")).status_code == 200
        return len(asked)

    stage.question(), ask()
    few = ask()
    for n in range(5):
        stage.question(f"第{n}车间消毒几次？")
    assert ask() == few


def test_the_enterprise_s_questions_and_appointments_and_each_adviser_s_next_duties(
    stage: Any, as_: Any, monkeypatch: Any
) -> None:
    for n in range(3):
        stage.question(f"第{n}问：车间每天消毒几次？")
        stage.appointment()
    monkeypatch.setattr(mine, "SHOWN", 2)
    home = here(stage, "mine", stage.river.pk)
    assert seen(as_(stage.liaison), home, r">(第\d问)[^<]*</a>") == ["第2问", "第1问", "第0问"]
    off = r"/advice/appointments/(\d+)/withdrawal/"
    assert len(set(seen(as_(stage.liaison), home, off, "appointments"))) == 3
    monkeypatch.setattr(advisers, "COMING", 2)
    rows = list(Adviser.objects.filter(campaign=stage.campaign, until=None).order_by("pk"))
    Duty.objects.all().delete()
    for n, row in enumerate(rows):
        for hours in range(3):
            begins = clock.now() + dt.timedelta(hours=1 + hours, days=n)
            Duty.objects.create(adviser=row, begins_at=begins, ends_at=begins + dt.timedelta(hours=1))
    page = as_(stage.desk).get(here(stage, "advisers"))
    shown = {row.pk: [duty.begins_at for duty in row.coming] for row in page.context["rows"]}
    assert shown and all(len(found) == 2 and found == sorted(found) for found in shown.values())
