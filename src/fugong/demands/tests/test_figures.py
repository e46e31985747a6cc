"""What the figures count of demands and tasks, each with the rows behind it."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.demands import actions, statistics
from fugong.demands.measures import MEASURES, TASK_MEASURES
from fugong.figures import compute, listing
from fugong.figures.measures import MEASURES as EVERY

HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2020, 2, 20, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def lived(asking):
    """Six demands: one waits, one is late, one is answered, one solved with five stars, one reopened, one split in two."""
    asking.demand("甲")
    late = asking.demand("乙", category="logistics")
    asking.answered(text="丙")
    solved = asking.answered(text="丁")
    reopened = asking.answered(text="戊")
    split = asking.accepted(text="己")
    with clock.showing(NOON + HOUR):
        actions.confirm(demand=solved, stars=5, by=asking.who("liaison"))
        actions.reopen(demand=reopened, reason="仍缺人", by=asking.who("liaison"))
        portions = [actions.Portion("缺焊工", "bureau"), actions.Portion("缺宿舍", "town")]
        actions.split(demand=split, portions=portions, by=asking.who("bureau"))
        actions.accept(demand=late, by=asking.who("bureau"))
    with clock.showing(NOON + 5 * HOUR):
        yield asking


def numbers(asking, keys, **which):
    found = compute.figures(asking.cast.campaign, clock.today())
    return {key: found.value(key, **which) for key in keys}


def test_each_is_counted_once_and_parts_with_their_whole(lived):
    assert numbers(lived, [measure.key for measure in MEASURES]) == {
        "demands": 6,
        "demands.open": 5,
        "demands.overdue": 2,  # nobody took the first one on; the answer to the second is due after four hours
        "demands.answered": 3,
        "demands.solved": 1,
        "demands.reopened": 1,
        "demands.rated": 1,
        "demands.satisfied": 1,
    }


def test_numbers_are_cut_by_area_and_by_category(lived):
    keys = ["demands", "demands.overdue"]
    assert numbers(lived, keys, node="990101001") == {"demands": 6, "demands.overdue": 2}
    assert numbers(lived, keys, node="990101002") == {"demands": 0, "demands.overdue": 0}


def test_the_rows_behind_each_number_are_as_many_as_it_says_and_lead_to_their_pages(lived):
    desk = lived.who("desk")
    counted = numbers(lived, [measure.key for measure in (*MEASURES, *TASK_MEASURES)])
    for measure in (*MEASURES, *TASK_MEASURES):
        asked = listing.Asked(lived.cast.campaign, measure, clock.today())
        rows = list(listing.rows(asked, desk))
        assert len(rows) == counted[measure.key], measure.key
        for row in rows:
            assert listing.line(asked, row).url == f"/c/plain/{measure.source}s/{row.pk}/"


def test_rows_that_the_reader_does_not_see_are_not_behind_the_number(lived):
    asked = listing.Asked(lived.cast.campaign, EVERY["demands"], clock.today())
    assert listing.rows(asked, lived.who("hill_town")).count() == 0


def test_the_control_another_condition_gives_other_rows(lived):
    """Negative control: were number and rows asked by different conditions, the test above would see it."""
    asked = listing.Asked(lived.cast.campaign, EVERY["demands.open"], clock.today())
    assert listing.rows(asked, lived.who("desk")).count() != numbers(lived, ["demands"])["demands"]


def test_tasks_are_counted_by_their_date(lived):
    given = {"campaign": lived.cast.campaign, "owner": lived.who("bureau"), "by": lived.who("desk")}
    late = actions.give(what="送口罩", deadline=clock.now() + HOUR, **given)
    done = actions.give(what="派车", deadline=clock.now() + 5 * HOUR, **given)
    actions.finish(task=done, proof="已派", by=lived.who("bureau"))
    with clock.showing(clock.now() + 2 * HOUR):
        assert numbers(lived, [measure.key for measure in TASK_MEASURES]) == {
            "tasks": 2, "tasks.done": 1, "tasks.in_time": 1, "tasks.overdue": 1, "tasks.due": 2,
        }  # fmt: skip
    assert late.state == "open"


def test_statistics_tell_how_fast_by_category_and_by_department(lived):
    report = statistics.of(lived.who("desk"), lived.cast.campaign)
    whole = report.whole
    assert (whole.many, whole.open, whole.answered, whole.solved, whole.reopened) == (6, 5, 3, 1, 1)
    assert (whole.first_half, whole.solved_half, whole.stars) == (0.0, 0.0, 5.0)
    assert {line.key: line.many for line in report.by_category} == {"labour": 5, "logistics": 1}
    assert {line.key: line.many for line in report.by_department} == {"bureau": 6, "town": 1}, (
        "parts, and not their whole"
    )
    assert 0 <= report.kept <= report.due


def test_statistics_of_a_period_count_what_came_in_on_its_days(lived):
    desk, campaign, today = lived.who("desk"), lived.cast.campaign, clock.today()
    day = dt.timedelta(days=1)
    assert statistics.of(desk, campaign, f"{today}", f"{today}").whole.many == 6
    assert statistics.of(desk, campaign, f"{today + day}").whole.many == 0
    assert statistics.of(desk, campaign, "", f"{today - day}").whole.many == 0
    assert statistics.of(desk, campaign, "2020-02-31", "soon").whole.many == 6, "what is no day bounds nothing"
