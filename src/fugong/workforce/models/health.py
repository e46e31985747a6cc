"""Daily temperatures and symptoms: every report as it came (append-only, partitioned by day), totals, and the cases that follow."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case
from fugong.workforce.access import TONES, HealthQuerySet
from fugong.workforce.arrows import HEALTH_CASE
from fugong.workforce.models.person import Person


class HealthReport(models.Model):
    """One reading of one person at one moment; the same again is the same. Nobody refers to it. Partitioned by `day`.

    `enterprise_id` is 0 for people who work nowhere here.
    """

    pk = models.CompositePrimaryKey("enterprise_id", "day", "person_id", "at")
    enterprise_id = models.BigIntegerField()
    day = models.DateField()
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    campaign_id = models.BigIntegerField()
    temperature = models.PositiveSmallIntegerField(null=True, help_text="0.1 °C")
    symptoms = ArrayField(models.CharField(max_length=40), null=True, help_text=_("Keys of the pack's symptoms."))
    via = models.CharField(max_length=10, help_text="person | keypad | sheet | api | arrival")
    by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} · {self.at}"


class HealthTotal(models.Model):
    """An enterprise's day in numbers, written with the reports. Partitioned by `day`."""

    event_kind = "health_total"

    pk = models.CompositePrimaryKey("enterprise_id", "day", "campaign_id")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="health_totals", db_constraint=False, db_index=False
    )
    day = models.DateField()
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="health_totals", db_constraint=False, db_index=False
    )
    area_code = models.CharField(max_length=12)
    reports = models.PositiveIntegerField(default=0)
    reported = models.PositiveIntegerField(default=0, help_text=_("People with at least one report."))
    complete = models.PositiveIntegerField(default=0, help_text=_("People with as many as the pack asks for."))
    exceptions = models.PositiveIntegerField(default=0, help_text=_("People with a fever or a symptom."))

    objects = HealthQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.day}"


class HealthCase(Case):
    """A fever or a symptom, followed until somebody knows what it was."""

    workflow = HEALTH_CASE
    event_kind = "health_case"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="health_cases")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="health_cases")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="health_cases"
    )
    area_code = models.CharField(max_length=12)
    temperature = models.PositiveSmallIntegerField(null=True)
    symptoms = ArrayField(models.CharField(max_length=40), default=list)
    reported_at = models.DateTimeField()
    taken_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = HealthQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["open", "taken", "referred"]), name="health_case_once"
            )
        ]
        indexes = [models.Index(fields=["campaign", "state", "-id"], name="health_case_state")]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")

    @property
    def degrees(self) -> str:
        return "" if self.temperature is None else f"{self.temperature / 10:.1f}"

    def may_move(self, by: Any, permission: str) -> bool:
        wanted = Permission(permission)
        if self.enterprise is not None:
            return may(by, wanted, self.enterprise)
        return by.scope(wanted).covers_area(self.area_code)
