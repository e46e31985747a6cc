"""Where a signal is measured, and what it showed each day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.signals.access import SignalQuerySet


class Meter(models.Model):
    """One source of one kind of signal at an enterprise: an electricity meter, a gate; without a number the enterprise itself."""

    event_kind = "meter"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="meters")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="meters")
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=40, help_text=_("Key of the pack’s kind of signal."))
    number = models.CharField(_("meter number"), max_length=40, blank=True)
    usual = models.DecimalField(
        _("usual a day"), max_digits=16, decimal_places=2, null=True, blank=True, help_text=_("On an ordinary day.")
    )

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "enterprise", "kind", "number"], name="meter_once"),
            models.UniqueConstraint(
                fields=["campaign", "kind", "number"], condition=~Q(number=""), name="meter_number"
            ),
            models.CheckConstraint(condition=Q(usual=None) | Q(usual__gte=0), name="meter_usual"),
        ]
        indexes = [models.Index(fields=["campaign", "kind", "enterprise", "area_code"], name="meter_kind")]

    def __str__(self) -> str:
        return self.number or self.kind


class Reading(models.Model):
    """What a meter showed on a day. A later sheet corrects it; it is a number from elsewhere, nobody's statement."""

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="readings")
    day = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=2)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["meter", "day"], name="reading_once_a_day"),
            models.CheckConstraint(condition=Q(value__gte=0), name="reading_value"),
        ]
        indexes = [models.Index(fields=["day", "meter"], name="reading_day")]

    def __str__(self) -> str:
        return f"{self.meter} · {self.day}"
