"""The tables: every state is reached, each arrow is for whom it says and for nobody else, and starts only where it starts."""

import pytest

from fugong.chains import arrows
from fugong.chains.words import SENTENCES
from fugong.core.errors import Conflict
from fugong.workflow.arrows import Workflow
from fugong.workflow.moves import move

TABLES = [each for each in vars(arrows).values() if isinstance(each, Workflow)]
SERVE = {"desk", "town", "bureau", "officer", "grid_leader"}
SIGN = {"desk", "leader"}
ALLOWED = {
    "key_listing": {"supply.confirm": SIGN - {"desk"}, "key.manage": {"desk"}},
    "daily_review": {"chain.edit": SERVE},
    "review_step": {"chain.edit": SERVE},
    "interruption": {"chain.edit": SERVE | {"liaison"}},
    "letter": {"supply.confirm": SIGN, "chain.edit": SERVE},
    "resuming_order": {"supply.confirm": SIGN, "key.manage": {"desk"}},
    "premises_wanted": {"chain.edit": SERVE | {"liaison"}},
}
"""Kind of case → permission → who holds it for a river-side enterprise: written by hand. The desk proposed, the officer drafted."""
EVERYONE = {
    "administrator", "desk", "leader", "bureau", "town", "hill_town", "officer", "spare", "grid_leader", "inspector",
    "liaison", "shop_liaison", "stranger", "nobody",
}  # fmt: skip


@pytest.fixture
def cases(stage):
    """One of each."""
    from fugong.chains.actions import reviews

    listing = stage.proposed()
    letter = stage.letter()
    review = stage.review(stage.hill)
    review.enterprise, review.area_code = stage.river, stage.river.area_code
    review.save()
    step = reviews.Next("x", stage.desk, stage.today)
    done = reviews.make(review=review, stands="a", decided="b", steps=[step], by=stage.desk)
    return [listing, done, done.steps.get(), letter.interruption, letter, stage.order(), stage.wanted()]


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
    by = {"supply.confirm": stage.leader, "key.manage": stage.desk, "chain.edit": stage.desk}
    for case in cases:
        for arrow in case.workflow.arrows:
            for state in set(case.workflow.states) - set(arrow.frm):
                case.state = state
                with pytest.raises(Conflict):
                    move(
                        case, arrow.key, by=by.get(arrow.needs), reason="x", as_name="" if arrow.needs else "the clock"
                    )
