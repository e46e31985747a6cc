"""A point's opening on one day, with those who serve."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.testing.access import TONES, AtPointQuerySet, may_at
from fugong.testing.arrows import SHIFT
from fugong.testing.models.point import Point, Specialist
from fugong.workflow.cases import Case


class Shift(Case):
    """A point from an hour to an hour. It can't be opened unless each kind of specialist is there and qualified."""

    workflow = SHIFT
    event_kind = "testing_shift"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="testing_shifts")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="shifts")
    area_code = models.CharField(max_length=12)
    day = models.DateField(_("day"))
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    test = models.CharField(_("test"), max_length=40, help_text=_("Key of the pack's kinds."))
    tubes_made = models.PositiveIntegerField(default=0)

    objects = AtPointQuerySet.as_manager()

    class Meta:
        ordering = ["begins_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "begins_at"], condition=~Q(state="cancelled"), name="testing_shift_once"
            ),
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="testing_shift_hours"),
        ]
        indexes = [
            models.Index(fields=["campaign", "day", "area_code"], name="testing_shift_day"),
            models.Index(fields=["campaign", "day", "begins_at", "id"], name="testing_shift_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.point} · {self.day}"

    @property
    def enterprise_id(self) -> Any:
        return self.point.enterprise_id

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")

    @property
    def test_name(self) -> str:
        return str(self.campaign.pack.testing.test_name(self.test))

    def serves(self, user: Any) -> bool:
        """Whether a person is one of the shift's specialists."""
        return self.posts.filter(specialist__user=user).exists()

    def may_move(self, by: Any, permission: str) -> bool:
        wanted = Permission(permission)
        if may_at(by, wanted, self.point):
            return True
        return wanted == Permission.SAMPLE_TAKE and by.holds(wanted) and self.serves(by)


class ShiftPost(models.Model):
    """One kind's specialist of a shift; empty while nobody was found."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=40)
    specialist = models.ForeignKey(Specialist, on_delete=models.SET_NULL, null=True, related_name="posts")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["shift", "kind"], name="testing_shift_kind_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.specialist or '—'}"
