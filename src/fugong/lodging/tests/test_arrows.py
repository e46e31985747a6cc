"""The tables: every state is reached, each arrow is for whom it says and for nobody else, and starts only where it starts."""

import pytest

from fugong.core.errors import Conflict, NotAllowed
from fugong.lodging import arrows
from fugong.lodging.actions import placing
from fugong.lodging.models import House
from fugong.workflow.arrows import Workflow
from fugong.workflow.moves import move

TABLES = [each for each in vars(arrows).values() if isinstance(each, Workflow)]
ARRANGE = {"desk", "town", "bureau", "officer", "grid_leader"}
"""Who arranges beds for a river-side enterprise: the desk, its town, departments, its own officer."""
ALLOWED = {
    "house": {"bed.arrange": ARRANGE - {"officer", "grid_leader"}},
    "bed_request": {"bed.arrange": ARRANGE, "bed.ask": {"liaison"}},
    "stay": {"bed.arrange": ARRANGE},
    "meal_order": {"bed.arrange": ARRANGE, "bed.ask": {"liaison"}},
}
"""Kind of case → permission → who holds it: written by hand. Who serves enterprises, or a grid, doesn’t tend the town’s houses."""
EVERYONE = {
    "administrator", "desk", "leader", "bureau", "town", "hill_town", "officer", "spare", "grid_leader", "inspector",
    "liaison", "shop_liaison", "stranger", "nobody",
}  # fmt: skip


@pytest.fixture
def cases(stage):
    """One of each."""
    request = stage.asked(*stage.people(2))
    house = stage.house(2)
    (stay, _other) = stage.proposed(request, house)
    (order,) = stage.ordered(stage.caterer())
    request.refresh_from_db()
    stay.refresh_from_db()
    return [House.objects.get(pk=house.pk), request, stay, order]


@pytest.mark.parametrize("workflow", TABLES, ids=lambda workflow: workflow.key)
def test_every_state_is_reached_and_every_arrow_says_why_it_exists(workflow):
    reached = {workflow.initial, *workflow.born}
    while more := {arrow.to for arrow in workflow.arrows if set(arrow.frm) & reached} - reached:
        reached |= more
    assert reached == set(workflow.states)
    assert all(arrow.why for arrow in workflow.arrows)


def test_each_arrow_is_for_whom_it_says_and_for_nobody_else(stage, cases):
    for case in cases:
        for needs in {arrow.needs for arrow in case.workflow.arrows if arrow.needs}:
            may = {name for name in EVERYONE if case.may_move(getattr(stage.cast, name), needs)}
            assert may == ALLOWED[case.workflow.key][needs], (case.workflow.key, needs)


def test_an_arrow_starts_only_where_it_starts(stage, cases):
    for case in cases:
        for arrow in case.workflow.arrows:
            for state in set(case.workflow.states) - set(arrow.frm):
                type(case).objects.filter(pk=case.pk).update(state=state)
                case.state = state
                by = {"bed.ask": stage.liaison, "bed.arrange": stage.desk}.get(arrow.needs)
                with pytest.raises(Conflict):
                    move(case, arrow.key, by=by, reason="because", as_name="" if by else "the clock")


def test_what_follows_from_another_step_is_done_by_nobody_by_hand(stage, cases):
    _house, request, stay, _order = cases
    for case, key in ((request, "empty"), (stay, "give_back")):
        with pytest.raises(NotAllowed, match="follows from another step"):
            move(case, key, by=stage.desk)


def test_what_is_late_goes_to_the_town_and_then_up(stage):
    from fugong.channels.models import InboxEntry
    from fugong.workflow import deadlines

    request = stage.asked()
    with stage.later(hours=5):
        deadlines.sweep()
        assert InboxEntry.objects.filter(person=stage.cast.town, kind="lodging.late").count() == 1
        assert not InboxEntry.objects.filter(person=stage.cast.bureau, kind="lodging.late").exists()
    with stage.later(hours=7):
        deadlines.sweep()
        deadlines.sweep()
        assert InboxEntry.objects.filter(person=stage.cast.bureau, kind="lodging.late").count() == 1
        assert len(placing.propose(request=request, houses=[stage.house(2)], by=stage.desk)) == 2
    request.refresh_from_db()
    assert (request.rung, request.state) == (0, "arranged")
