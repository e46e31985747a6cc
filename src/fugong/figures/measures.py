"""Every measure that the rooms declare, by key, in the order in which they are shown."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.fields import DateTimeField

from fugong.core import clock
from fugong.core.measures import REGISTERED, Measure
from fugong.places.models import Campaign
from fugong.resumption import measures as resumption_measures
from fugong.resumption.models import Filing, Standing

MEASURES: dict[str, Measure] = REGISTERED

STANDING_MEASURES = [m for m in MEASURES.values() if m.source == resumption_measures.STANDING]
FILING_MEASURES = [m for m in MEASURES.values() if m.source == resumption_measures.FILING]


def standings(campaign: Campaign, day: Any) -> "QuerySet[Standing]":
    """The rows of one day."""
    return Standing.objects.filter(campaign=campaign, day=day)


def filings(campaign: Campaign) -> "QuerySet[Filing]":
    """Filings that are enrolled, with `moment`, the present, for conditions that ask what is late."""
    moment = Value(clock.now(), output_field=DateTimeField())
    return Filing.objects.filter(campaign=campaign, enterprise__enrolments__campaign=campaign).annotate(moment=moment)
