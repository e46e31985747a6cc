"""The sweep itself, over steps of filings: once each, whoever sweeps, whatever breaks."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from fugong.core import clock
from fugong.ledger.models import Event
from fugong.resumption import ladder
from fugong.resumption.models import FilingStep
from fugong.resumption.tests import stage as ground
from fugong.resumption.tests.stage import FRIDAY
from fugong.workflow import deadlines

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def stage(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.showing(FRIDAY):
        return ground.build()


def fired(filing):
    told = Event.objects.about("filing", filing.pk).filter(by=None)
    return list(told.values_list("verb", "data__was_due"))


def test_one_broken_case_never_stops_the_others(stage, monkeypatch, caplog):
    with clock.showing(FRIDAY):
        bad, good = stage.filed(stage.small), stage.filed(stage.trader)

    def breaking(firings):
        if any(firing.case.filing_id == bad.pk for firing in firings):
            raise ValueError("broken")
        return ladder.fire(firings)

    monkeypatch.setattr(deadlines, "LADDERS", [deadlines.Ladder(FilingStep, breaking, ladder.rows)])
    with clock.showing(FRIDAY + 24 * HOUR):
        deadlines.sweep()
    assert len(fired(good)) == 3
    assert fired(bad) == []
    assert "could not be fired" in caplog.text
    monkeypatch.setattr(deadlines, "LADDERS", [deadlines.Ladder(FilingStep, ladder.fire, ladder.rows)])
    with clock.showing(FRIDAY + 24 * HOUR):
        deadlines.sweep()
    assert len(fired(bad)) == 3


@pytest.mark.parametrize("hours", [6, 14])
def test_a_worker_that_was_down_fires_each_rung_once_with_its_true_time(stage, hours):
    with clock.showing(FRIDAY):
        filing = stage.filed(stage.small)
    with clock.showing(FRIDAY + (4 + hours) * HOUR):
        deadlines.sweep()
        deadlines.sweep()
    times = [was_due for _verb, was_due in fired(filing)]
    assert times == [(FRIDAY + n * HOUR).isoformat() for n in (4, 5, 8) if n <= 4 + hours]


@pytest.mark.parametrize("jumps", [(5, 4, 5, 6), (4, 3, 5, 4, 9, 8, 9)], ids=["an hour back", "back and forth"])
def test_a_clock_that_is_put_back_fires_nothing_twice(stage, jumps):
    """A9: the clock of the machine is stepped by an hour, forward and back."""
    with clock.showing(FRIDAY):
        filing = stage.filed(stage.small)
    for hour in jumps:
        with clock.showing(FRIDAY + hour * HOUR):
            deadlines.sweep()
    times = [was_due for _verb, was_due in fired(filing)]
    assert len(times) == len(set(times))
    assert times == [(FRIDAY + n * HOUR).isoformat() for n in (4, 5, 8) if n <= max(jumps)]


def test_the_control_without_the_taking_of_rungs_fires_twice(stage, monkeypatch):
    """Negative control: were the rung not taken by the UPDATE, the same deadline would fire at every sweep."""
    with clock.showing(FRIDAY):
        filing = stage.filed(stage.small)
    monkeypatch.setattr(deadlines, "_take", lambda *args: None)
    with clock.showing(FRIDAY + 4 * HOUR):
        deadlines.sweep(limit=1)
        deadlines.sweep(limit=1)
    times = [was_due for _verb, was_due in fired(filing)]
    assert len(times) > len(set(times))


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_fire_each_rung_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.showing(FRIDAY):
        stage = ground.build()
        filing = stage.filed(stage.small)
    barrier = threading.Barrier(3)

    def sweeping():
        with clock.showing(FRIDAY + 14 * HOUR):
            barrier.wait()
            deadlines.sweep()
        connection.close()

    threads = [threading.Thread(target=sweeping) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clock.showing(FRIDAY + 14 * HOUR):
        deadlines.sweep()
    assert len(fired(filing)) == len(set(fired(filing))) == 3


def test_a_rung_that_another_sweep_took_undoes_the_whole_firing(stage):
    with clock.showing(FRIDAY):
        filing = stage.filed(stage.small)
    step = ladder.rows().get(filing=filing, order=1)
    firing = deadlines.Firing(step, 1, step.next_rung_at)
    FilingStep.objects.filter(pk=step.pk).update(rung=1)
    with pytest.raises(RuntimeError, match="another sweep"), transaction.atomic(), clock.showing(FRIDAY + 4 * HOUR):
        deadlines._fire(next(each for each in deadlines.LADDERS if each.model is FilingStep), [firing])
    assert fired(filing) == []
