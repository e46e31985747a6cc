"""Sentences for what happened, and why a gate said no."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES = (
    ("pass_application.ask", _("asked for a pass until %(until)s"), "file-plus", "primary"),
    ("pass_application.approve", _("approved the pass"), "circle-check", "success"),
    ("pass_application.refuse", _("refused the pass"), "circle-x", "danger"),
    ("pass_application.take_back", _("took the application back"), "arrow-back-up", "secondary"),
    ("pass_application.approve_by_rule", _("approved it at once, by the place’s rules"), "circle-check", "success"),
    ("pass_application.refuse_by_rule", _("refused it at once, by the place’s rules"), "circle-x", "danger"),
    ("pass_application.overdue", _("noted that the application is late"), "clock", "danger"),
    ("pass_application.escalate", _("brought the late application before the next post"), "trending-up", "danger"),
    ("pass.issue", _("issued the pass, until %(until)s"), "certificate", "success"),
    ("pass.card", _("showed a card as a code for gates"), "id", "secondary"),
    ("pass.withdraw", _("withdrew the pass"), "circle-x", "danger"),
    ("pass.suspend", _("suspended the pass: work has to stop"), "player-stop", "warning"),
    ("pass.give_back", _("gave the pass back: work may begin again"), "refresh", "success"),
    ("pass.fall", _("withdrew the pass with what it hung on"), "circle-x", "danger"),
    ("pass.expire", _("noted that the pass’s last day is over"), "clock", "secondary"),
    ("pass.ends_soon", _("reminded that the pass ends on %(until)s"), "clock", "warning"),
    ("pass.renew", _("replaced the pass by the next one"), "refresh", "secondary"),
    ("pass.doubt", _("saw the pass in two places at once"), "alert-triangle", "danger"),
    ("signing_key.make", _("made the signing key %(kid)s"), "key", "secondary"),
    ("signing_key.withdraw", _("withdrew the signing key %(kid)s"), "key", "danger"),
)
"""(verb, sentence, icon, tone), for the timeline."""

REASONS: dict[str, Any] = {
    "": _("Valid"),
    "form": _("This isn’t the code of a pass."),
    "signature": _("Forged: it wasn’t signed here."),
    "unknown_key": _("Signed by a key that isn’t known here."),
    "key_withdrawn": _("Its key was withdrawn. The driver opens the pass’s page again for a new code."),
    "elsewhere": _("A pass of another place."),
    "expired": _("Its last day is over."),
    "early": _("It doesn’t hold yet."),
    "withdrawn": pgettext_lazy("a pass", "Withdrawn."),
    "suspended": _("Suspended: the enterprise has to stop work."),
    "renewed": _("Replaced by a newer pass. The driver opens the pass’s page again."),
    "gate": _("Passes of this kind aren’t let through here."),
    "stale": _("This device’s data are too old to tell."),
    "clock": _("This device’s clock is wrong."),
    "no_data": _("This device has no data yet."),
    "typed": _("A typed number can only be proven with a network."),
}
"""Why a gate said what it said, by the key that `verifying` and the gate's page give."""

DOUBTS: dict[str, Any] = {
    "two_gates": _("At another gate a moment ago"),
    "inside": _("Came in already, and didn’t go out"),
}
VERDICTS: dict[str, Any] = {"valid": _("Valid"), "invalid": _("Not valid"), "unsure": _("Can’t tell")}
TONES = {"valid": "success", "invalid": "danger", "unsure": "warning"}
