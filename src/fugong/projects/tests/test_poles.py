"""The longest pole among branches that run side by side."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.projects.poles import Leg, longest

NOW = dt.datetime(2020, 3, 2, 9, tzinfo=dt.UTC)


def add(start, within):
    return start + dt.timedelta(days=int(within))


def test_the_branch_that_runs_at_the_beginning_of_the_longest_way_is_named():
    legs = [
        Leg("fire", "running", "1", (), NOW + dt.timedelta(days=1)),
        Leg("planning", "running", "3", (), NOW + dt.timedelta(days=3)),
        Leg("works", "waiting", "2", ("fire", "planning")),
        Leg("land", "granted", "9"),
    ]
    pole = longest(legs, NOW, add)
    assert (pole.key, pole.then, pole.ends) == ("planning", ("works",), NOW + dt.timedelta(days=5))


def test_what_is_late_or_with_the_applicant_begins_now():
    late = Leg("fire", "running", "1", (), NOW - dt.timedelta(days=2))
    returned = Leg("planning", "returned", "3")
    assert longest([late], NOW, add).ends == NOW
    assert longest([late, returned], NOW, add).key == "planning"
    assert longest([Leg("fire", "granted", "1")], NOW, add) is None


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_no_branch_ends_later_than_the_pole(data):
    legs = []
    for at in range(data.draw(st.integers(1, 6))):
        after = tuple(f"b{each}" for each in range(at) if data.draw(st.booleans()))
        state = data.draw(st.sampled_from(["granted", "running", "returned"])) if not after else "waiting"
        due = NOW + dt.timedelta(days=data.draw(st.integers(-3, 5))) if state == "running" else None
        legs.append(Leg(f"b{at}", state, str(data.draw(st.integers(0, 6))), after, due))
    ends = {}
    for leg in legs:
        if leg.state == "granted":
            continue
        begins = [ends[key] for key in leg.after if key in ends]
        ends[leg.key] = max(leg.due_at, NOW) if leg.due_at else add(max(begins, default=NOW), leg.within)
    pole = longest(legs, NOW, add)
    if not ends:
        assert pole is None
    else:
        assert pole.ends == max(ends.values())
        assert ends[[pole.key, *pole.then][-1]] == pole.ends
