"""Many at once, each on a connection of its own: never one seat too many. The control shows that the lock does it."""

import contextlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Refused
from fugong.services import slots
from fugong.services.actions import appointments
from fugong.services.models import ServiceAppointment, ServiceDay
from fugong.services.models.appointment import TAKING
from fugong.services.tests import stage as ground
from ground import cast as people

AT_ONCE = int(os.environ.get("FUGONG_AT_ONCE", "24"))
CONNECTIONS = 60  # of the 100 that the database has


@pytest.fixture
def stage(transactional_db, test_packs, noon):
    with override("en"):
        yield ground.Stage(people.build())


def at_once(deeds, moment=people.NOON):
    """Does all of them, as many at the same moment as there are connections; what each gave or raised."""
    gate = threading.Barrier(min(len(deeds), CONNECTIONS))
    started = iter(range(len(deeds)))

    def run(deed):
        with clock.showing(moment), override("en"):
            try:
                if next(started) < gate.parties:
                    gate.wait()
                return deed()
            except (Refused, IntegrityError) as refusal:
                return refusal
            finally:
                connections.close_all()

    with ThreadPoolExecutor(gate.parties) as pool:
        return list(pool.map(run, deeds))


def booking(stage, number, when):
    return lambda: stage.booked(when, stage.stranger(number), stage.cast.desk)


def taken(when):
    return ServiceAppointment.objects.filter(starts_at=when, state__in=TAKING).count()


def test_for_the_last_seats_ask_many_and_exactly_these_are_given_then_called_once_each_and_without_guards_oversold(
    stage, monkeypatch
):
    when = stage.at(9)
    results = at_once([booking(stage, number, when) for number in range(AT_ONCE)])
    assert taken(when) == 2
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 2
    numbers = set(ServiceAppointment.objects.values_list("number", flat=True))
    assert len(numbers) == 2, "each has another waiting number"

    calls = at_once(
        [
            lambda at=at: appointments.call_next(campaign=stage.campaign, office="hall", window=at, by=stage.cast.desk)
            for at in range(1, 9)
        ],
        when,
    )
    assert {row.number for row in calls if row is not None} == numbers, "two windows never call the same number"
    assert sum(row is None for row in calls) == 6

    # the control: without the lock, and without the database's own guard, more come than are served at once
    other = stage.at(10)
    counted = threading.Barrier(6)
    free_seat = slots.free_seat

    def all_count_before_any_writes(*of):
        found = free_seat(*of)
        with contextlib.suppress(threading.BrokenBarrierError):
            counted.wait(timeout=5)
        return found

    def not_held(campaign, office, day):
        return ServiceDay.objects.get_or_create(campaign=campaign, office=office, day=day)[0]

    monkeypatch.setattr(slots, "day_held", not_held)
    monkeypatch.setattr(slots, "free_seat", all_count_before_any_writes)
    monkeypatch.setattr(appointments, "_put", _numbered_by_chance)
    at_once([booking(stage, 100 + number, other) for number in range(6)])
    assert taken(other) <= 2, "the database holds by itself"
    counted.reset()
    ServiceAppointment.objects.filter(starts_at=other).delete()
    _guard("DROP INDEX service_seat_given_once")
    at_once([booking(stage, 200 + number, other) for number in range(6)])
    assert taken(other) > 2, "without lock and guard more are booked than are served: the test above can fail"
    ServiceAppointment.objects.all().delete()
    constraint = next(c for c in ServiceAppointment._meta.constraints if c.name == "service_seat_given_once")
    with connection.schema_editor() as editor:
        editor.add_constraint(ServiceAppointment, constraint)


def _numbered_by_chance(row, day, slot, seat, office):
    row.day, row.starts_at, row.ends_at, row.seat = day, slot.starts_at, slot.ends_at, seat
    row.number = row.caller[:12]


def _guard(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
