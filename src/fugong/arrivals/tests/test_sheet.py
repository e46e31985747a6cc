"""A flight sheet with its mess: headings of airports and enterprises, times of all kinds, people who are there already."""

import datetime as dt

import pytest

from fugong.arrivals.models import Arrival, Service
from fugong.arrivals.sheets import KEY
from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.sheets import actions, kinds
from fugong.sheets.models import Verdict
from fugong.sheets.tests.lists import xlsx

HEAD = ["序号", "航班号", "到达时间", "姓名", "证件号码", "国籍", "目的地", "接收企业", "联系人", "联系电话", "口岸"]


@pytest.fixture
def read(stage):
    def reading(*rows, by=None):
        file = xlsx(("2月20日", [["入境返岗人员信息表"], HEAD, *rows]))
        return actions.read(
            kind=kinds.get(KEY), file=file, name="航班.xlsx", campaign=stage.campaign, by=by or stage.cast.desk
        )

    return reading


def row(stage, name="KIM MINSU", **changes):
    given = {
        "n": 1, "service": "ke 841", "at": "2020-02-20 13:00", "name": name, "document": "M12345678", "nationality": "韩国",
        "where": "滨河路1号", "enterprise": stage.cast.river.name, "contact": "金翻译", "phone": "138-1234-5678", "gate": "",
        **changes,
    }  # fmt: skip
    return list(given.values())


def test_people_and_services_come_in_and_families_stay_together(stage, read):
    found = read(
        row(stage),
        row(stage, "LEE JIWON", document="", n=2),
        row(
            stage, "SATO KEN", service="ＮＨ－９２７", at="2月21日 15：30", document="TK1234567", nationality="日本",
            where="", gate="平原机场",
        ),
        row(
            stage, "王芳", service="G227", at=dt.datetime(2020, 2, 20, 18, 5), document="11010119900307803X",
            nationality="中国", gate="平原站", enterprise="没有的公司",
        ),
    )  # fmt: skip
    assert found.counts == {Verdict.NEW: 4}
    assert not Arrival.objects.exists(), "nothing before it is applied"
    assert actions.apply(sheet_import=found, only_good=True, by=stage.cast.desk) == kinds.Counts(new=4)
    kim, lee, sato, wang = Arrival.objects.opened().order_by("pk")
    assert kim.party == lee.party != sato.party and kim.service == stage.flight
    assert (kim.language, kim.person.nationality, kim.party.contact_name, kim.party.contact_phone) == (
        "ko", "KR", "金翻译", "13812345678",
    )  # fmt: skip
    assert (lee.person, lee.name, sato.service.number, sato.language) == (None, "LEE JIWON", "NH927", "ja")
    assert clock.local(sato.service.expected_at) == clock.at(dt.date(2020, 2, 21), 15, 30)
    assert (sato.person.origin, wang.gate, wang.enterprise, wang.person.origin) == ("990000", "rail", None, "")
    assert Service.objects.count() == 3


def test_the_same_sheet_again_changes_nothing(stage, read):
    actions.apply(sheet_import=read(row(stage)), only_good=True, by=stage.cast.desk)
    again = read(row(stage), row(stage, "LEE JIWON", document="M23456789"))
    assert again.counts == {Verdict.SAME: 1, Verdict.NEW: 1}


def test_what_cannot_be_is_named_at_its_cell(stage, read):
    found = read(
        row(stage, "A", at="下午"), row(stage, "B", document=110101199003078030.0), row(stage, "C", document="11010119900307803"),
        row(stage, "D", gate="月球"), row(stage, "E", at="2019-02-20 13:00"), row(stage, name=""),
    )  # fmt: skip
    assert found.counts == {Verdict.REFUSED: 6}
    cells = [fault[0] for each in found.rows.order_by("number") for fault in each.faults if fault[3] == "error"]
    assert cells == ["C3", "E4", "E5", "K6", "C7", "D8"]
    kept = " ".join(f"{each.values} {each.cells} {each.words}" for each in found.rows.all())
    assert "11010119900307803" not in kept and "M12345678" not in kept, "numbers wait sealed"


def test_only_who_plans_brings_in_a_sheet(stage, read):
    with pytest.raises(NotAllowed):
        read(row(stage), by=stage.cast.officer)
