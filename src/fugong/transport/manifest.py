"""A trip's manifest for a page: who sits where, what keeps somebody off, bed and test. Names only where the file may be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.money import yuan
from fugong.lodging.models import Stay
from fugong.registry.models import Enterprise
from fugong.testing.models import Sample
from fugong.transport import people, riding
from fugong.transport.models import Rider, Trip
from fugong.transport.riding import Hindrance
from fugong.workforce import sorting


@dataclass(slots=True)
class Row:
    """A rider as pages show them."""

    rider: Rider
    person: Any
    """The file, where the reader may see it."""
    enterprise: Enterprise | None
    hindrance: Hindrance | None
    bed: Stay | None
    is_tested: bool
    """Was sampled since the arrival, or is asked for no test by class and regime."""


def of(user: Any, trip: Trip, enterprise: Enterprise | None = None) -> list[Row]:
    """All riders of a trip, or those of one enterprise, by seat; a handful of queries however many they are."""
    rows = Rider.objects.filter(trip=trip).exclude(state="removed").select_related("person__key", "enterprise")
    if enterprise is not None:
        rows = rows.filter(enterprise=enterprise)
    riders = list(rows.order_by("seat", "pk"))
    names = people.named(user, [row.person_id for row in riders])
    beds = {
        stay.person_id: stay
        for stay in Stay.objects.filter(
            person__in=[row.person_id for row in riders], state__in=("reserved", "moved_in")
        ).select_related("room__house")
    }
    seen = set(
        Enterprise.objects.visible_to(user, P.TRIP_VIEW)
        .filter(pk__in={row.enterprise_id for row in riders})
        .values_list("pk", flat=True)
    )
    complete = riding.with_papers(trip)
    tested = _tested(trip, riders)
    found = []
    for rider in riders:
        rider.trip, rider.campaign, rider.person.campaign = trip, trip.campaign, trip.campaign
        waits = rider.state in ("listed", "boarded")
        hindrance = riding.hindrance(rider, trip.campaign, complete) if waits else None
        found.append(
            Row(
                rider, names.get(rider.person_id), rider.enterprise if rider.enterprise_id in seen else None, hindrance,
                beds.get(rider.person_id), rider.person_id in tested,
            )
        )  # fmt: skip
    return found


def _tested(trip: Trip, riders: list[Rider]) -> set[int]:
    """Those of a trip that is there who were sampled since, or of whom neither class nor regime asks a test."""
    if trip.arrived_at is None:
        return set()
    people = {row.person_id: row.person for row in riders}
    rules, day = trip.campaign.pack.testing, clock.local(trip.arrived_at).date()
    firms = [0, *{row.enterprise_id for row in riders}]
    samples = Sample.objects.filter(
        enterprise_id__in=firms, day__gte=day, person_id__in=list(people), campaign_id=trip.campaign_id
    ).exclude(result="invalid")
    found = set(samples.values_list("person_id", flat=True))
    for key, person in people.items():
        waits = person.state in ("expected", "waiting")
        asks = waits or rules.owes(sorting.facts_of(person, trip.campaign.pack), clock.today())
        if person.negatives or not asks:
            found.add(key)
    return found


def shares(user: Any, trip: Trip) -> list[dict[str, Any]]:
    """What each enterprise has of a trip; of those that the reader doesn't see only the seats."""
    rows = list(trip.shares.select_related("enterprise").order_by("pk"))
    seen = set(
        Enterprise.objects.visible_to(user, P.TRIP_VIEW)
        .filter(pk__in=[row.enterprise_id for row in rows])
        .values_list("pk", flat=True)
    )
    listed: dict[int, int] = {}
    for key in (
        Rider.objects.filter(trip=trip).exclude(state__in=("removed", "missed")).values_list("enterprise", flat=True)
    ):
        listed[key] = listed.get(key, 0) + 1
    claims = {claim.enterprise_id: claim for claim in trip.claims.exclude(state__in=("withdrawn", "refused"))}
    return [
        {
            "share": row, "enterprise": row.enterprise if row.enterprise_id in seen else None,
            "listed": listed.get(row.enterprise_id, 0), "yuan": yuan(row.fen),
            "alone": yuan(row.alone) if row.alone is not None else "",
            "claim": claims.get(row.enterprise_id) if row.enterprise_id in seen else None,
        }
        for row in rows
    ]  # fmt: skip
