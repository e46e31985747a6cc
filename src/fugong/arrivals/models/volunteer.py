"""Volunteers by language, and the calls that go to them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.arrivals.models.service import Service
from fugong.core import crypto
from fugong.core.ids import link_token
from fugong.core.sealed import SealedText
from fugong.places.models import Campaign


class Volunteer(models.Model):
    """Somebody who speaks with arrivals in their language. With an account, calls come by the person's own channels."""

    event_kind = "volunteer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="volunteers")
    name = models.CharField(_("name"), max_length=60)
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages"))
    times = models.CharField(_("when"), max_length=120, blank=True)
    phone = SealedText(_("telephone"))
    user = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.campaign.jurisdiction.code

    @property
    def masked_phone(self) -> str:
        return crypto.mask(str(self.phone or ""))


class VolunteerCall(models.Model):
    """One call for a language, to one volunteer, with the answer."""

    event_kind = "volunteer_call"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="volunteer_calls")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="calls")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="calls")
    language = models.CharField(_("language"), max_length=10)
    token = models.CharField(max_length=32, unique=True, default=link_token)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    comes = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["volunteer", "service", "language"], name="call_once")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.language}"

    @property
    def area_code(self) -> str:
        return self.campaign.jurisdiction.code
