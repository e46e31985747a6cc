"""What several demands have in common: eight firms short of labour are one cause."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.demands.access import CauseQuerySet
from fugong.places.models import Campaign


class Cause(models.Model):
    """One answer reaches every demand that is joined under it."""

    event_kind = "cause"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="causes")
    area_code = models.CharField(max_length=12)
    title = models.CharField(_("title"), max_length=120)
    category = models.CharField(_("category"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CauseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index("campaign", OpClass("area_code", "text_pattern_ops"), "id", name="cause_area")]

    def __str__(self) -> str:
        return self.title
