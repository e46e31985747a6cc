"""`fugong figures` and `fugong bulletin`: the numbers of a day, frozen, printed, issued."""

import datetime as dt
import io

import openpyxl
import pytest
from pypdf import PdfReader

from fugong.core import clock
from fugong.figures.models import Bulletin, Freeze
from fugong.resumption import standings
from fugong.resumption.models import Resumption
from ground.many import MORNING, campaign_of, person
from ground.spreadsheet import as_shown

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2020, 2, 14)
STREET = "990101003"


@pytest.fixture(autouse=True)
def campaign():
    """Sixty enterprises, half of them at work, on Friday morning."""
    with clock.showing(MORNING):
        made = campaign_of(60)
        standings.open_day(made, FRIDAY)
        yield made


@pytest.fixture
def key(campaign):
    return campaign.key


@pytest.fixture
def people():
    """The district's duty desk and leader, and the desk of one street."""
    person("duty_desk", name="desk")
    person("leader", name="leader")
    person("duty_desk", key=STREET, name="street")


def indicator(answer, name="resumed"):
    (found,) = [each for each in answer["indicators"] if each["key"] == name]
    return found["numerator"], found["denominator"], found["printed"]


def measure(answer, name):
    (found,) = [each for each in answer["measures"] if each["key"] == name]
    return found["value"]


def stop_one():
    one = Resumption.objects.filter(state="resumed").order_by("pk").first()
    Resumption.objects.filter(pk=one.pk).update(state="suspended", reason="fire")
    standings.refresh(campaign=one.campaign, enterprise_ids=[one.enterprise_id])


def test_indicators_are_printed_with_their_parts(fugong, key):
    answer = fugong("figures", key, "--json").answer
    assert indicator(answer) == (30, 60, "50.0%")
    assert measure(answer, "enterprises.resumed") == 30
    assert (answer["day"], answer["whole"], answer["as_frozen_at"]) == ("2020-02-14", True, None)
    assert "30 / 60" in fugong("figures", key).out


def test_areas_and_segments_are_parts_of_the_whole(fugong, key):
    of_street = fugong("figures", key, "--node", STREET, "--json").answer
    assert measure(of_street, "enterprises") == 5
    assert fugong("figures", key, "--node", f"{STREET}000", "--json").answer == of_street
    parts = [fugong("figures", key, "--segment", each, "--json").answer for each in ("@industry", "@other")]
    assert sum(measure(part, "enterprises") for part in parts) == 60


def test_who_sees_a_street_gets_its_numbers_only(fugong, key, people):
    answer = fugong("figures", key, "--by", "street", "--json").answer
    assert (measure(answer, "enterprises"), answer["whole"]) == (5, False)
    elsewhere = fugong("figures", key, "--by", "street", "--node", "990101004")
    assert elsewhere.code == 1
    assert STREET in elsewhere.err and "990101005" not in elsewhere.err


def test_frozen_figures_stay_when_rows_move(fugong, key, people):
    frozen = fugong("figures", key, "--freeze", "--by", "desk", "--json")
    assert indicator(frozen.answer) == (30, 60, "50.0%")
    assert Freeze.objects.get().frozen_by.username == "desk"
    stop_one()
    assert indicator(fugong("figures", key, "--json").answer) == (29, 60, "48.3%")
    with clock.showing(MORNING + dt.timedelta(days=1)):
        yesterday = fugong("figures", key, "--day", FRIDAY, "--json").answer
        assert indicator(yesterday) == (30, 60, "50.0%")
        assert yesterday["as_frozen_at"].startswith("2020-02-14T09:00")
        assert "As frozen at 2020-02-14 09:00" in fugong("figures", key, "--day", FRIDAY).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--node", "110000"), "no area 110000"),
        (("--node", "x"), "no area x"),
        (("--segment", "no_such"), "There are: key_firm"),
        (("--day", "2020-02-15"), "hasn't come yet"),
        (("--day", "2020-02-01"), "no figures of 2020-02-01"),
        (("--freeze", "--by", "leader"), "can't do this"),
        (("--freeze", "--by", "street"), "can't do this"),
    ],
)
def test_what_can_not_be_is_said(fugong, key, people, words, said):
    told = fugong("figures", key, *words)
    assert (told.code, told.out) == (1, "")
    assert said in told.err
    assert not Freeze.objects.exists()


def test_a_bulletin_can_be_read_before_it_is_issued(fugong, key):
    said = fugong("bulletin", key).out
    assert "30 of 60 enterprises" in said
    assert "Draft" in said
    answer = fugong("bulletin", key, "--json").answer
    assert (answer["number"], answer["content"]["title"]["zh"]) == (None, "复工复产工作日报")
    assert not Bulletin.objects.exists()


def test_paper_and_workbook_say_the_same(fugong, key, tmp_path):
    paper, book = tmp_path / "b.pdf", tmp_path / "b.xlsx"
    assert fugong("bulletin", key, "--pdf", paper, "--xlsx", book).code == 0
    assert "50.0%" in PdfReader(io.BytesIO(paper.read_bytes())).pages[0].extract_text()
    cells = [cell for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row]
    assert "50.0%" in map(as_shown, cells)
    assert fugong("bulletin", key, "--pdf", tmp_path / "no" / "b.pdf").code == 1


def test_it_is_issued_once_by_a_person_who_may(fugong, key, people):
    assert "--by" in fugong("bulletin", key, "--issue").err
    assert fugong("bulletin", key, "--issue", "--by", "leader").code == 1
    issued = fugong("bulletin", key, "--issue", "--by", "desk", "--remarks", "无异常", "--json").answer
    assert (issued["number"], issued["issued_by"], issued["remarks"]) == (1, "desk", "无异常")
    assert "issued" in fugong("bulletin", key, "--issue", "--by", "desk").err
    stop_one()
    assert "30 of 60 enterprises" in fugong("bulletin", key).out


def test_a_draft_is_for_those_who_see_the_whole_place(fugong, key, people):
    assert fugong("bulletin", key, "--by", "leader").code == 0
    assert "isn't issued yet" in fugong("bulletin", key, "--by", "street").err
    fugong("bulletin", key, "--issue", "--by", "desk")
    assert "No. 1" in fugong("bulletin", key, "--by", "street").out
