"""What every case carries: its state, its deadline, and how far it has climbed the ladder."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.workflow.arrows import Arrow, Workflow


class Climb(models.Model):
    """How far a case has climbed, in a narrow row of its own whose primary key is the case: for a kind of case with so many
    indexes that each rung would write all of them anew.
    """

    rung = models.PositiveSmallIntegerField(default=0, help_text=_("Steps of the escalation ladder already fired."))
    next_rung_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @classmethod
    def restart(cls, keys: Iterable[int], next_rung_at: dt.datetime | None) -> None:
        """Puts cases at the foot of the ladder; those that were on none yet, too."""
        made: Any = cls  # which of its fields is the case, a subclass says
        made._base_manager.bulk_create(
            [made(pk=key, rung=0, next_rung_at=next_rung_at) for key in keys],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=["rung", "next_rung_at"],
        )


class Case(models.Model):
    """A row that moves along a workflow's arrows. Only `moves.move` writes `state`.

    A kind of case that `climbs_apart` has no `rung` and `next_rung_at` of its own.
    """

    workflow: ClassVar[Workflow]
    climbs_apart: ClassVar[type[Climb] | None] = None
    event_kind: str

    state = models.CharField(_("state"), max_length=20)
    state_since = models.DateTimeField()
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    clock_kind = models.CharField(max_length=40, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0, help_text=_("Steps of the escalation ladder already fired."))
    next_rung_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def state_name(self) -> str:
        return str(self.workflow.states[self.state])

    @property
    def is_final(self) -> bool:
        return self.state in self.workflow.final

    def may_move(self, by: Any, permission: str) -> bool:
        """Whether a person holds an arrow's permission over this case. Each room says how."""
        raise NotImplementedError

    def is_way(self, arrow: Arrow) -> bool:
        """Whether the arrow is one for this case, where several lead out of a state by what it is."""
        return True
