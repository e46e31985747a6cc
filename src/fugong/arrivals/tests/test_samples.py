"""A sample that is taken at the gate is one of the person's tests: of that day, in the coverage, with a result by its tube."""

import datetime as dt

import pytest
from django.urls import reverse

from fugong.arrivals.actions import announcing, steps
from fugong.arrivals.coming import Coming
from fugong.arrivals.models import Arrival
from fugong.channels.models import Message
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.testing import regime
from fugong.testing.actions import gates, results, tubes
from fugong.testing.models import Sample, TestTotal
from fugong.testing.partitions import DAILY
from fugong.testing.tests import stage as testing
from fugong.workforce import about, kept
from fugong.workforce.giving import read
from fugong.workforce.models import Person


def samples():
    """Person → (enterprise, test, by which way, tube)."""
    rows = Sample.objects.values_list("person_id", "enterprise_id", "kind", "via", "tube_id")
    return {person: tuple(rest) for person, *rest in rows}


def sampled(stage, rows, **more):
    return steps.test(arrivals=rows, sampled=True, by=stage.cast.desk, **more)


def test_it_counts_for_the_person_and_in_the_coverage(stage):
    rows, river = stage.screened(stage.family()), stage.cast.river
    engineer, wife, child = (row.person_id for row in rows)
    regime.open_day(stage.campaign)
    before = TestTotal.objects.get(enterprise=river, kind="nucleic", day=clock.today())
    assert not Sample.objects.exists() and before.sampled == 0, "control"
    steps.test(arrivals=rows, sampled=True, by=stage.cast.officer)
    assert samples() == {
        engineer: (river.pk, "nucleic", "gate", None),
        wife: (0, "nucleic", "gate", None),
        child: (0, "nucleic", "gate", None),
    }
    total = TestTotal.objects.get(enterprise=river, kind="nucleic", day=clock.today())
    assert (total.owed, total.sampled, total.extra) == (before.owed, 1, 0), "the engineer owed it, and isn't missing"
    (part,) = (each for each in about.of(Person.objects.opened().get(pk=wife)) if each.name == kept.NAMES["test"])
    assert [line.words for line in part.lines] == ["核酸检测"] or [line.words for line in part.lines] == [
        "Nucleic acid test"
    ]


def test_who_was_sampled_that_day_already_isnt_sampled_twice(stage):
    ground = testing.build(stage.cast)
    rows = stage.screened(stage.family())
    tube = tubes.begin(shift=ground.open_shift(), code="T-001", size=10, by=ground.scanner)
    tubes.take(tube=tube, person=rows[0].person, by=ground.scanner, shown=True)
    sampled(stage, rows)
    assert samples()[rows[0].person_id][-1] == tube.pk
    assert Sample.objects.count() == 3


def test_who_has_no_file_yet_has_the_sample_once_there_is_one(stage):
    party = announcing.announce(
        service=stage.flight, people=[Coming("王芳")], enterprise=stage.cast.river, via="desk", by=stage.cast.desk
    )
    rows = stage.screened(party)
    taken = clock.now()
    sampled(stage, rows)
    assert not Sample.objects.exists()
    given = read({"name": "王芳", "document": "11010119900307803X", "document_kind": "resident_card"}, jobs={})
    with clock.showing(taken + dt.timedelta(minutes=40)):
        row = Arrival.objects.opened().get(pk=rows[0].pk)
        steps.register(arrivals=[row], given={row.pk: given}, by=stage.cast.officer)
    found = Sample.objects.get()
    assert (found.at, found.enterprise_id, found.via) == (taken, stage.cast.river.pk, "gate"), "of its own hour"
    assert "sampled_at" not in Arrival.objects.opened().get(pk=row.pk).opened


def test_with_a_tube_the_laboratorys_result_reaches_each_of_them(stage):
    ground = testing.build(stage.cast)
    tube = tubes.begin(shift=ground.open_shift(), code="T-001", size=10, by=ground.scanner)
    rows = stage.screened(stage.family())
    sampled(stage, rows, tube=" t-001 ")
    tube.refresh_from_db()
    assert tube.filled == 3
    tubes.seal(tube=tube, by=ground.scanner)
    tubes.send(tubes=[tube], by=ground.scanner)
    results.enter(tube=tube, result="negative", by=stage.cast.desk)
    people = Person.objects.filter(pk__in=[row.person_id for row in rows])
    assert set(people.values_list("negatives", flat=True)) == {1}


def test_a_tube_that_isnt_open_and_a_person_without_a_file_are_said_at_the_field(stage):
    ground = testing.build(stage.cast)
    tube = tubes.begin(shift=ground.open_shift(), code="T-001", size=10, by=ground.scanner)
    rows = stage.screened(stage.family())
    unnamed = stage.screened(
        announcing.announce(
            service=stage.flight, people=[Coming("王芳")], enterprise=stage.cast.river, via="desk", by=stage.cast.desk
        )
    )
    for these, code in ((rows, "T-002"), (unnamed, tube.code)):
        with pytest.raises(Refused) as refusal:
            sampled(stage, these, tube=code)
        assert [fault.where for fault in refusal.value.faults] == ["tube"]
    assert not Sample.objects.exists()
    assert set(Arrival.objects.values_list("state", flat=True)) == {"screened"}, "nothing is half done"


def judged(stage, person, result, by=None):
    sample = Sample.objects.get(person_id=person.pk)
    gates.judge(person=person, kind=sample.kind, at=sample.at, result=result, by=by or stage.cast.desk)
    return Person.objects.get(pk=person.pk)


def test_without_a_tube_another_laboratorys_result_is_entered_for_the_person(stage):
    rows, river = stage.screened(stage.family()), stage.cast.river
    sampled(stage, rows)
    engineer, wife, child = (row.person for row in rows)
    assert {row.person_id for row in gates.waiting(stage.campaign, stage.cast.desk)} == {engineer.pk, wife.pk, child.pk}
    with pytest.raises(NotAllowed):
        judged(stage, engineer, "negative", by=stage.cast.leader)
    with pytest.raises(Refused, match="negative, positive or invalid|阴性"):
        judged(stage, engineer, "perhaps")
    assert judged(stage, engineer, "negative").negatives == 1
    assert TestTotal.objects.get(enterprise=river, kind="nucleic", day=clock.today()).negative == 1
    with pytest.raises(Conflict):
        judged(stage, engineer, "positive")
    assert judged(stage, wife, "positive").is_positive
    assert Message.objects.filter(kind="testing.alert").exists()
    judged(stage, child, "invalid")
    assert not gates.waiting(stage.campaign, stage.cast.desk)
    with clock.showing(clock.now() + dt.timedelta(hours=1)):
        assert gates.take(person=child, kind="nucleic", by=stage.cast.desk), "an invalid sample is taken again"


def test_the_page_of_retests_asks_for_those_results(stage, client):
    rows = stage.screened(stage.family())
    sampled(stage, rows)
    client.force_login(stage.cast.desk)
    address = reverse("testing:retests", args=[stage.campaign.key])
    sample = Sample.objects.get(person_id=rows[0].person_id)
    page = client.get(address).content.decode()
    assert rows[0].name in page and sample.at.isoformat() in page
    said = {"person": sample.person_id, "kind": sample.kind, "at": sample.at.isoformat(), "result": "negative"}
    assert client.post(address, {**said, "at": "yesterday"}).status_code == 422
    assert client.post(address, said).status_code == 302
    assert Sample.objects.get(person_id=rows[0].person_id).result == "negative"
    assert sample.at.isoformat() not in client.get(address).content.decode() or len(rows) > 1
    assert client.post(address, said).status_code == 409


def test_at_a_gate_where_nobody_is_tested_there_is_no_sample(stage):
    section = stage.campaign.pack.arrivals
    assert (section.sample_at("air"), section.sample_at("rail"), section.sample_at("gone")) == ("nucleic", "", "")


@pytest.fixture(autouse=True)
def _days(cast) -> None:
    DAILY.ensure(clock.today())
