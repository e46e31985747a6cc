"""Appointments: one seat in one slot of one day at one office. The day's row is the lock; the database gives no seat twice."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import dates
from fugong.places.models import Campaign
from fugong.services.arrows import APPOINTMENT
from fugong.services.models.application import ServiceApplication
from fugong.services.models.asker import Asked

TAKING = ("booked", "waiting", "called", "served", "no_show")
"""States in which an appointment takes a seat of its slot."""


class ServiceDay(models.Model):
    """A day of an office: the lock of its seats and waiting numbers, and what differs from the pack on that day."""

    event_kind = "service_day"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="service_days")
    office = models.CharField(max_length=40)
    day = models.DateField()
    staff = models.PositiveSmallIntegerField(
        _("served at once"), null=True, blank=True, help_text=_("Instead of what the pack says; empty: as it says.")
    )
    is_closed = models.BooleanField(_("closed"), default=False)
    note = models.CharField(_("note"), max_length=120, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "office", "day"], name="service_day_once"),
            models.CheckConstraint(condition=Q(staff=None) | Q(staff__range=(1, 500)), name="service_day_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {dates.shown(self.day)}"


class ServiceAppointment(Asked):
    """A time at an office."""

    workflow = APPOINTMENT
    event_kind = "service_appointment"

    day = models.ForeignKey(ServiceDay, on_delete=models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    seat = models.PositiveSmallIntegerField(help_text=_("Which of those that are served at once."))
    number = models.CharField(_("waiting number"), max_length=12)
    arrived_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    window = models.PositiveSmallIntegerField(_("window"), null=True, blank=True)
    application = models.ForeignKey(
        ServiceApplication, on_delete=models.SET_NULL, null=True, blank=True, related_name="appointments"
    )

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "starts_at", "seat"], condition=Q(state__in=TAKING), name="service_seat_given_once"
            ),
            models.UniqueConstraint(fields=["day", "number"], name="service_waiting_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="service_appointment_span"),
            models.CheckConstraint(condition=Q(seat__gte=1), name="service_appointment_seat"),
            models.CheckConstraint(
                condition=~Q(channel__in=["telephone", "window"]) | Q(made_by__isnull=False) & ~Q(caller=""),
                name="service_appointment_caller",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "office", "starts_at"], name="service_appointment_day"),
            models.Index(fields=["campaign", "state", "-id"], name="service_appointment_state"),
            models.Index(
                fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="service_appointment_sweep"
            ),
        ]

    def __str__(self) -> str:
        return self.number
