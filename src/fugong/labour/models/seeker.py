"""People who look for work, each file under a key of its own, and their introductions to enterprises."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import crypto
from fugong.core.ids import link_token
from fugong.labour.access import IntroductionQuerySet, SeekerQuerySet, Toned, enters_for, holds
from fugong.labour.arrows import INTRODUCTION, SEEKER
from fugong.labour.models.vacancy import USER, Vacancy
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case
from fugong.workforce import keys
from fugong.workforce.models import DataKey


class Sealed(models.Model):
    """A row whose name and telephone are sealed under its own key; without the key it is noise."""

    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    sealed = models.BinaryField()
    phone_index = models.BinaryField()

    class Meta:
        abstract = True

    @cached_property
    def opened(self) -> dict[str, Any]:
        """Name, telephone and note in clear. Needs `select_related("key")`."""
        return keys.unseal(self.key.opened, bytes(self.sealed))

    @property
    def masked_name(self) -> str:
        name = str(self.opened.get("name", ""))
        return name[:1] + "*" * min(2, max(1, len(name) - 1))

    @property
    def masked_phone(self) -> str:
        return crypto.mask(str(self.opened.get("phone", "")))


class Seeker(Sealed, Toned, Case):
    """Somebody who looks for work and agreed to be introduced. Wages are whole yuan a month."""

    workflow = SEEKER
    event_kind = "seeker"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="seekers")
    area_code = models.CharField(max_length=12)
    token = models.CharField(max_length=32, unique=True, default=link_token, help_text=_("Of the seeker's own page."))
    trades = ArrayField(models.CharField(max_length=40), verbose_name=_("trades"))
    place = models.CharField(_("where the person is"), max_length=120, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    since = models.DateField(_("from when"))
    wage = models.PositiveIntegerField(_("least wage"), default=0, help_text=_("yuan a month"))
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("languages"))
    language = models.CharField(max_length=10, default="zh-hans", help_text=_("In which the person reads."))
    via = models.CharField(max_length=8, help_text="web | phone")
    agreed_at = models.DateTimeField(help_text=_("When the person agreed to what is kept, why and how long."))
    agreed_on = models.DateField()
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SeekerQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="seeker_area"),
            models.Index(fields=["campaign", "phone_index"], name="seeker_phone"),
            models.Index(fields=["campaign", "agreed_on"], name="seeker_agreed"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def trade_names(self) -> list[str]:
        return [self.campaign.pack.labour.trade_name(each) for each in self.trades]

    def may_move(self, by: Any, permission: str) -> bool:
        return bool(by.is_active) and (by.scope(permission).covers_area(self.area_code) or self.entered_by_id == by.pk)


class SeekerEntry(models.Model):
    """That somebody entered by the public page, so that nobody fills it with noise. A keyed digest, gone after a day."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    address_index = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["campaign", "at"], name="seeker_entry_recent")]

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.at:%H:%M}"


class Introduction(Toned, Case):
    """A vacancy and a seeker brought together. When the seeker's file is erased, the row stays as a number."""

    workflow = INTRODUCTION
    event_kind = "introduction"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="introductions")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="introductions")
    seeker = models.ForeignKey(Seeker, on_delete=models.SET_NULL, null=True, blank=True, related_name="introductions")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="introductions")
    area_code = models.CharField(max_length=12)
    fair = models.ForeignKey("Fair", on_delete=models.SET_NULL, null=True, blank=True, related_name="introductions")
    asked_by_seeker = models.BooleanField(default=False, help_text=_("The seeker asked for it on the own page."))
    fits = models.JSONField(default=list, help_text=_("What fitted when it was proposed: kind and values."))
    lacks = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    introduced_at = models.DateTimeField(null=True, blank=True)
    introduced_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "seeker"], condition=Q(seeker__isnull=False), name="introduction_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["introduced", "hired", "declined"]) | Q(introduced_at__isnull=False),
                name="introduction_has_a_time",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="introduction_area"),
            models.Index(fields=["campaign", "state", "-id"], name="introduction_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="introduction_sweep"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_known_to(self) -> bool:
        """Whether the enterprise knows who it is: from the introduction on, as long as the file is kept."""
        return self.introduced_at is not None and self.seeker_id is not None

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)

    def may_reveal(self, by: Any) -> bool:
        """Whether this person may be told the telephone: after the introduction, the enterprise and who serves it."""
        return self.is_known_to and enters_for(by, self.enterprise)
