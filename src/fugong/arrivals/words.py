"""Sentences for what happened."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("arrival_service.add", _("added %(number)s"), "world", "secondary"),
    ("arrival_service.change", _("%(number)s comes at another time"), "clock", "warning"),
    ("arrival_service.cancel", _("%(number)s is cancelled"), "circle-x", "danger"),
    ("arrival.announce", _("announced the arrival with %(service)s"), "world", "secondary"),
    ("arrival.rebook", _("comes with %(service)s instead"), "world", "secondary"),
    ("arrival.contact", _("named a contact"), "phone", "secondary"),
    ("arrival.answer", _("answered the questions"), "message", "secondary"),
    ("arrival.identify", _("entered the document"), "id", "secondary"),
    ("arrival.screen", _("screened: nothing unusual"), "temperature", "success"),
    ("arrival.test", _("took a sample"), "vaccine", "success"),
    ("arrival.register", _("registered"), "clipboard-check", "success"),
    ("arrival.depart", _("set out"), "car", "primary"),
    ("arrival.hand_over", _("handed over"), "circle-check", "success"),
    ("arrival.isolate", _("unwell: in isolation, the medical contact is told"), "alert-triangle", "danger"),
    ("arrival.clear", _("nothing was found: the chain goes on"), "circle-check", "success"),
    ("arrival.miss", _("didn’t come"), "circle-x", "warning"),
    ("arrival.expect", _("is expected after all, with %(service)s"), "world", "secondary"),
    ("arrival.divert", _("went on elsewhere"), "arrow-right", "secondary"),
    ("arrival.overdue", _("noted that the arrival is late"), "clock", "danger"),
    ("arrival.escalate", _("brought the late arrival before the next post"), "trending-up", "danger"),
    ("hand_over.confirm", _("confirmed the hand-over"), "signature", "success"),
    ("duty.plan", _("planned a duty"), "users", "secondary"),
    ("vehicle.add", _("added vehicle %(plate)s"), "car", "secondary"),
    ("volunteer.add", _("added a volunteer"), "users", "secondary"),
    ("volunteer.leave", _("took a volunteer off the list"), "users", "secondary"),
    ("volunteer_call.ask", _("called a volunteer for %(service)s"), "phone", "secondary"),
    ("volunteer_call.answer", _("answered the call"), "message", "secondary"),
)
"""(verb, sentence, icon, tone), for the timeline."""
