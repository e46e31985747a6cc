"""Caterers, and what enterprises order from them. The database counts the portions of a day itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.sealed import SealedText
from fugong.lodging.access import LodgingQuerySet, Toned, holds
from fugong.lodging.arrows import MEAL_ORDER
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

STANDING = ("ordered", "accepted", "delivered")
"""States in which an order counts against the caterer's capacity."""


class Caterer(models.Model):
    """Who cooks for enterprises; its list is open to all of them."""

    event_kind = "caterer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="caterers")
    name = models.CharField(_("name"), max_length=80)
    area_code = models.CharField(max_length=12)
    address = models.CharField(_("address"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=40)
    licence_until = models.DateField(_("licence until"), null=True, blank=True)
    papers = models.JSONField(default=dict, blank=True, help_text=_("Key of a paper → whether it was shown."))
    capacity = models.PositiveIntegerField(_("portions a day"))
    contact_name = models.CharField(_("contact"), max_length=60, blank=True)
    phone = SealedText()
    phone_masked = models.CharField(max_length=30, blank=True)
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="caterer_name_once")]

    def __str__(self) -> str:
        return self.name

    def missing_papers(self) -> list[str]:
        """Names of the papers that the pack asks for and nobody has seen."""
        wanted = self.campaign.pack.lodging.meals.papers
        return [str(each.name) for each in wanted if not self.papers.get(each.key)]

    def serves(self, day: dt.date) -> bool:
        """Whether anybody may order from it for a day."""
        return (
            self.removed_on is None
            and (self.licence_until is None or self.licence_until >= day)
            and not self.missing_papers()
        )


class MealOrder(Toned, Case):
    """One meal of one day for the people of one enterprise."""

    workflow = MEAL_ORDER
    event_kind = "meal_order"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="meal_orders")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="meal_orders")
    area_code = models.CharField(max_length=12)
    caterer = models.ForeignKey(Caterer, on_delete=models.PROTECT, related_name="orders")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=40)
    count = models.PositiveIntegerField(_("portions"))
    diets = models.JSONField(default=dict, blank=True, help_text=_("Key of a diet → how many of the portions."))
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = LodgingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise", "day", "meal"],
                condition=Q(state__in=STANDING),
                name="meal_order_once",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="meal_order_some"),
        ]
        indexes = [
            models.Index(fields=["caterer", "day", "state"], name="meal_order_of_day"),
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("day"), name="meal_order_area"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def meal_name(self) -> str:
        return str(self.campaign.pack.lodging.meal_name(self.meal))

    @property
    def diet_words(self) -> list[str]:
        section = self.campaign.pack.lodging
        return [f"{section.diet_name(key)} {n}" for key, n in self.diets.items() if n]

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
