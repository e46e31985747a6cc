"""Where an enterprise stands on its way back to work: one row for each campaign, and its plan."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.access import EnterpriseRowQuerySet, may
from fugong.registry.models import Enterprise
from fugong.resumption.arrows import RESUMPTION
from fugong.resumption.models.suspension import JointSuspension
from fugong.workflow.arrows import Arrow
from fugong.workflow.cases import Case


class Resumption(Case):
    """One enterprise's return to work in one campaign. Dates are the place's calendar days; capacity is in per cent."""

    workflow = RESUMPTION
    event_kind = "resumption"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="resumptions")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="resumptions")
    area_code = models.CharField(max_length=12)
    planned_on = models.DateField(_("planned first day"), null=True, blank=True)
    filed_at = models.DateTimeField(_("filed"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_staff = models.PositiveIntegerField(_("staff approved"), null=True, blank=True)
    resumed_on = models.DateField(_("first day"), null=True, blank=True)
    remote = models.BooleanField(_("works remotely"), default=False)
    capacity = models.PositiveSmallIntegerField(_("capacity"), null=True, blank=True, help_text="%")
    batch = models.CharField(_("batch"), max_length=40, blank=True, help_text=_("Key of the pack's batch."))
    priority = models.PositiveIntegerField(
        _("priority"), null=True, blank=True, help_text=_("Place in the order of resuming that is in force, from 1.")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, help_text=_("Of a suspension or exemption."))
    together = models.ForeignKey(
        JointSuspension,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="records",
        help_text=_("With which it is suspended; empty where it is so for a reason of its own."),
    )
    exemption = models.CharField(
        _("exemption"),
        max_length=300,
        blank=True,
        help_text=_("Why no filing is asked of it; empty where it must file."),
    )

    objects = EnterpriseRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "enterprise"], name="resumption_once"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__lte=300), name="resumption_capacity_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=~Q(state="resumed") | Q(resumed_on__isnull=False), name="resumption_has_a_first_day"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["suspended", "exempt"]) | ~Q(reason=""), name="resumption_stop_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(together=None) | Q(state="suspended"), name="resumption_together_while_suspended"
            ),
            models.CheckConstraint(
                condition=~Q(state="exempt") | ~Q(exemption=""), name="resumption_exemption_is_said"
            ),
            models.CheckConstraint(
                condition=Q(exemption="") | Q(state__in=["exempt", "resumed", "suspended"]),
                name="resumption_exempt_ways",
            ),
        ]
        indexes = [
            models.Index(
                "campaign", OpClass("area_code", "text_pattern_ops"), F("state"), F("batch"), name="resumption_area"
            ),
            models.Index(fields=["campaign", "state", "enterprise"], name="resumption_state"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.state}"

    def may_move(self, by: Any, permission: str) -> bool:
        return may(by, Permission(permission), self.enterprise)

    def is_way(self, arrow: Arrow) -> bool:
        """A suspension ends where the enterprise came from: approved, or exempt. Of its own becomes what was shared."""
        if arrow.key == "suspend_apart":
            return self.together_id is not None
        return arrow.key not in ("release", "release_exempt") or arrow.key == self.way("release")

    def way(self, key: str) -> str:
        """The arrow of two that is this enterprise's: `release` or `release_exempt`."""
        return f"{key}_exempt" if self.exemption else key


class ResumptionPlan(models.Model):
    """One enterprise, one plan (一企一方案): a version each time it is changed."""

    event_kind = "resumption_plan"

    resumption = models.ForeignKey(Resumption, on_delete=models.CASCADE, related_name="plans")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField(default=dict, help_text=_("Answers to the pack's plan fields."))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resumption", "version"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.resumption} v{self.version}"


class ProductionLine(models.Model):
    """A line of an enterprise and the capacity it has regained, in per cent."""

    event_kind = "production_line"

    resumption = models.ForeignKey(Resumption, on_delete=models.CASCADE, related_name="lines")
    name = models.CharField(_("line"), max_length=80)
    staff = models.PositiveIntegerField(_("staff"), default=0)
    capacity = models.PositiveSmallIntegerField(_("capacity"), default=0, help_text="%")
    planned_on = models.DateField(_("planned first day"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["resumption", "name"], name="line_once")]

    def __str__(self) -> str:
        return self.name
