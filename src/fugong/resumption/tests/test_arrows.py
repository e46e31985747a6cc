"""The tables of moves: every arrow can be walked, nothing else can, by anybody, in any order."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fugong.core.errors import Refused
from fugong.ledger.models import Event
from fugong.resumption import deciders
from fugong.resumption.actions import filings, records
from fugong.resumption.arrows import FILING, RESUMPTION
from fugong.resumption.models import Filing, Resumption
from fugong.workflow.moves import move

EVERYONE = ("bureau", "other_bureau", "town", "other_town", "elsewhere", "resident", "inspector", "desk", "leader")


def legal(workflow, frm, to):
    return any(frm in arrow.frm and to == arrow.to for arrow in workflow.arrows)


@pytest.mark.parametrize("workflow", [FILING, RESUMPTION], ids=lambda workflow: workflow.key)
def test_every_state_is_reached_and_every_arrow_says_why_it_exists(workflow):
    reached = {workflow.initial}
    while more := {arrow.to for arrow in workflow.arrows if set(arrow.frm) & reached} - reached:
        reached |= more
    assert reached == set(workflow.states)
    assert all(arrow.why for arrow in workflow.arrows)


@pytest.mark.parametrize("key", [arrow.key for arrow in FILING.arrows])
@pytest.mark.parametrize("state", list(FILING.states))
def test_a_filing_moves_along_arrows_and_along_nothing_else(stage, key, state):
    filing = stage.filed(stage.small)
    Filing.objects.filter(pk=filing.pk).update(state=state)
    filing.refresh_from_db()
    arrow = FILING.arrow(key)
    by = stage.town if "decide" in arrow.needs else stage.liaison_of(stage.small)
    reason = "because"
    if state in arrow.frm:
        move(filing, key, by=by, reason=reason)
        assert Filing.objects.get(pk=filing.pk).state == arrow.to
    else:
        with pytest.raises(Refused):
            move(filing, key, by=by, reason=reason)
        assert Filing.objects.get(pk=filing.pk).state == state


@pytest.mark.parametrize("arrow", FILING.arrows, ids=lambda arrow: arrow.key)
def test_nobody_without_the_permission_moves_a_filing(stage, arrow):
    filing = stage.filed(stage.small)
    Filing.objects.filter(pk=filing.pk).update(state=arrow.frm[0])
    filing.refresh_from_db()
    for name in ("elsewhere", "leader", "desk"):
        with pytest.raises(Refused):
            move(filing, arrow.key, by=stage.people[name], reason="because")


@pytest.mark.parametrize("arrow", RESUMPTION.arrows, ids=lambda arrow: arrow.key)
def test_what_follows_from_another_step_is_done_by_nobody_by_hand(stage, arrow):
    row = Resumption.objects.get(enterprise=stage.small)
    state, exemption = arrow.frm[0], "x" if arrow.frm[0] == "exempt" else ""
    Resumption.objects.filter(pk=row.pk).update(state=state, reason="x", resumed_on="2020-02-14", exemption=exemption)
    row.refresh_from_db()
    outsider = stage.elsewhere
    with pytest.raises(Refused):
        move(row, arrow.key, by=outsider, reason="because")
    if not arrow.needs:
        with pytest.raises(Refused, match="follows from another step"):
            move(row, arrow.key, by=stage.resident, reason="because")


deeds = st.lists(
    st.tuples(
        st.sampled_from(
            ["pass", "return", "refuse", "submit", "withdraw", "revise", "discard", "recheck", "suspend", "release"]
        ),
        st.sampled_from([*EVERYONE, "liaison", "stranger_liaison"]),
    ),
    min_size=5,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=deeds, sign=st.booleans())
def test_no_sequence_of_deeds_makes_an_illegal_move_or_decides_ones_own_case(stage, deeds, sign):
    """Whatever people try in whatever order: only arrows are taken, and only by those whose turn it was."""
    from django.db import transaction

    with transaction.atomic():
        if sign:
            stage.signed(stage.small)
        stage.ready(stage.small)
        for deed, who in deeds:
            _try(stage, deed, who)
        _check_story(stage)
        transaction.set_rollback(True)


def _try(stage, deed, who):
    user = {"liaison": stage.liaison_of(stage.small), "stranger_liaison": stage.liaison_of(stage.big)}.get(who)
    user = user or stage.people[who]
    filing = Filing.objects.filter(enterprise=stage.small).order_by("-pk").first()
    turn = deciders.may_decide(filing, user)
    before = filing.state
    with contextlib.suppress(Refused):
        _do(stage, deed, filing, user)
    filing.refresh_from_db()
    if filing.state != before and filing.state in ("approved", "refused", "returned"):
        assert turn, f"{who} decided out of turn"


def _do(stage, deed, filing, user):
    row = Resumption.objects.get(enterprise=stage.small)
    match deed:
        case "pass" | "return" | "refuse":
            filings.decide(filing=filing, outcome=deed, by=user, opinion="because")
        case "submit":
            filings.submit(filing=filing, by=user)
        case "withdraw":
            filings.withdraw(filing=filing, reason="because", by=user)
        case "revise":
            filings.revise(filing=filing, by=user)
        case "discard":
            filings.discard(filing=filing, by=user)
        case "recheck":
            step = filing.steps.filter(blocking=False).first()
            if step is not None:
                filings.recheck(step=step, passed=True, by=user)
        case "suspend":
            records.suspend(resumption=row, reason="because", by=user)
        case "release":
            records.release(resumption=row, reason="because", by=user)


def _check_story(stage):
    liaisons = {stage.liaison_of(enterprise).pk for enterprise in (stage.small, stage.big)}
    for event in Event.objects.filter(enterprise_id=stage.small.pk).exclude(frm=""):
        workflow = {"filing": FILING, "resumption": RESUMPTION}[event.subject_kind]
        assert legal(workflow, event.frm, event.to), event
        if event.verb in ("filing.pass", "filing.approve", "filing.return", "filing.refuse"):
            assert event.by_id not in liaisons
            assert event.by.name in ("town", "other_town")
    filing = Filing.objects.filter(enterprise=stage.small, state="approved").first()
    if filing:
        assert not filing.steps.filter(blocking=True).exclude(outcome="passed").exists()
