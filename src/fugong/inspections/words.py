"""Names for what is kept as keys, and sentences for what happened."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.chains import words as orders
from fugong.inspections.models.visit import Kind

KIND = dict(Kind.choices)
KIND_ICON = {
    "round": "route",
    "look_back": "rotate",
    "spot_check": "target",
    "verify": "clipboard-check",
    "consultation": "stethoscope",
    "search": "search",
    "service": "heart-handshake",
}
RESULT = {"passed": _("All in order"), "faults": _("Faults")}
ON_FAIL = {
    "on_the_spot": _("to be put right on the spot"),
    "notice": _("needs a notice"),
    "stop": _("stops work"),
}
SIGN = {
    "meter": _("meter reading"),
    "pass": _("vehicle pass"),
    "test": _("tests of staff"),
    "neighbour": _("message from a neighbour"),
    "report": _("daily report"),
    "other": _("other sign"),
}
REASONS = {
    "never": _("never visited"),
    "again": _("last visited %(days)s days ago"),
    "weight": "%(name)s",
    "drawn": _("drawn in draw %(number)s"),
    "wanted": _("wanted by %(department)s"),
    "signs": _("signs of work without leave"),
    "faults": _("%(n)s faults at the last visit"),
    "verify": _("its filing waits to be verified"),
    "order": _("%(place)s of %(of)s in the order of resuming: %(why)s"),
    "said": "%(text)s",
    "by_hand": _("put on the round by %(who)s"),
}
"""Why an enterprise is on a round: key → sentence over the numbers kept with it."""


def reason(kept: Any) -> str:
    """A kept reason, `[key, {values}]`, in the reader's language."""
    from fugong.core.languages import pick

    key, values = kept
    if key == "order":
        values = {**values, "why": orders.approved(values["code"], values["releases"], values["others"])}
    named = {name: pick(value) if isinstance(value, dict) else value for name, value in values.items()}
    sentence = REASONS.get(key)
    return str(sentence) % named if sentence else str(key)


SENTENCES = (
    (
        "visit.record",
        _("made the visit %(number)s: %(failed)s faults, %(corrected)s of them put right on the spot"),
        "clipboard-check",
        "primary",
    ),
    ("visit.edit", _("sent another edition of the visit %(number)s"), "copy", "warning"),
    ("visit.settle", _("settled the editions of the visit %(number)s"), "checks", "secondary"),
    ("visit.evidence", _("added evidence to a visit"), "camera", "secondary"),
    ("round.propose", _("proposed a round of %(stops)s stops"), "route", "secondary"),
    ("round.add_stop", _("put the enterprise on a round"), "plus", "secondary"),
    ("round.remove_stop", _("took the enterprise off a round"), "minus", "warning"),
    ("round.pass_over", _("passed the enterprise over on a round"), "player-pause", "warning"),
    ("round.order", _("changed the order of a round"), "arrows-sort", "secondary"),
    ("swap.ask", _("asked %(to)s to take a stop over"), "switch-horizontal", "secondary"),
    ("wanted_visit.ask", _("asked for a visit on %(day)s"), "calendar-event", "secondary"),
    ("wanted_visit.drop", _("no longer asks for a visit on %(day)s"), "calendar-off", "secondary"),
    ("wanted_visit.combine", _("combined the visits that %(n)s departments wanted"), "users-group", "primary"),
    ("draw.commit", _("fixed lists and seed of draw %(number)s"), "lock", "secondary"),
    ("sign_of_work.enter", _("noted a sign of work"), "eye", "warning"),
    ("campaign.signs", _("took a sheet of %(rows)s signs of work"), "file-import", "secondary"),
)  # fmt: skip
