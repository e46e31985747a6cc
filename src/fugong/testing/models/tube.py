"""Tubes, and the single retests that follow from them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.testing.access import TONES, RetestQuerySet, TubeQuerySet, may_at
from fugong.testing.arrows import RETEST, TUBE
from fugong.testing.models.point import Point
from fugong.testing.models.shift import Shift
from fugong.workflow.cases import Case
from fugong.workforce.models import Person


class Tube(Case):
    """A tube (采样管) for one person or several. Its result is everybody's in it."""

    workflow = TUBE
    event_kind = "testing_tube"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="testing_tubes")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="tubes")
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="tubes")
    area_code = models.CharField(max_length=12)
    day = models.DateField()
    code = models.CharField(_("tube code"), max_length=40)
    test = models.CharField(max_length=40)
    size = models.PositiveSmallIntegerField(_("for how many people"))
    filled = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    sealed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    result_at = models.DateTimeField(null=True)

    objects = TubeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="testing_tube_once"),
            models.CheckConstraint(condition=Q(filled__lte=F("size")), name="testing_tube_not_over"),
        ]
        indexes = [
            models.Index(fields=["campaign", "day", "state", "-id"], name="testing_tube_state"),
            models.Index(fields=["shift", "-id"], name="testing_tube_shift"),
            models.Index(fields=["campaign", "due_at", "id"], name="testing_tube_awaited", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def enterprise_id(self) -> Any:
        return self.point.enterprise_id

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")

    @property
    def room(self) -> int:
        """How many people it still takes."""
        return self.size - self.filled

    @property
    def test_name(self) -> str:
        return str(self.campaign.pack.testing.test_name(self.test))

    def may_move(self, by: Any, permission: str) -> bool:
        wanted = Permission(permission)
        if may_at(by, wanted, self.point):
            return True
        return wanted == Permission.SAMPLE_TAKE and by.holds(wanted) and self.shift.serves(by)


class Retest(Case):
    """One person of a positive or invalid tube, to be sampled singly (复核采样)."""

    workflow = RETEST
    event_kind = "testing_retest"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="testing_retests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="testing_retests")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="testing_retests"
    )
    area_code = models.CharField(max_length=12)
    tube = models.ForeignKey(
        Tube, on_delete=models.CASCADE, related_name="retests", help_text=_("Whose result opened it.")
    )
    sampled_in = models.ForeignKey(Tube, on_delete=models.SET_NULL, null=True, related_name="+")
    apart = models.BooleanField(default=False, help_text=_("The tube was positive: kept apart until it is known."))
    was_contact = models.BooleanField(default=False, help_text=_("A contact for another reason already."))

    objects = RetestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["open", "sampled"]), name="testing_retest_once"
            )
        ]
        indexes = [models.Index(fields=["campaign", "state", "-id"], name="testing_retest_state")]

    def __str__(self) -> str:
        return f"{self.tube.code} · {self.person_id}"

    @property
    def tone(self) -> str:
        return "danger" if self.state == "open" else TONES.get(self.state, "secondary")

    def may_move(self, by: Any, permission: str) -> bool:
        wanted = Permission(permission)
        if self.enterprise is not None:
            return may(by, wanted, self.enterprise)
        return bool(by.scope(wanted).covers_area(self.area_code))
