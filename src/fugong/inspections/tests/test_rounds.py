"""The day's rounds: who goes where and why, changed, swapped, finished by visits."""

import datetime as dt
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.inspections import burden, rounds
from fugong.inspections.actions import rounds as actions
from fugong.inspections.actions import swaps, wanted
from fugong.inspections.models import Round, RoundStop
from fugong.inspections.rounds import Due
from fugong.inspections.tests.giving import GOOD, visit
from fugong.inspections.words import reason
from fugong.registry.actions import teams
from fugong.registry.models import Team


def today() -> dt.date:
    return clock.today()


@pytest.fixture
def planned(place: Any) -> Any:
    """Group 1 has its inspector; group 2 gets the spare officer."""
    second = Team.objects.get(campaign=place.campaign, key="verification_2")
    teams.add_member(team=second, user=place.spare, by=None, part="leader")
    return place


def test_rounds_go_to_those_never_visited_and_leave_those_just_visited(planned: Any) -> None:
    visit(planned)
    made = actions.propose(campaign=planned.campaign, day=today(), by=planned.desk)
    on = {stop.enterprise: stop for stop in RoundStop.objects.select_related("enterprise")}
    assert set(on) == {planned.hill, planned.shop} and len(made) == 2
    assert reason(on[planned.hill].reasons[0]) == "never visited"
    assert on[planned.hill].checklists == ["safety_round"]


def test_proposing_twice_makes_no_second_round(planned: Any) -> None:
    assert actions.propose(campaign=planned.campaign, day=today(), by=planned.desk)
    assert not actions.propose(campaign=planned.campaign, day=today(), by=planned.desk)


def test_a_look_back_is_not_its_finders(planned: Any) -> None:
    visit(planned)

    def source(campaign: Any, day: dt.date) -> list[Due]:
        return [Due(planned.river.pk, "整改到期", 120, frozenset({planned.inspector.pk}))]

    rounds.register_due(source)
    try:
        actions.propose(campaign=planned.campaign, day=today(), by=planned.desk)
    finally:
        rounds._sources.remove(source)
    stop = RoundStop.objects.get(enterprise=planned.river)
    assert (stop.kind, stop.round.team.key) == ("look_back", "verification_2")


def test_only_the_desk_plans_and_never_a_day_gone_by(planned: Any) -> None:
    for person in (planned.officer, planned.leader, planned.liaison, planned.stranger):
        with pytest.raises(NotAllowed):
            actions.propose(campaign=planned.campaign, day=today(), by=person)
    with pytest.raises(Refused):
        actions.propose(campaign=planned.campaign, day=today() - dt.timedelta(days=1), by=planned.desk)


def test_visits_finish_the_round_and_lend_it_their_group(planned: Any) -> None:
    actions.propose(campaign=planned.campaign, day=today(), by=planned.desk)
    for stop in RoundStop.objects.select_related("enterprise"):
        visit(planned, by=planned.inspector, enterprise=stop.enterprise)
    assert set(Round.objects.values_list("state", flat=True)) == {"done"}
    assert RoundStop.objects.filter(visit=None).count() == 0
    assert RoundStop.objects.first().visit.team is not None  # type: ignore[union-attr]


def test_a_stop_is_leave_enough_to_record_there(place: Any) -> None:
    with pytest.raises(NotAllowed):
        visit(place, by=place.spare)
    actions.add_stop(campaign=place.campaign, day=today(), enterprise=place.river, by=place.desk, officer=place.spare)
    assert visit(place, by=place.spare).by == place.spare


def test_more_visits_than_the_week_bears_are_refused_unless_they_must_be(planned: Any) -> None:
    given = {"campaign": planned.campaign, "day": today(), "enterprise": planned.river, "by": planned.desk}
    visit(planned)
    visit(planned)
    assert burden.in_week(planned.campaign, today())[planned.river.pk] == 2
    with pytest.raises(Refused, match="2 visits in that week"):
        actions.add_stop(**given, officer=planned.officer)
    assert actions.add_stop(**given, officer=planned.officer, despite_burden=True)
    with pytest.raises(Conflict):
        actions.add_stop(**given, officer=planned.spare, despite_burden=True)


def test_passing_over_needs_a_reason_and_ends_the_round(planned: Any) -> None:
    stop = actions.add_stop(
        campaign=planned.campaign, day=today(), enterprise=planned.river, by=planned.desk, officer=planned.officer
    )
    with pytest.raises(Refused):
        actions.pass_over(stop=stop, reason=" ", by=planned.officer)
    with pytest.raises(NotAllowed):
        actions.pass_over(stop=stop, reason="closed", by=planned.spare)
    actions.pass_over(stop=stop, reason="closed", by=planned.officer)
    assert Round.objects.get().state == "done"


def told(user: Any) -> list[str]:
    return list(user.inbox.filter(message__kind__startswith="swap").values_list("message__kind", flat=True))


def test_a_swap_is_asked_and_accepted_and_lies_on_the_others_round(planned: Any) -> None:
    stop = actions.add_stop(
        campaign=planned.campaign, day=today(), enterprise=planned.river, by=planned.desk, officer=planned.officer
    )
    with pytest.raises(NotAllowed):
        swaps.ask(stop=stop, to=planned.inspector, by=planned.spare)
    with pytest.raises(Refused):
        swaps.ask(stop=stop, to=planned.leader, by=planned.officer)
    swap = swaps.ask(stop=stop, to=planned.spare, by=planned.officer)
    assert told(planned.spare) == ["swap.asked"]
    with pytest.raises(Conflict):
        swaps.ask(stop=stop, to=planned.inspector, by=planned.officer)
    with pytest.raises(NotAllowed):
        swaps.accept(swap=swap, by=planned.inspector)
    swaps.accept(swap=swap, by=planned.spare)
    assert told(planned.officer) == ["swap.answered"]
    stop.refresh_from_db()
    assert stop.round.is_of(planned.spare)
    with pytest.raises(Conflict):
        swaps.decline(swap=swap, by=planned.spare)


def test_what_two_departments_want_is_one_visit_with_both_lists(planned: Any) -> None:
    given = {"campaign": planned.campaign, "enterprise": planned.river, "day": today(), "by": planned.desk}
    first = wanted.ask(**given, department="bureau")
    with pytest.raises(Conflict):
        wanted.ask(**given, department="bureau")
    stop = wanted.combine(**given, officer=planned.officer)
    third = wanted.ask(**given, department="town")
    stop.refresh_from_db()
    first.refresh_from_db()
    assert stop.departments == ["bureau", "town"] and first.stop == third.stop == stop
    assert RoundStop.objects.count() == 1
    visit(planned, items=GOOD)
    stop.refresh_from_db()
    assert stop.visit is not None
