"""Kiosks: a device of the place, known by a code that is shown once and kept as a digest."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign


class Kiosk(models.Model):
    """A device in a hall. Whoever stands before it has no account; what they ask for is recorded as asked for here."""

    event_kind = "kiosk"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="kiosks")
    office = models.CharField(_("office"), max_length=40)
    area_code = models.CharField(max_length=12)
    name = models.CharField(_("name"), max_length=60)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "name"], condition=models.Q(ended_at=None), name="kiosk_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def office_name(self) -> str:
        return str(self.campaign.pack.services.office_name(self.office))
