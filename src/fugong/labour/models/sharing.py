"""Shared staff (共享员工): people to spare, and what two enterprises agree about them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.labour.access import OFFER, LabourQuerySet, LendingQuerySet, Toned, enters_for, holds, speaks_for
from fugong.labour.arrows import LENDING, SPARE
from fugong.labour.models.vacancy import USER
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case


class Spare(Toned, Case):
    """So many people of a trade whom an enterprise can spare for some days. `lent` of them are promised or away."""

    workflow = SPARE
    event_kind = "spare"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="spares")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="spares")
    area_code = models.CharField(max_length=12)
    trade = models.CharField(_("trade"), max_length=40)
    people = models.PositiveIntegerField(_("people"))
    lent = models.PositiveIntegerField(_("lent"), default=0)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LabourQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="spare_people"),
            models.CheckConstraint(condition=Q(lent__lte=F("people")), name="spare_not_more_than_there_are"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="spare_days"),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="spare_area"),
            models.Index(fields=["campaign", "state", "trade"], name="spare_trade"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="spare_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.trade_name} × {self.people}"

    @property
    def trade_name(self) -> str:
        return self.campaign.pack.labour.trade_name(self.trade)  # type: ignore[no-any-return]

    @property
    def free(self) -> int:
        return max(0, self.people - self.lent)

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Lending(Toned, Case):
    """One enterprise (`enterprise`) lends another (`borrower`) people. The text is frozen when it is proposed; both sign it."""

    workflow = LENDING
    event_kind = "lending"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="lendings")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    spare = models.ForeignKey(Spare, on_delete=models.PROTECT, related_name="lendings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="lendings")
    area_code = models.CharField(max_length=12)
    borrower = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="borrowings")
    people = models.PositiveIntegerField(_("people"))
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    text = models.TextField(help_text=_("As it stood when it was proposed."))
    digest = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    lender_signed_at = models.DateTimeField(null=True, blank=True)
    lender_signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lender_name = models.CharField(max_length=60, blank=True)
    borrower_signed_at = models.DateTimeField(null=True, blank=True)
    borrower_signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    borrower_name = models.CharField(max_length=60, blank=True)
    returned_on = models.DateField(null=True, blank=True)

    objects = LendingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(enterprise=F("borrower")), name="lending_two_enterprises"),
            models.CheckConstraint(condition=Q(people__gte=1), name="lending_people"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="lending_days"),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "ended", "returned_early"])
                | Q(lender_signed_at__isnull=False, borrower_signed_at__isnull=False)
                & ~Q(lender_signed_by=F("borrower_signed_by")),
                name="lending_signed_by_both",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="lending_area"),
            models.Index(fields=["borrower", "state"], name="lending_borrower"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="lending_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.borrower}"

    @property
    def trade_name(self) -> str:
        return self.campaign.pack.labour.trade_name(self.spare.trade)  # type: ignore[no-any-return]

    def side_of(self, by: Any) -> str:
        """`lender` or `borrower` where the person speaks for one of them and that one hasn't signed; else ""."""
        if self.lender_signed_at is None and speaks_for(by, self.enterprise_id):
            return "lender"
        if self.borrower_signed_at is None and speaks_for(by, self.borrower_id):
            return "borrower"
        return ""

    def may_move(self, by: Any, permission: str) -> bool:
        if permission == OFFER:
            return enters_for(by, self.enterprise) or enters_for(by, self.borrower)
        return holds(by, permission, self)
