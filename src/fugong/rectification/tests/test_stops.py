"""Stopping work: two signatures to stop, a look-back and two people to lift; what hangs on the approval follows."""

import pytest
from django.db import IntegrityError, transaction

from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.rectification import hanging
from fugong.rectification.actions import appeals, findings, notices, stops
from fugong.rectification.models import Finding, StopWork
from fugong.rectification.tests.stage import photo
from fugong.resumption.actions import records
from fugong.resumption.models import Resumption


def test_the_second_signature_is_never_the_proposers(stage):
    stop = stage.proposed()
    for who in (stop.proposed_by, stage.finder, stage.cast.desk, stage.liaison, stage.cast.stranger):
        with pytest.raises(NotAllowed):
            stops.order(stop=stop, by=who)
    assert stops.order(stop=stop, by=stage.leader).state == "in_force"


def test_not_even_a_leader_who_also_inspects_signs_twice(stage):
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind

    both = stage.second
    grant(user=both, role="inspector", kind=ScopeKind.AREA, key="990101", by=None)
    both = type(both).objects.get(pk=both.pk)
    stop = stops.propose(
        campaign=stage.campaign, enterprise=stage.river, findings=[stage.found()], grounds="smoke", by=both
    )
    with pytest.raises(NotAllowed):
        stops.order(stop=stop, by=both)
    with transaction.atomic(), pytest.raises(IntegrityError):  # the database holds the rule too
        StopWork.objects.filter(pk=stop.pk).update(state="in_force", decided_by=both, decided_at=stop.proposed_at)


def test_an_order_suspends_the_approval_and_what_hangs_on_it_and_nothing_else_lifts_it(stage):
    stage.resumed()
    heard = []
    hanging.register(follower := lambda order, by, stopped: heard.append(stopped))
    try:
        stop = stage.ordered()
        row = Resumption.objects.get(enterprise=stage.river)
        assert (row.state, heard) == ("suspended", [True])
        with pytest.raises(Refused) as refused:
            records.release(resumption=row, reason="we want to", by=stage.cast.desk)
        assert refused.value.code == "held"
        stop = stops.verify(stop=stop, right=True, note="In order.", by=stage.cast.grid_leader)
        stops.lift(stop=stop, by=stage.leader)
        row.refresh_from_db()
        assert (row.state, heard) == ("approved", [True, False])
    finally:
        hanging._followers.remove(follower)


def test_a_filing_approved_meanwhile_does_not_end_the_stop(stage):
    row = stage.resumed()
    stage.ordered()
    row.refresh_from_db()

    class Filed:
        campaign, enterprise_id, kind, staff_returning = stage.campaign, stage.river.pk, "first", 3
        decided_at, planned_on, remote, number = None, None, False, "x"

    records.approved(Filed())
    row.refresh_from_db()
    assert row.state == "suspended"


def test_the_order_is_a_numbered_paper(stage):
    stop = stage.ordered()
    assert stop.number.endswith("1号")
    assert stop.content["languages"]["zh"]["lines"][0]["what"] == "口罩储备充足"


def test_lifting_takes_a_look_back_by_another_and_a_second_person(stage):
    stop = stage.ordered()
    with pytest.raises(Conflict):
        stops.lift(stop=stop, by=stage.leader)
    for who in (stage.finder, stop.proposed_by, stage.leader, stage.liaison):
        with pytest.raises(NotAllowed):
            stops.verify(stop=stop, right=True, note="In order.", by=who)
    stop = stops.verify(stop=stop, right=True, note="In order.", by=stage.cast.grid_leader)
    for who in (stage.cast.grid_leader, stage.cast.desk, stage.finder):
        with pytest.raises(NotAllowed):
            stops.lift(stop=stop, by=who)
    stop = stops.lift(stop=stop, by=stage.second)
    assert (stop.state, set(Finding.objects.values_list("state", flat=True))) == ("lifted", {"closed"})


def test_the_enterprise_says_it_is_put_right_and_the_look_back_may_find_it_wanting(stage):
    stop = stage.ordered()
    fault = stop.items.get().finding
    fault.proofs.all().delete()
    with pytest.raises(Refused, match="photo"):
        stops.answer(stop=stop, text="Done.", by=stage.liaison)
    notices.attach(finding=fault, name="now.jpg", content=photo("blue"), by=stage.liaison)
    stop = stops.answer(stop=stop, text="Done.", by=stage.liaison)
    stop = stops.verify(stop=stop, right=False, note="Not done.", by=stage.cast.grid_leader)
    assert stop.state == "in_force"


def test_a_proposal_turned_down_leaves_the_findings_open(stage):
    stop = stops.reject(stop=stage.proposed(), reason="A notice will do.", by=stage.leader)
    assert (stop.state, Finding.objects.get().state) == ("rejected", "open")


def test_only_the_proposer_takes_a_proposal_back(stage):
    stop = stage.proposed()
    with pytest.raises(NotAllowed):
        stops.take_back(stop=stop, reason="why not", by=stage.finder)
    assert stops.take_back(stop=stop, reason="I misread it.", by=stop.proposed_by).state == "rejected"


def test_an_objection_to_an_order_is_decided_by_another_leader_and_ends_it(stage):
    stage.resumed()
    stop = stage.ordered()
    appeal = appeals.file(paper=stop, grounds="It was mended.", by=stage.liaison)
    for who in (stage.leader, stage.other, stage.finder, stage.liaison):
        with pytest.raises(NotAllowed):
            appeals.decide(appeal=appeal, outcome="annul", opinion="It was.", by=who)
    appeals.decide(appeal=appeal, outcome="annul", opinion="It was.", by=stage.second)
    stop.refresh_from_db()
    assert (stop.state, Resumption.objects.get(enterprise=stage.river).state) == ("annulled", "approved")


def test_an_order_holds_whole_or_not_at_all(stage):
    appeal = appeals.file(paper=stage.ordered(), grounds="no", by=stage.liaison)
    with pytest.raises(Refused):
        appeals.decide(appeal=appeal, outcome="change", opinion="half", by=stage.second)
    appeal.refresh_from_db()
    assert appeal.state == "filed"


def test_one_order_at_a_time_and_more_findings_join_the_proposal(stage):
    stop = stage.proposed()
    more = findings.record(campaign=stage.campaign, enterprise=stage.river, by=stage.finder, item="doors")
    same = stops.propose(
        campaign=stage.campaign, enterprise=stage.river, findings=[more], grounds="more", by=stage.finder
    )
    assert (same.pk, same.items.count()) == (stop.pk, 2)
    stops.order(stop=StopWork.objects.get(), by=stage.leader)
    last = findings.record(campaign=stage.campaign, enterprise=stage.river, by=stage.finder, item="roster")
    with pytest.raises(Conflict):
        stops.propose(campaign=stage.campaign, enterprise=stage.river, findings=[last], grounds="x", by=stage.finder)
