"""Who may ride, and why not: agreement, the procedure, the person's class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.transport.models import Need, Rider, Trip
from fugong.workforce import sorting

if TYPE_CHECKING:
    from fugong.places.models import Campaign
    from fugong.workforce.models import Person


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why somebody can't ride. `words` is for everybody; `because` only for whoever may see the file."""

    code: str  # class | consent | papers
    words: str
    because: str = ""


def is_barred(person: Person, campaign: Campaign) -> bool:
    """Whether the person's class keeps them off a coach. The file must be opened."""
    section = campaign.pack.transport
    if person.state in section.riding.barred_states or person.state == "left":
        return True
    return bool(section.is_barred(sorting.facts_of(person, campaign.pack)))


def why_barred(person: Person, campaign: Campaign) -> str:
    """For whoever may see the file."""
    why = campaign.pack.transport.riding.why
    return f"{person.state_name}{': ' if why else ''}{why or ''}"


def hindrance(rider: Rider, campaign: Campaign, complete: set[int] | None = None) -> Hindrance | None:
    """What keeps a rider off the coach; None where nothing does. `complete`: enterprises whose procedure is, if it is known."""
    if is_barred(rider.person, campaign):
        return Hindrance("class", _("Can’t ride: ask the medical contact."), why_barred(rider.person, campaign))
    if campaign.pack.transport.riding.consent and rider.consented_at is None:
        return Hindrance("consent", _("Hasn’t agreed to the trip yet."))
    ready = complete if complete is not None else with_papers(rider.trip)
    if rider.enterprise_id not in ready:
        return Hindrance("papers", _("The procedure of the enterprise isn’t complete yet."))
    return None


def with_papers(trip: Trip) -> set[int]:
    """The enterprises of a trip whose procedure is complete; all where the pack asks for no documents."""
    if not trip.campaign.pack.transport.documents:
        return set(trip.shares.values_list("enterprise", flat=True))
    rows = Need.objects.filter(
        campaign=trip.campaign, state="complete", enterprise__in=trip.shares.values("enterprise")
    )
    return set(rows.filter(Q(stops__trip=trip) | Q(day=trip.day)).values_list("enterprise", flat=True))
