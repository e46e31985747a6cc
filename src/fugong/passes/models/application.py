"""Applications: one for each plate or person, so that each is decided by itself."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.passes.access import PassQuerySet, Toned, holds
from fugong.passes.arrows import APPLICATION
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case
from fugong.workforce.models import Person


class PassApplication(Toned, Case):
    """A pass of a kind for a plate, or for a person under a card number, from a day to a day."""

    workflow = APPLICATION
    event_kind = "pass_application"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="pass_applications")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="pass_applications")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40, help_text=_("Key of the pack's kinds of pass."))
    subject = models.CharField(_("plate or card number"), max_length=16)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="pass_applications"
    )
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    way = models.CharField(_("between"), max_length=100, blank=True, help_text=_("Village or compound of a commuter."))
    since = models.DateField(_("from"))
    until = models.DateField(_("last day"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    follows = models.ForeignKey("Pass", on_delete=models.SET_NULL, null=True, blank=True, related_name="renewals")
    rule = models.PositiveSmallIntegerField(default=0, help_text=_("Number of the pack's rule that held; 0: none."))
    terms = models.JSONField(default=list, help_text=_("What decided, see policy.reasons."))
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField(max_length=300, blank=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="pass_application_days"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="pass_application_two_people"
            ),
            models.UniqueConstraint(
                fields=["campaign", "kind", "subject"], condition=Q(state="asked"), name="pass_application_once"
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="pass_application_area"),
            models.Index(fields=["campaign", "state", "-id"], name="pass_application_state"),
            models.Index(fields=["campaign", "enterprise", "-id"], name="pass_application_firm"),
            models.Index(
                fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="pass_application_sweep"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject

    @property
    def kind_name(self) -> str:
        return str(for_version(self.pack_version).passes.kind_name(self.kind))

    @property
    def reason(self) -> str:
        """What decided, in the reader's words: the rule's own, the terms that held, what the person said."""
        section = for_version(self.pack_version).passes
        said = [section.why(self.kind, self.rule), section.say(self.terms) if self.terms else "", self.opinion]
        return " · ".join(each for each in said if each)

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
