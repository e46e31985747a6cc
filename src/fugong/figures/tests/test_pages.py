"""The command's pages: each number opens the rows that it counts, for those who may see them."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.urls import reverse

from fugong.core import clock, measures
from fugong.figures import bulletins, listing
from fugong.figures.models import Bulletin, Freeze
from fugong.figures.views import bulletins as views
from fugong.resumption import standings
from ground.many import MORNING, campaign_of, person
from ground.paging import seen

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2020, 2, 14)
THURSDAY = dt.date(2020, 2, 13)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def campaign():
    with clock.showing(MORNING - dt.timedelta(days=1)):
        made = campaign_of(60)
        standings.open_day(made, THURSDAY)
    with clock.showing(MORNING):
        standings.open_day(made, FRIDAY)
        yield made


@pytest.fixture
def desk():
    return person("duty_desk", name="desk")


@pytest.fixture
def as_desk(client, desk):
    client.force_login(desk, backend=BACKEND)
    return client


def page(name, campaign, *more):
    return reverse(f"figures:{name}", args=[campaign.key, *more])


@pytest.mark.parametrize("name", ["command", "figures", "wall", "bulletins"])
@pytest.mark.parametrize("language", ["zh-hans", "en", "ja", "ko"])
def test_each_page_opens_in_each_language(campaign, as_desk, desk, name, language):
    desk.language = language
    desk.save()
    assert as_desk.get(page(name, campaign)).status_code == 200


@pytest.mark.parametrize("name", ["bulletin", "bulletin_pdf", "bulletin_xlsx", "bulletin_card"])
def test_each_face_of_the_bulletin_opens(campaign, as_desk, name):
    answer = as_desk.get(page(name, campaign, FRIDAY))
    assert answer.status_code == 200
    answer.close()


def test_every_number_on_the_bulletin_opens_rows_of_that_number(campaign, as_desk):
    html = as_desk.get(page("bulletin", campaign, FRIDAY)).content.decode()
    links = set(re.findall(r'href="(/c/many/figures/[^"]+/rows/[^"]*)"', html))
    assert len(links) > 10
    for link in links:
        rows = as_desk.get(link.replace("&amp;", "&"))
        measure, value = rows.context["asked"].measure, rows.context["value"]
        assert rows.status_code == 200
        if not measure.column:
            assert len(rows.context["rows"]) == min(value, 50)


def test_the_sheet_of_rows_holds_as_many_as_the_number(campaign, as_desk):
    answer = as_desk.get(page("rows_sheet", campaign, "enterprises.resumed") + "?segment=above_scale")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    wanted = as_desk.get(page("rows", campaign, "enterprises.resumed") + "?segment=above_scale").context["value"]
    assert book.active.max_row - 2 == wanted  # a title and the heading


def test_an_officer_of_one_street_sees_its_rows_and_no_draft(campaign, client):
    client.force_login(person("leader", key="990101003", name="street"), backend=BACKEND)
    rows = client.get(page("rows", campaign, "enterprises"))
    assert (rows.context["value"], len(rows.context["rows"])) == (5, 5)
    assert client.get(page("bulletin", campaign, FRIDAY)).status_code == 403
    assert client.get(page("command", campaign)).context["now"].value("enterprises") == 5


def test_an_issued_bulletin_is_for_all_its_rows_for_those_who_may_see_them(campaign, client, desk):
    bulletins.issue(campaign=campaign, day=FRIDAY, by=desk)
    client.force_login(person("leader", key="990101003", name="street"), backend=BACKEND)
    assert client.get(page("bulletin", campaign, FRIDAY)).status_code == 200
    assert len(client.get(page("rows", campaign, "enterprises") + "?node=990101004").context["rows"]) == 0


def test_each_row_behind_a_number_is_reached(campaign, as_desk, monkeypatch):
    whole = as_desk.get(page("rows", campaign, "enterprises")).context["value"]
    monkeypatch.setattr(listing, "PAGE", 25)
    found = seen(as_desk, page("rows", campaign, "enterprises"), r'<th scope="row"><a href="([^"]+)"')
    assert len(set(found)) == len(found) == whole == 60


def test_of_many_bulletins_the_oldest_is_reached_too(campaign, as_desk, desk, monkeypatch):
    monkeypatch.setattr(views, "LISTED", 2)
    for days in range(5):
        with clock.showing(MORNING + dt.timedelta(days=days)):
            bulletins.issue(campaign=campaign, day=FRIDAY + dt.timedelta(days=days), by=desk)
    assert seen(as_desk, page("bulletins", campaign), r'<td class="num">(\d)</td>') == ["5", "4", "3", "2", "1"]


def test_a_stranger_finds_nothing(campaign, client):
    client.force_login(person("duty_desk", key="990102", name="stranger"), backend=BACKEND)
    for name in ("command", "figures", "wall", "bulletins"):
        assert client.get(page(name, campaign)).status_code == 404


def test_drafting_and_issuing_go_by_post_and_only_by_post(campaign, as_desk):
    assert as_desk.get(page("bulletin_issue", campaign, FRIDAY)).status_code == 405
    as_desk.post(page("bulletin_draft", campaign, FRIDAY), {"remarks": "今晚补齐未报企业"})
    as_desk.post(page("bulletin_issue", campaign, FRIDAY), {"remarks": "今晚补齐未报企业"})
    issued = Bulletin.objects.get()
    assert (issued.number, issued.remarks) == (1, "今晚补齐未报企业")
    assert as_desk.post(page("bulletin_issue", campaign, FRIDAY)).status_code == 409


def test_freezing_goes_by_post(campaign, as_desk):
    assert as_desk.post(page("freeze", campaign)).status_code == 302
    assert Freeze.objects.get().day == FRIDAY


def test_bad_queries_are_no_errors(campaign, as_desk):
    for address in (
        page("figures", campaign) + "?day=2020-13-45&segment=%00x",
        page("rows", campaign, "enterprises") + "?segment=%23abc&after=x",
        page("rows", campaign, "enterprises") + "?segment=%23999999999999999999999",
    ):
        assert as_desk.get(address).status_code == 200, address
    assert as_desk.get(page("rows", campaign, "nothing")).status_code == 404
    assert as_desk.get(page("rows", campaign, "enterprises") + "?node=990101999").status_code == 404
    assert as_desk.get("/c/many/bulletins/2020-02-31/").status_code == 404
    assert as_desk.get(page("bulletin", campaign, "2031-01-01")).status_code == 422


def test_the_command_page_asks_the_database_a_fixed_number_of_times(campaign, as_desk, django_assert_max_num_queries):
    as_desk.get(page("command", campaign))
    with django_assert_max_num_queries(45):
        as_desk.get(page("command", campaign))


ODD = ("9999-12-31", "0001-01-01", "2200-01-01", "1899-12-31", "2020-02-31", "nonsense", "20200214", "2020-W07-5")


@pytest.mark.parametrize("day", ODD)
def test_a_day_that_is_none_breaks_no_page(campaign, as_desk, day):
    answer = as_desk.get(page("figures", campaign) + f"?day={day}")
    assert (answer.status_code, answer.context["day"]) == (200, FRIDAY)
    assert as_desk.get(page("rows", campaign, "enterprises") + f"?day={day}").status_code == 200
    for part in ("", "pdf/", "sheet/", "card/"):
        assert as_desk.get(f"{page('bulletins', campaign)}{day}/{part}").status_code == 404


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_that_are_days_break_none_either(campaign, as_desk, day):
    assert as_desk.get(page("figures", campaign) + f"?day={day}").status_code == 200
    assert as_desk.get(f"{page('bulletins', campaign)}{day}/").status_code in (200, 404, 422)


def test_counts_that_take_long_are_kept_for_their_reader_and_say_so(campaign, as_desk, desk, monkeypatch):
    from fugong.core import kept
    from fugong.figures import compute

    desk.language = "en"
    desk.save()
    monkeypatch.setattr(compute, "LARGE", 1)
    monkeypatch.setattr(kept, "SLOW", -1)
    monkeypatch.setattr(kept, "PATIENCE", 10**9)
    counted = []
    count = compute.count_kind
    monkeypatch.setattr(compute, "count_kind", lambda *given: counted.append(given[2]) or count(*given))
    for _twice in range(2):
        found = compute.figures(campaign, FRIDAY, desk)
        assert found.value("filings.overdue") == 0 and found.as_of == clock.now()
    other = person("leader", name="other")
    compute.figures(campaign, FRIDAY, other).value("filings.overdue")
    clocks = compute.figures(campaign, FRIDAY)
    clocks.value("filings.overdue")
    assert counted == [desk, other, None] and clocks.as_of is None, "what is frozen is counted"
    assert "As of" in as_desk.get(page("command", campaign)).content.decode()


@pytest.mark.thorough
def test_the_rows_of_a_part_open_for_every_measure(campaign, as_desk):
    for key, measure in measures.REGISTERED.items():
        kind = measures.KINDS.get(measure.source)
        if kind and kind.part:
            answer = as_desk.get(page("rows", campaign, key) + "?segment=%21nothing")
            assert answer.status_code == 200, key
