"""What this room counts: questions by field, how quickly, advisers, appointments, published answers."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.advice.arrows import APPOINTMENT, ENQUIRY
from fugong.advice.models import Adviser, Appointment, Enquiry
from fugong.core.measures import Kind, Measure, page_at, register, register_kind

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        found = found if user is None else found.visible_to(user)
        return found.annotate(when=F("asked_at"))

    return rows


ENQUIRIES = register_kind(
    Kind(
        key="enquiry", name=_("Question to an adviser"), rows=_of(Enquiry), page=page_at("advice:enquiry"),
        states=ENQUIRY.states, number=lambda row: row.pk, due="when", due_name=_("Asked on"), is_past=True,
        order=("-when", "id"), part="field", part_name=_("field"),
        parts=lambda pack: {each.key: each.name for each in pack.advice.fields},
    )
)  # fmt: skip

APPOINTMENTS = register_kind(
    Kind(
        key="appointment", name=_("Appointment"), rows=_of(Appointment), page=page_at("advice:appointment"),
        states=APPOINTMENT.states, number=lambda row: row.pk, due="when", due_name=_("Asked on"), is_past=True,
        order=("-when", "id"), part="kind", part_name=_("kind of appointment"),
        parts=lambda pack: {each.key: each.name for each in pack.advice.appointments},
    )
)  # fmt: skip


def _advisers(campaign: "Campaign", user: "User | None") -> Any:
    found = Adviser.objects.filter(campaign=campaign, until=None)
    found = found if user is None else found.visible_to(user, P.FIGURES_VIEW)
    return found.annotate(state=F("role"), when=F("since"))


ADVISERS = register_kind(
    Kind(
        key="adviser", name=_("Adviser"), rows=_advisers,
        page=lambda campaign, row: reverse("advice:advisers", args=[campaign.key]),
        states={"medic": _("Medical staff"), "expert": _("Experts")}, number=lambda row: str(row.user), number_name=_("Adviser"),
        due="when", due_name=_("Since"), is_past=True, order=("id",), related=("user",), part="fields", part_name=_("field"),
        parts=lambda pack: {each.key: each.name for each in pack.advice.fields},
    )
)  # fmt: skip

QUESTIONS, TIMES = _("questions"), _("appointments")
ON = ~Q(state="withdrawn")
register(
    Measure("advice.medics", _("Medical staff who advise"), _("people"), ADVISERS.key, Q(role="medic")),
    Measure("advice.experts", _("Experts who advise"), _("people"), ADVISERS.key, Q(role="expert")),
    Measure("advice.asked", _("Questions asked of advisers"), QUESTIONS, ENQUIRIES.key, ON),
    Measure("advice.answered", _("Questions answered"), QUESTIONS, ENQUIRIES.key, Q(state__in=["answered", "confirmed"])),
    Measure("advice.helped", _("Answers that helped"), QUESTIONS, ENQUIRIES.key, Q(state="confirmed")),
    Measure("advice.open", _("Questions open"), QUESTIONS, ENQUIRIES.key, Q(state__in=["waiting", "assigned", "taken"])),
    Measure("advice.appointments", _("Appointments asked for"), TIMES, APPOINTMENTS.key, ON),
    Measure("advice.appointments.arranged", _("Appointments arranged"), TIMES, APPOINTMENTS.key,
            Q(state__in=["arranged", "done", "missed"])),
    Measure("advice.appointments.open", _("Appointments to be arranged"), TIMES, APPOINTMENTS.key, Q(state="asked")),
)  # fmt: skip
