"""Claims: filled in from the match, two people, one cause, what is left; grants without asking; paid by sheet."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from fugong.benefits import matching, sheets
from fugong.benefits.actions import awards, claims
from fugong.benefits.models import Cause, Claim, Policy
from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.papers.models import Paper
from fugong.sheets.kinds import Ground
from fugong.sheets.reader import Row

pytestmark = pytest.mark.django_db


def test_claimed_examined_decided_by_another_and_paid(stage):
    claim = stage.claim()
    assert claim.asked == 5_000
    claim = claims.check(claim=claim, by=stage.desk)
    with pytest.raises(NotAllowed):
        claims.decide(claim=claim, by=stage.desk)
    claim = claims.decide(claim=claim, by=stage.leader)
    assert (claim.state, claim.amount, stage.policy("start").given) == ("granted", 5_000, 5_000)
    assert claims.pay(claim=claim, on=clock.today(), by=stage.desk).state == "paid"
    assert InboxEntry.objects.filter(person=stage.liaison).count() == 2


def test_for_one_cause_once(stage):
    first = stage.claim()
    with pytest.raises(Conflict):
        stage.claim()
    claims.withdraw(claim=first, by=stage.liaison)
    assert stage.claim().pk != first.pk, "what was taken back leaves the cause free"


def test_the_database_itself_knows_two_people_one_cause_and_the_budget(stage):
    claim = claims.check(claim=stage.claim(), by=stage.desk)
    for rows, values in (
        (Claim.objects.filter(pk=claim.pk), {"state": "granted", "decided_by": stage.desk}),
        (Policy.objects.filter(key="start"), {"given": 50_001}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    cause = Cause.objects.get(claim=claim)
    cause.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        cause.save(force_insert=True)


def handed_in():
    Paper.objects.update(state="handed_in")


def test_without_its_papers_a_claim_goes_back(stage):
    stage.said()
    claim = stage.claim("rent")
    assert Paper.objects.get(case_kind="benefit_claim", case_id=claim.pk).key == "contract"
    with pytest.raises(Refused, match="Lease"):
        claims.check(claim=claim, by=stage.desk)
    claims.send_back(claim=claim, reason="缺合同", by=stage.desk)
    claim = claims.resubmit(claim=claim, by=stage.liaison)
    handed_in()
    claim = claims.check(claim=claim, by=stage.desk)
    assert claim.amount == 370_370
    assert [share["fen"] for share in claim.shares] == [246_913, 123_457]


def test_whoever_says_something_else_meanwhile_is_examined_anew(stage):
    stage.said()
    claim = stage.claim("rent")
    handed_in()
    claims.check(claim=claim, by=stage.desk)
    stage.said(rent="1000")
    with pytest.raises(Conflict, match="300.00"):
        claims.decide(claim=claim, by=stage.leader)


def test_what_isn_t_left_isn_t_granted(stage):
    claim = claims.check(claim=stage.claim(), by=stage.desk)
    Policy.objects.filter(key="start").update(given=45_001)
    with pytest.raises(Conflict, match="49.99"):
        claims.decide(claim=claim, by=stage.leader)


def test_nobody_claims_for_others_decides_their_own_or_claims_another_s_trip(stage):
    with pytest.raises(NotAllowed):
        claims.submit(policy=stage.policy("start"), enterprise=stage.river, by=stage.cast.shop_liaison)
    with pytest.raises(NotAllowed):
        claims.check(claim=stage.claim(), by=stage.liaison)
    with pytest.raises(Refused, match="isn’t one of yours"):
        stage.claim("exam", trips=[7])
    with pytest.raises(Conflict):
        stage.claim("coach")


# -- without asking ------------------------------------------------------------------------------------------------------------


def test_granted_to_all_who_match_by_two_people(stage):
    stage.claim()  # who asked already isn't in it
    award = awards.propose(policy=stage.policy("start"), by=stage.desk)
    assert (award.many, award.total) == (2, 10_000)
    with pytest.raises(NotAllowed):
        awards.confirm(award=award, by=stage.desk)
    made = awards.confirm(award=award, by=stage.leader)
    assert {claim.state for claim in made} == {"granted"}
    assert stage.policy("start").given == 10_000
    with pytest.raises(Conflict):
        awards.propose(policy=stage.policy("start"), by=stage.desk)


def test_it_goes_as_far_as_the_money_and_only_while_facts_are_what_they_were(stage):
    Policy.objects.filter(key="start").update(given=40_000)
    award = awards.propose(policy=stage.policy("start"), by=stage.desk)
    assert (award.many, award.beyond) == (2, 1)
    first = award.rows[0][0]
    from fugong.registry.models import Enterprise

    Enterprise.objects.filter(pk=first).update(staff_total=0)
    matching.match(campaign=stage.campaign, ids=[first])
    with pytest.raises(Conflict):
        awards.confirm(award=award, by=stage.leader)
    assert stage.policy("start").given == 40_000
    assert awards.drop(award=award, by=stage.desk).state == "dropped"


def test_what_is_in_kind_is_counted_in_pieces(stage):
    claim = stage.granted("exam")
    assert (claim.amount, claim.shown) == (40, "40 examinations")


# -- the finance office's sheet ---------------------------------------------------------------------------------------------------


def judged(stage, *rows):
    ground = Ground(campaign=stage.campaign, by=stage.desk, letters={"number": "A", "amount": "C", "paid_on": "D"})
    made = [Row(number=at, cells=[], values=values) for at, values in enumerate(rows, 2)]
    sheets.check_payments(ground)(made)
    return made


def test_a_list_that_says_disbursed_is_read_as_paid(stage):
    columns = sheets.payment_columns(stage.campaign)
    assert {"兑付日期", "兑付金额"} <= {each for column in columns for each in column.synonyms}


def test_the_sheet_of_payments_names_differences_and_pays_nothing_twice(stage):
    claim = stage.granted()
    day = clock.today().isoformat()
    good = {"number": claim.pk, "amount": 50.0, "paid_on": day}
    (row,) = judged(stage, good)
    assert str(row.verdict) == "changed"
    (row,) = judged(stage, {**good, "amount": 49.5})
    assert "50.00" in row.faults[0].message
    assert "−0.50" in row.faults[0].message
    first, again = judged(stage, good, good)
    assert not first.faults
    assert again.faults
    claims.pay(claim=claim, on=dt.date.fromisoformat(day), by=stage.desk)
    (row,) = judged(stage, good)
    assert str(row.verdict) == "same"
    (row,) = judged(stage, {**good, "number": 999_999})
    assert row.faults
