"""What was found without anybody's asking: each enterprise with each policy; and what it was found from."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.benefits.access import TONES, FirmQuerySet
from fugong.benefits.models.policy import Policy
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

OUTCOMES = {
    "yes": pgettext_lazy("whether a benefit is due", "Due"),
    "near": pgettext_lazy("whether a benefit is due", "Nearly"),
    "missing": pgettext_lazy("whether a benefit is due", "Something isn’t known"),
    "early": pgettext_lazy("whether a benefit is due", "Not yet"),
    "instead": pgettext_lazy("whether a benefit is due", "Another one instead"),
    "over": pgettext_lazy("whether a benefit is due", "Time is over"),
    "no": pgettext_lazy("whether a benefit is due", "Not due"),
}
"""In the order in which they are shown."""


class Match(models.Model):
    """One enterprise and one policy: computed, never typed."""

    event_kind = "benefit_match"

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    policy = models.ForeignKey(
        Policy, on_delete=models.CASCADE, related_name="matches", db_constraint=False, db_index=False
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="benefit_matches", db_constraint=False, db_index=False
    )
    area_code = models.CharField(max_length=12)
    outcome = models.CharField(max_length=10)
    clause = models.CharField(max_length=40, blank=True, help_text=_("What decided."))
    quantity = models.BigIntegerField(default=0, help_text=_("Fen, or pieces of a benefit in kind."))
    detail = models.JSONField(default=dict)

    objects = FirmQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "policy"], name="benefit_match_once")]
        indexes = [models.Index(fields=["policy", "outcome", "-id"], name="benefit_match_list")]

    def __str__(self) -> str:
        return f"{self.policy_id} · {self.enterprise_id}"

    @property
    def outcome_name(self) -> str:
        return str(OUTCOMES.get(self.outcome, self.outcome))

    @property
    def tone(self) -> str:
        return TONES.get(self.outcome, "secondary")


class SaidFact(models.Model):
    """A fact of benefits, as an enterprise or the desk said it last."""

    event_kind = "benefit_fact"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="benefit_facts")
    area_code = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    value: Any = models.JSONField(help_text=_("Whole fen of money; else as it is."))
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = FirmQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "enterprise", "key"], name="benefit_fact_once")]

    def __str__(self) -> str:
        return self.key


class Counted(models.Model):
    """What an enterprise was matched from and with what result, in short: where other rooms count otherwise by now, it is matched
    anew; where another result is found, it is written. Held by whoever matches it (`keeping`)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    digest = models.CharField(max_length=32, help_text=_("Of what other rooms counted."))
    found = models.BinaryField(
        default=bytes, help_text=_("Eight bytes for the area and the versions of the policies, then eight for each.")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "campaign"], name="benefit_counted_once")]

    def __str__(self) -> str:
        return self.digest


class PolicyPack(models.Model):
    """What an enterprise could have on a day (政策包): a new version whenever that changes. Texts stand in the policies' versions."""

    event_kind = "policy_pack"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="policy_packs", db_constraint=False, db_index=False
    )
    area_code = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    is_latest = models.BooleanField(default=True)
    content = models.JSONField(
        help_text=_("[version of the policy, outcome, fen or pieces, what decided, detail] each.")
    )
    digest = models.CharField(max_length=32)
    made_at = models.DateTimeField()

    objects = FirmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "campaign", "number"], name="policy_pack_number"),
            models.UniqueConstraint(
                fields=["enterprise", "campaign"], condition=models.Q(is_latest=True), name="policy_pack_latest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.number}"
