"""What every case carries: its state, its deadline, and how far it has climbed the ladder."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.workflow.arrows import Workflow


class Case(models.Model):
    """A row that moves along a workflow's arrows. Only `moves.move` writes `state`."""

    workflow: ClassVar[Workflow]
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
