"""Sentences for what happened, for the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from fugong.core.languages import pick


def named(data: Mapping[str, Any]) -> dict[str, str]:
    """The names of milestones, branches and conditions in the reader's language."""
    return {key: pick(data[key]) for key in ("name", "branch") if isinstance(data.get(key), dict)}


SENTENCES = (
    ("project.propose", gettext_lazy("proposed it as a key project"), "flag", "secondary"),
    ("project.confirm", gettext_lazy("put it on the list; the schedule is counted back"), "circle-check", "success"),
    ("project.decline", gettext_lazy("didn’t list it"), "circle-x", "secondary"),
    ("project.amend", gettext_lazy("changed what is known of it"), "pencil", "secondary"),
    ("project.meet", gettext_lazy("all conditions are met: it may start"), "circle-check", "success"),
    ("project.lapse", gettext_lazy("a condition fell away: it waits again"), "alert-triangle", "warning"),
    ("project.tick", gettext_lazy("saw that it holds: %(name)s"), "check", "success"),
    ("project.untick", gettext_lazy("it holds no more: %(name)s"), "arrow-back-up", "warning"),
    ("project.start", gettext_lazy("work started on %(day)s"), "building-factory-2", "success"),
    ("project.begin", gettext_lazy("said that work started on %(day)s"), "building-factory-2", "success"),
    ("project.finish", gettext_lazy("completed it"), "circle-check", "success"),
    ("project.remove", gettext_lazy("took it off the list"), "circle-x", "danger"),
    ("project.replan", gettext_lazy("made plan no. %(number)s, due %(due)s"), "calendar-event", "warning"),
    ("project.overdue", gettext_lazy("noted that its due day is over"), "clock", "danger"),
    ("project.escalate", gettext_lazy("brought the late project before the next post"), "trending-up", "danger"),
    ("milestone.start", gettext_lazy("%(name)s: begun on %(day)s"), "calendar-event", "primary"),
    ("milestone.finish", gettext_lazy("%(name)s: reached on %(day)s"), "circle-check", "success"),
    ("milestone.reopen", gettext_lazy("%(name)s: not reached after all"), "arrow-back-up", "warning"),
    ("milestone.drop", gettext_lazy("%(name)s: dropped from the plan"), "circle-x", "secondary"),
    ("milestone.overdue", gettext_lazy("noted that a milestone is late"), "clock", "danger"),
    ("milestone.escalate", gettext_lazy("brought the late milestone before the next post"), "trending-up", "danger"),
    ("approval.begin", gettext_lazy("began approval no. %(number)s"), "file-check", "secondary"),
    ("approval.apply", gettext_lazy("handed it in"), "send", "primary"),
    ("approval.receive", gettext_lazy("took it in at the window"), "send", "primary"),
    ("approval.join", gettext_lazy("all branches are through"), "circle-check", "success"),
    ("approval.refuse", gettext_lazy("refused with its branch “%(branch)s”"), "circle-x", "danger"),
    ("approval.hand_over", gettext_lazy("handed the certificates over to %(to_whom)s"), "certificate", "success"),
    ("approval.withdraw", gettext_lazy("withdrew it"), "circle-x", "secondary"),
    ("approval.close", gettext_lazy("closed it"), "circle-x", "secondary"),
    ("approval_branch.open", gettext_lazy("%(name)s: the office’s clock runs"), "clock", "primary"),
    ("approval_branch.help", gettext_lazy("%(name)s: began early: %(note)s"), "heart-handshake", "success"),
    ("approval_branch.return", gettext_lazy("%(name)s: returned for correction"), "arrow-back-up", "warning"),
    ("approval_branch.answer", gettext_lazy("%(name)s: corrected"), "repeat", "primary"),
    ("approval_branch.resume", gettext_lazy("%(name)s: taken up again"), "repeat", "primary"),
    ("approval_branch.grant", gettext_lazy("%(name)s: granted %(number)s"), "certificate", "success"),
    ("approval_branch.refuse", gettext_lazy("%(name)s: refused"), "circle-x", "danger"),
    ("approval_branch.drop", gettext_lazy("%(name)s: dropped"), "circle-x", "secondary"),
    ("approval_branch.overdue", gettext_lazy("noted that a branch is late"), "clock", "danger"),
    ("approval_branch.escalate", gettext_lazy("brought the late branch before the next post"), "trending-up", "danger"),
    ("parcel.enter", gettext_lazy("entered the parcel, %(area)s m²"), "map", "secondary"),
    ("parcel.amend", gettext_lazy("changed what is known of the parcel"), "pencil", "secondary"),
    ("parcel.list", gettext_lazy("listed the parcel"), "flag", "primary"),
    ("parcel.unlist", gettext_lazy("took the parcel off the list"), "arrow-back-up", "warning"),
    ("parcel.agree", gettext_lazy("agreed on the parcel"), "circle-check", "success"),
    ("parcel.free", gettext_lazy("the agreement fell through: listed again"), "arrow-back-up", "warning"),
    ("parcel.hand_over", gettext_lazy("handed the land over"), "circle-check", "success"),
    ("parcel.withdraw", gettext_lazy("withdrew the parcel"), "circle-x", "secondary"),
    ("parcel.overdue", gettext_lazy("noted that the parcel’s time is over"), "clock", "danger"),
    ("parcel.escalate", gettext_lazy("brought the parcel before the next post"), "trending-up", "danger"),
)
"""(verb, sentence, icon, tone)."""
