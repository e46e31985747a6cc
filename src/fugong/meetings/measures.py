"""What this room counts: the tasks that meetings gave."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import register
from fugong.demands.measures import task_measures

MEASURES = task_measures(
    "meetings.tasks",
    Q(from_kind="meeting"),
    (
        _("Tasks of meetings given"),
        _("Tasks of meetings done"),
        _("Tasks of meetings done in time"),
        _("Tasks of meetings overdue"),
        _("Tasks of meetings whose date has come"),
    ),
)

register(*MEASURES)
