"""What announcement forms say: the people of a party row by row, the service, the contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.arrivals import coming, naming
from fugong.arrivals.actions import planning
from fugong.arrivals.coming import Coming, Contact
from fugong.arrivals.models import Service
from fugong.core import clock, dates, numbers
from fugong.core.errors import Fault, Refused
from fugong.places.models import Campaign
from fugong.registry import countries
from fugong.workforce.documents import KINDS
from fugong.workforce.models import Employment

ROWS = 6
"""People that one form takes; more come by sheet."""
FIELDS = ("name", "document", "document_kind", "nationality", "language", "phone")

TYPED = (
    "service", "day", "time", "gate", "origin", "abroad", "known", "contact_name", "contact_phone", "destination",
    "community",
)  # fmt: skip
"""What else such a form keeps when it is shown again."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an announcement form says."""

    service: Service
    people: list[Coming]
    contact: Contact


def all_of(post: Any, campaign: Campaign, by: User | None, as_name: str = "") -> Said:
    """Service, people and contact; what can't be right is named all at once. Call it inside a transaction. Raises Refused."""
    readers: list[Callable[[], Any]] = [
        lambda: service_of(post, campaign, by, as_name),
        lambda: people_of(post, campaign),
        lambda: coming.contact(post.get("contact_name", ""), post.get("contact_phone", "")),
    ]
    found, faults = [], []
    for read in readers:
        try:
            found.append(read())
        except Refused as refusal:
            if not refusal.faults:
                raise
            faults += refusal.faults
    if faults:
        many = _("Some entries can’t be right. Nothing was saved.")
        raise Refused(many if len(faults) > 1 else faults[0].message, fields=faults)
    return Said(*found)


def people_of(post: Any, campaign: Campaign) -> list[Coming]:
    """The rows in which something is written. Raises Refused with a fault at each field (`0-name`)."""
    found, faults = [], []
    for row in range(ROWS):
        said: dict[str, Any] = {name: post.get(f"{row}-{name}", "") for name in FIELDS}
        if not (said["name"].strip() or said["document"].strip()):
            continue
        said["is_child"] = bool(post.get(f"{row}-child"))
        said["is_staff"] = not said["is_child"] and not post.get(f"{row}-family")
        try:
            found.append(coming.read(said, campaign.pack, where=f"{row}-"))
        except Refused as refusal:
            faults += refusal.faults
    if faults:
        raise Refused(_("Some entries can’t be right. Nothing was saved."), fields=faults)
    return found


def staff_of(post: Any, campaign: Campaign, enterprise: Any) -> list[Coming]:
    """Those ticked on the enterprise's own list."""
    keys = numbers.asked_many(post.getlist("staff"))
    rows = Employment.objects.current().filter(campaign=campaign, enterprise=enterprise, person__in=keys)
    people = [row.person for row in rows.select_related("person__key")]
    for person in people:
        person.campaign = campaign
    return [Coming(person.name, person.nationality, person.language, person=person) for person in people]


def service_of(post: Any, campaign: Campaign, by: User | None, as_name: str = "") -> Service:
    """The service that a form names: one of the list, or number, day and time. Call it inside a transaction."""
    chosen = post.get("known", "")
    if (number := numbers.asked(chosen)) is not None:
        found = Service.objects.filter(campaign=campaign, pk=number).first()
        if found is not None:
            found.campaign = campaign
            return found
    day = dates.asked(post.get("day", ""))
    at = _time(post.get("time", ""))
    faults = []
    if day is None:
        faults.append(Fault("day", _("Write the day of arrival.")))
    if at is None:
        faults.append(Fault("time", _("Write when it arrives, such as 15:30.")))
    if day is None or at is None:
        raise Refused(faults[0].message, fields=faults)
    made = planning.service(
        campaign=campaign, gate=_gate(post, campaign), number=post.get("service", ""), day=coming.day(day),
        at=clock.at(day, at.hour, at.minute), origin=post.get("origin", ""), abroad=bool(post.get("abroad")),
        by=by, as_name=as_name,
    )  # fmt: skip
    made.campaign = campaign
    return made


def context(campaign: Campaign, post: Any = None, rows: int = ROWS) -> dict[str, Any]:
    """What an announcement form offers, with what was typed."""
    typed = post or {}
    return {
        "rows": [
            {name: typed.get(f"{row}-{name}", "") for name in (*FIELDS, "child", "family")} | {"n": row}
            for row in range(rows)
        ],
        "typed": {name: typed.get(name, "") for name in TYPED},
        "gates": campaign.pack.arrivals.gates,
        "service_example": campaign.pack.arrivals.service_example,
        "countries": countries.offered(),
        "spoken": naming.spoken(),
        "kinds": [(key, str(kind.name)) for key, kind in KINDS.items()],
        "known_services": upcoming(campaign),
    }  # fmt: skip


def upcoming(campaign: Campaign) -> list[Service]:
    """Services of the next days."""
    today = clock.today()
    rows = Service.objects.filter(campaign=campaign, day__gte=today, day__lte=today + dt.timedelta(days=14))
    found = list(rows.filter(is_cancelled=False)[:400])
    for row in found:
        row.campaign = campaign
    return found


def _gate(post: Any, campaign: Campaign) -> str:
    gates = campaign.pack.arrivals.gates
    return str(post.get("gate") or (gates[0].key if len(gates) == 1 else ""))


def _time(text: str) -> dt.time | None:
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        return None
