"""Where a person can be reached outside the house, and what the person chose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.core.sealed import SealedText


class Address(models.Model):
    """An e-mail address, a telephone number or a browser that takes push messages. Used once its owner proved it."""

    event_kind = "address"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=10)
    value = SealedText(null=False, blank=False)
    index = models.BinaryField(max_length=16)
    label = models.CharField(max_length=80, help_text=_("The address as it may be shown."))
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text=_("The receiver said that it isn't there."))
    code_digest = models.BinaryField(null=True, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    code_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["channel", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "index"], name="address_once"),
        ]
        indexes = [
            models.Index(
                fields=["person", "channel"],
                name="address_in_use",
                condition=Q(verified_at__isnull=False, failed_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def in_use(self) -> bool:
        return self.verified_at is not None and self.failed_at is None


class Mode(models.TextChoices):
    ON = "on", _("At once")
    DIGEST = "digest", _("Once a day, together")
    OFF = "off", _("Not at all")


class Choice(models.Model):
    """How a person wants one kind of message by one channel; kind "" stands for all that nothing else is said about."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="channel_choices")
    kind = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=10)
    mode = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.kind or '*'} {self.channel} {self.mode}"


class Preference(models.Model):
    """A person's own quiet hours and hour of the digest; without it, those of the place."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="channel_preference"
    )
    quiet_from = models.CharField(max_length=5, blank=True, help_text="HH:MM")
    quiet_until = models.CharField(max_length=5, blank=True, help_text="HH:MM")
    digest_at = models.CharField(max_length=5, blank=True, help_text="HH:MM")
    codes_on = models.DateField(null=True, blank=True, help_text=_("The day on which codes were asked for last."))
    codes_sent = models.PositiveSmallIntegerField(default=0, help_text=_("How many on that day."))

    def __str__(self) -> str:
        return f"{self.quiet_from}–{self.quiet_until}"
