"""`fugong import`: looked at first, then all rows or none; faults by their cells; the sheet comes back."""

import openpyxl
import pytest

from fugong.ledger.models import Event
from fugong.places import actions as places
from fugong.registry.models import Enrolment, Enterprise
from fugong.sheets.models import SheetRow
from fugong.sheets.tests.lists import HEAD, code, row, xlsx

STREET = "所在街道"


@pytest.fixture
def sheet(tmp_path):
    """Writes a list of these rows, all of them in East River."""

    def write(*rows, name="名单.xlsx"):
        file = tmp_path / name
        file.write_bytes(xlsx(("名单", [[*HEAD, STREET], *([*cells, "东河街道"] for cells in rows)])))
        return file

    return write


def known(*numbers):
    return Enterprise.objects.filter(uscc__in=[code(number) for number in numbers]).count()


def test_a_list_comes_in_and_the_second_time_nothing_changes(fugong, cast, sheet):
    list_ = sheet(row(10), row(11))
    told = fugong("import", "plain", list_)
    assert told.code == 0, told.err
    assert "2 added, 0 changed." in told.out
    assert Enrolment.objects.filter(campaign=cast.campaign, enterprise__uscc=code(10)).exists()
    made = Event.objects.of_enterprise(Enterprise.objects.get(uscc=code(10)).pk).get(verb="enterprise.create")
    assert (made.by, made.by_name) == (None, "installation")
    again = fugong("import", "plain", list_, "--json").answer
    assert (again["same"], again["applied"]) == (2, {"new": 0, "changed": 0})


def test_a_trial_tells_and_changes_nothing(fugong, cast, sheet):
    told = fugong("import", "plain", sheet(row(10), row(11)), "--dry-run", "--json")
    assert told.code == 0
    assert (told.answer["new"], told.answer["applied"]) == (2, None)
    assert known(10, 11) == 0
    assert not SheetRow.objects.exists()  # names and numbers don't stay behind


def test_faults_are_told_by_their_cells_and_keep_everything_out(fugong, cast, sheet):
    told = fugong("import", "plain", sheet(row(10), row(11, code="123"), row(12, staff="很多")))
    assert told.code == 1
    assert "B3" in told.out and "E4" in told.out
    assert "2 rows have faults" in told.err
    assert "Traceback" not in told.err
    assert known(10) == 0
    assert not SheetRow.objects.exists()


def test_good_rows_are_taken_where_that_is_wished(fugong, cast, sheet):
    told = fugong("import", "plain", sheet(row(10), row(11, code="123")), "--good-rows", "--json")
    assert told.code == 0
    assert told.answer["applied"] == {"new": 1, "changed": 0}
    assert [(fault["cell"], fault["level"]) for fault in told.answer["faults"]] == [("B3", "error")]
    assert known(10) == 1


def test_a_sheet_without_any_good_row_fails(fugong, cast, sheet):
    told = fugong("import", "plain", sheet(row(11, code="123")), "--good-rows")
    assert told.code == 1
    assert "No row can be taken" in told.err


def test_the_sheet_comes_back_with_its_faults_beside_the_cells(fugong, cast, sheet, tmp_path):
    back = tmp_path / "back.xlsx"
    fugong("import", "plain", sheet(row(10), row(11, code="123")), "--errors", back)
    page = openpyxl.load_workbook(back).active
    assert page.cell(3, 2).value == "123"
    assert "B3" in page.cell(3, len(HEAD) + 2).value
    assert back.stat().st_mode & 0o077 == 0  # it holds telephone numbers


def test_many_faults_are_cut_short_on_the_screen_only(fugong, cast, sheet):
    list_ = sheet(*(row(number, code=f"{number}") for number in range(10, 40)))
    assert "and 10 more" in fugong("import", "plain", list_).out
    assert len(fugong("import", "plain", list_, "--json").answer["faults"]) == 30


def test_whoever_is_named_has_no_more_rights_than_on_the_pages(fugong, cast, sheet):
    list_ = sheet(row(10))
    assert "can't import" in fugong("import", "plain", list_, "--by", "officer").err
    assert "no campaign plain" in fugong("import", "plain", list_, "--by", "stranger").err
    assert known(10) == 0
    assert fugong("import", "plain", list_, "--by", "desk").code == 0
    made = Event.objects.filter(verb="enterprise.create", by=cast.desk)
    assert made.get().enterprise_id == Enterprise.objects.get(uscc=code(10)).pk


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"a,b\n1,2\n", b"PK\x03\x04broken"])
def test_what_is_no_list_is_a_sentence(fugong, cast, tmp_path, content):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    told = fugong("import", "plain", file)
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("fugong: ")


def test_files_that_can_not_be_written_are_named(fugong, cast, sheet, tmp_path):
    list_ = sheet(row(11, code="123"))
    assert "can't be written" in fugong("import", "plain", list_, "--errors", tmp_path / "no" / "x.xlsx").err
    before = list_.read_bytes()
    assert "overwrite" in fugong("import", "plain", list_, "--errors", list_).err
    assert list_.read_bytes() == before
    assert not SheetRow.objects.exists()


def test_an_unknown_campaign_is_answered_with_those_that_there_are(fugong, cast, sheet):
    assert "There are: plain, next_door." in fugong("import", "plian", sheet(row(10))).err


def test_nothing_comes_into_a_closed_campaign(fugong, cast, sheet):
    places.close(campaign=cast.campaign, by=cast.administrator, reason="完成")
    assert "closed" in fugong("import", "plain", sheet(row(10))).err
    assert known(10) == 0
