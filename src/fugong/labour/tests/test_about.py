"""What a person's file says of the search for work; what goes on request, and what has a last day of its own."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.labour.actions import contingents
from fugong.labour.models import Contingent, Introduction, Recruit, Seeker
from fugong.workforce import about, erasing, giving, kept
from fugong.workforce.actions import erasures, files
from fugong.workforce.models import Erasure, Person


@pytest.fixture
def found(stage):
    """Somebody of river's, with the name and the telephone of the first seeker."""
    return entered(stage, "王小明", "11010119900307803X")


def entered(stage, name, document, phone="13800000001"):
    given = giving.read({"name": name, "document": document, "document_kind": "resident_card", "phone": phone}, jobs={})
    return files.enter(campaign=stage.campaign, given=given, by=stage.desk, enterprise=stage.river).person


def lines(person, user=None):
    parts = about.of(Person.objects.opened().get(pk=person.pk), user)
    return [line for part in parts if part.name == kept.NAMES["seeker"] for line in part.lines]


def test_what_is_looked_for_and_who_was_met_stands_in_the_file(stage, found):
    assert not lines(found)
    seeker = stage.seeker()
    stage.introduced(seeker=seeker)
    assert [type(line.case) for line in lines(found)] == [Seeker, Introduction]
    assert [line.case for line in lines(found, stage.desk)][0] == seeker
    assert not lines(found, stage.liaison), "an enterprise isn't told that its people look for work"
    sister = entered(stage, "王小红", "110101199003070011")
    assert not lines(sister), "a family's telephone"


def test_who_asks_is_erased_as_a_seeker_too(stage, found):
    stage.seeker(), stage.seeker()
    contingent = stage.contingent()
    contingents.enlist(contingent=contingent, people=[("王小明", "13800000001")], by=stage.desk)
    assert [type(line.case) for line in lines(found, stage.desk)] == [Seeker, Contingent]
    files.leave(person=found, by=stage.desk)
    made = erasures.on_request(person=found, reason="本人要求", by=stage.desk)
    assert made.counts["seeker"] == 2
    assert Seeker.objects.count() == 1 and not Recruit.objects.exists(), "the other seeker stays"


def test_the_files_last_day_is_not_the_seekers(stage, found):
    files.leave(person=found, by=stage.desk)
    days = stage.campaign.pack.workforce.keeps("person") + 1
    with clock.showing(clock.now() + dt.timedelta(days=days)):
        stage.seeker()
        assert erasing.due(stage.campaign)["person"] == 1
    assert Seeker.objects.count() == 1, "who looks for work since agreed to it since"
    assert not Erasure.objects.exists()
