"""The chain of an arrival: expected, screened, tested, registered, on the way, handed over."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

AT_GATE = ("expected", "screened", "tested", "registered")
"""States of somebody who is still at the gate, or not there yet."""

OPEN = (*AT_GATE, "on_way")
"""States in which something is to be done."""

ARRIVAL = register(
    Workflow(
        key="arrival",
        name=_("Arrival"),
        states={
            "expected": pgettext_lazy("an arrival", "Expected"),
            "screened": _("Screened"),
            "tested": _("Tested"),
            "registered": _("Registered"),
            "on_way": _("On the way"),
            "handed_over": _("Handed over"),
            "isolated": _("Unwell: in isolation"),
            "missed": _("Didn’t come"),
            "elsewhere": _("Went on elsewhere"),
        },
        initial="expected",
        final=frozenset({"handed_over", "elsewhere"}),
        arrows=(
            Arrow(
                "screen",
                ("expected",),
                "screened",
                _("Screen"),
                P.ARRIVAL_RECEIVE,
                clock="hand_over",
                style="primary",
                why="Temperature and questions: nothing unusual.",
            ),
            Arrow(
                "test",
                ("expected", "screened"),
                "tested",
                _("Test"),
                P.ARRIVAL_RECEIVE,
                clock="hand_over",
                style="primary",
                why="A sample was taken.",
            ),
            Arrow(
                "register",
                ("expected", "screened", "tested"),
                "registered",
                _("Register"),
                P.ARRIVAL_RECEIVE,
                clock="hand_over",
                style="primary",
                why="The file is there, and contact and destination are known.",
            ),
            Arrow(
                "depart",
                ("expected", "screened", "tested", "registered"),
                "on_way",
                _("Set out"),
                P.ARRIVAL_RECEIVE,
                clock="hand_over",
                style="primary",
                why="In a vehicle of the duty.",
            ),
            Arrow(
                "hand_over",
                (*AT_GATE, "on_way"),
                "handed_over",
                _("Hand over"),
                P.ARRIVAL_RECEIVE,
                style="primary",
                why="Somebody takes over: the enterprise or the community.",
            ),
            Arrow(
                "isolate",
                OPEN,
                "isolated",
                _("Unwell: isolate"),
                P.ARRIVAL_RECEIVE,
                style="danger",
                why="A fever or a symptom: a health case is opened, the medical contact is told.",
            ),
            Arrow(
                "clear",
                ("isolated",),
                "screened",
                _("Nothing found: go on"),
                P.PERSON_CLASSIFY,
                reason=True,
                clock="hand_over",
                why="A doctor found nothing; the chain goes on.",
            ),
            Arrow(
                "miss",
                ("expected",),
                "missed",
                _("Didn’t come"),
                P.ARRIVAL_RECEIVE,
                why="The service is in and the person isn't there.",
            ),
            Arrow(
                "expect",
                ("missed",),
                "expected",
                _("Is expected after all"),
                P.ARRIVAL_RECEIVE,
                clock="met",
                why="On another service, or the person turned up.",
            ),
            Arrow(
                "divert",
                (*AT_GATE, "isolated", "missed"),
                "elsewhere",
                _("Went on elsewhere"),
                P.ARRIVAL_RECEIVE,
                reason=True,
                why="The destination lies in another place, or a hospital takes over.",
            ),
        ),
    )
)
