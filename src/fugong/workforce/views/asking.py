"""What the forms about a person ask: the same on the desk, at the enterprise, on the person's own phone."""

from typing import Any

from django.conf import settings

from fugong.core import regions
from fugong.places.models import Campaign
from fugong.registry import countries
from fugong.workforce import documents, fact_types, giving
from fugong.workforce.giving import Given

FIELDS = (
    "name", "document_kind", "document", "phone", "nationality", "language", "origin", "arrived_on", "transport", "lodging",
    "address", "note", "job",
)  # fmt: skip


def jobs(campaign: Campaign) -> dict[str, Any]:
    """The pack's kinds of work by key."""
    return {job.key: job.name for job in campaign.pack.workforce.jobs}


def given(query: Any, campaign: Campaign) -> Given:
    """The person that a form tells of. Raises Refused by field."""
    said = {name: query.get(name, "") for name in FIELDS}
    said["places"] = [
        {"code": code, "until": day}
        for code, day in zip(query.getlist("place"), query.getlist("place_until"), strict=False)
        if code
    ]
    return giving.read(said, jobs=jobs(campaign))


def choices(campaign: Campaign, typed: Any) -> dict[str, Any]:
    """What the selects offer, and the places as they were typed: two lines at least."""
    visited = list(zip(typed.getlist("place"), typed.getlist("place_until"), strict=False))[:20]
    return {
        "visited": visited + [("", "")] * (2 - len(visited)),
        "document_kinds": [(kind.key, kind.name) for kind in documents.KINDS.values()],
        "countries": countries.offered(),
        "reader_languages": settings.LANGUAGES,
        "regions": [regions.name_of(code) for code in regions.names() if code.endswith("00")],  # counties are typed
        "transports": fact_types.TRANSPORT.items(),
        "lodgings": fact_types.LODGINGS.items(),
        "jobs": jobs(campaign).items(),
    }
