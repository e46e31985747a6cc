"""The pages, as the enterprise, the officer on the telephone, the office and the window use them."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from fugong.core import clock
from fugong.core.measures import KINDS, REGISTERED
from fugong.registry import todo
from fugong.services.arrows import APPLICATION, APPOINTMENT
from fugong.services.models import Kiosk, ServiceApplication, ServiceAppointment
from fugong.services.tests.stage import FRIDAY, at, signed_in, text_of
from fugong.services.views import mine, noting
from fugong.web.timeline import SAID
from ground.paging import seen

pytestmark = pytest.mark.django_db
CODE = "99010110000000"


def test_the_enterprise_asks_and_the_office_decides(stage):
    firm, town = signed_in(stage.cast.liaison), signed_in(stage.cast.town)
    river = stage.cast.river.pk
    home = reverse("resumption:mine_enterprise", args=["plain", river])
    assert "services without coming" in text_of(firm.get(home))
    page = text_of(firm.get(at("mine", river)))
    assert all(mode in page for mode in ("Prioritised", "Sped up", "Online", "Staggered", "Deferred"))
    assert "above scale" in text_of(firm.get(at("mine_ask", river, "deferral"))), "the deciding fact is told"
    sent = {"was_due_on": "2020-02-17", "asks_until": "2020-02-29", "text": "Liquidity is low."}
    refused = text_of(firm.post(at("mine_ask", river, "deferral"), sent), 422)
    assert "no working day" in refused and "Liquidity is low." in refused, "what was typed stays"
    firm.post(at("mine_ask", river, "deferral"), sent | {"asks_until": "2020-03-02"})
    row = ServiceApplication.objects.get()

    page = text_of(firm.get(at("mine_application", river, row.pk)))
    assert "Explanation" in page, "the papers are asked for"
    assert town.post(at("acceptance", row.pk)).status_code == 422
    stage.promised(row)
    assert stage.cast.river.name in text_of(town.get(at("applications")))
    assert [each.detail for each in todo.of(stage.cast.town, stage.campaign) if "Deferred" in each.detail]
    town.post(at("acceptance", row.pk))
    town.post(at("passing_on", row.pk), {"opinion": "Fine."})
    bureau = signed_in(stage.cast.bureau)
    assert bureau.post(at("decision", row.pk), {"outcome": "grant", "due_on": "2020-03-01"}).status_code == 422
    bureau.post(at("decision", row.pk), {"outcome": "grant", "due_on": "2020-03-02"})
    row.refresh_from_db()
    assert row.state == "granted"
    assert row.number in text_of(firm.get(at("mine_application", river, row.pk)))
    paper = firm.get(at("mine_result", river, row.pk))
    assert paper.content.startswith(b"%PDF")
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(town.get(at("applications_sheet") + "?state=all").streaming_content))
    )
    assert row.number in [cell.value for line in book.active.iter_rows() for cell in line]


def test_an_officer_notes_for_a_caller(stage):
    officer = signed_in(stage.cast.officer)
    assert stage.cast.river.name in text_of(officer.get(at("noting") + "?text=东河"))
    page = text_of(officer.get(at("note", "licence") + f"?enterprise={stage.cast.river.pk}"))
    assert "Read this out" in page and "Your name and number are kept" in page
    sent = {"enterprise": stage.cast.river.pk, "channel": "telephone", "caller": "王会计", "phone": "13812345678"}
    assert "Read the text out" in text_of(officer.post(at("note", "licence"), sent), 422)
    officer.post(at("note", "licence"), sent | {"agreed": "1"})
    row = ServiceApplication.objects.get()
    page = text_of(officer.get(at("application", row.pk)))
    assert "138****5678" in page and "13812345678" not in page
    assert "13812345678" in text_of(officer.post(at("application_phone", row.pk)))
    assert "looked at the telephone number" in text_of(officer.get(at("application", row.pk)))
    sent = {"enterprise": stage.cast.river.pk, "channel": "telephone", "caller": "王会计", "phone": "13812345678",
            "agreed": "1", "starts_at": "2020-02-21T09:30"}  # fmt: skip
    officer.post(at("note", "invoices"), sent)
    assert ServiceAppointment.objects.get().number == "A001"


def test_the_window_calls_the_next_and_the_enterprise_sees_it(stage):
    firm, desk = signed_in(stage.cast.liaison), signed_in(stage.cast.desk)
    river = stage.cast.river.pk
    assert "2020-02-21T09:00" in text_of(firm.get(at("mine_ask", river, "invoices")))
    firm.post(at("mine_ask", river, "invoices"), {"starts_at": "2020-02-21T09:00"})
    row = ServiceAppointment.objects.get()
    firm.post(at("mine_change", river, row.pk), {"starts_at": "2020-02-21T10:00"})
    with clock.showing(stage.at(9, 55)):
        text_of(desk.get(at("windows")))
        desk.post(at("step", row.pk), {"step": "arrive", "back": "office", "window": "3"})
        assert "please come to window 3" in text_of(desk.post(at("call_next", "hall"), {"window": "3"}, follow=True))
        assert "window 3" in text_of(firm.get(at("mine_appointment", river, row.pk)))
        desk.post(at("step", row.pk), {"step": "serve"})
        assert "Nobody waits" in text_of(desk.post(at("call_next", "hall"), {"window": "3"}, follow=True))
        assert desk.post(at("call_next", "hall"), {"window": "x"}).status_code == 422
        assert signed_in(stage.cast.officer).post(at("office_day", "hall"), {"day": "2020-02-21"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "served"


def test_others_see_nothing_of_it(stage):
    row, time = stage.asked(), stage.booked()
    shop = signed_in(stage.cast.shop_liaison)
    for name, one in (("mine_application", row), ("mine_appointment", time)):
        assert shop.get(at(name, stage.cast.shop.pk, one.pk)).status_code == 404
        assert shop.get(at(name, stage.cast.river.pk, one.pk)).status_code == 404
    assert signed_in(stage.cast.hill_town).get(at("application", row.pk)).status_code == 404
    assert signed_in(stage.cast.liaison).get(at("application", row.pk)).status_code == 404, "it has pages of its own"


def test_a_kiosk_has_a_code_that_is_shown_once_and_can_be_ended(stage):
    desk = signed_in(stage.cast.desk)
    page = text_of(desk.post(at("kiosks"), {"office": "hall", "name": "一楼大厅"}))
    code = page.partition('class="kiosk-code">')[2].partition("<")[0]
    assert len(code.replace(" ", "")) == 26
    assert code not in text_of(desk.get(at("kiosks")))
    device = Client()
    assert "no kiosk yet" in text_of(device.get("/kiosk/?lang=en"))
    assert device.get("/kiosk/s/licence/?lang=en").status_code == 200
    assert "opens nothing" in text_of(
        device.post("/kiosk/opening/", {"code": "ABC"}, headers={"accept-language": "en"}), 403
    )
    assert device.post("/kiosk/opening/", {"code": code}).status_code == 302
    assert "What do you need?" in text_of(device.get("/kiosk/?lang=en"))
    desk.post(at("kiosk_end", Kiosk.objects.get().pk))
    assert "no kiosk yet" in text_of(device.get("/kiosk/?lang=en"))


def test_where_no_office_is_named_the_page_says_what_to_do_and_offers_no_form(stage, monkeypatch):
    desk = signed_in(stage.cast.desk)
    assert 'name="office"' in text_of(desk.get(at("kiosks"))), "control"
    monkeypatch.setitem(stage.campaign.pack.services.__dict__, "offices", ())
    page = text_of(desk.get(at("kiosks")))
    assert "services.toml" in page and 'name="office"' not in page


def test_whoever_has_a_time_today_says_so_at_the_kiosk(stage):
    _row, code = stage.kiosk()
    device = Client(headers={"accept-language": "en"})
    device.post("/kiosk/opening/", {"code": code})
    time = stage.booked()
    ending = time.uscc[-4:]
    with clock.showing(time.starts_at):
        for sent in (
            {"number": time.number, "ending": "ZZZZ"},
            {"number": time.number, "ending": ending[1:]},
            {"number": "Z999", "ending": ending},
            {},
        ):
            assert "No time of today fits" in text_of(device.post("/kiosk/here/?lang=en", sent), 422)
        answer = device.post("/kiosk/here/?lang=en", {"number": time.number.lower(), "ending": ending})
        assert answer.status_code == 302
        assert "noted as here" in text_of(device.get(answer["Location"]))
        time.refresh_from_db()
        assert (time.state, time.arrived_at) == ("waiting", clock.now())
        assert device.get(answer["Location"]).status_code == 302, "shown once"
        for _n in range(20):
            device.post("/kiosk/here/?lang=en", {})
        tried = text_of(device.post("/kiosk/here/?lang=en", {"number": time.number, "ending": ending}), 422)
        assert "Too many numbers" in tried, "nobody finds a number by trying"


def test_at_a_kiosk_nothing_is_told_of_anybody_and_a_result_is_shown_once(stage):
    _row, code = stage.kiosk()
    device = Client(headers={"accept-language": "en"})
    device.post("/kiosk/opening/", {"code": code})
    sent = {"uscc": stage.cast.river.uscc, "caller": "王会计", "phone": "13812345678", "starts_at": "2020-02-21T09:00"}
    wrong = device.post("/kiosk/s/invoices/?lang=en", sent | {"phone": "1"})
    assert wrong.status_code == 422 and "王会计" in wrong.content.decode()
    answer = device.post("/kiosk/s/invoices/?lang=en", sent)
    assert answer.status_code == 302
    done = device.get(answer["Location"])
    assert "A001" in text_of(done)
    assert stage.cast.river.name not in done.content.decode(), "nobody learns whose code it is"
    assert done["Cache-Control"] == "no-store"
    assert device.get(answer["Location"])["Location"] == "/kiosk/", "once"
    assert "sessionid" not in device.cookies
    row = ServiceAppointment.objects.get()
    assert (row.channel, row.enterprise, row.made_by, row.made_at_kiosk.name) == (
        "kiosk", stage.cast.river, None, "一楼大厅",
    )  # fmt: skip
    asked = {"uscc": stage.cast.hill.uscc, "caller": "李", "phone": "13812345678"}
    assert device.post("/kiosk/s/licence/?lang=en", asked).status_code == 302
    assert ServiceApplication.objects.get().enterprise == stage.cast.hill


def test_lists_ask_the_same_number_of_questions_however_long_they_are(stage, django_assert_max_num_queries):
    desk = signed_in(stage.cast.desk)
    for number in range(6):
        stage.asked("refund", stage.stranger(number), by=stage.cast.desk)
        stage.booked(stage.at(9 + number % 3, 30 * (number // 3)), stage.stranger(number), stage.cast.desk)
    text_of(desk.get(at("applications")))
    with django_assert_max_num_queries(24):
        desk.get(at("applications"))
    with django_assert_max_num_queries(28):
        desk.get(at("office", "hall") + "?day=2020-02-21")


def test_every_number_has_its_rows_and_every_event_its_words(stage):
    for workflow in (APPLICATION, APPOINTMENT):
        assert all(f"{workflow.key}.{arrow.key}" in SAID for arrow in workflow.arrows)
    stage.asked()
    stage.booked()
    for key, measure in REGISTERED.items():
        if key.startswith("services."):
            kind = KINDS[measure.source]
            rows = kind.rows(stage.campaign, stage.cast.desk)
            from django.db.models import DateTimeField, Value

            found = rows.annotate(moment=Value(clock.now(), output_field=DateTimeField())).filter(measure.rows)
            assert all(kind.page(stage.campaign, row) for row in found)


def test_the_enterprise_s_applications_and_times_and_who_calls_are_read_to_their_end(stage, monkeypatch):
    for days in (0, 3, 4):
        stage.asked(), stage.booked(stage.at(9, day=FRIDAY + clock.dt.timedelta(days=days)))
    monkeypatch.setattr(mine, "SHOWN", 2)
    monkeypatch.setattr(noting, "FOUND", 1)
    firm, home = signed_in(stage.cast.liaison), at("mine", stage.cast.river.pk)
    assert len(set(seen(firm, home, r"/services/(\d+)/"))) == 3
    assert len(set(seen(firm, home, r"/times/(\d+)/", "times"))) == 3
    officer = signed_in(stage.cast.desk)
    assert len(seen(officer, at("noting") + "?text=有限公司", r'href="\?enterprise=(\d+)"')) == 3
