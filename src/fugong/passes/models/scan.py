"""What gates saw: one row a look, made on the gate's own device and sent when there is a network."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.passes.access import ScanQuerySet
from fugong.passes.models.issued import Pass
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


class GateScan(models.Model):
    """`pass_id` is empty where the code was none of ours. Cards of people leave no row: nobody follows them around."""

    event_kind = "gate_scan"

    uid = models.UUIDField(unique=True, help_text="Made on the device: a repeat changes nothing.")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="gate_scans")
    shown = models.ForeignKey(Pass, on_delete=models.CASCADE, null=True, related_name="scans")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, related_name="+")
    area_code = models.CharField(max_length=12)
    gate = models.CharField(_("checkpoint"), max_length=40)
    way = models.CharField(max_length=3, blank=True, help_text="in | out")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, help_text="valid | invalid | unsure")
    reason = models.CharField(max_length=20, blank=True)
    doubt = models.CharField(max_length=10, blank=True, help_text="two_gates | inside")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["shown", "-at"], name="gate_scan_shown"),
            models.Index(fields=["campaign", "-at"], name="gate_scan_latest"),
            models.Index(fields=["campaign", "-id"], name="gate_scan_doubt", condition=~Q(doubt="")),
        ]

    def __str__(self) -> str:
        return str(self.uid)
