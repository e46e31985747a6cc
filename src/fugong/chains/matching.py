"""Which offered premises fit what is wanted, and why, or why not quite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fugong.chains.models import PremisesOffer, PremisesWanted
from fugong.core import dates
from fugong.planning.travel import Spot, StraightLine

MOST = 200


@dataclass(frozen=True, slots=True)
class Match:
    """An offer beside what is wanted: what fits, what doesn't, how far it is (km; None where a place isn't known)."""

    offer: PremisesOffer
    fits: list[str]
    lacks: list[str]
    away: float | None
    showing: Any = None


def matches(wanted: PremisesWanted, *, most: int = MOST) -> list[Match]:
    """Offers of the campaign that are still there: those that lack nothing first, then the nearest, then the least too large."""
    rows = PremisesOffer.objects.filter(campaign=wanted.campaign_id, gone_at=None).exclude(
        enterprise=wanted.enterprise_id
    )
    shown = {each.offer_id: each for each in wanted.showings.all()}
    found = []
    for offer in rows.select_related("enterprise", "park")[: most * 5]:
        offer.campaign = wanted.campaign
        found.append(_match(wanted, offer, shown.get(offer.pk)))
    found.sort(
        key=lambda each: (
            len(each.lacks),
            each.away is None,
            each.away or 0,
            abs(each.offer.area - wanted.area),
            each.offer.pk,
        )
    )
    return found[:most]


def _match(wanted: PremisesWanted, offer: PremisesOffer, showing: Any) -> Match:
    fits, lacks = [], []
    areas = {"area": f"{offer.area:,}", "wanted": f"{wanted.area:,}"}
    if offer.area >= wanted.area:
        fits.append(_("%(area)s m², %(wanted)s are wanted") % areas)
    else:
        lacks.append(_("only %(area)s m² of %(wanted)s") % areas)
    if wanted.power:
        powers = {"power": offer.power or "—", "wanted": wanted.power}
        if offer.power is None:
            lacks.append(_("nobody said how much power there is"))
        elif offer.power >= wanted.power:
            fits.append(_("%(power)s kVA, %(wanted)s are wanted") % powers)
        else:
            lacks.append(_("only %(power)s kVA of %(wanted)s") % powers)
    if offer.use == wanted.use:
        fits.append(_("use: %(use)s") % {"use": offer.use_name})
    else:
        lacks.append(_("meant for another use: %(use)s") % {"use": offer.use_name})
    if offer.since <= wanted.since:
        fits.append(_("free when it is needed"))
    else:
        lacks.append(_("free only from %(day)s") % {"day": dates.shown(offer.since)})
    return Match(offer, fits, lacks, away(wanted.enterprise, offer), showing)


def away(one: Any, other: Any) -> float | None:
    """Kilometres as the crow flies, to one decimal; None where a place isn't known."""
    if None in (one.longitude, one.latitude, other.longitude, other.latitude):
        return None
    ways = StraightLine(factor=1.0).between(
        [Spot(one.longitude, one.latitude)], [Spot(other.longitude, other.latitude)]
    )
    return round(int(ways.metres[0, 0]) / 1000, 1)
