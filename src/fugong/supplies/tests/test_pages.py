"""The pages, as the desk, the second person, the officer and the enterprise use them: from the quote to the signature."""

import io
import json

import openpyxl
import pytest
from django.conf import settings as configured
from django.db import connection
from django.db.models import DateTimeField, Sum, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fugong.core import clock
from fugong.core.measures import KINDS, REGISTERED
from fugong.figures import compute
from fugong.registry import todo
from fugong.supplies.arrows import ALLOCATION, DELIVERY, NEED, OFFER
from fugong.supplies.models import Allocation, Balance, Delivery, Movement, Need, Offer
from fugong.web.timeline import SAID
from ground.undoing import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def signed_in(user):
    type(user).objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user, backend=configured.AUTHENTICATION_BACKENDS[0])
    return client


def at(name, *args):
    return reverse(f"supplies:{name}", args=["plain", *args])


def text_of(answer, status=200):
    assert answer.status_code == status, answer.content[:600]
    return answer.content.decode()


def sheet_of(answer):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell for cell in row] for row in book.active.iter_rows(values_only=True)]


def test_from_the_quote_to_the_signature(stage):
    stage.at_work(river=100, stock=0)
    desk, leader, firm = signed_in(stage.desk), signed_in(stage.leader), signed_in(stage.liaison)
    quote = {"kind": "purchase", "item": "masks", "supplier": "康安医疗", "pieces": "1.5", "price": "2.355"}
    page = text_of(desk.post(at("offer_new"), quote), 422)
    assert "康安医疗" in page and "two decimals" in page and "whole number" in page, (
        "what was typed stays, faults at the fields"
    )
    desk.post(at("offer_new"), quote | {"pieces": "1000", "price": "2.35"})
    offer = Offer.objects.get()
    assert "2,350.00" in text_of(desk.get(at("offer", offer.pk)))
    assert "cheapest" in text_of(desk.get(at("offers") + "?item=masks"))
    desk.post(at("offer_choice", offer.pk))
    assert "still to come" in text_of(
        desk.post(at("offer_arrival", offer.pk), {"pieces": "2000", "store": "main"}), 422
    )
    desk.post(at("offer_arrival", offer.pk), {"pieces": "1000", "store": "main", "lot": "A7"})

    page = text_of(
        firm.post(at("mine", stage.river.pk), {"item": "masks", "pieces": "0", "reason": "night shift"}), 422
    )
    assert "night shift" in page
    firm.post(at("mine", stage.river.pk), {"item": "masks", "pieces": "400", "reason": "night shift"})
    assert "night shift" in text_of(desk.get(at("needs_of", "masks") + "?tab=asked"))
    assert "1,000" in text_of(desk.get(at("overview")))

    page = text_of(desk.get(at("allocation_new") + f"?item=masks&enterprise={stage.river.pk}"))
    assert "It asked for no more than 400." in page
    desk.post(at("allocation_new"), {"item": "masks", "enterprise": [stage.river.pk], "floor_days": "0"})
    row = Allocation.objects.get()
    assert "a second person has to sign" in text_of(desk.get(at("allocation", row.pk)))
    share = row.shares.get()
    assert "Whole boxes only" in text_of(desk.post(at("share", row.pk, share.pk), {"pieces": "35", "why": "x"}), 422)
    assert [each.url for each in todo.of(stage.leader, stage.campaign) if "sign" in each.detail] == [
        at("allocation", row.pk)
    ]
    leader.post(at("allocation_confirmation", row.pk))
    delivery = Delivery.objects.get()
    assert "A7" in text_of(desk.get(at("note", delivery.pk)))
    assert stage.river.name in text_of(desk.get(at("pick_list", row.pk)))

    officer = signed_in(stage.cast.officer)
    assert at("delivery", delivery.pk) in [each.url for each in todo.of(stage.cast.officer, stage.campaign)]
    assert stage.river.name in text_of(officer.get(at("deliveries") + "?mine=1"))
    officer.post(at("delivery_picking", delivery.pk))
    assert "data-pad" in text_of(officer.get(at("delivery", delivery.pk)))
    signing = {"name": "王工", "signature": json.dumps({"strokes": [[[1, 1], [9, 20]]], "width": 200, "height": 80})}
    for broken in ("{", '{"strokes": 5, "width": 1, "height": 1}', '{"strokes": [[[1,"x"]]], "width": 9, "height": 9}'):
        assert "王工" in text_of(
            officer.post(at("delivery_signature", delivery.pk), signing | {"signature": broken}), 422
        )
    officer.post(at("delivery_signature", delivery.pk), signing)
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    proof = officer.get(at("proof", delivery.proofs.get().uid))
    assert proof["X-Content-Type-Options"] == "nosniff" and b"<svg" in b"".join(proof.streaming_content)
    assert "1 delivery to confirm" in text_of(
        firm.get(reverse("resumption:mine_enterprise", args=["plain", stage.river.pk]))
    )
    firm.post(at("mine_receipt", stage.river.pk, delivery.pk), {"outcome": "receive"})
    delivery.refresh_from_db()
    assert (delivery.state, Need.objects.get().state) == ("received", "met")
    assert "400" in text_of(desk.get(reverse("registry:enterprise", args=["plain", stage.river.pk])))


def test_who_may_not_sees_nothing(stage):
    stage.at_work()
    stage.stocked(1_500)
    row = stage.confirmed()
    delivery = row.deliveries.get(enterprise=stage.shop)
    hill, firm, stranger = (signed_in(each) for each in (stage.cast.hill_town, stage.liaison, stage.cast.stranger))
    assert stage.shop.name not in text_of(hill.get(at("allocation", row.pk)))
    assert stage.hill.name in text_of(hill.get(at("allocation", row.pk)))
    assert stage.shop.name not in text_of(hill.get(at("ledger")))
    for client in (hill, firm, stranger):
        for name, key in (("delivery", delivery.pk), ("note", delivery.pk), ("offer", Offer.objects.get().pk)):
            assert client.get(at(name, key)).status_code == 404
    assert firm.get(at("overview")).status_code == 404
    assert firm.get(at("mine", stage.shop.pk)).status_code == 404
    assert hill.get(at("offers")).status_code == 404, "prices are for those who look at the whole place"
    assert signed_in(stage.cast.officer).post(at("offer_new"), {}).status_code == 403


def test_lists_go_out_as_sheets(stage):
    stage.at_work(stock=10)
    stage.stocked(500, supplier="=2+2")
    stage.asked(50)
    stage.confirmed()
    desk = signed_in(stage.desk)
    assert "=2+2" in str(sheet_of(desk.get(at("stock_sheet")))) or stage.lies("store") == 0
    assert any("aside" in str(row) for row in sheet_of(desk.get(at("ledger_sheet"))))
    assert any(row[0] == stage.river.name for row in sheet_of(desk.get(at("needs_sheet", "masks") + "?tab=all")))
    assert any("康安" in str(row) or "=2+2" in str(row) for row in sheet_of(desk.get(at("offers_sheet") + "?tab=all")))
    assert any(
        "people ×" in str(row) for row in sheet_of(desk.get(at("allocation_sheet", Allocation.objects.get().pk)))
    )


def test_lists_ask_no_more_of_the_database_when_they_are_longer(stage):
    stage.at_work()
    stage.stocked(1_500)
    desk = signed_in(stage.desk)

    def queries(address):
        desk.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get(address).status_code == 200
        return len(asked)

    stage.confirmed(most={"masks": 10})
    before = [queries(at(name)) for name in ("ledger", "deliveries", "allocations", "offers")]
    stage.stocked(400)
    stage.confirmed(most={"masks": 200}, floor_days=1)
    assert [queries(at(name)) for name in ("ledger", "deliveries", "allocations", "offers")] == before


def test_odd_addresses_are_no_error(stage):
    desk = signed_in(stage.desk)
    for name, args, tail in (
        ("ledger", (), "?after=x&item=gold&store=%00&since=never"), ("needs_of", ("gold",), ""), ("store", ("cellar",), ""),
        ("allocation_new", (), "?item=gold&floor_days=-1&most-masks=x&item=masks"), ("offers", (), "?tab=odd&kind=theft"),
        ("deliveries", (), "?tab=odd&area=x&text=%00"), ("request_new", (), "?enterprise=99999999999999999999"),
    ):  # fmt: skip
        assert desk.get(at(name, *args) + tail).status_code in (200, 404)


def test_figures_count_what_was_found_and_delivered(stage):
    stage.at_work()
    stage.stocked(1_500)
    stage.brought()
    found = compute.live(stage.campaign, clock.today(), None)
    value = lambda key, part="": found.value(key, part=part)  # noqa: E731
    assert (value("supplies.sourced"), value("supplies.sourced", "!masks"), value("supplies.sourced", "!gloves")) == (
        1_500,
        1_500,
        0,
    )
    assert value("supplies.value") == 3_525
    assert (value("supplies.delivered", "!masks"), value("supplies.enterprises", "!masks")) == (1_000, 1)
    assert value("supplies.allocations", "!masks") == 1
    for key, measure in REGISTERED.items():
        if key.startswith("supplies."):
            rows = KINDS[measure.source].rows(stage.campaign, stage.desk)
            rows = rows.annotate(moment=Value(clock.now(), output_field=DateTimeField())).filter(measure.rows)
            counted = rows.aggregate(n=Sum(measure.column))["n"] or 0 if measure.column else rows.count()
            assert counted == value(key), key
            for row in rows:
                assert KINDS[measure.source].page(stage.campaign, row)
                str(KINDS[measure.source].number(row))


def test_every_verb_has_its_words():
    for workflow in (NEED, OFFER, ALLOCATION, DELIVERY):
        for arrow in workflow.arrows:
            assert f"{workflow.key}.{arrow.key}" in SAID


def test_a_stock_list_and_quotes_come_in_as_sheets(stage):
    desk = signed_in(stage.desk)

    def brought_in(kind, rows):
        book, file = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(file)
        file.seek(0)
        file.name = "清单.xlsx"
        answer = desk.post(reverse("sheets:upload", args=["plain", kind]), {"file": file}, follow=True)
        page = text_of(answer)
        desk.post(f"{answer.redirect_chain[-1][0]}application/", {"only_good": "1"})
        return page

    head = ["物资名称", "数量", "来源", "供应商", "单价", "仓库", "批号", "有效期"]
    page = brought_in("supply_stock", [
        head, ["口罩", 500, "采购", "康安医疗", "2.35", "东河仓库", "B1", ""], ["手套", 100, "捐赠", "商会", "", "", "G1", ""],
        ["黄金", 5, "捐赠", "商会", "", "", "", ""], ["口罩", 0, "采购", "康安医疗", "2.35", "", "", ""],
    ])  # fmt: skip
    assert "Write the last day" in page
    assert stage.lies("store", place__key="east") == 500
    assert Offer.objects.get().state == "arrived"
    brought_in(
        "supply_offers",
        [["品名", "数量", "供货单位", "单价（元）"], ["口罩", 900, "万众", "2.20"], ["口罩", 900, "坏", "x"]],
    )
    assert list(Offer.objects.filter(state="offered").values_list("supplier", "fen_each")) == [("万众", 220)]


def test_what_takes_long_to_count_is_kept_and_says_so_but_who_asks_stands_there_at_once(stage, monkeypatch):
    from fugong.core import kept

    stage.at_work(river=100, stock=0)
    desk, firm = signed_in(stage.desk), signed_in(stage.liaison)
    before = text_of(desk.get(at("needs_of", "masks"))), text_of(desk.get(at("overview")))
    assert not any("As of" in page for page in before), "what is counted in a moment is of now"
    monkeypatch.setattr(kept, "SLOW", -1)
    monkeypatch.setattr(kept, "PATIENCE", 10**9)
    for _twice in range(2):
        pages = text_of(desk.get(at("needs_of", "masks"))), text_of(desk.get(at("overview")))
        assert all("As of" in page for page in pages)
        assert stage.river.name in pages[0]
    assert "night shift" not in pages[0]
    firm.post(at("mine", stage.river.pk), {"item": "masks", "pieces": "400", "reason": "night shift"})
    assert "night shift" in text_of(desk.get(at("needs_of", "masks")))
    assert "night shift" in text_of(desk.get(at("needs_of", "masks") + "?tab=asked"))
    elsewhere = signed_in(stage.cast.hill_town)
    assert stage.river.name not in text_of(elsewhere.get(at("needs_of", "masks"))), "each keeps what it sees"


def test_what_went_to_the_wrong_store_goes_back_by_a_movement_of_its_own(stage) -> None:
    batch, desk = stage.stocked(100), Desk(stage.desk)
    address = reverse("supplies:store_transfer", args=[stage.campaign.key, "main"])
    button = desk.does(address, {"batch": batch.pk, "to": "east", "pieces": 30})
    lies = lambda: dict(Balance.objects.filter(place__kind="store", pieces__gt=0).values_list("place__key", "pieces"))  # noqa: E731
    assert lies() == {"main": 70, "east": 30}
    desk.undoes(button)
    assert lies() == {"main": 100} and Movement.objects.filter(kind="transfer").count() == 2
