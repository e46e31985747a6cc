"""The sample beside every import: two made-up rows that the import itself takes."""

import io

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fugong.core import clock
from fugong.sheets import cells, kinds, samples
from fugong.sheets.columns import Column
from fugong.sheets.models import SheetImport


def _faults(kind, campaign) -> list[str]:
    """What of a kind's sample couldn't be read, is lacking, or doesn't tell the rows apart."""
    columns = [column for column in kind.columns(campaign) if column.in_template]
    rows = samples.rows(kind, columns)
    found = []
    for index, column in enumerate(columns):
        for row in rows:
            if column.required and not row[index]:
                found.append(f"{kind.key}.{column.key} is empty")
            if row[index] and not samples._reads(column, row[index]):
                found.append(f"{kind.key}.{column.key} can't be read: {row[index]}")
    told_apart = [tuple(row[at] for at, each in enumerate(columns) if each.key in kind.identify) for row in rows]
    return found + ([f"{kind.key}: both rows are one"] if len(set(told_apart)) == 1 and any(told_apart[0]) else [])


def test_each_kind_s_sample_is_one_that_it_reads(cast) -> None:
    assert len(kinds.every()) > 20
    assert [fault for kind in kinds.every() for fault in _faults(kind, cast.campaign)] == []


def test_a_sample_that_cannot_be_read_would_be_found(cast, monkeypatch) -> None:
    monkeypatch.setattr(samples, "_cell", lambda column, at, tells_apart: "§§")
    assert any("can't be read" in fault for fault in _faults(kinds.get("enterprises"), cast.campaign))


@pytest.mark.parametrize("language", ["zh-hans", "en", "ja", "ko"])
def test_the_sample_of_the_registry_comes_in_as_it_is(cast, client, language) -> None:
    client.force_login(cast.desk, backend=settings.AUTHENTICATION_BACKENDS[0])
    cast.desk.language = language
    cast.desk.save()
    answer = client.get(reverse("sheets:sample", args=["plain", "enterprises"]))
    file = b"".join(answer.streaming_content)
    page = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0]
    assert page.max_row == 3 and page["A1"].value
    assert any(cell.comment for cell in page[1]), "the headings carry notes"
    client.post(
        reverse("sheets:upload", args=["plain", "enterprises"]), {"file": SimpleUploadedFile("样表.xlsx", file)}
    )
    found = SheetImport.objects.latest("pk")
    assert [row.verdict for row in found.rows.all()] == ["new", "new"], [row.faults for row in found.rows.all()]


def test_readers_say_what_they_cannot_read() -> None:
    with pytest.raises(cells.Bad):
        cells.day("§§", None)


def test_a_telephone_of_a_sample_is_one():
    made_up = Column(key="phone", name="电话", read=cells.telephone, personal=True)
    assert samples._cell(made_up, 1, False) == "13800000001"


def test_an_amount_of_a_sample_is_no_telephone():
    assert samples._cell(Column(key="amount", name="金额", read=cells.yuan), 0, False) == "20"


def test_several_words_of_a_cell_are_known_however_they_are_written():
    read = cells.several({"中文": "zh", "English": "en"}, only=True)
    assert read("english、中文", None) == ["en", "zh"]
    with pytest.raises(cells.Bad):
        read("中文、火星语", None)
    assert cells.several()("火星语", None) == ["火星语"]


def test_a_chosen_key_is_shown_by_its_word():
    trade = Column(key="trade", name="工种", read=cells.choice({"operator": ("普工", "操作工")}))
    assert trade.read("操作工", None) == "operator"
    assert [trade.cell(each) for each in ("operator", "普工", None)] == ["普工", "普工", None]
    assert Column(key="t", name="t", read=trade.read, show=str.upper).cell("operator") == "OPERATOR"  # its own way


def test_a_whole_amount_is_shown_without_a_decimal_point():
    amount = Column(key="amount", name="金额", read=cells.decimal(0, 9_999))
    assert [str(amount.cell(amount.read(each, None))) for each in ("２，８７０．００", 12.5)] == ["2870", "12.5"]


def test_days_that_lie_behind_lie_behind_in_the_sample_too(cast) -> None:
    found = 0
    for kind in kinds.every():
        columns = [column for column in kind.columns(cast.campaign) if column.in_template]
        for row in samples.rows(kind, columns):
            days = [day for column, day in zip(columns, row, strict=True) if column.past]
            assert all(day < clock.today().isoformat() for day in days), kind.key
            found += len(days)
    assert found >= 8, "control: there are such columns"
