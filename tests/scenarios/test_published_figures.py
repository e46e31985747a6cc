"""Three places, from their list to tonight's bulletin: what it prints is what they published, or what their numbers give."""

import datetime as dt
import io
import random

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from fugong.advice.models import Enquiry
from fugong.core import clock
from fugong.registry.models import Enterprise
from fugong.web.demo import advice, investment, training
from ground.spreadsheet import as_shown
from scenarios.authority import Authority

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PRINTED = {
    "weihai_kfq": (dt.date(2020, 2, 22), "345 307 89.0% 122 121 99.2% 223 186 83.4% 248 89.9% 24338 17216 7122"),
    "jimei": (dt.date(2020, 2, 14), "466 365 78.3% 56 53 94.64% 45.74%"),
    "liuting": (dt.date(2020, 3, 4), "50 100% 11034 8716 79%"),
}


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.STAFF_SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    "key", ["weihai_kfq", *(pytest.param(key, marks=pytest.mark.thorough) for key in ("jimei", "liuting"))]
)
def test_from_the_list_to_the_bulletin(key):
    day, numbers = PRINTED[key]
    with clock.showing(clock.at(day - dt.timedelta(days=1), 8, 30)):
        place = Authority.open(key, day)
    with clock.showing(clock.at(day, 9)):
        place.file_and_decide(day)
    with clock.showing(clock.at(day, 15, 30)):
        place.report(day)
    with clock.showing(clock.at(day, 19)):
        _says(place.page("figures:bulletin", day), numbers)
        _says(_pdf_text(place.file("figures:bulletin_pdf", day)), numbers)
        _says(_sheet_text(place.file("figures:bulletin_xlsx", day)), numbers)
        figures = place.page("figures:figures")
        if key == "weihai_kfq":
            assert "90%" in figures and "89.0%" in figures, "the difference to what was published is explained"


def test_investment_and_specialists_as_the_zone_published_them():
    """F16, F6: the demo's rows give the published numbers in the bulletin, and each number opens its rows."""
    day = dt.date(2022, 5, 27)
    with clock.showing(clock.at(day - dt.timedelta(days=1), 8, 30)):
        place = Authority.open("fengxian_zone", day)
    with clock.showing(clock.at(day, 17)):
        firms = list(Enterprise.objects.order_by("pk")[:40])
        investment.court(place.campaign, place.staff, firms, random.Random(1))
        training.teach(place.campaign, place.staff, firms, random.Random(1))
    with clock.showing(clock.at(day, 19)):
        bulletin = place.page("figures:bulletin", day)
        _says(bulletin, "126 25 4 21 8 150000 33 2060000 57 3431")
        assert "云上招商" in bulletin
        _says(bulletin, "防控专员183名 扫码专员120名 采样专员304名")


def test_medical_staff_and_experts_as_the_sub_district_published_them():
    """L18, L11: 5 medical staff and 20 experts advise; what an enterprise asks reaches the one whose field it is, who answers."""
    day = dt.date(2020, 3, 4)
    with clock.showing(clock.at(day - dt.timedelta(days=1), 8, 30)):
        place = Authority.open("liuting", day)
    with clock.showing(clock.at(day, 10)):
        advice.appoint(place.campaign, place.staff, random.Random(1))
        for text, role, told in ASKED:
            _asked_and_answered(place, text, role, told)
    with clock.showing(clock.at(day, 19)):
        _says(place.page("figures:bulletin", day), "5名医务人员、20名专家为企业提供咨询，累计受理2件，已答复2件")


ASKED = (
    ("员工体温37.6度，没有其他症状，可以上班吗？", "medic", "不能上岗，请就地隔离复测。"),
    ("设备停用二十天，重新开机要注意什么？", "expert", "先检修、后试运行。"),
)


def _asked_and_answered(place: Authority, text: str, role: str, told: str) -> None:
    firm = Enterprise.objects.order_by("pk").first()
    browser, key = place.client(place.agency), place.campaign.key
    asked = browser.post(reverse("advice:mine_new", args=[key, firm.pk]), {"text": text, "urgency": "normal"})
    assert asked.status_code == 302, asked.content.decode()[:800]
    row = Enquiry.objects.order_by("-pk").first()
    assert row.adviser is not None and row.adviser.role == role
    adviser = place.client(row.adviser.user)
    assert text in adviser.get(reverse("advice:enquiries", args=[key])).content.decode()
    for step, typed in (("enquiry_taking", {}), ("enquiry_answer", {"text": told})):
        assert adviser.post(reverse(f"advice:{step}", args=[key, row.pk]), typed).status_code == 302
    assert told in browser.get(asked["Location"]).content.decode()


def _says(text: str, numbers: str) -> None:
    missing = [number for number in numbers.split() if number not in text.replace(",", "").replace(" ", "")]
    assert not missing, f"{missing} not in: {text[:3000]}"


def _pdf_text(content: bytes) -> str:
    assert content.startswith(b"%PDF")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def _sheet_text(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content))
    return " ".join(
        as_shown(cell) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )
