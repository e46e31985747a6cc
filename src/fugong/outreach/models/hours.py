"""The hour at which officers are online: who is to be, and who was."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign


class OnlineDuty(models.Model):
    """A person on the roster of an hour, on one day. Without any, those who answer by their post are expected."""

    event_kind = "online_duty"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="online_duties")
    hour = models.CharField(max_length=40, help_text=_("Key of the pack's hour."))
    day = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["day", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "day", "hour", "user"], name="online_duty_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.day} {self.hour}"

    @property
    def area_code(self) -> str:
        return self.campaign.area_code


class Presence(models.Model):
    """An officer who had a group's page open: on which day, in which hour ("" outside any), from when to when."""

    event_kind = "presence"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    hour = models.CharField(max_length=40, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "day", "hour", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.day} {self.hour}"
