"""Results: what a tube's result means for everybody in it, and the chain after a positive pool."""

import pytest

from fugong.channels.models import InboxEntry
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.sheets import cells
from fugong.testing import arrows
from fugong.testing.actions import results, shifts, tubes
from fugong.testing.actions.results import Given
from fugong.testing.models import Tube
from fugong.testing.sheets import RESULTS
from fugong.workflow.arrows import Workflow
from fugong.workflow.moves import move

pytestmark = pytest.mark.django_db
TABLES = [each for each in vars(arrows).values() if isinstance(each, Workflow)]


@pytest.mark.parametrize("workflow", TABLES, ids=lambda workflow: workflow.key)
def test_every_state_is_reached_and_every_arrow_says_why_it_exists(workflow):
    reached = {workflow.initial}
    while more := {arrow.to for arrow in workflow.arrows if set(arrow.frm) & reached} - reached:
        reached |= more
    assert reached == set(workflow.states)
    assert all(arrow.why for arrow in workflow.arrows)


def test_a_negative_tube_is_a_negative_test_for_each_and_once(stage):
    tube = stage.sent(*stage.people[:3])
    stage.result(tube, "negative")
    stage.result(tube, "negative")
    first = stage.fresh(stage.people[0])
    assert (first.negatives, first.last_negative_on, first.state) == (1, tube.day, "green")
    assert (stage.total().sampled, stage.total().negative) == (3, 3)
    with pytest.raises(Conflict):
        stage.result(tube, "positive")


def test_who_waits_for_a_test_goes_on_when_it_is_negative(stage):
    from fugong.testing.tests.stage import person

    outsider = person(stage.campaign, 20, stage.cast.river, origin="320700")
    assert stage.fresh(outsider).state == "waiting"
    stage.result(stage.sent(outsider), "negative")
    assert stage.fresh(outsider).state == "observed"


def test_the_chain_of_a_positive_pool(stage):
    shift = stage.open_shift()
    pool = stage.sent(*stage.people[:3], shift=shift)
    stage.result(pool, "positive")
    assert {stage.fresh(each).state for each in stage.people[:3]} == {"isolated"}
    assert {each.state for each in stage.retests().values()} == {"open"} and stage.total().positive == 3
    told = set(InboxEntry.objects.filter(kind="testing.alert").values_list("person__username", flat=True))
    assert {"desk", "officer", "control_specialist"} <= told and not told & {"stranger", "liaison", "hill_town"}
    for number, each in enumerate(stage.people[:2]):
        single = stage.sent(each, size=1, code=f"S-{number}", shift=shift)
        assert stage.retests()[each.pk].state == "sampled"
        stage.result(single, ("negative", "positive")[number])
    clear, ill, waits = (stage.fresh(each) for each in stage.people[:3])
    assert (clear.state, clear.is_contact, clear.negatives) == ("green", False, 1)
    assert (ill.state, ill.is_positive) == ("isolated", True)
    assert (waits.state, stage.retests()[waits.pk].state) == ("isolated", "open")
    results.enter_retest(retest=stage.retests()[waits.pk], result="negative", by=stage.desk)
    results.enter_retest(retest=stage.retests()[waits.pk], result="negative", by=stage.desk)
    assert stage.fresh(waits).state == "green" and stage.fresh(waits).negatives == 1


def test_who_was_a_contact_before_stays_one_after_a_negative_retest(stage):
    from fugong.workforce.models import Person

    Person.objects.filter(pk=stage.people[0].pk).update(is_contact=True)
    stage.result(stage.sent(stage.people[0], stage.people[1]), "positive")
    for retest in stage.retests().values():
        results.enter_retest(retest=retest, result="negative", by=stage.desk)
    assert [stage.fresh(each).is_contact for each in stage.people[:2]] == [True, False]


def test_an_invalid_tube_is_sampled_again_without_keeping_anybody_apart(stage):
    shift = stage.open_shift()
    tube = stage.sent(*stage.people[:2], shift=shift)
    assert stage.total().sampled == 2
    stage.result(tube, "invalid")
    assert stage.fresh(stage.people[0]).state == "green" and len(stage.retests()) == 2
    assert stage.total().sampled == 0
    single = stage.sent(stage.people[0], size=1, code="S-1", shift=shift)
    stage.result(single, "invalid")
    assert stage.retests()[stage.people[0].pk].state == "open"


def test_only_the_laboratory_and_the_desk_enter_results(stage):
    tube = stage.sent(stage.people[0])
    for who in ("stranger", "officer", "liaison", "leader", "hill_town", "nobody"):
        with pytest.raises(NotAllowed):
            results.enter(tube=tube, result="negative", by=getattr(stage.cast, who))
    with pytest.raises(NotAllowed):
        results.enter(tube=tube, result="negative", by=stage.scanner)
    with pytest.raises(Refused):
        results.enter(tube=tube, result="perhaps", by=stage.desk)


def test_what_follows_from_another_step_is_done_by_nobody_by_hand(stage):
    stage.result(stage.sent(stage.people[0], stage.people[1]), "positive")
    with pytest.raises(NotAllowed, match="follows from another step"):
        move(stage.retests()[stage.people[0].pk], "sample", by=stage.desk)


def test_a_laboratorys_list_is_taken_whole_or_not_at_all_and_twice_is_once(stage):
    shift = stage.open_shift()
    stage.sent(stage.people[0], code="A-1", shift=shift)
    stage.sent(stage.people[1], code="A-2", shift=shift)
    rows = [Given("A-1", "negative"), Given("A-2", "negative"), Given("A-9", "negative"), Given("A-1", "negative")]
    with pytest.raises(Refused) as refused:
        results.enter_many(campaign=stage.campaign, rows=rows, by=stage.desk)
    assert {fault.code for fault in refused.value.faults} == {"unknown", "twice"}
    assert not Tube.objects.filter(state="negative").exists()
    taken = results.enter_many(campaign=stage.campaign, rows=rows[:2], by=stage.desk)
    again = results.enter_many(campaign=stage.campaign, rows=rows[:2], by=stage.desk)
    assert (taken.taken, again.taken, again.unchanged) == (2, 0, 2)
    assert stage.fresh(stage.people[0]).negatives == 1


def test_a_shift_ends_once_its_tubes_are_sealed(stage):
    shift = stage.open_shift()
    tube = stage.tube(stage.people[0], shift=shift)
    with pytest.raises(Conflict, match="T-001"):
        shifts.end(shift=shift, by=stage.scanner)
    tubes.seal(tube=tube, by=stage.scanner)
    shifts.end(shift=shift, by=stage.scanner)
    shift.refresh_from_db()
    assert shift.state == "closed"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("阴性", "negative"), ("阴性(-)", "negative"), ("阴性（－）", "negative"), (" 未检出 ", "negative"), ("NEG", "negative"),
     ("阳性(+)", "positive"), ("阳性＋", "positive"), ("弱阳性", "positive"), ("可疑", "invalid")],
)  # fmt: skip
def test_a_laboratorys_own_words_are_read(written, meant):
    assert cells.choice(RESULTS)(written, None) == meant


@pytest.mark.parametrize("written", ["非阴性", "阴性?", "待检", "0"])
def test_what_might_mean_either_is_refused(written):
    with pytest.raises(cells.Bad):
        cells.choice(RESULTS)(written, None)
