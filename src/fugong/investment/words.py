"""Sentences for what happened."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("lead.enter", _("entered the lead"), "flag", "primary"),
    ("lead.amend", _("corrected the lead’s entry"), "pencil", "secondary"),
    ("lead.advance", _("brought it to the next stage"), "arrow-right", "success"),
    ("lead.go_back", _("took it back a stage"), "arrow-back-up", "warning"),
    ("lead.sign", _("signed at the event"), "signature", "success"),
    ("lead.land", _("noted that it landed"), "building-factory-2", "success"),
    ("lead.drop", _("dropped the lead"), "circle-x", "danger"),
    ("lead.take_up", _("took the lead up again"), "refresh", "primary"),
    ("lead.talk", _("noted a talk on %(held_on)s"), "video", "info"),
    ("lead.show", _("showed the place %(place)s"), "map-pin", "info"),
    ("lead.choose", _("noted that %(place)s is chosen"), "circle-check", "success"),
    ("lead.pass", _("noted that %(place)s doesn’t fit"), "circle-x", "secondary"),
    ("lead.give_back", _("gave the place %(place)s back"), "arrow-back-up", "warning"),
    ("lead.put_on", _("put it on the list of %(signing)s"), "list-check", "primary"),
    ("lead.take_off", _("took it off the list of %(signing)s"), "x", "secondary"),
    ("lead.overdue", _("noted that the lead stands still"), "clock", "danger"),
    ("lead.escalate", _("brought the lead before the next post"), "trending-up", "danger"),
    ("lead_step.plan", _("planned a next step"), "calendar-plus", "primary"),
    ("lead_step.do", _("did the next step"), "circle-check", "success"),
    ("lead_step.drop", _("dropped the next step"), "circle-x", "secondary"),
    ("lead_step.overdue", _("noted that the next step is late"), "clock", "danger"),
    ("lead_step.escalate", _("brought the late step before the next post"), "trending-up", "danger"),
    ("signing.plan", _("planned the event %(name)s for %(day)s"), "calendar-event", "primary"),
    ("signing.hold", _("held the event: %(projects)s projects signed"), "signature", "success"),
    ("signing.cancel", _("called the event off"), "calendar-off", "warning"),
    ("lead_platform.enter", _("entered the platform %(name)s"), "plus", "secondary"),
    ("lead_platform.amend", _("corrected the platform’s entry"), "pencil", "secondary"),
    ("lead_platform.end", _("took the platform %(name)s off the list"), "circle-x", "warning"),
    ("new_firm.sheet", _("took over %(new)s new registrations from a sheet"), "table-import", "secondary"),
    ("premises_offer.take", _("%(name)s was taken by an investor"), "circle-check", "success"),
    ("premises_offer.free", _("%(name)s is free again"), "arrow-back-up", "secondary"),
)
"""(verb, sentence, icon, tone), for the timeline."""
