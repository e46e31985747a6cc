"""An objection of the enterprise against a notice or a stop-work order."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.rectification.access import RectificationQuerySet, Toned, holds
from fugong.rectification.arrows import APPEAL
from fugong.rectification.models.notice import Notice
from fugong.rectification.models.stop import StopWork
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case


class Appeal(Toned, Case):
    """Decided by somebody who neither found nor issued nor proposed nor ordered what it is against."""

    workflow = APPEAL
    event_kind = "appeal"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="appeals")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="appeals")
    area_code = models.CharField(max_length=12)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, blank=True, related_name="appeals")
    order = models.ForeignKey(StopWork, on_delete=models.CASCADE, null=True, blank=True, related_name="appeals")
    grounds = models.CharField(_("grounds"), max_length=1000)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField(max_length=500, blank=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(notice=None, order__isnull=False) | Q(notice__isnull=False, order=None),
                name="appeal_against_one_paper",
            ),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state="filed", notice__isnull=False), name="appeal_of_notice_once"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="filed", order__isnull=False), name="appeal_of_order_once"
            ),
        ]
        indexes = [models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="appeal_sweep")]

    def __str__(self) -> str:
        return f"{self.paper}"

    @property
    def paper(self) -> Notice | StopWork:
        found = self.notice or self.order
        assert found is not None
        return found

    def barred(self) -> set[int]:
        """Ids of those who had a hand in what it is against."""
        people = self.paper.barred_from_look_back() | {self.filed_by_id}
        if self.order and self.order.verified_by_id:
            people.add(self.order.verified_by_id)
        return people

    def may_move(self, by: Any, permission: str) -> bool:
        """Against a notice, whoever issues notices or decides about stops; against an order, only the latter."""
        if permission != Permission.RECTIFICATION_ISSUE:
            return holds(by, permission, self.enterprise)
        if by.pk in self.barred():
            return False
        if holds(by, Permission.STOP_WORK_DECIDE, self.enterprise):
            return True
        return self.order_id is None and holds(by, permission, self.enterprise)
