"""A coach is boarded and departs without network; once there is one, everybody aboard stands on the server once."""

import datetime as dt
from typing import Any

import pytest

from browser.phones import hurry, open_phone, until, wait, waiting, without_network
from fugong.core import clock
from fugong.testing import coding
from fugong.testing.tests.stage import person
from fugong.transport.models import Need, Rider, Share, Trip
from fugong.workforce.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def _trip(cast: Any, people: list[Person]) -> Trip:
    """A confirmed trip of this hour: the phone's clock, and the live server's, stand still for nobody."""
    now = dt.datetime.now(dt.UTC)
    where = {"campaign": cast.campaign, "area_code": cast.river.area_code, "enterprise": cast.river}
    with clock.showing(now):
        day = clock.today()
    trip = Trip.objects.create(
        **where, pack_version=cast.campaign.pack_version, coach="small", seats=10, usable=5, claimed=3,
        origin="赣榆", destination="厂区",
        day=day, departs_at=now + dt.timedelta(hours=1), arrives_at=now + dt.timedelta(hours=3), cost=100_000, planned_by=cast.desk,
        confirmed_by=cast.leader, confirmed_at=now, state="confirmed", state_since=now,
    )  # fmt: skip
    Need.objects.create(
        **where, people=3, region="320707000000", spot="赣榆", longitude=119.2, latitude=34.8, day=day, state="complete",
        state_since=now, said_at=now,
    )  # fmt: skip
    Share.objects.create(**where, trip=trip, seats=3, outside=3, fen=100_000, reported_at=now)
    Rider.objects.bulk_create(
        Rider(**where, trip=trip, person=each, seat=seat, state="listed", state_since=now, consented_at=now, consented_by="enterprise")
        for seat, each in enumerate(people, 1)
    )  # fmt: skip
    return trip


def test_a_coach_is_boarded_without_network(phone, sign_in, cast):
    people = [person(cast.campaign, number, cast.river) for number in (1, 2, 3, 4)]
    trip = _trip(cast, people[:3])
    with clock.showing(dt.datetime.now(dt.UTC)):
        signed, typed, stranger = coding.of(people[0]), coding.short(people[1]), coding.short(people[3])
    sign_in(phone, cast.officer)
    open_phone(phone)
    hurry(phone)
    phone.locator("[data-boarding]").tap()
    phone.locator(f'[data-trip="{trip.pk}"]').tap()
    phone.locator("#person-code").wait_for()
    with without_network(phone):
        for code in (signed, typed, signed[:-6] + "AAAAAA", typed, stranger):  # forged, twice the same, not on the list
            phone.locator("#person-code").fill(code)
            phone.locator("[data-add]").tap()
            wait(phone, lambda: phone.locator("#person-code").input_value(), "", "the field")
        assert phone.locator("[data-aboard]").inner_text() == "2 / 3"
        phone.locator("[data-depart]").tap()
        phone.locator(".ask .btn-danger").tap()
        phone.locator("[data-arrive]").wait_for()
        assert not Rider.objects.filter(state="boarded").exists()
    wait(phone, lambda: Trip.objects.get().state, "on_way", "the trip")
    until(phone, "() => document.getElementById('waiting').hidden", True)
    assert waiting(phone) == 0
    assert sorted(Rider.objects.values_list("seat", "state")) == [(1, "boarded"), (2, "boarded"), (3, "missed")]
    phone.locator("[data-arrive]").tap()
    wait(phone, lambda: Trip.objects.get().state, "arrived", "the trip")
    assert phone.locator("[data-arrive]").count() == phone.locator("[data-undo]").count() == 0, "nobody gets off twice"
    assert "已到达" in phone.locator("#main .badge").first.inner_text()
