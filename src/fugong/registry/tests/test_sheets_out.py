"""The list of enterprises goes out as Excel and comes in again: every column is known, and nothing changes."""

import io
from contextlib import closing

import openpyxl
import pytest
from django.utils.translation import override

from fugong.registry import lists, sectors
from fugong.registry.actions import contacts
from fugong.registry.models import Enterprise
from fugong.registry.policy import CustomFact, Registry, Tag
from fugong.registry.sheets import KEY, columns
from fugong.registry.sheets_out import UNSAID, write_list
from fugong.registry.sheets_own import MARK
from fugong.sheets import actions, kinds
from fugong.sheets.models import Verdict
from fugong.sheets.tests.lists import HEAD, row, xlsx

LANGUAGES = ("zh-hans", "en", "ja", "ko")
MINES = [
    {"key": "producing", "name": {"zh": "生产矿井", "en": "producing"}},
    {"key": "none", "name": {"zh": "非煤矿", "en": "no mine"}},
]
FACTS = (
    CustomFact(key="mine", name={"zh": "煤矿类型", "en": "kind of mine"}, kind="choice", choices=MINES, words=("煤矿类型", "矿井类型")),
    CustomFact(key="hazmat", name="是否危化品企业", kind="yes_no"),
    CustomFact(key="tonnes", name="核定产能", kind="decimal"),
    CustomFact(key="shafts", name="规模", kind="integer"),
    CustomFact(key="seam", name={"zh": "煤层", "ko": "탄층"}),
)  # fmt: skip
TAGS = (
    Tag(key="leading", name={"zh": "龙头企业", "en": "A leading enterprise, of its chain/of its town"}),
    Tag(key="rescue", name={"zh": "救护", "en": "Has a rescue team of its own that is on call by day and night"}),
)
EXTRA = {"mine": "producing", "hazmat": False, "tonnes": 120.5, "shafts": 3, "seam": "007 号"}


@pytest.fixture
def full(cast, monkeypatch):
    """An enterprise of which all is known, one of which only a branch is guessed, in a place with facts and marks."""
    rules = cast.campaign.pack.registry
    given = {name: getattr(rules, name) for name in Registry.model_fields} | {"facts": FACTS, "tags": TAGS}
    changed = Registry(**given)
    changed.bind(cast.campaign.pack)
    monkeypatch.setitem(cast.campaign.pack.sections, "registry", changed)
    Enterprise.objects.filter(pk=cast.river.pk).update(
        sector="C3921", scale="large", above_scale=False, ownership="hkmt", foreign_invested=True, country="JP",
        output_value=320_001_234, revenue=1, tax_paid=0, staff_total=330, staff_outside=116, registered_on="2019-03-05",
        registered_capital="500", legal_form="有限责任公司(自然人独资)", business_scope="制造  电子\n元件", address="滨河路１号",
        latitude=36.2888888888888886, longitude=120.38459999999999, park=cast.park, tags=["rescue", "leading"], extra=EXTRA,
    )  # fmt: skip
    Enterprise.objects.filter(pk=cast.shop.pk).update(sector="F", sector_is_proposed=True, extra={"hazmat": True})
    Enterprise.objects.filter(pk=cast.hill.pk).update(
        latitude=24.6, longitude=118.15, grid=None, legal_form="国有", ownership=""
    )
    for kind, name, phone in (
        ("liaison", "王  芳", "13912345678"),
        ("liaison", "李强", "0532-88880000"),
        ("legal", "张三", "13800000009"),
    ):
        contacts.set_contact(enterprise=cast.river, kind=kind, name=name, phone=phone, by=cast.desk)
    return cast


def exported(cast, language):
    with override(language):
        rows = lists.ordered(lists.matching(cast.desk, cast.campaign, lists.Wanted()), "entered")
        answer = write_list(cast.desk, cast.campaign, rows)
        with closing(answer.file_to_stream):
            return b"".join(answer.streaming_content)


def read(cast, source, language):
    with override(language):
        return actions.read(kind=kinds.get(KEY), file=source, name="名单.xlsx", campaign=cast.campaign, by=cast.desk)


@pytest.mark.parametrize("reader", ["zh-hans", "ko"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_list_taken_in_again_changes_nothing(full, language, reader):
    source = exported(full, language)
    found = read(full, source, reader)
    keys = {column.key for column in columns(full.campaign) if not column.key.startswith(MARK)} - set(UNSAID)
    assert {heading["key"] for heading in found.headings} == keys
    assert len(found.headings) == len(keys)
    assert {each.verdict: each.changes for each in found.rows.all()} == {Verdict.SAME: {}}
    assert found.counts == {Verdict.SAME: 3}
    assert [fault for each in found.rows.all() for fault in each.faults if fault[2] != "region"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_read_back_is_what_is_known(full, language):
    """Not merely nothing: each value arrives."""
    river = read(full, exported(full, language), "en").rows.get(values__uscc=full.river.uscc)
    assert river.values["extra"] == EXTRA
    assert river.values["tags"] == ["leading", "rescue"]
    known = {"sector": "C3921", "scale": "large", "ownership": "hkmt", "country": "JP", "output_value": 320_001_234}
    known |= {"above_scale": False, "tax_paid": 0, "staff_outside": 116, "registered_on": "2019-03-05"}
    known |= {"registered_capital": "500", "park_id": full.park.pk, "grid_id": full.river.grid_id}
    assert {key: river.values[key] for key in known} == known
    assert river.values["jurisdiction_id"] == full.river.jurisdiction_id


def test_a_cell_of_our_own_list_that_is_changed_is_the_only_change(full):
    book = openpyxl.load_workbook(io.BytesIO(exported(full, "zh-hans")))
    page = book.active
    at = {cell.value: cell.column for cell in page[1]}
    for line in range(2, 5):
        if page.cell(line, at["统一社会信用代码"]).value == full.river.uscc:
            page.cell(line, at["煤矿类型"]).value = "非煤矿"
    changed = io.BytesIO()
    book.save(changed)
    found = read(full, changed.getvalue(), "zh-hans")
    assert found.counts == {Verdict.SAME: 2, Verdict.CHANGED: 1}
    assert actions.apply(sheet_import=found, by=full.desk).changed == 1
    assert Enterprise.objects.get(pk=full.river.pk).extra == EXTRA | {"mine": "none"}


def test_numbers_leave_masked_and_a_masked_number_is_never_kept(full):
    page = openpyxl.load_workbook(io.BytesIO(exported(full, "en"))).active
    said = str([cell.value for line in page.iter_rows() for cell in line])
    assert "139****5678" in said
    assert "13912345678" not in said
    found = read(full, xlsx(("名单", [HEAD, row(50, phone="139****9999")])), "en")
    assert [fault[2:] for fault in found.rows.get().faults] == [["masked", "warning"]]


def test_what_follows_is_named_as_passed_over_and_nothing_is_unread(full):
    notes = read(full, exported(full, "en"), "en").notes
    assert [note for note in notes if note.startswith("Passed over")]
    assert not [note for note in notes if note.startswith(("Not read", "Column "))]


def test_every_branch_is_read_as_it_is_said():
    assert all(sectors.read(sectors.said(code)) == code for code in sectors.names())


def test_a_heading_is_offered_once(full):
    for column in columns(full.campaign):
        assert len(set(column.others())) == len(column.others())
        assert str(column.name) not in column.others()
