"""Many at once, each on a connection of its own: never a piece more than there is. The controls show that the guards do it."""

import contextlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Refused
from fugong.supplies import booking
from fugong.supplies.actions import allocations
from fugong.supplies.models import Allocation, Balance, Delivery
from fugong.supplies.tests import stage as ground
from ground import cast as people

AT_ONCE = int(os.environ.get("FUGONG_AT_ONCE", "24"))
CONNECTIONS = 60  # of the 100 that the database has


@pytest.fixture
def stage(transactional_db, test_packs, noon):
    with override("en"):
        made = ground.build(people.build())
        made.at_work()
        yield made


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


def claims(stage, count):
    """So many proposals, each for the same last box."""
    return [stage.proposed(most={"masks": 10}, enterprises=(stage.river.pk,)) for _each in range(count)]


def signed(stage, rows):
    return at_once([lambda row=row: allocations.confirm(allocation=row, by=stage.leader) for row in rows])


def test_of_the_last_stock_many_claim_at_once_and_exactly_that_is_given(stage):
    """A3: the last seven boxes, claimed by as many as `FUGONG_AT_ONCE` says (200 for the whole promise)."""
    stage.stocked(70)
    results = signed(stage, claims(stage, AT_ONCE))
    assert sum(isinstance(result, Allocation) for result in results) == 7
    assert all(
        "left" in result.message or "meanwhile" in result.message for result in results if isinstance(result, Refused)
    )
    assert (stage.lies("store"), stage.lies("aside"), Delivery.objects.count()) == (0, 70, 7)
    assert ground.sums_are_zero(stage.campaign)


def test_without_the_lock_the_database_still_gives_no_piece_twice_and_without_both_it_does(stage, monkeypatch):
    """The control: the same rush with the lock taken off, and then the database's own guard as well."""
    stage.stocked(20)
    rows = claims(stage, 12)
    read = threading.Barrier(6)

    def all_read_before_any_writes(places, items):
        found = list(
            Balance.objects.filter(place__in=list(places), pieces__gt=0).select_related("batch").order_by("pk")
        )
        with contextlib.suppress(threading.BrokenBarrierError):
            read.wait(timeout=5)
        return found

    monkeypatch.setattr(booking, "_lying", all_read_before_any_writes)
    signed(stage, rows[:6])
    assert stage.lies("aside") <= 20, "the database holds"
    assert stage.lies("store") >= 0
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE supplies_balance DROP CONSTRAINT supply_never_below_zero")
    stage.stocked(20)
    read.reset()
    signed(stage, rows[6:])
    assert stage.lies("aside") > 40, "without lock and guard more is given than there was: the test above can fail"
    Balance.objects.all().delete()
    constraint = next(each for each in Balance._meta.constraints if each.name == "supply_never_below_zero")
    with connection.schema_editor() as editor:
        editor.add_constraint(Balance, constraint)


def test_of_two_who_sign_at_once_one_signs(stage):
    stage.stocked(1_500)
    row = stage.proposed()
    results = at_once([
        lambda: allocations.confirm(allocation=row, by=stage.leader),
        lambda: allocations.reject(allocation=row, reason="No.", by=stage.leader),
        lambda: allocations.confirm(allocation=row, by=stage.leader),
    ])  # fmt: skip
    assert sum(isinstance(result, Refused) for result in results) == 2
    row.refresh_from_db()
    assert Delivery.objects.count() == (3 if row.state == "confirmed" else 0)
