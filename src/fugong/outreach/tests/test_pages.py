"""The pages of groups, asked as a browser asks them: what each shows, to whom, and what posting does."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from fugong.core.ids import uuid7
from fugong.demands.models import Demand
from fugong.outreach import activity, hours
from fugong.outreach.actions import posts as moderating
from fugong.outreach.actions import threads as asking
from fugong.outreach.models import OnlineDuty, PostFile, PublishedAnswer, Thread

SCRIPT = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"


def office(name, *more):
    return reverse(f"outreach:{name}", args=["plain", *more])


def mine(name, enterprise, *more):
    return reverse(f"outreach:mine_{name}", args=["plain", enterprise.pk, *more])


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


@pytest.fixture
def question(cast, industry):
    return asking.begin(group=industry, text="口罩从哪里买？", by=cast.liaison, enterprise=cast.river)


def test_asked_on_the_phone_and_answered_at_the_desk(cast, industry, as_):
    liaison = as_(cast.liaison)
    assert industry.names["en"] in text(liaison.get(mine("groups", cast.river)))
    page = text(liaison.get(mine("group", cast.river, industry.key)))
    assert "Ask a question" in page and "Welcome" in page
    sent = liaison.post(
        mine("threads", cast.river, industry.key), {"text": "口罩从哪里买？", "uid": str(uuid7())}, follow=True
    )
    assert "Waiting for an answer" in text(sent)
    thread = Thread.objects.get()
    officer = as_(cast.bureau)
    page = text(officer.get(office("group", industry.key)))
    assert "口罩从哪里买？" in page and cast.river.name in page
    answered = officer.post(
        office("posts", industry.key, thread.pk), {"text": "区里统一采购。", "is_answer": "yes"}, follow=True
    )
    assert "The answer" in text(answered)
    page = text(as_(cast.liaison).get(mine("thread", cast.river, industry.key, thread.pk)))
    assert "区里统一采购。" in page and "doesn’t help us" in page


def test_whoever_looks_is_not_told_that_somebody_is_online(cast, industry, question, as_):
    bureau = as_(cast.bureau)
    bureau.get(office("group", industry.key))
    assert "officer is online" not in text(bureau.get(office("group", industry.key)))
    assert "officer is online" in text(as_(cast.liaison).get(mine("group", cast.river, industry.key)))


def test_what_was_typed_is_kept_beside_the_fault(cast, industry, as_):
    long = "长" * 5_001
    page = text(
        as_(cast.liaison).post(mine("threads", cast.river, industry.key), {"text": long, "private": "yes"}), 422
    )
    assert "at most 5,000" in page and long in page and 'value="yes" checked' in page
    page = text(as_(cast.liaison).post(mine("threads", cast.river, industry.key), {"text": "a", "uid": "1"}), 422)
    assert "The form is damaged" in page


def test_texts_are_shown_as_texts(cast, industry, as_):
    thread = asking.begin(group=industry, text=SCRIPT, by=cast.liaison, enterprise=cast.river)
    for page in (office("group", industry.key), office("thread", industry.key, thread.pk), office("online")):
        shown = text(as_(cast.bureau).get(page))
        assert "<script>document" not in shown and "<img src=x" not in shown and "&lt;script&gt;" in shown


def test_polling_sends_nothing_where_nothing_changed(cast, industry, question, as_):
    browser = as_(cast.bureau)
    browser.get(office("thread", industry.key, question.pk))
    for url in (office("groups"), office("group", industry.key), office("thread", industry.key, question.pk)):
        part = browser.get(url, headers={"HX-Request": "true"})
        assert "<html" not in text(part)
        again = {"HX-Request": "true", "If-None-Match": part["ETag"]}
        assert browser.get(url, headers=again).status_code == 304
        stamp = part["ETag"].strip('"')
        assert browser.get(f"{url}?stamp={stamp}", headers={"HX-Request": "true"}).status_code == 204
    asking.reply(thread=question, text="新的", by=cast.liaison, enterprise=cast.river)
    assert "新的" in text(browser.get(f"{url}?stamp={stamp}", headers={"HX-Request": "true"}))


def picture():
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()


def test_files_come_along_and_are_handed_to_readers_only(cast, industry, question, as_):
    files = [
        SimpleUploadedFile("../../照 片\u202e.jpg", picture()),
        SimpleUploadedFile("表.pdf", b"%PDF-1.4\n%%EOF"),
    ]
    url = mine("posts", cast.river, industry.key, question.pk)
    as_(cast.liaison).post(url, {"text": "", "file": files})
    kept = list(PostFile.objects.order_by("pk"))
    assert [each.kind for each in kept] == ["image/jpeg", "application/pdf"]
    assert "/" not in kept[0].name and "\u202e" not in kept[0].name
    address = reverse("outreach:post_file", args=[kept[0].uid])
    given = as_(cast.bureau).get(address)
    assert given.status_code == 200 and given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert b"".join(given.streaming_content)[:2] == b"\xff\xd8"
    for user in (cast.shop_liaison, cast.stranger):
        assert as_(user).get(address).status_code == 404
    refused = as_(cast.liaison).post(url, {"text": "看", "file": [SimpleUploadedFile("x.jpg", b"<html>")]})
    assert "Send a photo" in text(refused, 422)
    post = kept[0].post
    moderating.remove(post=post, reason="错", by=cast.bureau)
    assert as_(cast.bureau).get(address).status_code == 404


def test_each_number_opens_its_rows(cast, industry, question, as_):
    asking.begin(group=industry, text="明天放假", by=cast.bureau)
    browser = as_(cast.desk)
    page = text(browser.get(office("activity", industry.key)))
    for key in activity.counted():
        number = re.search(rf"tab={key}\">(\d+)<", page)
        listed = text(browser.get(office("group", industry.key), {"tab": key}))
        assert number and listed.count("thread-row") == int(number[1])


def test_one_address_leads_each_to_their_own_page(cast, industry, question, as_):
    shared = office("to_thread", industry.key, question.pk)
    assert as_(cast.liaison).get(shared).url == mine("thread", cast.river, industry.key, question.pk)
    assert as_(cast.bureau).get(shared).url == office("thread", industry.key, question.pk)
    assert as_(cast.liaison).get(office("to_group", industry.key)).url == mine("group", cast.river, industry.key)
    assert as_(cast.shop_liaison).get(shared).status_code == 404
    assert as_(cast.liaison).get(office("thread", industry.key, question.pk)).status_code == 404
    assert as_(cast.shop_liaison).get(mine("group", cast.shop, industry.key)).status_code == 404
    assert as_(cast.liaison).get(office("members", industry.key)).status_code == 404
    assert as_(cast.spare).get(office("group", industry.key)).status_code == 404


def test_members_as_page_and_sheet_with_reminders(cast, industry, as_):
    page = text(as_(cast.desk).get(office("members", industry.key)))
    assert cast.river.name in page and cast.hill.name in page and cast.shop.name not in page
    sheet = as_(cast.desk).get(office("members_sheet", industry.key))
    assert sheet.status_code == 200 and b"".join(sheet.streaming_content)[:2] == b"PK"
    for show in ("missing", "silent", "left", "odd"):
        text(as_(cast.desk).get(office("members", industry.key), {"show": show, "q": "东河"}))
    done = as_(cast.desk).post(office("group_reminders", industry.key), follow=True)
    assert "Nobody was reminded" in text(done)


def test_the_desk_makes_changes_and_closes_a_group(cast, as_):
    browser = as_(cast.desk)
    refused = browser.post(office("group_new"), {"members": "segment:none", "name_zh": "规上企业群"})
    assert "Choose whose enterprises belong" in text(refused, 422) and "规上企业群" in refused.content.decode()
    made = browser.post(office("group_new"), {"members": "segment:above_scale", "name_zh": "规上企业群"})
    key = made.url.rstrip("/").rsplit("/", 1)[-1]
    assert "2 members" in text(browser.get(office("group", key)))
    browser.post(office("group_texts", key), {"name_zh": "规上群", "welcome_en": "**Hello**"})
    assert "<strong>Hello</strong>" in text(browser.get(office("group", key)))
    browser.post(office("group_closing", key), {"reason": "合并"})
    assert "This group is closed" in text(browser.get(office("group", key)))
    browser.post(office("group_reopening", key))
    assert "2 members" in text(browser.get(office("group", key)))
    assert as_(cast.bureau).get(office("group_new")).status_code == 403


def test_an_answer_is_published_from_its_thread(cast, industry, question, as_):
    asking.reply(thread=question, text="区里统一采购。", by=cast.bureau, is_answer=True)
    browser = as_(cast.bureau)
    page = text(browser.get(office("publication", industry.key, question.pk)))
    assert "口罩从哪里买？" in page and "区里统一采购。" in page
    empty = browser.post(office("publication", industry.key, question.pk), {"question_zh": "?", "answer_zh": ""})
    assert "at least one language" in text(empty, 422)
    browser.post(
        office("publication", industry.key, question.pk),
        {"question_zh": "口罩从哪里买？", "answer_zh": "区里统一采购。"},
    )
    row = PublishedAnswer.objects.get()
    liaison = as_(cast.shop_liaison)
    assert "区里统一采购" in text(liaison.get(mine("answers", cast.shop), {"q": "口罩"}))
    assert "区里统一采购" in text(liaison.get(mine("similar", cast.shop), {"text": "口罩哪里买"}))
    assert as_(cast.liaison).post(office("answer_withdrawal", row.pk), {"reason": "x"}).status_code == 404
    as_(cast.desk).post(office("answer_withdrawal", row.pk), {"reason": "过期"})
    assert "区里统一采购" not in text(as_(cast.shop_liaison).get(mine("answers", cast.shop)))


def test_every_officers_page_opens(cast, industry, question, as_):
    browser = as_(cast.desk)
    post = question.posts.get()
    for url in (
        office("groups"), office("online"), office("answers"), office("answer_new"), office("group_new"),
        office("officers", industry.key), office("activity", industry.key), office("group_texts", industry.key),
        office("post_removal", industry.key, post.pk), office("post_text", industry.key, post.pk),
        office("group", industry.key) + "?tab=open", office("group", industry.key) + "?tab=mine&q=口罩",
    ):  # fmt: skip
        text(browser.get(url))
    beside = browser.post(office("post_text", industry.key, post.pk), {"language": "en", "text": "Where are masks?"})
    assert beside.status_code == 302
    assert "Where are masks?" in text(browser.get(office("thread", industry.key, question.pk)))


def test_lists_ask_as_often_however_long_they_are(cast, industry, as_):
    browser = as_(cast.bureau)
    few, thread = queries(browser, cast, industry, 2)
    many, _thread = queries(browser, cast, industry, 10)
    assert few == many
    assert {name: number for name, number in few.items() if number > MOST[name]} == {}


MOST = {"group": 16, "groups": 14, "members": 12, "thread": 12, "online": 16}


def queries(browser, cast, industry, threads):
    """How often each page asks the database, with so many threads more."""
    for number in range(threads):
        thread = asking.begin(group=industry, text=f"问题 {number}", by=cast.liaison, enterprise=cast.river)
        asking.reply(thread=thread, text="答", by=cast.bureau)
    found = {}
    pages = {"group": [industry.key], "groups": [], "members": [industry.key], "online": []}
    for name, more in {**pages, "thread": [industry.key, thread.pk]}.items():
        browser.get(office(name, *more))
        with CaptureQueriesContext(connection) as asked:
            text(browser.get(office(name, *more)))
        found[name] = len(asked)
    return found, thread


def test_a_question_that_needs_work_becomes_a_demand(cast, industry, as_):
    photo = asking.Given("a.jpg", picture())
    thread = asking.begin(group=industry, text="缺三名司机", by=cast.liaison, enterprise=cast.river, files=[photo])
    page = text(as_(cast.bureau).get(office("thread", industry.key, thread.pk)))
    assert "Make it a demand" in page
    done = as_(cast.bureau).post(office("going_on", industry.key, thread.pk, "demand"), follow=True)
    assert "Became a demand" in text(done)
    demand = Demand.objects.get()
    assert (demand.enterprise, demand.text, demand.source) == (cast.river, "缺三名司机", "group")
    assert demand.number in done.content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "0001-01-01", "2020-02-31", "nonsense", ""])
def test_a_roster_for_a_day_that_is_none_is_found_nowhere(cast, as_, monkeypatch, day):
    monkeypatch.setattr(hours, "sitting_of", lambda *_given: object())  # whatever the pack's hours are
    said = {"day": day, "hour": "evening", "user": cast.bureau.pk}
    assert as_(cast.desk).post(office("online_roster"), said).status_code == 404
    assert not OnlineDuty.objects.exists()


def test_the_list_of_groups_pages(cast, industry, as_, monkeypatch):
    from fugong.outreach import shown

    officer = as_(cast.bureau)
    whole = re.findall(r'class="card card-link mb-2" href="([^"]+)"', text(officer.get(office("groups"))))
    monkeypatch.setattr(shown, "PAGE", 1)
    seen, address = [], office("groups")
    while address:
        page = text(officer.get(address))
        seen += re.findall(r'class="card card-link mb-2" href="([^"]+)"', page)
        more = re.search(r'href="(\?after=\d+)"', page)
        address = office("groups") + more.group(1) if more else ""
    assert whole and seen == whole, "each once, in the same order"
