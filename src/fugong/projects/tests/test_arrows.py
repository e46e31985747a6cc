"""The tables: every state is reached, each arrow is for whom it says and for nobody else."""

import pytest

from fugong.core.errors import Conflict
from fugong.projects import arrows
from fugong.projects.words import SENTENCES
from fugong.workflow.arrows import Workflow
from fugong.workflow.moves import move

TABLES = [each for each in vars(arrows).values() if isinstance(each, Workflow)]
OFFICE = {"bureau", "desk"}
TOWN = {"town", "desk"}
KEEP = {"desk"}
ALLOWED = {
    "project": {"supply.confirm": {"leader"}, "project.step": OFFICE, "project.apply": {"liaison"}, "project.manage": KEEP},
    "milestone": {"project.step": OFFICE},
    "approval": {"project.step": OFFICE | {"town", "officer", "grid_leader"}, "project.apply": {"liaison"}, "project.manage": KEEP},
    "approval_branch": {"project.step": OFFICE, "project.apply": {"liaison"}},
    "parcel": {"project.step": TOWN, "project.manage": KEEP},
}  # fmt: skip
"""Kind of case → permission → who holds it for a river-side enterprise: written by hand. The desk proposed. Of an approval, whoever
is in one of its branches' offices hands in and over: the action says so (test_approvals)."""
EVERYONE = {
    "administrator", "desk", "leader", "bureau", "town", "hill_town", "officer", "spare", "grid_leader", "inspector",
    "liaison", "shop_liaison", "stranger", "nobody",
}  # fmt: skip


@pytest.fixture
def cases(stage):
    """One of each."""
    listed = stage.listed(name="一期")
    approval = stage.approval()
    return [
        stage.proposed(),
        stage.milestone(listed, "design"),
        approval,
        stage.branch(approval, "planning"),
        stage.parcel(),
    ]


@pytest.mark.parametrize("workflow", TABLES, ids=lambda workflow: workflow.key)
def test_every_state_is_reached_and_every_arrow_says_why_and_has_words(workflow):
    reached = {workflow.initial, *workflow.born}
    while more := {arrow.to for arrow in workflow.arrows if set(arrow.frm) & reached} - reached:
        reached |= more
    assert reached == set(workflow.states)
    assert all(arrow.why for arrow in workflow.arrows)
    said = {sentence[0] for sentence in SENTENCES}
    assert {f"{workflow.key}.{arrow.key}" for arrow in workflow.arrows} <= said


def test_each_arrow_is_for_whom_it_says_and_for_nobody_else(stage, cases):
    for case in cases:
        for needs in {arrow.needs for arrow in case.workflow.arrows if arrow.needs}:
            may = {name for name in EVERYONE if case.may_move(getattr(stage.cast, name), needs)}
            assert may == ALLOWED[case.workflow.key][needs], (case.workflow.key, needs)


def test_an_arrow_starts_only_where_it_starts(stage, cases):
    by = {"supply.confirm": stage.leader, "project.apply": stage.liaison}
    for case in cases:
        for arrow in case.workflow.arrows:
            for state in set(case.workflow.states) - set(arrow.frm):
                case.state = state
                mover = by.get(arrow.needs, stage.desk) if arrow.needs else None
                with pytest.raises(Conflict):
                    move(case, arrow.key, by=mover, reason="x", as_name="" if arrow.needs else "the clock")
