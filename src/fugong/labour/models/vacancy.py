"""Vacancies: whom an enterprise looks for, how many, for what wage, from when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.labour.access import LabourQuerySet, Toned, holds
from fugong.labour.arrows import VACANCY
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"


class Vacancy(Toned, Case):
    """One kind of work at one enterprise. Wages are whole yuan a month; what the enterprise wrote stays in its language."""

    workflow = VACANCY
    event_kind = "vacancy"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="vacancies")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="vacancies")
    area_code = models.CharField(max_length=12)
    trade = models.CharField(_("trade"), max_length=40, help_text=_("Key of the pack's trade."))
    title = models.CharField(_("post"), max_length=60)
    wanted = models.PositiveIntegerField(_("number wanted"))
    hired = models.PositiveIntegerField(_("hired"), default=0)
    wage_from = models.PositiveIntegerField(_("wage from"), help_text=_("yuan a month"))
    wage_to = models.PositiveIntegerField(_("wage to"), help_text=_("yuan a month"))
    place = models.CharField(_("place of work"), max_length=120)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    since = models.DateField(_("from when"))
    has_lodging = models.BooleanField(_("lodging"), default=False)
    has_board = models.BooleanField(_("board"), default=False)
    languages = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name=_("languages needed")
    )
    text = models.CharField(_("text"), max_length=2_000, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = LabourQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(wage_to__gte=F("wage_from")), name="vacancy_wage"),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="vacancy_wanted"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, until__isnull=False),
                name="vacancy_published_until",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="vacancy_area"),
            models.Index(fields=["campaign", "state", "-id"], name="vacancy_state"),
            models.Index(fields=["campaign", "trade", "-id"], condition=Q(state="published"), name="vacancy_open"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="vacancy_sweep"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def trade_name(self) -> str:
        return self.campaign.pack.labour.trade_name(self.trade)  # type: ignore[no-any-return]

    @property
    def missing(self) -> int:
        """How many are still looked for."""
        return max(0, self.wanted - self.hired)

    @property
    def wage(self) -> str:
        """`4,500–6,000`: yuan a month."""
        if self.wage_from == self.wage_to:
            return f"{self.wage_from:,}"
        return f"{self.wage_from:,}–{self.wage_to:,}"

    @property
    def language_names(self) -> list[str]:
        known = dict(settings.LANGUAGES)
        return [str(known.get(each, each)) for each in self.languages]

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
