"""Sentences for what happened in this room: verb, sentence, icon, tone."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("enquiry.ask", _("asked a question"), "message-question", "primary"),
    ("enquiry.assign", _("gave the question to %(name)s"), "user-check", "secondary"),
    ("enquiry.ring", _("rang %(name)s: nobody had taken the question"), "bell", "warning"),
    ("enquiry.take", _("took the question"), "hand-stop", "primary"),
    ("enquiry.hand_over", _("handed the question over to %(name)s"), "switch-horizontal", "warning"),
    ("enquiry.answer", _("answered"), "message-check", "success"),
    ("enquiry.confirm", _("said that it helped"), "circle-check", "success"),
    ("enquiry.lapse", _("nobody objected to the answer"), "clock", "secondary"),
    ("enquiry.again", _("asked again"), "refresh", "warning"),
    ("enquiry.withdraw", _("took the question back"), "circle-x", "secondary"),
    ("enquiry.overdue", _("the question is late"), "alarm", "danger"),
    ("enquiry.escalate", _("brought the question before the next post"), "trending-up", "danger"),
    ("appointment.ask", _("asked for an appointment"), "calendar-plus", "primary"),
    ("appointment.arrange", _("arranged the appointment"), "calendar-event", "success"),
    ("appointment.refuse", _("refused the appointment"), "circle-x", "danger"),
    ("appointment.finish", _("noted that the appointment took place"), "circle-check", "success"),
    ("appointment.miss", _("noted that nobody came"), "user-x", "warning"),
    ("appointment.withdraw", _("took the appointment back"), "circle-x", "secondary"),
    ("appointment.overdue", _("the appointment is late"), "alarm", "danger"),
    ("appointment.escalate", _("brought the appointment before the next post"), "trending-up", "danger"),
    ("advice_answer.publish", _("published the answer for all"), "speakerphone", "success"),
    ("advice_answer.withdraw", _("took the published answer back"), "circle-x", "secondary"),
    ("adviser.enter", _("entered %(name)s as adviser"), "user-plus", "secondary"),
    ("adviser.end", _("ended the advising of %(name)s"), "user-x", "warning"),
    ("adviser.duty", _("put %(name)s on duty"), "calendar-plus", "secondary"),
    ("adviser.off_duty", _("took %(name)s off duty"), "calendar-off", "secondary"),
)
"""(verb, sentence, icon, tone), for the timeline."""
