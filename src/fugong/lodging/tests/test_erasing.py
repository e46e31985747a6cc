"""What is known about people goes: on its last day, and when a person's file goes. Numbers of requests remain."""

import datetime as dt

import pytest

from fugong.lodging import erasing
from fugong.lodging.actions import requests, stays
from fugong.lodging.models import BedRequest, RequestedPerson, Stay
from fugong.workforce import erasing as files
from fugong.workforce.models import Person

pytestmark = pytest.mark.django_db


def test_ended_stays_go_and_those_that_go_on_stay(stage):
    house = stage.house(4)
    gone, lives = stage.lodged(house=house), stage.lodged(house=house)
    with stage.later(days=3):
        stays.move_out(stay=gone, by=stage.desk)
    day = stage.today + dt.timedelta(days=3)
    assert erasing.erase_before(stage.campaign, day) == {"lodging": 0}
    assert erasing.erase_before(stage.campaign, day + dt.timedelta(days=1)) == {"lodging": 2}
    assert list(Stay.objects.all()) == [lives]
    assert set(RequestedPerson.objects.values_list("person", flat=True)) == {lives.person_id}
    assert BedRequest.objects.count() == 2, "how many asked stays known"


def test_a_file_that_goes_takes_its_bed_along(stage):
    stay, other = stage.lodged(), stage.lodged()
    asked = stage.asked(Person.objects.get(pk=stay.person_id), since=stage.today + dt.timedelta(days=30), days=40)
    counts = files.people([stay.person_id])
    assert counts["lodging"] == 3
    assert list(Stay.objects.all()) == [other]
    assert not Person.objects.filter(pk=stay.person_id).exists()
    requests.withdraw(request=asked, by=stage.liaison)


def test_what_ran_past_its_last_day_goes_with_the_nightly_job(stage):
    stay = stage.lodged()
    stays.move_out(stay=stay, by=stage.desk)
    keeps = stage.campaign.pack.workforce.keeps("lodging")
    with stage.later(days=keeps + 1):
        assert files.due(stage.campaign)["lodging"] == 2
    assert not Stay.objects.exists()
