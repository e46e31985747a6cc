"""What a person's file says of appointments with a doctor, and what is left of them when it is erased."""

from typing import Any

from fugong.advice.actions import appointments
from fugong.advice.models import Appointment
from fugong.advice.tests import stage as advising
from fugong.core import clock
from fugong.workforce import about, erasing, kept
from fugong.workforce.models import Person
from fugong.workforce.tests.conftest import Enter


def lines(person: Any, user: Any = None) -> list[about.Line]:
    parts = about.of(Person.objects.opened().get(pk=person.pk), user)
    return [line for part in parts if part.name == kept.NAMES["advice"] for line in part.lines]


def test_an_appointment_stands_in_the_file_of_whose_it_is(cast: Any, enter: Enter) -> None:
    stage = advising.build(cast)
    person = enter(1, "王小明", phone="13800138000")
    same_phone = enter(2, "李芳", phone="13800138000")
    same_name = enter(3, "王小明", phone="13900139000")
    elsewhere = enter(4, "王小明", phone="13800138000", at=cast.shop)
    assert not lines(person)
    row = stage.appointment(phone="138-0013-8000")
    medic = appointments.handlers(row)[0]
    appointments.arrange(appointment=row, meets_at=stage_later(), place="区人民医院", by=medic)
    (line,) = lines(person)
    assert line.case == row and "区人民医院" in line.detail and "孕妇产检" in line.detail
    (seen,) = lines(person, cast.desk)
    assert "区人民医院" in seen.detail and "孕妇产检" not in seen.detail, "what for is the person's own matter"
    assert not any(lines(each) for each in (same_phone, same_name, elsewhere))
    assert not lines(person, cast.stranger)


def stage_later() -> Any:
    import datetime as dt

    return clock.now() + dt.timedelta(days=1)


def test_erased_with_the_file_it_stays_as_a_number(cast: Any, enter: Enter) -> None:
    stage = advising.build(cast)
    person, other = enter(1, "王小明", phone="13800138000"), enter(2, "李芳", phone="13900139000")
    row, others = stage.appointment(), stage.appointment(person="李芳", phone="13900139000")
    counts = erasing.people([person.pk])
    assert counts["advice"] == 1
    row, others = Appointment.objects.get(pk=row.pk), Appointment.objects.get(pk=others.pk)
    assert (row.person, row.phone, row.wish) == (None, None, None) and row.erased_at is not None
    assert others.person == "李芳" and lines(other)
