"""A doubt is answered along its arrows, becomes a visit, or the report is corrected; pages, sheets and the API say the same."""

import datetime as dt
import io
import re
from decimal import Decimal

import openpyxl
import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.inspections import completion
from fugong.inspections.models import Visit
from fugong.ledger.models import Event
from fugong.registry import todo
from fugong.resumption.actions import reports
from fugong.sheets import actions as sheets
from fugong.sheets import kinds
from fugong.signals import days, ladder, lists
from fugong.signals.actions import doubts
from fugong.signals.models import Doubt, Meter, Reading
from fugong.signals.tests.stage import report_of
from fugong.workflow import deadlines

pytestmark = pytest.mark.django_db


def test_an_officer_explains_and_it_is_asked_again_when_that_has_had_its_time(stage):
    doubt = stage.idle()
    with pytest.raises(Refused):
        doubts.explain(doubt=doubt, reason=" ", by=stage.cast.officer)
    doubts.explain(doubt=doubt, reason="Handwork only this week.", by=stage.cast.officer)
    row = stage.doubt()
    assert (row.state, row.answer, row.answered_by) == ("explained", "Handwork only this week.", stage.cast.officer)
    assert not list(todo_of(stage, stage.cast.officer))
    with stage.later(days=stage.campaign.pack.signals.explained_for, seconds=1):
        deadlines.sweep()
        assert stage.doubt().state == "open"


def todo_of(stage, user):
    from fugong.signals.todo import doubts as mine

    return mine(user, stage.campaign)


def test_it_is_the_officers_to_do_else_the_desks(stage):
    stage.idle()
    stage.read(stage.cast.hill, 800)
    assert [each.enterprise for each in todo_of(stage, stage.cast.officer)] == [stage.cast.river]
    assert [each.enterprise for each in todo_of(stage, stage.cast.desk)] == [stage.cast.hill]
    assert any(
        each.title == "Says it works, uses next to no electricity"
        for each in todo.of(stage.cast.officer, stage.campaign)
    )


def test_nobody_else_answers(stage):
    doubt = stage.idle()
    for name in ("spare", "stranger", "leader", "liaison", "administrator"):
        with pytest.raises(NotAllowed):
            doubts.confirm(doubt=doubt, reason="x", by=getattr(stage.cast, name))
    doubts.confirm(doubt=doubt, reason="The hall is dark.", by=stage.cast.officer)
    with pytest.raises(Conflict):
        doubts.confirm(doubt=doubt, reason="Again.", by=stage.cast.officer)


def test_the_report_is_corrected_and_says_why(stage):
    doubt = stage.idle()
    with pytest.raises(Refused):
        doubts.correct(doubt=doubt, values=report_of(999), reason="Counted.", by=stage.cast.officer)
    doubts.correct(doubt=doubt, values=report_of(12), reason="Only guards.", by=stage.cast.officer)
    assert stage.doubt().state == "corrected"
    last = reports.latest(stage.campaign, stage.cast.river, clock.today())
    assert (last.staff_back, last.seq, last.reason) == (12, 2, "Only guards.")


def test_a_visit_looks_at_it(stage):
    stage.idle()
    visit = Visit(campaign=stage.campaign, enterprise=stage.cast.river, day=clock.today(), kind="service")
    following(visit, stage)
    assert stage.doubt().state == "open"  # who came to help didn't look
    doubt = stage.doubt()
    event = Event.objects.about("doubt", doubt.pk).count()
    assert event == 1


def following(visit, stage):
    from fugong.signals.following import looked

    assert looked in completion._followers
    looked(visit, [], stage.cast.inspector)


def test_unanswered_it_is_late_and_its_owner_hears_of_it(stage):
    doubt = stage.idle()
    doubt = Doubt.objects.select_related("campaign__pack_version", "enterprise", "pack_version").get(pk=doubt.pk)
    assert ladder.climb(doubt, 1, doubt.due_at) is None
    assert Event.objects.about("doubt", doubt.pk).filter(verb="doubt.overdue").exists()


def test_the_numbers_stand_side_by_side(stage):
    stage.read(stage.cast.river, 30, day=clock.today() - dt.timedelta(days=1))
    doubt = stage.idle()
    over = days.of(doubt, stage.campaign)
    assert [(each.value, each.share, each.staff_back) for each in over] == [
        (Decimal(30), Decimal("3.0"), None), (Decimal(40), Decimal("4.0"), 200),
    ]  # fmt: skip
    assert str(days.drawn(over, 1000, 330)).count("signal-bar") == 2


def test_the_list_filters_pages_and_goes_out(stage, client, django_assert_max_num_queries):
    stage.idle()
    stage.read(stage.cast.hill, 800)
    client.force_login(stage.cast.desk)
    address = "/c/plain/signals/"
    page = client.get(address).content.decode()
    assert page.index(stage.cast.hill.name) < page.index(stage.cast.river.name)
    with django_assert_max_num_queries(22):
        client.get(address)
    for query, seen in (
        ("?rule=idle", 1),
        ("?kind=gates", 0),
        ("?text=东河", 1),
        ("?state=settled", 0),
        ("?mine=1", 0),
    ):
        found = client.get(address + query).content.decode()
        assert len(re.findall(r'/signals/\d+/"', found)) == seen, query
    for query in ("?after=x", "?after=NaN~1", "?after=1~" + "9" * 40, "?text=%00"):
        assert client.get(address + query).status_code == 200, query
    answer = client.get(address + "sheet/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert stage.cast.hill.name in str(list(book.active.values))
    first = lists.page(lists.doubts(stage.cast.desk, stage.campaign, lists.Wanted()), stage.campaign, "", size=1)
    second = lists.page(
        lists.doubts(stage.cast.desk, stage.campaign, lists.Wanted()), stage.campaign, first.next_key, size=1
    )
    assert [row.rule for row in (*first.rows, *second.rows)] == ["hidden", "idle"]


def test_the_pages_of_one_doubt(stage, client):
    doubt = stage.idle()
    address = f"/c/plain/signals/{doubt.pk}/"
    client.force_login(stage.cast.officer)
    assert "signal-chart" in client.get(address).content.decode()
    assert client.post(address + "explanation/", {"reason": ""}).status_code == 422
    bad = client.post(address + "correction/", {"staff_back": "12", "staff_total": "3", "reason": "x"})
    assert bad.status_code == 422 and 'value="12"' in bad.content.decode()
    assert client.post(address + "confirmation/", {"reason": "Dark."}).status_code == 302
    for name, status in (("liaison", 403), ("stranger", 404)):
        client.force_login(getattr(stage.cast, name))
        assert client.get(address).status_code == status, name
        assert doubt.reason not in client.get(address).content.decode()
    client.force_login(stage.cast.desk)
    firm = client.get(f"/c/plain/enterprises/{stage.cast.river.pk}/").content.decode()
    assert "4%" in firm
    client.force_login(stage.cast.liaison)
    assert "/signals/" not in client.get(f"/mine/plain/{stage.cast.river.pk}/").content.decode()


def sheet(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_is_matched_by_code_meter_and_name(stage):
    river, hill, today = stage.cast.river, stage.cast.hill, clock.today().isoformat()
    Meter.objects.create(
        campaign=stage.campaign,
        enterprise=hill,
        area_code=hill.area_code,
        kind="electricity",
        number="370011",
        usual=1000,
    )
    content = sheet(
        [
            ("统一社会信用代码", "户名", "户号", "日期", "日用电量", "日均"),
            (river.uscc, "", "", today, 40, 1000),
            ("", "", "370011", today, 800, ""),
            ("", stage.cast.shop.name, "", today, 5, ""),
            ("", "查无此户", "", today, 5, ""),
            ("", "", "999", today, 5, ""),
            (river.uscc, "", "370011", today, 5, ""),
            (river.uscc, "", "", "2020-02-25", 5, ""),
        ]
    )
    found = sheets.read(
        kind=kinds.get("readings"), file=content, name="电量.xlsx", campaign=stage.campaign, by=stage.cast.desk
    )
    verdicts = [row.verdict for row in found.rows.order_by("number")]
    assert verdicts == ["new", "new", "new", "refused", "refused", "refused", "refused"]
    assert not Reading.objects.exists()
    assert sheets.apply(sheet_import=found, only_good=True, by=stage.cast.desk).new == 3
    assert sorted(Doubt.objects.values_list("rule", flat=True)) == ["hidden", "idle"]
