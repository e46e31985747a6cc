"""Passes, and the row by which those of a kind are counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.core.ids import link_token
from fugong.passes.access import PassQuerySet, Toned, holds
from fugong.passes.arrows import PASS
from fugong.passes.models.application import PassApplication
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case
from fugong.workforce.models import Person

IN_FORCE = ("valid", "suspended")
"""States that take a place of the quota."""


class PassTally(models.Model):
    """One row for each kind of a campaign: whoever issues one holds it, counts, writes."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "kind"], name="pass_tally_once")]

    def __str__(self) -> str:
        return self.kind


class Pass(Toned, Case):
    """What was issued. The code that shows it is signed when it is shown, so that it bears the current key."""

    workflow = PASS
    event_kind = "pass"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="passes")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="passes")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    application = models.OneToOneField(
        PassApplication, on_delete=models.PROTECT, null=True, blank=True, related_name="issued"
    )
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("plate or card number"), max_length=16)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="passes")
    card = models.CharField(
        max_length=40, blank=True, help_text=_("Key of the card in the person's file that it shows.")
    )
    zones = models.JSONField(default=list)
    since = models.DateField(_("from"))
    until = models.DateField(_("last day"))
    issued_at = models.DateTimeField()
    token = models.CharField(max_length=32, unique=True, default=link_token, help_text=_("Of the driver's own page."))
    why = models.CharField(max_length=300, blank=True, help_text=_("Why it is suspended or withdrawn."))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="pass_days"),
            models.CheckConstraint(
                condition=Q(application__isnull=False, enterprise__isnull=False, card="")
                | Q(application=None) & ~Q(card=""),
                name="pass_from_application_or_card",
            ),
            models.UniqueConstraint(
                fields=["campaign", "kind", "subject"], condition=Q(state__in=IN_FORCE), name="pass_once_in_force"
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="pass_area"),
            models.Index(fields=["campaign", "state", "-id"], name="pass_state"),
            models.Index(fields=["campaign", "enterprise", "state"], name="pass_enterprise"),
            models.Index(fields=["campaign", "kind", "state"], name="pass_kind"),
            models.Index(
                fields=["campaign", "kind", "enterprise", "until"],
                condition=Q(state__in=IN_FORCE),
                name="pass_in_force",
            ),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="pass_sweep"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def section(self) -> Any:
        """The pack's section by which it was issued."""
        return for_version(self.pack_version).passes

    @property
    def kind_name(self) -> str:
        return str(self.section.kind_name(self.kind))

    @property
    def zone_names(self) -> list[str]:
        return list(self.section.zone_names(self.zones))

    @property
    def begins_at(self) -> dt.datetime:
        return clock.at(self.since, 0, 0)

    @property
    def ends_at(self) -> dt.datetime:
        """The first moment at which it no longer holds."""
        return clock.at(self.until + dt.timedelta(days=1), 0, 0)

    @property
    def ends_soon(self) -> bool:
        """Whether the next one may be asked for."""
        kind = self.section.kind(self.kind)
        left = (self.until - clock.today()).days
        return self.state == "valid" and kind is not None and not self.card and left <= max(kind.renew, 0)

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
