"""Allocations: who gets what and why; what each enterprise is brought, and who signed for it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.supplies.access import SupplyQuerySet, Toned, holds
from fugong.supplies.arrows import ALLOCATION, DELIVERY
from fugong.supplies.levers import Levers
from fugong.workflow.cases import Case


class Allocation(Toned, Case):
    """Some items shared over some enterprises, as one person proposed and another confirmed it."""

    workflow = ALLOCATION
    event_kind = "supply_allocation"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="supply_allocations")
    area_code = models.CharField(max_length=12)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("Where all of it is for one."),
    )  # fmt: skip
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text=_("Counted up in the campaign."))
    items = ArrayField(models.CharField(max_length=40))
    asked = models.JSONField(default=dict, help_text=_("What was chosen when it was proposed, to share anew."))
    left = models.JSONField(default=dict, help_text=_("Item → pieces of the stock that stay."))
    lacking = models.JSONField(default=dict, help_text=_("Item → pieces that those who were looked at still lack."))
    unmet = models.JSONField(default=list, help_text=_("Least covers that can't be reached: enterprise, item, pieces."))
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    hands = ArrayField(models.BigIntegerField(), default=list, help_text=_("Who proposed or changed it."))
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="supply_allocation_number_once"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="supply_allocation_two_people"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state", "-id"], name="supply_allocation_state")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def tried(self) -> Levers | None:
        """The values that hold for it instead of the pack's; None where the pack's do."""
        return Levers.read(self.asked.get("levers")) or None

    @property
    def item_names(self) -> list[str]:
        return [str(self.campaign.pack.supplies.item_name(key)) for key in self.items]

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Delivery(Toned, Case):
    """What one enterprise is brought of one allocation."""

    workflow = DELIVERY
    event_kind = "supply_delivery"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="supply_deliveries")
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="deliveries")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="supply_deliveries")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, help_text=_("On the delivery note: the allocation's number, and its own."))
    picked_at = models.DateTimeField(null=True, blank=True)
    picked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(_("received by"), max_length=60, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    objects = SupplyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "enterprise"], name="supply_delivery_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "disputed", "received"])
                | (Q(delivered_at__isnull=False) & ~Q(signed_name="")),
                name="supply_delivery_was_signed",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="supply_delivery_area"),
            models.Index(fields=["campaign", "state", "-id"], name="supply_delivery_state"),
            models.Index(
                fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="supply_delivery_sweep"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Share(models.Model):
    """What an enterprise gets of an item, and why: the plan's reason with its figures, put into words by `words.reason`."""

    event_kind = "supply_share"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="supply_shares")
    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="shares")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="shares")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="supply_shares")
    area_code = models.CharField(max_length=12)
    item = models.CharField(max_length=40)
    tier = models.PositiveSmallIntegerField()
    heads = models.PositiveIntegerField()
    target = models.PositiveIntegerField(help_text=_("Pieces for the wanted days."))
    on_hand = models.PositiveIntegerField(help_text=_("Pieces that it had, or that were on their way to it."))
    asked = models.PositiveIntegerField(null=True, help_text=_("Pieces that it asked for."))
    pieces = models.PositiveIntegerField(help_text=_("What it gets."))
    planned = models.PositiveIntegerField(help_text=_("What the plan gave it, before anybody changed it."))
    code = models.CharField(max_length=20, help_text=_("Why: the plan's reason."))
    data = models.JSONField(default=dict)
    why = models.CharField(max_length=200, blank=True, help_text=_("Why somebody changed it."))
    sources = models.JSONField(default=dict, help_text=_("Key of a store → pieces."))
    fen = models.BigIntegerField(default=0, help_text=_("What it is worth, once it is set aside."))
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = SupplyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "enterprise", "item"], name="supply_share_once"),
        ]
        indexes = [models.Index(fields=["campaign", "enterprise", "item"], name="supply_share_enterprise")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.item}: {self.pieces}"

    @property
    def item_name(self) -> str:
        return str(self.campaign.pack.supplies.item_name(self.item))

    @property
    def unit_name(self) -> str:
        return str(self.campaign.pack.supplies.unit_name(self.item))

    @property
    def is_changed(self) -> bool:
        return self.pieces != self.planned


def _proof_path(proof: Proof, name: str) -> str:
    return f"supplies/{proof.uid}"


class Proof(models.Model):
    """The signature and the photos of a delivery."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=10, help_text="signature | photo")
    media = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=_proof_path)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.uid)
