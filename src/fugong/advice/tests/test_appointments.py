"""A doctor for somebody, help with freight: arranged with time and place, or refused with a reason; sealed, and erased."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from fugong.advice import erasing
from fugong.advice.actions import appointments
from fugong.advice.models import Appointment
from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.workflow import deadlines


def test_a_medic_arranges_and_the_enterprise_hears_of_it(stage: Any) -> None:
    found = stage.appointment()
    medic = stage.medics[0].user
    at = clock.now() + dt.timedelta(days=1)
    with pytest.raises(NotAllowed):
        appointments.arrange(appointment=found, meets_at=at, place="区医院", by=stage.experts[0].user)
    with pytest.raises(NotAllowed):
        appointments.arrange(appointment=found, meets_at=at, place="区医院", by=stage.liaison)
    with pytest.raises(Refused) as refusal:
        appointments.arrange(appointment=found, meets_at=clock.now() - dt.timedelta(hours=1), place=" ", by=medic)
    assert {fault.where for fault in refusal.value.faults} == {"day", "place"}
    appointments.arrange(appointment=found, meets_at=at, place="区医院", by=medic)
    assert InboxEntry.objects.filter(person=stage.liaison, kind="advice.answered").count() == 1
    with pytest.raises(Conflict, match="lies ahead"):
        appointments.end(appointment=found, kept=True, by=medic)
    with clock.showing(at):
        appointments.end(appointment=found, kept=True, by=medic)
    found.refresh_from_db()
    assert (found.state, found.handled_by) == ("done", medic)


def test_refused_with_a_reason(stage: Any) -> None:
    found = stage.appointment(kind="freight", wish="两车原料卡在高速口", person="", phone="")
    assert found.person is None
    with pytest.raises(Refused, match="Say why"):
        appointments.refuse(appointment=found, reason="", by=stage.cast.officer)
    appointments.refuse(appointment=found, reason="需先办理跨省通行证", by=stage.cast.officer)
    found.refresh_from_db()
    assert (found.state, found.note) == ("refused", "需先办理跨省通行证")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "dentist"}, "kind"),
        ({"wish": "x"}, "wish"),
        ({"person": ""}, "person"),
        ({"phone": "12"}, "phone"),
        ({"phone": ""}, "phone"),
    ],
)
def test_what_cannot_be_arranged_is_refused_at_its_field(stage: Any, change: Any, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        stage.appointment(**change)
    assert field in {fault.where for fault in refusal.value.faults} and not Appointment.objects.exists()


def test_late_ones_climb(stage: Any) -> None:
    found = stage.appointment()
    with clock.showing(found.due_at + dt.timedelta(minutes=1)):
        deadlines.sweep()
    assert InboxEntry.objects.filter(person=stage.medics[1].user, kind="advice.late").count() == 1
    with clock.showing(found.due_at + dt.timedelta(hours=2)):
        deadlines.sweep()
    assert InboxEntry.objects.filter(person=stage.cast.bureau, kind="advice.late").count() == 1


def test_sealed_while_it_is_needed_and_gone_afterwards(stage: Any) -> None:
    found, still = stage.appointment(), stage.appointment()
    with connection.cursor() as cursor:
        for table in ("advice_appointment", "ledger_event", "channels_message"):
            cursor.execute(
                f"SELECT count(*) FROM {table} row WHERE row::text LIKE ANY (%s)",
                [["%王小明%", "%13800138000%", "%产检%"]],
            )
            assert cursor.fetchone()[0] == 0, table
    appointments.withdraw(appointment=found, by=stage.liaison)
    assert erasing.erase_before(stage.campaign, clock.today() - dt.timedelta(days=30)) == {"advice": 0}
    with stage.later(days=31):
        assert erasing.erase_before(stage.campaign, clock.today() - dt.timedelta(days=30)) == {"advice": 1}
    found.refresh_from_db()
    still.refresh_from_db()
    assert (found.person, found.phone, found.wish, still.person) == (None, None, None, "王小明")
