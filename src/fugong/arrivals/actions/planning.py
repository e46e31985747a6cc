"""Services, duties and vehicles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.arrivals import coming, people, telling
from fugong.arrivals.actions.held import require_plan, require_receive
from fugong.arrivals.models import Arrival, Duty, Service, Vehicle
from fugong.core.errors import Conflict, refuse
from fugong.ledger.recording import record
from fugong.places.models import Campaign


def service(
    *,
    campaign: Campaign,
    gate: str,
    number: str,
    day: dt.date,
    at: dt.datetime,
    origin: str = "",
    abroad: bool = False,
    by: User | None,
    as_name: str = "",
) -> Service:
    """The service of that number and day; made where it isn't there. Raises Refused. Call it inside a transaction."""
    plain, day = coming.service_number(number), coming.day(day)
    if campaign.pack.arrivals.gate(gate) is None:
        raise refuse("gate", _("Choose a gate of the list."))
    values = {"scheduled_at": at, "expected_at": at, "origin": origin.strip()[:60], "is_abroad": abroad}
    found, is_new = Service.objects.get_or_create(campaign=campaign, gate=gate, number=plain, day=day, defaults=values)
    if is_new:
        record("arrival_service.add", found, by=by, as_name=as_name, number=plain, day=day.isoformat())
    return found


@transaction.atomic
def add_service(
    *,
    campaign: Campaign,
    gate: str,
    number: str,
    day: dt.date,
    at: dt.datetime,
    origin: str = "",
    abroad: bool = False,
    by: User,
) -> Service:
    """The desk adds a service to watch."""
    require_plan(campaign, by)
    return service(campaign=campaign, gate=gate, number=number, day=day, at=at, origin=origin, abroad=abroad, by=by)


@transaction.atomic
def change_service(*, service: Service, expected_at: dt.datetime | None, cancelled: bool = False, by: User) -> Service:
    """A service is late, early or cancelled: those who are still expected have another deadline."""
    require_receive(service.campaign, by)
    row = Service.objects.select_for_update(of=("self",)).select_related("campaign__pack_version").get(pk=service.pk)
    if expected_at is not None:
        if abs(expected_at - row.scheduled_at) > dt.timedelta(days=2):
            raise refuse("expected_at", _("That is more than two days from the schedule: add another service."))
        row.expected_at = expected_at
    row.is_cancelled = cancelled
    row.save(update_fields=["expected_at", "is_cancelled"])
    due = None if cancelled else row.campaign.pack.due(row.expected_at, row.campaign.pack.arrivals.met_within)
    expected = Arrival.objects.filter(service=row, state="expected")
    expected.update(due_at=due, rung=0, next_rung_at=due)
    verb = "arrival_service.cancel" if cancelled else "arrival_service.change"
    record(verb, row, by=by, number=row.number, at=row.expected_at.isoformat())
    return row


@transaction.atomic
def add_vehicle(*, campaign: Campaign, plate: str, seats: int, driver: str = "", by: User) -> Vehicle:
    """A vehicle for duties."""
    require_plan(campaign, by)
    plain = "".join(plate.upper().split())[:12]
    if not plain:
        raise refuse("plate", _("Write the number plate."))
    if not 1 <= seats <= 100:
        raise refuse("seats", _("Write how many passengers it takes: 1 to 100."))
    try:
        with transaction.atomic():
            row = Vehicle.objects.create(campaign=campaign, plate=plain, seats=seats, driver=driver.strip()[:40])
    except IntegrityError:
        raise Conflict(_("There is a vehicle with this plate already.")) from None
    record("vehicle.add", row, by=by, plate=plain)
    return row


@transaction.atomic
def plan_duty(
    *,
    campaign: Campaign,
    gate: str,
    day: dt.date,
    begins: dt.time,
    ends: dt.time,
    officers: Iterable[User],
    vehicles: Iterable[Vehicle],
    by: User,
) -> Duty:
    """Who stands at a gate; the same gate, day and hour again changes who. What is lacking is shown, not refused."""
    require_plan(campaign, by)
    if campaign.pack.arrivals.gate(gate) is None:
        raise refuse("gate", _("Choose a gate of the list."))
    if begins >= ends:
        raise refuse("ends", _("It ends before it begins."))
    standing = list(officers)
    known = {user.pk for user in people.receivers(campaign)}
    if not {user.pk for user in standing} <= known:
        raise refuse("officers", _("Choose people who receive arrivals here."))
    driven = list(vehicles)
    if any(vehicle.campaign_id != campaign.pk for vehicle in driven):
        raise refuse("vehicles", _("Choose vehicles of the list."))
    row, _is_new = Duty.objects.update_or_create(
        campaign=campaign, gate=gate, day=coming.day(day), begins=begins, defaults={"ends": ends}
    )
    before = set(row.officers.values_list("pk", flat=True))
    row.officers.set(standing)
    row.vehicles.set(driven)
    event = record(
        "duty.plan", row, by=by, gate=gate, day=day.isoformat(), officers=len(standing), vehicles=len(driven)
    )
    telling.on_duty(row, [user for user in standing if user.pk not in before], event)
    return row
