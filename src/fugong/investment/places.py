"""Where an investor could go: rooms that know of land or premises register a source; premises are the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.chains import lists as premises
from fugong.chains.models import PremisesOffer
from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.ledger.recording import record
from fugong.projects import lists as land
from fugong.projects.actions import parcels
from fugong.projects.models import Parcel
from fugong.workflow.holding import held

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.investment.models import Lead
    from fugong.places.models import Campaign

NEAR = 0.8
"""A place of so much of what is wanted is shown as well."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One place. `area`: m²; `url`: its own page, empty where it has none."""

    ref: int
    name: str
    area: int
    use: str = ""
    longitude: float | None = None
    latitude: float | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`wants`: what it offers, `land` or `plant`. `free(user, campaign)`: what that person may offer now.

    `take(ref, campaign, by)` is called in the transaction in which a lead chooses the place and raises Refused where it is gone;
    `give_back` when the lead is dropped or chooses another.
    """

    key: str
    name: Any
    wants: str
    free: Callable[[User, Campaign], Iterable[Offered]]
    take: Callable[[int, Campaign, Any], None] = lambda ref, campaign, by: None
    give_back: Callable[[int, Campaign, Any], None] = lambda ref, campaign, by: None


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Adds a source, or replaces the one of the same key."""
    _sources[source.key] = source
    return source


def get(key: str) -> Source | None:
    """The source of that key; None where no room registered it."""
    return _sources.get(key)


def fitting(user: User, lead: Lead) -> list[tuple[Source, Offered]]:
    """Places for a lead that are large enough, or nearly, the nearest in size first."""
    found = [
        (source, each)
        for source in _sources.values()
        if source.wants == lead.wants
        for each in source.free(user, lead.campaign)
        if lead.area is None or each.area >= lead.area * NEAR
    ]
    wanted = lead.area or 0
    return sorted(found, key=lambda pair: (pair[1].area < wanted, abs(pair[1].area - wanted), pair[1].ref))


# -- premises -------------------------------------------------------------------------------------------------------------


def _free_premises(user: User, campaign: Campaign) -> Iterable[Offered]:
    for offer in premises.offers(user, campaign):
        offer.campaign = campaign
        url = reverse("chains:premises", args=[campaign.key])
        yield Offered(offer.pk, offer.name, offer.area, offer.use_name, offer.longitude, offer.latitude, url)


def _take_premises(ref: int, campaign: Campaign, by: Any) -> None:
    offer = PremisesOffer.objects.filter(campaign=campaign, pk=ref).first()
    row = held(offer, no_key=True) if offer is not None else None
    if row is None or row.gone_at is not None:
        raise Conflict(gettext("This offer is gone: somebody else took it, or it was taken back."))
    row.gone_at, row.taken = clock.now(), True
    row.save(update_fields=["gone_at", "taken"])
    record("premises_offer.take", row, by=by, name=row.name)


def _free_again(ref: int, campaign: Campaign, by: Any) -> None:
    offer = PremisesOffer.objects.filter(campaign=campaign, pk=ref, taken=True, agreed_for=None).first()
    if offer is not None:
        row = held(offer, no_key=True)
        row.gone_at, row.taken = None, False
        row.save(update_fields=["gone_at", "taken"])
        record("premises_offer.free", row, by=by, name=row.name)


PREMISES = register(
    Source(
        key="premises",
        name=_("Premises"),
        wants="plant",
        free=_free_premises,
        take=_take_premises,
        give_back=_free_again,
    )
)


# -- land -------------------------------------------------------------------------------------------------------------------


def _free_land(user: User, campaign: Campaign) -> Iterable[Offered]:
    uses = {each.key: str(each.name) for each in campaign.pack.projects.land.uses}
    for row in land.free_parcels(user, campaign):
        url = reverse("projects:parcel", args=[campaign.key, row.pk])
        yield Offered(row.pk, row.name, row.area_m2, uses.get(row.use, row.use), row.longitude, row.latitude, url)


def _parcel(ref: int, campaign: Campaign) -> Parcel:
    row = Parcel.objects.filter(campaign=campaign, pk=ref).first()
    if row is None:
        raise Conflict(gettext("This parcel is gone."))
    return row


def _agree(ref: int, campaign: Campaign, by: Any) -> None:
    parcels.agree(parcel=_parcel(ref, campaign), enterprise=None, by=by)


def _listed_again(ref: int, campaign: Campaign, by: Any) -> None:
    row = _parcel(ref, campaign)
    if row.state == "agreed" and row.enterprise_id is None:
        parcels.free(parcel=row, reason=gettext("The lead chose another place, or was dropped."), by=by)


LAND = register(
    Source(
        key="land",
        name=_("Land"),
        wants="land",
        free=_free_land,
        take=_agree,
        give_back=_listed_again,
    )
)
