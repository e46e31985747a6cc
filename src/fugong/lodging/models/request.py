"""Bed requests: an enterprise asks for beds for people of its list."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.lodging.access import LodgingQuerySet, Toned, holds
from fugong.lodging.arrows import BED_REQUEST
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case
from fugong.workforce.models import Person


class BedRequest(Toned, Case):
    """Beds for some people, from a day to a day (which is the first without them; none: for good)."""

    workflow = BED_REQUEST
    event_kind = "bed_request"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="bed_requests")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="bed_requests")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    wishes = models.CharField(_("wishes"), max_length=300, blank=True)
    wanted = models.PositiveIntegerField(help_text=_("For how many people."))
    placed = models.PositiveIntegerField(default=0, help_text=_("How many of them have a bed."))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="rest")

    objects = LodgingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="bed_request_days"),
            models.CheckConstraint(condition=Q(placed__lte=F("wanted")), name="bed_request_placed"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="bed_request_area"),
            models.Index(fields=["campaign", "state", "-id"], name="bed_request_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="bed_request_sweep"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_partly(self) -> bool:
        """Whether some have a bed and others none."""
        return 0 < self.placed < self.wanted

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class RequestedPerson(models.Model):
    """Somebody for whom a bed is asked."""

    request = models.ForeignKey(BedRequest, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bed_requests")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="requested_person_once")]

    def __str__(self) -> str:
        return f"{self.request_id} · {self.person_id}"
