"""Paid back by the place's rule: the deciding clause, never above cost or cap, two people, once for a trip."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.papers import lists
from fugong.papers.actions import hand_in
from fugong.policy.loaded import pack
from fugong.transport import rules
from fugong.transport.actions import claims
from fugong.transport.models import Claim, Trip
from fugong.transport.tests.stage import INVOICE
from fugong.transport.views.claims import told
from ground.cast import PACKS

pytestmark = pytest.mark.django_db


def test_the_rule_decides_two_people_sign_and_it_is_paid(stage):
    claim = stage.claimed()
    claim = claims.check(claim=claim, by=stage.desk)
    assert (claim.rule, claim.amount) == ("group", min(claim.cost, 400_000))
    assert "4" in stage.campaign.pack.transport.say(claim.terms)
    with pytest.raises(NotAllowed):
        claims.decide(claim=claim, by=stage.desk)
    assert claims.decide(claim=claim, by=stage.leader).state == "granted"
    assert claims.pay(claim=claim, on=stage.today, by=stage.desk).state == "paid"
    with pytest.raises(Conflict):
        stage.claimed(claim.trip)


def test_without_its_papers_a_claim_goes_back_and_comes_again(stage):
    claim = stage.claimed(invoice=False)
    with pytest.raises(Refused, match="Invoice"):
        claims.check(claim=claim, by=stage.desk)
    claims.send_back(claim=claim, reason="缺发票", by=stage.desk)
    hand_in(paper=lists.missing(claim)[0], files=[("发票.pdf", INVOICE)], by=stage.liaison)
    claims.resubmit(claim=claim, by=stage.liaison)
    assert claims.check(claim=claim, by=stage.desk).state == "checked"


def test_where_no_rule_pays_two_people_say_so_and_the_clauses_stand_there(stage, client):
    stage.river.tax_paid = None
    stage.river.save(update_fields=["tax_paid"])
    claim = claims.check(claim=stage.claimed(stage.carried(3)), by=stage.desk)
    assert (claim.rule, claim.amount) == ("", 0)
    assert claims.decide(claim=claim, by=stage.leader).state == "refused"
    section = stage.campaign.pack.transport
    unmet = told(Claim.objects.get(pk=claim.pk))["unmet"]
    assert unmet == section.in_force(stage.today), "refused by these clauses"
    client.force_login(stage.desk)
    page = client.get(f"/c/{stage.campaign.key}/claims/{claim.pk}/").content.decode()
    assert all(str(each.clause) in page for each in unmet)


def test_only_what_has_arrived_can_be_claimed(stage):
    with pytest.raises(Conflict):
        stage.claimed(stage.ready())


def test_the_cap_of_an_enterprise_holds_over_all_of_its_trips(stage):
    first, second = stage.carried(), None
    Trip.objects.filter(pk=first.pk).update(cost=500_000)
    stage.share(first).__class__.objects.filter(trip=first).update(fen=500_000)
    claims.decide(claim=claims.check(claim=stage.claimed(first), by=stage.desk), by=stage.leader)
    with stage.later(minutes=1):
        from fugong.transport.models import Need

        Need.objects.update(spot="前一处")
        second = stage.carried()
        stage.share(second).__class__.objects.filter(trip=second).update(fen=500_000)
        claim = claims.check(claim=stage.claimed(second), by=stage.desk)
    assert [Claim.objects.order_by("pk").first().amount, claim.amount] == [400_000, 200_000]


def test_the_database_itself_knows_two_people_one_claim_and_the_cost(stage):
    claim = stage.claimed()
    rows = Claim.objects.filter(pk=claim.pk)
    for values in (
        {"amount": claim.cost + 1},
        {"state": "granted", "checked_by": stage.desk, "decided_by": stage.desk},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    claim.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        claim.save(force_insert=True)


FACTS = st.fixed_dictionaries({
    "people": st.integers(0, 60), "outside": st.integers(0, 60), "reported_ahead": st.booleans(),
    "days_ahead": st.integers(-3, 30), "km": st.integers(0, 4_000), "cost": st.integers(0, 5_000_000),
    "alone": st.booleans(), "carried": st.booleans(),
})  # fmt: skip


@pytest.mark.parametrize("key", ["plain", "lingshanwei", "jimei"])
@settings(max_examples=60, deadline=None)
@given(trip=FACTS, tax=st.one_of(st.none(), st.floats(0, 1e9)), days=st.integers(0, 60), before=st.integers(0, 900_000))
def test_no_rule_ever_gives_more_than_the_cost_or_a_cap(key, trip, tax, days, before):
    section = (pack(key) if key != "plain" else _plain()).transport
    facts = {"tax_paid": tax, "segments": [], "tags": [], "t": trip}
    found = rules.judge(section, facts, dt.date(2020, 2, 1) + dt.timedelta(days=days), before)
    assert 0 <= found.fen <= trip["cost"]
    if found.rule is None:
        assert found.fen == 0
        return
    assert found.rule.cap is None or found.fen <= found.rule.cap
    assert (
        found.rule.cap_enterprise is None
        or found.fen + min(before, found.rule.cap_enterprise) <= found.rule.cap_enterprise
    )


def _plain():
    from django.conf import settings as conf
    from django.test import override_settings

    with override_settings(PACK_FOLDERS=[*conf.PACK_FOLDERS, PACKS]):
        return pack("plain")
