"""One file a person: found by number, seen by those who may, sorted by the place's rules, sealed."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override

from fugong.core import clock, crypto, dates
from fugong.core.errors import NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.workforce import documents, giving, keys, sorting
from fugong.workforce.actions import classes, files
from fugong.workforce.models import DataKey, Employment, Person
from fugong.workforce.tests.conftest import OUTSIDE, Enter, number

pytestmark = pytest.mark.django_db


def test_one_number_is_one_file_however_many_enterprises_enter_it(cast: Any, enter: Enter) -> None:
    first = enter(1, "张三", by=cast.liaison)
    again = enter(1, "张三", at=cast.shop, by=cast.shop_liaison)
    assert first.pk == again.pk and Person.objects.count() == 1
    assert Employment.objects.filter(person=first).count() == 2
    assert (
        list(Person.objects.visible_to(cast.liaison)) == list(Person.objects.visible_to(cast.shop_liaison)) == [first]
    )


def test_a_file_is_seen_through_its_enterprise_or_its_area_and_by_nobody_else(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三")
    seen = Person.objects.filter(pk=person.pk)
    for who in ("desk", "officer", "grid_leader", "inspector", "liaison"):
        assert seen.visible_to(getattr(cast, who)).exists(), who
    for who in ("shop_liaison", "stranger", "nobody", "leader", "bureau", "hill_town"):
        assert not seen.visible_to(getattr(cast, who)).exists(), who
    with pytest.raises(NotAllowed):
        enter(2, "李四", by=cast.shop_liaison)


def test_a_number_with_another_name_is_refused(cast: Any, enter: Enter) -> None:
    enter(1, "张三")
    with pytest.raises(Refused, match="another name|另一个姓名|姓名"):
        enter(1, "李四")
    assert Employment.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (number(7), "resident_card"),
        ("１１０１０１９００３０７００７", "resident_card"),
        ("110101900307007", "resident_card"),
        ("E12345678", "passport"),
        ("m1234567", "passport"),
        ("H12345678", "passport"),
        ("JPN123456789012", "permanent_residence"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, kind: str, noon: dt.datetime) -> None:
    assert documents.checked(text)[0] == kind


@pytest.mark.parametrize(
    "text", ["", "12345", "110101199003071234", "110101199013071230", "11010119900307123", "王小明"]
)
def test_numbers_that_cannot_be_are_named(text: str, noon: dt.datetime) -> None:
    with pytest.raises(documents.NotADocument):
        documents.checked(text)


def test_who_comes_from_outside_waits_then_is_observed_with_a_red_card_and_silent(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三", origin=OUTSIDE, arrived_on="2020-02-20")
    assert (person.state, person.class_key, person.card) == ("waiting", "untested", "red")
    assert person.silent_until == dt.date(2020, 2, 23)
    Person.objects.filter(pk=person.pk).update(negatives=1, last_negative_on=clock.today())
    person = Person.objects.opened().get(pk=person.pk)
    classes.follow([person], why="test")
    assert (person.state, person.class_until) == ("observed", dt.date(2020, 2, 27))
    with clock.showing(clock.now() + dt.timedelta(days=8)):
        assert classes.follow_day(cast.campaign) == 1
    person = Person.objects.opened().get(pk=person.pk)
    assert (person.state, person.card, person.silent_until) == ("green", "", None)
    verbs = list(Event.objects.filter(subject_kind="person").order_by("id").values_list("verb", "to"))
    assert verbs[-2:] == [("person.observe", "observed"), ("person.release", "green")]


def test_who_is_still_on_the_way_is_expected_and_sorted_on_the_day(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三", origin=OUTSIDE, arrived_on="2020-02-22")
    assert person.state == "expected"
    with clock.showing(clock.now() + dt.timedelta(days=2)):
        classes.follow_day(cast.campaign)
    assert Person.objects.get(pk=person.pk).state == "waiting"


def test_a_person_decides_otherwise_and_the_rules_leave_it_until_the_day(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三")
    assert person.state == "green"
    with pytest.raises(NotAllowed):
        classes.decide(person=person, move="isolate", reason="密接", days=3, by=cast.officer)
    with pytest.raises(Refused):
        classes.decide(person=person, move="isolate", reason=" ", days=3, by=cast.desk)
    classes.decide(person=person, move="isolate", reason="密接", days=3, by=cast.desk)
    classes.follow([person], why="file")
    assert Person.objects.get(pk=person.pk).state == "isolated"
    with clock.showing(clock.now() + dt.timedelta(days=4)):
        classes.follow_day(cast.campaign)
    assert Person.objects.get(pk=person.pk).state == "green"


def test_nothing_that_tells_who_it_is_lies_open_in_the_database(cast: Any, enter: Enter) -> None:
    person = enter(1, "王小明", phone="13812345678", address="光明路5号", note="怕猫")
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM workforce_person p WHERE id = %s", [person.pk])
        row = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(e::text, ' ') FROM ledger_event e")
        told = cursor.fetchone()[0]
    for text in ("王小明", number(1), "13812345678", "光明路"):
        assert text not in row and text not in told
    DataKey.objects.filter(pk=person.key_id)._raw_delete("default")
    with pytest.raises(Person.DoesNotExist):
        Person.objects.opened().get(pk=person.pk)
    another = Person(key=DataKey(sealed=crypto.seal("00" * 32, keys.KEY)), sealed=person.sealed)
    with pytest.raises(crypto.Unreadable):
        assert another.opened


def test_each_look_at_a_number_is_recorded_with_its_reason(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三")
    with pytest.raises(Refused):
        files.reveal(person=person, field="document", reason="", by=cast.desk)
    with pytest.raises(NotAllowed):
        files.reveal(person=person, field="document", reason="核对", by=cast.liaison)
    assert files.reveal(person=person, field="document", reason="核对", by=cast.desk) == number(1)
    event = Event.objects.get(verb="person.reveal")
    assert (event.reason, event.data) == ("核对", {"field": "document"})


def test_the_last_list_left_is_leaving_and_coming_back_is_the_same_file(cast: Any, enter: Enter) -> None:
    person = enter(1, "张三")
    files.end(employment=person.employments.get(), by=cast.liaison)
    person = Person.objects.opened().get(pk=person.pk)
    assert (person.state, person.left_on) == ("left", clock.today())
    assert enter(1, "张三").pk == person.pk
    assert Person.objects.get(pk=person.pk).state == "green"


def test_bad_entries_are_named_by_field(noon: dt.datetime) -> None:
    said = {
        "name": "",
        "document": "1",
        "phone": "x",
        "origin": "火星",
        "arrived_on": "9999-01-01",
        "transport": "broom",
    }
    with pytest.raises(Refused) as refusal:
        giving.read(said, jobs={})
    assert {fault.where for fault in refusal.value.faults} == set(said)


def test_who_is_free_to_work_is_told_why(cast: Any, enter: Enter, client: Any) -> None:
    person = enter(1, "张三", origin=OUTSIDE, arrived_on=clock.today().isoformat())
    Person.objects.filter(pk=person.pk).update(negatives=1, last_negative_on=clock.today())
    with clock.showing(clock.now() + dt.timedelta(days=8)), override("en"):
        classes.follow_day(cast.campaign)
        found = Person.objects.opened().get(pk=person.pk)
        assert (found.state, found.class_terms) == ("green", [])
        why = sorting.reason(found, cast.campaign.pack)
        assert "8 ≥ 7" in why and "not known" not in why, why
        assert why.count("; ") >= 3, "each rule before it, each comparison once"
        client.force_login(cast.desk)
        assert "8 ≥ 7" in client.get(f"/c/plain/people/{person.pk}/").content.decode()
        assert "8 ≥ 7" in client.get(f"/p/{person.token}/").content.decode()
    observed = enter(2, "李四", origin=OUTSIDE, arrived_on=clock.today().isoformat())
    assert "≥" not in sorting.reason(observed, cast.campaign.pack), "control: what decided, and no more"


def test_who_has_left_is_told_until_when_the_file_is_kept_and_no_more_what_to_do(
    cast: Any, enter: Enter, client: Any
) -> None:
    person = enter(1, "张三")
    own = f"/p/{person.token}/"
    here = client.get(own).content.decode()
    files.leave(person=person, by=cast.desk)
    page = client.get(own).content.decode()
    last = dates.shown(clock.today() + dt.timedelta(days=cast.campaign.pack.workforce.keeps("person")))
    assert last not in here and last in page
    assert "可上岗人员" in here and "可上岗人员" not in page
