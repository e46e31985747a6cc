"""Lines: coaches that go every day, to work or from a building site to where it is tested."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.transport.access import SharedQuerySet, holds

KINDS = {"commuter": _("Commuter coach"), "shuttle": _("Shuttle for sites")}


class Line(models.Model):
    """A rented coach with its timetable: `stops` are [name, "07:10"], in order."""

    event_kind = "coach_line"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="coach_lines")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="coach_lines",
        help_text=_("For whom it goes; empty: for everybody on the way."),
    )  # fmt: skip
    area_code = models.CharField(max_length=12)
    kind = models.CharField(_("kind"), max_length=10)
    name = models.CharField(_("name"), max_length=80)
    plate = models.CharField(_("plate"), max_length=12, blank=True)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    usable = models.PositiveSmallIntegerField(_("seats that may be taken"))
    stops = models.JSONField(_("stops"), default=list)
    cost_a_day = models.BigIntegerField(_("cost a day"), default=0, help_text=_("fen"))
    since = models.DateField(_("since"))
    until = models.DateField(_("last day"), null=True, blank=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(usable__lte=F("seats"), usable__gte=1), name="coach_line_seats"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="coach_line_days"),
            models.UniqueConstraint(fields=["campaign", "name"], condition=Q(until=None), name="coach_line_name_once"),
        ]
        indexes = [models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("id"), name="coach_line_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return str(KINDS.get(self.kind, self.kind))

    @property
    def is_running(self) -> bool:
        today = clock.today()
        return self.since <= today and (self.until is None or self.until >= today)

    def may_move(self, by: Any, permission: str) -> bool:
        return holds(by, permission, self)
