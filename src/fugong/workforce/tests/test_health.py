"""Daily health: totals right whatever comes twice, cases at once, missing reports as a list."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from fugong.accounts.permissions import Permission
from fugong.channels.models import InboxEntry
from fugong.core import bulk, clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.workforce import at_work, health_rows, missing
from fugong.workforce.actions import health
from fugong.workforce.health_rows import Batch, Reading
from fugong.workforce.models import HealthCase, HealthReport, HealthTotal, Person
from fugong.workforce.tests.conftest import Enter

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2020, 2, 20, 0, 30, tzinfo=dt.UTC)  # 08:30


def total(cast: Any) -> tuple[int, int, int, int]:
    row = HealthTotal.objects.get(enterprise=cast.river, day=dt.date(2020, 2, 20))
    return row.reports, row.reported, row.complete, row.exceptions


def test_the_same_reading_again_changes_nothing(cast: Any, enter: Enter) -> None:
    people = [enter(n, f"员工{n}") for n in range(3)]
    readings = [Reading(person.pk, MORNING, 365) for person in people]
    assert health.report_many(campaign=cast.campaign, readings=Batch.of(readings), by=cast.liaison, via="api") == 3
    assert health.report_many(campaign=cast.campaign, readings=Batch.of(readings), by=cast.liaison, via="api") == 0
    assert total(cast) == (3, 3, 0, 0)
    evening = [Reading(people[0].pk, MORNING + dt.timedelta(hours=7), 366)]
    health.report_many(campaign=cast.campaign, readings=Batch.of(evening), by=cast.liaison, via="api")
    assert total(cast) == (4, 3, 1, 0), "both of the day's windows"


def test_a_fever_isolates_and_tells_those_who_look_after_it_at_once(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三")
    InboxEntry.objects.all().delete()
    health.report(person=person, temperature=379, symptoms=["cough"], via="person", by=None)
    case = HealthCase.objects.get()
    assert (case.state, case.temperature, case.symptoms, case.enterprise) == ("open", 379, ["cough"], cast.river)
    assert case.due_at == clock.now() + dt.timedelta(hours=1)
    assert Person.objects.get(pk=person.pk).state == "isolated"
    told = set(InboxEntry.objects.values_list("person__username", flat=True))
    assert {"liaison", "officer"} <= told
    title = InboxEntry.objects.first().message.title
    assert all("张三" not in text for text in title.values()), "no names in messages"
    health.report(person=person, temperature=390, via="person", by=None, at=clock.now() + dt.timedelta(minutes=1))
    assert HealthCase.objects.get().temperature == 390, "one case, not two"


def test_a_case_goes_along_its_arrows_and_clearing_it_releases(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三")
    health.report(person=person, temperature=379, via="person", by=None)
    case = HealthCase.objects.select_related("enterprise", "campaign__pack_version").get()
    with pytest.raises(NotAllowed):
        health.move(case=case, key="take", by=cast.liaison)
    health.move(case=case, key="take", by=cast.officer)
    with pytest.raises(Conflict):
        health.move(case=case, key="take", by=cast.desk)
    with pytest.raises(Refused):
        health.move(case=case, key="clear", by=cast.officer)
    health.move(case=case, key="clear", reason="复测36.6", by=cast.officer)
    assert Person.objects.get(pk=person.pk).state == "green"


def test_missing_reports_are_a_list(cast: Any, enter: Enter) -> None:
    first, second = enter(1, "张三"), enter(2, "李四")
    health.report(person=first, temperature=365, at=MORNING, via="keypad", by=cast.liaison)
    given = missing.of_enterprise(cast.campaign, cast.river)
    assert missing.owes(given.get(first.pk), cast.campaign.pack) == 0
    assert missing.owes(given.get(second.pk), cast.campaign.pack) == 1, "at noon only the morning's is due"
    (row,) = missing.counted(cast.officer, cast.campaign, clock.today())
    assert (row.expected, row.reported, row.missing) == (2, 1, 1), "who gave the morning's isn't missing at noon"
    with clock.showing(clock.at(clock.today(), 15)):
        assert missing.counted(cast.officer, cast.campaign, clock.today())[0].missing == 2
    assert missing.of_day(cast.desk, cast.campaign, clock.today()).sums["expected"] == 2
    assert missing.counted(cast.officer, cast.campaign, clock.today(), [cast.river.pk]) == [row]
    assert not missing.counted(cast.hill_town, cast.campaign, clock.today())


def test_somebody_else_s_people_are_refused_by_row_and_nothing_is_taken(cast: Any, enter: Enter) -> None:
    mine, other = enter(1, "张三"), enter(2, "李四", at=cast.hill)
    readings = [Reading(mine.pk, MORNING, 365), Reading(other.pk, MORNING, 365), Reading(10**9, MORNING, 365)]
    with pytest.raises(Refused) as refusal:
        health.report_many(campaign=cast.campaign, readings=Batch.of(readings), by=cast.liaison, via="api")
    assert [fault.where for fault in refusal.value.faults] == ["rows[2].person", "rows[3].person"]
    assert not HealthReport.objects.exists()


def test_rows_are_read_from_ndjson_and_csv_and_bad_ones_are_named(cast: Any) -> None:
    at = '"at": "2020-02-20T08:00:00+08:00"'
    body = f'{{"person": 1, {at}, "temperature": 36.5}}\n{{"person": 2, {at}, "symptoms": ["cough"]}}'.encode()
    found = health_rows.parse(body, "application/x-ndjson", ["cough"])
    assert [found.reading(row).temperature for row in range(2)] == [365, None]
    body = b"person,at,temperature,symptoms\n1,2020-02-20T08:00:00+08:00,36.5,cough\n"
    assert health_rows.parse(body, "text/csv", ["cough"]).symptoms == [("cough",)]
    with pytest.raises(Refused) as refusal:
        health_rows.parse(b'{"person": 1, "at": "x", "temperature": 36.5}\n{"person": "a"}', "", [])
    assert [fault.where for fault in refusal.value.faults] == ["rows[1].at", "rows[2].person"]
    with pytest.raises(Refused):
        health_rows.parse(b"what,at\n1,2", "text/csv", [])


@pytest.mark.parametrize(("said", "tenths"), [("36.5", 365), ("365", 365), ("３７．２℃", 372), (36, 360), ("", None)])
def test_temperatures_are_read_as_people_write_them(said: Any, tenths: int | None) -> None:
    assert health_rows.tenths(said) == tenths


@pytest.mark.parametrize("said", ["3.65", "hot", "99", "1e999", "nan"])
def test_temperatures_of_nobody_alive_are_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"36\.5"):
        health_rows.tenths(said)


def test_a_batch_of_all_kinds_is_taken_once_and_counts_where_each_person_works(cast: Any, enter: Enter) -> None:
    """Twice in one batch is once; at two enterprises counts at both; symptoms without a temperature count as well."""
    both, well, ill = enter(1, "张三"), enter(2, "李四"), enter(3, "王五")
    enter(1, "张三", at=cast.hill)
    readings = [
        Reading(both.pk, MORNING, 365),
        Reading(well.pk, MORNING, 366, ()),
        Reading(ill.pk, MORNING, None, ("cough",)),
        Reading(ill.pk, MORNING - dt.timedelta(days=1), 364),
        Reading(both.pk, MORNING, 366),
    ]
    assert health.report_many(campaign=cast.campaign, readings=Batch.of(readings), by=cast.desk, via="api") == 5
    rows = HealthReport.objects.order_by("day", "enterprise_id", "person_id")
    assert list(rows.values_list("enterprise_id", "day", "person_id", "temperature", "symptoms", "via", "by_id")) == [
        (cast.river.pk, dt.date(2020, 2, 19), ill.pk, 364, None, "api", cast.desk.pk),
        (cast.river.pk, dt.date(2020, 2, 20), both.pk, 365, None, "api", cast.desk.pk),
        (cast.river.pk, dt.date(2020, 2, 20), well.pk, 366, None, "api", cast.desk.pk),
        (cast.river.pk, dt.date(2020, 2, 20), ill.pk, None, ["cough"], "api", cast.desk.pk),
        (cast.hill.pk, dt.date(2020, 2, 20), both.pk, 365, None, "api", cast.desk.pk),
    ]
    assert total(cast) == (3, 3, 0, 1)
    assert HealthTotal.objects.get(enterprise=cast.hill).reported == 1
    assert HealthCase.objects.get().person_id == ill.pk
    assert health.report_many(campaign=cast.campaign, readings=Batch.of(readings), by=cast.desk, via="api") == 0


def test_who_was_unwell_is_released_by_a_later_reading_in_bulk(cast: Any, enter: Enter) -> None:
    person, other = enter(1, "张三"), enter(2, "李四")
    health.report(person=person, temperature=379, via="person", by=None, at=MORNING)
    later = [Reading(each.pk, MORNING + dt.timedelta(hours=3), 365) for each in (person, other)]
    health.report_many(campaign=cast.campaign, readings=Batch.of(later), by=cast.desk, via="api")
    assert Person.objects.get(pk=person.pk).last_temperature == 365
    assert Person.objects.get(pk=other.pk).last_temperature is None, "nothing was out of the ordinary"
    early = [Reading(person.pk, MORNING - dt.timedelta(hours=3), 366)]
    health.report_many(campaign=cast.campaign, readings=Batch.of(early), by=cast.desk, via="api")
    assert Person.objects.get(pk=person.pk).last_temperature == 365, "an older reading comes late"


def test_everyone_whose_files_one_sees_may_be_reported_for_and_nobody_else(cast: Any, enter: Enter) -> None:
    """The list for many agrees with `Person.objects.visible_to`, whatever the scope."""
    people = [enter(1, "张三"), enter(2, "李四", at=cast.hill), enter(3, "王五", at=cast.shop)]
    for user in (cast.desk, cast.officer, cast.liaison, cast.hill_town, cast.leader):
        seen = set(Person.objects.visible_to(user, Permission.HEALTH_REPORT).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            numbers = bulk.numbers(sorted(each.pk for each in people))
            found = at_work.of_visible(cursor, cast.campaign, numbers, user, Permission.HEALTH_REPORT)[0]
        assert set(found.tolist()) & {each.pk for each in people} == seen & {each.pk for each in people}, user
