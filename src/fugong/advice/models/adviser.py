"""Those who advise, in which fields, and when they are on duty."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.advice.access import OfCampaignQuerySet
from fugong.core import dates
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


class Adviser(models.Model):
    """An account that answers in some fields, for an area."""

    event_kind = "adviser"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="advisers")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="advising")
    role = models.CharField(max_length=10, help_text="medic | expert")
    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Whose, where one lent the expert."),
    )
    fields = ArrayField(models.CharField(max_length=40), verbose_name=_("fields"))
    area_code = models.CharField(max_length=12, help_text=_("Prefix of the area for which the adviser answers."))
    about = models.CharField(_("about"), max_length=120, blank=True, help_text=_("Where from, what for."))
    most = models.PositiveSmallIntegerField(_("open questions at most"), null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = OfCampaignQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "user"], condition=Q(until=None), name="adviser_once"),
            models.CheckConstraint(condition=~Q(fields=[]), name="adviser_has_a_field"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def field_names(self) -> list[str]:
        return [self.campaign.pack.advice.name_of("field", each) for each in self.fields]


class Duty(models.Model):
    """An adviser is on duty from a moment to a moment: who is asked first."""

    event_kind = "advice_duty"

    adviser = models.ForeignKey(Adviser, on_delete=models.CASCADE, related_name="duties")
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        ordering = ["begins_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="advice_duty_hours"),
            models.UniqueConstraint(fields=["adviser", "begins_at"], name="advice_duty_once"),
        ]
        indexes = [models.Index(fields=["adviser", "ends_at"], name="advice_duty_now")]

    def __str__(self) -> str:
        return f"{self.adviser} · {dates.shown_short_moment(self.begins_at)}"
