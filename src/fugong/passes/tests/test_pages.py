"""The pages, as the enterprise, the officer for the caller, the street, the administrator and the driver use them."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Value
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from fugong.core import clock
from fugong.core.measures import KINDS, REGISTERED
from fugong.passes.actions import keys
from fugong.passes.arrows import APPLICATION, PASS
from fugong.passes.models import Pass, PassApplication, SigningKey
from fugong.passes.tests.stage import at, signed_in
from fugong.passes.views import mine
from fugong.registry import todo
from fugong.web.timeline import SAID
from fugong.workforce.models import Person

pytestmark = pytest.mark.django_db


def text_of(answer, status=200):
    assert answer.status_code == status, answer.content[:600]
    return answer.content.decode()


def sent(stage, **more):
    return {
        "kind": "truck",
        "plates": "苏A12345\n 苏b·54321 ",
        "since": stage.today,
        "until": stage.days(3),
        "purpose": "原料",
    } | more


def test_the_enterprise_asks_the_street_decides_many_the_driver_shows(stage):
    firm, town = signed_in(stage.cast.liaison), signed_in(stage.cast.town)
    assert "Ask for passes for your trucks" in text_of(
        firm.get(reverse("resumption:mine_enterprise", args=["plain", stage.river.pk]))
    )
    text_of(firm.get(at("mine_ask", stage.river.pk)))
    answer = firm.post(at("mine_ask", stage.river.pk), sent(stage, plates="苏A12345\n坏"))
    assert "Line 2" in text_of(answer, 422)
    assert "原料" in answer.content.decode(), "what was typed stays"
    page = text_of(firm.post(at("mine_ask", stage.river.pk), sent(stage), follow=True))
    assert "2 wait for a decision" in page
    assert [each.detail for each in todo.of(stage.cast.town, stage.campaign) if "pass" in each.detail] == [
        "Decide about 2 passes"
    ]

    desk = text_of(town.get(at("applications")))
    assert "苏A12345" in desk
    assert "苏A12345" in text_of(town.get(at("applications") + "?text=苏a 12345"))
    assert "苏A12345" not in text_of(town.get(at("applications") + "?kind=commuter"))
    first, second = PassApplication.objects.order_by("pk")
    assert "0 of 5 are given out" in text_of(town.get(at("application", first.pk)))
    answer = town.post(at("decisions"), {"application": [first.pk, second.pk], "outcome": "refuse"})
    assert "Say why" in text_of(answer, 422)
    text_of(town.post(at("decisions"), {"application": [first.pk, second.pk], "outcome": "approve"}, follow=True))
    shown = Pass.objects.get(subject="苏A12345")
    assert shown.scans.count() == 0

    assert "<svg" in text_of(town.get(at("issued", shown.pk)))
    driver = text_of(Client().get(reverse("passes:own", args=[shown.token])))
    assert 'class="code"' in driver
    assert "苏A12345" in driver
    assert text_of(Client().get(reverse("passes:own", args=["nothing"])), 404)
    assert "until 23 Feb 2020" in text_of(firm.get(at("mine", stage.river.pk)))
    answer = town.post(at("withdrawal", shown.pk), {"reason": "报废"}, follow=True)
    assert "报废" in text_of(answer)
    driver = text_of(Client().get(reverse("passes:own", args=[shown.token])))
    assert 'class="code"' not in driver, "nothing is left to show"


def test_everybody_of_a_long_list_can_be_asked_for(stage, monkeypatch):
    people = [stage.person() for _each in range(2)]
    monkeypatch.setattr(mine, "PEOPLE", 1)
    firm = signed_in(stage.cast.liaison)
    wanted = at("mine_ask", stage.river.pk) + "?kind=commuter"
    first = text_of(firm.get(wanted))
    pages = [first]
    while "after=" in pages[-1] and len(pages) < 20:
        pages.append(text_of(firm.get(f"{wanted}&after={len(pages)}")))
        if 'rel="next"' not in pages[-1]:
            break
    assert 'data-kept-ticks="people"' in first
    for person in people:
        assert sum(f'value="{person.pk}"' in page for page in pages) == 1


def test_an_officer_asks_for_the_caller_and_another_decides(stage):
    officer = signed_in(stage.cast.officer)
    enterprise = reverse("registry:enterprise", args=["plain", stage.river.pk])
    assert at("mine_ask", stage.river.pk) in text_of(officer.get(enterprise))
    text_of(officer.post(at("mine_ask", stage.river.pk), sent(stage), follow=True))
    desk = signed_in(stage.cast.desk)
    application = PassApplication.objects.first()
    text_of(desk.post(at("approval", application.pk), {"until": stage.days(2)}, follow=True))
    assert Pass.objects.get().until == stage.days(2)
    own = stage.asked(by=stage.cast.desk)
    page = text_of(desk.get(at("application", own.pk)))
    assert "a second person decides" in page
    assert desk.post(at("approval", own.pk), {}).status_code == 403
    assert signed_in(stage.cast.shop_liaison).get(at("mine", stage.river.pk)).status_code == 404


def test_sheets_and_papers_go_out(stage):
    shown = [stage.issued() for _each in range(3)]
    desk = signed_in(stage.cast.desk)
    for name, rows in (("applications_sheet", 3), ("passes_sheet", 3)):
        answer = desk.get(at(name) + "?tab=all")
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        assert shown[0].subject in str(list(sheet.values))
        assert sheet.max_row >= rows
    answer = signed_in(stage.cast.liaison).get(at("mine_paper", stage.river.pk))
    paper = PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(paper.pages) == 1, "several to a page"
    text = paper.pages[0].extract_text().replace(" ", "")
    assert all(each.subject in text for each in shown)
    assert desk.get(at("paper") + f"?id={shown[0].pk}").status_code == 200
    assert desk.get(at("paper") + "?text=nothing").status_code == 404


def test_a_sheet_of_many_plates_comes_in(stage):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("车牌号", "通行证类型", "企业名称", "用途"),
        ("苏A00001", "车辆通行证", stage.river.name, "原料"),
        ("苏A00002", "", stage.cast.shop.name, ""),
        ("苏A2", "", stage.river.name, ""),
        ("苏A00003", "", "没有的企业", ""),
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    desk = signed_in(stage.cast.desk)
    answer = desk.post(
        reverse("sheets:upload", args=["plain", "passes"]), {"file": SimpleUploadedFile("车辆.xlsx", out.getvalue())}
    )
    assert answer.status_code == 302, answer.content[:500]
    preview = text_of(desk.get(answer.url))
    assert "Write a number plate" in preview
    text_of(desk.post(f"{answer.url}application/", {"only_good": "1"}, follow=True))
    assert sorted(PassApplication.objects.values_list("subject", flat=True)) == ["苏A00001", "苏A00002"]


def test_a_person_shows_the_red_card_from_the_own_page(stage):
    person = stage.person(name="李红")
    own = reverse("workforce:own", args=[person.token])
    assert Client().get(reverse("passes:card", args=[person.token])).status_code == 404
    Person.objects.filter(pk=person.pk).update(card="red", card_until=stage.days(6), state="observed")
    assert reverse("passes:card", args=[person.token]) in text_of(Client().get(own + "?lang=en"))
    card = text_of(Client().get(reverse("passes:card", args=[person.token]), follow=True))
    assert "<svg" in card
    assert "李" not in card
    Person.objects.filter(pk=person.pk).update(card="")
    assert 'class="code"' not in text_of(Client().get(reverse("passes:own", args=[Pass.objects.get().token])))
    assert "红卡" not in text_of(signed_in(stage.cast.desk).get(at("passes"))), (
        "people's cards are in their files alone"
    )


def test_the_administrator_changes_keys(stage, cast):
    first = keys.current()
    administrator = signed_in(cast.administrator)
    assert first.kid in text_of(administrator.get(reverse("passes:keys")))
    text_of(administrator.post(reverse("passes:key_new"), follow=True))
    assert "Say why" in text_of(administrator.post(reverse("passes:key_withdrawal", args=[first.pk]), {}), 422)
    text_of(administrator.post(reverse("passes:key_withdrawal", args=[first.pk]), {"why": "lost"}, follow=True))
    assert sorted(key.state for key in SigningKey.objects.all()) == ["current", "withdrawn"]
    assert signed_in(cast.desk).get(reverse("passes:keys")).status_code == 403


def test_the_list_asks_no_more_for_more_rows(stage, django_assert_max_num_queries):
    for _each in range(4):
        stage.issued()
        stage.asked(by=stage.cast.desk, enterprise=stage.cast.shop)
    town = signed_in(stage.cast.town)
    for name in ("applications", "passes"):
        text_of(town.get(at(name)))
        with django_assert_max_num_queries(22):
            text_of(town.get(at(name)))


def test_every_move_and_measure_has_its_words(stage):
    for workflow in (APPLICATION, PASS):
        for arrow in workflow.arrows:
            assert f"{workflow.key}.{arrow.key}" in SAID
    stage.issued()
    counted = {
        key: KINDS[each.source].rows(stage.campaign, stage.cast.desk).annotate(moment=Value(clock.now())).filter(each.rows).count()
        for key, each in REGISTERED.items() if key.startswith("passes.")
    }  # fmt: skip
    assert {key for key, n in counted.items() if n} == {
        "passes.asked",
        "passes.issued",
        "passes.valid",
        "passes.enterprises",
    }
    assert KINDS["pass_holder"].rows(stage.campaign, None).get().many == 1


def test_a_gatekeeper_is_taken_to_the_gate(stage):
    assert signed_in(stage.keeper()).get("/")["Location"] == "/gate/"
    assert signed_in(stage.cast.desk).get("/")["Location"] != "/gate/", "control: others go where their work is"
