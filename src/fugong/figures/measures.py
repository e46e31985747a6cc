"""Every measure that the rooms declare, by key, in the order in which they are shown; and the rows that they count."""

from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet, Value
from django.db.models.fields import DateTimeField
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.measures import KINDS, REGISTERED, Kind, Measure, Text
from fugong.places.models import Campaign
from fugong.resumption.measures import STANDING
from fugong.resumption.models import Standing

MEASURES: dict[str, Measure] = REGISTERED

STANDING_MEASURES = [measure for measure in MEASURES.values() if measure.source == STANDING]


def kind_of(measure: Measure) -> Kind | None:
    """The kind of rows that it counts; None for standings, the rows of one day."""
    return None if measure.source == STANDING else KINDS[measure.source]


def of_kind(kind: Kind) -> list[Measure]:
    """The measures over one kind of rows."""
    return [measure for measure in MEASURES.values() if measure.source == kind.key]


def by_kind() -> list[tuple[Text, list[Measure]]]:
    """All measures under the names of the rows that they count."""
    found: list[tuple[Text, list[Measure]]] = [(_("Standings of each day"), STANDING_MEASURES)]
    return found + [(kind.name, of_kind(kind)) for kind in KINDS.values()]


def standings(campaign: Campaign, day: Any) -> "QuerySet[Standing]":
    """The rows of one day."""
    return Standing.objects.filter(campaign=campaign, day=day)


def rows(kind: Kind, campaign: Campaign, user: User | None) -> "QuerySet[Any]":
    """The rows of a kind that the person sees, with `moment`, and `enrolment`, where their enterprise stands in the campaign."""
    enrolled = FilteredRelation(
        "enterprise__enrolments", condition=Q(enterprise__enrolments__campaign=campaign)
    )  # outer: what an enterprise left behind that takes part no more, or what is no enterprise's, counts in the whole
    moment = Value(clock.now(), output_field=DateTimeField())
    return kind.rows(campaign, user).annotate(moment=moment, enrolment=enrolled)
