"""Bulletins: the pack's words with the day's numbers; issued once, numbered, frozen; a correction shows what moved."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils.translation import gettext, override
from pypdf import PdfReader

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.figures import bulletins, freezing, printing, workbook
from fugong.figures.models import Bulletin
from fugong.resumption import standings
from fugong.resumption.actions import reports
from fugong.resumption.models import Resumption
from ground.many import MORNING, campaign_of, person

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2020, 2, 14)
SATURDAY = dt.date(2020, 2, 15)
DAY = dt.timedelta(days=1)


@pytest.fixture
def campaign():
    with clock.showing(MORNING):
        made = campaign_of(60)
        standings.open_day(made, FRIDAY)
        yield made


@pytest.fixture
def desk():
    return person("duty_desk", name="desk")


def text(bulletin):
    with override("zh-hans"):
        return printing.text_of(bulletin.content["sections"][0])


def test_the_packs_words_carry_the_days_numbers(campaign):
    assert text(bulletins.of_day(campaign, FRIDAY)).startswith(
        "截至2020年2月14日，样例县共有企业60家，已复工30家，复工率50.0%"
    )


def test_an_issued_bulletin_is_numbered_and_never_changes(campaign, desk):
    issued = bulletins.issue(campaign=campaign, day=FRIDAY, by=desk)
    before = text(issued)
    one = Resumption.objects.filter(state="resumed").first()
    Resumption.objects.filter(pk=one.pk).update(state="suspended", reason="fire")
    standings.refresh(campaign=campaign, enterprise_ids=[one.enterprise_id])
    assert (issued.number, text(bulletins.of_day(campaign, FRIDAY))) == (1, before)
    with pytest.raises(Conflict):
        bulletins.issue(campaign=campaign, day=FRIDAY, by=desk)
    with pytest.raises(Conflict):
        bulletins.draft(campaign=campaign, day=FRIDAY, by=desk)
    assert Bulletin.objects.count() == 1


def test_numbers_follow_each_other(campaign, desk):
    bulletins.issue(campaign=campaign, day=FRIDAY, by=desk)
    with clock.showing(MORNING + DAY):
        assert bulletins.issue(campaign=campaign, day=SATURDAY, by=desk).number == 2


def test_only_who_may_issue_over_the_whole_area_issues(campaign):
    for who in (person("leader", name="leader"), person("duty_desk", key="990101003", name="street")):
        with pytest.raises(NotAllowed):
            bulletins.issue(campaign=campaign, day=FRIDAY, by=who)


def test_the_change_is_counted_from_exact_values_since_the_frozen_day_before(campaign, desk):
    freezing.freeze(campaign=campaign, day=FRIDAY, by=desk)
    with clock.showing(MORNING + DAY):
        one = Resumption.objects.filter(state="approved").first()
        Resumption.objects.filter(pk=one.pk).update(state="resumed", resumed_on=SATURDAY)
        standings.refresh(campaign=campaign, enterprise_ids=[one.enterprise_id])
        with override("en"):
            section = bulletins.of_day(campaign, SATURDAY).content["sections"][0]
            change = section["indicators"][0]["change"]["en"]
    assert change == "up 1.7 percentage points"  # 31/60 − 30/60 = 1.666…


def test_a_day_without_figures_is_not_frozen(campaign, desk):
    for day in (FRIDAY - 30 * DAY, FRIDAY + 30 * DAY):
        with pytest.raises(Refused):
            freezing.freeze(campaign=campaign, day=day, by=desk)


def test_a_later_correction_shows_what_moved_and_why(campaign, desk):
    one = Resumption.objects.filter(state="resumed").first().enterprise
    reports.submit(campaign=campaign, enterprise=one, day=FRIDAY, values={"staff_back": 10}, by=desk)
    kept = freezing.freeze(campaign=campaign, day=FRIDAY, by=desk)
    assert freezing.moved(campaign, freezing.frozen(campaign, FRIDAY)) == []
    with clock.showing(MORNING + DAY):
        reports.submit(
            campaign=campaign,
            enterprise=one,
            day=FRIDAY,
            values={"staff_back": 16},
            by=desk,
            reason="night shift forgotten",
        )
        moved = {
            each.measure: (each.was, each.now) for each in freezing.moved(campaign, freezing.frozen(campaign, FRIDAY))
        }
        why = freezing.reports_since(campaign, kept, desk)
    assert moved == {"staff.back": (10, 16)}
    assert [(each["enterprise"], each["reason"]) for each in why] == [(one, "night shift forgotten")]


@pytest.mark.parametrize("language", ["zh-hans", "en", "ja", "ko"])
def test_the_paper_is_a4_and_says_what_the_page_says(campaign, language):
    with override(language):
        paper = PdfReader(io.BytesIO(printing.pdf(bulletins.of_day(campaign, FRIDAY))))
    first = paper.pages[0]
    assert [round(float(side) / 72 * 25.4) for side in first.mediabox[2:]] == [210, 297]
    assert "50.0%" in first.extract_text()


def test_words_that_people_type_are_never_markup(campaign, desk):
    remarks = '#read("/etc/passwd") $x$ *bold* @preview'
    bulletin = bulletins.draft(campaign=campaign, day=FRIDAY, by=desk, remarks=remarks)
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printing.pdf(bulletin))).pages)
    assert '#read("/etc/passwd")' in printed.replace("“", '"').replace("”", '"').replace("\n", "")


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "无此前数据"), ("en", "no earlier figure")])
def test_the_first_bulletin_compares_nothing(campaign, client, desk, language, words):
    desk.language = language
    desk.save()
    client.force_login(desk, backend="django.contrib.auth.backends.ModelBackend")
    with override(language):
        page = client.get(reverse("figures:bulletin", args=[campaign.key, FRIDAY])).content.decode()
        paper = PdfReader(io.BytesIO(printing.pdf(bulletins.of_day(campaign, FRIDAY)))).pages[0].extract_text()
        heading = gettext("Since yesterday")
    for face in (page, paper):
        assert words not in face and heading not in face
    assert ("复工率50.0%；返岗" if language == "zh-hans" else "at work again, 50.0%; ") in text_in(campaign, language)


def text_in(campaign, language):
    with override(language):
        return printing.text_of(bulletins.of_day(campaign, FRIDAY).content["sections"][0])


def test_its_foot_names_the_office_and_who_issued_it_on_the_page_and_on_paper(campaign, client, desk):
    issued = bulletins.issue(campaign=campaign, day=FRIDAY, by=desk)
    client.force_login(desk, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("figures:bulletin", args=[campaign.key, FRIDAY])).content.decode()
    with override("zh-hans"):
        imprint = printing.imprint(issued)
        paper = "".join(each.extract_text() for each in PdfReader(io.BytesIO(printing.pdf(issued))).pages)
    assert imprint == "样例县复工复产工作专班 · desk"
    assert imprint in page and imprint.replace(" ", "") in paper.replace(" ", "")


def test_numbers_in_its_sheet_are_numbers(campaign):
    with workbook.of(bulletins.of_day(campaign, FRIDAY)) as file:
        book = openpyxl.load_workbook(file)
    indicators = {row[0].value: row[1:] for row in book.worksheets[0].iter_rows(min_row=3)}
    value, numerator, denominator, _change = next(cells for name, cells in indicators.items() if cells[2].value == 60)
    assert (value.value, value.number_format) == (0.5, "0.0%")
    assert (numerator.value, denominator.value) == (30, 60)
    assert all(isinstance(cell.value, int | float) for cells in indicators.values() for cell in cells[:1])
    areas = book.worksheets[1]
    assert all(
        isinstance(cell.value, int | float | None) for row in areas.iter_rows(min_row=2, min_col=2) for cell in row
    )
    assert areas["B2"].number_format == "0.0%"


def test_a_printed_number_is_a_cell_with_its_decimals():
    cells = [workbook.value(*each) for each in (("11,034",), ("13.25",), ("89.0%", 307, 345), ("—",), ("-3",))]
    assert [(float(cell.value), cell.number_format) for cell in cells if not isinstance(cell, str)] == [
        (11034, "#,##0"), (13.25, "#,##0.00"), (307 / 345, "0.0%"), (-3, "#,##0"),
    ]  # fmt: skip
    assert cells[3] == "—"


def test_rates_above_the_whole_are_told_before_it_is_issued_and_not_after(campaign, client, desk):
    client.force_login(desk, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("figures:bulletin", args=[campaign.key, FRIDAY])
    words = "有比率超过100%：签发前请核对其明细。"
    assert words not in client.get(address).content.decode()
    firm = Resumption.objects.filter(campaign=campaign, state="resumed").order_by("pk").first().enterprise
    reports.submit(campaign=campaign, enterprise=firm, day=FRIDAY, values={"staff_back": 1_000_000}, by=desk)
    page = client.get(address).content.decode()
    assert words in page and "alert-warning" in page
    line = bulletins.of_day(campaign, FRIDAY).content["above"][0]
    assert line["indicator"] == "staff" and f"{line['printed']}</a></li>" in page
    bulletins.issue(campaign=campaign, day=FRIDAY, by=desk)
    assert words not in client.get(address).content.decode()
