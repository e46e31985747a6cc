"""The daily report: every submission as it came (append-only, partitioned by day), and one row of totals a day (the standing)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.registry.access import EnterpriseRowQuerySet


class Report(models.Model):
    """One submission. Nobody refers to it by key; its natural key begins with the enterprise. Partitioned by `day` in the database.

    A correction is a further submission for the same day with the next `seq`.
    """

    pk = models.CompositePrimaryKey("enterprise_id", "day", "campaign_id", "seq")
    enterprise_id = models.BigIntegerField()
    campaign_id = models.BigIntegerField()
    day = models.DateField()
    seq = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    via = models.CharField(max_length=10, help_text="page | sheet | phone | api")
    staff_total = models.PositiveIntegerField(null=True)
    staff_back = models.PositiveIntegerField(null=True)
    staff_local = models.PositiveIntegerField(null=True)
    staff_outside = models.PositiveIntegerField(null=True)
    capacity = models.PositiveSmallIntegerField(null=True, help_text="%")
    exceptions = models.PositiveIntegerField(null=True)
    stock = models.PositiveIntegerField(null=True, help_text=_("Masks (or the pack's main supply) in stock."))
    note = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(
        max_length=300, blank=True, default="", help_text=_("Why an earlier report is corrected.")
    )

    class Meta:
        managed = True

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.day} · {self.seq}"


class StandingQuerySet(EnterpriseRowQuerySet):
    view_permission = Permission.FIGURES_VIEW


class Standing(models.Model):
    """Where one enterprise stood on one day: what all figures are counted from. Kept up to date by `standings.refresh`.

    Every day of an open campaign has one row for each enrolled enterprise; reports carry forward until the next one.
    """

    event_kind = "standing"

    pk = models.CompositePrimaryKey("enterprise_id", "day", "campaign_id")
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.CASCADE, related_name="standings", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        "places.Campaign", on_delete=models.CASCADE, related_name="standings", db_constraint=False, db_index=False
    )
    day = models.DateField()
    area_code = models.CharField(max_length=12)
    grid_id = models.BigIntegerField(null=True)
    group = models.CharField(max_length=40, blank=True)
    segments = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(max_length=20, help_text=_("The resumption's state at the end of that day."))
    filed = models.BooleanField(default=False)
    approved = models.BooleanField(default=False)
    resumed = models.BooleanField(default=False)
    expected = models.BooleanField(default=False, help_text=_("Owes a report that day."))
    covered = models.BooleanField(default=False, help_text=_("Has the officers that the pack asks for."))
    committed = models.BooleanField(default=False, help_text=_("The enterprise's commitment is signed."))
    roster = models.PositiveIntegerField(default=0)
    signed = models.PositiveIntegerField(default=0)
    staff_total = models.PositiveIntegerField(default=0)
    staff_back = models.PositiveIntegerField(default=0)
    staff_local = models.PositiveIntegerField(default=0)
    staff_outside = models.PositiveIntegerField(default=0)
    capacity = models.PositiveSmallIntegerField(null=True)
    exceptions = models.PositiveIntegerField(default=0)
    stock = models.PositiveIntegerField(null=True)
    reported_at = models.DateTimeField(null=True, help_text=_("When that day's report came; empty when it is missing."))
    report_seq = models.PositiveSmallIntegerField(default=0)

    objects = StandingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "campaign", "day", OpClass("area_code", "text_pattern_ops"), F("enterprise"), name="standing_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.day}"


class StandingChange(models.Model):
    """Says that standings of a day changed, so that its figures are to be counted again.

    One row a change and none ever updated: writers never wait for each other here, and how many rows a reader sees
    tells it whether its figures are fresh.
    """

    campaign_id = models.BigIntegerField()
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["campaign_id", "day", "id"], name="standing_change")]

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.day}"
