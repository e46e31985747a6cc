"""The wall's coaches: those of today by where they are, and when they arrive."""

import datetime as dt

from fugong.core import clock
from fugong.transport.models import Trip
from fugong.transport.tests.stage import Stage
from ground.walling import face, numbers


def test_coaches_of_today_are_counted_by_where_they_are(stage: Stage) -> None:
    way, ahead = stage.trip(), stage.trip()
    Trip.objects.filter(pk=way.pk).update(state="on_way", departed_at=clock.now())
    tomorrow = stage.trip(departs_at=clock.now() + dt.timedelta(days=1))
    found = face(stage.campaign, stage.leader, "coaches")
    assert numbers(found) == {"On the way": 1, "Still to leave": 1, "Arrived today": 0}
    assert sorted(line.url for line in found.lines) == sorted(f"/c/plain/trips/{trip.pk}/" for trip in (way, ahead))
    assert not any(f"/{tomorrow.pk}/" in line.url for line in found.lines)


def test_one_that_should_have_arrived_is_marked(stage: Stage) -> None:
    trip = stage.trip()
    Trip.objects.filter(pk=trip.pk).update(
        state="on_way", departs_at=clock.now() - dt.timedelta(hours=1), arrives_at=clock.now() + dt.timedelta(minutes=5)
    )
    assert face(stage.campaign, stage.leader, "coaches").lines[0].tone == ""
    with clock.showing(clock.now() + dt.timedelta(minutes=6)):
        assert face(stage.campaign, stage.leader, "coaches").lines[0].tone == "warning"


def test_a_town_sees_the_coaches_of_its_own_enterprises(stage: Stage) -> None:
    stage.trip()
    assert numbers(face(stage.campaign, stage.cast.hill_town, "coaches"))["Still to leave"] == 0
