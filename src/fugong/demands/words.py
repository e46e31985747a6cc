"""Names for what is kept as keys, addresses of rows, and sentences for what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from fugong.policy.pack import Pack

PRIORITIES = {1: _("Urgent"), 2: _("Ordinary"), 3: _("Low")}
TONES = {1: "danger", 2: "secondary", 3: "secondary"}
DEMAND_TONES = {
    "received": "info",
    "accepted": "primary",
    "suspended": "warning",
    "split": "primary",
    "answered": "info",
    "confirmed": "success",
    "closed": "secondary",
    "withdrawn": "secondary",
}
TASK_TONES = {"open": "primary", "done": "info", "confirmed": "success", "dropped": "secondary"}


def url_of(row: Any) -> str:
    """The page of a demand, cause or task, for the authority's people."""
    return reverse(f"demands:{row.event_kind}", args=[row.campaign.key, row.pk])


def department(pack: Pack, key: str) -> str:
    """A department's name; the key where the pack has it no more."""
    return next((str(each.name) for each in pack.places.departments if each.key == key), key)


def post(pack: Pack, key: str) -> str:
    """A post's name; the key where the pack has it no more."""
    return next((str(each.name) for each in pack.registry.posts if each.key == key), key)


def answerer(pack: Pack, demand: Any) -> str:
    """Who answers, in words: the department, the post, or the duty desk that will say so."""
    if demand.lead:
        return department(pack, demand.lead)
    return post(pack, demand.post) if demand.post else str(_("Duty desk"))


SENTENCES = (
    ("demand.receive", _("asked for help: %(number)s"), "headset", "primary"),
    ("demand.accept", _("took the demand on"), "check", "primary"),
    ("demand.decline", _("passed the demand on"), "arrow-right", "warning"),
    ("demand.designate", _("designated who answers"), "user-check", "primary"),
    ("demand.answer", _("answered"), "message", "success"),
    ("demand.suspend", _("asked the enterprise for something"), "help", "warning"),
    ("demand.supply", _("sent what was asked for"), "send", "primary"),
    ("demand.continue", _("went on"), "player-play", "secondary"),
    ("demand.split", _("split the demand into %(many)s parts"), "columns", "primary"),
    ("demand.part_of", _("gave out the part %(number)s"), "arrow-right", "secondary"),
    ("demand.gather", _("gathered the answers of all parts"), "message", "success"),
    ("demand.raise", _("passed the demand up"), "trending-up", "warning"),
    ("demand.confirm", _("confirmed, with %(stars)s of 5 stars"), "circle-check", "success"),
    ("demand.attest", _("recorded the confirmation, with %(stars)s of 5 stars"), "circle-check", "success"),
    ("demand.settle", _("settled the part"), "circle-check", "secondary"),
    ("demand.reopen", _("reopened the demand"), "refresh", "danger"),
    ("demand.reopen_parts", _("reopened the demand"), "refresh", "danger"),
    ("demand.close", _("closed the demand: nobody confirmed in time"), "archive", "secondary"),
    ("demand.withdraw", _("withdrew the demand"), "arrow-back-up", "secondary"),
    ("demand.drop", _("dropped the part with the whole"), "arrow-back-up", "secondary"),
    ("demand.overdue", _("noted that the demand is late"), "clock", "danger"),
    ("demand.escalate", _("brought the late demand before the next post"), "trending-up", "danger"),
    ("demand.part", _("added a supporting department’s part"), "plus", "primary"),
    ("demand.progress", _("told how far it is"), "message", "primary"),
    ("demand.note", _("wrote a note"), "pencil", "secondary"),
    ("demand.join", _("joined the demand under “%(title)s”"), "link", "secondary"),
    ("demand.unjoin", _("took the demand out of “%(title)s”"), "x", "secondary"),
    ("demand.reveal", _("looked at the contact’s telephone number"), "eye", "warning"),
    ("cause.open", _("opened the cause “%(title)s”"), "link", "primary"),
    ("cause.rename", _("renamed the cause to “%(title)s”"), "pencil", "secondary"),
    ("cause.close", _("closed the cause"), "archive", "secondary"),
    ("cause.answer", _("answered %(many)s demands at once"), "message", "success"),
    ("task.give", _("gave the task %(number)s to %(owner)s"), "list-check", "primary"),
    ("task.finish", _("reported the task as done"), "check", "primary"),
    ("task.confirm", _("confirmed the task"), "circle-check", "success"),
    ("task.return", _("sent the task back"), "arrow-back-up", "warning"),
    ("task.postpone", _("changed the task’s date or owner"), "calendar-due", "warning"),
    ("task.drop", _("dropped the task"), "x", "danger"),
    ("task.remind", _("reminded of the task"), "bell", "warning"),
    ("task.overdue", _("noted that the task is late"), "clock", "danger"),
    ("task.escalate", _("brought the late task before the next post"), "trending-up", "danger"),
)
"""(verb, sentence, icon, tone), for the timeline."""
