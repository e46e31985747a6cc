"""A day's rounds are proposed: hours, reasons, one combined visit, hands; nothing is sent before somebody confirms."""

import datetime as dt
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.inspections import rounds
from fugong.inspections.actions import rounds as actions
from fugong.inspections.actions import wanted
from fugong.inspections.models import Round, RoundStop
from fugong.inspections.phone import day as phone
from fugong.inspections.rounds import Due
from fugong.inspections.tests.giving import visit
from fugong.proposals import actions as proposals
from fugong.proposals.models import Proposal
from fugong.registry.actions import teams
from fugong.registry.models import Team


@pytest.fixture
def planned(place: Any) -> Any:
    """Group 1 has its inspector; group 2 gets the spare officer."""
    second = Team.objects.get(campaign=place.campaign, key="verification_2")
    teams.add_member(team=second, user=place.spare, by=None, part="leader")
    return place


def ask(cast: Any, by: Any = None) -> Proposal:
    asked = {"day": clock.today().isoformat()}
    made = proposals.ask(campaign=cast.campaign, kind="rounds", asked=asked, by=by or cast.desk)
    made.refresh_from_db()
    assert made.state == "ready", made.failure
    return made


def shown(proposal: Proposal) -> dict[str, Any]:
    return proposal.kind_of_proposal.shown(proposal)


def goes(proposal: Proposal) -> dict[str, str]:
    """Enterprise → who goes."""
    return {stop["name"]: each["goes"] for each in shown(proposal)["rounds"] for stop in each["stops"]}


def team(number: int) -> Team:
    return Team.objects.get(campaign__key="plain", key=f"verification_{number}")


def key_of(number: int) -> str:
    return f"t{team(number).pk}"


def test_groups_share_the_day_within_hours_and_go_once_it_is_confirmed(planned: Any) -> None:
    found = ask(planned)
    told = shown(found)
    assert len(told["rounds"]) == 2 and told["visits"] == 3 and not Round.objects.exists()
    for each in told["rounds"]:
        hours = [clock.local(stop["at"]).time() for stop in each["stops"]]
        assert hours == sorted(hours) and dt.time(8, 30) <= hours[0] and hours[-1] <= dt.time(17)
        assert "never visited" in each["stops"][0]["reasons"]
    assert proposals.confirm(proposal=found, by=planned.desk) == {"rounds": 2, "stops": 3}
    assert set(Round.objects.values_list("state", flat=True)) == {"accepted"}
    mine = RoundStop.objects.filter(round__team__key="verification_1").order_by("order")
    taken = phone.of(planned.campaign, planned.inspector)["enterprises"][: len(mine)]
    assert [(each["order"], each["expected"]) for each in taken] == [
        (stop.order, f"{clock.local(stop.expected_at):%H:%M}") for stop in mine
    ]
    with pytest.raises(Refused, match="has a round on that day"):
        ask(planned)


def test_who_goes_is_changed_by_hand_and_both_ways_are_ordered_anew(planned: Any) -> None:
    found = ask(planned)
    before = goes(found)
    for name, key in (("hill", key_of(1)), ("river", key_of(1)), ("shop", "nobody")):
        subject = str(getattr(planned, name).pk)
        proposals.change(proposal=found, subject=subject, target=key, by=planned.desk)
    after = goes(found)
    first = team(1).name
    assert after == {planned.hill.name: first, planned.river.name: first} and after != before
    assert [row["why"] for row in shown(found)["left"].rows] == ["taken off by hand"]
    assert found.kind_of_proposal.drawn(found)["lines"]["features"][0]["properties"]["name"] == first
    proposals.confirm(proposal=found, by=planned.desk)
    assert Round.objects.get().stops.count() == 2
    with pytest.raises(NotAllowed):
        ask(planned, by=planned.inspector)


def test_who_found_the_fault_is_not_sent_to_look_again_not_even_by_hand(planned: Any) -> None:
    def source(campaign: Any, day: dt.date) -> list[Due]:
        return [Due(planned.river.pk, "整改到期", 120, frozenset({planned.inspector.pk}))]

    rounds.register_due(source)
    try:
        found = ask(planned)
        assert goes(found)[planned.river.name] == team(2).name
        with pytest.raises(Refused, match="found the fault"):
            proposals.change(proposal=found, subject=str(planned.river.pk), target=key_of(1), by=planned.desk)
    finally:
        rounds._sources.remove(source)
    with pytest.raises(Conflict, match="what is due there"):  # it is due no longer
        proposals.confirm(proposal=found, by=planned.desk)


def test_what_two_departments_want_is_one_visit_and_takes_longer(planned: Any) -> None:
    for department in ("bureau", "town"):
        wanted.ask(
            campaign=planned.campaign, enterprise=planned.shop, department=department, day=clock.today(), by=planned.desk
        )  # fmt: skip
    found = ask(planned)
    (stop,) = [
        each for row in found.content["rounds"] for each in row["stops"] if each["enterprise"] == planned.shop.pk
    ]
    rule = planned.campaign.pack.inspections.rounds
    assert (stop["combined"], stop["leaves"] - stop["arrives"]) == (2, 60 * (rule.minutes + rule.further))
    proposals.confirm(proposal=found, by=planned.desk)
    assert RoundStop.objects.get(enterprise=planned.shop).wanted.count() == 2


@pytest.mark.parametrize("what", ["a visit", "a round"])
def test_a_plan_of_a_morning_that_has_passed_is_refused(planned: Any, what: str) -> None:
    found = ask(planned)
    if what == "a visit":
        visit(planned)
    else:
        officer = {"campaign": planned.campaign, "day": clock.today(), "enterprise": planned.hill, "by": planned.desk}
        actions.add_stop(**officer, team=team(1))
    with pytest.raises(Conflict, match="worked out again"):
        proposals.confirm(proposal=found, by=planned.desk)
    assert Round.objects.filter(state="accepted").count() == 0
