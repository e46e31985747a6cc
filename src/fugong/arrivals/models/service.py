"""What people arrive with, and who meets them: services, duties, vehicles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.core import clock, dates
from fugong.places.models import Campaign


class Service(models.Model):
    """A flight, train, ship or coach of one day at one gate."""

    event_kind = "arrival_service"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="arrival_services")
    gate = models.CharField(_("gate"), max_length=40, help_text=_("Key of the pack's gates."))
    number = models.CharField(_("service"), max_length=20)
    day = models.DateField(_("day"))
    scheduled_at = models.DateTimeField(_("scheduled"))
    expected_at = models.DateTimeField(_("expected"))
    origin = models.CharField(_("comes from"), max_length=60, blank=True)
    is_abroad = models.BooleanField(
        _("from abroad"), default=False, help_text=_("Whoever comes with it came from abroad.")
    )
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    class Meta:
        ordering = ["expected_at", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "gate", "number", "day"], name="service_once_a_day")]
        indexes = [models.Index(fields=["campaign", "day", "expected_at"], name="service_of_day")]

    def __str__(self) -> str:
        return self.number

    @property
    def area_code(self) -> str:
        return self.campaign.jurisdiction.code

    @property
    def gate_name(self) -> str:
        return self.campaign.pack.arrivals.gate_name(self.gate)

    @property
    def late_minutes(self) -> int:
        """By how much it is late; 0 where it isn't."""
        return max(int((self.expected_at - self.scheduled_at).total_seconds() // 60), 0)

    @property
    def is_in(self) -> bool:
        """Whether it has arrived, as far as anybody knows."""
        return not self.is_cancelled and self.expected_at <= clock.now()


class Vehicle(models.Model):
    """What people are taken home with."""

    event_kind = "vehicle"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="arrival_vehicles")
    plate = models.CharField(_("plate"), max_length=12)
    seats = models.PositiveSmallIntegerField(_("seats"))
    driver = models.CharField(_("driver"), max_length=40, blank=True)

    class Meta:
        ordering = ["plate"]
        constraints = [models.UniqueConstraint(fields=["campaign", "plate"], name="vehicle_once")]

    def __str__(self) -> str:
        return self.plate

    @property
    def area_code(self) -> str:
        return self.campaign.jurisdiction.code


class Duty(models.Model):
    """Who stands at a gate, from when to when, with which vehicles."""

    event_kind = "duty"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="arrival_duties")
    gate = models.CharField(_("gate"), max_length=40)
    day = models.DateField(_("day"))
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    officers = models.ManyToManyField("accounts.User", related_name="arrival_duties", verbose_name=_("officers"))
    vehicles = models.ManyToManyField(Vehicle, related_name="duties", verbose_name=_("vehicles"))

    class Meta:
        ordering = ["day", "gate", "begins", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "gate", "day", "begins"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.gate} {dates.shown(self.day)} {self.begins:%H:%M}–{self.ends:%H:%M}"

    @property
    def area_code(self) -> str:
        return self.campaign.jurisdiction.code

    @property
    def gate_name(self) -> str:
        return self.campaign.pack.arrivals.gate_name(self.gate)

    @property
    def lacking_officers(self) -> int:
        """How many officers are missing from what the pack asks for."""
        return max(self.campaign.pack.arrivals.crew.officers - len(self.officers.all()), 0)

    @property
    def lacking_vehicles(self) -> int:
        return max(self.campaign.pack.arrivals.crew.vehicles - len(self.vehicles.all()), 0)

    @property
    def is_short(self) -> bool:
        return bool(self.lacking_officers or self.lacking_vehicles)
