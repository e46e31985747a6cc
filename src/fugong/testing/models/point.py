"""Where samples are taken, who goes there, and who serves there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.places.models import Campaign, Grid
from fugong.registry.models import Enterprise
from fugong.testing.access import BelongingQuerySet, PointQuerySet, SpecialistQuerySet
from fugong.training import certified
from fugong.training.models import Certificate


class Point(models.Model):
    """A sampling point (采样点): an enterprise's own (一企一点), or a shared one."""

    event_kind = "testing_point"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="testing_points")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="testing_points"
    )
    area_code = models.CharField(max_length=12)
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    begins = models.TimeField(_("opens at"))
    ends = models.TimeField(_("closes at"))
    capacity = models.PositiveIntegerField(_("people an hour"))
    since = models.DateField(_("in use from"))
    until = models.DateField(_("in use until"), null=True, blank=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise"],
                condition=Q(until=None, enterprise__isnull=False),
                name="testing_point_own_once",
            ),
            models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="testing_point_hours"),
        ]
        indexes = [models.Index(fields=["campaign", "area_code"], name="testing_point_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        return self.enterprise_id is not None

    @property
    def a_day(self) -> int:
        """How many people can be sampled on a day."""
        hours = (self.ends.hour * 60 + self.ends.minute - self.begins.hour * 60 - self.begins.minute) / 60
        return int(hours * self.capacity)


class Belonging(models.Model):
    """Which point an enterprise's people go to, from a day to a day."""

    event_kind = "testing_belonging"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="testing_belongings")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="testing_belongings")
    area_code = models.CharField(max_length=12)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="belongings")
    people = models.PositiveIntegerField(help_text=_("How many are expected, as of the plan."))
    why = models.CharField(max_length=10, help_text="own | nearest | grid | hand")
    metres = models.PositiveIntegerField(null=True)
    shuttle = models.BooleanField(_("by shuttle"), default=False)
    stop = models.CharField(_("stop"), max_length=120, blank=True)
    departures = ArrayField(models.TimeField(), default=list, blank=True, verbose_name=_("departures"))
    since = models.DateField()
    until = models.DateField(null=True)

    objects = BelongingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise"], condition=Q(until=None), name="testing_belonging_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.point}"

    @property
    def stop_name(self) -> str:
        """Where the shuttle stops: as the desk said, else as the pack, else at the enterprise's gate."""
        usual = self.campaign.pack.testing.points.shuttle.stop
        return self.stop or (str(usual) if usual else str(_("at the enterprise’s gate")))

    @property
    def leaves_at(self) -> list[dt.time]:
        """When the shuttle leaves: as the desk said, else as the pack; empty where nobody has said."""
        usual = self.campaign.pack.testing.points.shuttle.departures
        return sorted(self.departures) or [dt.time.fromisoformat(each) for each in sorted(usual)]


class Absence(models.Model):
    """Days on which somebody serves nowhere: ill, away, on other duty."""

    event_kind = "testing_absence"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="testing_absences")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="testing_absences")
    area_code = models.CharField(max_length=12)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="testing_absence_days"),
            models.UniqueConstraint(fields=["campaign", "user", "first_day"], name="testing_absence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"


class Specialist(models.Model):
    """A trained person (专员) of one kind of the pack's, until a day."""

    event_kind = "testing_specialist"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="testing_specialists")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="testing_qualifications")
    kind = models.CharField(_("kind"), max_length=40)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="testing_specialists"
    )
    point = models.ForeignKey(Point, on_delete=models.SET_NULL, null=True, blank=True, related_name="specialists")
    area_code = models.CharField(max_length=12)
    trained_on = models.DateField(_("trained on"))
    trained_by = models.CharField(_("trained by"), max_length=80, blank=True)
    passed = models.BooleanField(_("passed"), default=False)
    valid_until = models.DateField(_("valid until"))
    ended_on = models.DateField(null=True)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.SET_NULL, null=True, blank=True, related_name="specialists",
        help_text=_("What proves it, where a course of the pack gives this qualification."),
    )  # fmt: skip

    objects = SpecialistQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user", "kind"], condition=Q(ended_on=None), name="testing_specialist_once"
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("trained_on")), name="testing_specialist_span"),
        ]
        indexes = [models.Index(fields=["campaign", "kind", "area_code"], name="testing_specialist_kind")]

    def __str__(self) -> str:
        return str(self.user)

    def is_valid_on(self, day: dt.date) -> bool:
        if self.certificate_id is not None and (self.certificate is None or not self.certificate.holds_on(day)):
            return False
        return self.passed and self.ended_on is None and self.trained_on <= day <= self.valid_until

    @property
    def lacks_certificate(self) -> bool:
        """Whether only a certificate would prove it, and there is none."""
        return self.certificate_id is None and certified.needed(self.campaign, self.kind)

    @property
    def is_valid(self) -> bool:
        return self.is_valid_on(clock.today())

    @property
    def kind_name(self) -> str:
        return str(self.campaign.pack.testing.training_name(self.kind))

    @property
    def days_left(self) -> int:
        return (self.valid_until - clock.today()).days

    def place(self) -> Any:
        """What the person serves at: a point, an enterprise, or None for wherever needed."""
        return self.point or self.enterprise
