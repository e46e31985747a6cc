"""Every measure that the rooms declare, by key, in the order in which they are shown."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.fields import DateTimeField

from fugong.core import clock
from fugong.core.measures import REGISTERED, Measure
from fugong.demands import measures as demand_measures
from fugong.demands.models import Demand
from fugong.places.models import Campaign
from fugong.resumption import measures as resumption_measures
from fugong.resumption.models import Filing, Standing

MEASURES: dict[str, Measure] = REGISTERED

STANDING_MEASURES = [m for m in MEASURES.values() if m.source == resumption_measures.STANDING]
DEMAND_MEASURES = [m for m in MEASURES.values() if m.source == demand_measures.DEMAND]
FILING_MEASURES = [m for m in MEASURES.values() if m.source == resumption_measures.FILING]


def standings(campaign: Campaign, day: Any) -> "QuerySet[Standing]":
    """The rows of one day."""
    return Standing.objects.filter(campaign=campaign, day=day)


def filings(campaign: Campaign) -> "QuerySet[Filing]":
    """Filings that are enrolled, with `moment`, the present, for conditions that ask what is late."""
    moment = Value(clock.now(), output_field=DateTimeField())
    return Filing.objects.filter(campaign=campaign, enterprise__enrolments__campaign=campaign).annotate(moment=moment)


def demands(campaign: Campaign) -> "QuerySet[Demand]":
    """Demands of enrolled enterprises, parts of split ones counted with their whole; `moment` is the present."""
    moment = Value(clock.now(), output_field=DateTimeField())
    rows: QuerySet[Demand] = Demand.objects.filter(campaign=campaign, parent=None)
    return rows.filter(enterprise__enrolments__campaign=campaign).annotate(moment=moment)
