"""From the need to the signature: computed and asked needs, a plan with reasons, two people, goods that are set aside and brought."""

import datetime as dt

import pytest
from django.utils.translation import override

from fugong.channels.models import Message
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.supplies import lists, needing, words
from fugong.supplies.actions import allocations, deliveries, needs
from fugong.supplies.models import Allocation, Delivery, Need, Proof, Share
from fugong.supplies.tests.stage import SIGNED, sums_are_zero
from fugong.workflow import deadlines

pytestmark = pytest.mark.django_db


def wants(stage, firm, item="masks"):
    items = [stage.campaign.pack.supplies.item(item)]
    rows = needing.candidates(stage.campaign).filter(pk=firm.pk)
    return next(iter(needing.of(stage.campaign, items, rows)), None)


def test_a_need_is_heads_by_norm_by_days_less_what_the_report_says(stage):
    stage.at_work(river=100, stock=250)
    found = wants(stage, stage.river)
    assert (found.target, found.stock, found.lacking, found.days_shown) == (1_000, 250, 750, "1.2")
    assert found.is_reported
    assert (found.tier, wants(stage, stage.hill).tier) == (1, 2)
    thermometers = wants(stage, stage.river, "thermometers")
    assert (thermometers.heads, thermometers.target) == (330, 4), "one for each hundred on the staff, rounded up"
    assert wants(stage, stage.shop, "parcels").target == 20, "the pack's other norm for small firms"
    assert wants(stage, stage.shop, "gloves") is None, "trading firms may not have them"
    assert wants(stage, stage.river, "gloves").target == 0


def test_an_enterprise_asks_and_the_same_again_changes_its_number(stage):
    first = stage.asked(300)
    again = stage.asked(500, reason="two shifts")
    assert (again.pk, Need.objects.get().pieces) == (first.pk, 500)
    assert first.due_at == stage.campaign.pack.due(first.asked_at, "4 hours")
    called = stage.asked(20, "thermometers", by=stage.cast.officer, caller="李厂长")
    assert (called.caller, called.asked_by) == ("李厂长", stage.cast.officer)
    for who in (stage.cast.shop_liaison, stage.cast.stranger, stage.cast.nobody):
        with pytest.raises(NotAllowed):
            stage.asked(5, by=who)
    for field, wrong in (("pieces", 0), ("pieces", None), ("item", "gold"), ("reason", " ")):
        with pytest.raises(Refused) as refusal:
            stage.asked(**{"pieces": 5, field: wrong})
        assert refusal.value.faults[0].where == field


def test_a_request_is_declined_or_taken_back(stage):
    need = stage.asked()
    with pytest.raises(Refused, match="Say why"):
        needs.decline(need=need, reason="", by=stage.desk)
    assert needs.decline(need=need, reason="Not before Monday", by=stage.desk).state == "declined"
    need = stage.asked()
    with pytest.raises(NotAllowed):
        needs.withdraw(need=need, by=stage.cast.shop_liaison)
    assert needs.withdraw(need=need, by=stage.liaison).state == "withdrawn"
    with pytest.raises(Conflict):
        needs.decline(need=need, reason="late", by=stage.desk)


def test_a_late_request_climbs_once_a_rung(stage):
    need = stage.asked()
    Message.objects.all().delete()
    with stage.later(hours=5):
        deadlines.sweep()
        deadlines.sweep()
    assert (
        list(Event.objects.about("supply_need", need.pk).values_list("verb", flat=True)).count("supply_need.overdue")
        == 1
    )
    assert Message.objects.filter(entries__person=stage.desk).count() == 1
    with stage.later(hours=30):
        deadlines.sweep()
    assert Message.objects.filter(entries__person=stage.cast.bureau).count() == 1


def test_stock_is_shared_first_tier_first_in_whole_boxes_with_reasons(stage):
    stage.at_work(river=100, shop=10, hill=40)
    stage.stocked(1_250)
    row = stage.proposed()
    got = {share.enterprise: share for share in row.shares.all()}
    assert [got[firm].pieces for firm in (stage.river, stage.shop, stage.hill)] == [1_000, 50, 200]
    assert (row.left, row.lacking) == ({"masks": 0}, {"masks": 250})
    section = stage.campaign.pack.supplies
    assert words.reason(section, got[stage.river]) == (
        "100 people × 2 a day × 5 days: it needs 1000. It is served in full."
    )
    assert "Stock is short: everybody of “Other enterprises” is brought to" in words.reason(section, got[stage.hill])
    with override("zh-hans"):
        assert words.reason(section, got[stage.river])


def test_what_a_proposal_can_not_be_made_of(stage):
    stage.at_work()
    with pytest.raises(Refused, match="Not one whole box can be shared: 0 Masks can be given out, 1500 are lacking"):
        stage.proposed()
    stage.stocked(9)
    with pytest.raises(Refused, match="a box has 10"):
        stage.proposed()
    with pytest.raises(Refused, match="Choose what is to be shared"):
        stage.proposed("gold")
    stage.at_work(river=0, shop=0, hill=0)
    with pytest.raises(Refused, match="Nobody among them needs this"):
        stage.proposed()
    with pytest.raises(NotAllowed):
        stage.proposed(by=stage.cast.officer)


def test_a_floor_that_can_not_be_reached_says_what_is_lacking(stage):
    stage.at_work()
    stage.stocked(300)
    row = stage.proposed(floor_days=3)
    assert {each["enterprise"] for each in row.unmet} <= {stage.river.pk, stage.shop.pk, stage.hill.pk}
    assert sum(each["missing"] for each in row.unmet) == 900 - 300
    assert min(share.pieces for share in row.shares.all()) > 0, "the floor comes before the tiers"


def test_only_those_who_asked_get_what_no_norm_computes(stage):
    stage.at_work()
    stage.asked(120, "gloves")
    stage.stocked(500, "gloves", expires_on=stage.today + dt.timedelta(days=60))
    (share,) = stage.proposed("gloves").shares.all()
    assert (share.enterprise, share.pieces) == (stage.river, 150), "whole boxes of fifty"
    assert words.reason(stage.campaign.pack.supplies, share).startswith("It asked for 120.")


def test_a_second_person_confirms_never_the_one_who_proposed_or_changed_it(stage):
    stage.at_work()
    stage.stocked(1_500)
    row = stage.proposed()
    assert list(Message.objects.filter(kind="supplies.confirm").values_list("entries__person", flat=True)) == [
        stage.leader.pk
    ]
    with pytest.raises(NotAllowed, match="a second person has to sign"):
        allocations.confirm(allocation=row, by=stage.desk)
    for who in (stage.cast.officer, stage.liaison, stage.cast.stranger, stage.cast.bureau):
        with pytest.raises(NotAllowed):
            allocations.confirm(allocation=row, by=who)
    row = allocations.confirm(allocation=row, by=stage.leader)
    assert (row.state, row.deliveries.count()) == ("confirmed", 3)
    assert (stage.lies("store"), stage.lies("aside")) == (0, 1_500)
    assert [row.deliveries.get(enterprise=stage.river).shares.get().fen] == [235_000]
    with pytest.raises(Conflict):
        allocations.reject(allocation=row, reason="too late", by=stage.leader)
    assert sums_are_zero(stage.campaign)


def test_a_share_is_changed_by_hand_in_whole_boxes_within_what_there_is(stage):
    stage.at_work()
    stage.stocked(1_000)
    stage.stocked(100, store="east")
    row = stage.proposed()
    share = row.shares.get(enterprise=stage.shop)
    wrong = [(pieces, "x", "pieces") for pieces in (15, -10, None, 9_990)]
    for pieces, why, field in [*wrong, (60, " ", "why")]:
        with pytest.raises(Refused) as refusal:
            allocations.change(share=share, pieces=pieces, why=why, by=stage.desk)
        assert refusal.value.faults[0].where == field
    allocations.change(share=row.shares.get(enterprise=stage.river), pieces=900, why="has a reserve", by=stage.desk)
    changed = allocations.change(share=share, pieces=120, why="sells to the public", by=stage.desk)
    assert (changed.pieces, changed.is_changed, sum(changed.sources.values())) == (120, True, 120)
    row.refresh_from_db()
    assert stage.desk.pk in row.hands


def test_what_is_less_now_than_when_it_was_proposed_is_shared_anew(stage):
    stage.at_work()
    batch = stage.stocked(1_000)
    row = stage.proposed()
    from fugong.supplies.actions import stock

    stock.throw(campaign=stage.campaign, batch=batch.pk, store="main", pieces=500, reason="wet", by=stage.desk)
    with pytest.raises(Conflict, match="are wanted. Share anew"):
        allocations.confirm(allocation=row, by=stage.leader)
    assert not Delivery.objects.exists()
    assert Allocation.objects.get().state == "proposed"
    row = allocations.share_anew(allocation=row, by=stage.desk)
    assert sum(row.shares.values_list("pieces", flat=True)) == 500
    assert allocations.confirm(allocation=row, by=stage.leader).state == "confirmed"


def test_a_delivery_is_picked_signed_for_and_confirmed_by_the_enterprise(stage):
    stage.at_work(river=100, stock=0)
    stage.stocked(1_500)
    need = stage.asked(400)
    row = stage.confirmed().deliveries.get(enterprise=stage.river)
    need.refresh_from_db()
    assert (need.state, need.share.pieces) == ("granted", 400), "it asked for no more"
    assert wants(stage, stage.river).coming == 400
    row = deliveries.pick(delivery=row, by=stage.cast.officer)
    assert stage.lies("way") == 400
    with pytest.raises(Refused) as refusal:
        deliveries.deliver(delivery=row, signature=type(SIGNED)(""), photos=[], by=stage.cast.officer)
    assert {fault.where for fault in refusal.value.faults} == {"name", "signature"}
    with pytest.raises(Refused, match="Send a photo"):
        deliveries.deliver(delivery=row, signature=SIGNED, photos=[b"%PDF-1.4"], by=stage.cast.officer)
    row = deliveries.deliver(delivery=row, signature=SIGNED, photos=[], by=stage.cast.officer)
    assert (row.signed_name, Proof.objects.get().media) == ("王工", "image/svg+xml")
    need.refresh_from_db()
    assert need.state == "met"
    assert (stage.lies("way"), stage.lies("firm")) == (0, 400)
    assert wants(stage, stage.river).stock == 400, "its cover follows before it reports again"
    with pytest.raises(NotAllowed):
        deliveries.receive(delivery=row, by=stage.cast.shop_liaison)
    assert deliveries.receive(delivery=row, by=stage.liaison).state == "received"
    assert sums_are_zero(stage.campaign)


def test_what_the_enterprise_disputes_is_settled_or_comes_back(stage):
    stage.at_work()
    stage.stocked(1_500)
    stage.asked(400)
    row = stage.brought()
    row = deliveries.dispute(delivery=row, reason="One box was empty", by=stage.liaison)
    with pytest.raises(Refused, match="Say why"):
        deliveries.settle(delivery=row, reason="", by=stage.desk)
    with pytest.raises(NotAllowed):
        deliveries.settle(delivery=row, reason="ok", by=stage.liaison)
    row = deliveries.cancel(delivery=row, reason="All of it came back", by=stage.desk)
    assert (row.state, stage.lies("firm"), Share.objects.get(delivery=row).delivered_at) == ("cancelled", 0, None)
    assert stage.lies("store") + stage.lies("aside") == 1_500
    assert sums_are_zero(stage.campaign)


def test_a_delivery_that_is_called_off_goes_back_to_its_store_and_the_request_waits_again(stage):
    stage.at_work()
    stage.stocked(200)
    stage.stocked(1_300, store="east")
    need = stage.asked(400)
    row = stage.confirmed()
    before = stage.lies("store", place__key="main")
    for delivery in row.deliveries.all():
        picked = deliveries.pick(delivery=delivery, by=stage.desk)
        picked = deliveries.bring_back(delivery=picked, reason="Nobody there", by=stage.desk)
        deliveries.cancel(delivery=picked, reason="Closed today", by=stage.desk)
    assert (stage.lies("store", place__key="main"), stage.lies("store", place__key="east")) == (200, 1_300)
    assert before < 200
    need.refresh_from_db()
    row.refresh_from_db()
    assert (need.state, row.state) == ("asked", "done")
    assert sums_are_zero(stage.campaign)


def test_parcels_go_out_in_batches_and_each_batch_counts_anew(stage):
    stage.at_work(river=100, shop=10, hill=40)
    stage.stocked(400, "parcels", kind="upper", price="45")
    first, second = stage.confirmed("parcels"), stage.confirmed("parcels")
    given = [sum(row.shares.values_list("pieces", flat=True)) for row in (first, second)]
    assert given == [160, 160]
    assert stage.lies("store", "parcels") == 80


def test_lists_know_what_lies_where_and_who_is_short(stage):
    stage.at_work(river=100, stock=400)
    stage.asked(30, firm=stage.shop, by=stage.cast.shop_liaison)
    found = lists.needs(stage.desk, stage.campaign, lists.Wanted(item="masks"))
    assert [each.enterprise for each in found] == [stage.shop, stage.river], (
        "whoever asked stands first, though covered"
    )
    assert (
        lists.needs(stage.cast.hill_town, stage.campaign, lists.Wanted(item="masks", tab="all"))[0].enterprise
        == stage.hill
    )
    assert len(lists.needs(stage.cast.hill_town, stage.campaign, lists.Wanted(item="masks", tab="all"))) == 1
