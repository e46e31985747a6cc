"""Schedules counted back: tried against a plain simulation, day by day, on random networks and calendars."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.projects import schedule
from fugong.projects.schedule import Cycle, Step, Unknown

MONDAY = dt.date(2020, 3, 2)
DAY = dt.timedelta(days=1)


class Weeks:
    """Saturdays, Sundays and these days are off."""

    def __init__(self, off=()):
        self.off = frozenset(off)

    def is_working_day(self, day):
        return day.weekday() < 5 and day not in self.off


PLAIN = Weeks()
CHAIN = [Step("design", 5), Step("tender", 3, after=("design",)), Step("clear", 4, working=False),
         Step("works", 10, after=("tender", "clear"))]  # fmt: skip


@st.composite
def networks(draw):
    """Up to seven steps, each after some of those before it, and a calendar with a few days off."""
    steps = []
    for at in range(draw(st.integers(1, 7))):
        after = tuple(f"s{each}" for each in range(at) if draw(st.booleans()))
        steps.append(Step(f"s{at}", draw(st.integers(1, 9)), draw(st.booleans()), after))
    off = draw(st.sets(st.integers(0, 40), max_size=8))
    return draw(st.permutations(steps)), Weeks(MONDAY + at * DAY for at in off)


def simulated(steps, begin, calendar, sign=1):
    """Each day, whoever may work does one day of work. `sign` -1: backwards from the last day, whoever is followed waits."""
    followers = {step.key: [each.key for each in steps if step.key in each.after] for step in steps}
    left = {step.key: step.days for step in steps}
    over, spans, day = set(), {}, begin
    while left:
        for step in steps:
            waits = step.after if sign > 0 else followers[step.key]
            if step.key in left and set(waits) <= over and (not step.working or calendar.is_working_day(day)):
                left[step.key] -= 1
                first = spans.get(step.key, (day, day))[0]
                spans[step.key] = (first, day)
        over |= {key for key, days in left.items() if days == 0}
        left = {key: days for key, days in left.items() if days}
        day += sign * DAY
    return {key: tuple(sorted(span)) for key, span in spans.items()}


def plain(spans):
    return {key: (span.start, span.finish) for key, span in spans.items()}


@given(networks())
@settings(max_examples=150, deadline=None)
def test_both_passes_are_what_a_simulation_day_by_day_gives(network):
    steps, calendar = network
    assert plain(schedule.expected(steps, MONDAY, MONDAY, calendar)) == simulated(steps, MONDAY, calendar)
    due = MONDAY + 40 * DAY
    assert plain(schedule.latest(steps, due, calendar)) == simulated(steps, due, calendar, sign=-1)


@given(networks(), st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_slack_is_how_much_longer_a_step_may_take_and_critical_is_who_has_none(network, room):
    steps, calendar = network
    due = MONDAY + room * DAY
    outlook = schedule.outlook(steps, due, MONDAY, MONDAY, calendar)
    for line in outlook.lines:

        def ends(more, key=line.step.key):
            longer = [replace(step, days=step.days + more) if step.key == key else step for step in steps]
            return max(finish for _start, finish in simulated(longer, MONDAY, calendar).values())

        assert ends(line.free) == outlook.ends < ends(line.free + 1)
        assert line.critical == (ends(1) > outlook.ends)
        if outlook.missed_by <= 0:
            assert ends(line.slack) <= due < ends(line.slack + 1)
    late = [line for line in outlook.lines if line.slack < 0]
    assert bool(late) == (outlook.missed_by > 0), "who is late is named, and nobody else"
    assert any(line.critical for line in outlook.lines), "something always decides the end"


@given(networks(), st.integers(1, 12), st.data())
@settings(max_examples=80, deadline=None)
def test_what_slips_if_this_slips_is_what_the_simulation_says(network, by, data):
    steps, calendar = network
    key = data.draw(st.sampled_from([step.key for step in steps]))
    due = MONDAY + 10 * DAY
    found = schedule.slip(steps, key, by, due, MONDAY, MONDAY, calendar)
    before = simulated(steps, MONDAY, calendar)
    longer = [replace(step, days=step.days + by) if step.key == key else step for step in steps]
    after = simulated(longer, MONDAY, calendar)
    moved = {each: (after[each][1] - before[each][1]).days for each in before if each != key}
    assert {each: days for each, days, _to in found.moved} == {each: days for each, days in moved.items() if days}
    assert found.missed_by == (max(finish for _start, finish in after.values()) - due).days


def test_a_worked_example_of_the_documentation():
    due = dt.date(2020, 3, 27)
    spans = plain(schedule.latest(CHAIN, due, PLAIN))
    assert spans["works"] == (dt.date(2020, 3, 16), due)
    assert spans["tender"] == (dt.date(2020, 3, 11), dt.date(2020, 3, 13))
    assert spans["design"] == (dt.date(2020, 3, 4), dt.date(2020, 3, 10))
    assert spans["clear"] == (dt.date(2020, 3, 12), dt.date(2020, 3, 15)), "calendar days end on the Sunday"
    outlook = schedule.outlook(CHAIN, due, MONDAY, MONDAY, PLAIN)
    lines = outlook.by_key()
    assert [key for key in lines if lines[key].critical] == ["design", "tender", "works"]
    assert (outlook.ends, lines["design"].slack, lines["clear"].slack) == (dt.date(2020, 3, 25), 2, 10)
    slip = schedule.slip(CHAIN, "tender", 5, due, MONDAY, MONDAY, PLAIN)
    assert slip.moved == (("works", 7, dt.date(2020, 4, 1)),)
    assert slip.missed_by == 5


def test_what_happened_counts_and_what_is_late_ends_today_at_the_earliest():
    today = dt.date(2020, 3, 12)
    done = replace(CHAIN[0], started=MONDAY, finished=dt.date(2020, 3, 4))
    running = replace(CHAIN[1], started=dt.date(2020, 3, 5))
    outlook = schedule.outlook([done, running, *CHAIN[2:]], dt.date(2020, 3, 20), MONDAY, today, PLAIN)
    lines = outlook.by_key()
    assert lines["design"].slack is None
    assert lines["tender"].expected.finish == today, "three days are over, and it isn't reached"
    assert lines["works"].expected.start > today
    assert outlook.missed_by > 0
    assert lines["works"].slack < 0


def test_a_ring_is_refused_and_named_in_its_order():
    ring = [Step("a", 1, after=("c",)), Step("b", 1, after=("a",)), Step("c", 1, after=("b",)), Step("d", 1)]
    with pytest.raises(Cycle) as found:
        schedule.latest(ring, MONDAY, PLAIN)
    assert found.value.keys == ("a", "b", "c")
    with pytest.raises(Cycle) as alone:
        schedule.ordered([Step("d", 1), Step("a", 1, after=("a",))])
    assert alone.value.keys == ("a",)
    with pytest.raises(Unknown):
        schedule.ordered([Step("a", 1, after=("nowhere",))])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14))
@settings(max_examples=120, deadline=None)
def test_whatever_is_named_as_a_ring_is_one(pairs):
    after = {key: tuple(f"s{a}" for a, b in pairs if b == key) for key in range(6)}
    steps = [Step(f"s{key}", 1, after=after[key]) for key in range(6)]
    try:
        found = schedule.ordered(steps)
    except Cycle as ring:
        known = {step.key: step for step in steps}
        for one, next_ in zip(ring.keys, (*ring.keys[1:], ring.keys[0]), strict=True):
            assert one in known[next_].after
    else:
        place = {step.key: at for at, step in enumerate(found)}
        assert all(place[key] < place[step.key] for step in found for key in step.after)


def test_a_calendar_without_a_working_day_is_told_and_doesn_t_hang():
    class Never:
        def is_working_day(self, day):
            return False

    with pytest.raises(schedule.TooFar):
        schedule.latest([Step("a", 1)], MONDAY, Never())


def test_days_that_are_none():
    saturday = dt.date(2020, 3, 7)
    assert schedule.non_working(MONDAY, PLAIN) is None
    assert schedule.non_working(saturday, PLAIN) == (dt.date(2020, 3, 6), dt.date(2020, 3, 9))
