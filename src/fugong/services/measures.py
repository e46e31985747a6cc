"""What this room counts: applications and appointments, each by the mode of its service."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.services.arrows import APPLICATION, APPOINTMENT
from fugong.services.lists import OPEN
from fugong.services.models import ServiceApplication, ServiceAppointment
from fugong.services.policy import MODES

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

APPLICATIONS, TIMES = _("applications"), _("appointments")


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


ASKED = register_kind(
    Kind(
        key="service_application",
        name=_("Application for a service"),
        rows=_of(ServiceApplication),
        page=page_at("services:application"),
        states=APPLICATION.states,
        number=lambda row: row.service_name,
        number_name=pgettext_lazy("at an office", "Service"),
        related=("campaign__pack_version",),
        part="mode",
        part_name=_("mode"),
        parts=lambda pack: MODES if pack.services.items else {},
    )
)
BOOKED = register_kind(
    Kind(
        key="service_appointment",
        name=_("Appointment"),
        rows=_of(ServiceAppointment),
        page=page_at("services:appointment"),
        states=APPOINTMENT.states,
        number=lambda row: row.number,
        number_name=_("Waiting number"),
        due="starts_at",
        due_name=_("From"),
        is_past=True,
        order=("-starts_at", "-id"),
        part="service",
        part_name=pgettext_lazy("at an office", "service"),
        parts=lambda pack: {each.key: each.name for each in pack.services.items if each.kind == "appointment"},
    )
)


def _asked(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, APPLICATIONS, ASKED.key, where, about=about)  # type: ignore[arg-type]


def _booked(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, TIMES, BOOKED.key, where, about=about)  # type: ignore[arg-type]


DECIDED = Q(state__in=["granted", "refused"])

register(
    _asked(
        "services.applications",
        _("Applications for services"),
        ~Q(state="withdrawn"),
        _("All but those taken back; by mode."),
    ),
    _asked("services.open", _("Applications for services open"), Q(state__in=OPEN)),
    _asked("services.late", _("Applications for services late"), Q(state__in=OPEN, due_at__lt=F("moment"))),
    _asked("services.decided", _("Applications for services decided"), DECIDED),
    _asked("services.granted", _("Applications for services granted"), Q(state="granted")),
    _asked(
        "services.unmet",
        _("Applications made without coming"),
        ~Q(state="withdrawn") & Q(channel__in=["web", "telephone"]),
        _("By web or telephone."),
    ),
    _asked("services.telephone", _("Applications by telephone"), ~Q(state="withdrawn") & Q(channel="telephone")),
    _asked("services.kiosk", _("Applications at a kiosk"), ~Q(state="withdrawn") & Q(channel="kiosk")),
    _booked(
        "services.appointments", _("Appointments"), ~Q(state="cancelled"), _("All but those cancelled; by service.")
    ),
    _booked("services.appointments.served", _("Appointments served"), Q(state="served")),
    _booked("services.appointments.missed", _("Appointments missed"), Q(state="no_show")),
)
