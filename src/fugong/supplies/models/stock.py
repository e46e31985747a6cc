"""Double entry: every piece and every fen that leaves one place arrives at another. The database adds up by itself.

A movement's lines sum to zero for each batch, in pieces and in fen (trigger `supply_line_sums`); they are never changed. What lies
where (`Balance`) is kept by the trigger `supply_lines_count`, and can't fall below zero where goods really lie.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.supplies.access import MovementQuerySet
from fugong.supplies.models.asking import SOURCES, Offer

STORE, ASIDE, WAY, FIRM, SOURCE, DIFFERENCE, WASTE = "store", "aside", "way", "firm", "source", "difference", "waste"
KINDS = {
    STORE: _("store"),
    ASIDE: _("set aside"),
    WAY: _("on the way"),
    FIRM: _("enterprise"),
    SOURCE: _("where it came from"),
    DIFFERENCE: _("differences of counts"),
    WASTE: _("thrown away"),
}
REAL = (STORE, ASIDE, WAY, FIRM)
"""Where goods really lie: there is never less than nothing there."""
MOVES = {
    "arrive": _("arrived"),
    "transfer": _("moved to another store"),
    "set_aside": _("set aside"),
    "pick": _("picked"),
    "bring_back": _("brought back"),
    "deliver": _("delivered"),
    "return": _("went back to the store"),
    "count": _("counted"),
    "throw": _("thrown away"),
}
"""Kinds of movement."""


class Place(models.Model):
    """Where goods are, or an account that they came from or went to."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="supply_places")
    kind = models.CharField(max_length=12, help_text="store | aside | way | firm | source | difference | waste")
    key = models.CharField(max_length=40, blank=True, help_text=_("Key of the pack's store, or of the kind of source."))
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="supply_places"
    )  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "key", "enterprise"], name="supply_place_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kind=FIRM, enterprise__isnull=False) | (~Q(kind=FIRM) & Q(enterprise=None)),
                name="supply_place_whose",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        if self.enterprise_id is not None:
            return str(self.enterprise)
        if self.kind == SOURCE:
            return str(SOURCES.get(self.key, self.key))
        if self.kind == STORE:
            return str(self.campaign.pack.supplies.store_name(self.key))
        if self.kind in (ASIDE, WAY):
            return f"{self.campaign.pack.supplies.store_name(self.key)} · {KINDS[self.kind]}"
        return str(KINDS[self.kind])


class Batch(models.Model):
    """Pieces of one item that came together: what each cost, and their last day."""

    event_kind = "supply_batch"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="supply_batches")
    area_code = models.CharField(max_length=12)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("Who gave or sold it, where it is on the list."),
    )  # fmt: skip
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="batches")
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, help_text="purchase | donation | upper | society")
    lot = models.CharField(_("lot"), max_length=40, blank=True)
    pieces = models.PositiveIntegerField(_("pieces"))
    fen = models.BigIntegerField(help_text=_("What all of it is worth."))
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    store = models.CharField(max_length=40)
    arrived_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1, fen__gte=0), name="supply_batch_some"),
        ]
        indexes = [models.Index(fields=["campaign", "item", "-id"], name="supply_batch_item")]

    def __str__(self) -> str:
        return self.lot or f"#{self.pk}"

    @property
    def item_name(self) -> str:
        return str(self.campaign.pack.supplies.item_name(self.item))

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < clock.today()


class Movement(models.Model):
    """What moved at one moment, and why."""

    event_kind = "supply_movement"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="supply_movements")
    area_code = models.CharField(max_length=12)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="supply_movements"
    )  # fmt: skip
    delivery = models.ForeignKey(
        "supplies.Delivery", on_delete=models.PROTECT, null=True, blank=True, related_name="movements"
    )  # fmt: skip
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["campaign", "-id"], name="supply_movement_list"),
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("id"), name="supply_movement_area"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def kind_name(self) -> str:
        return str(MOVES.get(self.kind, self.kind))


class Line(models.Model):
    """What one place lost or got of one batch in a movement. Written once."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="lines")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="lines")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    pieces = models.IntegerField()
    fen = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(pieces=0), name="supply_line_some")]
        indexes = [models.Index(fields=["batch", "place"], name="supply_line_batch")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.pieces:+d}"


class Balance(models.Model):
    """What lies at a place of a batch: the sum of its lines. Only the database writes here."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="balances")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="balances")
    item = models.CharField(max_length=40)
    pieces = models.IntegerField()
    fen = models.BigIntegerField()
    real = models.BooleanField(help_text=_("Goods really lie there."))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "batch"], name="supply_balance_once"),
            models.CheckConstraint(
                condition=Q(real=False) | Q(pieces__gt=0, fen__gte=0) | Q(pieces=0, fen=0),
                name="supply_never_below_zero",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "item"], condition=Q(pieces__gt=0), name="supply_balance_item")]

    def __str__(self) -> str:
        return f"{self.place_id} · {self.batch_id}: {self.pieces}"

    @property
    def item_name(self) -> str:
        return str(self.campaign.pack.supplies.item_name(self.item))


def worth(pieces: int, of: int, fen: int) -> int:
    """What `pieces` out of `of` pieces that are worth `fen` take along; the last ones take what is left. Nothing is lost."""
    return fen if pieces == of else fen * pieces // of
