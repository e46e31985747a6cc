"""A double-random draw (双随机): enterprises and inspectors, from lists and a seed that were fixed before."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.ids import uuid7
from fugong.inspections.access import InspectionQuerySet
from fugong.inspections.arrows import DRAW
from fugong.places.access import PlaceQuerySet
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case


class DrawQuerySet(PlaceQuerySet):
    path = "campaign__jurisdiction__prefix"


class Draw(Case):
    """One draw. `lists` holds who could be drawn, as it was frozen; `fingerprint` is SHA-256 over the seed, published before."""

    workflow = DRAW
    event_kind = "draw"

    uid = models.UUIDField(default=uuid7, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="draws")
    area_code = models.CharField(max_length=12)
    number = models.PositiveIntegerField(help_text=_("Counted in the campaign; none is ever taken away."))
    day = models.DateField(_("day of the visits"))
    rule = models.JSONField(help_text=_("How many, how many inspectors each, strata and weights of the pack."))
    lists = models.JSONField(help_text=_("Enterprises and inspectors who can be drawn, in order, with their weights."))
    lists_digest = models.CharField(max_length=64)
    fingerprint = models.CharField(_("fingerprint of the seed"), max_length=64)
    seed = models.CharField(max_length=64, help_text=_("Hexadecimal; shown once published."))
    witness = models.CharField(
        _("witness’s words"), max_length=80, blank=True, help_text=_("Joined to the seed at the draw.")
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="draw_number_once")]

    def __str__(self) -> str:
        return f"№ {self.number} · {self.day}"

    def may_move(self, by: Any, permission: str) -> bool:
        return bool(by.scope(Permission(permission)).covers_area(self.area_code))


class DrawnEnterprise(models.Model):
    """An enterprise that was drawn, and who was drawn to go there."""

    event_kind = "drawn_enterprise"

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="drawn")
    order = models.PositiveSmallIntegerField()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    area_code = models.CharField(max_length=12)
    inspectors = models.ManyToManyField("accounts.User", related_name="+")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["draw", "enterprise"], name="drawn_once")]

    def __str__(self) -> str:
        return f"{self.order}. {self.enterprise}"
