"""Lists of applications and appointments: filters in the address, the strip of states, page after page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from fugong.core import clock, dates, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.services.arrows import APPLICATION
from fugong.services.models import ServiceApplication, ServiceAppointment
from fugong.workflow.pipeline import Column, strip

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
OPEN = ("submitted", "accepted", "passed_on", "returned")
AT_OFFICE = ("submitted", "accepted", "passed_on")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty means everything that is open."""

    state: str = ""
    text: str = ""
    service: str = ""
    office: str = ""
    mode: str = ""
    channel: str = ""
    mine: bool = False
    late: bool = False

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        named = ("state", "text", "service", "office", "mode", "channel")
        given = {name: str(query.get(name, ""))[:80].strip() for name in named}
        if given["state"] not in (*APPLICATION.states, "all", ""):
            given["state"] = ""
        return cls(mine=query.get("mine") == "1", late=query.get("late") == "1", **given)

    @property
    def filtered(self) -> bool:
        """Whether anything but the state narrows it."""
        return bool(self.text or self.service or self.office or self.mode or self.channel or self.mine or self.late)


def applications(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[ServiceApplication]:
    """Applications that the person sees, the newest first."""
    rows = _narrowed(user, campaign, wanted)
    if wanted.state == "":
        rows = rows.filter(state__in=OPEN)
    elif wanted.state != "all":
        rows = rows.filter(state=wanted.state)
    return rows.order_by("-pk")


def _narrowed(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[ServiceApplication]:
    """All filters but the state."""
    rows: Any = ServiceApplication.objects.visible_to(user).filter(campaign=campaign)
    for name in ("service", "office", "mode", "channel"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.text:
        code = numbers.asked(wanted.text)
        said = Q(applicant__icontains=wanted.text) | Q(uscc__iexact=wanted.text) | Q(number__icontains=wanted.text)
        rows = rows.filter(said | Q(pk=code) if code is not None else said)
    if wanted.mine:
        rows = rows.filter(handler=user)
    if wanted.late:
        rows = rows.filter(state__in=OPEN, due_at__lt=clock.now())
    return rows  # type: ignore[no-any-return]


def columns(user: User, campaign: Campaign, wanted: Wanted) -> list[Column]:
    """The strip of states, whatever state the list shows."""
    return strip(_narrowed(user, campaign, wanted), APPLICATION, chosen=wanted.state)


@dataclass(frozen=True, slots=True)
class Tally:
    """How a service stands: open, late, granted, refused, and how many came by which way."""

    open: int = 0
    late: int = 0
    granted: int = 0
    refused: int = 0
    booked: int = 0
    served: int = 0
    missed: int = 0


def tallies(user: User, campaign: Campaign) -> dict[str, Tally]:
    """Service → its tally, by two statements."""
    seen: Any = ServiceApplication.objects.visible_to(user).filter(campaign=campaign).order_by().values("service")
    rows = seen.annotate(
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=Q(state__in=OPEN, due_at__lt=clock.now())),
        granted=Count("pk", filter=Q(state="granted")), refused=Count("pk", filter=Q(state="refused")),
    )  # fmt: skip
    found = {row.pop("service"): row for row in rows}
    times: Any = ServiceAppointment.objects.visible_to(user).filter(campaign=campaign).order_by().values("service")
    for row in times.annotate(
        booked=Count("pk", filter=Q(state__in=["booked", "waiting", "called"])),
        served=Count("pk", filter=Q(state="served")), missed=Count("pk", filter=Q(state="no_show")),
    ):  # fmt: skip
        found.setdefault(row.pop("service"), {}).update(row)
    return {key: Tally(**values) for key, values in found.items()}


def appointments(user: User, campaign: Campaign, office: str, day: dt.date) -> QuerySet[ServiceAppointment]:
    """An office's day, as the window reads it: in the order of the times."""
    rows: Any = ServiceAppointment.objects.visible_to(user).filter(campaign=campaign, office=office, day__day=day)
    return rows.select_related("enterprise", "campaign__pack_version", "day").order_by("starts_at", "seat", "pk")  # type: ignore[no-any-return]


def day_of(query: Any) -> dt.date:
    """The day that an address asks for; today where it names none."""
    return dates.asked(query.get("day", "")) or clock.today()


def page(rows: QuerySet[Any], after: str, size: int = PAGE) -> Page:
    """The rows after a key, the newest first."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__lt=last)
    return Page.of(list(rows[: size + 1]), size, after)
