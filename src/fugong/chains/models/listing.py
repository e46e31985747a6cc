"""Listings of key enterprises, their daily reviews, and the next steps that follow from them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.chains.access import InnerQuerySet, KeyQuerySet, Toned, serves
from fugong.chains.arrows import LISTING, REVIEW, SIGN, STEP
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"
STANDING = ("proposed", "confirmed")


class KeyListing(Toned, Case):
    """One enterprise on one list, with its ground: proposed by one person, confirmed by another."""

    workflow = LISTING
    event_kind = "key_listing"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="key_listings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="key_listings")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(_("list"), max_length=40, help_text=_("Key of the pack's list."))
    ground = models.CharField(_("ground"), max_length=40)
    note = models.CharField(_("note"), max_length=500, blank=True)
    why = models.JSONField(default=list, blank=True, help_text=_("The deciding terms of the pack's condition."))
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    until = models.DateField(_("last day"), null=True, blank=True)
    helper = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="helped_listings")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise", "key"], condition=Q(state__in=STANDING), name="key_listing_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(proposed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="key_listing_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="key_listing_confirmed_has_a_time"
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="key_listing_area"),
            models.Index(fields=["campaign", "key", "state"], name="key_listing_list"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="key_listing_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.key}"

    @property
    def list_name(self) -> str:
        return self.campaign.pack.chains.name_of("list", self.key)  # type: ignore[no-any-return]

    @property
    def ground_name(self) -> str:
        return self.campaign.pack.chains.ground_name(self.key, self.ground)  # type: ignore[no-any-return]

    def may_move(self, by: Any, permission: str) -> bool:
        """Who proposed it doesn't decide about it."""
        if permission == SIGN and self.state == "proposed" and by.pk == self.proposed_by_id:
            return False
        return serves(by, permission, self)


class DailyReview(Toned, Case):
    """One key enterprise on one day: what stands, what was decided."""

    workflow = REVIEW
    event_kind = "daily_review"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="daily_reviews")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="daily_reviews")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    reviewer = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="daily_reviews")
    stands = models.CharField(_("what stands"), max_length=1000, blank=True)
    decided = models.CharField(_("what was decided"), max_length=1000, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, help_text="%")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = InnerQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "enterprise", "day"], name="daily_review_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(reviewed_at__isnull=False) & ~Q(stands="")), name="daily_review_says"
            ),
        ]
        indexes = [
            models.Index("campaign", "day", OpClass("area_code", "text_pattern_ops"), name="daily_review_area"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="daily_review_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.day}"

    def may_move(self, by: Any, permission: str) -> bool:
        return serves(by, permission, self)


class ReviewStep(Toned, Case):
    """What somebody does next for a key enterprise, by when."""

    workflow = STEP
    event_kind = "review_step"

    review = models.ForeignKey(DailyReview, on_delete=models.CASCADE, related_name="steps")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="review_steps")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="review_steps")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("next step"), max_length=300)
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="review_steps")
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InnerQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="review_step_says")]
        indexes = [
            models.Index(fields=["owner", "state", "due_at"], name="review_step_owner"),
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), name="review_step_area"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="review_step_sweep"),
        ]

    def __str__(self) -> str:
        return self.what

    def may_move(self, by: Any, permission: str) -> bool:
        return by.pk == self.owner_id or serves(by, permission, self)
