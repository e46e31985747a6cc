"""What the demands of a place taught: a model, and what it got right and wrong; and texts that came from elsewhere to teach."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.places.models import Campaign


class PastDemand(models.Model):
    """A text that the authority answered elsewhere (a hotline, an older system), with its category: it only teaches."""

    event_kind = "past_demand"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="past_demands")
    text = models.CharField(max_length=4_000)
    category = models.CharField(_("category"), max_length=40)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text in one form: each text once.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "digest"], name="past_demand_once")]

    def __str__(self) -> str:
        return self.text[:60]


class LearnedRouting(models.Model):
    """One training. The newest is in use; the few before it are kept for comparison, without their content."""

    event_kind = "learned_routing"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="learned_routings")
    learned_at = models.DateTimeField(_("learned"))
    learned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    examples = models.PositiveIntegerField(help_text=_("Demands that it learned from."))
    confirmed = models.PositiveIntegerField(help_text=_("Demands that people had confirmed by then."))
    digest = models.CharField(max_length=64)
    content = models.BinaryField(help_text=_("Plain arrays; see demands.routing.storing."))
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["campaign", "-id"], name="learned_routing_latest")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.learned_at:%Y-%m-%d %H:%M}"

    @property
    def area_code(self) -> str:
        return self.campaign.area_code
