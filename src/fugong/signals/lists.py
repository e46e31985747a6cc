"""The ranked list of doubts: filters in the address, page after page without counting; and what is measured so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q

from fugong.accounts.permissions import Permission as P
from fugong.core import numbers
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.registry.lists import officers_of
from fugong.registry.models import Assignment, Enterprise
from fugong.signals.arrows import STANDING
from fugong.signals.models import Doubt, Meter, Reading

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
NAMES = ("text", "state", "kind", "rule", "mine")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty means all that stand."""

    text: str = ""
    state: str = ""
    kind: str = ""
    rule: str = ""
    mine: str = ""

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        return cls(**{name: str(query.get(name, ""))[:80] for name in NAMES})

    @property
    def filtered(self) -> bool:
        return any(getattr(self, name) for name in NAMES)


def doubts(user: User, campaign: Campaign, wanted: Wanted, *, every_state: bool = False) -> Any:
    """The weightiest first; those that stand unless a state is asked for."""
    rows: Any = Doubt.objects.visible_to(user).filter(campaign=campaign)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.rule:
        rows = rows.filter(rule=wanted.rule)
    if wanted.mine:
        serving = Assignment.objects.filter(campaign=campaign, officer=user, until=None)
        rows = rows.filter(enterprise__in=serving.values("enterprise"))
    if wanted.text.strip():
        seen = Enterprise.objects.visible_to(user, P.SIGNAL_VIEW).matching(wanted.text)
        rows = rows.filter(enterprise__in=seen.order_by().values("pk"))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    elif not every_state:
        rows = rows.filter(state__in=STANDING)
    return rows.select_related("enterprise", "pack_version").order_by("-weight", "pk")


def page(rows: Any, campaign: Campaign, after: str, size: int = PAGE) -> Page:
    """The rows after a key (`weight~id`), each with who owns it."""
    weight, _sign, key = after.partition("~")
    last = numbers.asked(key)
    try:
        above = Decimal(weight) if last is not None else None
    except InvalidOperation:
        above = None
    if above is not None and above.is_finite() and last is not None:
        rows = rows.filter(Q(weight__lt=above) | Q(weight=above, pk__gt=last))
    taken = list(rows[: size + 1])
    shown = taken[:size]
    owned(shown, campaign)
    following = f"{shown[-1].weight}~{shown[-1].pk}" if len(taken) > size else None
    return Page(shown, following, not after)


def owned(rows: list[Doubt], campaign: Campaign) -> list[Doubt]:
    """The rows with the campaign that is at hand and the officers of their enterprises."""
    serving = officers_of(campaign, [row.enterprise_id for row in rows])
    for row in rows:
        row.campaign = campaign
        row.owners = [each.officer for each in serving.get(row.enterprise_id, [])]  # type: ignore[attr-defined]
    return rows


@dataclass(frozen=True, slots=True)
class Covered:
    """What came of one kind of signal."""

    key: str
    name: Any
    enterprises: int
    last: dt.date | None


def coverage(user: User, campaign: Campaign) -> list[Covered]:
    """Of how many enterprises in sight each kind has readings, and how far. One statement for the counts, then one index look-up a
    kind: joining every reading to its meter only to find the last took a city seconds.
    """
    rows: Any = Meter.objects.visible_to(user, P.SIGNAL_VIEW).filter(campaign=campaign).order_by()
    counts = dict(rows.values_list("kind").annotate(n=Count("enterprise", distinct=True)))
    last = {
        kind: Reading.objects.filter(Exists(rows.filter(kind=kind, pk=OuterRef("meter")))).order_by("-day", "-meter")
        .values_list("day", flat=True).first()
        for kind in counts
    }  # fmt: skip
    return [
        Covered(each.key, each.name, counts.get(each.key, 0), last.get(each.key))
        for each in campaign.pack.signals.kinds
    ]
