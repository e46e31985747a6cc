"""What happened: samples, who owed one, and an enterprise's day in numbers. All partitioned by day; people by number only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.testing.access import TotalQuerySet


class Sample(models.Model):
    """One sample of one person at one moment. Nobody refers to it. `enterprise_id` is 0 for people who work nowhere here."""

    pk = models.CompositePrimaryKey("enterprise_id", "day", "person_id", "kind", "at")
    enterprise_id = models.BigIntegerField()
    day = models.DateField()
    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=40, help_text=_("Key of the pack's tests."))
    at = models.DateTimeField()
    campaign_id = models.BigIntegerField()
    tube_id = models.BigIntegerField(null=True)
    result = models.CharField(max_length=10, blank=True, help_text="negative | positive | invalid")
    via = models.CharField(max_length=10, help_text="phone | desk | api | sheet")
    by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} · {self.kind} · {self.at}"


class Owing(models.Model):
    """Who owed which test on a day, as the rules stood then. Kept, so that yesterday's list stays what it was."""

    pk = models.CompositePrimaryKey("enterprise_id", "day", "person_id", "kind")
    enterprise_id = models.BigIntegerField()
    day = models.DateField()
    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    campaign_id = models.BigIntegerField()
    times = models.PositiveSmallIntegerField(default=1)
    class_key = models.CharField(max_length=40, blank=True, help_text=_("The person's class on that day."))

    def __str__(self) -> str:
        return f"{self.person_id} · {self.kind} · {self.day}"


class TestTotal(models.Model):
    """An enterprise's day in numbers for one kind of test, written with the samples. People, not samples, are counted."""

    __test__ = False  # no test of pytest’s
    event_kind = "testing_total"

    pk = models.CompositePrimaryKey("enterprise_id", "day", "campaign_id", "kind")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="testing_totals", db_constraint=False, db_index=False
    )
    day = models.DateField()
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="testing_totals", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=40)
    area_code = models.CharField(max_length=12)
    owed = models.PositiveIntegerField(default=0, help_text=_("People who should be tested."))
    sampled = models.PositiveIntegerField(
        default=0, help_text=_("Of these, people who were sampled as often as they should.")
    )
    extra = models.PositiveIntegerField(default=0, help_text=_("People who were sampled without owing it."))
    negative = models.PositiveIntegerField(default=0, help_text=_("People whose last result is negative."))
    positive = models.PositiveIntegerField(default=0, help_text=_("People with a positive result."))

    objects = TotalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.day} · {self.kind}"

    @property
    def missing(self) -> int:
        return self.owed - self.sampled
