"""The clock: late demands and tasks climb their ladders, each rung once; an answer that nobody confirms is closed, and told."""

import datetime as dt

import pytest

from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.demands import actions, ladder
from fugong.demands.models import Demand, DemandClimb, Task
from fugong.ledger.models import Event
from fugong.workflow import deadlines

HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2020, 2, 20, 4, 0, tzinfo=dt.UTC)


def sweep(hours):
    """Sweeps so many hours after noon."""
    with clock.showing(NOON + hours * HOUR):
        return deadlines.sweep()


def fired(row):
    told = Event.objects.about(row.event_kind, row.pk).filter(by=None).order_by("pk")
    return [(event.verb.partition(".")[2], event.data.get("to_post", "")) for event in told]


def inbox(person, kind):
    entries = InboxEntry.objects.filter(person=person.pk, kind=kind).order_by("pk")
    return [(entry.message.title["en"], entry.message.url) for entry in entries.select_related("message")]


# -- demands ------------------------------------------------------------------------------------------------------


def test_a_demand_that_nobody_takes_on_climbs_the_packs_ladder_with_its_true_times(asking):
    demand = asking.demand()
    assert [sweep(hours) for hours in (1.9, 2, 2.4, 2.5, 5.9, 6, 99)] == [0, 1, 0, 1, 0, 1, 0]
    assert fired(demand) == [("overdue", ""), ("escalate", "town"), ("escalate", "bureau")]
    times = (
        Event.objects.about("demand", demand.pk).filter(by=None).order_by("pk").values_list("data__was_due", flat=True)
    )
    assert list(times) == [(NOON + hours * HOUR).isoformat() for hours in (2, 2.5, 6)]
    assert Demand.objects.get().climbed == ["town", "bureau"]


def test_a_sweep_that_comes_late_fires_all_that_is_due_and_each_once(asking):
    demand = asking.demand()
    assert (sweep(6), sweep(6)) == (3, 0)
    assert fired(demand) == [("overdue", ""), ("escalate", "town"), ("escalate", "bureau")]


def test_taking_it_on_starts_the_ladder_anew_with_the_clock_of_the_answer(asking):
    demand = asking.demand()
    sweep(2)
    with clock.showing(NOON + 3 * HOUR):
        actions.accept(demand=demand, by=asking.who("bureau"))
    climb = DemandClimb.objects.get(demand=demand)
    assert (climb.rung, climb.next_rung_at) == (0, NOON + 24 * HOUR)
    assert sweep(23) == 0
    assert sweep(24) == 1


def test_the_clock_of_one_that_waits_for_the_enterprise_stands_still(asking):
    demand = asking.accepted()
    actions.ask(demand=demand, question="请补图纸", by=asking.who("bureau"))
    assert sweep(1000) == 0
    assert fired(demand) == []


def test_what_is_withdrawn_climbs_no_more(asking):
    demand = asking.demand()
    actions.withdraw(demand=demand, reason="已解决", by=asking.who("liaison"))
    assert sweep(1000) == 0


def test_the_holders_of_a_post_are_told_once_however_many_came_up(asking):
    for _each in range(3):
        asking.demand()
    sweep(2.5)
    [(title, url)] = inbox(asking.cast.town, "demand.climbed")
    assert title == "3 late cases have reached you"
    assert url == "/c/plain/demands/?tab=climbed"


@pytest.mark.django_db
def test_parts_of_a_split_demand_climb_by_themselves(asking):
    demand = asking.accepted()
    portions = [actions.Portion("缺焊工", "bureau"), actions.Portion("缺宿舍", "town")]
    parts = actions.split(demand=demand, portions=portions, by=asking.who("bureau"))
    sweep(2)
    assert [fired(part) for part in parts] == [[("overdue", "")]] * 2
    assert fired(demand) == []


# -- silence ------------------------------------------------------------------------------------------------------


def test_an_answer_that_nobody_confirms_is_closed_and_both_sides_learn_it(asking):
    demand = asking.answered()
    due = DemandClimb.objects.get(demand=demand).next_rung_at
    with clock.showing(due):
        assert deadlines.sweep() == 1
        assert deadlines.sweep() == 0
    assert Demand.objects.get().state == "closed"
    assert fired(demand) == [("close", "")]
    number = demand.number
    assert inbox(asking.cast.liaison, "demand.closed") == [
        (f"Your demand {number} was closed", f"/mine/plain/{asking.cast.river.pk}/demands/{demand.pk}/")
    ]
    assert inbox(asking.cast.bureau, "demand.closed") == [
        (f"{number} was closed without confirmation", f"/c/plain/demands/{demand.pk}/")
    ]
    assert not inbox(asking.cast.shop_liaison, "demand.closed")


def test_what_was_confirmed_in_time_is_not_closed_and_nobody_is_told(asking):
    demand = asking.answered()
    due = DemandClimb.objects.get(demand=demand).next_rung_at
    actions.confirm(demand=demand, stars=5, by=asking.who("liaison"))
    with clock.showing(due + HOUR):
        assert deadlines.sweep() == 0
    assert not inbox(asking.cast.liaison, "demand.closed")


def test_the_enterprise_may_still_reopen_what_the_clock_closed(asking):
    demand = asking.answered()
    due = DemandClimb.objects.get(demand=demand).next_rung_at
    with clock.showing(due):
        deadlines.sweep()
        actions.reopen(demand=demand, reason="仍缺人", by=asking.who("liaison"))
        assert DemandClimb.objects.get().next_rung_at > due


def test_parts_are_settled_with_the_whole_that_is_closed(asking):
    demand = asking.accepted()
    portions = [actions.Portion("缺焊工", "bureau"), actions.Portion("缺宿舍", "town")]
    for part, who in zip(
        actions.split(demand=demand, portions=portions, by=asking.who("bureau")), ("bureau", "town"), strict=True
    ):
        actions.accept(demand=part, by=asking.who(who))
        actions.answer(demand=part, text="已办", by=asking.who(who))
    with clock.showing(DemandClimb.objects.get(demand=demand).next_rung_at):
        deadlines.sweep()
    assert set(Demand.objects.values_list("state", flat=True)) == {"closed", "confirmed"}
    assert len(inbox(asking.cast.liaison, "demand.closed")) == 1, "of the whole, and not of its parts"


def test_closing_many_asks_as_many_questions_as_closing_few(asking, django_assert_max_num_queries):
    demands = [asking.answered() for _each in range(6)]
    due = DemandClimb.objects.get(demand=demands[0]).next_rung_at
    for_each_room = 3 * len(deadlines.LADDERS)  # what a sweep asks where nothing is due, with its savepoint
    with clock.showing(due), django_assert_max_num_queries(for_each_room + 23):
        assert deadlines.sweep() == 6
    assert len(inbox(asking.cast.liaison, "demand.closed")) == 6


# -- tasks --------------------------------------------------------------------------------------------------------


def test_a_task_is_called_to_mind_ahead_of_its_date_and_climbs_after_it(asking):
    given = {"campaign": asking.cast.campaign, "owner": asking.who("bureau"), "by": asking.who("desk")}
    task = actions.give(what="送口罩", deadline=NOON + 72 * HOUR, **given)
    first = Task.objects.get().next_rung_at
    assert first < NOON + 72 * HOUR
    with clock.showing(first):
        assert deadlines.sweep() == 1
    assert fired(task) == [("remind", "")]
    assert len(inbox(asking.cast.bureau, "task.due")) == 1
    sweep(72)
    assert fired(task)[:2] == [("remind", ""), ("overdue", "")]
    sweep(10_000)
    assert fired(task)[2:] == [("escalate", rung.to) for rung in asking.cast.campaign.pack.demands.task_ladder]


# -- the control --------------------------------------------------------------------------------------------------


def test_without_the_taking_of_rungs_the_same_deadline_would_fire_twice(asking, monkeypatch):
    """Negative control."""
    demand = asking.demand()
    monkeypatch.setattr(deadlines, "_take", lambda *_given: None)
    monkeypatch.setattr(deadlines, "LADDERS", [each for each in deadlines.LADDERS if each.fire is ladder.fire_demands])
    with clock.showing(NOON + 2 * HOUR):
        deadlines.sweep(limit=1)
        deadlines.sweep(limit=1)
    assert fired(demand) == [("overdue", "")] * 2
