"""What every proposal says in the same words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES = (
    ("proposal.ask", gettext_lazy("asked for a proposal"), "wand", "secondary"),
    ("proposal.change", gettext_lazy("changed a proposal by hand: %(line)s → %(choice)s"), "pencil", "secondary"),
    ("proposal.work_out", gettext_lazy("worked a proposal out"), "wand", "secondary"),
    ("proposal.fail", gettext_lazy("could not work a proposal out"), "alert-triangle", "warning"),
    ("proposal.confirm", gettext_lazy("confirmed a proposal"), "checks", "success"),
    ("proposal.drop", gettext_lazy("dropped a proposal"), "circle-x", "secondary"),
)

ENDED = {
    "optimal": gettext_lazy("Proven: no plan of these rules is better."),
    "within": gettext_lazy("Close to the best plan."),
    "steps": gettext_lazy("The best that was found; asked again, the same comes out."),
    "seconds": gettext_lazy("The best that was found in the time given."),
}
SOURCES = {
    "line": gettext_lazy("Distances: straight line times the pack’s factor."),
    "table": gettext_lazy("Distances: the place’s own table."),
    "server": gettext_lazy("Distances: the routing server within the network."),
}
CODES = {
    "empty": gettext_lazy("There is nothing to plan with."),
    "too_small": gettext_lazy("%(field)s: %(value)s is too small."),
    "too_large": gettext_lazy("%(field)s: %(value)s is too large."),
    "twice": gettext_lazy("%(value)s occurs twice."),
    "refused": gettext_lazy("%(message)s"),
}


def failure(kept: Any) -> str:
    """What made no sense, `[field, code, figures]`, in the reader's language."""
    field, code, figures = kept
    if code == "refused":
        return str(figures["message"])
    words = CODES.get(code)
    values = {"field": field, "value": figures.get("value", "")}
    return str(words) % values if words else _("%(field)s makes no sense (%(code)s).") % {"field": field, "code": code}


def source(content: dict[str, Any]) -> list[str]:
    """Where the metres come from, and why not from where they should."""
    found = [str(SOURCES.get(content.get("source", ""), ""))]
    if content.get("note"):
        found.append(_("The routing server gave no answer, so straight lines were taken."))
    return [each for each in found if each]


def distance(metres: Any) -> str:
    """`850 m`, `3.2 km`."""
    return f"{metres} m" if metres < 1000 else f"{metres / 1000:.1f} km"
