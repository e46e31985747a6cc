"""What an enterprise asks to be arranged: a doctor for somebody, help with freight."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.advice.access import AppointmentQuerySet, Toned, holds
from fugong.advice.arrows import APPOINTMENT
from fugong.advice.models.adviser import Adviser
from fugong.core.sealed import SealedText
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"


class Appointment(Toned, Case):
    """`person`, `phone` and `wish` stand sealed, and go some days after the end."""

    workflow = APPOINTMENT
    event_kind = "appointment"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="appointments")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="appointments")
    area_code = models.CharField(max_length=12)
    kind = models.CharField(_("kind"), max_length=40)
    field = models.CharField(max_length=40, help_text=_("Whose advisers may arrange it."))
    person = SealedText()
    phone = SealedText()
    wish = SealedText()
    wanted_on = models.DateField(_("wanted on"), null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    handled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    meets_at = models.DateTimeField(_("at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["arranged", "done", "missed"]) | Q(meets_at__isnull=False) & ~Q(place=""),
                name="appointment_has_time_and_place",
            )
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="appointment_area"),
            models.Index(fields=["campaign", "state", "-id"], name="appointment_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="appointment_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name} · {self.enterprise}"

    @property
    def kind_name(self) -> str:
        return self.campaign.pack.advice.name_of("appointment", self.kind)  # type: ignore[no-any-return]

    @property
    def masked_person(self) -> str:
        said = str(self.person or "")
        return said[:1] + "*" * min(max(len(said) - 1, 1), 3) if said else ""

    def may_move(self, by: Any, permission: str) -> bool:
        """Arranging is for advisers of the field, officers and the desk; taking back, for who speaks for the enterprise too."""
        if permission == P.ADVICE_VIEW:
            if by.is_staff_member and holds(by, P.ADVICE_ASK, self):
                return True
            return (
                holds(by, P.ADVICE_ANSWER, self)
                and Adviser.objects.filter(
                    campaign=self.campaign_id, user=by, until=None, fields__contains=[self.field]
                ).exists()
            )
        return holds(by, permission, self)
