"""Enterprises short of labour, seen against those with people to spare, by trade and place.

Vacancies that aren't filled are known here; rooms above say what else they know (a demand for people, a report of a gap):

    short.register(source)      # source(user, campaign, trade) -> iterable of Sign
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Func, Max, Sum
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.core import clock
from fugong.labour import matching
from fugong.labour.models import Lending, Seeker, Spare, Vacancy
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption.models import Standing

MOST = 200
OFFERS = 5
SHOWN = ("name", "names", "longitude", "latitude")
"""What is read of an enterprise."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What says that an enterprise is short of labour: in the reader's words, where to read it, since when."""

    enterprise: int
    words: str
    url: str | Promise
    since: dt.datetime | None = None


Source = Callable[[Any, Campaign, str], Iterable[Sign]]
"""`source(user, campaign, trade)` gives what that person sees; whoever knows trades narrows to one before it cuts, "" is all."""

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a source (usable as a decorator)."""
    if source not in _sources:
        _sources.append(source)
    return source


@dataclass(slots=True)
class Fit:
    """People to spare beside an enterprise that is short: same trade or not, how far (km)."""

    spare: Spare
    same_trade: bool
    away: float | None


@dataclass(slots=True)
class Short:
    """An enterprise short of labour: what says so, what it looks for, who could lend, how many seekers there are."""

    enterprise: Enterprise
    signs: list[Sign] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    fits: list[Fit] = field(default_factory=list)
    waiting: list[Lending] = field(default_factory=list)
    seekers: int = 0

    @property
    def trades(self) -> list[str]:
        return list(dict.fromkeys(each.trade for each in self.vacancies))

    @property
    def gap(self) -> int:
        """People who are looked for by open vacancies."""
        return sum(each.missing for each in self.vacancies)


@register
def unfilled(user: Any, campaign: Campaign, trade: str) -> Iterable[Sign]:
    """Published vacancies with places left, of as many enterprises as are shown. Put into words where they are read."""
    rows = _unfilled(user, campaign, trade).order_by("-pk")
    firms: set[int] = set()
    names = ("pk", "enterprise_id", "trade", "published_at", "wanted", "hired")
    for pk, firm, trade, since, many, hired in rows.values_list(*names)[: MOST * 5]:
        if firm in firms or len(firms) < MOST:
            firms.add(firm)
            url = reverse_lazy("labour:vacancy", args=[campaign.key, pk])
            yield Sign(firm, _looked_for(campaign, trade, many - hired), url, since)


def _unfilled(user: Any, campaign: Campaign, trade: str) -> Any:
    rows = Vacancy.objects.visible_to(user).filter(campaign=campaign, state="published", wanted__gt=F("hired"))
    return rows.filter(trade=trade) if trade else rows


def totals(user: Any, campaign: Campaign, trade: str = "") -> tuple[int, int]:
    """People looked for, and people to spare: of all vacancies and offers, not only of those that are compared."""
    gap = _unfilled(user, campaign, trade).aggregate(n=Sum(F("wanted") - F("hired")))["n"]
    free = _offered(campaign, trade).aggregate(n=Sum(F("people") - F("lent")))["n"]
    return gap or 0, free or 0


def _said(campaign: Campaign, trade: str, missing: int) -> str:
    words = ngettext("%(n)s %(trade)s is looked for", "%(n)s %(trade)s are looked for", missing)
    return words % {"n": missing, "trade": campaign.pack.labour.trade_name(trade)}


_looked_for: Any = lazy(_said, str)


@register
def reported(user: Any, campaign: Campaign, _trade: str) -> Iterable[Sign]:
    """Enterprises that work, and by their last daily report have few of their staff back, where the place counts that."""
    below = campaign.pack.labour.matching.back_below
    rows = Standing.objects.visible_to(user).filter(
        campaign=campaign, day__lte=clock.today(), reported_at__isnull=False
    )
    day = rows.aggregate(day=Max("day"))["day"] if below else None
    if day is None:
        return
    few = rows.filter(day=day, resumed=True, staff_total__gt=0)
    few = few.filter(staff_back__lt=F("staff_total") * below / 100.0)
    for row in few.order_by(F("staff_back") - F("staff_total"), "enterprise_id")[:MOST]:
        words = {"back": row.staff_back, "staff": row.staff_total}
        yield Sign(
            row.enterprise_id, _("%(back)s of %(staff)s staff are back, by the daily report") % words,
            reverse("registry:enterprise", args=[campaign.key, row.enterprise_id]), row.reported_at,
        )  # fmt: skip


def of(user: Any, campaign: Campaign, trade: str = "") -> list[Short]:
    """Enterprises short of labour that the person sees, those whom others' words or the largest gap concern first; who can lend
    is put beside those that are shown (`beside`).
    """
    found: dict[int, Short] = {}
    signs: dict[int, list[Sign]] = {}
    for source in _sources:
        for sign in source(user, campaign, trade):
            signs.setdefault(sign.enterprise, []).append(sign)
    for firm in Enterprise.objects.filter(pk__in=list(signs)[:MOST]).only(*SHOWN):
        found[firm.pk] = Short(firm, signs[firm.pk])
    vacant = Vacancy.objects.filter(campaign=campaign, state="published", enterprise__in=list(found)).order_by("pk")
    for row in vacant.only("campaign", "enterprise", "trade", "wanted", "hired"):
        row.campaign = campaign
        if row.missing:
            found[row.enterprise_id].vacancies.append(row)
    waiting = Lending.objects.filter(campaign=campaign, borrower__in=list(found), state="proposed")
    for each in waiting.select_related("enterprise", "spare"):
        each.campaign = campaign
        found[each.borrower_id].waiting.append(each)
    rows = [each for each in found.values() if not trade or trade in each.trades]
    return sorted(rows, key=lambda each: (-len(each.signs) + len(each.vacancies), -each.gap, each.enterprise.pk))


def beside(campaign: Campaign, rows: Iterable[Short], offers: Sequence[Spare] | None = None) -> None:
    """Puts those that can lend, and how many seekers there are, beside enterprises that are short. `offers`: all `spares`, where
    they were read already.
    """
    rows = list(rows)
    offers = list(spares(campaign)) if offers is None else offers
    ways = matching.ways([each.enterprise for each in rows], [each.enterprise for each in offers])
    seeking = _seekers(campaign)
    for place, each in enumerate(rows):
        each.fits = _fits(each, offers, ways[place])
        each.seekers = sum(seeking.get(key, 0) for key in each.trades)


def spares(campaign: Campaign, trade: str = "") -> Iterable[Spare]:
    """People who can be spared now or later, the most first."""
    rows = _offered(campaign, trade)
    shown = (f"enterprise__{name}" for name in SHOWN)
    rows = rows.only("campaign", "trade", "people", "lent", "since", "until", "state", *shown).select_related(
        "enterprise"
    )
    for row in rows.order_by("-people", "pk")[: MOST * 2]:
        row.campaign = campaign
        yield row


def _offered(campaign: Campaign, trade: str) -> Any:
    rows = Spare.objects.filter(campaign=campaign, state="offered", until__gte=clock.today(), people__gt=F("lent"))
    return rows.filter(trade=trade) if trade else rows


def _seekers(campaign: Campaign) -> dict[str, int]:
    """Trade → how many look for work in it."""
    rows = Seeker.objects.filter(campaign=campaign, state="seeking").order_by()
    named = rows.values(one=Func(F("trades"), function="unnest")).annotate(n=Count("*"))
    return dict(named.values_list("one", "n"))


def _fits(row: Short, offers: Sequence[Spare], ways: Sequence[float | None]) -> list[Fit]:
    wanted = set(row.trades)
    asked = {each.spare_id for each in row.waiting}
    fits = [
        Fit(each, each.trade in wanted, away)
        for each, away in zip(offers, ways, strict=True)
        if each.enterprise_id != row.enterprise.pk and each.pk not in asked and (each.trade in wanted or not wanted)
    ]
    fits.sort(key=lambda fit: (not fit.same_trade, fit.away is None, fit.away or 0.0, -fit.spare.free))
    return fits[:OFFERS]
