"""Key projects, the conditions that are ticked for them, their milestones, and each plan that there was."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.chains.access import serves
from fugong.core import languages
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.projects.access import MilestoneQuerySet, ProjectQuerySet, Toned, acts_for, speaks_for
from fugong.projects.arrows import APPLY, MILESTONE, PROJECT, SIGN, STEP
from fugong.projects.schedule import Step
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

USER = "accounts.User"
STANDING = ("proposed", "waiting", "ready", "running")
OPEN = ("waiting", "ready", "running")


class Project(Toned, Case):
    """A project on a list, with its reason: proposed by one person, listed by another. Investment in fen."""

    workflow = PROJECT
    event_kind = "project"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="projects")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="projects",
        help_text=_("Who builds or owns it; none yet where that isn't known."),
    )  # fmt: skip
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(_("list"), max_length=40, help_text=_("Key of the pack's list."))
    priority = models.PositiveSmallIntegerField(_("priority"), default=100, help_text=_("The lower, the sooner."))
    reason = models.CharField(_("reason"), max_length=40, help_text=_("Key of the list's reason."))
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    office = models.CharField(
        _("owner office"), max_length=40, blank=True, help_text=_("Key of the post that owns it.")
    )
    investment = models.BigIntegerField(_("investment"), null=True, blank=True, help_text=_("fen"))
    begin_on = models.DateField(_("earliest start"))
    due_on = models.DateField(_("due day"))
    address = models.CharField(_("address"), max_length=160, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    template = models.CharField(max_length=40, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_on = models.DateField(_("work began"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["priority", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key", "name"], condition=Q(state__in=STANDING), name="project_once_on_a_list"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(proposed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="project_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("waiting", "ready", "running", "done")) | Q(confirmed_at__isnull=False),
                name="project_listed_has_a_time",
            ),
            models.CheckConstraint(condition=Q(investment=None) | Q(investment__gte=0), name="project_money_is_whole"),
            models.CheckConstraint(condition=Q(begin_on__lte=F("due_on")), name="project_begins_before_its_end"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="project_place_is_whole",
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("state"), name="project_area"),
            models.Index(fields=["campaign", "key", "state"], name="project_list"),
            models.Index(fields=["campaign", "priority", "id"], name="project_order"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="project_sweep"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def list_name(self) -> str:
        return self.campaign.pack.projects.name_of("list", self.key)  # type: ignore[no-any-return]

    @property
    def reason_name(self) -> str:
        return self.campaign.pack.projects.reason_name(self.key, self.reason)  # type: ignore[no-any-return]

    @property
    def kind_name(self) -> str:
        return self.campaign.pack.projects.name_of("kind", self.kind) if self.kind else ""

    @property
    def office_name(self) -> str:
        return self.campaign.pack.projects.office_name(self.office) if self.office else ""

    def may_move(self, by: Any, permission: str) -> bool:
        """Who proposed it doesn't decide about it; its office moves it, and its builder says when it starts."""
        if permission == SIGN and self.state == "proposed" and by.pk == self.proposed_by_id:
            return False
        if permission == APPLY:
            return speaks_for(by, self)
        return acts_for(by, self, self.office) if permission == STEP else serves(by, permission, self)


class ConditionMet(models.Model):
    """A condition that somebody ticked for a project."""

    event_kind = "project_condition"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="ticks")
    key = models.CharField(max_length=40)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="project_condition_once")]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.key}"


class Milestone(Toned, Case):
    """A step of a project's schedule. `start_on` and `finish_on` are the plan's: the latest days that hold the due day."""

    workflow = MILESTONE
    event_kind = "milestone"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="milestones")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    name = models.JSONField(_("name"), help_text=_("By language."))
    place = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(_("days"))
    working = models.BooleanField(_("working days"), default=True)
    after = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    office = models.CharField(_("office"), max_length=40, blank=True)
    start_on = models.DateField(_("planned from"))
    finish_on = models.DateField(_("planned until"))
    started_on = models.DateField(_("begun"), null=True, blank=True)
    finished_on = models.DateField(_("reached"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], condition=~Q(state="dropped"), name="milestone_once"),
            models.CheckConstraint(condition=Q(days__gte=1), name="milestone_takes_time"),
            models.CheckConstraint(condition=Q(start_on__lte=F("finish_on")), name="milestone_begins_before_its_end"),
            models.CheckConstraint(
                condition=Q(finished_on=None) | Q(started_on__lte=F("finished_on")), name="milestone_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_on__isnull=False), name="milestone_reached_has_a_day"
            ),
        ]
        indexes = [
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), F("due_at"), name="milestone_area"),
            models.Index(fields=["campaign", "office", "state"], name="milestone_office"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="milestone_sweep"),
        ]

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> str:
        """Its name in the reader's language."""
        return languages.pick(self.name)

    @property
    def own_office(self) -> str:
        return self.office or self.project.office

    @property
    def office_name(self) -> str:
        return self.campaign.pack.projects.office_name(self.own_office) if self.own_office else ""

    @property
    def step(self) -> Step:
        """As the schedule counts it."""
        return Step(self.key, self.days, self.working, tuple(self.after), self.started_on, self.finished_on)

    def may_move(self, by: Any, permission: str) -> bool:
        """Its own office, or the project's."""
        return acts_for(by, self, self.own_office) or (bool(self.office) and acts_for(by, self, self.project.office))


class Plan(models.Model):
    """What a project's schedule was from a moment on. The first is the baseline; each other says why it was made."""

    event_kind = "project_plan"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("due day"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    rows = models.JSONField(help_text=_("Of each milestone: key → first and last day."))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="project_plan_numbered_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="project_plan_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.number}"
