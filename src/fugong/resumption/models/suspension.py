"""Many enterprises suspended in one step, for one reason, and released in one."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core import languages
from fugong.core.ids import uuid7
from fugong.places.models import Campaign
from fugong.resumption.arrows import SUSPENSION
from fugong.workflow.cases import Case

TONES = {"suspending": "info", "in_force": "danger", "lifting": "info", "lifted": "secondary"}


class JointSuspensionQuerySet(models.QuerySet[Any]):
    """Suspensions of many."""

    def visible_to(self, user: Any, permission: Permission = Permission.RESUMPTION_EDIT) -> Self:
        """One's own, and those whose enterprises all lie in the person's areas."""
        scope = user.scope(permission)
        if scope.everything or not scope:
            return self if scope.everything else self.none()
        seen = Q(asked_by=user)
        for prefix in scope.areas:
            seen |= Q(area_code__startswith=prefix)
        return self.filter(seen)


class JointSuspension(Case):
    """Who suspended whom together, when and why. The enterprises' records name it for as long as they are suspended by it.

    `area_code` is the smallest area in which all of them lie. `wanted` is the filter of the list, as its address says it, and `scope`
    the same in words: language → [[name of the filter, what was chosen]].
    """

    workflow = SUSPENSION
    event_kind = "joint_suspension"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="joint_suspensions")
    area_code = models.CharField(max_length=12)
    reason = models.CharField(_("reason"), max_length=300)
    wanted = models.JSONField(default=dict, blank=True)
    scope = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.CharField(max_length=300, blank=True)
    expected = models.PositiveIntegerField(help_text=_("How many were to be reached when it began."))
    suspended = models.PositiveIntegerField(default=0, help_text=_("How many it suspended."))
    released = models.PositiveIntegerField(default=0, help_text=_("How many were released with it."))
    reached = models.BigIntegerField(default=0, help_text=_("The last record that was gone through."))

    objects = JointSuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="joint_suspension_has_a_reason"),
            models.CheckConstraint(
                condition=Q(released__lte=F("suspended")), name="joint_suspension_releases_what_it_suspended"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["lifting", "lifted"]) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="joint_suspension_lifted_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "-id"], name="joint_suspension_campaign")]

    def __str__(self) -> str:
        return self.reason

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")

    @property
    def is_moving(self) -> bool:
        """Whether enterprises are being suspended or released now."""
        return self.state in ("suspending", "lifting")

    @property
    def whom(self) -> list[list[str]]:
        """The filter in the reader's language; empty where it was all."""
        picked: Any = languages.pick(self.scope)
        return picked or []

    def may_move(self, by: Any, permission: str) -> bool:
        scope = by.scope(Permission(permission))
        return bool(scope) and (scope.covers_area(self.area_code) or by.pk == self.asked_by_id)
