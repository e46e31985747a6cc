"""Certificates: that somebody may serve as something, until a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.core.ids import link_token
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.training.access import Toned, TrainedQuerySet, holds
from fugong.training.arrows import CERTIFICATE
from fugong.training.models.trainee import Named, Trainee
from fugong.workflow.cases import Case
from fugong.workforce.models import Person

USER = "accounts.User"
SOURCES = {
    "course": _("by a course here"),
    "recognised": _("recognised: trained elsewhere"),
    "renewed": _("renewed by the desk"),
}


class Certificate(Toned, Named, Case):
    """One person's, for one qualification. Its clock is its last day; reminders come before."""

    workflow = CERTIFICATE
    event_kind = "certificate"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="certificates")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    qualification = models.CharField(_("qualification"), max_length=40)
    area_code = models.CharField(max_length=12)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    trainee = models.OneToOneField(
        Trainee, on_delete=models.SET_NULL, null=True, blank=True, related_name="certificate"
    )
    user = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="certificates")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="certificates")
    prefix = models.CharField(max_length=12, blank=True)
    token = models.CharField(
        max_length=32, unique=True, default=link_token, help_text=_("Of the page that verifies it.")
    )
    source = models.CharField(max_length=12, choices=SOURCES)
    trained_by = models.CharField(_("trained by"), max_length=80, blank=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"))
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    follows = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by")

    objects = TrainedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user", "qualification"], condition=Q(state="valid", user__isnull=False),
                name="certificate_user_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "person", "qualification"], condition=Q(state="valid", person__isnull=False),
                name="certificate_person_once",
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("issued_on")), name="certificate_span"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["campaign", "qualification", "state", "-id"], name="certificate_kind"),
            models.Index(
                fields=["campaign", "qualification", "enterprise", "valid_until", "issued_on"], condition=Q(state="valid"),
                name="certificate_valid",
            ),
            models.Index(
                fields=["campaign", "valid_until"], include=["area_code", "due_at"], condition=Q(state="valid"),
                name="certificate_ending",
            ),
            models.Index(
                "campaign",
                OpClass("area_code", "text_pattern_ops"),
                "state",
                "due_at",
                "enterprise",
                name="certificate_area",
            ),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="certificate_sweep"),
        ]  # fmt: skip

    @property
    def number(self) -> str:
        """`FX2022000183`: prefix, year, number."""
        return f"{self.prefix}{self.issued_on:%Y}{self.pk:06d}"

    @property
    def qualification_name(self) -> str:
        return str(self.campaign.pack.training.name_of("qualification", self.qualification))

    @property
    def trainer_name(self) -> str:
        return str(self.campaign.pack.training.name_of("trainer", self.trained_by)) if self.trained_by else ""

    @property
    def source_name(self) -> str:
        return str(SOURCES[self.source])

    @property
    def days_left(self) -> int:
        return (self.valid_until - clock.today()).days

    def holds_on(self, day: dt.date) -> bool:
        return self.state == "valid" and self.issued_on <= day <= self.valid_until

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
