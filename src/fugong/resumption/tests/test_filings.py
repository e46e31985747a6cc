"""A filing from draft to approval: who may do what, when it is due, what follows."""

import datetime as dt
from types import SimpleNamespace

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.resumption import deciders, panels
from fugong.resumption.actions import filings, promises, verifications
from fugong.resumption.actions.filings.submitting import changes
from fugong.resumption.models import Filing, Promise, Resumption, Standing
from fugong.resumption.tests.stage import ANSWERS, BAD, FRIDAY, GOOD, PDF

HOUR = dt.timedelta(hours=1)


def state_of(stage, enterprise):
    return Resumption.objects.get(campaign=stage.campaign, enterprise=enterprise).state


def step_at(filing, order):
    return filing.steps.get(order=order)


def test_a_draft_begins_with_what_the_registry_knows_and_only_once(stage):
    liaison = stage.liaison_of(stage.small)
    first = filings.draft(campaign=stage.campaign, enterprise=stage.small, by=liaison)
    assert first.answers == {"staff_returning": 30}
    assert filings.draft(campaign=stage.campaign, enterprise=stage.small, by=liaison).pk == first.pk


def test_a_draft_keeps_what_can_be_read_and_names_what_cannot(stage):
    liaison = stage.liaison_of(stage.small)
    filing = filings.draft(campaign=stage.campaign, enterprise=stage.small, by=liaison)
    faults = filings.save_answers(filing=filing, answers={"planned_on": "soon", "canteen": "yes"}, by=liaison)
    filing.refresh_from_db()
    assert [fault.where for fault in faults] == ["planned_on"]
    assert filing.answers == {"staff_returning": 30, "canteen": True}


def test_an_incomplete_filing_is_refused_with_every_fault_at_its_place(stage):
    liaison = stage.liaison_of(stage.small)
    filing = filings.draft(campaign=stage.campaign, enterprise=stage.small, by=liaison)
    filings.save_answers(filing=filing, answers={"canteen": "yes"}, by=liaison)
    with pytest.raises(Refused) as refusal:
        filings.submit(filing=filing, by=liaison)
    assert {fault.where for fault in refusal.value.faults} == {"planned_on", "seats", "plan"}


def test_the_route_follows_from_the_facts_and_keeps_its_reason(stage):
    filing = stage.filed(stage.big)
    assert (filing.route, filing.state, filing.number) == ("big", "filed", "20200214-0001")
    assert filing.route_reason["terms"][0]["bound"] == "big"
    assert [step.post for step in filing.steps.all()] == ["bureau", "verifiers", "resident", "bureau"]
    assert filing.due_at == FRIDAY + 4 * HOUR
    assert state_of(stage, stage.big) == "filed"
    assert Standing.objects.get(enterprise=stage.big, day=clock.today()).filed


def test_filing_twice_changes_nothing(stage):
    filing = stage.filed(stage.small)
    filings.submit(filing=filing, by=stage.liaison_of(stage.small))
    assert Event.objects.filter(verb="filing.submit").count() == 1
    assert filing.steps.count() == 2


def test_steps_of_one_wave_open_together_and_the_next_waits_for_all(stage):
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau, opinion="complete")
    assert [step.state for step in filing.steps.all()] == ["done", "open", "open", "waiting"]
    filing.refresh_from_db()
    assert filing.due_at == FRIDAY + 2 * HOUR  # the resident officer's, the earlier of the two
    filings.pass_on(filing=filing, by=stage.resident)
    assert step_at(filing, 4).state == "waiting"
    verifications.send_team(step=step_at(filing, 2), team=stage.team, by=stage.desk)
    verifications.record_visit(
        campaign=stage.campaign, enterprise=stage.big, checklist="basics", answers=GOOD, by=stage.inspector,
        step=step_at(filing, 2),
    )  # fmt: skip
    filings.pass_on(filing=filing, by=stage.inspector)
    assert step_at(filing, 4).state == "open"


def test_the_clock_over_the_whole_way_caps_the_steps(stage):
    filing = stage.filed(stage.big)
    with clock.showing(FRIDAY + 40 * HOUR):
        filings.pass_on(filing=filing, by=stage.bureau)
    assert step_at(filing, 2).due_at == FRIDAY + 48 * HOUR


def test_approval_needs_the_commitment(stage):
    filing = stage.filed(stage.small)
    with pytest.raises(Refused, match="hasn't signed"):
        filings.pass_on(filing=filing, by=stage.town)
    stage.signed(stage.small)
    assert filings.pass_on(filing=filing, by=stage.town).state == "approved"
    row = Resumption.objects.get(enterprise=stage.small)
    assert (row.state, row.approved_staff) == ("approved", 30)


def test_after_the_approval_the_recheck_is_open_and_late_by_its_own_clock(stage):
    filing = stage.approved(stage.small)
    step = step_at(filing, 2)
    assert (step.state, step.due_at) == ("open", FRIDAY + 24 * HOUR)
    assert deciders.may_decide(filing, stage.bureau)
    assert not deciders.may_decide(filing, stage.town)
    with pytest.raises(Refused, match="Say what was found"):
        filings.recheck(step=step, passed=False, by=stage.bureau)
    filings.recheck(step=step, passed=False, by=stage.bureau, opinion="no thermometer")
    assert step_at(filing, 2).outcome == "fault"
    assert state_of(stage, stage.small) == "approved"


def test_a_checklist_must_be_filled_and_no_critical_measure_unmet(stage):
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    step = step_at(filing, 2)
    verifications.send_team(step=step, team=stage.team, by=stage.desk)
    with pytest.raises(Refused, match="checklist first"):
        filings.pass_on(filing=filing, by=stage.inspector)
    visit = {"campaign": stage.campaign, "enterprise": stage.big, "checklist": "basics", "by": stage.inspector}
    assert verifications.record_visit(**visit, answers=BAD, step=step).result == "faults"
    with pytest.raises(Refused, match="critical measure"):
        filings.pass_on(filing=filing, by=stage.inspector)
    with clock.showing(FRIDAY + HOUR):
        verifications.record_visit(**visit, answers=GOOD, step=step)
        filings.pass_on(filing=filing, by=stage.inspector)
    assert step_at(filing, 2).outcome == "passed"


def test_returned_item_by_item_mended_and_seen_as_a_difference(stage):
    liaison = stage.liaison_of(stage.big)
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau, opinion="fine")
    filings.return_(
        filing=filing, by=stage.resident, reason="", remarks=[("staff_returning", "too many"), ("plan", "unsigned")]
    )
    filing.refresh_from_db()
    assert (filing.state, filing.due_at) == ("returned", None)
    assert [step.state for step in filing.steps.all()] == ["done", "skipped", "done", "skipped"]
    second = filings.revise(filing=filing, by=liaison)
    assert second.answers == filing.answers
    assert [each.name for each in second.documents.all()] == [each.name for each in filing.documents.all()]
    filings.save_answers(filing=second, answers={"staff_returning": "20"}, by=liaison)
    second = filings.submit(filing=second, by=liaison)
    assert second.number == "20200214-0001/2"
    assert changes(second) == {"staff_returning": (30, 20)}
    filing.refresh_from_db()
    assert (filing.state, filing.answers["staff_returning"]) == ("replaced", 30)


def test_what_was_passed_stays_passed_where_only_the_returned_items_changed(stage):
    liaison = stage.liaison_of(stage.big)
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau, opinion="fine")
    filings.return_(filing=filing, by=stage.resident, reason="see", remarks=[("staff_returning", "too many")])
    second = filings.revise(filing=filing, by=liaison)
    filings.save_answers(filing=second, answers={"staff_returning": "20"}, by=liaison)
    second = filings.submit(filing=second, by=liaison)
    assert [(step.state, step.opinion) for step in second.steps.all()][:2] == [("done", "fine"), ("open", "")]


def test_another_change_sends_it_through_every_step_again(stage):
    liaison = stage.liaison_of(stage.big)
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    filings.return_(filing=filing, by=stage.resident, reason="see", remarks=[("staff_returning", "too many")])
    second = filings.revise(filing=filing, by=liaison)
    filings.save_answers(filing=second, answers={"staff_returning": "20", "planned_on": "2020-02-20"}, by=liaison)
    second = filings.submit(filing=second, by=liaison)
    assert step_at(second, 1).state == "open"


def test_a_remark_names_an_item_of_the_form(stage):
    filing = stage.filed(stage.small)
    with pytest.raises(Refused, match="no item"):
        filings.return_(filing=filing, by=stage.town, reason="see", remarks=[("nothing", "?")])
    with pytest.raises(Refused, match="needs a reason"):
        filings.return_(filing=filing, by=stage.town, reason="  ")
    filing.refresh_from_db()
    assert filing.state == "filed"


def test_withdrawn_and_refused_filings_leave_the_enterprise_where_it_began(stage):
    filing = stage.filed(stage.small)
    filings.withdraw(filing=filing, reason="mistake", by=stage.liaison_of(stage.small))
    assert state_of(stage, stage.small) == "not_filed"
    again = stage.filed(stage.small)
    filings.refuse(filing=again, by=stage.town, reason="forbidden trade")
    assert state_of(stage, stage.small) == "not_filed"
    assert Filing.objects.filter(enterprise=stage.small).count() == 2


def test_only_those_whose_turn_it_is_decide(stage):
    filing = stage.filed(stage.big)
    for name in ("town", "resident", "inspector", "desk", "leader", "elsewhere"):
        with pytest.raises(NotAllowed):
            filings.pass_on(filing=filing, by=stage.people[name])
    with pytest.raises(NotAllowed):
        filings.withdraw(filing=filing, reason="no", by=stage.bureau)


def test_nobody_decides_their_own_case(stage):
    from fugong.accounts.models import Grant

    liaison = stage.liaison_of(stage.small)
    Grant.objects.create(
        user=stage.town, role="liaison", scope_kind="enterprise", scope_key=str(stage.small.pk), since=clock.now()
    )
    filing = stage.filed(stage.small)
    stage.town.__dict__.pop("active_grants", None)
    with pytest.raises(NotAllowed, match="own case"):
        filings.pass_on(filing=filing, by=stage.town)
    assert not deciders.may_decide(filing, liaison)
    assert deciders.may_decide(filing, stage.other_town)


def test_of_two_reviewers_one_wins_and_the_other_is_told(stage):
    filing = stage.filed(stage.big)
    stale = Filing.objects.get(pk=filing.pk)
    filings.pass_on(filing=filing, by=stage.bureau)
    with pytest.raises(NotAllowed, match="decided already"):
        filings.pass_on(filing=stale, by=stage.other_bureau)
    small = stage.filed(stage.small)
    stage.signed(stage.small)
    stale = Filing.objects.get(pk=small.pk)
    filings.pass_on(filing=small, by=stage.town)
    with pytest.raises(Conflict):
        filings.refuse(filing=stale, by=stage.other_town, reason="no")


def test_a_filed_version_and_its_papers_never_change(stage):
    liaison = stage.liaison_of(stage.small)
    filing = stage.filed(stage.small)
    with pytest.raises(Conflict):
        filings.save_answers(filing=filing, answers={"staff_returning": "1"}, by=liaison)
    with pytest.raises(Conflict):
        filings.attach(filing=filing, field="plan", name="b.pdf", content=PDF + b" %%EOF", by=liaison)
    with pytest.raises(Conflict):
        filings.remove_document(document=filing.documents.get(), by=liaison)


def test_more_people_are_added_to_an_approval(stage):
    stage.approved(stage.small)
    addition = stage.filed(stage.small)
    assert addition.kind == "addition"
    filings.pass_on(filing=addition, by=stage.town)
    row = Resumption.objects.get(enterprise=stage.small)
    assert (row.state, row.approved_staff) == ("approved", 60)


def test_a_trading_firm_resumes_remotely_and_others_may_not(stage):
    filing = stage.filed(stage.trader, remote=True)
    assert filing.route == "remote"
    with pytest.raises(Refused, match="remotely"):
        filings.draft(campaign=stage.campaign, enterprise=stage.big, by=stage.liaison_of(stage.big), remote=True)


def test_tenants_file_are_verified_and_approved_together(stage):
    joint = filings.open_joint(campaign=stage.campaign, park=stage.park, by=stage.desk)
    first = stage.filed(stage.small, joint=joint)
    with pytest.raises(Refused, match="at least 2"):
        filings.decide_together(joint=joint, outcome="pass", by=stage.town)
    second = stage.filed(stage.trader, joint=joint)
    assert first.route == second.route == "together"
    steps = list(deciders.open_steps(stage.town, stage.campaign).filter(filing__joint=joint))
    verifications.record_joint_visit(steps=steps, checklist="basics", answers=GOOD, by=stage.town)
    filings.decide_together(joint=joint, outcome="pass", by=stage.town)
    with pytest.raises(Refused, match="Small Bakery"):
        filings.decide_together(joint=joint, outcome="pass", by=stage.town)
    stage.signed(stage.small), stage.signed(stage.trader)
    decided = filings.decide_together(joint=joint, outcome="pass", by=stage.town)
    assert {filing.state for filing in decided} == {"approved"}


def test_joint_filings_are_opened_for_ones_own_area_and_taken_by_its_tenants(stage):
    with pytest.raises(NotAllowed):
        filings.open_joint(campaign=stage.campaign, park=stage.park, by=stage.elsewhere)
    joint = filings.open_joint(campaign=stage.campaign, park=stage.park, by=stage.desk)
    assert filings.open_joint(campaign=stage.campaign, park=stage.park, by=stage.desk) == joint
    with pytest.raises(Refused, match="tenants"):
        filings.draft(campaign=stage.campaign, enterprise=stage.big, by=stage.liaison_of(stage.big), joint=joint)


def test_promises_are_kept_broken_or_dropped(stage):
    filing = stage.filed(stage.small)
    assert Promise.objects.filter(about_key=str(filing.pk)).count() == 2
    with clock.showing(FRIDAY + 5 * HOUR):
        assert promises.rate(stage.leader, stage.campaign) == (0, 1)
        filings.return_(filing=filing, by=stage.town, reason="mend")
    assert Promise.objects.get(key="answer").kept_at == FRIDAY + 5 * HOUR
    assert Promise.objects.get(key="approve").dropped_at is not None
    assert promises.rate(stage.leader, stage.campaign) == (0, 1)
    assert promises.rate(stage.elsewhere, stage.campaign) == (0, 0)


def test_a_promise_says_of_which_filing_it_is(stage):
    filing = stage.filed(stage.small)
    asked = panels.promises(SimpleNamespace(user=stage.desk), stage.campaign, stage.small)
    assert {each.filing for each in asked["promises"]} == {filing.number}


def test_an_approval_names_its_filing_in_no_language(stage):
    """Its words are the reader's: in the ledger stands the number."""
    filing = stage.approved(stage.small)
    event = Event.objects.get(verb="resumption.approve")
    assert (event.reason, event.data["filing"]) == ("", filing.number)


def test_answers_carry_their_types(stage):
    filing = stage.ready(stage.small)
    assert filing.answers == {"planned_on": "2020-02-15", "staff_returning": 30, "canteen": False}
    assert set(ANSWERS) == set(filing.answers)
