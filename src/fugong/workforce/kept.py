"""What is kept of a person, for what, and until when: for the person, and for the notice before anything is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.core import clock, regions
from fugong.policy.pack import Pack
from fugong.workforce.models import HealthCase, HealthReport, Person
from fugong.workforce.policy import RECORDS, Record

NAMES: dict[str, str | Promise] = {
    "person": _("Person’s file"),
    "health": _("Daily temperature and symptoms"),
    "test": _("Tests and results"),
    "arrival": _("Reception on arrival"),
    "lodging": _("Lodging"),
    "pass": _("Passes and gates"),
    "trip": _("Rides in coaches"),
    "seeker": _("Job seekers"),
    "training": _("Courses and certificates"),
    "advice": _("Appointments with a doctor, help with freight"),
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """A kind of record in words."""

    kind: str
    name: str | Promise
    record: Record


def purposes(pack: Pack) -> list[Purpose]:
    """Every kind of record with what it is kept for and how many days."""
    said = {each.kind: each for each in (*RECORDS, *pack.workforce.records)}
    return [Purpose(kind, NAMES[kind], record) for kind, record in said.items()]


def last_day(person: Person) -> dt.date | None:
    """The last day of a file: so many days after the person left, or the campaign was closed; None while both go on."""
    campaign = person.campaign
    closed = clock.local(campaign.closed_at).date() if campaign.closed_at else None
    first = min((day for day in (person.left_on, closed) if day), default=None)
    return None if first is None else first + dt.timedelta(days=campaign.pack.workforce.keeps("person"))


def of(person: Person) -> dict[str, Any]:
    """Everything that is kept of the person in this room, in clear: for the person alone."""
    opened = person.opened
    since = clock.today() - dt.timedelta(days=person.campaign.pack.workforce.keeps("health"))
    enterprises = list(person.employments.values_list("enterprise_id", flat=True)) or [0]
    readings = HealthReport.objects.filter(enterprise_id__in=enterprises, day__gte=since, person_id=person.pk)
    return {
        "entries": [
            (key, opened[key]) for key in ("name", "document", "phone", "address", "note", "wish") if opened.get(key)
        ],
        "places": [(regions.name_of(each["code"]) or each["code"], each["until"]) for each in person.places],
        "origin": regions.name_of(person.origin),
        "employments": person.employments.select_related("enterprise"),
        "readings": [
            {
                "at": each["at"],
                "degrees": "" if each["temperature"] is None else f"{each['temperature'] / 10:.1f}",
                "symptoms": person.campaign.pack.workforce.symptom_names(each["symptoms"] or ()),
            }
            for each in readings.order_by("-at").values("at", "temperature", "symptoms").distinct()
        ],
        "cases": HealthCase.objects.filter(person=person),
        "purposes": purposes(person.campaign.pack),
        "last_day": last_day(person),
    }
