"""Sentences for what happened in this room: verb, sentence, icon, tone."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("testing_point.open", _("opened the sampling point %(name)s"), "map-pin", "primary"),
    ("testing_point.change", _("changed the sampling point"), "pencil", "secondary"),
    ("testing_point.shut", _("shut the sampling point"), "x", "warning"),
    ("testing_belonging.set", _("sends %(people)s people to %(point)s"), "map-pin", "secondary"),
    ("testing_belonging.drive", _("has the people taken to the sampling point by shuttle"), "bus", "secondary"),
    ("testing_belonging.walk", _("has the people come to the sampling point by themselves"), "user", "secondary"),
    ("testing_specialist.enter", _("entered a specialist’s qualification, valid until %(until)s"), "certificate", "secondary"),
    ("testing_specialist.end", _("ended a specialist’s qualification"), "user-x", "warning"),
    ("testing_shift.plan", _("planned a shift at %(point)s"), "calendar-plus", "secondary"),
    ("testing_shift.put", _("put %(name)s on the shift"), "user-check", "secondary"),
    ("testing_shift.roster", _("put by roster: %(names)s"), "user-check", "secondary"),
    ("testing_absence.enter", _("entered that %(name)s is absent from %(first)s to %(last)s"), "calendar-off", "warning"),
    ("testing_absence.remove", _("%(name)s is there after all"), "user-check", "secondary"),
    ("testing_shift.cover", _("%(name)s steps in for %(before)s"), "switch-horizontal", "warning"),
    ("testing_tube.take_back", _("took a sample back"), "trash", "warning"),
    ("testing_tube.overdue", _("the result is late"), "alarm", "danger"),
    ("testing_retest.overdue", _("the single sample is late"), "alarm", "danger"),
    ("person.gate_result", _("entered the result of a sample that was taken at a gate"), "circle-check", "secondary"),
    ("testing.bulk_samples", _("%(rows)s samples came in by the interface"), "database", "secondary"),
)  # fmt: skip
