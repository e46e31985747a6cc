"""Two send the same at once: each reading is taken once, and the totals are what the rows say."""

import datetime as dt
import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from fugong.workforce import health_writing
from fugong.workforce.actions import health
from fugong.workforce.health_rows import Batch, Reading
from fugong.workforce.models import HealthReport, HealthTotal
from fugong.workforce.tests.conftest import Enter

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = dt.datetime(2020, 2, 20, 0, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("employed", [True, False])
def test_two_who_send_the_same_at_once_dont_double_it(
    cast: Any, enter: Enter, monkeypatch: pytest.MonkeyPatch, employed: bool
) -> None:
    """Both look before either writes, where nothing keeps them from it: for people who work nowhere there are no totals to hold."""
    people = [enter(n, f"员工{n}") for n in range(3)]
    if not employed:
        for person in people:
            person.employments.update(left_on=dt.date(2020, 2, 19))
    meeting, looks, look = threading.Barrier(2), [], health_writing._unknown

    def look_together(*what: Any) -> Any:
        found = look(*what)
        looks.append(len(found))
        with suppress(threading.BrokenBarrierError):
            meeting.wait(1.5)
        return found

    monkeypatch.setattr(health_writing, "_unknown", look_together)
    batch = Batch.of([Reading(person.pk, MORNING, 365) for person in people])
    taken: list[int] = []

    def send() -> None:
        try:
            taken.append(health.report_many(campaign=cast.campaign, readings=batch, by=cast.desk, via="api"))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _each in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(20)
    assert sorted(taken) == [0, 3]
    assert HealthReport.objects.count() == 3
    assert sorted(looks) == ([0, 3] if employed else [0, 3, 3]), (
        "who holds the totals looks alone; who can't looks again"
    )
    if employed:
        assert HealthTotal.objects.get(enterprise=cast.river).reports == 3
