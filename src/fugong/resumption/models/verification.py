"""What a group or an officer found on site, item by item of the pack's checklist; and what enterprises answered themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.access import EnterpriseRowQuerySet
from fugong.registry.models import Enterprise, Team
from fugong.resumption.models.filing import FilingStep


class Verification(models.Model):
    """One filled checklist. Its list is the pack version's, so that a changed list never changes a past visit."""

    event_kind = "verification"

    uid = models.UUIDField(
        default=uuid7, unique=True, help_text=_("Made by the client, so that a repeat changes nothing.")
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="verifications")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="verifications")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    checklist = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, default="verification", help_text="verification | self | guidance")
    step = models.ForeignKey(FilingStep, on_delete=models.SET_NULL, null=True, blank=True, related_name="verifications")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=12, help_text="passed | faults")
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = EnterpriseRowQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.checklist} · {self.at:%Y-%m-%d}"


class ChecklistAnswer(models.Model):
    """One item's answer."""

    event_kind = "checklist_answer"

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    answer = models.CharField(max_length=16, help_text="yes | no | not_applicable")
    value = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["verification", "item"], name="checklist_item_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.answer}"
