"""Enterprises that work without leave: signs add up, each with its reason; what rests isn't suspected."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.inspections import search
from fugong.inspections.actions import rounds, signs
from fugong.inspections.models import RoundStop


def note(place: Any, kind: str, enterprise: Any = None, days: int = 0, **more: Any) -> Any:
    day = clock.today() - dt.timedelta(days=days)
    return signs.enter(
        campaign=place.campaign, enterprise=enterprise or place.river, kind=kind, day=day, by=place.inspector, **more
    )


def found(place: Any) -> dict[int, float]:
    return {each.enterprise_id: each.points for each in search.ranked(place.campaign)}


def test_a_meter_well_above_rest_is_a_sign_and_one_at_rest_is_none(place: Any) -> None:
    note(place, "meter", value=Decimal(900), usual=Decimal(120))
    note(place, "meter", place.hill, value=Decimal(125), usual=Decimal(120))
    assert found(place) == {place.river.pk: 4.0}


def test_one_message_alone_is_not_enough_but_two_kinds_are(place: Any) -> None:
    note(place, "neighbour", note="night shift")
    assert found(place) == {}
    note(place, "pass")
    assert found(place) == {place.river.pk: 4.0}


def test_old_signs_count_no_more(place: Any) -> None:
    note(place, "meter", days=9, value=Decimal(900), usual=Decimal(120))
    assert found(place) == {}


def test_whoever_may_work_is_not_suspected(place: Any) -> None:
    from fugong.resumption.models import Resumption

    note(place, "meter", value=Decimal(900), usual=Decimal(120))
    Resumption.objects.filter(enterprise=place.river).update(state="resumed", resumed_on=clock.today())
    assert found(place) == {}


def test_a_report_with_people_at_work_tells_on_its_enterprise(place: Any) -> None:
    from fugong.resumption.actions import reports

    values = {"staff_back": 30, "staff_local": 30, "staff_outside": 0, "capacity": 20, "exceptions": 0}
    reports.submit(campaign=place.campaign, enterprise=place.river, day=clock.today(), values=values, by=place.liaison)
    assert found(place) == {place.river.pk: 3.0}


def test_a_round_goes_there_to_look(place: Any) -> None:
    note(place, "meter", value=Decimal(900), usual=Decimal(120))
    rounds.propose(campaign=place.campaign, day=clock.today(), by=place.desk)
    assert RoundStop.objects.get(enterprise=place.river).kind == "search"


def test_strangers_enter_none(place: Any) -> None:
    with pytest.raises(NotAllowed):
        signs.enter(campaign=place.campaign, enterprise=place.river, kind="other", day=clock.today(), by=place.stranger)
