"""Surveys, what enterprises answer, and how many people want to be fetched where."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import clock, regions
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.transport.access import SharedQuerySet, Toned, holds
from fugong.transport.arrows import NEED
from fugong.workflow.cases import Case


class Survey(models.Model):
    """One question to many enterprises: who needs coaches? Its ladder reminds, then tells the desk that it is over."""

    event_kind = "coach_survey"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="coach_surveys")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=80)
    whom = models.TextField(blank=True, help_text=_("The condition by which enterprises were chosen."))
    asked = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(_("to be answered until"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    next_rung_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["campaign", "-id"], name="coach_survey_of"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="coach_survey_sweep"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def area_code(self) -> str:
        return self.campaign.jurisdiction.code

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Asked(models.Model):
    """One enterprise of a survey and its answer. Thousands at once: no case, no events of its own."""

    event_kind = "coach_asked"

    ANSWERS = {"": _("No answer yet"), "none": _("No need"), "wanted": _("Needs seats")}

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="rows")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="coach_answers")
    area_code = models.CharField(max_length=12)
    answer = models.CharField(_("answer"), max_length=8, blank=True)
    said = models.JSONField(default=dict, blank=True, help_text=_("Key of a question → yes or no."))
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "enterprise"], name="asked_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answer__in=["none", "wanted"], answered_at__isnull=False),
                name="asked_answer_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["survey", "answer", "id"], name="asked_by_answer"),
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("id"), name="asked_area"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def answer_name(self) -> str:
        return str(self.ANSWERS[self.answer])

    @property
    def tone(self) -> str:
        return {"": "warning", "none": "secondary"}.get(self.answer, "success")


class Need(Toned, Case):
    """So many people of an enterprise who want to be fetched at one spot on one day."""

    workflow = NEED
    event_kind = "coach_need"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="coach_needs")
    survey = models.ForeignKey(Survey, on_delete=models.SET_NULL, null=True, blank=True, related_name="needs")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="coach_needs")
    area_code = models.CharField(max_length=12)
    people = models.PositiveIntegerField(_("people"))
    planned = models.PositiveIntegerField(default=0, help_text=_("Of them with a seat in a confirmed trip."))
    region = models.CharField(_("region"), max_length=12, help_text=_("Code of where they are."))
    spot = models.CharField(_("where they are fetched"), max_length=120)
    longitude = models.FloatField(_("longitude"))
    latitude = models.FloatField(_("latitude"))
    day = models.DateField(_("day of travel"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    papers = models.JSONField(default=dict, blank=True, help_text=_("Key of a document → whether it was shown."))
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=5_000), name="coach_need_people"),
            models.CheckConstraint(condition=Q(planned__lte=F("people")), name="coach_need_planned"),
            models.CheckConstraint(
                condition=Q(longitude__range=(-180, 180), latitude__range=(-90, 90)), name="coach_need_place"
            ),
            models.UniqueConstraint(
                fields=["campaign", "enterprise", "spot", "day"],
                condition=~Q(state="withdrawn"),
                name="coach_need_once",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="coach_need_area"),
            models.Index(fields=["campaign", "day", "state"], name="coach_need_day"),
        ]

    def __str__(self) -> str:
        return self.spot

    @property
    def open_seats(self) -> int:
        """How many have no seat yet."""
        return max(0, self.people - self.planned)

    @property
    def region_name(self) -> str:
        return regions.name_of(self.region) or self.region

    @property
    def is_outside(self) -> bool:
        """Whether they come from another province than the campaign’s."""
        return self.region[:2] != self.campaign.jurisdiction.code[:2]

    @property
    def is_past(self) -> bool:
        return self.day < clock.today()

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
