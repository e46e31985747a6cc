"""How questions and appointments move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

ASK, ANSWER = P.ADVICE_ASK, P.ADVICE_ANSWER

ENQUIRY = register(
    Workflow(
        key="enquiry",
        name=_("Question to an adviser"),
        states={
            "waiting": pgettext_lazy("an enquiry", "Nobody for it yet"),
            "assigned": pgettext_lazy("an enquiry", "To be taken"),
            "taken": pgettext_lazy("an enquiry", "To be answered"),
            "answered": pgettext_lazy("an enquiry", "Answered"),
            "confirmed": pgettext_lazy("an enquiry", "It helped"),
            "withdrawn": pgettext_lazy("an enquiry", "Taken back"),
        },
        initial="assigned",
        born=frozenset({"waiting"}),
        final=frozenset({"confirmed", "withdrawn"}),
        arrows=(
            Arrow("assign", ("waiting", "assigned", "taken"), "assigned", _("Give it to an adviser"), ASK, clock="take",
                  style="primary", why="The desk or an officer chooses; the one before hears of it."),
            Arrow("ring", ("waiting", "assigned"), "assigned", _("Ring the next"), keeps_clock=True,
                  why="An urgent question that nobody took goes round until somebody does."),
            Arrow("take", ("waiting", "assigned"), "taken", _("Take the question"), ANSWER, clock="answer", style="primary",
                  why="Somebody of the field answers for it from now on."),
            Arrow("hand_over", ("assigned", "taken"), "assigned", _("Hand over"), ANSWER, reason=True, clock="take",
                  why="Another adviser knows it better, and the reason goes along."),
            Arrow("answer", ("assigned", "taken"), "answered", _("Answer"), ANSWER, clock="confirm", style="primary",
                  why="The answer stands on the enterprise's page."),
            Arrow("confirm", ("answered",), "confirmed", _("It helped"), ASK, style="primary",
                  why="The asker says so, or the officer for them."),
            Arrow("lapse", ("answered",), "confirmed", _("Taken as helpful"), why="Nobody said anything for days."),
            Arrow("again", ("answered",), "taken", _("Ask again"), ASK, reason=True, clock="answer",
                  why="The same adviser goes on; the question is the reason."),
            Arrow("withdraw", ("waiting", "assigned", "taken"), "withdrawn", _("Take it back"), ASK,
                  why="It isn't asked any more."),
        ),
    )
)  # fmt: skip

APPOINTMENT = register(
    Workflow(
        key="appointment",
        name=_("Appointment"),
        states={
            "asked": pgettext_lazy("an appointment", "To be arranged"),
            "arranged": pgettext_lazy("an appointment", "Arranged"),
            "done": pgettext_lazy("an appointment", "Took place"),
            "missed": pgettext_lazy("an appointment", "Missed"),
            "refused": pgettext_lazy("an appointment", "Refused"),
            "withdrawn": pgettext_lazy("an appointment", "Taken back"),
        },
        initial="asked",
        final=frozenset({"done", "missed", "refused", "withdrawn"}),
        arrows=(
            Arrow("arrange", ("asked", "arranged"), "arranged", _("Arrange"), P.ADVICE_VIEW, clock="meet", style="primary",
                  why="Time and place are known; again, where they change."),
            Arrow("refuse", ("asked", "arranged"), "refused", _("Refuse"), P.ADVICE_VIEW, reason=True, style="danger",
                  why="It can't be had, and why."),
            Arrow("finish", ("arranged",), "done", _("Took place"), P.ADVICE_VIEW, style="primary", why="It was kept."),
            Arrow("miss", ("arranged",), "missed", _("Nobody came"), P.ADVICE_VIEW, why="Nobody came."),
            Arrow("withdraw", ("asked", "arranged"), "withdrawn", _("Take it back"), ASK, why="It isn't needed any more."),
        ),
    )
)  # fmt: skip
