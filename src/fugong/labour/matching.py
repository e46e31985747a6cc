"""Which seekers fit a vacancy and which vacancies a seeker, and why, or why not quite. Reasons are kept as kind and values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from fugong.core import clock, dates
from fugong.labour.models import Introduction, Seeker, Vacancy
from fugong.planning.travel import Spot, StraightLine

MOST = 30
LOOKED_AT = 1_000
COMPARED = (
    "campaign", "trade", "since", "wage_from", "wage_to", "languages", "has_lodging", "longitude", "latitude",
    "enterprise__longitude", "enterprise__latitude",
)  # fmt: skip
"""What is read of vacancies before the best are chosen."""
Reason = list[Any]
"""[kind, value, value …]: put into words by `say`, in the reader's language."""


@dataclass(slots=True)
class Match:
    """A vacancy beside a seeker: what fits, what doesn't, how far it is (km; None where a place isn't known)."""

    vacancy: Vacancy
    seeker: Seeker
    fits: list[Reason]
    lacks: list[Reason]
    away: float | None

    @property
    def order(self) -> tuple[Any, ...]:
        far = self.away is None, self.away or 0.0
        return len(self.lacks), *far, -self.vacancy.wage_to, self.vacancy.pk, self.seeker.pk

    @property
    def said(self) -> list[str]:
        return [say(each) for each in self.fits]

    @property
    def lacking(self) -> list[str]:
        return [say(each) for each in self.lacks]


def for_vacancy(vacancy: Vacancy, most: int = MOST) -> list[Match]:
    """Seekers of its trade who weren't proposed yet, those who fit best first."""
    rows = Seeker.objects.filter(campaign=vacancy.campaign_id, state="seeking", trades__contains=[vacancy.trade])
    there = Introduction.objects.filter(vacancy=vacancy, seeker__isnull=False).values("seeker")
    seekers = list(rows.exclude(pk__in=there).select_related("key").order_by("-pk")[:LOOKED_AT])
    (far,) = ways([_spot(vacancy)], seekers)
    found = []
    for seeker, km in zip(seekers, far, strict=True):
        seeker.campaign = vacancy.campaign
        found.append(_compared(vacancy, seeker, km))
    return sorted(found, key=lambda each: each.order)[:most]


def for_seeker(seeker: Seeker, most: int = MOST) -> list[Match]:
    """Published vacancies of the seeker's trades that weren't proposed yet, those that fit best first."""
    rows = Vacancy.objects.filter(campaign=seeker.campaign_id, state="published", trade__in=seeker.trades)
    rows = rows.exclude(pk__in=Introduction.objects.filter(seeker=seeker).values("vacancy"))
    vacancies = list(rows.select_related("enterprise").only(*COMPARED).order_by("-pk")[:LOOKED_AT])
    (far,) = ways([seeker], [_spot(each) for each in vacancies])
    found = []
    for vacancy, km in zip(vacancies, far, strict=True):
        vacancy.campaign = seeker.campaign
        found.append(_compared(vacancy, seeker, km))
    best = sorted(found, key=lambda each: each.order)[:most]
    whole = Vacancy.objects.select_related("enterprise").in_bulk([each.vacancy.pk for each in best])
    for each in best:
        each.vacancy = whole[each.vacancy.pk]
        each.vacancy.campaign = seeker.campaign
    return best


def compare(vacancy: Vacancy, seeker: Seeker) -> Match:
    """What of trade, date, place, wage, language fits."""
    return _compared(vacancy, seeker, away(_spot(vacancy), seeker))


def _spot(vacancy: Vacancy) -> Any:
    """What says where it is: the vacancy itself, or its enterprise."""
    return vacancy if vacancy.longitude is not None else vacancy.enterprise


def _compared(vacancy: Vacancy, seeker: Seeker, km: float | None) -> Match:
    fits: list[Reason] = []
    lacks: list[Reason] = []
    (fits if vacancy.trade in seeker.trades else lacks).append(["trade", vacancy.trade])
    _compare_day(vacancy, seeker, fits, lacks)
    if not seeker.wage or vacancy.wage_to >= seeker.wage:
        fits.append(["wage", vacancy.wage_from, vacancy.wage_to])
    else:
        lacks.append(["wage_low", vacancy.wage_to, seeker.wage])
    if missing := [each for each in vacancy.languages if each not in seeker.languages]:
        lacks.append(["language_lacks", *missing])
    elif vacancy.languages:
        fits.append(["language", *vacancy.languages])
    if km is None:
        lacks.append(["place_unknown"])
    elif km <= vacancy.campaign.pack.labour.matching.far_km:
        fits.append(["km", km])
    elif vacancy.has_lodging:
        fits.append(["km_lodging", km])
    else:
        lacks.append(["km_far", km])
    return Match(vacancy, seeker, fits, lacks, km)


def _compare_day(vacancy: Vacancy, seeker: Seeker, fits: list[Reason], lacks: list[Reason]) -> None:
    begins = max(vacancy.since, clock.today())
    late = (seeker.since - begins).days
    if late <= 0:
        fits.append(["from", begins.isoformat()])
    elif late <= vacancy.campaign.pack.labour.matching.days_late:
        fits.append(["from_late", seeker.since.isoformat(), late])
    else:
        lacks.append(["from_late", seeker.since.isoformat(), late])


def away(one: Any, other: Any) -> float | None:
    """Kilometres as the crow flies, to one decimal; None where a place isn't known."""
    return ways([one], [other])[0][0]


def ways(these: Sequence[Any], others: Sequence[Any]) -> list[list[float | None]]:
    """The same of each to each other."""
    metres = StraightLine(factor=1.0).between(_spots(these), _spots(others)).metres.tolist()
    known = [_is_placed(each) for each in others]
    return [
        [round(each / 1000, 1) if there and _is_placed(one) else None for each, there in zip(row, known, strict=True)]
        for one, row in zip(these, metres, strict=True)
    ]


def _spots(rows: Sequence[Any]) -> list[Spot]:
    return [Spot(each.longitude, each.latitude) if _is_placed(each) else Spot() for each in rows]


def _is_placed(row: Any) -> bool:
    return row.longitude is not None and row.latitude is not None


def say(reason: Reason) -> str:
    """A reason in the reader's language."""
    kind, *values = reason
    languages = dict(settings.LANGUAGES)
    words = {
        "trade": lambda: _("same trade"),
        "from": lambda: _("from %(day)s") % {"day": dates.shown_kept(str(values[0]))},
        "from_late": lambda: _("only from %(day)s, %(n)s days later") % {"day": dates.shown_kept(str(values[0])), "n": values[1]},
        "wage": lambda: _("%(low)s to %(high)s yuan a month") % {"low": values[0], "high": values[1]},
        "wage_low": lambda: _("%(high)s yuan a month at most; %(wanted)s are wanted") % {"high": values[0], "wanted": values[1]},
        "language": lambda: _("speaks %(languages)s") % {"languages": ", ".join(str(languages.get(v, v)) for v in values)},
        "language_lacks": lambda: _("doesn’t speak %(languages)s")
        % {"languages": ", ".join(str(languages.get(v, v)) for v in values)},
        "km": lambda: _("%(km)s km away") % {"km": f"{values[0]:g}"},
        "km_lodging": lambda: _("%(km)s km away, lodging is given") % {"km": f"{values[0]:g}"},
        "km_far": lambda: _("%(km)s km away, no lodging") % {"km": f"{values[0]:g}"},
        "place_unknown": lambda: _("it isn’t known how far it is"),
    }  # fmt: skip
    return words[kind]() if kind in words else str(kind)
