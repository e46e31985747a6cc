"""What an enterprise is within one campaign: its segments and industry group, with the reasons."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign
from fugong.registry.access import EnterpriseRowQuerySet
from fugong.registry.models.enterprise import Enterprise


class Enrolment(models.Model):
    """One row for each enterprise in each open campaign of its jurisdiction; computed, never typed."""

    event_kind = "enrolment"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="enrolments")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="enrolments")
    area_code = models.CharField(max_length=12)
    segments = ArrayField(models.CharField(max_length=40), default=list)
    reasons = models.JSONField(default=dict, help_text=_("Segment key → the deciding terms with their values."))
    group = models.CharField(_("industry group"), max_length=40, blank=True)
    required_posts = ArrayField(
        models.CharField(max_length=40), default=list, help_text=_("Posts that must be held for this enterprise.")
    )
    missing_posts = ArrayField(
        models.CharField(max_length=40), default=list, help_text=_("Those of them that lack a holder now.")
    )
    computed_at = models.DateTimeField()

    objects = EnterpriseRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "enterprise"], name="enrolment_once")]
        indexes = [
            GinIndex(fields=["segments"], name="enrolment_segments"),
            models.Index(
                fields=["campaign", "enterprise"], condition=~models.Q(missing_posts=[]), name="enrolment_uncovered"
            ),
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("enterprise"), name="enrolment_area"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.campaign}"
