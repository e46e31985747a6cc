"""What enterprises ask for, and what is offered."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.supplies.access import SupplyQuerySet, Toned, holds
from fugong.supplies.arrows import NEED, OFFER
from fugong.workflow.cases import Case

SOURCES = {
    "purchase": pgettext_lazy("source of supplies", "purchase"),
    "donation": pgettext_lazy("source of supplies", "donation"),
    "upper": pgettext_lazy("source of supplies", "upper level"),
    "society": pgettext_lazy("source of supplies", "society at large"),
}
"""Where supplies come from."""
MOST_PIECES = 100_000_000
MOST_FEN = 10_000_000_00


class Need(Toned, Case):
    """An enterprise asks for pieces of an item."""

    workflow = NEED
    event_kind = "supply_need"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="supply_needs")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="supply_needs")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(_("item"), max_length=40)
    pieces = models.PositiveIntegerField(_("pieces"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    caller = models.CharField(
        _("caller"), max_length=60, blank=True, help_text=_("Who asked by telephone, where an officer entered it.")
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    share = models.ForeignKey(
        "supplies.Share", on_delete=models.SET_NULL, null=True, blank=True, related_name="needs"
    )  # fmt: skip
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SupplyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1), name="supply_need_some"),
            models.UniqueConstraint(
                fields=["campaign", "enterprise", "item"], condition=Q(state="asked"), name="supply_need_open_once"
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="supply_need_area"),
            models.Index(fields=["campaign", "state", "-id"], name="supply_need_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="supply_need_sweep"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def item_name(self) -> str:
        return str(self.campaign.pack.supplies.item_name(self.item))

    @property
    def unit_name(self) -> str:
        return str(self.campaign.pack.supplies.unit_name(self.item))

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Offer(Toned, Case):
    """Somebody offers pieces of an item at a price, or gives them; `fen_each` of a gift is what a piece is worth."""

    workflow = OFFER
    event_kind = "supply_offer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="supply_offers")
    area_code = models.CharField(max_length=12)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("Who offers, where it is on the list."),
    )  # fmt: skip
    kind = models.CharField(_("source"), max_length=12, help_text="purchase | donation | upper | society")
    item = models.CharField(_("item"), max_length=40)
    supplier = models.CharField(_("from whom"), max_length=120)
    pieces = models.PositiveIntegerField(_("pieces"))
    fen_each = models.PositiveBigIntegerField(_("price of a piece, fen"), default=0)
    ready_on = models.DateField(_("can be here on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    received = models.PositiveIntegerField(default=0, help_text=_("Pieces of it that arrived."))
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1), name="supply_offer_some"),
            models.CheckConstraint(condition=Q(received__lte=F("pieces")), name="supply_offer_not_more"),
        ]
        indexes = [models.Index(fields=["campaign", "item", "state"], name="supply_offer_item")]

    def __str__(self) -> str:
        return self.supplier

    @property
    def item_name(self) -> str:
        return str(self.campaign.pack.supplies.item_name(self.item))

    @property
    def unit_name(self) -> str:
        return str(self.campaign.pack.supplies.unit_name(self.item))

    @property
    def kind_name(self) -> str:
        return str(SOURCES.get(self.kind, self.kind))

    @property
    def fen(self) -> int:
        """What all of it costs, or is worth."""
        return self.pieces * self.fen_each

    @property
    def outstanding(self) -> int:
        return self.pieces - self.received

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
