"""Seats of a confirmed trip: claimed by enterprises, given to people, given up. The trip's row is the lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, Refused, refuse
from fugong.ledger.recording import record, record_many
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.transport import riding
from fugong.transport.actions import making
from fugong.transport.models import Rider, Share, Trip
from fugong.transport.models.trip import SEATED
from fugong.workflow.moves import move
from fugong.workforce.models import Employment, Person

PERSON: Any = gettext_lazy("the person")


def trip_held(trip: Trip) -> Trip:
    """The trip as it is now, locked: whoever takes a seat of it waits for whoever takes one now."""
    rows = Trip.objects.select_for_update(of=("self",), no_key=True).select_related(
        "campaign__pack_version", "campaign__jurisdiction", "enterprise"
    )
    found: Trip = rows.get(pk=trip.pk)
    return found


@transaction.atomic
def claim(*, trip: Trip, enterprise: Enterprise, seats: int, by: User) -> Share:
    """More seats of a trip for an enterprise; the cost is split anew. Raises Refused where there aren't so many."""
    require(by, Permission.TRIP_ASK, enterprise)
    row = trip_held(trip)
    if not row.takes_claims:
        raise Conflict(_("Seats can be claimed in a confirmed trip that hasn’t departed."))
    if seats < 1:
        raise refuse("seats", _("Write how many seats."))
    if seats > row.free:
        words = ngettext("Only %(n)s seat is free.", "Only %(n)s seats are free.", row.free) % {"n": row.free}
        raise refuse("seats", words if row.free else _("The coach is full."))
    share = Share.objects.filter(trip=row, enterprise=enterprise).first()
    if share is None:
        share = Share(
            trip=row, enterprise=enterprise, campaign=row.campaign, area_code=enterprise.area_code, seats=0,
            reported_at=clock.now(),
        )  # fmt: skip
    share.seats += seats
    share.outside += seats if _from_outside(row) else 0
    try:
        with transaction.atomic():
            share.save()
            Trip.objects.filter(pk=row.pk).update(claimed=F("claimed") + seats)
            _whose(row)
    except IntegrityError:
        raise Conflict(_("Somebody else took these seats meanwhile.")) from None
    making.resplit(row)
    record("trip.claim", row, by=by, seats=seats, enterprise=enterprise.name)
    share.refresh_from_db()
    return share


@transaction.atomic
def give_up(*, trip: Trip, enterprise: Enterprise, seats: int, by: User) -> None:
    """Seats on which nobody sits become free; an enterprise without any leaves the trip."""
    require(by, Permission.TRIP_ASK, enterprise)
    row = trip_held(trip)
    share = Share.objects.filter(trip=row, enterprise=enterprise).first()
    if not row.takes_claims or share is None:
        raise Conflict(_("There are no seats to give up."))
    taken = Rider.objects.filter(trip=row, enterprise=enterprise, state__in=SEATED).count()
    if not 1 <= seats <= share.seats - taken:
        words = {"n": share.seats - taken}
        raise refuse("seats", _("%(n)s of your seats are empty: take people off the manifest first.") % words)
    left = share.seats - seats
    if left:
        Share.objects.filter(pk=share.pk).update(seats=left, outside=min(share.outside, left))
    else:
        share.delete()
    Trip.objects.filter(pk=row.pk).update(claimed=F("claimed") - seats)
    _unplan(row, enterprise, seats)
    _whose(row)
    making.resplit(row)
    record("trip.give_up", row, by=by, seats=seats, enterprise=enterprise.name)


def _unplan(trip: Trip, enterprise: Enterprise, seats: int) -> None:
    """The enterprise's needs wait for these seats again."""
    from fugong.transport.models import Need

    for stop in trip.stops.filter(kind="pick", need__enterprise=enterprise).order_by("order"):
        back = min(seats, stop.people)
        if back and stop.need_id:
            Need.objects.filter(pk=stop.need_id, planned__gte=back).update(planned=F("planned") - back)
            stop.people -= back
            stop.save(update_fields=["people"])
            seats -= back


def _whose(trip: Trip) -> None:
    """A trip belongs to an enterprise's area only while it has the coach alone."""
    firms = [share.enterprise for share in trip.shares.select_related("enterprise")[:2]]
    alone = firms[0] if len(firms) == 1 else None
    area = alone.area_code if alone else trip.campaign.jurisdiction.code
    Trip.objects.filter(pk=trip.pk).update(enterprise=alone, area_code=area)
    trip.enterprise, trip.area_code = alone, area


def _from_outside(trip: Trip) -> bool:
    """Whether the trip fetches people of another province: then whoever joins it comes from there as well."""
    shares = list(trip.shares.all())
    return all(share.outside == share.seats for share in shares)


@transaction.atomic
def seat(*, trip: Trip, enterprise: Enterprise, people: Iterable[int], consented: bool, by: User) -> list[Rider]:
    """Puts people of the enterprise's list on the manifest, each in a numbered seat. All or none; Refused says who can't."""
    require(by, Permission.TRIP_ASK, enterprise)
    row = trip_held(trip)
    chosen = sorted(set(people))
    if not row.takes_claims:
        raise Conflict(_("People are listed in a confirmed trip that hasn’t departed."))
    if not chosen:
        raise refuse("people", _("Choose at least one person."))
    share = Share.objects.filter(trip=row, enterprise=enterprise).first()
    taken = Rider.objects.filter(trip=row, enterprise=enterprise, state__in=SEATED).count()
    free = (share.seats if share else 0) - taken
    if len(chosen) > free:
        raise refuse(
            "people", _("Your enterprise has %(n)s free seats in this trip: claim more, or choose fewer.") % {"n": free}
        )
    files = _files(row, enterprise, chosen)
    used = set(Rider.objects.filter(trip=row, state__in=SEATED).values_list("seat", flat=True))
    numbers = (number for number in range(1, row.usable + 1) if number not in used)
    now = clock.now()
    made = [
        Rider(
            campaign=row.campaign, trip=row, enterprise=enterprise, area_code=enterprise.area_code, person=person,
            seat=next(numbers), state="listed", state_since=now, consented_at=now if consented else None,
            consented_by="enterprise" if consented else "",
        )
        for person in files
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Rider.objects.bulk_create(made)
    except IntegrityError:
        raise Conflict(_("Somebody else took these seats meanwhile.")) from None
    record_many("rider.list", made, by=by)
    return made


def _files(trip: Trip, enterprise: Enterprise, chosen: Sequence[int]) -> list[Person]:
    """The files of these people. Raises Refused where somebody isn't on the list, rides already, or may not ride."""
    works = Employment.objects.current().filter(campaign=trip.campaign, enterprise=enterprise, person__in=chosen)
    if works.values("person").distinct().count() != len(chosen):
        raise refuse("people", _("Somebody you chose isn’t on this enterprise’s list any more. Reload the page."))
    rides = Rider.objects.filter(person__in=chosen, state__in=("listed", "boarded")).count()
    if rides:
        raise refuse("people", _("%(n)s of them have a seat in a trip already.") % {"n": rides})
    found = list(Person.objects.opened().filter(pk__in=chosen).order_by("pk"))
    faults = []
    for person in found:
        person.campaign = trip.campaign
        if riding.is_barred(person, trip.campaign):
            words = {"name": person.name, "why": riding.why_barred(person, trip.campaign)}
            faults.append(Fault(f"person-{person.pk}", _("%(name)s can’t ride: %(why)s") % words))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    return found


@transaction.atomic
def unseat(*, rider: Rider, by: User) -> Rider:
    """Takes somebody off the manifest; the seat stays the enterprise's."""
    trip = trip_held(rider.trip)
    if not trip.takes_claims:
        raise Conflict(_("The coach has departed."))
    row = Rider.objects.select_for_update(of=("self",)).select_related("enterprise", "trip__campaign").get(pk=rider.pk)
    move(row, "remove", by=by)
    return row


@transaction.atomic
def agree(*, riders: Sequence[Rider], by: User | None) -> int:
    """They agree to the trip: the enterprise has their signatures, or (`by` None) the person taps it on the own page."""
    for each in riders:
        if by is not None:
            require(by, Permission.TRIP_ASK, each.enterprise)
    rows = [each for each in riders if each.consented_at is None and each.state in ("listed", "boarded")]
    who = "enterprise" if by else "person"
    Rider.objects.filter(pk__in=[each.pk for each in rows]).update(consented_at=clock.now(), consented_by=who)
    if rows:
        record_many("rider.agree", rows, by=by, as_name="" if by else PERSON)
    return len(rows)
