"""Sentences for what happened to people's files. They name no one but who acted."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, str | Promise] = {
    "name": pgettext_lazy("of a person", "Name"),
    "document": _("Document number"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "places": _("Places of the last days"),
    "note": _("Note"),
    "nationality": _("Nationality"),
    "language": _("Language"),
    "origin": _("Came from"),
    "transport": _("Means of transport"),
    "lodging": _("Lodging"),
    "arrived_on": _("Arrived on"),
}


def _looked(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "field": FIELDS.get(str(data.get("field")), data.get("field"))}


def _changed(data: dict[str, Any]) -> dict[str, Any]:
    names = [str(FIELDS.get(each, each)) for each in data.get("fields", ())]
    return {**data, "fields": gettext(", ").join(names)}


SENTENCES: tuple[tuple[Any, ...], ...] = (
    ("person.enter", _("opened the file"), "user-plus", "primary"),
    ("person.amend", _("changed: %(fields)s"), "pencil", "secondary", _changed),
    ("person.employ", _("put the person on an enterprise’s list"), "building-factory-2", "secondary"),
    ("person.unemploy", _("took the person off an enterprise’s list"), "logout", "secondary"),
    ("person.class", _("sorted anew"), "arrows-sort", "secondary"),
    ("person.reveal", _("looked at: %(field)s"), "eye", "warning", _looked),
    ("person.correction", _("asked for a correction"), "message-question", "warning"),
    ("person.roster", _("took a staff list: %(new)s new files"), "table-import", "primary"),
    ("roster_link.make", _("made the link by which people enter themselves"), "qrcode", "secondary"),
    ("health_case.open", _("reported a fever or a symptom"), "temperature", "danger"),
    ("health_case.overdue", _("nobody looked after it in time"), "clock-pause", "danger"),
    ("erasure.carry_out", _("erased"), "shield-x", "warning"),
)
