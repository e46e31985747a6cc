"""Announcing: by the enterprise, by the person, by the desk, by a sheet, at the gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.arrivals import telling
from fugong.arrivals.actions.held import held, receives, require_open
from fugong.arrivals.coming import MOST, Coming, Contact
from fugong.arrivals.models import Arrival, Party, Service
from fugong.arrivals.policy import TRANSPORT
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.core.regions import ABROAD
from fugong.ledger.recording import record
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.workforce import keys
from fugong.workforce.actions import classes, files
from fugong.workforce.giving import Given
from fugong.workforce.models import DataKey, Person

VISITOR: Any = gettext_lazy("the person, by the enterprise’s link")


@transaction.atomic
def announce(
    *,
    service: Service,
    people: Sequence[Coming],
    enterprise: Enterprise | None = None,
    contact: Contact | None = None,
    community: str = "",
    destination: str = "",
    via: str,
    by: User | None,
    as_name: str = "",
) -> Party:
    """One party is expected with a service. `by` is None where the person does it by the link. Raises NotAllowed, Refused."""
    campaign = service.campaign
    require_open(campaign)
    _guard(campaign, enterprise, by)
    if not people:
        raise refuse("people", _("Name at least one person."))
    if len(people) > MOST:
        raise refuse(
            "people", _("At most %(n)s people travel in one party: announce the others by themselves.") % {"n": MOST}
        )
    if service.is_cancelled:
        raise Conflict(_("This service is cancelled: choose another."))
    area = _area(campaign, enterprise, community)
    told = contact or Contact()
    party = Party.objects.create(
        campaign=campaign, enterprise=enterprise, contact_name=told.name, contact_phone=told.phone or None,
        announced_at=clock.now(), via=via,
    )  # fmt: skip
    name: Any = as_name or (by.name if by else VISITOR)
    made = [
        _arrival(party, service, each, area, destination.strip()[:120], by, name, where=f"people[{place}].", via=via)
        for place, each in enumerate(people)
    ]
    events = [record("arrival.announce", row, by=by, as_name=name, via=via, service=service.number) for row in made]
    if via != "gate":
        telling.announced(made[0], len(made), events[0])
    return party


@transaction.atomic
def rebook(*, arrival: Arrival, service: Service, by: User) -> Arrival:
    """Somebody who is expected, or didn't come, comes with another service."""
    row = _one(arrival)
    if not row.may_move(by, Permission.ARRIVAL_RECEIVE):
        raise NotAllowed(_("You can’t change this arrival."))
    if service.campaign_id != row.campaign_id or row.state not in ("expected", "missed"):
        raise Conflict(_("Only somebody who is expected, or didn’t come, can come with another service."))
    if Arrival.objects.filter(service=service, person=row.person_id).exclude(pk=row.pk, person=None).exists():
        raise Conflict(_("This person is announced for that service already."))
    from fugong.workflow.moves import move

    row.service = service
    values = {"service": service, "gate": service.gate, "day": service.day}
    due = row.due_from_service
    if row.state == "missed":
        move(row, "expect", by=by, due_at=due, set={**values, "ended_at": None}, service=service.number)
        return row
    Arrival.objects.filter(pk=row.pk).update(**values, due_at=due, rung=0, next_rung_at=due)
    record("arrival.rebook", row, by=by, service=service.number)
    return _one(row)


@transaction.atomic
def name_contact(*, arrival: Arrival, contact: Contact, destination: str = "", by: User) -> None:
    """Who answers for the party at the enterprise, and where it goes. The enterprise itself may say so, too."""
    row = _one(arrival)
    _guard_contact(row, by)
    if not contact.name:
        raise refuse("contact_name", _("Write who can be called."))
    values: dict[str, Any] = {"contact_name": contact.name}
    if contact.phone or contact.name != row.party.contact_name:  # the same contact keeps the number that is known
        values["contact_phone"] = contact.phone or None
    Party.objects.filter(pk=row.party_id).update(**values)
    if destination.strip():
        for each in held(row.party.arrivals.all()):
            Arrival.objects.filter(pk=each.pk).update(sealed=each.resealed(destination=destination.strip()[:120]))
    record("arrival.contact", row, by=by)


def file_of(arrival: Arrival, given: Given, *, by: User | None, as_name: str) -> Person:
    """Opens the file of somebody who has none yet, or finds it, on behalf of the gate. Whoever calls has asked who may."""
    entered = _enter(
        arrival.campaign, arrival.enterprise if arrival.is_staff else None, arrival.area_code, given, by, as_name
    )
    twice = Arrival.objects.filter(service=arrival.service_id, person=entered).exclude(pk=arrival.pk)
    if twice.exists():
        raise Refused(
            _("This person is on the list of this service already."),
            fields=[Fault("document", _("On the list already."))],
        )
    return entered


def _arrival(
    party: Party,
    service: Service,
    each: Coming,
    area: str,
    destination: str,
    by: User | None,
    name: str,
    *,
    where: str,
    via: str,
) -> Arrival:
    campaign = party.campaign
    employer = party.enterprise if each.is_staff else None
    person = each.person
    if each.given is not None:
        given = _arriving(each.given, service)
        try:
            person = _enter(campaign, employer, area, given, by, name, is_awaited=via != "gate")
        except Refused as refusal:
            raise Refused(
                refusal.message,
                code=refusal.code,
                fields=[Fault(where + fault.where, fault.message) for fault in refusal.faults],
            ) from None
    elif person is not None:
        expect(person, service, name, is_awaited=via != "gate")
    if person is not None and Arrival.objects.filter(service=service, person=person).exists():
        raise Refused(_("%(name)s is announced for this service already.") % {"name": person.name},
                      fields=[Fault(f"{where}name", _("Announced already."))])  # fmt: skip
    own, sealed = keys.new()
    key = DataKey.objects.create(sealed=sealed)
    held_back = {"destination": destination} | ({} if person else {"name": each.name, "phone": each.phone})
    row = Arrival(
        campaign=campaign, enterprise=party.enterprise, area_code=area, service=service, gate=service.gate,
        day=service.day, party=party, person=person, key=key,
        sealed=keys.seal(own, {name: value for name, value in held_back.items() if value}),
        nationality=each.nationality or (person.nationality if person else "CN"), language=each.spoken,
        is_child=each.is_child, is_staff=each.is_staff, state="expected", state_since=clock.now(),
    )  # fmt: skip
    row.due_at = row.next_rung_at = row.due_from_service
    row.clock_kind, row.clock_started_at = "met", clock.now()
    row.save(force_insert=True)
    return row


def expect(person: Person, service: Service, as_name: str, *, is_awaited: bool = True) -> None:
    """A file that is there waits for its person, until the gate has received them."""
    if is_awaited:
        files.await_(person)
    files.amend(person=person, given=same(person, service), by=None, as_name=as_name)


def same(person: Person, service: Service) -> Given:
    """What the file says already, arriving with the service."""
    return Given(
        name=person.name, document=str(person.opened["document"]), document_kind=person.document_kind,
        arrived_on=service.day, transport=_transport(service), origin=_origin(service),
    )  # fmt: skip


def _arriving(given: Given, service: Service) -> Given:
    from dataclasses import replace

    return replace(
        given,
        arrived_on=service.day,
        transport=given.transport or _transport(service),
        origin=given.origin or _origin(service),
    )


def _origin(service: Service) -> str:
    """Whoever comes with a service from abroad came from abroad: the place's classes ask for it."""
    return ABROAD if service.is_abroad else ""


def _transport(service: Service) -> str:
    gate = service.campaign.pack.arrivals.gate(service.gate)
    return TRANSPORT[gate.kind] if gate else ""


def _enter(
    campaign: Campaign,
    employer: Enterprise | None,
    area: str,
    given: Given,
    by: User | None,
    name: str,
    *,
    is_awaited: bool = False,
) -> Person:
    """Whoever announces may do so by arrivals' own rights; the file is written in their name."""
    entered = files.enter(
        campaign=campaign, given=given, by=None, enterprise=employer, area_code=area, as_name=by.name if by else name,
        is_awaited=is_awaited,
    )  # fmt: skip
    entered.person.campaign = campaign
    classes.follow([entered.person], why="arrival")
    return entered.person


def _guard(campaign: Campaign, enterprise: Enterprise | None, by: User | None) -> None:
    if by is None:
        return
    if receives(campaign, by):
        return
    if enterprise is None or not may(by, Permission.PERSON_EDIT, enterprise):
        raise NotAllowed(_("You can’t announce anybody here."))


def _guard_contact(row: Arrival, by: User) -> None:
    if row.may_move(by, Permission.ARRIVAL_RECEIVE):
        return
    if row.enterprise is None or not may(by, Permission.PERSON_EDIT, row.enterprise):
        raise NotAllowed(_("You can’t change this arrival."))


def _area(campaign: Campaign, enterprise: Enterprise | None, community: str) -> str:
    if community:
        if not Jurisdiction.objects.within(campaign.jurisdiction.prefix).filter(code=community).exists():
            raise refuse("community", _("Choose a community of the list."))
        return community
    return enterprise.area_code if enterprise else campaign.jurisdiction.code


def _one(arrival: Arrival) -> Arrival:
    return held([arrival])[0]
