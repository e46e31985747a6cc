"""Questions, what was said about them, and answers that stand for all to read."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.advice.access import EnquiryQuerySet, OfCampaignQuerySet, Toned, holds
from fugong.advice.arrows import ENQUIRY
from fugong.advice.models.adviser import Adviser
from fugong.core import languages
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"
VIA = {"liaison": _("by the enterprise"), "officer": _("by an officer"), "telephone": _("by telephone")}


class Enquiry(Toned, Case):
    """One question of an enterprise (咨询). `adviser` owns it from being assigned on; `rung_for` lists who was rung."""

    workflow = ENQUIRY
    event_kind = "enquiry"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="enquiries")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="enquiries")
    area_code = models.CharField(max_length=12)
    field = models.CharField(_("field"), max_length=40)
    urgency = models.CharField(_("urgency"), max_length=40)
    via = models.CharField(max_length=10, choices=VIA)
    language = models.CharField(max_length=10, default="zh-hans")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries")
    owned_since = models.DateTimeField(null=True, blank=True)
    rung_for = models.JSONField(default=list, help_text=_("Advisers who were told, in their order."))
    answered_at = models.DateTimeField(null=True, blank=True)
    times = models.PositiveSmallIntegerField(default=1, help_text=_("How often it was asked."))

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | Q(adviser__isnull=False),
                name="enquiry_has_an_adviser",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "confirmed"]) | Q(answered_at__isnull=False),
                name="enquiry_answered",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="enquiry_area"),
            models.Index(fields=["campaign", "state", "-id"], name="enquiry_state"),
            models.Index(fields=["adviser", "state"], name="enquiry_adviser"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="enquiry_sweep"),
        ]

    def __str__(self) -> str:
        first = self.turns.first()
        return first.text[:60] if first else str(self.pk)

    @property
    def field_name(self) -> str:
        return self.campaign.pack.advice.name_of("field", self.field)  # type: ignore[no-any-return]

    @property
    def urgency_name(self) -> str:
        return self.campaign.pack.advice.name_of("urgency", self.urgency)  # type: ignore[no-any-return]

    @property
    def via_name(self) -> str:
        return str(VIA[self.via])

    @property
    def rings(self) -> bool:
        found = self.campaign.pack.advice.urgency(self.urgency)
        return bool(found and found.rings)

    def may_move(self, by: Any, permission: str) -> bool:
        """Answering is for the adviser who has it; taking, for anybody of the field. Asking is for who speaks or works for the firm."""
        if not holds(by, permission, self):
            return False
        if permission == P.ADVICE_ANSWER:
            if self.adviser is not None and self.adviser.user_id == by.pk:
                return True
            return (
                self.state in ("waiting", "assigned")
                and Adviser.objects.filter(
                    campaign=self.campaign_id, user=by, until=None, fields__contains=[self.field]
                ).exists()
            )
        return True


class Turn(models.Model):
    """Something that was said: a question, an answer, or why it was handed over."""

    event_kind = "enquiry_turn"

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="turns")
    kind = models.CharField(max_length=10, help_text="question | answer | note")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="enquiry_turn_says")]

    def __str__(self) -> str:
        return self.text[:60]


class Published(models.Model):
    """A question and its answer for all to read (常见问答): nobody's name stands there."""

    event_kind = "advice_answer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="answers_for_all")
    field = models.CharField(_("field"), max_length=40)
    questions = models.JSONField(_("question"), help_text=_("Language → text."))
    answers = models.JSONField(_("answer"))
    source = models.ForeignKey(Enquiry, on_delete=models.SET_NULL, null=True, blank=True, related_name="published")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    helped = models.PositiveIntegerField(default=0, help_text=_("How often somebody said that it helped."))

    objects = OfCampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["campaign", "field", "-id"], condition=Q(withdrawn_at=None), name="published_answer_field"
            )
        ]

    def __str__(self) -> str:
        return languages.pick(self.questions)

    @property
    def answer(self) -> str:
        return languages.pick(self.answers)

    @property
    def field_name(self) -> str:
        return self.campaign.pack.advice.name_of("field", self.field)  # type: ignore[no-any-return]
