"""Enterprises with those of their people whose certificate for a qualification holds today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.core import clock, kept
from fugong.core.paging import Page
from fugong.registry.access import scope_q
from fugong.registry.models import Enterprise
from fugong.training.models import Certificate
from fugong.workflow.pipeline import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign
    from fugong.training.lists import Wanted

PAGE = 50
SOON = dt.timedelta(days=14)
STATES = {"with": _("Somebody may serve"), "soon": _("Ends within 14 days"), "without": _("Nobody may serve")}


def valid(campaign: Campaign, kind: str) -> Any:
    """Certificates that hold today."""
    day = clock.today()
    rows = Certificate.objects.filter(campaign=campaign, qualification=kind, state="valid")
    return rows.filter(issued_on__lte=day, valid_until__gte=day)


def enterprises(user: User, campaign: Campaign, kind: str, state: str) -> Any:
    """The campaign's open enterprises that the person sees, in one of STATES."""
    rows: Any = Enterprise.objects.visible_to(user, P.TRAINING_VIEW).filter(
        enrolments__campaign=campaign, closed_on=None
    )
    mine = valid(campaign, kind).filter(enterprise=OuterRef("pk"))
    if state == "without":
        return rows.filter(~Exists(mine))
    if state == "soon":  # whoever ends last ends soon
        return rows.filter(Exists(mine), ~Exists(mine.filter(valid_until__gt=clock.today() + SOON)))
    return rows.filter(Exists(mine)) if state == "with" else rows


def strip(user: User, campaign: Campaign, kind: str, chosen: str) -> list[Column]:
    """How many enterprises stand where; of a large place as a moment ago."""
    rows = enterprises(user, campaign, kind, "")
    counts = kept.lately(
        "training.holders",
        lambda: (kind, clock.today(), *kept.asked(rows)),
        lambda: _counts(user, campaign, kind, rows),
        lambda found: sum(found.values()),
    )
    return [Column(key, name, counts[key], "", 0, key == chosen) for key, name in STATES.items()]


def _counts(user: User, campaign: Campaign, kind: str, rows: Any) -> dict[str, int]:
    """State → how many. By the certificates that hold: each enterprise with the day on which its last one ends."""
    scope = user.scope(P.TRAINING_VIEW)
    seen = scope_q(scope, user, enterprise="enterprise_id", area="enterprise__area_code", grid="enterprise__grid_id")
    held = valid(campaign, kind).filter(seen, enterprise__enrolments__campaign=campaign, enterprise__closed_on=None)
    ends = held.order_by().values("enterprise_id").annotate(last=Max("valid_until"))
    soon = Count("last", filter=Q(last__lte=clock.today() + SOON))
    found = ends.aggregate(with_=Count("last"), soon=soon)
    return {"with": found["with_"], "soon": found["soon"], "without": rows.order_by().count() - found["with_"]}


def page(user: User, campaign: Campaign, kind: str, wanted: Wanted, after: int | None) -> Page:
    """Fifty enterprises, each with its `holders`."""
    rows = _searched(user, campaign, kind, wanted)
    taken = list((rows.filter(pk__gt=after) if after is not None else rows).order_by("pk")[: PAGE + 1])
    _with_holders(campaign, kind, taken[:PAGE])
    return Page.of(taken, PAGE, "" if after is None else str(after))


def every(user: User, campaign: Campaign, kind: str, wanted: Wanted) -> Iterator[Any]:
    """All of them, for a sheet."""
    rows, last = _searched(user, campaign, kind, wanted).order_by("pk"), 0
    while some := list(rows.filter(pk__gt=last)[:1_000]):
        _with_holders(campaign, kind, some)
        yield from some
        last = some[-1].pk


def _searched(user: User, campaign: Campaign, kind: str, wanted: Wanted) -> Any:
    rows = enterprises(user, campaign, kind, wanted.state)
    return rows.matching(wanted.firm) if wanted.firm.strip() else rows


def _with_holders(campaign: Campaign, kind: str, rows: list[Any]) -> None:
    known: dict[int, list[Certificate]] = {}
    for each in (
        valid(campaign, kind).filter(enterprise__in=rows).select_related("enterprise").order_by("valid_until", "pk")
    ):
        known.setdefault(each.enterprise_id or 0, []).append(each)
    for row in rows:
        row.holders = known.get(row.pk, [])
