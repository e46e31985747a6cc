"""An enterprise list comes in: placed, compared, previewed, applied, and the second time nothing changes."""

import io

import openpyxl
import pytest
from django.utils.translation import override

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.registry.models import Contact, Enrolment, Enterprise
from fugong.registry.sheets import COLUMNS, KEY
from fugong.sheets import actions, kinds, papers
from fugong.sheets.models import SheetImport, SheetRow, Verdict
from fugong.sheets.tests.lists import code, text, xlsx

HEAD = [
    "企业名称",
    "统一社会信用代码",
    "所在街道",
    "行业",
    "是否规上",
    "企业类型",
    "国别",
    "产值（亿元）",
    "从业人数",
    "联系人",
    "手机",
    "地址",
]


def line(number, **changes):
    given = {
        "name": f"东河电子{number}有限公司", "code": code(number), "street": "东河街道", "sector": "C3921", "above": "规上",
        "form": "有限责任公司(自然人投资或控股)", "country": "", "output": 3.2, "staff": 120, "person": "王芳",
        "phone": f"138{number:08d}", "address": "滨河路1号", **changes,
    }  # fmt: skip
    return list(given.values())


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def read(cast, rows, by=None, head=HEAD):
    source = xlsx(("名单", [["企业名单"], head, *rows]))
    return actions.read(kind=kinds.get(KEY), file=source, name="名单.xlsx", campaign=cast.campaign, by=by or cast.desk)


def content(file):
    with file:
        return file.read()


def faults(found):
    return [(where, kind, level) for row in found.rows.order_by("number") for where, _words, kind, level in row.faults]


def errors(found):
    return [(where, kind) for where, kind, level in faults(found) if level == "error"]


def test_a_new_enterprise_with_all_that_the_list_says(cast):
    found = read(cast, [line(10)])
    assert found.counts == {Verdict.NEW: 1}
    assert not Enterprise.objects.filter(uscc=code(10)).exists()
    assert actions.apply(sheet_import=found, by=cast.desk) == kinds.Counts(new=1, changed=0)
    made = Enterprise.objects.get(uscc=code(10))
    assert (made.name, made.sector, made.above_scale, made.ownership) == (
        "东河电子10有限公司",
        "C3921",
        True,
        "private",
    )
    assert (made.output_value, made.staff_total, made.area_code) == (320_000_000, 120, cast.river.area_code)
    contact = made.contacts.get()
    assert (contact.name, contact.phone, contact.phone_masked) == ("王芳", "13800000010", "138****0010")
    assert Enrolment.objects.filter(campaign=cast.campaign, enterprise=made).exists()
    assert Enterprise.objects.matching("东河电子10").get() == made
    event = Event.objects.of_enterprise(made.pk).get()
    assert (event.verb, event.by) == ("enterprise.create", cast.desk)


def test_the_same_sheet_twice_changes_nothing(cast):
    actions.apply(sheet_import=read(cast, [line(n) for n in range(10, 15)]), by=cast.desk)
    before = list(Enterprise.objects.order_by("pk").values())
    events = Event.objects.exclude(verb="sheet_import.apply").count()
    again = read(cast, [line(n) for n in range(10, 15)])
    assert again.counts == {Verdict.SAME: 5}
    assert actions.apply(sheet_import=again, by=cast.desk) == kinds.Counts()
    assert list(Enterprise.objects.order_by("pk").values()) == before
    assert Event.objects.exclude(verb="sheet_import.apply").count() == events
    assert Contact.objects.filter(enterprise__uscc=code(10)).count() == 1


def test_a_change_is_shown_old_and_new_and_empty_cells_leave_what_is_known(cast):
    actions.apply(sheet_import=read(cast, [line(10)]), by=cast.desk)
    found = read(cast, [line(10, output=2.5, staff="", address="", phone="13900000000")])
    row = found.rows.get()
    assert row.verdict == Verdict.CHANGED
    assert row.changes == {"output_value": [320_000_000, 250_000_000], "contact_name": [None, "王芳"]}
    assert actions.apply(sheet_import=found, by=cast.desk).changed == 1
    made = Enterprise.objects.get(uscc=code(10))
    assert (made.output_value, made.staff_total, made.address) == (250_000_000, 120, "滨河路1号")
    assert made.contacts.get().phone == "13900000000"
    event = Event.objects.of_enterprise(made.pk).filter(verb="enterprise.update").get()
    assert event.data["changes"] == {"output_value": [320_000_000, 250_000_000]}


def test_faulty_rows_stop_the_sheet_or_are_left_out(cast):
    found = read(cast, [line(10), line(11, code=code(11)[:-1] + "?"), line(12, name=""), line(13, code=""), line(14)])
    assert found.counts == {Verdict.NEW: 2, Verdict.REFUSED: 3}
    assert errors(found) == [("B4", "uscc"), ("A5", "missing"), ("B6", "missing")]
    with pytest.raises(Refused, match="3 rows"):
        actions.apply(sheet_import=found, by=cast.desk)
    assert not Enterprise.objects.filter(uscc=code(10)).exists()
    assert actions.apply(sheet_import=found, only_good=True, by=cast.desk).new == 2


def test_a_missing_code_says_what_to_do(cast):
    (fault,) = read(cast, [line(10), line(13, code="")]).rows.get(number=4).faults
    assert "business licence" in fault[1]


def test_a_row_that_stands_twice_is_refused_once(cast):
    assert errors(read(cast, [line(10), line(11), line(10, name="另一名称")])) == [("B5", "twice")]


def test_one_code_under_two_names_is_no_repetition_and_says_so(cast):
    found = read(cast, [line(10), line(11), line(10, name="另一名称"), line(11)])
    words = {row.number: row.faults[0][1] for row in found.rows.all() if row.faults}
    assert "under another name" in words[5] and "Keep one" in words[6]


def test_a_number_that_is_none_is_named_at_its_cell_and_the_sheet_is_read(cast):
    found = read(cast, [line(10), line(11, phone="1385770"), line(12, phone="138000000111")])
    assert [(where, kind) for where, kind, _level in faults(found)] == [("K4", "telephone"), ("K5", "telephone")]
    assert found.counts[Verdict.NEW] == 3


def test_a_wrong_fact_of_the_places_own_is_left_out_and_the_enterprise_is_not(cast):
    found = read(cast, [[*line(10), "很多"], [*line(11), 40]], head=[*HEAD, "出口占比"])
    assert faults(found) == [("M3", "number", "warning")]
    actions.apply(sheet_import=found, by=cast.desk)
    assert [Enterprise.objects.get(uscc=code(n)).extra for n in (10, 11)] == [{}, {"export_share": 40}]


def test_the_jurisdiction_is_found_by_street_or_address_or_is_the_campaigns(cast):
    rows = [
        line(10, street="西山街道办事处"), line(11, street="西山"), line(12, street="", address="某市西山街道果园路6号"),
        line(13, street="", address="果园路6号"), line(14, street="某省某市某区西山街道"), line(15, street="某区西山街道办事处"),
    ]  # fmt: skip
    actions.apply(sheet_import=read(cast, rows), by=cast.desk)
    placed = dict(Enterprise.objects.filter(uscc__in=[code(n) for n in range(10, 16)]).values_list("uscc", "area_code"))
    hill, root = cast.hill.area_code, cast.campaign.jurisdiction.code
    assert [placed[code(n)] for n in range(10, 16)] == [hill, hill, hill, root, hill, hill]


def test_an_officer_of_one_town_imports_into_that_town_only(cast):
    clerk = cast.nobody
    grant(user=clerk, role="duty_desk", kind=ScopeKind.AREA, key=cast.river.jurisdiction.prefix, by=None)
    clerk.__dict__.pop("active_grants", None)
    found = read(cast, [line(10, street="西山街道"), line(11, street=""), line(12)], by=clerk)
    assert errors(found) == [("C3", "not_allowed")]
    actions.apply(sheet_import=found, only_good=True, by=clerk)
    areas = set(Enterprise.objects.filter(uscc__in=[code(11), code(12)]).values_list("area_code", flat=True))
    assert areas == {cast.river.area_code}


def test_an_enterprise_of_next_door_is_refused_and_nothing_of_it_is_told(cast):
    found = read(cast, [line(10, code=cast.neighbour.uscc)])
    row = found.rows.get()
    assert errors(found) == [("B3", "not_allowed")]
    assert cast.neighbour.name not in str(row.values) + str(row.faults) + str(row.changes)
    assert row.target_id is None


def test_whoever_may_not_import_may_not(cast):
    for person in (cast.liaison, cast.leader, cast.stranger, cast.nobody):
        with pytest.raises(NotAllowed):
            read(cast, [line(10)], by=person)
    found = read(cast, [line(10)])
    with pytest.raises(NotAllowed):
        actions.apply(sheet_import=found, by=cast.administrator)


def test_the_grid_is_found_by_name_or_by_the_point(cast):
    head = [*HEAD, "网格", "经度", "纬度"]
    rows = [[*line(10), cast.west.name, "", ""], [*line(11), "", 118.15, 24.6], [*line(12), "无此网格", "", ""]]
    found = read(cast, rows, head=head)
    actions.apply(sheet_import=found, by=cast.desk)
    grids = dict(Enterprise.objects.values_list("uscc", "grid_id"))
    assert [grids[code(n)] for n in (10, 11, 12)] == [cast.west.pk, cast.river.grid_id, None]
    assert ("M5", "grid", "warning") in faults(found)


def test_park_scale_country_and_marks(cast):
    head = ["名称", "信用代码", "园区", "规模", "国别", "单位性质"]
    rows = [
        ["甲公司", code(10), cast.park.name, "规上", "日本", ""],
        ["乙公司", code(11), "无此园", "小型企业", "", "国有控股"],
    ]
    actions.apply(sheet_import=read(cast, rows, head=head), by=cast.desk)
    first, second = (Enterprise.objects.get(uscc=code(n)) for n in (10, 11))
    assert (first.park_id, first.above_scale, first.country, first.foreign_invested) == (cast.park.pk, True, "JP", True)
    assert (second.park_id, second.scale, second.ownership) == (None, "small", "state")


def test_a_sector_is_proposed_and_stays_a_proposal_until_a_list_says_it(cast):
    head = ["名称", "信用代码", "行业"]
    actions.apply(sheet_import=read(cast, [["清河商贸有限公司", code(10), ""]], head=head), by=cast.desk)
    made = Enterprise.objects.get(uscc=code(10))
    assert (made.sector, made.sector_is_proposed) == ("F", True)
    actions.apply(sheet_import=read(cast, [["清河商贸有限公司", code(10), "批发业"]], head=head), by=cast.desk)
    made.refresh_from_db()
    assert (made.sector, made.sector_is_proposed) == ("F51", False)


def test_a_region_no_longer_listed_warns_and_never_refuses(cast):
    found = read(cast, [line(10, code=code(10, "371081"))])
    assert faults(found) == [("B3", "region", "warning")]
    assert found.is_good


def test_a_registry_that_moved_on_is_not_overwritten(cast):
    found = read(cast, [line(10), line(11, code=cast.river.uscc)])
    other = read(cast, [line(10)])
    actions.apply(sheet_import=other, by=cast.desk)
    with pytest.raises(Conflict):
        actions.apply(sheet_import=found, by=cast.desk)
    assert Enterprise.objects.get(pk=cast.river.pk).name == cast.river.name


def test_it_cannot_be_applied_twice_or_after_it_was_discarded(cast):
    found = read(cast, [line(10)])
    actions.apply(sheet_import=found, by=cast.desk)
    with pytest.raises(Conflict):
        actions.apply(sheet_import=found, by=cast.desk)
    other = read(cast, [line(11)])
    actions.discard(sheet_import=other, by=cast.desk)
    assert not other.rows.exists()
    with pytest.raises(Conflict):
        actions.apply(sheet_import=other, by=cast.desk)


def test_numbers_are_sealed_while_they_wait(cast):
    found = read(cast, [line(10, phone="13912345678"), line(11, phone="打不通 13912345679x")])
    kept = str(list(SheetRow.objects.filter(sheet_import=found).values("values", "cells", "changes", "faults")))
    assert "1391234567" not in kept


def test_the_sheet_comes_back_with_its_faults_beside_the_cells(cast):
    found = read(cast, [line(10, phone="13912345678"), line(11, code="123", staff="很多")])
    page = openpyxl.load_workbook(io.BytesIO(content(papers.handed_back(found)))).active
    assert [cell.value for cell in page[2]][:2] == ["企业名称", "统一社会信用代码"]
    assert (page["K3"].value, page["B4"].value, page["I4"].value) == ("13912345678", "123", "很多")
    words = page["M4"].value
    assert "B4: " in words
    assert "I4: " in words
    assert page["B4"].fill.fgColor.rgb.endswith("F8CBAD")
    assert [(cell.coordinate, cell.comment.text in words) for row in page for cell in row if cell.comment] == [
        ("B4", True),
        ("I4", True),
    ]
    assert page["A3"].fill.fgColor.rgb.endswith("000000")


def test_the_sheet_that_came_back_is_understood_again(cast):
    head = [["企业", None, "联系", None], ["名称", "信用代码", "联系人", "手机"]]
    rows = [["甲公司", code(10), "王芳", "13912345678"], ["乙公司", "123", "李强", "13912345679"]]
    source = xlsx(("名单", [*head, *rows]), merge=("A1:B1", "C1:D1"))
    kind = kinds.get(KEY)
    found = actions.read(kind=kind, file=source, name="名单.xlsx", campaign=cast.campaign, by=cast.desk)
    back = content(papers.handed_back(found))
    again = actions.read(kind=kind, file=back, name="名单.xlsx", campaign=cast.campaign, by=cast.desk)
    assert again.counts == found.counts == {Verdict.NEW: 1, Verdict.REFUSED: 1}


@pytest.mark.parametrize("language", ["zh-hans", "en", "ja", "ko"])
def test_the_template_is_understood_by_the_reader_in_every_language(cast, language):
    from fugong.registry.sheets import columns
    from fugong.sheets.reader import read_table

    kind = kinds.get(KEY)
    with override(language):
        source = content(papers.template(kind, cast.campaign))
        with read_table(source, columns=columns(cast.campaign)) as table:
            wanted = {column.key for column in columns(cast.campaign) if column.in_template}
            assert table.found.keys == wanted
            assert [h.unit for h in table.headings if h.key == "revenue"] == [10_000]


def test_no_two_columns_claim_one_heading():
    from fugong.sheets.heading import bare, squeeze

    claimed: dict[str, str] = {}
    for column in COLUMNS:
        for name in column.names():
            for form in {squeeze(name), bare(name)} - {""}:
                assert claimed.setdefault(form, column.key) == column.key, f"{form} of {column.key}"


def test_a_large_file_is_read_and_applied_by_jobs(cast, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    source = io.BytesIO(text([HEAD, *(line(n) for n in range(10, 40))], "gbk"))
    found = actions.upload(kind=kinds.get(KEY), file=source, name="大.csv", campaign=cast.campaign, by=cast.desk)
    assert found.state == "reading"
    actions.read_uploaded(sheet_import=found)
    assert (found.state, found.counts) == ("read", {Verdict.NEW: 30})
    assert not list((tmp_path / "sheets").iterdir())
    actions.apply_later(sheet_import=found, only_good=False, by=cast.desk)
    from fugong.sheets.tasks import apply_import

    apply_import(import_id=found.pk, only_good=False)
    found.refresh_from_db()
    assert (found.state, found.applied) == ("applied", {"new": 30, "changed": 0})


def test_a_large_file_that_cannot_be_read_keeps_the_reason(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = actions.upload(
        kind=kinds.get(KEY), file=io.BytesIO(b"<html>"), name="x.xlsx", campaign=cast.campaign, by=cast.desk
    )
    actions.read_uploaded(sheet_import=found)
    assert found.state == "failed"
    assert "网页" in found.failure  # in the language of whoever uploaded it


def test_what_waits_for_a_week_is_swept(cast, noon):
    import datetime as dt

    from fugong.core import clock

    found = read(cast, [line(10)])
    with clock.showing(noon + dt.timedelta(days=8)):
        assert actions.sweep() == 1
    found.refresh_from_db()
    assert found.state == "discarded"
    assert not SheetImport.objects.get(pk=found.pk).rows.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    found = read(cast, [line(n) for n in range(10, 310)])
    with django_assert_max_num_queries(60):
        actions.apply(sheet_import=found, by=cast.desk)
