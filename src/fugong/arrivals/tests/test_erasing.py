"""What this room holds about people goes on its day, and with the person: rows, keys, parties and receipts."""

import datetime as dt

from django.utils.translation import override

from fugong.arrivals import erasing
from fugong.arrivals.measures import ARRIVAL
from fugong.arrivals.models import Arrival, HandOver, Party
from fugong.core.measures import REGISTERED
from fugong.workforce.models import DataKey


def test_a_day_goes_with_its_keys_and_receipts(stage):
    before = DataKey.objects.count()
    stage.handed_over(stage.family())
    day = stage.flight.day
    assert erasing.erase_before(stage.campaign, day) == {"arrivals": 0, "parties": 0, "receipts": 0, "calls": 0}
    gone = erasing.erase_before(stage.campaign, day + dt.timedelta(days=1))
    assert gone == {"arrivals": 3, "parties": 1, "receipts": 1, "calls": 0}
    assert not (Arrival.objects.exists() or Party.objects.exists() or HandOver.objects.exists())
    assert DataKey.objects.count() - before == 3 + 1, "the three files and the campaign's own key stay"


def test_one_person_goes_and_the_others_stay(stage):
    rows = stage.rows(stage.family())
    assert erasing.erase_people([rows[0].person_id]) == {"arrivals": 1, "parties": 0, "receipts": 0}
    assert Arrival.objects.count() == 2 and Party.objects.count() == 1


def test_received_by_nationality_and_handed_over_in_time_have_their_rows(stage):
    stage.handed_over(stage.family())
    rows = ARRIVAL.rows(stage.campaign, stage.cast.desk)
    for key, n in (
        ("arrivals.received", 3),
        ("arrivals.foreign", 3),
        ("arrivals.in_time", 3),
        ("arrivals.isolated", 0),
    ):
        assert rows.filter(REGISTERED[key].rows).count() == n, key
    assert not ARRIVAL.rows(stage.campaign, stage.cast.hill_town).exists()
    names = ARRIVAL.parts(stage.campaign.pack)
    for language, name in (("zh-hans", "韩国"), ("en", "Korea"), ("ko", "대한민국")):
        with override(language):
            assert str(names["KR"]) == name
