"""Courses, and the sessions in which they are held."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import dates, languages
from fugong.core.ids import link_token
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.training.access import OfCampaignQuerySet, Toned, holds
from fugong.training.arrows import COURSE, SESSION
from fugong.workflow.cases import Case

USER = "accounts.User"
MODES = {"online": _("Online"), "on_site": _("On site"), "both": _("Online and on site")}


def secret() -> str:
    """What a session's changing code is made of."""
    return secrets.token_hex(16)


class Course(Toned, Case):
    """A course of the pack, or one that the desk entered. `exam` keeps the rule as it was when the course was opened."""

    workflow = COURSE
    event_kind = "course"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="courses")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    key = models.CharField(
        max_length=40, blank=True, help_text=_("Key of the pack's course; empty: entered by the desk.")
    )
    names = models.JSONField(_("title"), default=dict, help_text=_("Language → text."))
    abouts = models.JSONField(_("about"), default=dict)
    gives = models.CharField(_("qualification"), max_length=40, blank=True)
    trainer = models.CharField(
        _("trained by"), max_length=80, blank=True, help_text=_("Key of the pack's trainer, or words.")
    )
    mode = models.CharField(_("how"), max_length=10, default="on_site", choices=MODES)
    address = models.CharField(_("address online"), max_length=300, blank=True)
    recorded = models.PositiveSmallIntegerField(_("minutes of the recording"), default=0)
    minutes = models.PositiveSmallIntegerField(_("minutes to attend"), default=0)
    exam = models.JSONField(null=True, blank=True, help_text=_("draw, pass_mark, minutes, tries, wait; null: none."))
    token = models.CharField(max_length=32, unique=True, default=link_token, help_text=_("Of the link to sign up."))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfCampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"], condition=Q(state="open") & ~Q(key=""), name="course_open_once"
            ),
            models.CheckConstraint(condition=Q(recorded=0) | ~Q(address=""), name="course_recording_has_an_address"),
        ]
        indexes = [models.Index(fields=["campaign", "state", "-id"], name="course_state")]

    def __str__(self) -> str:
        return languages.pick(self.names)

    enterprise = None

    @property
    def about(self) -> str:
        return languages.pick(self.abouts)

    @property
    def trainer_name(self) -> str:
        return str(self.campaign.pack.training.name_of("trainer", self.trainer)) if self.trainer else ""

    @property
    def gives_name(self) -> str:
        return str(self.campaign.pack.training.name_of("qualification", self.gives)) if self.gives else ""

    @property
    def mode_name(self) -> str:
        return str(MODES[self.mode])

    @property
    def exam_total(self) -> int:
        return sum(each["number"] for each in self.exam["draw"]) if self.exam else 0

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)


class Session(Toned, Case):
    """One date of a course. `taken` counts seats, and a check keeps it from passing `capacity`."""

    workflow = SESSION
    event_kind = "course_session"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="course_sessions")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sessions")
    area_code = models.CharField(max_length=12)
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    address = models.CharField(_("address online"), max_length=300, blank=True)
    capacity = models.PositiveIntegerField(_("seats"))
    taken = models.PositiveIntegerField(default=0)
    lecturer = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="taught_sessions")
    lecturer_name = models.CharField(_("lecturer"), max_length=40, blank=True)
    secret = models.CharField(max_length=32, default=secret)
    token = models.CharField(max_length=32, unique=True, default=link_token, help_text=_("Of the page to sign in."))
    held_at = models.DateTimeField(null=True, blank=True)

    objects = OfCampaignQuerySet.as_manager()

    class Meta:
        ordering = ["begins_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="course_session_hours"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="course_session_not_over"),
        ]
        indexes = [
            models.Index(fields=["campaign", "begins_at"], name="course_session_day"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="course_session_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.course} · {dates.shown_short(self.begins_at)}"

    enterprise = None

    @property
    def lecturer_shown(self) -> str:
        return str(self.lecturer.name) if self.lecturer is not None else self.lecturer_name

    @property
    def room(self) -> int:
        """Free seats."""
        return self.capacity - self.taken

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.begins_at).total_seconds() // 60)

    @property
    def is_online(self) -> bool:
        return bool(self.address)

    def may_move(self, by: Any, permission: str) -> bool:
        """Whoever teaches over the area; an expert, only the own sessions."""
        if by.pk == self.lecturer_id and by.holds(permission):
            return True
        return holds(by, permission, self)
