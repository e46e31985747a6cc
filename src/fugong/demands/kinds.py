"""The messages that this room sends, so that people can choose how each reaches them."""

from django.utils.translation import gettext_lazy as _

from fugong.channels.kinds import Kind, register

KINDS = (
    Kind("demand.received", _("A demand has come to you")),
    Kind("demand.answered", _("A demand was answered")),
    Kind("demand.asked", _("Something is asked of you for a demand")),
    Kind("demand.supplied", _("The enterprise has replied")),
    Kind("demand.progress", _("News about a demand")),
    Kind("demand.part", _("A supporting department added its part")),
    Kind("demand.climbed", _("Demands have come up to you"), urgent=True),
    Kind("demand.confirmed", _("A demand was confirmed and rated")),
    Kind("demand.reopened", _("A demand was reopened")),
    Kind("demand.closed", _("A demand was closed without confirmation")),
    Kind("demand.withdrawn", _("A demand was withdrawn")),
    Kind("task.given", _("A task was given to you")),
    Kind("task.due", _("A task of yours is due soon")),
    Kind("task.climbed", _("Late tasks have come up to you"), urgent=True),
    Kind("task.done", _("A task is reported as done")),
    Kind("task.returned", _("A task was sent back to you")),
    Kind("task.dropped", _("A task was dropped")),
)

for kind in KINDS:
    register(kind)
