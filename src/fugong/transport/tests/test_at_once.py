"""Many at once, each on a connection of its own: exactly the last seats are given, a plan is confirmed once. With controls."""

import contextlib
import os
import threading

import pytest
from django.db import connection
from django.utils.translation import override

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core.errors import Refused
from fugong.lodging.tests.test_at_once import at_once
from fugong.transport.actions import plans, seats
from fugong.transport.models import Share, Trip
from fugong.transport.tests import stage as ground
from ground import cast as people

AT_ONCE = int(os.environ.get("FUGONG_AT_ONCE", "20"))


@pytest.fixture
def stage(transactional_db, test_packs, noon):
    with override("en"):
        yield ground.build(people.build())


def firms(stage, count):
    found = []
    for number in range(count):
        firm = people.make_enterprise(200 + number, f"工厂{number}", stage.river.jurisdiction)
        user = people.make_user(f"asker{number}", f"联络员{number}")
        grant(user=user, role="liaison", kind=ScopeKind.ENTERPRISE, key=str(firm.pk), by=None)
        found.append((firm, user))
    return found


def taken(trip):
    return sum(Share.objects.filter(trip=trip).values_list("seats", flat=True))


def test_for_the_last_seats_many_ask_at_once_and_exactly_these_are_given(stage):
    trip = stage.trip(seats=2)  # 5 may be taken: 3 are left
    results = at_once([
        lambda who=who: seats.claim(trip=trip, enterprise=who[0], seats=1, by=who[1]) for who in firms(stage, AT_ONCE)
    ])  # fmt: skip
    assert sum(isinstance(result, Share) for result in results) == 3
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 3
    trip.refresh_from_db()
    assert (trip.claimed, taken(trip)) == (5, 5)
    assert sum(Share.objects.filter(trip=trip).values_list("fen", flat=True)) == trip.cost


def test_without_the_lock_the_database_still_says_no_and_without_both_too_many_sit(stage, monkeypatch):
    """The control: the same rush with the lock taken off, then the database's guard as well."""
    trip, asking = stage.trip(seats=2), firms(stage, 24)
    gate = threading.Barrier(12)

    def unlocked(row):
        found = Trip.objects.select_related("campaign__pack_version", "campaign__jurisdiction").get(pk=row.pk)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(timeout=5)
        return found

    monkeypatch.setattr(seats, "trip_held", unlocked)
    monkeypatch.setattr(seats.making, "resplit", lambda trip: None)
    monkeypatch.setattr(seats, "_whose", lambda trip: None)

    def ask(some):
        return at_once([lambda who=who: seats.claim(trip=trip, enterprise=who[0], seats=1, by=who[1]) for who in some])

    ask(asking[:12])
    assert taken(trip) == 5, "the database holds"
    Share.objects.filter(trip=trip).exclude(enterprise=stage.river).delete()
    Trip.objects.filter(pk=trip.pk).update(claimed=2)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE transport_trip DROP CONSTRAINT trip_never_over_seats")
    gate.reset()
    try:
        ask(asking[12:])
        assert taken(trip) > 5, "without lock and guard too many sit: the test above can fail"
    finally:
        Trip.objects.filter(pk=trip.pk).update(claimed=2)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE transport_trip ADD CONSTRAINT trip_never_over_seats CHECK (claimed <= usable)")


def test_two_who_confirm_one_plan_at_once_make_its_trips_once(stage):
    plan = stage.planned(stage.need(4))
    signers = [stage.leader]
    for number in range(5):
        user = people.make_user(f"signer{number}", f"领导{number}")
        grant(user=user, role="leader", kind=ScopeKind.AREA, key=stage.campaign.jurisdiction.code, by=None)
        signers.append(user)
    results = at_once([lambda who=who: plans.confirm(plan=plan, by=who) for who in signers])
    assert sum(isinstance(result, list) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == len(signers) - 1
    assert Trip.objects.filter(plan=plan).count() == plan.trips_count
