"""A demand: what an enterprise needs, in its own words; who answers, by when; and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7
from fugong.core.sealed import SealedText
from fugong.demands.access import DemandQuerySet
from fugong.demands.arrows import DEMAND, OPEN
from fugong.demands.models.cause import Cause
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case, Climb

IS_OPEN = Q(state__in=OPEN)


class Source(models.TextChoices):
    """How a demand reached the authority."""

    ONE_KEY = "one_key", _("One-key call")
    VISIT = "visit", _("Visit")
    TELEPHONE = "telephone", _("Telephone")
    SYMPOSIUM = "symposium", _("Symposium")
    MEETING = "meeting", _("Meeting")
    GROUP = "group", _("Group")
    HOTLINE = "hotline", _("Hotline")
    API = "api", _("Another system")


class Demand(Case):
    """One need of one enterprise. The words never change; the category, who answers and the state do."""

    workflow = DEMAND
    event_kind = "demand"
    rung = None  # type: ignore[assignment]  # climbs apart
    next_rung_at = None

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, db_index=False, related_name="demands")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, db_index=False, related_name="demands")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(_("number"), max_length=40)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, db_index=False, related_name="parts"
    )
    cause = models.ForeignKey(
        Cause, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, related_name="demands"
    )

    text = models.TextField(_("what is needed"))
    language = models.CharField(_("language"), max_length=10, default="zh", help_text="zh | en | ja | ko")
    source = models.CharField(_("source"), max_length=12, default=Source.ONE_KEY)
    source_note = models.CharField(_("where it was said"), max_length=200, blank=True)
    raised_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    contact_name = models.CharField(_("contact"), max_length=60, blank=True)
    contact_phone = SealedText(_("telephone"))
    contact_masked = models.CharField(max_length=20, blank=True)

    category = models.CharField(_("category"), max_length=40, blank=True, help_text=_("A category's key in the pack."))
    proposed = models.CharField(max_length=40, blank=True, help_text=_("The category that was proposed from the text."))
    confidence = models.FloatField(null=True, blank=True, help_text=_("Of the proposal, from 0 to 1."))
    category_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text=_("The person who chose or confirmed the category; only such rows teach."),
    )
    priority = models.PositiveSmallIntegerField(_("priority"), default=2, help_text=_("1 urgent, 2 ordinary, 3 low"))
    lead = models.CharField(
        _("lead department"), max_length=40, blank=True, help_text=_("Key; empty with an empty post: the duty desk's.")
    )
    post = models.CharField(_("post"), max_length=40, blank=True, help_text=_("Answers instead of a department."))
    supporting = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    designated = models.BooleanField(default=False)
    declined = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    climbed = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text=_("Posts of the ladder that it reached.")
    )
    handler = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="demands_handled"
    )
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    within = models.CharField(max_length=40, help_text=_("The clock of the answer, as it was when it began."))
    received_at = models.DateTimeField(_("received"))
    clock_from = models.DateTimeField(help_text=_("Since when the clock of the answer runs."))
    answer_due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    first_answered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    solved_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the answer came that the enterprise confirmed.")
    )
    reopened = models.PositiveSmallIntegerField(default=0)
    owes = models.CharField(_("what the enterprise owes"), max_length=1000, blank=True)
    stars = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    rating = models.TextField(_("what the enterprise says"), blank=True)

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="demand_number_once"),
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__range=(1, 5)), name="demand_stars"),
            models.CheckConstraint(condition=Q(lead="") | Q(post=""), name="demand_one_answers"),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(0, 1)), name="demand_confidence"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "due_at", "id"], condition=IS_OPEN, name="demand_open"),
            models.Index(fields=["campaign", "lead", "due_at", "id"], condition=IS_OPEN, name="demand_open_lead"),
            models.Index(
                "campaign", OpClass("area_code", "text_pattern_ops"), "due_at", condition=IS_OPEN, name="demand_area"
            ),
            models.Index(fields=["campaign", "category", "-id"], name="demand_category"),
            models.Index(fields=["campaign", "-id"], name="demand_latest"),
            models.Index(fields=["enterprise", "-id"], name="demand_enterprise"),
            models.Index(fields=["handler", "due_at"], condition=IS_OPEN, name="demand_handler"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="demand_parent"),
            models.Index(fields=["cause"], condition=Q(cause__isnull=False), name="demand_cause"),
            GinIndex(fields=["supporting"], condition=~Q(supporting=[]), name="demand_supporting"),
            GinIndex(fields=["climbed"], condition=~Q(climbed=[]), name="demand_climbed"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def in_tray(self) -> bool:
        """Nobody answers yet: the duty desk says who."""
        return self.state == "received" and not (self.lead or self.post)

    @property
    def is_overdue(self) -> bool:
        """The authority owes the answer and its time has passed."""
        from fugong.core import clock

        return self.state in ("received", "accepted", "split") and bool(self.due_at and self.due_at < clock.now())

    @cached_property
    def pack(self) -> Any:
        """The pack under which the demand began."""
        from fugong.policy.loaded import for_version

        return for_version(self.pack_version)

    def may_move(self, by: Any, permission: str) -> bool:
        from fugong.demands.handlers import may_move  # it asks this model

        return may_move(self, by, permission)


class DemandClimb(Climb):
    """How far a demand has climbed. Apart from the demand, which a dozen indexes find."""

    demand = models.OneToOneField(Demand, on_delete=models.CASCADE, primary_key=True, related_name="climb")

    class Meta:
        indexes = [models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="demand_sweep")]

    def __str__(self) -> str:
        return f"{self.demand_id}: {self.rung}"


Demand.climbs_apart = DemandClimb


class Searched(models.Model):
    """By which pieces a demand is found. Apart from the demand, which moves often: each move would write all of them anew."""

    event_kind = "demand_searched"

    demand = models.OneToOneField(Demand, on_delete=models.CASCADE, primary_key=True, related_name="searched")
    terms = ArrayField(models.CharField(max_length=4), default=list)

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="demand_searched_terms")]

    def __str__(self) -> str:
        return str(self.demand_id)


class Suspension(models.Model):
    """A time during which the enterprise owed something and the clock stood still."""

    event_kind = "demand_suspension"

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="suspensions")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["demand"], condition=Q(until=None), name="demand_suspended_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="demand_suspension_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand} {self.since:%Y-%m-%d %H:%M}"
