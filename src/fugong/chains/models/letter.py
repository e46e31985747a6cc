"""Letters to other authorities: drafted from a template, signed by somebody else, sent, answered."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.chains.access import InnerQuerySet, Toned, serves
from fugong.chains.arrows import LETTER, SIGN
from fugong.chains.models.supply import Interruption, Partner
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"


class Letter(Toned, Case):
    """Asks another authority for something that one of our enterprises needs. Its text is frozen when it is signed."""

    workflow = LETTER
    event_kind = "letter"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="letters")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="letters")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="letters")
    interruption = models.ForeignKey(
        Interruption, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    serial = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    authority = models.CharField(_("addressee"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), max_length=4000)
    request = models.TextField(_("what is asked"), max_length=2000)
    closing = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(_("issuer"), max_length=120)
    language = models.CharField(max_length=10, default="zh")
    answer_by = models.DateField(_("answer by"))
    digest = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_how = models.CharField(_("how it was sent"), max_length=200, blank=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InnerQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "serial"], name="letter_serial_once"),
            models.CheckConstraint(
                condition=Q(signed_by=None) | Q(drafted_by=None) | ~Q(signed_by=F("drafted_by")), name="letter_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "sent", "answered"]) | (Q(serial__isnull=False) & ~Q(digest="")),
                name="letter_signed_is_frozen",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="letter_area"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="letter_sweep"),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    def may_move(self, by: Any, permission: str) -> bool:
        """Whoever drafted it doesn't sign it."""
        if permission == SIGN and by.pk == self.drafted_by_id:
            return False
        return serves(by, permission, self)
