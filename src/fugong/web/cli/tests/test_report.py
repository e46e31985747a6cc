"""`fugong report`: a day's reports from a sheet, and who is missing."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.resumption import standings
from fugong.resumption.actions import reports
from fugong.resumption.models import Report, Resumption, Standing
from fugong.sheets.tests.lists import xlsx

TODAY = dt.date(2020, 2, 20)
FIELDS = ("staff_back", "staff_local", "staff_outside", "capacity", "exceptions", "stock")
HEAD = ["统一社会信用代码", "企业名称", "返岗人数", "本地人数", "外地人数", "产能（%）", "异常人数", "口罩库存"]


@pytest.fixture
def at_work(cast):
    """All of the plain place are at work, so that they owe reports."""
    Resumption.objects.filter(campaign=cast.campaign).update(state="resumed", resumed_on=TODAY)
    standings.refresh(campaign=cast.campaign)
    assert Standing.objects.filter(campaign=cast.campaign, expected=True).count() == 3
    return cast


@pytest.fixture
def sheet(tmp_path):
    """Writes a sheet of reports: enterprise → staff back."""

    def write(*rows):
        file = tmp_path / "日报.xlsx"
        lines = [[one.uscc, one.name, back, back, 0, 80, 0, 100] for one, back in rows]
        file.write_bytes(xlsx(("日报", [HEAD, *lines])))
        return file

    return write


def missing(fugong, *words):
    return [each["name"] for each in fugong("report", "missing", "plain", "--json", *words).answer["missing"]]


def test_who_has_not_reported_is_listed_with_whom_to_call(fugong, at_work):
    reports.submit(
        campaign=at_work.campaign, enterprise=at_work.river, day=TODAY, values=dict.fromkeys(FIELDS, 0), by=at_work.desk
    )
    assert missing(fugong) == [at_work.hill.name, at_work.shop.name]
    said = fugong("report", "missing", "plain").out
    assert "2 reports are missing" in said
    assert at_work.officer.name in said  # the resident officer of the shop


def test_the_list_ends_where_the_persons_sight_ends(fugong, at_work):
    assert missing(fugong, "--by", "town") == [at_work.river.name, at_work.shop.name]
    assert fugong("report", "missing", "plain", "--by", "stranger").code == 1


def test_a_sheet_of_reports_comes_in_under_the_persons_name(fugong, at_work, sheet):
    list_ = sheet((at_work.river, 110), (at_work.hill, 60))
    told = fugong("report", "import", "plain", list_, "--by", "desk", "--json")
    assert told.code == 0, told.err
    assert told.answer["applied"] == {"new": 2, "changed": 0}
    said = Report.objects.get(enterprise_id=at_work.river.pk)
    assert (said.day, said.staff_back, said.by_id, said.via) == (TODAY, 110, at_work.desk.pk, "sheet")
    assert missing(fugong) == [at_work.shop.name]


def test_a_day_before_is_reported_by_naming_it(fugong, at_work, sheet):
    with clock.showing(clock.now() + dt.timedelta(days=1)):
        assert fugong("report", "import", "plain", sheet((at_work.river, 9)), "--by", "desk", "--day", TODAY).code == 0
    assert Report.objects.get().day == TODAY


def test_rows_that_can_not_be_stay_out_with_all_others(fugong, at_work, sheet):
    list_ = sheet((at_work.river, 110), (at_work.neighbour, 5))
    told = fugong("report", "import", "plain", list_, "--by", "desk")
    assert told.code == 1
    assert "A3" in told.out
    assert not Report.objects.exists()
    assert fugong("report", "import", "plain", list_, "--by", "desk", "--good-rows").code == 0
    assert Report.objects.get().enterprise_id == at_work.river.pk


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name the account with --by"),
        (("--by", "leader"), "can't import"),
        (("--by", "desk", "--day", "2020-02-21"), "hasn't come yet"),
        (("--by", "desk", "--day", "2020-01-01"), "began on"),
    ],
)
def test_what_is_refused_is_said(fugong, at_work, sheet, words, said):
    told = fugong("report", "import", "plain", sheet((at_work.river, 110)), *words)
    assert told.code == 1
    assert said in told.err
    assert not Report.objects.exists()


@pytest.mark.parametrize("day", ["2020-02-21", "2020-02-01"])
def test_days_without_figures_are_refused(fugong, at_work, day):
    told = fugong("report", "missing", "plain", "--day", day)
    assert told.code == 1
    assert day in told.err
