"""Tries at an examination, and appeals about their marking."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.training.access import MarkedQuerySet, Toned, holds
from fugong.training.arrows import APPEAL, SITTING
from fugong.training.models.course import Course
from fugong.training.models.trainee import Trainee
from fugong.workflow.cases import Case

USER = "accounts.User"


class Sitting(Toned, Case):
    """One try. `paper` lists `{"q": question, "o": [places of its options as shown]}`; `answers` the places as stored in the bank."""

    workflow = SITTING
    event_kind = "sitting"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sittings")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sittings")
    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="sittings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField(help_text=_("Of the order of questions and options."))
    paper = models.JSONField()
    answers = models.JSONField(default=dict, help_text=_("Place of the question → places of the options."))
    struck = models.JSONField(default=list, help_text=_("Places of questions that count as right after an appeal."))
    total = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField(null=True)
    mark = models.PositiveSmallIntegerField(help_text=_("Per cent that pass."))
    began_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    in_time = models.BooleanField(null=True, help_text=_("Handed in by the person, not by the clock."))

    objects = MarkedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["trainee", "number"], name="sitting_number_once"),
            models.UniqueConstraint(fields=["trainee"], condition=Q(state="running"), name="sitting_running_once"),
            models.CheckConstraint(condition=Q(right=None) | Q(right__lte=F("total")), name="sitting_right_of_total"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(right__isnull=False, handed_in_at__isnull=False), name="sitting_marked"
            ),
        ]
        indexes = [
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="sitting_sweep"),
            models.Index(fields=["course", "-id"], name="sitting_course"),
        ]

    def __str__(self) -> str:
        return f"{self.trainee_id} · {self.number}"

    @property
    def answered(self) -> int:
        return sum(bool(each) for each in self.answers.values())

    @property
    def seconds_left(self) -> int:
        if self.due_at is None:
            return 0
        return max(int((self.due_at - clock.now()).total_seconds()), 0)

    @property
    def ends_at(self) -> dt.datetime | None:
        return self.due_at

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Appeal(Toned, Case):
    """Somebody says that a question of a try was marked wrongly, or is itself wrong."""

    workflow = APPEAL
    event_kind = "exam_appeal"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="exam_appeals")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="appeals")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    place = models.PositiveSmallIntegerField(help_text=_("Of the question on the paper, from 0."))
    text = models.CharField(_("why"), max_length=300)
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MarkedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "place"], condition=Q(state="asked"), name="exam_appeal_once"),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(decided_at__isnull=False) & ~Q(answer=""), name="exam_appeal_answered"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "-id"], name="exam_appeal_state"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="exam_appeal_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.place + 1}"

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
