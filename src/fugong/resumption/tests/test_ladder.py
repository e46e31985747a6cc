"""Late steps climb the pack's ladder, each rung once."""

import datetime as dt

from fugong.core import clock
from fugong.ledger.models import Event
from fugong.resumption import todo
from fugong.resumption.actions import filings, verifications
from fugong.resumption.tests.stage import FRIDAY
from fugong.workflow import deadlines

HOUR = dt.timedelta(hours=1)


def told(filing):
    return list(Event.objects.about("filing", filing.pk).filter(by=None).values_list("verb", "data__to_post"))


def test_each_rung_fires_once_at_its_time_and_reaches_the_next_post(stage):
    filing = stage.filed(stage.small)  # due at 13:00, four hours after filing
    assert deadlines.sweep() == 0
    with clock.showing(FRIDAY + 4 * HOUR):
        assert deadlines.sweep() == 1
        assert deadlines.sweep() == 0
        assert not list(todo.climbed_up(stage.desk, stage.campaign))
    with clock.showing(FRIDAY + 5 * HOUR):
        assert deadlines.sweep() == 1
        [found] = todo.climbed_up(stage.desk, stage.campaign)
        assert (found.title, found.overdue) == ("Small Bakery", True)
        assert not list(todo.climbed_up(stage.bureau, stage.campaign))
    with clock.showing(FRIDAY + 8 * HOUR):
        assert deadlines.sweep() == 1
        assert list(todo.climbed_up(stage.bureau, stage.campaign))
        assert deadlines.sweep() == 0
    assert told(filing) == [("filing.overdue", None), ("filing.escalate", "desk"), ("filing.escalate", "bureau")]


def test_after_six_hours_without_a_worker_every_rung_fires_once_with_its_true_time(stage):
    filing = stage.filed(stage.small)
    with clock.showing(FRIDAY + 14 * HOUR):
        assert deadlines.sweep() == 3
    times = Event.objects.about("filing", filing.pk).filter(by=None).values_list("data__was_due", flat=True)
    assert list(times) == [(FRIDAY + n * HOUR).isoformat() for n in (4, 5, 8)]


def test_a_step_that_is_done_climbs_no_further(stage):
    filing = stage.filed(stage.small)
    with clock.showing(FRIDAY + 4 * HOUR):
        deadlines.sweep()
        filings.return_(filing=filing, by=stage.town, reason="mend")
    with clock.showing(FRIDAY + 20 * HOUR):
        assert deadlines.sweep() == 0


def test_what_waits_for_someone_stands_on_the_list_by_deadline(stage):
    stage.filed(stage.big)
    small = stage.approved(stage.small)
    found = list(todo.steps_to_decide(stage.bureau, stage.campaign))
    assert [each.title for each in found] == ["Big Steel", "Small Bakery"]
    assert small.number in found[1].detail
    assert not list(todo.steps_to_decide(stage.leader, stage.campaign))


def test_a_step_of_groups_waits_on_the_desks_list_until_one_is_sent(stage):
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    [found] = todo.groups_to_send(stage.desk, stage.campaign)
    assert "send a group" in found.detail
    verifications.send_team(step=filing.steps.get(order=2), team=stage.team, by=stage.desk)
    assert not list(todo.groups_to_send(stage.desk, stage.campaign))
    assert [each.title for each in todo.steps_to_decide(stage.inspector, stage.campaign)] == ["Big Steel"]
