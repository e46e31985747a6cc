"""The pages: the enterprise's one tap, the authority's lists and steps; what is typed is kept, what isn't seen isn't there."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from fugong.accounts.models import User
from fugong.core.errors import Refused
from fugong.demands import actions, files
from fugong.demands.models import Attachment, Cause, Demand, Draft, Task
from fugong.demands.tests.conftest import PNG
from fugong.demands.views import causes, demands
from fugong.demands.views import demand as demand_page
from fugong.registry import colleagues
from ground.paging import seen
from ground.undoing import Desk


@pytest.fixture
def page(asking, client):
    """`page("bureau", "demand", pk)` opens as someone; with `data` it posts."""

    def opening(who, name, *args, data=None, query=None, **more):
        client.force_login(asking.who(who))
        keys = [asking.cast.campaign.key, *args]
        if name.startswith("mine_"):
            keys[1:1] = [asking.cast.river.pk]
        url = reverse(f"demands:{name}", args=keys)
        return client.get(url, query) if data is None else client.post(url, data, **more)

    return opening


def done_with(answer):
    """Closes the file that an answer streams, without ending the request as a server does: that closes the connection."""
    for close in answer._resource_closers:
        close()


def test_one_tap_one_field_and_it_is_told_who_answers_by_when(asking, page):
    assert "Call for help" in page("liaison", "mine_call").content.decode()
    answer = page("liaison", "mine_call", data={"text": "용접공 인력이 부족합니다. 직원 채용 도와주세요"}, follow=True)
    text = answer.content.decode()
    assert "Who answers, by when" in text
    assert "Industry bureau" in text
    assert Demand.objects.get().language == "ko"


def test_the_form_begins_with_whom_to_call_back(asking, page, cast):
    from fugong.registry.actions import contacts

    contacts.set_contact(enterprise=cast.river, kind="liaison", name="王主任", phone="13900001234", by=None)
    assert "王主任" in page("liaison", "mine_call").content.decode()


@pytest.mark.parametrize("text", ["", "长" * 20_000], ids=["empty", "20,000 characters"])
def test_what_is_refused_stays_on_the_page_and_is_kept(asking, page, text):
    answer = page("liaison", "mine_call", data={"text": text, "contact_name": "张三", "category": "labour"})
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert "张三" in answer.content.decode()
    if text:
        assert "20000 characters" in answer.content.decode()
        assert Draft.objects.get().text == text


def test_what_is_being_typed_is_there_after_the_session_ended(asking, page, client):
    saved = page("liaison", "mine_draft", data={"text": "我们还缺"})
    assert "Kept at" in saved.content.decode()
    client.logout()
    assert "我们还缺" in page("liaison", "mine_call").content.decode()
    page("liaison", "mine_draft", data={"drop": "1"})
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "<b>x</b>.png", "照片 \u202e gnp.exe", "." * 300])
def test_files_are_kept_whatever_they_are_called(asking, page, client, name):
    given = SimpleUploadedFile("photo.png", PNG, content_type="text/html")
    given.name = name or "x"
    page("liaison", "mine_call", data={"text": "看图", "files": [given]})
    kept = Attachment.objects.get()
    assert kept.kind == "image/png"
    assert not set("/\\<>") & set(kept.name)
    answer = client.get(reverse("demands:attachment", args=[kept.uid]))
    assert answer["Content-Disposition"].startswith("attachment")
    done_with(answer)
    client.force_login(asking.who("shop_liaison"))
    assert client.get(reverse("demands:attachment", args=[kept.uid])).status_code == 404


def test_a_voice_message_is_kept_and_a_program_is_refused(asking, page):
    voice = SimpleUploadedFile("语音.m4a", b"\x00\x00\x00\x20ftypM4A " + b"\x00" * 64)
    page("liaison", "mine_call", data={"text": "听语音", "files": [voice]})
    assert Attachment.objects.get().kind == "audio/mp4"
    program = SimpleUploadedFile("photo.png", b"MZ\x90\x00" + b"\x00" * 64)
    answer = page("liaison", "mine_call", data={"text": "x", "files": [program]})
    assert answer.status_code == 422
    assert "photo.png" in answer.content.decode()


def test_a_refused_file_is_told_all_kinds_that_are_taken():
    with override("en"), pytest.raises(Refused, match="voice message"):
        files.check(b"MZ" + b"\x00" * 64, "setup.exe")


def test_the_way_through_the_pages_from_taking_on_to_rating(asking, page):
    demand = asking.demand()
    for who, deed, data in (
        ("bureau", "acceptance", {}),
        ("bureau", "question", {"question": "要哪些工种？"}),
    ):
        assert page(who, "demand_deed", demand.pk, deed, data=data).status_code == 302
    assert "要哪些工种" in page("liaison", "mine_demand", demand.pk).content.decode()
    assert page("liaison", "mine_deed", demand.pk, "reply", data={"text": "焊工"}).status_code == 302
    given = {"text": "周五前到岗", "promise": "送10名焊工到厂", "promise_by": "2020-02-25", "text-ko": "금요일까지"}
    assert page("bureau", "demand_deed", demand.pk, "answer", data=given).status_code == 302
    assert Task.objects.get().what == "送10名焊工到厂"
    text = page("liaison", "mine_demand", demand.pk).content.decode()
    assert "Is it solved?" in text
    assert "送10名焊工到厂" in text
    assert page("liaison", "mine_deed", demand.pk, "confirmation", data={"stars": "5"}).status_code == 302
    assert Demand.objects.get().stars == 5


def test_the_language_that_is_read_at_the_enterprise_stands_open_beside_the_chinese(asking, page):
    row = asking.accepted()
    User.objects.filter(pk=asking.cast.liaison.pk).update(language="ko")
    shown = page("bureau", "demand", row.pk).content.decode()
    before, _details, _rest = shown.partition("In other languages, with files")
    assert 'id="text-ko"' in before and "read at the enterprise" in before and 'id="text-en"' not in before
    assert shown.count('name="text-ko"') == 1
    User.objects.filter(pk=asking.cast.liaison.pk).update(language="zh-hans")
    assert "read at the enterprise" not in page("bureau", "demand", row.pk).content.decode()


def test_a_refused_step_shows_why_and_keeps_what_was_typed(asking, page):
    demand = asking.accepted()
    typed = {"text": "x" * 6_000, "text-ko": "금요일까지 갑니다"}
    answer = page("bureau", "demand_deed", demand.pk, "answer", data=typed)
    assert answer.status_code == 422
    assert "x" * 6_000 in answer.content.decode()
    assert "금요일까지 갑니다" in answer.content.decode()
    assert page("bureau", "demand_deed", demand.pk, "confirmation", data={}).status_code == 404
    assert page("bureau", "demand_deed", demand.pk, "acceptance", data={}).status_code == 409


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("bureau", True), ("town", True), ("officer", True), ("desk", True), ("leader", True), ("grid_leader", True),
        ("administrator", True), ("hill_town", False), ("spare", False), ("inspector", False), ("stranger", False),
    ],
)  # fmt: skip
def test_who_sees_a_demand_of_river_led_by_the_bureau_and_supported_by_the_town(asking, page, who, sees):
    demand = asking.demand()
    assert page(who, "demand", demand.pk).status_code == (200 if sees else 404)
    assert Demand.objects.visible_to(asking.who(who)).exists() == sees
    for tab in ("all", "open"):
        found = page(who, "demands", query={"tab": tab})
        if found.status_code == 200:
            assert (demand.number in found.content.decode()) == sees


def test_the_enterprise_sees_its_own_and_no_note_of_the_authority(asking, page, client):
    demand = asking.demand()
    actions.note(demand=demand, text="内部批示请速办", by=asking.who("leader"))
    actions.add_part(demand=demand, text="街道内部意见", by=asking.who("town"))
    assert "内部批示请速办" in page("bureau", "demand", demand.pk).content.decode()
    text = page("liaison", "mine_demand", demand.pk).content.decode()
    assert "内部批示" not in text
    assert "街道内部意见" not in text
    client.force_login(asking.who("shop_liaison"))
    for enterprise in (asking.cast.river.pk, asking.cast.shop.pk):
        url = reverse("demands:mine_demand", args=["plain", enterprise, demand.pk])
        assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"text": "焊工"}, {"text": "东河精工"}, {"text": "D20200220"}, {"category": "labour"}, {"department": "bureau"},
        {"source": "one_key"}, {"state": "received"}, {"priority": "2"},
    ],
)  # fmt: skip
def test_lists_are_searched_and_narrowed(asking, page, query):
    demand = asking.demand()
    other = asking.demand(
        "明天停电怎么办", category="lodging", enterprise=asking.cast.shop, by=asking.who("shop_liaison")
    )
    text = page("desk", "demands", query={"tab": "open", **query}).content.decode()
    assert demand.number in text
    if query not in ({"text": "D20200220"}, {"source": "one_key"}, {"state": "received"}, {"priority": "2"}):
        assert other.number not in text


@pytest.mark.parametrize(
    "query",
    [{"tab": "x"}, {"cause": "9" * 30}, {"enterprise": "-1"}, {"after": "x_1"}, {"after": "1"}, {"text": "\x00😀%'"}],
)
def test_odd_addresses_give_a_page(asking, page, query):
    asking.demand()
    assert page("desk", "demands", query=query).status_code == 200


def test_pages_of_a_list_follow_each_other_without_gap_or_double(asking, monkeypatch):
    from fugong.demands import lists

    made = [asking.demand().pk for _each in range(7)]
    rows = Demand.objects.all()
    for by in ("due_at", ""):
        seen, after = [], ""
        while True:
            found = lists.page(rows, after, by=by, size=3)
            seen += [row.pk for row in found.rows]
            if found.next_key is None:
                break
            after = found.next_key
        assert sorted(seen) == made


def test_the_list_asks_the_same_few_questions_however_long_it_is(asking, page, django_assert_max_num_queries):
    asking.demand()
    page("bureau", "demands")
    with django_assert_max_num_queries(21):
        page("bureau", "demands", query={"tab": "department"})
    for _each in range(12):
        asking.demand()
    with django_assert_max_num_queries(21):
        text = page("bureau", "demands", query={"tab": "department"}).content.decode()
    assert text.count("<tr>") == 14


def test_an_officer_enters_what_was_heard(asking, page):
    assert "Which enterprise" in page("officer", "entry").content.decode()
    river = asking.cast.river.pk
    assert page("officer", "entry", query={"enterprise": river}).status_code == 200
    assert page("officer", "entry", query={"enterprise": asking.cast.hill.pk}).status_code == 404
    given = {"enterprise": river, "text": "缺原料", "source": "visit", "source_note": "车间", "category": "logistics"}
    assert page("officer", "entry", data=given).status_code == 302
    assert Demand.objects.get().source == "visit"


def test_eight_of_one_kind_become_one_cause_with_one_answer(asking, page):
    first = asking.demand()
    more = [asking.demand("也缺焊工", enterprise=asking.cast.shop, by=asking.who("shop_liaison")) for _each in range(3)]
    data = {"title": "焊工短缺", "demand": [each.pk for each in more]}
    assert page("bureau", "demand_deed", first.pk, "cause", data=data).status_code == 302
    cause = Cause.objects.get()
    assert cause.demands.count() == 4
    assert "焊工短缺" in page("bureau", "causes").content.decode()
    answer = page("bureau", "cause_deed", cause.pk, "answer", data={"text": "统一组织招聘会"}, follow=True)
    assert "4 enterprises were answered" in answer.content.decode()
    assert set(Demand.objects.values_list("state", flat=True)) == {"answered"}
    page("bureau", "demand_deed", more[0].pk, "uncause", data={})
    assert cause.demands.count() == 3


def test_each_cause_is_reached_open_ones_first_and_joined_by_its_name(asking, page, client, monkeypatch):
    desk, titles = asking.who("desk"), ["缺工", "缺料", "缺车", "缺口罩"]
    made = [
        actions.open_cause(campaign=asking.cast.campaign, title=title, demands=[asking.demand()], by=desk)
        for title in titles
    ]
    actions.close_cause(cause=made[0], by=desk)
    monkeypatch.setattr(causes, "SHOWN", 2)
    page("bureau", "causes")
    address = reverse("demands:causes", args=["plain"])
    assert seen(client, address, r'/causes/\d+/">(缺[^<]*)') == ["缺口罩", "缺车", "缺料", "缺工"]
    monkeypatch.setattr(demand_page, "CAUSES", 1)
    row = asking.demand("再缺")
    shown = page("bureau", "demand", row.pk).content.decode()
    assert f'<option value="缺口罩 · {made[3].pk}">' in shown and "缺料 ·" not in shown
    for typed in ("缺", "没有", f"缺 · {made[3].pk + 99}"):
        refused = page("bureau", "demand_deed", row.pk, "cause", data={"cause": typed})
        assert refused.status_code == 422 and "Choose one of the list." in refused.content.decode()
        assert f'value="{typed}"' in refused.content.decode()
    for typed, cause in (("料", made[1]), ("缺车", made[2]), (f"x · {made[3].pk}", made[3])):
        row = asking.demand(f"再缺{typed}")
        assert page("bureau", "demand_deed", row.pk, "cause", data={"cause": typed}).status_code == 302
        assert Demand.objects.get(pk=row.pk).cause == cause


def test_of_many_enterprises_each_is_chosen(asking, page, client, monkeypatch):
    monkeypatch.setattr(demands, "CHOICES", 1)
    page("desk", "entry")
    firms = seen(client, reverse("demands:entry", args=["plain"]), r'href="\?enterprise=(\d+)"')
    assert len(firms) == len(set(firms)) == 3


def without_pictures(answer):
    return re.sub(r"<svg.*?</svg>", "", answer.content.decode(), flags=re.DOTALL)


def test_sheets_and_statistics_are_made(asking, page):
    demand = asking.answered()
    actions.confirm(demand=demand, stars=5, by=asking.who("liaison"))
    sheet = page("desk", "demands_sheet", query={"tab": "all"})
    assert sheet.status_code == 200
    assert b"".join(sheet.streaming_content)[:2] == b"PK"
    done_with(sheet)
    text = without_pictures(page("leader", "statistics"))
    assert "5.0" in text
    nothing = without_pictures(page("leader", "statistics", query={"since": "2020-03-01"}))
    assert "5.0" not in nothing and 'value="2020-03-01"' in nothing
    assert "since=2020-02-01" in page("leader", "statistics", query={"since": "2020-02-01"}).content.decode()
    book = page("desk", "statistics_sheet", query={"since": "2020-02-01"})
    read = load_workbook(BytesIO(b"".join(book.streaming_content)))
    assert len(read.sheetnames) == 4 and read.worksheets[0].max_row >= 3
    done_with(book)
    tasks = page("desk", "tasks_sheet")
    assert tasks.status_code == 200
    done_with(tasks)


def test_a_task_is_given_shown_as_done_and_confirmed_by_who_asked(asking, page):
    asking.demand()
    given = {"what": "联系职业学校", "owner": asking.cast.bureau.pk, "deadline": "2020-02-22"}
    assert page("leader", "task_giving", data=given).status_code == 302
    task = Task.objects.get()
    assert "联系职业学校" in page("bureau", "tasks").content.decode()
    assert page("leader", "task_deed", task.pk, "proof", data={"proof": "x"}).status_code == 403
    assert page("bureau", "task_deed", task.pk, "proof", data={"proof": "已签约"}).status_code == 302
    assert page("bureau", "task_deed", task.pk, "confirmation", data={}).status_code == 403
    assert page("leader", "task_deed", task.pk, "return", data={"reason": "请附照片"}).status_code == 302
    page("bureau", "task_deed", task.pk, "proof", data={"proof": "已签约，附照片"})
    page("leader", "task_deed", task.pk, "confirmation", data={})
    assert Task.objects.get().state == "confirmed"


def test_of_very_many_colleagues_the_owner_of_a_task_is_typed(asking, page, monkeypatch):
    monkeypatch.setattr(colleagues, "MOST_OFFERED", 0)
    bureau = asking.who("bureau")
    field = re.search(r'<input[^>]+name="owner"[^>]*>', page("leader", "task_giving").content.decode())
    assert field
    assert "/officers/names/" in field.group()
    wrong = page("leader", "task_giving", data={"what": "联系职业学校", "owner": "无此人"})
    assert wrong.status_code == 422
    assert "无此人" in wrong.content.decode()
    given = {"what": "联系职业学校", "owner": f"{bureau.name} · {bureau.username}"}
    assert page("leader", "task_giving", data=given).status_code == 302
    task = Task.objects.get()
    assert task.owner == bureau
    page("leader", "task_deed", task.pk, "date", data={"owner": asking.who("leader").username, "reason": "换人"})
    task.refresh_from_db()
    assert task.owner == asking.who("leader")


def test_tasks_are_searched_and_taken_along_as_a_sheet(asking, page):
    for what in ("联系职业学校", "协调货车通行"):
        given = {"what": what, "owner": asking.cast.bureau.pk, "deadline": "2020-02-22"}
        page("leader", "task_giving", data=given)
    found = page("bureau", "tasks", query={"tab": "open", "text": "职业"}).content.decode()
    assert "联系职业学校" in found and "协调货车通行" not in found
    assert "协调货车通行" in page("bureau", "tasks", query={"tab": "open", "text": "工信"}).content.decode()
    assert "Nothing fits" in page("bureau", "tasks", query={"tab": "open", "text": "没有的词"}).content.decode()
    sheet = page("leader", "tasks_sheet", query={"tab": "open", "text": "职业"})
    rows = load_workbook(BytesIO(b"".join(sheet.streaming_content)), read_only=True).active.iter_rows(values_only=True)
    assert [row[1] for row in rows if row[1] in ("联系职业学校", "协调货车通行")] == ["联系职业学校"]
    done_with(sheet)


def test_until_someone_takes_it_on_the_page_tells_both_deadlines(asking, page):
    demand = asking.demand()
    assert "Taken on by" in page("liaison", "mine_demand", demand.pk).content.decode()
    page("bureau", "demand_deed", demand.pk, "acceptance", data={})
    assert "Taken on by" not in page("liaison", "mine_demand", demand.pk).content.decode()


def test_the_number_is_shown_for_a_reason_and_put_on_record(asking, page):
    demand = asking.demand(contact_name="王", contact_phone="13900001234")
    text = page("bureau", "demand", demand.pk).content.decode()
    assert "13900001234" not in text
    assert "139****1234" in text
    shown = page("bureau", "demand_deed", demand.pk, "number", data={"why": "回电"}, follow=True)
    assert "13900001234" in shown.content.decode()
    assert page("bureau", "demand_deed", demand.pk, "number", data={"why": ""}).status_code == 422


def test_the_enterprises_home_begins_with_the_call(asking, client):
    client.force_login(asking.who("liaison"))
    home = client.get(reverse("resumption:mine_enterprise", args=["plain", asking.cast.river.pk])).content.decode()
    assert "Call for help" in home
    asking.answered()
    home = client.get(reverse("resumption:mine_enterprise", args=["plain", asking.cast.river.pk])).content.decode()
    assert "1 waits for your word" in home


def test_the_enterprises_page_and_todays_list_show_it(asking, client):
    demand = asking.demand()
    client.force_login(asking.who("bureau"))
    assert (
        demand.text in client.get(reverse("registry:enterprise", args=["plain", asking.cast.river.pk])).content.decode()
    )
    assert demand.number in client.get(reverse("resumption:today", args=["plain"])).content.decode()


def test_a_demand_joined_or_taken_out_by_mistake_goes_back(asking):
    first, second = (
        asking.demand(),
        asking.demand("也缺焊工", enterprise=asking.cast.shop, by=asking.who("shop_liaison")),
    )
    bureau = Desk(asking.who("bureau"))
    at = lambda row, deed: reverse("demands:demand_deed", args=[asking.cast.campaign.key, row.pk, deed])  # noqa: E731
    bureau.does(at(first, "cause"), {"title": "焊工短缺"})
    cause = Cause.objects.get()
    button = bureau.does(at(second, "cause"), {"cause": cause.pk})
    assert cause.demands.count() == 2
    bureau.undoes(button)
    assert list(cause.demands.all()) == [first]
    bureau.undoes(bureau.does(at(first, "uncause")))
    assert list(cause.demands.all()) == [first]
