"""How applications are accepted, passed on and decided; how appointments are booked, called and missed."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

ASK, HANDLE = P.SERVICE_APPLY, P.SERVICE_HANDLE

APPLICATION = register(
    Workflow(
        key="service_application",
        name=_("Application for a service"),
        states={
            "submitted": pgettext_lazy("an application for a service", "Waits for acceptance"),
            "accepted": pgettext_lazy("an application for a service", "Accepted"),
            "passed_on": pgettext_lazy("an application for a service", "At the second office"),
            "returned": pgettext_lazy("an application for a service", "Sent back"),
            "granted": pgettext_lazy("an application for a service", "Granted"),
            "refused": pgettext_lazy("an application for a service", "Refused"),
            "withdrawn": pgettext_lazy("an application for a service", "Taken back"),
        },
        initial="submitted",
        final=frozenset({"granted", "refused", "withdrawn"}),
        arrows=(
            Arrow(
                "accept", ("submitted",), "accepted", _("Accept"), HANDLE, clock="decide", style="primary",
                why="The papers are there or promised; the promised time runs.",
            ),
            Arrow(
                "pass_on", ("accepted",), "passed_on", _("Pass on to the second office"), HANDLE, keeps_clock=True,
                style="primary", why="The first office has done its part; the clock goes on.",
            ),
            Arrow(
                "return", ("submitted", "accepted", "passed_on"), "returned", _("Send back"), HANDLE, reason=True,
                clock="mend", why="Something is lacking or wrong; the applicant mends it.",
            ),
            Arrow(
                "resubmit", ("returned",), "submitted", _("Send again"), ASK, clock="accept", style="primary",
                why="It was mended, by the applicant or by an officer for a caller.",
            ),
            Arrow(
                "grant", ("accepted", "passed_on"), "granted", _("Grant"), HANDLE, style="primary",
                why="The result paper has a number; a deferral has its new day.",
            ),
            Arrow(
                "refuse", ("accepted", "passed_on"), "refused", _("Refuse"), HANDLE, reason=True, style="danger",
                why="It can't be granted; the reason is told.",
            ),
            Arrow(
                "withdraw", ("submitted", "accepted", "passed_on", "returned"), "withdrawn",
                pgettext_lazy("an application for a service", "Take back"), ASK,
                why="The applicant doesn't need it any more.",
            ),
        ),
    )
)  # fmt: skip

APPOINTMENT = register(
    Workflow(
        key="service_appointment",
        name=_("Appointment"),
        states={
            "booked": pgettext_lazy("an appointment", "Booked"),
            "waiting": pgettext_lazy("an appointment", "Is there, waits"),
            "called": pgettext_lazy("an appointment", "Called"),
            "served": pgettext_lazy("an appointment", "Served"),
            "no_show": pgettext_lazy("an appointment", "Didn’t come"),
            "cancelled": pgettext_lazy("an appointment", "Cancelled"),
        },
        initial="booked",
        final=frozenset({"served", "no_show", "cancelled"}),
        arrows=(
            Arrow(
                "change", ("booked",), "booked", _("Another time"), ASK, keeps_clock=True,
                why="The old time becomes free, the waiting number is a new one.",
            ),
            Arrow("arrive", ("booked",), "waiting", _("Is there"), HANDLE, keeps_clock=True, why="Waits in the hall."),
            Arrow(
                "call", ("booked", "waiting", "called"), "called", _("Call"), HANDLE, style="primary",
                why="The number is shown at a window.",
            ),
            Arrow("serve", ("called",), "served", _("Done"), HANDLE, style="primary", why="Served at the window."),
            Arrow(
                "miss", ("booked", "called"), "no_show", _("Didn’t come"), HANDLE,
                why="Nobody came although the number was called.",
            ),
            Arrow("lapse", ("booked",), "no_show", _("Time is over"), why="The slot ended and nobody came."),
            Arrow("cancel", ("booked",), "cancelled", _("Cancel"), ASK, why="The time becomes free for somebody else."),
        ),
    )
)  # fmt: skip
