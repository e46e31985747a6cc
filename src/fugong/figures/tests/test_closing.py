"""Tables add up: what stands in none of their rows has a row of its own, and the whole is the indicator itself."""

import copy
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from fugong.core import clock, papers
from fugong.figures import bulletins, command, compute, listing, measures, printing
from fugong.figures.cells import ITSELF
from fugong.figures.listing import Asked
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption import standings
from fugong.resumption.models import Resumption, Standing
from ground.many import CONTENT, MORNING, campaign_of, person

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2020, 2, 14)
BACKEND = "django.contrib.auth.backends.ModelBackend"


def with_sections(*sections):
    content = copy.deepcopy(CONTENT)
    content["sections"]["figures"]["bulletin"]["sections"] = [
        {
            "key": f"s{at}",
            "title": {"zh": "情况"},
            "text": {"zh": "如下。"},
            "indicators": ["resumed", "staff"],
            **section,
        }
        for at, section in enumerate(sections)
    ]
    return content


def opened(content=CONTENT, *, without_town=2):
    """60 enterprises in twelve streets; the first ones stand in the county itself and in no group."""
    made = campaign_of(60, content=content)
    homeless = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True)[:without_town])
    county = made.jurisdiction
    Enterprise.objects.filter(pk__in=homeless).update(jurisdiction=county, area_code=county.code)
    for rows in (Enrolment, Resumption):
        rows.objects.filter(enterprise__in=homeless).update(area_code=county.code)
    Enrolment.objects.filter(enterprise__in=homeless).update(group="")
    standings.open_day(made, FRIDAY)
    return made


@pytest.fixture(autouse=True)
def morning():
    with clock.showing(MORNING):
        yield


@pytest.fixture
def desk():
    return person("duty_desk", name="desk")


def table_of(campaign, place=0):
    return bulletins.of_day(campaign, FRIDAY).content["sections"][place]["table"]


def numbers(row, column=0):
    cell = row["cells"][column]
    return int(cell["numerator"].replace(",", "")), int(cell["denominator"].replace(",", ""))


@pytest.mark.parametrize("kind", ["areas", "groups", "grids"])
def test_the_rows_of_a_bulletins_table_add_up_to_the_whole(kind):
    campaign = opened(with_sections({"table": kind}))
    rows = table_of(campaign)["rows"]
    if kind == "grids":  # a place without grids has no such table, and nothing is left over of none
        assert rows == []
        return
    *parts, others, total = rows
    assert (others["label"]["en"], others["closing"], total["closing"]) == ("Others (not stated)", "others", "total")
    assert numbers(others)[1] == 2
    for column in (0, 1):
        added = [sum(pair) for pair in zip(*(numbers(row, column) for row in (*parts, others)), strict=True)]
        assert tuple(added) == numbers(total, column)
    assert total["cells"][0]["printed"] == "50.0%"  # what the text says


def test_only_where_there_are_any_others_have_a_row():
    rows = table_of(opened(with_sections({"table": "areas"}), without_town=0))["rows"]
    assert [row.get("closing") for row in rows[-2:]] == [None, "total"]


def test_a_pack_whose_notice_has_no_total_has_none_but_loses_nobody():
    rows = table_of(opened(with_sections({"table": "areas", "total": False})))["rows"]
    assert [row.get("closing") for row in rows[-2:]] == [None, "others"]


def test_segments_overlap_and_have_neither():
    assert len(table_of(opened(with_sections({"table": "segments"})))["rows"]) == 3


@pytest.mark.parametrize(("node", "part"), [("990101" + ITSELF, ""), ("", "@"), ("", "#"), ("990101001" + ITSELF, "")])
def test_what_stands_in_no_part_opens_exactly_what_it_counts(desk, node, part):
    campaign = opened()
    found = compute.figures(campaign, FRIDAY, desk)
    for measure in measures.MEASURES.values():
        if not measure.column and measure.source == measures.STANDING_MEASURES[0].source:
            rows = listing.rows(Asked(campaign, measure, FRIDAY, node, part), desk)
            assert found.value(measure.key, node=node, part=part) == rows.count(), measure.key
    for key in ("filings", "demands.open"):
        if key in measures.MEASURES:
            rows = listing.rows(Asked(campaign, measures.MEASURES[key], FRIDAY, node, part), desk)
            assert found.value(key, node=node, part=part) == rows.count(), key


def test_it_costs_no_query_a_row(desk, django_assert_num_queries):
    campaign = opened()
    found = compute.figures(campaign, FRIDAY)
    with django_assert_num_queries(1):  # the areas themselves
        rows = command.table(campaign, found, "areas")["rows"]
    assert [row.get("closing") for row in rows[-3:]] == [None, "others", "total"]
    assert sum(row["enterprises"]["value"] for row in rows[:-1]) == rows[-1]["enterprises"]["value"] == 60


def test_the_pages_say_who_the_others_are(client, desk):
    campaign = opened()
    client.force_login(desk, backend=BACKEND)
    for name in ("command", "figures"):
        page = client.get(reverse(f"figures:{name}", args=["many"]))
        assert b"node=990101." in page.content, name
    rows = client.get(reverse("figures:rows", args=["many", "enterprises"]) + "?node=990101.")
    assert len(rows.context["rows"]) == 2 == rows.context["value"]
    assert Standing.objects.filter(campaign=campaign, area_code="990101000000").count() == 2
    assert client.get(reverse("figures:rows", args=["many", "enterprises"]) + "?segment=@").context["value"] == 2


def test_who_sees_one_street_finds_no_others(client):
    opened()
    client.force_login(person("leader", key="990101005", name="street"), backend=BACKEND)
    assert b"node=990101." not in client.get(reverse("figures:command", args=["many"])).content
    assert client.get(reverse("figures:rows", args=["many", "enterprises"]) + "?node=990101.").context["value"] == 0


def test_the_paper_has_the_total_and_the_parts_of_each_rate():
    with override("zh-hans"):
        paper = PdfReader(io.BytesIO(printing.pdf(bulletins.of_day(opened(), FRIDAY))))
    text = "".join(page.extract_text() for page in paper.pages).replace("\n", "").replace(" ", "")
    assert "50.0%30/60" in text


def test_the_last_rows_of_a_long_table_stay_on_one_page():
    data = printing._paper(bulletins.of_day(opened(with_sections({"table": "areas"})), FRIDAY))
    section = data["sections"][0]
    row, *_more, total = section["rows"]
    for many in range(10, 26):  # some of these end at the foot of a page
        section["rows"] = [row] * many + [row | {"label": "倒数第三"}, row | {"label": "倒数第二"}, total]
        paper = PdfReader(io.BytesIO(papers.pdf(printing.TEMPLATE, data)))
        pages = [page.extract_text() for page in paper.pages]
        assert any("倒数第三" in page and total["label"] in page for page in pages), many
