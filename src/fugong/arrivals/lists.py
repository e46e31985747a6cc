"""Lists of arrivals and returnees: filters in the address, page after page without counting; and what a scanner reads."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from fugong.accounts.permissions import Permission
from fugong.arrivals.arrows import OPEN
from fugong.arrivals.models import Arrival
from fugong.core import clock, dates, numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workforce import documents

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
AT_GATE_MOST = 600
"""People of one gate and day that stand on one page; a name or a number is looked for among all."""
TOKEN = re.compile(r"/p/([2-9A-Z]{26})/?")
MRZ = re.compile(r"([A-Z0-9<]{9})[0-9<]([A-Z<]{3})\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{14,16}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything."""

    day: dt.date | None = None
    gate: str = ""
    state: str = ""
    nationality: str = ""
    language: str = ""
    enterprise: str = ""
    contact: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        names = ("gate", "state", "nationality", "language", "enterprise", "contact", "since", "until")
        given = {name: str(query.get(name, ""))[:80] for name in names}
        return cls(day=dates.asked(query.get("day", "")), **given)

    @property
    def filtered(self) -> bool:
        """Whether anything but the day narrows it."""
        return bool(
            self.gate or self.state or self.nationality or self.language or self.enterprise or self.contact
            or self.since or self.until
        )  # fmt: skip


def of_day(user: User, campaign: Campaign, wanted: Wanted, day: dt.date) -> Any:
    """A day's arrivals at one gate, or all, by time; families together."""
    rows = Arrival.objects.visible_to(user, Permission.ARRIVAL_RECEIVE).filter(campaign=campaign, day=day)
    rows = _narrowed(rows, user, wanted).opened()
    return rows.by_time()


def returnees(user: User, campaign: Campaign, wanted: Wanted) -> Any:
    """Foreign people who came or will come, the newest first."""
    rows = Arrival.objects.visible_to(user, Permission.ARRIVAL_RECEIVE).filter(campaign=campaign)
    rows = rows.exclude(nationality__in=("CN", ""))
    if wanted.contact == "none":
        rows = rows.filter(party__contact_name="")
    for name, lookup in (("since", "gte"), ("until", "lte")):
        day = dates.asked(getattr(wanted, name))
        if day is not None:
            rows = rows.filter(**{f"day__{lookup}": day})
    return _narrowed(rows, user, wanted).order_by("-day", "-pk")


def page(rows: Any, after: str, size: int = PAGE) -> Page:
    """The rows after a key (`<day>_<id>`) of a list that is ordered by day and id, the newest first."""
    when, _sign, pk = after.rpartition("_")
    day = dates.asked(when)
    if day is not None and (number := numbers.asked(pk)) is not None:
        rows = rows.filter(Q(day__lt=day) | Q(day=day, pk__lt=number))
    found = list(rows[: size + 1])
    following = f"{found[size - 1].day.isoformat()}_{found[size - 1].pk}" if len(found) > size else None
    return Page(found[:size], following, not after)


def looked_for(rows: Sequence[Arrival], text: str) -> list[Arrival]:
    """Those whom a name, a number's last signs, or what a scanner read means. Looked for in memory: nothing goes into a query."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return list(rows)
    token = TOKEN.search(plain)
    if token:
        return [row for row in rows if row.person is not None and row.person.token == token[1]]
    number = documents.normalised(plain)
    passport = MRZ.fullmatch(number)
    if passport:
        number = passport[1].replace("<", "")
    name = " ".join(plain.casefold().split())
    return [row for row in rows if name in row.name.casefold() or _ends(row, number)]


def _ends(row: Arrival, number: str) -> bool:
    if row.person is None or len(number) < 3:
        return False
    return str(row.person.opened.get("document", "")).endswith(number)


def _narrowed(rows: Any, user: User, wanted: Wanted) -> Any:
    for name in ("gate", "nationality", "language"):
        value = getattr(wanted, name)
        rows = rows.filter(**{name: value}) if value else rows
    if wanted.state == "late":
        rows = rows.filter(state__in=OPEN, due_at__lt=clock.now())
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.enterprise.strip():
        seen = Enterprise.objects.visible_to(user, Permission.ARRIVAL_RECEIVE).matching(wanted.enterprise)
        rows = rows.filter(enterprise__in=seen.order_by().values("pk"))
    return rows
