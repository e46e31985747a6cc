"""Who is trained: one person in one course, and the sessions at which they were."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.ids import link_token
from fugong.core.sealed import SealedText
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.training.access import Toned, TrainedQuerySet, holds
from fugong.training.arrows import TRAINEE
from fugong.training.models.course import Course, Session
from fugong.workflow.cases import Case
from fugong.workforce.models import Person

USER = "accounts.User"
VIA = {
    "desk": _("by the desk"),
    "sheet": _("by a list"),
    "enterprise": _("by the enterprise"),
    "link": _("by the link"),
}


class Named(models.Model):
    """A name that stands sealed, and by which it is found again."""

    name = SealedText()
    name_index = models.BinaryField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.masked_name

    @property
    def full_name(self) -> str:
        return str(self.name or "—")

    @property
    def masked_name(self) -> str:
        """王小明 as 王**."""
        said = str(self.name or "")
        return said[:1] + "*" * min(max(len(said) - 1, 1), 3) if said else "—"


class Trainee(Toned, Named, Case):
    """A person in a course. Known by an account, by a file, or by name and telephone alone."""

    workflow = TRAINEE
    event_kind = "trainee"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="trainees")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="trainees")
    area_code = models.CharField(max_length=12)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="trainees"
    )
    user = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="trainings")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="trainings")
    phone = SealedText()
    phone_index = models.BinaryField(null=True)
    language = models.CharField(max_length=10, default="zh-hans")
    token = models.CharField(max_length=32, unique=True, default=link_token, help_text=_("Of the person's own page."))
    via = models.CharField(max_length=10, choices=VIA)
    signed_up_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(default=0, help_text=_("Attended."))
    more_tries = models.PositiveSmallIntegerField(default=0, help_text=_("Given by the desk beyond the rule."))
    watching_since = models.DateTimeField(null=True, blank=True)
    watched = models.PositiveSmallIntegerField(default=0, help_text=_("Minutes of the recording."))

    objects = TrainedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "user"], condition=~Q(state="withdrawn") & Q(user__isnull=False), name="trainee_user_once"
            ),
            models.UniqueConstraint(
                fields=["course", "person"], condition=~Q(state="withdrawn") & Q(person__isnull=False),
                name="trainee_person_once",
            ),
            models.UniqueConstraint(
                fields=["course", "name_index", "phone_index"],
                condition=~Q(state="withdrawn") & Q(phone_index__isnull=False), name="trainee_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["campaign", "state", "-id"], name="trainee_state"),
            models.Index(fields=["course", "state", "-id"], name="trainee_course"),
            models.Index(
                "campaign",
                OpClass("area_code", "text_pattern_ops"),
                "course",
                "state",
                "due_at",
                "enterprise",
                name="trainee_area",
            ),
            models.Index(fields=["enterprise", "-id"], name="trainee_enterprise"),
        ]

    @property
    def via_name(self) -> str:
        return str(VIA[self.via])

    @property
    def minutes_left(self) -> int:
        return max(self.course.minutes - self.minutes, 0)

    def may_move(self, by: Any, permission: str) -> bool:
        """Taking somebody off is also for whoever speaks for the enterprise."""
        if permission == Permission.TRAINING_VIEW:
            own = self.enterprise_id in by.scope(Permission.TRAINING_VIEW).enterprises
            return own or holds(by, Permission.TRAINING_MANAGE, self)
        return holds(by, permission, self)


class Presence(models.Model):
    """A seat at a session, and whether somebody sat on it."""

    event_kind = "course_presence"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="presences")
    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="presences")
    booked_at = models.DateTimeField()
    signed_in_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, blank=True, help_text="code | keypad | sheet")
    minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["session", "trainee"], name="course_presence_once")]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.trainee_id}"
