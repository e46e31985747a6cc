"""The order of resuming: worked out from the rows, with reasons; put in force by a person, once; premises matched with reasons."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils.translation import override

from fugong.chains import matching, ordering, words
from fugong.chains.actions import orders, premises
from fugong.chains.models import ResumingOrder
from fugong.chains.tests import stage as ground
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.resumption.models import Resumption
from ground import cast as people


def placed(stage):
    rows = Resumption.objects.filter(campaign=stage.campaign).exclude(priority=None).order_by("priority")
    return list(rows.values_list("enterprise__name", flat=True))


def test_the_supplier_comes_before_those_who_wait_for_it(stage):
    stage.link(stage.shop, stage.river, critical=True)
    order = stage.order(checks=1)
    assert order.state == "ready"
    rows = list(order.entries.order_by("place").select_related("enterprise"))
    assert [row.enterprise for row in rows] == [stage.shop, stage.river, stage.hill]
    assert [row.wave for row in rows] == [1, 2, 3]
    assert words.reason(rows[0], {}).startswith("Opens the way")
    assert words.reason(rows[1], {}) == "Releases 876,713 yuan a day"
    assert order.result["value"] <= order.result["bound"]
    assert "proven" in words.sure(order.result) or "at most" in words.sure(order.result)


def test_masks_outside_partners_and_interrupted_supplies_hold_up_with_reasons(stage):
    stage.outside(stage.hill, what="糖")
    order = stage.order(masks="20")
    kinds = {row.enterprise.name: row for row in order.entries.select_related("enterprise")}
    assert kinds[stage.hill.name].kind == "blocked"
    assert kinds[stage.river.name].code == "masks"
    assert "needs 330 masks" in words.reason(kinds[stage.river.name], {})
    assert kinds[stage.shop.name].kind == "approve"


def test_an_order_in_force_is_each_enterprise_s_place_until_it_is_replaced_or_lifted(stage):
    stage.link(stage.shop, stage.river, critical=True)
    first = stage.order(checks=1)
    with pytest.raises(NotAllowed):
        orders.confirm(order=first, by=stage.officer)
    orders.confirm(order=first, by=stage.leader)
    assert placed(stage) == [stage.shop.name, stage.river.name, stage.hill.name]
    stage.resumed(stage.shop)
    second = orders.confirm(order=stage.order(checks=1), by=stage.leader)
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "in_force")
    assert placed(stage) == [stage.river.name, stage.hill.name]
    orders.lift(order=second, reason="Everybody may.", by=stage.desk)
    assert placed(stage) == []


def test_limits_that_are_no_numbers_are_refused_and_only_one_is_worked_out_at_a_time(stage):
    with pytest.raises(Refused) as refusal:
        orders.ask(campaign=stage.campaign, limits={"waves": "0", "masks": "-5", "checks": "viele"}, by=stage.desk)
    assert {fault.where for fault in refusal.value.faults} == {"masks", "checks"}
    with pytest.raises(Refused) as refusal:
        orders.ask(campaign=stage.campaign, limits={"waves": ""}, by=stage.desk)
    assert refusal.value.faults[0].where == "waves"
    running = orders.ask(campaign=stage.campaign, limits={"waves": 2}, by=stage.desk)
    with pytest.raises(Conflict, match="already"):
        orders.ask(campaign=stage.campaign, limits={"waves": 2}, by=stage.desk)
    orders.drop(order=running, by=stage.desk)
    ordering.run(running.pk)
    running.refresh_from_db()
    assert (running.state, running.entries.count()) == ("dropped", 0), "what was dropped isn't worked out"


def test_what_can_t_be_planned_is_kept_as_a_failure_in_words(stage, monkeypatch):
    running = orders.ask(campaign=stage.campaign, limits={"waves": 2}, by=stage.desk)
    monkeypatch.setattr(ordering.Input, "_gather", lambda self, campaign, pack: None)
    ordering.run(running.pk)
    running.refresh_from_db()
    assert running.state == "failed"
    assert "can’t be planned" in running.failure


def test_of_two_who_confirm_at_once_one_does(transactional_db, test_packs, noon):
    with override("en"):
        stage = ground.build(people.build())
        order = stage.order()
        gate = threading.Barrier(2)

        def confirm(by):
            with clock.showing(people.NOON), override("en"):
                try:
                    gate.wait(timeout=20)
                    return orders.confirm(order=ResumingOrder.objects.get(pk=order.pk), by=by)
                except Refused as refusal:
                    return refusal
                finally:
                    connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(confirm, (stage.desk, stage.leader)))
        assert sum(isinstance(result, Conflict) for result in results) == 1
        assert ResumingOrder.objects.filter(state="in_force").count() == 1


def test_premises_are_matched_with_reasons_shown_and_taken_once(stage):
    good, small = stage.offer(), stage.offer(name="小仓库", area="300", use="warehouse", power="")
    wanted = stage.wanted()
    best, other = matching.matches(wanted)
    assert (best.offer, best.lacks) == (good, [])
    assert other.offer == small
    assert len(other.lacks) == 3
    with pytest.raises(NotAllowed):
        premises.show(wanted=wanted, offer=good, by=stage.liaison)
    premises.show(wanted=wanted, offer=good, by=stage.officer)
    premises.pass_(wanted=wanted, reason="层高不够", by=stage.liaison)
    with pytest.raises(Refused, match="already"):
        premises.show(wanted=wanted, offer=good, by=stage.officer)
    premises.show(wanted=wanted, offer=small, by=stage.officer)
    done = premises.agree(wanted=wanted, offer=small, by=stage.liaison)
    assert (done.state, done.agreed) == ("agreed", small)
    with pytest.raises(Conflict, match="gone"):
        premises.agree(wanted=stage.wanted(), offer=small, by=stage.liaison)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"area": "0"}, "area"),
        ({"area": "-5"}, "area"),
        ({"power": "viel"}, "power"),
        ({"use": "palace"}, "use"),
        ({"since": None}, "since"),
        ({"rent": "1e9"}, "rent"),
        ({"rent": "NaN"}, "rent"),
        ({"longitude": "121.47", "latitude": "31.23"}, "longitude"),
        ({"longitude": "118.15", "latitude": ""}, "longitude"),
        ({"longitude": "500", "latitude": "24"}, "longitude"),
        ({"area_code": "990102001000"}, "area_code"),
        ({"name": ""}, "name"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused_at_its_field(stage, given, field):
    with pytest.raises(Refused) as refusal:
        stage.offer(**given)
    assert [fault.where for fault in refusal.value.faults] == [field]
