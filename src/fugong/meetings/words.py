"""What the meetings' events say in a timeline."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def answered(data: dict[str, Any]) -> dict[str, Any]:
    """What someone answered to the invitation, in the reader's language."""
    return {"answer": gettext("will come") if data.get("coming") else gettext("can’t come")}


SENTENCES = (
    ("meeting.call", _("called the meeting %(number)s"), "calendar-plus", "primary"),
    ("meeting.change", _("changed time or place"), "calendar-event", "warning"),
    ("meeting.cancel", _("called the meeting off"), "calendar-off", "danger"),
    ("meeting.open", _("opened the meeting"), "player-play", "success"),
    ("meeting.close", _("closed the meeting"), "player-stop", "secondary"),
    ("meeting.reopen", _("went on with the meeting"), "player-play", "warning"),
    ("meeting.issue", _("issued the minutes"), "file-check", "success"),
    ("meeting.invite", _("invited %(name)s"), "user-plus", "secondary"),
    ("meeting.uninvite", _("took %(name)s off the list"), "user-minus", "secondary"),
    ("meeting.agenda", _("made the agenda anew"), "refresh", "secondary"),
    ("meeting.ask", _("put on the agenda: %(title)s"), "plus", "secondary"),
    ("meeting.take_off", _("took off the agenda: %(title)s"), "x", "warning"),
    ("meeting.arrange", _("put the agenda in order"), "list-details", "secondary"),
    ("meeting.attend", _("recorded who was there"), "users", "secondary"),
    ("meeting.summarise", _("wrote the summary"), "pencil", "secondary"),
    ("agenda_item.answered", _("answered: %(title)s"), "message-check", "success"),
    ("agenda_item.decided", _("decided: %(decision)s"), "gavel", "success"),
    ("agenda_item.noted", _("took note of: %(title)s"), "notes", "secondary"),
    ("agenda_item.carried", _("carried over: %(title)s"), "arrow-forward-up", "warning"),
)
"""(verb, sentence, icon, tone), for the timeline."""
