"""Applications for services."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.services.arrows import APPLICATION
from fugong.services.models.asker import USER, Asked


class ServiceApplication(Asked):
    """Somebody asks for a service; its papers lie in `fugong.papers`."""

    workflow = APPLICATION
    event_kind = "service_application"

    text = models.CharField(_("what is asked for"), max_length=500, blank=True)
    was_due_on = models.DateField(_("was due on"), null=True, blank=True)
    asks_until = models.DateField(_("asks for until"), null=True, blank=True)
    due_on = models.DateField(_("new day"), null=True, blank=True)
    handler = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.CharField(_("number"), max_length=60, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "service", "serial"], condition=Q(serial__isnull=False), name="service_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused"]) | Q(decided_at__isnull=False),
                name="service_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(serial__isnull=False) | ~Q(number=""),
                name="service_granted_has_number",
            ),  # one that an office brought may be of a counting of its own
            models.CheckConstraint(
                condition=~Q(channel__in=["telephone", "window"]) | Q(made_by__isnull=False) & ~Q(caller=""),
                name="service_application_caller",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="service_app_area"),
            models.Index(fields=["campaign", "state", "-id"], name="service_app_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="service_app_sweep"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
