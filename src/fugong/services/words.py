"""Sentences for what happened."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("service_application.submit", _("asked for the service"), "file-plus", "primary"),
    ("service_application.bring", _("brought it in from the office’s list"), "table-import", "secondary"),
    ("service_application.accept", _("accepted the application"), "file-check", "info"),
    ("service_application.pass_on", _("passed it on to the second office"), "arrow-forward-up", "primary"),
    ("service_application.take", _("took it on"), "user-check", "secondary"),
    ("service_application.return", _("sent it back"), "arrow-back-up", "warning"),
    ("service_application.resubmit", _("sent it again"), "send", "primary"),
    ("service_application.grant", _("granted it: %(number)s"), "certificate", "success"),
    ("service_application.refuse", _("refused it"), "circle-x", "danger"),
    ("service_application.withdraw", _("took the application back"), "arrow-back-up", "secondary"),
    ("service_application.overdue", _("noted that the application is late"), "clock", "danger"),
    ("service_application.escalate", _("brought the late application before the next post"), "trending-up", "danger"),
    ("service_application.reveal", _("looked at the telephone number"), "eye", "warning"),
    ("service_appointment.book", _("booked %(starts_at)s, number %(number)s"), "calendar-plus", "primary"),
    ("service_appointment.change", _("moved it from %(before)s to %(starts_at)s"), "calendar-share", "secondary"),
    ("service_appointment.cancel", _("cancelled the appointment"), "calendar-off", "secondary"),
    ("service_appointment.arrive", _("noted that %(number)s is there"), "login", "info"),
    ("service_appointment.call", _("called %(number)s to window %(window)s"), "speakerphone", "primary"),
    ("service_appointment.serve", _("served %(number)s"), "circle-check", "success"),
    ("service_appointment.miss", _("noted that %(number)s didn’t come"), "user-x", "danger"),
    ("service_appointment.lapse", _("noted that nobody came in time"), "clock", "danger"),
    ("service_appointment.reveal", _("looked at the telephone number"), "eye", "warning"),
    ("service_day.set", _("changed the office’s day %(day)s"), "calendar-event", "secondary"),
    ("kiosk.make", _("set up the kiosk %(name)s"), "device-desktop", "secondary"),
    ("kiosk.end", _("took the kiosk %(name)s out of use"), "circle-x", "warning"),
)
"""(verb, sentence, icon, tone), for the timeline."""
