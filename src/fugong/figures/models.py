"""Figures frozen with their definitions, and the bulletins made of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign
from fugong.policy.models import PackVersion


class Freeze(models.Model):
    """One day's figures of one campaign, as they were when they were frozen."""

    event_kind = "freeze"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="freezes")
    day = models.DateField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    definitions = models.JSONField(help_text=_("The indicators' definitions at that time."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "day"], name="freeze_once_a_day")]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.day}"

    @property
    def area_code(self) -> str:
        return self.campaign.area_code


class FrozenFigure(models.Model):
    """One measure's value for one node of the tree and one segment (empty: all)."""

    freeze = models.ForeignKey(Freeze, on_delete=models.CASCADE, related_name="figures")
    node = models.CharField(max_length=12, help_text=_("Code prefix."))
    segment = models.CharField(max_length=48, blank=True, help_text=_("A slice: a segment's key, or @ and a group's."))
    measure = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["freeze", "node", "segment", "measure"], name="frozen_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.node} {self.segment}: {self.value}"


class Totals(models.Model):
    """A day's numbers for every node and slice, as last counted. Only a copy: it can be thrown away at any time."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="totals")
    day = models.DateField()
    stamp = models.CharField(max_length=60, help_text=_("What had changed when it was counted."))
    version = models.UUIDField()
    took = models.FloatField(help_text=_("Seconds of counting."))
    counted_at = models.FloatField(help_text=_("Seconds of the machine's own clock."))
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "day"], name="totals_once_a_day")]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.day}"


class Bulletin(models.Model):
    """The evening's page (每日简报): drafted from the figures, issued by a person, numbered, never changed after."""

    event_kind = "bulletin"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="bulletins")
    day = models.DateField()
    number = models.PositiveIntegerField(null=True, blank=True)
    content = models.JSONField(default=dict)
    remarks = models.TextField(_("remarks"), blank=True)
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day"], name="bulletin_once_a_day"),
            models.UniqueConstraint(fields=["campaign", "number"], name="bulletin_number_once"),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by=None, number=None)
                | Q(issued_at__isnull=False, issued_by__isnull=False, number__isnull=False),
                name="bulletin_issued_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.day}"

    @property
    def area_code(self) -> str:
        return self.campaign.area_code
