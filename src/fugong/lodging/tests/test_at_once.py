"""Many at once, each on a connection of its own: never one bed or portion too many. The controls show that the guards do it."""

import contextlib
import datetime as dt
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.utils.translation import override
from psycopg.errors import DeadlockDetected

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock
from fugong.core.errors import Conflict, Refused
from fugong.lodging import capacity
from fugong.lodging.actions import meals, requests
from fugong.lodging.models import MealOrder, Stay
from fugong.lodging.models.stay import ACTIVE
from fugong.lodging.tests import stage as ground
from ground import cast as people

AT_ONCE = int(os.environ.get("FUGONG_AT_ONCE", "50"))
CONNECTIONS = 60  # of the 100 that the database has


@pytest.fixture
def stage(transactional_db, test_packs, noon):
    with override("en"):
        yield ground.build(people.build())


def at_once(deeds):
    """Does all of them, as many at the same moment as there are connections; what each gave or raised."""
    gate = threading.Barrier(min(len(deeds), CONNECTIONS))
    started = iter(range(len(deeds)))

    def run(deed):
        with clock.showing(people.NOON), override("en"):
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


def given():
    return Stay.objects.filter(state__in=ACTIVE).count()


def test_for_the_last_beds_ask_many_at_once_and_exactly_these_are_given(stage):
    beds = 7
    house = stage.house(4, 2, 1)
    asked = [stage.asked(stage.person()) for _each in range(AT_ONCE)]
    results = at_once([lambda one=one: stage.proposed(one, house) for one in asked])
    assert given() == beds
    assert sum(isinstance(result, list) for result in results) == beds
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - beds
    assert len(set(Stay.objects.filter(state__in=ACTIVE).values_list("room", "bed"))) == beds


def test_without_the_lock_the_database_still_gives_no_bed_twice_and_without_both_it_does(stage, monkeypatch):
    """The control: the same rush, with the lock taken off, and then the database's own guard as well."""
    house = stage.house(2, 1)
    asked = [stage.asked(stage.person()) for _each in range(24)]

    counted = threading.Barrier(12)
    taken = capacity.taken

    def all_count_before_any_writes(*of):
        found = taken(*of)
        with contextlib.suppress(threading.BrokenBarrierError):
            counted.wait(timeout=5)
        return found

    monkeypatch.setattr(
        capacity, "rooms_held", lambda rooms: list(rooms.select_related("house__campaign__pack_version"))
    )
    monkeypatch.setattr(capacity, "taken", all_count_before_any_writes)
    first = at_once([lambda one=one: stage.proposed(one, house) for one in asked[:12]])
    assert 1 <= given() <= 3, "the database holds"
    assert any(isinstance(result, Refused) and "meanwhile" in result.message for result in first)

    Stay.objects.all().delete()
    _without_guard("stay_bed_given_once")
    counted.reset()
    at_once([lambda one=one: stage.proposed(one, house) for one in asked[12:]])
    assert given() > 3, "without lock and guard there are more people than beds: the test above can fail"
    Stay.objects.all().delete()
    _with_guard("stay_bed_given_once")


def test_whom_the_database_ends_as_a_deadlock_is_told_that_the_bed_went_to_somebody_else(stage, monkeypatch):
    """Rows under an exclusion constraint are written first and compared then: two may wait for each other."""

    def gives_way(*of, **more):
        raise OperationalError from DeadlockDetected()

    asked = stage.asked(stage.person())
    with monkeypatch.context() as patched, pytest.raises(Conflict, match="meanwhile"):
        patched.setattr(Stay.objects, "bulk_create", gives_way)
        stage.proposed(asked, stage.house(1))
    assert given() == 0


def test_the_last_portions_are_ordered_once(stage):
    caterer, liaisons = stage.caterer(60), [(stage.river, stage.liaison)]
    for number in range(19):
        firm = people.make_enterprise(100 + number, f"工厂{number}", stage.river.jurisdiction)
        user = people.make_user(f"liaison{number}", f"联络员{number}")
        grant(user=user, role="liaison", kind=ScopeKind.ENTERPRISE, key=str(firm.pk), by=None)
        liaisons.append((firm, user))
    at_once([lambda who=who: stage.ordered(caterer, *who, lunch=10) for who in liaisons])
    assert meals.booked(caterer, stage.today + dt.timedelta(days=1)) == 60


def test_the_database_itself_counts_portions_and_beds(stage):
    """Whoever writes past the actions is stopped, too; the control takes the guard off."""
    caterer = stage.caterer(10)
    (order,) = stage.ordered(caterer, lunch=10)
    with pytest.raises(IntegrityError, match="cooks 10 portions"), transaction.atomic():
        MealOrder.objects.filter(pk=order.pk).update(count=11)
    stay = stage.proposed(stage.asked(stage.person()), stage.house(1))[0]
    with pytest.raises(IntegrityError, match="there is no bed 2"), transaction.atomic():
        Stay.objects.filter(pk=stay.pk).update(bed=2, place=stay.place + 1)
    with pytest.raises(IntegrityError, match="is taken"), transaction.atomic():
        type(stay.room).objects.filter(pk=stay.room_id).update(beds=0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE lodging_mealorder DISABLE TRIGGER meal_order_capacity")
        MealOrder.objects.filter(pk=order.pk).update(count=11)
        cursor.execute("ALTER TABLE lodging_mealorder ENABLE TRIGGER meal_order_capacity")


def test_of_two_answers_at_once_one_stands(stage):
    request = stage.asked(stage.person())
    stage.proposed(request, stage.house(1))
    results = at_once([
        lambda: requests.confirm(request=request, by=stage.liaison),
        lambda: requests.refuse_(request=request, reason="None left.", by=stage.desk),
    ])  # fmt: skip
    assert sum(isinstance(result, Refused) for result in results) == 1
    request.refresh_from_db()
    assert given() == (1 if request.state == "confirmed" else 0)


def _without_guard(name):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE lodging_stay DROP CONSTRAINT {name}")


def _with_guard(name):
    constraint = next(each for each in Stay._meta.constraints if each.name == name)
    with connection.schema_editor() as editor:
        editor.add_constraint(Stay, constraint)
