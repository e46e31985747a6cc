"""Whose file an appointment with a doctor is about: it was asked for by name and telephone, and nothing refers to the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fugong.advice import erasing as appointments
from fugong.advice.models import Appointment
from fugong.core import clock, phones
from fugong.workforce import about
from fugong.workforce.about import Line
from fugong.workforce.giving import normal_name
from fugong.workforce.models import Employment, Person


def says(person: Person, user: Any) -> Iterator[Line]:
    """Appointments, the newest first; the wish, and what was said of it, are for the person alone."""
    for row in _of([person], user):
        said = [row.place, str(row.wish or ""), row.note] if user is None else [row.place]
        yield Line(clock.local(row.meets_at or row.asked_at), row.kind_name, " · ".join(filter(None, said)), row)


def erase_people(person_ids: Iterable[int]) -> dict[str, int]:
    """Names, telephones and wishes of appointments for these people; that there was one stays as a number."""
    ids = list(person_ids)
    named = Appointment.objects.filter(erased_at=None, person__isnull=False).order_by().values("enterprise")
    works = Employment.objects.filter(person__in=ids, enterprise__in=named).values("person")
    people = list(Person.objects.opened().filter(pk__in=works))
    gone = appointments.erase(Appointment.objects.filter(pk__in=[row.pk for row in _of(people)]))
    return {"advice": gone} if gone else {}


def _of(people: Iterable[Person], user: Any = None) -> list[Appointment]:
    """Appointments that one of their enterprises asked for by the name and the telephone of one of these people."""
    known = {(each.campaign_id, _name(each.name), _number(each.opened.get("phone"))): each.pk for each in people}
    rows = Appointment.objects.all() if user is None else Appointment.objects.visible_to(user)
    works: dict[int, set[int]] = {}
    for person, firm in Employment.objects.filter(person__in=known.values()).values_list("person_id", "enterprise_id"):
        works.setdefault(person, set()).add(firm)
    firms = {firm for each in works.values() for firm in each}
    rows = rows.filter(campaign__in={each[0] for each in known}, enterprise__in=firms, erased_at=None)
    found = []
    for row in rows.filter(person__isnull=False).select_related("campaign__pack_version", "enterprise").order_by("-pk"):
        whose = known.get((row.campaign_id, _name(str(row.person)), _number(row.phone)))
        if row.phone and whose is not None and row.enterprise_id in works.get(whose, ()):
            found.append(row)
    return found


def _name(said: str) -> str:
    return normal_name(said).casefold()


def _number(said: Any) -> str:
    try:
        return phones.normalised(str(said or ""))
    except phones.NotAPhone:
        return ""


about.register("advice", says)
