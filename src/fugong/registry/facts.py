"""What conditions know of an enterprise: its row as the typed facts that packs speak of (`registry.fact_types`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fugong.places.models import Campaign
from fugong.registry import listed
from fugong.registry.models import Enrolment, Enterprise, SupplyLink

COLUMNS = {
    "name": "name",
    "uscc": "uscc",
    "jurisdiction": "area_code",
    "grid": "grid__key",
    "park": "park__key",
    "scale": "scale",
    "above_scale": "above_scale",
    "ownership": "ownership",
    "foreign": "foreign_invested",
    "country": "country",
    "output_value": "output_value",
    "revenue": "revenue",
    "tax_paid": "tax_paid",
    "staff": "staff_total",
    "staff_outside": "staff_outside",
    "tags": "tags",
}
"""Fact → column. The others are worked out below."""


def facts(enterprise: Enterprise, campaign: Campaign) -> dict[str, Any]:
    """Facts by name, the campaign's segments and group among them. One query. An unknown fact is None."""
    mine = Enrolment.objects.filter(campaign=campaign, enterprise_id=OuterRef("pk"))
    row = with_facts(Enterprise.objects.filter(pk=enterprise.pk), campaign).annotate(
        enrolled_segments=Subquery(mine.values("segments")), enrolled_group=Subquery(mine.values("group"))
    )
    _key, found = next(read(row, "enrolled_segments", "enrolled_group"))
    return found


def with_facts(enterprises: "QuerySet[Enterprise]", campaign: Campaign | None = None) -> "QuerySet[Enterprise]":
    """Enterprises with how many supply them, how many they supply, and the campaign's lists that they stand on."""
    return enterprises.annotate(
        listed=listed.standing_on(campaign),
        supplier_count=Coalesce(Subquery(_links("customer", "supplier")), 0),
        customer_count=Coalesce(Subquery(_links("supplier", "customer")), 0),
    )


def _links(mine: str, theirs: str) -> "QuerySet[Any]":
    """What one side says alone doesn't count before it is confirmed."""
    links = SupplyLink.objects.order_by().filter(**{mine: OuterRef("pk")}, waits=False).values(mine)
    return links.annotate(many=Count(theirs, distinct=True)).values("many")


def read(enterprises: "QuerySet[Enterprise]", *more: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """(id, facts) of each, in the queryset's order, from `with_facts`."""
    names = ["pk", "sector", "extra", "supplier_count", "customer_count", "listed", *COLUMNS.values(), *more]
    for row in enterprises.values(*names).iterator(chunk_size=2_000):
        yield row["pk"], from_row(row)


def from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of columns as facts by name."""
    found = {fact: row[column] for fact, column in COLUMNS.items()}
    found |= {"grid": found["grid"] or "", "park": found["park"] or ""}
    sector = row["sector"]
    return {
        **row["extra"],
        **found,
        "sector": sector[:1],
        "sector_code": sector if len(sector) > 1 else "",
        "suppliers": row["supplier_count"],
        "customers": row["customer_count"],
        "lists": row["listed"],
        "segments": row.get("enrolled_segments") or [],
        "group": row.get("enrolled_group") or "",
    }
