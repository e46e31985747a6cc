"""What was erased, when, and who answers for it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.workflow.cases import Case
from fugong.workforce.access import TONES
from fugong.workforce.arrows import ERASURE


class ErasureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, permission: Permission = Permission.ERASURE_SIGN) -> ErasureQuerySet:
        """Those of campaigns over whose whole area the person holds the permission."""
        scope = user.scope(permission)
        if scope.everything:
            return self
        seen = Q(pk__in=[])
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix)
        return self.filter(seen)


class Erasure(Case):
    """One run of the erasure: counts by kind of record, no names. Two people sign it."""

    workflow = ERASURE
    event_kind = "erasure"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="erasures")
    area_code = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, help_text="last_day | closing | request")
    counts = models.JSONField(default=dict, help_text=_("Kind of record → how many."))
    done_at = models.DateTimeField()
    first_signer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    first_signed_at = models.DateTimeField(null=True)
    second_signer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    second_signed_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="erasure_number"),
            models.CheckConstraint(
                condition=Q(second_signer=None) | ~Q(second_signer=F("first_signer")), name="erasure_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")

    def may_move(self, by: Any, permission: str) -> bool:
        if self.first_signer_id is not None and self.first_signer_id == by.pk:
            return False
        return bool(by.scope(Permission(permission)).covers_area(self.area_code))
