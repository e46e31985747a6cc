"""The pages of meetings, by the buttons that a person presses."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from fugong.core import clock
from fugong.demands.models import Demand, Message, Task
from fugong.meetings import actions
from fugong.meetings.models import Meeting, Outcome
from fugong.meetings.tests.conftest import Table
from fugong.meetings.views import people
from ground.paging import seen
from ground.undoing import Desk


@pytest.fixture
def desk(table: Table, client: Client) -> Client:
    return signed_in(client, table.cast.desk)


def signed_in(client: Client, person) -> Client:
    person.language = "en"
    person.save(update_fields=["language"])
    client.force_login(person)
    return client


def at(name: str, *more) -> str:
    return reverse(f"meetings:{name}", args=["plain", *more])


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_from_the_call_to_the_minutes(table: Table, desk: Client) -> None:
    answer = desk.post(at("new"), {"kind": "morning", "starts_at": "2020-02-21T08:30"}, follow=True)
    meeting = Meeting.objects.get()
    assert "企业缺工" in text(answer) and "2 demands" in text(answer)
    desk.post(at("opening", meeting.pk))
    item = meeting.items.first()
    decided = {"decision": "组织线上招聘", "owner": "工信局经办 · bureau", "due": "2020-02-22"}
    page = desk.post(at("decision", meeting.pk, item.pk), decided, follow=True)
    assert "组织线上招聘" in text(page)
    assert clock.local(Task.objects.get().deadline).strftime("%d %H") == "22 18"
    desk.post(at("add", meeting.pk), {"title": "口罩"})
    asked = meeting.items.get(title="口罩")
    desk.post(at("answer", meeting.pk, asked.pk), {"said": "已安排"})
    present = [each.pk for each in meeting.participants.all()[:1]]
    desk.post(at("attendance", meeting.pk), {"present": present})
    desk.post(at("close", meeting.pk))
    page = desk.post(at("issue", meeting.pk), follow=True)
    assert "Minutes issued" in text(page)
    paper = desk.get(at("paper", meeting.pk))
    assert paper.content.startswith(b"%PDF")
    sheet = desk.get(at("sheet", meeting.pk))
    assert b"".join(sheet.streaming_content).startswith(b"PK")


def test_what_was_typed_stays_where_something_is_wrong(table: Table, desk: Client) -> None:
    typed = {"kind": "morning", "starts_at": "gestern", "title": "我的会", "video": "https://v.example/1"}
    answer = desk.post(at("new"), typed)
    assert answer.status_code == 422
    assert "我的会" in answer.content.decode() and "Give day and time." in text(answer)
    assert not Meeting.objects.exists()


def test_an_answer_goes_to_the_enterprises_only_where_it_was_ticked(table: Table, desk: Client) -> None:
    meeting = table.call(hours=1)
    desk.post(at("opening", meeting.pk))
    item = meeting.items.get(key=f"cause:{table.cause.pk}")
    fields = re.findall(r'name="(text-\w+)"', desk.get(at("meeting", meeting.pk)).content.decode())
    assert fields, "it can be said in the place's other languages"
    desk.post(
        at("answer", meeting.pk, item.pk), {"said": "明日专场招聘", fields[0]: "A job fair tomorrow", "send": "on"}
    )
    assert Message.objects.filter(demand__cause=table.cause, texts__has_key=fields[0][5:]).exists()
    assert set(Demand.objects.filter(cause=table.cause).values_list("state", flat=True)) == {"answered"}
    item.refresh_from_db()
    assert item.outcome == Outcome.ANSWERED


def test_the_enterprise_sees_its_own_matters_and_no_other_firm(table: Table, client: Client) -> None:
    meeting = table.call()
    liaison = signed_in(client, table.cast.liaison)
    home = liaison.get(reverse("resumption:mine_enterprise", args=["plain", table.cast.river.pk]))
    assert "Morning meeting" in text(home)
    address = reverse("meetings:mine_meetings", args=["plain", table.cast.river.pk])
    page = text(liaison.get(address))
    assert "企业缺工" in page and "泉水" not in page and "西山" not in page
    answering = reverse("meetings:mine_response", args=["plain", table.cast.river.pk, meeting.pk])
    assert "You said that you come." in text(liaison.post(answering, {"coming": "yes"}, follow=True))
    assert liaison.get(at("meeting", meeting.pk)).status_code == 403


def test_the_enterprise_reads_all_its_meetings(table: Table, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for hours in (20, 21, 22):
        table.call(hours=hours)
    monkeypatch.setattr(people, "LISTED", 2)
    address = reverse("meetings:mine_meetings", args=["plain", table.cast.river.pk])
    assert len(seen(signed_in(client, table.cast.liaison), address, r"<h2>Morning meeting")) == 3


def test_others_find_nothing(table: Table, client: Client) -> None:
    meeting = table.call()
    for person in (table.cast.stranger, table.cast.grid_leader, table.cast.nobody):
        signed_in(client, person)
        assert client.get(at("meeting", meeting.pk)).status_code in (403, 404)
        assert client.post(at("opening", meeting.pk)).status_code in (403, 404)


def test_a_refused_step_stays_on_the_page_with_all_that_was_typed(table: Table, desk: Client) -> None:
    meeting = table.call(hours=1)
    actions.open_(meeting=meeting, by=table.cast.desk)
    item = meeting.items.get(key=f"cause:{table.cause.pk}")
    given = {"decision": "周三办招聘会", "owner": "没有这个人", "due": "2020-02-25"}
    answer = desk.post(at("decision", meeting.pk, item.pk), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no account 没有这个人." in page
    assert 'value="周三办招聘会"' in page and 'value="没有这个人"' in page and 'value="2020-02-25"' in page
    wrong = desk.post(at("invitation", meeting.pk), {"who": ""})
    assert wrong.status_code == 422 and "Say who is to come." in wrong.content.decode()


def test_a_colleagues_name_is_enough_where_only_one_bears_it(table: Table, desk: Client) -> None:
    meeting = table.call(hours=1)
    desk.post(at("invitation", meeting.pk), {"who": table.cast.officer.name})
    assert meeting.participants.filter(user=table.cast.officer).exists()
    actions.open_(meeting=meeting, by=table.cast.desk)
    item = meeting.items.get(key=f"cause:{table.cause.pk}")
    given = {"decision": "周三办招聘会", "owner": table.cast.bureau.name, "said": "人社局已联系学校"}
    desk.post(at("decision", meeting.pk, item.pk), given)
    assert item.decisions.get().task.owner == table.cast.bureau


def test_what_was_said_and_what_is_decided_are_sent_together(table: Table, desk: Client) -> None:
    meeting = table.call(hours=1)
    actions.open_(meeting=meeting, by=table.cast.desk)
    item = meeting.items.get(key=f"cause:{table.cause.pk}")
    page = desk.get(at("meeting", meeting.pk)).content.decode()
    forms = [form for form in re.findall(r"<form.*?</form>", page, re.S) if f'id="decision-{item.pk}"' in form]
    assert len(forms) == 1 and f'id="said-{item.pk}"' in forms[0]
    assert at("decision", meeting.pk, item.pk) in forms[0]


def test_hostile_words_stay_words(table: Table, desk: Client) -> None:
    meeting = table.call()
    desk.post(at("add", meeting.pk), {"title": "<script>alert(1)</script>", "detail": "\u202eevil 😀"})
    page = desk.get(at("meeting", meeting.pk)).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page
    assert desk.post(at("add", meeting.pk), {"title": ""}).status_code == 422
    assert desk.post(at("add", meeting.pk), {"title": "长" * 20_000}).status_code == 422
    assert desk.get(at("paper", meeting.pk)).content.startswith(b"%PDF")


def test_lists_ask_the_same_however_many_rows(table: Table, desk: Client, django_assert_max_num_queries) -> None:
    for hours in (2, 3, 4, 5, 6):
        table.call(hours=hours)
    desk.get(at("meetings"))
    with django_assert_max_num_queries(22):
        answer = desk.get(at("meetings"))
    assert len(answer.context["page"].rows) == 5
    assert "Nothing fits" in text(desk.get(at("meetings") + "?text=nobody"))
    assert desk.get(at("meetings") + "?tab=past&after=2020-02-20T00:00:00+00:00_99").status_code == 200


def test_a_meeting_closed_too_early_goes_on_and_who_was_taken_off_is_invited_again(table: Table) -> None:
    desk, meeting = Desk(table.cast.desk), table.call()
    guest = actions.invite(meeting=meeting, name="王主任", by=table.cast.desk)
    button = desk.does(at("leaving", meeting.pk, guest.pk))
    assert not meeting.participants.filter(name="王主任").exists()
    desk.undoes(button)
    assert meeting.participants.filter(name="王主任").exists()
    desk.does(at("opening", meeting.pk))
    button = desk.does(at("close", meeting.pk))
    desk.undoes(button)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.closed_at) == ("open", None)
