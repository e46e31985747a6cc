"""The pages, the sheets, the figures."""

import io

import openpyxl
import pytest
from django.db.models import DateTimeField, Value

from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.measures import KINDS, REGISTERED
from fugong.investment import lists
from fugong.investment.actions import signings
from fugong.investment.actions.talks import Next
from fugong.investment.arrows import LEAD, SIGNING, STEP
from fugong.investment.models import Lead, LeadTalk, NewFirm
from fugong.investment.tests.stage import at, signed_in, text_of
from fugong.investment.views import leads
from fugong.registry import colleagues, todo
from fugong.sheets import actions as sheets
from fugong.sheets import kinds
from fugong.web.timeline import SAID
from ground.cast import credit_code
from ground.paging import seen

pytestmark = pytest.mark.django_db


def test_a_lead_from_its_entry_to_the_signing(stage):
    desk = signed_in(stage.desk)
    platform = stage.platform()
    sent = {"name": "芯片封测", "investor": "苏州某公司", "amount": "3.2亿", "wants": "plant", "area": "3,000", "sector": "C",
            "platform": platform.pk, "officer": stage.desk.pk, "area_code": stage.cast.river.area_code, "summary": "二期"}  # fmt: skip
    refused = text_of(desk.post(at("lead_new"), sent | {"amount": "很多"}), 422)
    assert "苏州某公司" in refused and "is not an amount" in refused
    desk.post(at("lead_new"), sent)
    row = Lead.objects.get()
    page = text_of(desk.get(at("lead", row.pk)))
    assert "320 million yuan" in page
    talk = {
        "held_on": "2020-02-20",
        "way": "video",
        "people": "张总",
        "minutes": "看厂房",
        "what": "送报价单",
        "by_on": "2020-02-21",
    }
    assert "Write who took part" in text_of(desk.post(at("lead_talk", row.pk), talk | {"people": ""}), 422)
    desk.post(at("lead_talk", row.pk), talk)
    assert LeadTalk.objects.get().minutes == "看厂房"
    assert [each.detail for each in todo.of(stage.desk, stage.campaign) if each.title == "芯片封测"] == ["送报价单"]
    assert "送报价单" in text_of(desk.get(at("steps") + "?mine=1"))
    desk.post(at("step_end", row.steps.get().pk), {"outcome": "do", "reason": "已送"})
    offer = stage.plant()
    desk.post(at("lead_stage", row.pk), {"to": "next"})
    assert desk.post(at("lead_stage", row.pk), {"to": "next"}).status_code == 422
    desk.post(at("lead_places", row.pk), {"place": f"premises:{offer.pk}"})
    desk.post(at("lead_place", row.pk, row.places.get().pk), {"outcome": "choose"})
    desk.post(at("lead_stage", row.pk), {"to": "next"})
    desk.post(at("signings"), {"name": "云签约", "day": "2020-02-20", "online": "1"})
    event = stage.campaign.signings.get()
    assert "芯片封测" in text_of(desk.get(at("signing", event.pk)))
    desk.post(at("signing_leads", event.pk), {"leads": [row.pk]})
    desk.post(at("signing_outcome", event.pk), {"outcome": "hold"})
    row.refresh_from_db()
    assert (row.stage, row.signing) == ("signed", event)
    assert "320 million yuan" in text_of(desk.get(at("signings")))
    for name in ("leads", "board", "platforms"):
        assert "芯片封测" in text_of(desk.get(at(name))) or name == "platforms"
    book = openpyxl.load_workbook(io.BytesIO(b"".join(desk.get(at("leads_sheet")).streaming_content)))
    assert "芯片封测" in [cell.value for line in book.active.iter_rows() for cell in line]


def test_others_find_nothing_there(stage):
    row = stage.lead()
    for who in ("officer", "inspector"):
        assert signed_in(getattr(stage.cast, who)).get(at("leads")).status_code == 403
    assert signed_in(stage.cast.stranger).get(at("lead", row.pk)).status_code == 404
    leader = signed_in(stage.cast.leader)
    assert row.investor in text_of(leader.get(at("lead", row.pk)))
    assert leader.post(at("lead_stage", row.pk)).status_code == 403, "leaders read"


def _taken(stage, kind, rows, *, only_good=False):
    """A workbook as an office has it, read and taken over."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    read = sheets.read(
        kind=kinds.get(kind), campaign=stage.campaign, file=out.getvalue(), name="名单.xlsx", by=stage.desk
    )
    return sheets.apply(sheet_import=read, only_good=only_good, by=stage.desk)


def test_the_strip_links_and_the_numbers_have_their_rows(stage, django_assert_max_num_queries):
    desk = signed_in(stage.desk)
    for _each in range(5):
        stage.talk(stage.lead(), Next("再谈"))
    signings.hold(signing=stage.event(stage.ready()), by=stage.desk)
    stage.platform()
    assert "?stage=in_talks" in text_of(desk.get(at("leads")))
    with django_assert_max_num_queries(26):
        desk.get(at("leads"))
    for workflow in (LEAD, STEP, SIGNING):
        assert all(f"{workflow.key}.{arrow.key}" in SAID for arrow in workflow.arrows)
    for key, measure in REGISTERED.items():
        if key.startswith("investment."):
            kind = KINDS[measure.source]
            rows = kind.rows(stage.campaign, stage.desk).annotate(
                moment=Value(clock.now(), output_field=DateTimeField())
            )
            assert all(kind.page(stage.campaign, row) for row in rows.filter(measure.rows))
            assert not kind.rows(stage.campaign, stage.cast.officer).exists(), "not even as a number"


def test_new_registrations_come_in_by_sheet_once_and_are_joined(stage):
    rows = [["企业名称", "统一社会信用代码", "成立日期", "注册资本（万元）"]]
    rows += [[f"新企业{n}", credit_code(5_000 + n), "2020-02-10", 100] for n in range(3)]
    rows += [["东河精工", stage.cast.river.uscc, "2020-02-11", None], ["未来", credit_code(6_000), "2020-02-21", None]]
    with pytest.raises(Refused):
        _taken(stage, "new_firms", rows)  # a day that hasn't come
    assert not NewFirm.objects.exists(), "all or none"
    done = _taken(stage, "new_firms", rows, only_good=True)
    assert (done.new, NewFirm.objects.count()) == (4, 4)
    assert _taken(stage, "new_firms", rows, only_good=True).new == 0, "a code twice is taken once"
    first = NewFirm.objects.get(uscc=rows[1][1])
    assert (first.capital, first.enterprise) == (100_000_000, None)
    assert NewFirm.objects.get(uscc=stage.cast.river.uscc).enterprise == stage.cast.river
    desk = signed_in(stage.desk)
    assert "新企业1" in text_of(desk.get(at("firms") + "?known=0"))
    assert "新企业1" not in text_of(desk.get(at("firms") + "?known=1"))
    assert "新企业1" in text_of(desk.get(at("firms_at", NewFirm.objects.get(name="新企业1").pk)))


def test_leads_come_in_from_the_office_s_own_list(stage):
    stage.platform()
    rows = [["项目名称", "投资方", "投资额（亿元）", "载体需求", "面积", "阶段", "招商平台", "行业"],
            ["芯片封测", "苏州某公司", 3.2, "厂房", 3000, "拟签约", "云招商平台", "制造业"],
            ["总部基地", "上海某集团", 10, "土地", 20000, "在谈", "", ""],
            ["坏行", "某公司", 1, "", None, "已签约", "", ""]]  # fmt: skip
    with pytest.raises(Refused):
        _taken(stage, "leads", rows)
    assert _taken(stage, "leads", rows, only_good=True).new == 2
    row = Lead.objects.get(name="芯片封测")
    assert (row.amount, row.wants, row.area, row.stage, row.sector, row.platform.name) == (
        32_000_000_000, "plant", 3000, "signing", "C", "云招商平台",
    )  # fmt: skip
    assert _taken(stage, "leads", rows, only_good=True).new == 0


def test_no_sheet_writes_an_amount_below_zero(stage):
    firms = [
        ["企业名称", "信用代码", "成立日期", "注册资本（万元）"],
        ["试一公司", "91110000MA0000000H", "2020-02-01", -5],
    ]
    leads = [["项目", "投资方", "投资额（万元）"], ["试一", "试一公司", -5]]
    for kind, rows, cell in (("new_firms", firms, "D2"), ("leads", leads, "C2")):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        read = sheets.read(
            kind=kinds.get(kind), campaign=stage.campaign, file=out.getvalue(), name="名单.xlsx", by=stage.desk
        )
        assert [fault[0] for row in read.rows.all() for fault in row.faults] == [cell]


def test_steps_events_projects_talks_and_a_platform_s_leads_are_read_to_their_end(stage, monkeypatch):
    desk, platform, names = signed_in(stage.desk), stage.platform(), [f"项目{n}" for n in range(3)]
    rows = [stage.lead(name=name, platform=platform) for name in names]
    for row in rows:
        stage.talk(row, Next(f"办{row.name}", stage.desk, clock.today()))
        stage.talk(rows[0])
        signings.plan(campaign=stage.campaign, name=row.name, day=clock.today(), by=stage.desk)
    event, open_ = stage.event(*rows), [stage.lead(name=f"待定{n}") for n in range(3)]
    monkeypatch.setattr(lists, "PAGE", 2)
    monkeypatch.setattr(lists.page, "__defaults__", (2,))
    monkeypatch.setattr(leads, "SHOWN", 2)
    assert sorted(seen(desk, at("steps"), r">办(项目\d)<")) == names
    assert len(set(seen(desk, at("signings"), r"/signings/(\d+)/"))) == 4
    assert sorted(seen(desk, at("signing", event.pk), r'<th scope="row"><a[^>]*>(项目\d)')) == names
    assert "3 projects" in text_of(desk.get(at("signing", event.pk)))
    choices = seen(desk, at("signing", event.pk), r'id="lead-(\d+)"', "others")
    assert sorted(choices) == sorted(str(row.pk) for row in open_)
    assert len(seen(desk, at("lead", rows[0].pk), r'<article class="talk">', "talks")) == 4
    assert sorted(seen(desk, at("platforms_at", platform.pk), r">(项目\d)</a>")) == names


def test_of_many_platforms_each_is_typed_and_an_unknown_one_refused(stage, monkeypatch):
    desk, kept = signed_in(stage.desk), stage.platform("云平台乙")
    stage.platform("云平台甲")
    monkeypatch.setattr(leads, "PLATFORMS", 1)
    row = stage.lead(name="芯片封测", platform=kept)
    page = desk.get(at("lead_entry", row.pk)).content.decode()
    assert 'list="platforms"' in page and 'value="云平台乙"' in page
    sent = {"name": "芯片", "investor": "某公司", "amount": "1亿", "wants": "none", "sector": "C",
            "area_code": stage.cast.river.area_code, "officer": stage.desk.pk}  # fmt: skip
    refused = text_of(desk.post(at("lead_entry", row.pk), sent | {"platform": "无此平台"}), 422)
    assert "There is no platform of this name" in refused
    desk.post(at("lead_entry", row.pk), sent | {"platform": "云平台甲"})
    row.refresh_from_db()
    assert row.platform.name == "云平台甲"
    assert "芯片" in text_of(desk.get(at("leads") + "?platform=平台甲"))
    assert "芯片" not in text_of(desk.get(at("leads") + "?platform=平台乙"))


def test_of_many_officers_each_is_typed_and_nobody_else_taken(stage, monkeypatch):
    monkeypatch.setattr(colleagues, "MOST_OFFERED", 0)
    desk, row = signed_in(stage.desk), stage.lead(name="芯片封测", officer=stage.desk)
    page = desk.get(at("lead_entry", row.pk)).content.decode()
    assert "holding=lead.manage" in page and f'value="{stage.desk.name} · {stage.desk.username}"' in page
    sent = {"name": "芯片", "investor": "某公司", "amount": "1亿", "wants": "none", "sector": "C",
            "area_code": stage.cast.river.area_code}  # fmt: skip
    refused = text_of(desk.post(at("lead_entry", row.pk), sent | {"officer": stage.cast.officer.username}), 422)
    assert "Nobody whom you can choose here" in refused
    assert desk.post(at("lead_entry", row.pk), sent | {"officer": stage.desk.username}).status_code == 302
    step = {"what": "送报价单", "by_on": "2020-02-21", "owner": "没有这个人"}
    assert "Nobody whom you can choose here" in text_of(desk.post(at("lead_steps", row.pk), step), 422)
