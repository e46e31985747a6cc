"""The wall's notices that the enterprise let pass, and the work that is stopped."""

import datetime as dt

from fugong.core import clock
from fugong.rectification.telling import case_url
from fugong.rectification.tests.stage import Stage
from ground.walling import face


def test_a_notice_past_its_deadline_stands_with_who_issued_it(stage: Stage) -> None:
    notice = stage.issued()
    assert not face(stage.campaign, stage.leader, "late").lines
    with clock.showing(notice.deadline + dt.timedelta(hours=1)):
        line = next(each for each in face(stage.campaign, stage.leader, "late").lines if each.url == case_url(notice))
    assert (line.label, line.value) == (notice.enterprise.name, notice.issued_by.name)


def test_the_map_marks_the_grid_where_something_is_late(stage: Stage) -> None:
    notice = stage.issued()
    with clock.showing(notice.deadline + dt.timedelta(hours=1)):
        spots = {spot.name: spot for spot in face(stage.campaign, stage.leader, "map").data.drawn}
    assert [name for name, spot in spots.items() if spot.late] == [str(stage.cast.east)]
