"""A4: whatever is done in whatever order, no piece and no fen is lost or made. 10,000 operations: FUGONG_OPERATIONS=10000."""

import os
import random
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from fugong.core.errors import Refused
from fugong.supplies.actions import allocations, deliveries, stock
from fugong.supplies.models import Allocation, Balance, Batch, Delivery
from fugong.supplies.models.stock import REAL
from fugong.supplies.tests.stage import SIGNED, sums_are_zero

pytestmark = pytest.mark.django_db
OPERATIONS = int(os.environ.get("FUGONG_OPERATIONS", "30"))
STEPS = 20
few = st.integers(min_value=0, max_value=400)
which = st.integers(min_value=0, max_value=10**6)


class Stores(RuleBasedStateMachine):
    """Goods come, move, are counted, shared, brought, called off, thrown away; what is nonsense is refused and changes nothing."""

    stage: Any = None
    done = 0

    @property
    def known(self):
        return {"campaign": self.stage.campaign, "by": self.stage.desk}

    def _some(self, rows, at):
        found = list(rows.order_by("pk"))
        return found[at % len(found)] if found else None

    def _try(self, do):
        type(self).done += 1
        try:
            do()
        except Refused:
            return

    @rule(
        pieces=st.integers(min_value=1, max_value=700),
        price=st.integers(min_value=1, max_value=999),
        east=st.booleans(),
    )
    def arrive(self, pieces, price, east):
        self.stage.stocked(pieces, price=f"{price / 100:.2f}", store="east" if east else "main")

    @rule(at=which, pieces=few, there=st.booleans())
    def transfer(self, at, pieces, there):
        if row := self._some(Balance.objects.filter(place__kind="store"), at):
            to = "east" if there else "main"
            given = self.known | {"batch": row.batch_id, "frm": row.place.key, "to": to, "pieces": pieces}
            self._try(lambda: stock.transfer(**given))

    @rule(at=which, pieces=few)
    def count(self, at, pieces):
        if row := self._some(Balance.objects.filter(place__kind="store"), at):
            given = self.known | {"store": row.place.key, "counted": {row.batch_id: pieces}, "reason": "recount"}
            self._try(lambda: stock.count(**given))

    @rule(at=which, pieces=few)
    def throw(self, at, pieces):
        if row := self._some(Balance.objects.filter(place__kind="store"), at):
            given = self.known | {"batch": row.batch_id, "store": row.place.key, "pieces": pieces, "reason": "wet"}
            self._try(lambda: stock.throw(**given))

    @precondition(lambda self: Allocation.objects.filter(state="proposed").count() < 3)
    @rule(most=st.integers(min_value=1, max_value=60))
    def propose(self, most):
        self._try(lambda: self.stage.proposed(most={"masks": most * 10}))

    @rule(at=which)
    def confirm(self, at):
        if row := self._some(Allocation.objects.filter(state="proposed"), at):
            self._try(lambda: allocations.confirm(allocation=row, by=self.stage.leader))

    @rule(at=which, how=st.sampled_from(("pick", "deliver", "deliver", "bring_back", "cancel", "dispute", "receive")))
    def bring(self, at, how):
        row = self._some(Delivery.objects.exclude(state__in=["received", "cancelled"]), at)
        if row is None:
            return
        desk, firm = self.stage.desk, self.stage.liaison
        deeds = {
            "pick": lambda: deliveries.pick(delivery=row, by=desk),
            "deliver": lambda: deliveries.deliver(delivery=row, signature=SIGNED, photos=[], by=desk),
            "bring_back": lambda: deliveries.bring_back(delivery=row, reason="closed", by=desk),
            "cancel": lambda: deliveries.cancel(delivery=row, reason="closed", by=desk),
            "dispute": lambda: deliveries.dispute(delivery=row, reason="less", by=firm),
            "receive": lambda: deliveries.receive(delivery=row, by=firm),
        }
        self._try(deeds[how])

    @invariant()
    def nothing_is_lost_or_made(self):
        assert sums_are_zero(self.stage.campaign)
        assert not Balance.objects.filter(place__kind__in=REAL, pieces__lt=0).exists()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_no_piece_and_no_fen_is_lost_or_made(stage, tmp_path, settings_of_media):
    stage.at_work()
    Stores.stage, Stores.done, again = stage, 0, 0
    few_at_a_time = settings(
        max_examples=4, stateful_step_count=STEPS, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    while Stores.done < OPERATIONS or not Delivery.objects.exists():  # until something was brought, too
        again += 1
        assert again < 100 + OPERATIONS, "nothing was ever brought: the operations don't reach that far"
        run_state_machine_as_test(seed(again)(Stores), settings=few_at_a_time)
    assert Batch.objects.exists()


@pytest.fixture
def settings_of_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_the_control_a_piece_that_is_made_is_noticed(stage):
    batch = stage.stocked(random.Random(1).randrange(10, 99))  # noqa: S311
    assert sums_are_zero(stage.campaign)
    Balance.objects.filter(batch=batch, place__kind="store").update(pieces=1)
    assert not sums_are_zero(stage.campaign)
