"""The tables: every state is reached, nothing else moves, and nobody judges their own, whatever is tried in whatever order."""

import contextlib
import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.rectification import arrows
from fugong.rectification.actions import appeals, extensions, look_backs, notices, stops
from fugong.rectification.actions.look_backs import Seen
from fugong.rectification.models import Appeal, Extension, Notice, StopWork
from fugong.workflow.arrows import Workflow
from fugong.workflow.moves import move

TABLES = [each for each in vars(arrows).values() if isinstance(each, Workflow)]
EVERYONE = tuple(
    "inspector bureau town grid_leader officer desk leader second liaison shop_liaison stranger hill_town".split()  # noqa: SIM905
)
SEQUENCES = int(os.environ.get("FUGONG_SEQUENCES", "30"))  # 10,000 for the long run


@pytest.mark.parametrize("workflow", TABLES, ids=lambda workflow: workflow.key)
def test_every_state_is_reached_and_every_arrow_says_why_it_exists(workflow):
    reached = {workflow.initial}
    while more := {arrow.to for arrow in workflow.arrows if set(arrow.frm) & reached} - reached:
        reached |= more
    assert reached == set(workflow.states)
    assert all(arrow.why for arrow in workflow.arrows)


def test_what_follows_from_another_step_is_done_by_nobody_by_hand(stage):
    notice = stage.issued()
    for key in ("extend", "pause", "annul"):
        with pytest.raises(NotAllowed, match="follows from another step"):
            move(notice, key, by=stage.other, reason="because")


deeds = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "find",
                "issue",
                "answer",
                "right",
                "wrong",
                "ask",
                "grant",
                "appeal",
                "annul",
                "uphold",
                "propose",
                "order",
                "reject",
                "say",
                "verify",
                "lift",
            ]
        ),
        st.sampled_from(EVERYONE),
    ),
    min_size=8,
    max_size=24,
)


@settings(
    max_examples=SEQUENCES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=deeds)
def test_no_sequence_makes_an_illegal_move_or_has_somebody_judge_their_own(stage, deeds):
    with transaction.atomic():
        for deed, who in deeds:
            user = stage.second if who == "second" else getattr(stage.cast, who)
            with contextlib.suppress(Refused), transaction.atomic():
                _do(stage, deed, user)
        _check(stage)
        transaction.set_rollback(True)


def _do(stage, deed, user):  # noqa: C901 (one line a deed)
    notice, stop = Notice.objects.order_by("-pk").first(), StopWork.objects.order_by("-pk").first()
    where = {"campaign": stage.campaign, "enterprise": stage.river}
    match deed:
        case "find":
            stage.found(by=user)
        case "issue":
            notices.issue(findings=stage.river.findings.filter(state="open"), by=user, **where)
        case "answer" if notice:
            stage.answered(notice) if user == stage.liaison else notices.answer(notice=notice, answers={}, by=user)
        case "right" | "wrong" if notice:
            seen = {item.pk: Seen(deed == "right", "seen") for item in notice.items.filter(outcome="")}
            look_backs.look_back(notice=notice, seen=seen, by=user)
        case "ask" if notice:
            extensions.ask(notice=notice, until=extensions.latest(notice), why="parts", by=user)
        case "grant" if asked := Extension.objects.order_by("-pk").first():
            extensions.decide(extension=asked, grant=True, by=user)
        case "appeal" if notice or stop:
            appeals.file(paper=stop or notice, grounds="no", by=user)
        case "annul" | "uphold" if appeal := Appeal.objects.order_by("-pk").first():
            appeals.decide(appeal=appeal, outcome=deed, opinion="so", by=user)
        case "propose":
            stops.propose(
                findings=stage.river.findings.filter(state__in=("open", "noticed")), grounds="smoke", by=user, **where
            )
        case "order" | "reject" | "lift" if stop:
            _decide(deed, stop, user)
        case "say" if stop:
            stops.answer(stop=stop, text="done", by=user)
        case "verify" if stop:
            stops.verify(stop=stop, right=True, note="seen", by=user)


def _decide(deed, stop, user):
    match deed:
        case "order":
            stops.order(stop=stop, by=user)
        case "reject":
            stops.reject(stop=stop, reason="no", by=user)
        case "lift":
            stops.lift(stop=stop, by=user)


def _check(stage):
    tables = {workflow.key: workflow for workflow in TABLES}
    for event in Event.objects.filter(enterprise_id=stage.river.pk, subject_kind__in=tables).exclude(frm=""):
        workflow = tables[event.subject_kind]
        assert any(event.frm in arrow.frm and event.to == arrow.to for arrow in workflow.arrows), event
    for notice in Notice.objects.exclude(look_backs=None):
        for seen in notice.look_backs.all():
            assert seen.by_id not in notice.barred_from_look_back()
    for stop in StopWork.objects.all():
        assert stop.decided_by_id is None or stop.decided_by_id != stop.proposed_by_id
        assert stop.lifted_by_id is None or stop.lifted_by_id != stop.verified_by_id
        assert stop.state != "lifted" or stop.look_backs.filter(passed=True).exclude(by=stop.proposed_by).exists()
    for asked in Extension.objects.filter(state="granted"):
        assert asked.decided_by_id not in (asked.notice.issued_by_id, asked.asked_by_id)
    for appeal in Appeal.objects.exclude(decided_by=None):
        assert appeal.decided_by_id not in appeal.barred() - {None}
