"""Sampling: who owes a test, what goes into a tube, what the day's totals say after whatever order things come in."""

import datetime as dt

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.testing import regime
from fugong.testing.actions import tubes
from fugong.testing.models import Owing, Sample
from fugong.workforce.actions import files

pytestmark = pytest.mark.django_db


def test_the_regime_says_who_owes_which_test(stage):
    owed = set(Owing.objects.values_list("person_id", "kind"))
    assert {kind for person, kind in owed if person == stage.people[0].pk} == {"nucleic"}
    assert {kind for person, kind in owed if person == stage.people[6].pk} == {"nucleic", "antigen"}
    assert stage.total().owed == 7 and stage.total(kind="antigen").owed == 1
    assert stage.total(stage.cast.shop).owed == 1


def test_every_third_day_skips_the_days_between(stage):
    driver = stage.people[6]
    Sample.objects.create(
        enterprise_id=stage.cast.river.pk, day=clock.today(), person_id=driver.pk, kind="antigen", at=clock.now(),
        campaign_id=stage.campaign.pk, result="negative", via="desk",
    )  # fmt: skip
    for days, owes in ((1, False), (2, False), (3, True)):
        with stage.later(days=days):
            regime.open_day(stage.campaign)
            found = Owing.objects.filter(day=clock.today(), person_id=driver.pk, kind="antigen")
            assert found.exists() is owes, days


def test_who_leaves_owes_nothing_more_and_who_comes_does(stage):
    gone = stage.people[0]
    files.leave(person=gone, by=stage.desk)
    regime.open_day(stage.campaign)
    assert stage.total().owed == 6
    files.employ(person=gone, enterprise=stage.cast.river, by=stage.desk)
    regime.open_day(stage.campaign)
    assert stage.total().owed == 7


def test_the_same_person_in_the_same_tube_again_changes_nothing(stage):
    tube = stage.tube(*stage.people[:3])
    again = tubes.take(tube=tube, person=stage.people[0], by=stage.scanner)
    assert again.known and len(stage.samples(stage.people[0])) == 1
    tube.refresh_from_db()
    assert (tube.filled, stage.total().sampled) == (3, 3)


def test_a_full_or_sealed_tube_takes_nobody_more(stage):
    shift = stage.open_shift()
    full = stage.tube(*stage.people[:5], size=5, shift=shift)
    with pytest.raises(Refused, match="full") as refused:
        tubes.take(tube=full, person=stage.people[5], by=stage.scanner)
    assert refused.value.code == "tube_full"
    tubes.seal(tube=full, by=stage.scanner)
    with pytest.raises(Conflict, match="sealed"):
        tubes.take(tube=full, person=stage.people[5], by=stage.scanner)
    with pytest.raises(Conflict, match="sealed"):
        tubes.take_back(tube=full, person=stage.people[0], by=stage.scanner)
    assert stage.total().sampled == 5


def test_a_sample_taken_back_is_gone_from_the_totals_too(stage):
    tube = stage.tube(*stage.people[:2])
    tubes.take_back(tube=tube, person=stage.people[0], by=stage.scanner)
    tubes.take_back(tube=tube, person=stage.people[0], by=stage.scanner)
    tube.refresh_from_db()
    assert (tube.filled, stage.total().sampled) == (1, 1)


def test_a_sample_kept_by_a_phone_counts_on_its_own_day_and_not_after_two(stage):
    tube = stage.tube()
    with stage.later(hours=20):
        assert clock.today() == tube.day + dt.timedelta(days=1)
        taken = tubes.take(tube=tube, person=stage.people[0], by=stage.scanner, at=clock.now() - dt.timedelta(hours=19))
        assert stage.samples(stage.people[0])[0].day == tube.day and not taken.known
    with stage.later(hours=60), pytest.raises(Refused, match="clock"):
        tubes.take(tube=tube, person=stage.people[1], by=stage.scanner, at=clock.now() - dt.timedelta(hours=59))


def test_only_who_serves_takes_samples_and_only_of_whom_they_see(stage):
    tube = stage.tube()
    for who in ("stranger", "liaison", "hill_town", "nobody"):
        with pytest.raises(NotAllowed):
            tubes.take(tube=tube, person=stage.people[0], by=getattr(stage.cast, who))
    with pytest.raises(NotAllowed, match="code shown"):
        tubes.take(tube=tube, person=stage.shopper, by=stage.scanner)
    assert not tubes.take(tube=tube, person=stage.shopper, by=stage.scanner, shown=True).known
    assert stage.total(stage.cast.shop).sampled == 1


def test_an_empty_tube_is_not_used_and_a_code_belongs_to_one_tube(stage):
    shift = stage.open_shift()
    tube = stage.tube(shift=shift)
    assert tubes.begin(shift=shift, code="t-001", size=10, by=stage.scanner).pk == tube.pk
    with pytest.raises(Refused, match="in use"):
        tubes.begin(shift=shift, code="T-001", size=5, by=stage.scanner)
    with pytest.raises(Refused, match="1, 5, 10, 20"):
        tubes.begin(shift=shift, code="T-002", size=7, by=stage.scanner)
    tubes.seal(tube=tube, by=stage.scanner)
    tube.refresh_from_db()
    assert tube.state == "void"


def test_what_is_recorded_names_nobody(stage):
    tube = stage.sent(*stage.people[:2])
    stage.result(tube, "positive")
    said = " ".join(str(event.data) + event.reason for event in Event.objects.filter(verb__startswith="testing"))
    assert "测试" not in said and "11010119900307" not in said
