"""Names for what is kept as keys, and sentences for what happened."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.core import languages

DO = {
    "accept": _("accept"),
    "guide": _("guide on site"),
    "review": _("review"),
    "verify": _("verify on site"),
    "approve": _("approve"),
    "recheck": _("re-check"),
}
OUTCOME = {
    "passed": _("Passed"),
    "returned": _("Returned"),
    "refused": _("Refused"),
    "fault": _("Fault found"),
}
ANSWER = {"yes": _("Yes"), "no": _("No"), "not_applicable": _("Not applicable")}
VISIT = {
    "self": _("Self-check"),
    "verification": _("Verification on site"),
    "guidance": _("Guidance on site"),
    "recheck": _("Re-check"),
}


def named(data: dict[str, Any]) -> dict[str, Any]:
    """An event's step by the name that its pack gives it, else by what is done there; older events know its number alone."""
    if names := data.get("step_name"):
        return {"step": languages.pick(names)}
    return {"step": DO[data["do"]]} if data.get("do") in DO else {}


SENTENCES: tuple[tuple[Any, ...], ...] = (
    ("report.correct", _("corrected the report of %(day)s"), "pencil", "warning"),
    ("report.bulk", _("took %(rows)s reports of %(day)s"), "report", "primary"),
    ("report.remind", _("reminded of the report of %(day)s"), "bell", "warning"),
    ("filing.draft", _("began a filing"), "pencil", "secondary"),
    ("filing.submit", _("filed %(number)s"), "send", "primary"),
    ("filing.pass", _("passed “%(step)s”"), "check", "success", named),
    ("filing.approve", _("approved the filing"), "circle-check", "success"),
    ("filing.return", _("returned the filing"), "arrow-back-up", "warning"),
    ("filing.refuse", _("refused the filing"), "circle-x", "danger"),
    ("filing.withdraw", _("withdrew the filing"), "arrow-back-up", "secondary"),
    ("filing.replace", _("put a mended version in its place"), "refresh", "secondary"),
    ("filing.revise", _("began version %(version)s"), "pencil", "secondary"),
    ("filing.recheck", _("re-checked after the approval"), "checks", "primary"),
    ("filing.overdue", _("noted that “%(step)s” is late"), "clock", "danger", named),
    ("filing.escalate", _("brought the late step “%(step)s” before the next post"), "trending-up", "danger", named),
    ("filing.send_team", _("sent %(team)s"), "users-group", "primary"),
    ("joint_filing.open", _("opened filing together for %(park)s"), "building", "primary"),
    ("joint_filing.close", _("closed filing together"), "building", "secondary"),
    ("verification.record", _("filled in a checklist"), "checklist", "primary"),
    ("enterprise_commitment.sign", _("signed the enterprise’s commitment"), "signature", "success"),
    ("enterprise_commitment.withdraw", _("withdrew the enterprise’s commitment"), "signature", "warning"),
    ("employee_commitment.sign", _("signed the employee’s commitment"), "writing-sign", "success"),
    ("employee_commitment.remove", _("took someone off the roster"), "user-minus", "secondary"),
    ("enterprise.roster", _("put %(added)s people on the roster"), "user-plus", "secondary"),
    ("signing_link.make", _("made a link for employees to sign by"), "qrcode", "secondary"),
    ("resumption.file", _("counts as filed"), "send", "secondary"),
    ("resumption.unfile", _("counts as not filed again"), "arrow-back-up", "secondary"),
    ("resumption.approve", _("opened the way to resume: filing %(filing)s is approved"), "circle-check", "success"),
    ("resumption.resume", _("confirmed the first day, %(first_day)s"), "player-play", "success"),
    ("resumption.observe", _("recorded the first day, %(first_day)s"), "player-play", "success"),
    ("resumption.suspend", _("suspended work"), "player-stop", "danger"),
    ("resumption.suspend_apart", _("suspended work for a reason of its own"), "player-stop", "danger"),
    ("resumption.release", _("lifted the suspension"), "player-play", "success"),
    ("resumption.release_exempt", _("lifted the suspension"), "player-play", "success"),
    ("resumption.stop", _("suspended work by order %(order)s"), "player-stop", "danger"),
    ("resumption.restart", _("let work begin again: order %(order)s is lifted"), "player-play", "success"),
    ("resumption.restart_exempt", _("let work begin again: order %(order)s is lifted"), "player-play", "success"),
    ("joint_suspension.begin", _("began to suspend %(expected)s enterprises"), "player-stop", "danger"),
    ("joint_suspension.hold", _("suspended %(suspended)s enterprises"), "player-stop", "danger"),
    ("joint_suspension.lift", _("lifted the suspension"), "player-play", "success"),
    ("joint_suspension.keep", _("left %(stay)s enterprises suspended"), "player-pause", "warning"),
    ("joint_suspension.end", _("released all of them"), "player-play", "success"),
    ("resumption.exempt", _("exempted the enterprise from filing"), "shield-check", "secondary"),
    ("resumption.include", _("ended the exemption"), "shield", "secondary"),
    ("resumption.capacity", _("set the capacity to %(now)s%%"), "gauge", "secondary"),
    ("resumption.plan", _("wrote version %(version)s of the plan"), "notebook", "secondary"),
    ("resumption.lines", _("brought the production lines up to date"), "list-details", "secondary"),
)
"""(verb, sentence, icon, tone) and, where an event names a step, how its name is found; for the timeline."""
