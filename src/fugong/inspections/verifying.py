"""Filings that wait for somebody to come and look: whose approval releases the most is visited first, and the plan says so."""

from dataclasses import dataclass, field
from typing import Any

from fugong.chains.models import OrderEntry
from fugong.places.models import Campaign
from fugong.resumption.models import FilingStep


@dataclass(frozen=True, slots=True)
class Waiting:
    """A filing whose verification is open. `place` from 1 `of` so many in the order of resuming in force; 0: it has none there."""

    place: int = 0
    of: int = 0
    why: dict[str, Any] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """1 for the first of the order, towards 0 for its last; 0 without a place."""
        return (self.of - self.place + 1) / self.of if self.place else 0.0


def waiting(campaign: Campaign) -> dict[int, Waiting]:
    """Enterprise → what its verification waits for. Two queries; none where the place's rounds leave verification to others."""
    if not campaign.pack.inspections.rounds.verify:
        return {}
    steps = FilingStep.objects.filter(
        filing__campaign=campaign, filing__state__in=["filed", "approved"], do="verify", state="open", visit=None
    ).order_by()  # no group was sent there yet
    found = {enterprise: Waiting() for enterprise in steps.values_list("filing__enterprise", flat=True)}
    if not found:
        return {}
    rows = OrderEntry.objects.filter(order__campaign=campaign, order__state="in_force", kind="approve").order_by(
        "place"
    )
    kept = list(rows.values_list("enterprise", "releases", "code", "data"))
    for place, (enterprise, releases, code, data) in enumerate(kept, 1):
        if enterprise in found:
            why = {"releases": releases, "code": code, "others": data.get("others", 0)}
            found[enterprise] = Waiting(place, len(kept), why)
    return found
