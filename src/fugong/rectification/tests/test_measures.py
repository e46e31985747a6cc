"""Figures of putting right, counted by hand, and the rows that each opens."""

import pytest

from fugong.rectification.actions import findings, stops
from ground.counting import numbers, opened

NOTICES = tuple(
    f"rectification.{key}"
    for key in ("notices", "open", "overdue", "to_look_back", "closed", "in_time", "due", "failed", "repeats")
)


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def told(stage):
    """At `river` one notice put right in time, one late, one overdue, one answered over a repeat; at `hill` a finding."""
    stage.looked_at(stage.answered(stage.issued("masks")), right=True)
    late = stage.issued("doors")
    stage.issued("roster")
    with stage.later(hours=30):
        stage.looked_at(stage.answered(late), right=True)
        stage.answered(stage.issued("masks"))  # again: found at the same place before
        stage.found(enterprise=stage.cast.hill, item="doors")
        yield stage


def counted(client, stage, who, **asked):
    found = numbers(client, who, stage.campaign, *NOTICES, **asked)
    return {key.removeprefix("rectification."): value for key, value in found.items()}


def test_notices_are_counted_by_what_became_of_them(told, client):
    assert counted(client, told, told.leader) == {
        "notices": 4, "open": 2, "overdue": 1, "to_look_back": 2, "closed": 2, "in_time": 1, "due": 3, "failed": 0,
        "repeats": 1,
    }  # fmt: skip


def test_an_officer_of_one_street_counts_its_own_notices_alone(told, client):
    assert counted(client, told, told.cast.town)["notices"] == 4
    assert set(counted(client, told, told.cast.hill_town).values()) == {0}


def test_notices_are_sliced_by_segment_grid_and_aspect(told, client):
    aspect = told.campaign.rectification_notices.first().aspects[0]
    for part, many in ((f"#{told.cast.east.pk}", 4), (f"#{told.cast.west.pk}", 0), ("@industry", 4), ("!nothing", 0)):
        assert counted(client, told, told.leader, segment=part)["notices"] == many, part
    of_aspect = told.campaign.rectification_notices.filter(aspects__contains=[aspect]).count()
    assert counted(client, told, told.leader, segment=f"!{aspect}")["notices"] == of_aspect > 0


def test_findings_are_counted_by_aspect_and_repeats_are_known(told, client):
    one = told.campaign.findings.filter(enterprise=told.cast.hill).get()
    keys = ("findings", "findings.open", "findings.corrected", "findings.closed", "findings.repeated")
    assert numbers(client, told.leader, told.campaign, *keys) == dict(zip(keys, (5, 3, 0, 2, 1), strict=True))
    findings.drop(finding=one, reason="pallets of the neighbour", by=told.other)
    assert numbers(client, told.leader, told.campaign, "findings", "findings.open") == {
        "findings": 4, "findings.open": 2,
    }  # fmt: skip
    by_aspect = [
        opened(client, told.leader, told.campaign, "findings", segment=f"!{aspect}")[1]
        for aspect in set(told.campaign.findings.values_list("aspect", flat=True))
    ]
    assert sum(map(len, by_aspect)) == 4
    assert all(len({row.aspect for row in rows}) <= 1 for rows in by_aspect)


def test_a_stop_counts_once_two_people_signed(stage, client):
    keys = ("stop_works", "stop_works.in_force", "stop_works.lifted", "stop_works.proposed")
    stop = stage.proposed()
    assert numbers(client, stage.leader, stage.campaign, *keys) == dict(zip(keys, (0, 0, 0, 1), strict=True))
    assert numbers(client, stage.leader, stage.campaign, "rectification.failed", "rectification.notices") == {
        "rectification.failed": 2, "rectification.notices": 2,
    }  # fmt: skip
    stops.order(stop=stop, by=stage.leader)
    assert numbers(client, stage.leader, stage.campaign, *keys) == dict(zip(keys, (1, 1, 0, 0), strict=True))
