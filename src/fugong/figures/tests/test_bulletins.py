"""Bulletins: the pack's words with the day's numbers; issued once, numbered, frozen; a correction shows what moved."""

import datetime as dt
import io

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.figures import bulletins, freezing, printing
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
