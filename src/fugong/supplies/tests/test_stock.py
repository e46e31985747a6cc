"""Stock in double entry: what comes, lies, moves, is counted and thrown away; nothing appears, nothing vanishes."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import Sum

from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.supplies import booking, lists
from fugong.supplies.actions import offers, stock
from fugong.supplies.actions.offers import fen_of
from fugong.supplies.actions.stock import Arrival
from fugong.supplies.models import Balance, Batch, Line, Movement, Offer
from fugong.supplies.tests.stage import sums_are_zero

pytestmark = pytest.mark.django_db


def test_what_was_chosen_arrives_in_parts_and_is_worth_what_it_cost(stage):
    offer = offers.choose(offer=stage.offered(1_000), reason="", by=stage.desk)
    first = stock.arrive(offer=offer, arrival=Arrival(400, "main", "A1"), by=stage.desk)
    assert (first.pieces, first.fen, first.kind) == (400, 94_000, "purchase")
    offer.refresh_from_db()
    assert (offer.state, offer.outstanding) == ("chosen", 600)
    stock.arrive(offer=offer, arrival=Arrival(600, "east"), by=stage.desk)
    offer.refresh_from_db()
    assert offer.state == "arrived"
    (masks, *_others) = lists.lying(stage.campaign)
    assert (masks.by_store, masks.free, masks.boxes, masks.fen) == ({"main": 400, "east": 600}, 1_000, 100, 235_000)
    assert stage.lies("source") == -1_000
    assert sums_are_zero(stage.campaign)


@pytest.mark.parametrize(
    ("arrival", "field"),
    [
        (Arrival(None, "main"), "pieces"), (Arrival(0, "main"), "pieces"), (Arrival(-5, "main"), "pieces"),
        (Arrival(1_001, "main"), "pieces"), (Arrival(10, "cellar"), "store"),
    ],
)  # fmt: skip
def test_what_can_not_have_come_is_refused_at_its_field(stage, arrival, field):
    offer = offers.choose(offer=stage.offered(1_000), reason="", by=stage.desk)
    with pytest.raises(Refused) as refusal:
        stock.arrive(offer=offer, arrival=arrival, by=stage.desk)
    assert [fault.where for fault in refusal.value.faults] == [field]
    assert not Batch.objects.exists()


def test_what_expires_needs_its_last_day(stage):
    offer = offers.choose(offer=stage.offered(100, "gloves"), reason="", by=stage.desk)
    for day in (None, stage.today - dt.timedelta(days=1), stage.today + dt.timedelta(days=4_000)):
        with pytest.raises(Refused) as refusal:
            stock.arrive(offer=offer, arrival=Arrival(50, "main", "", day), by=stage.desk)
        assert refusal.value.faults[0].where == "expires_on"


def test_only_a_chosen_offer_arrives_and_only_who_keeps_the_whole_place_books(stage):
    with pytest.raises(Conflict, match="can't be done now"):
        stock.arrive(offer=stage.offered(), arrival=Arrival(10, "main"), by=stage.desk)
    for who in (stage.leader, stage.cast.officer, stage.liaison, stage.cast.stranger, stage.cast.nobody):
        with pytest.raises(NotAllowed):
            stage.offered(by=who)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"pieces": "0"}, "pieces"), ({"pieces": "-3"}, "pieces"), ({"pieces": "1.5"}, "pieces"), ({"pieces": ""}, "pieces"),
        ({"price": "2.355"}, "price"), ({"price": "-1"}, "price"), ({"price": "free"}, "price"), ({"price": "0"}, "price"),
        ({"kind": "theft"}, "kind"), ({"item": "gold"}, "item"), ({"supplier": "  "}, "supplier"),
        ({"ready_on": "soon"}, "ready_on"),
    ],
)  # fmt: skip
def test_an_offer_that_is_not_right_is_refused_at_the_field(stage, values, field):
    with pytest.raises(Refused) as refusal:
        stage.offered(**{"pieces": "5", **values})
    assert [fault.where for fault in refusal.value.faults] == [field]


def test_yuan_are_read_as_whole_fen():
    assert [fen_of(text) for text in ("2.35", "￥1,200", "２．５", "0.01")] == [235, 120_000, 250, 1]
    assert [fen_of(text) for text in ("2.355", "-1", "NaN", "Infinity", "", "99999999999", "2,5,x", "2,5", "1e2")] == [
        None
    ] * 9


def test_whoever_chooses_the_dearer_offer_says_why(stage):
    cheap, dear = stage.offered(price="2.00"), stage.offered(price="2.50")
    with pytest.raises(Refused, match="cheaper"):
        offers.choose(offer=dear, reason=" ", by=stage.desk)
    assert offers.choose(offer=dear, reason="here tomorrow", by=stage.desk).state == "chosen"
    assert offers.choose(offer=cheap, reason="", by=stage.desk).state == "chosen"
    gift = stage.offered(kind="donation", price="3")
    assert offers.choose(offer=gift, reason="", by=stage.desk).state == "chosen"


def test_an_offer_of_an_enterprise_on_the_list_is_known_as_its(stage):
    assert stage.offered(supplier=stage.hill.name, kind="donation").enterprise == stage.hill


def test_batches_that_expire_first_go_first_and_expired_ones_never(stage):
    day = stage.today
    late = stage.stocked(100, "gloves", expires_on=day + dt.timedelta(days=90))
    soon = stage.stocked(100, "gloves", expires_on=day + dt.timedelta(days=5))
    with transaction.atomic():
        here = booking.store(stage.campaign, "main")
        parts = booking.Stock([here]).take(here, "gloves", 150)
    assert [(part.batch, part.pieces) for part in parts] == [(soon.pk, 100), (late.pk, 50)]
    assert [row.batch for row in lists.expiring(stage.campaign)] == [soon]
    with stage.later(days=6), transaction.atomic():
        assert booking.free(stage.campaign, ["gloves"]) == {("gloves", "main"): 100}
        parts = booking.Stock([here]).take(here, "gloves", 100)
        assert [part.batch for part in parts] == [late.pk]
        with pytest.raises(Conflict, match="Main store has 100 Gloves left, 150 are wanted"):
            booking.Stock([here]).take(here, "gloves", 150)


def test_pieces_go_to_another_store_and_take_their_worth_along(stage):
    batch = stage.stocked(3, price="3.33")
    stock.transfer(campaign=stage.campaign, batch=batch.pk, frm="main", to="east", pieces=1, by=stage.desk)
    worth = dict(Balance.objects.filter(place__kind="store").values_list("place__key", "fen"))
    assert worth == {"main": 666, "east": 333}
    for pieces, to, field in (
        (3, "east", "pieces"),
        (0, "east", "pieces"),
        (None, "east", "pieces"),
        (1, "main", "to"),
    ):
        with pytest.raises(Refused) as refusal:
            stock.transfer(campaign=stage.campaign, batch=batch.pk, frm="main", to=to, pieces=pieces, by=stage.desk)
        assert refusal.value.faults[0].where == field
    assert sums_are_zero(stage.campaign)


def test_what_was_counted_is_booked_with_its_reason(stage):
    batch = stage.stocked(1_000)
    count = {"campaign": stage.campaign, "store": "main", "by": stage.desk}
    assert stock.count(counted={batch.pk: 1_000}, reason="", **count) is None
    with pytest.raises(Refused) as refusal:
        stock.count(counted={batch.pk: 990}, reason=" ", **count)
    assert refusal.value.faults[0].where == "reason"
    stock.count(counted={batch.pk: 990}, reason="one box was wet", **count)
    stock.count(counted={batch.pk: 995}, reason="half of it was not", **count)
    assert (stage.lies("store"), stage.lies("difference")) == (995, 5)
    assert sums_are_zero(stage.campaign)
    with pytest.raises(Refused, match="whole number, 0 or more"):
        stock.count(counted={batch.pk: None}, reason="?", **count)
    with pytest.raises(Refused, match="never in this store"):
        stock.count(counted={batch.pk + 99: 5}, reason="?", **count)


def test_what_is_spoilt_is_thrown_away_with_a_reason(stage):
    batch = stage.stocked(50)
    throw = {"campaign": stage.campaign, "batch": batch.pk, "store": "main", "by": stage.desk}
    with pytest.raises(Refused, match="Say why"):
        stock.throw(pieces=10, reason="", **throw)
    with pytest.raises(Refused, match="only 50 of this batch"):
        stock.throw(pieces=51, reason="mould", **throw)
    stock.throw(pieces=50, reason="mould", **throw)
    assert (stage.lies("store"), stage.lies("waste")) == (0, 50)
    assert Balance.objects.get(place__kind="waste").fen == batch.fen


def test_the_database_itself_keeps_the_books(stage):
    """Whoever writes past the actions is stopped, too; the controls take the guards off."""
    batch = stage.stocked(100)
    here, out = booking.store(stage.campaign, "main"), booking.place(stage.campaign, "waste")

    def written(*lines):
        with transaction.atomic():
            moved = Movement.objects.create(
                campaign=stage.campaign, kind="throw", at="2020-02-20T04:00Z", by=stage.desk
            )
            for place, pieces, fen in lines:
                Line.objects.create(movement=moved, place=place, batch=batch, pieces=pieces, fen=fen)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="appear or vanish"):
        written((here, 5, 0))
    with pytest.raises(IntegrityError, match="appear or vanish"):
        written((here, -5, -5), (out, 5, 4))
    with pytest.raises(IntegrityError, match="supply_never_below_zero"):
        written((here, -101, -235), (out, 101, 235))
    line = Line.objects.first()
    for change in (lambda: Line.objects.filter(pk=line.pk).update(pieces=7), line.delete):
        with pytest.raises((IntegrityError, InternalError), match="never changed or removed"), transaction.atomic():
            change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE supplies_line DISABLE TRIGGER supply_line_sums")
        written((here, 5, 0))
        cursor.execute("ALTER TABLE supplies_line ENABLE TRIGGER supply_line_sums")
    assert not sums_are_zero(stage.campaign), "the control: without its guard a piece appears"


def test_what_lies_where_is_the_sum_of_the_lines(stage):
    stage.stocked(100)
    stage.at_work()
    stage.brought()
    summed = Line.objects.order_by().values("place", "batch").annotate(n=Sum("pieces"), f=Sum("fen"))
    lying = {(row.place_id, row.batch_id): (row.pieces, row.fen) for row in Balance.objects.all()}
    assert lying == {(row["place"], row["batch"]): (row["n"], row["f"]) for row in summed}
    assert Offer.objects.get().received == 100
