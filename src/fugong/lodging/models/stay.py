"""Stays: one person in one bed, from a day to a day. The database itself lets no bed be given twice."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.lodging.access import LodgingQuerySet, Toned, holds, speaks_for
from fugong.lodging.arrows import STAY
from fugong.lodging.models.house import Room
from fugong.lodging.models.request import BedRequest
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case
from fugong.workforce.models import Person

ACTIVE = ("reserved", "moved_in")
"""States in which the bed is taken."""
MARGIN = 64
"""Room and bed as one number: room × MARGIN + bed. A room has at most 60 beds (`room_most_beds`)."""


def _alone(*expressions: Any) -> Func:
    """One number as a range that holds nothing else: plain PostgreSQL has GiST for ranges, for numbers an extension is needed."""
    return Func(*expressions, *expressions, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


DAYS = Func(F("since"), F("until"), Value("[)"), function="daterange", output_field=DateRangeField())


class Stay(Toned, Case):
    """`until` is the day of moving out, on which somebody else may move in; None: for good."""

    workflow = STAY
    event_kind = "stay"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="stays")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stays")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="stays")
    bed = models.PositiveSmallIntegerField(_("bed"))
    place = models.BigIntegerField(help_text="room × 64 + bed")
    request = models.ForeignKey(BedRequest, on_delete=models.SET_NULL, null=True, blank=True, related_name="stays")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="stays")
    area_code = models.CharField(max_length=12, help_text=_("Of the house."))
    lodging = models.CharField(max_length=10, help_text="dormitory | hotel | plant | isolation")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    moved_in_at = models.DateTimeField(null=True, blank=True)
    moved_out_at = models.DateTimeField(null=True, blank=True)

    objects = LodgingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            ExclusionConstraint(
                name="stay_bed_given_once",
                expressions=[(_alone(F("place")), RangeOperators.OVERLAPS), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(state__in=ACTIVE),
            ),
            ExclusionConstraint(
                name="stay_one_bed_a_person",
                expressions=[(_alone(F("person")), RangeOperators.OVERLAPS), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(state__in=ACTIVE),
            ),
            models.UniqueConstraint(fields=["place"], condition=Q(state="moved_in"), name="stay_one_in_a_bed"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="stay_days"),
            models.CheckConstraint(condition=Q(place=F("room") * MARGIN + F("bed")), name="stay_place"),
        ]
        indexes = [
            models.Index(fields=["room", "state"], name="stay_room"),
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="stay_area"),
            models.Index(fields=["campaign", "enterprise", "state"], name="stay_enterprise"),
            models.Index(fields=["campaign", "until"], condition=Q(state="moved_in"), name="stay_ending"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}-{self.bed}"

    def may_move(self, by: Any, permission: str) -> bool:
        plant = self.room.house.enterprise_id
        if permission == Permission.BED_ARRANGE and plant == self.enterprise_id and speaks_for(by, plant):
            return bool(by.is_active)  # inside its own plant the enterprise says who came and went
        return holds(by, permission, self)
