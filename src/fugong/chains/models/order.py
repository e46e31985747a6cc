"""The order of resuming: what was asked, what came out, and each enterprise's place in it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.chains.access import KeyQuerySet, Toned, serves
from fugong.chains.arrows import ORDER
from fugong.places.access import PlaceQuerySet
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"


class OrderQuerySet(PlaceQuerySet):
    """Orders are of the whole campaign, for the authority's people; of its entries everyone sees their own enterprises'."""

    path = "campaign__jurisdiction__prefix"

    def visible_to(self, user: Any, permission: Permission = Permission.KEY_VIEW) -> Any:
        return super().visible_to(user, permission) if user.is_staff_member else self.none()


class ResumingOrder(Toned, Case):
    """One run of the optimiser over a campaign. Output is whole yuan a day; limits are by wave."""

    workflow = ORDER
    event_kind = "resuming_order"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="resuming_orders")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    limits = models.JSONField(default=dict, help_text=_("What was entered: waves, masks, checks, risk."))
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=4)
    phase = models.CharField(max_length=20, blank=True, help_text="gather | plan | keep | done")
    result = models.JSONField(
        default=dict, blank=True, help_text=_("Value, bound, output by wave, the ten that release most.")
    )
    failure = models.CharField(max_length=500, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state="in_force"), name="resuming_order_in_force_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="resuming_order_confirmed_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "-id"], name="resuming_order_campaign")]

    def __str__(self) -> str:
        return str(self.pk)

    enterprise = None

    def may_move(self, by: Any, permission: str) -> bool:
        return serves(by, permission, self)


class OrderEntry(models.Model):
    """One enterprise in an order: its wave (from 1) and place, or why it has none."""

    event_kind = "order_entry"

    order = models.ForeignKey(ResumingOrder, on_delete=models.CASCADE, related_name="entries")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="order_entries")
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, help_text="approve | waits | blocked")
    place = models.PositiveIntegerField(null=True, blank=True)
    wave = models.PositiveSmallIntegerField(null=True, blank=True)
    releases = models.BigIntegerField(default=0, help_text=_("Output that begins with it, yuan a day."))
    behind = models.BigIntegerField(default=0, help_text=_("Output that hangs on it, yuan a day."))
    code = models.CharField(max_length=20, blank=True)
    data = models.JSONField(default=dict, blank=True)
    is_top = models.BooleanField(default=False, help_text=_("One of the few that release the most."))

    objects = KeyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "place", "id"]
        constraints = [models.UniqueConstraint(fields=["order", "enterprise"], name="order_entry_once")]
        indexes = [
            models.Index(fields=["order", "kind", "place"], name="order_entry_place"),
            models.Index("order", OpClass("area_code", "text_pattern_ops"), name="order_entry_area"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.enterprise_id}"
