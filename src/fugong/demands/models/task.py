"""A task (督办事项): what someone promised or was told to do, by when, with proof."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import uuid7
from fugong.demands.access import TaskQuerySet
from fugong.demands.arrows import TASK
from fugong.demands.models.demand import Demand
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case

IS_OPEN = Q(state__in=["open", "done"])


class Task(Case):
    """`deadline` is when it must be done; `due_at` is what the clock watches now. `from_*` say where it came from."""

    workflow = TASK
    event_kind = "task"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tasks")
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=40)
    what = models.CharField(_("what is to be done"), max_length=500)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="tasks_owned")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="tasks_asked")
    asked_at = models.DateTimeField()
    department = models.CharField(_("department"), max_length=40, blank=True)
    deadline = models.DateTimeField(_("due"))
    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    from_kind = models.CharField(max_length=40, blank=True, help_text="demand | meeting | …")
    from_key = models.CharField(max_length=64, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    from_url = models.CharField(max_length=300, blank=True)
    climbed = models.JSONField(default=list, blank=True, help_text=_("Posts of the ladder that it reached."))
    proof = models.TextField(_("what was done"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned = models.PositiveSmallIntegerField(default=0)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["deadline", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="task_number_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "confirmed"]) | Q(done_at__isnull=False), name="task_done_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "deadline", "id"], condition=IS_OPEN, name="task_owner"),
            models.Index(fields=["asked_by", "deadline", "id"], condition=IS_OPEN, name="task_asked"),
            models.Index(fields=["campaign", "deadline", "id"], condition=IS_OPEN, name="task_open"),
            models.Index("campaign", OpClass("area_code", "text_pattern_ops"), "deadline", name="task_area"),
            models.Index(fields=["from_kind", "from_key"], name="task_from"),
            models.Index(fields=["next_rung_at", "id"], condition=Q(next_rung_at__isnull=False), name="task_sweep"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_overdue(self) -> bool:
        from fugong.core import clock

        return self.state == "open" and self.deadline < clock.now()

    def may_move(self, by: Any, permission: str) -> bool:
        from fugong.demands.handlers import may_move_task  # it asks this model

        return may_move_task(self, by, permission)
