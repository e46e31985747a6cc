"""The states of a person's file: the chain from return to release."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

HERE = ("waiting", "observed", "isolated", "green")
"""The states of somebody who is here. A class of the pack puts a person into one of these."""

TO_STATE = {"waiting": "hold", "observed": "observe", "isolated": "isolate", "green": "release"}
"""State → the arrow that leads there."""


def _others(state: str) -> tuple[str, ...]:
    return ("expected", *(each for each in HERE if each != state), "left")


PERSON = register(
    Workflow(
        key="person",
        name=_("Person’s file"),
        states={
            "expected": pgettext_lazy("a person", "Expected"),
            "waiting": _("Waiting for a test"),
            "observed": _("Under observation"),
            "isolated": _("In isolation"),
            "green": _("Free to work"),
            "left": _("Has left"),
        },
        initial="expected",
        born=frozenset(HERE),
        arrows=(
            Arrow(
                "hold",
                _others("waiting"),
                "waiting",
                _("Let wait for a test"),
                P.PERSON_CLASSIFY,
                reason=True,
                why="The place's rules ask for a test first.",
            ),
            Arrow(
                "observe",
                _others("observed"),
                "observed",
                _("Observe"),
                P.PERSON_CLASSIFY,
                reason=True,
                why="Came from elsewhere: apart from others for some days.",
            ),
            Arrow(
                "isolate",
                _others("isolated"),
                "isolated",
                _("Isolate"),
                P.PERSON_CLASSIFY,
                reason=True,
                style="danger",
                why="Unwell, positive, or a contact of somebody who is.",
            ),
            Arrow(
                "release",
                _others("green"),
                "green",
                _("Release"),
                P.PERSON_CLASSIFY,
                reason=True,
                style="primary",
                why="Nothing holds the person back any more.",
            ),
            Arrow(
                "leave",
                ("expected", *HERE),
                "left",
                _("Has left the place"),
                P.PERSON_EDIT,
                why="The last employment ended, or the person went away.",
            ),
        ),
    )
)

HEALTH_CASE = register(
    Workflow(
        key="health_case",
        name=_("Health case"),
        states={
            "open": _("Nobody looks after it yet"),
            "taken": _("Somebody looks after it"),
            "referred": _("At a doctor’s"),
            "cleared": _("All clear"),
            "confirmed": _("Confirmed ill"),
        },
        initial="open",
        final=frozenset({"cleared", "confirmed"}),
        arrows=(
            Arrow(
                "take",
                ("open",),
                "taken",
                _("I look after it"),
                P.HEALTH_HANDLE,
                keeps_clock=True,
                style="primary",
                why="One person answers for it.",
            ),
            Arrow(
                "refer",
                ("open", "taken"),
                "referred",
                _("Refer to a doctor"),
                P.HEALTH_HANDLE,
                reason=True,
                why="Where to, and how the person gets there.",
            ),
            Arrow(
                "clear",
                ("open", "taken", "referred"),
                "cleared",
                _("All clear"),
                P.HEALTH_HANDLE,
                reason=True,
                style="primary",
                why="Measured again, or a doctor said so.",
            ),
            Arrow(
                "confirm",
                ("taken", "referred"),
                "confirmed",
                _("Confirmed ill"),
                P.HEALTH_HANDLE,
                reason=True,
                style="danger",
                why="A doctor's finding; isolation follows.",
            ),
        ),
    )
)

ERASURE = register(
    Workflow(
        key="erasure",
        name=_("Erasure certificate"),
        states={
            "carried_out": _("Erased, to be signed"),
            "signed": _("Signed once"),
            "issued": _("Certificate issued"),
        },
        initial="carried_out",
        final=frozenset({"issued"}),
        arrows=(
            Arrow(
                "sign",
                ("carried_out",),
                "signed",
                _("Sign"),
                P.ERASURE_SIGN,
                style="primary",
                why="The first person confirms what was erased.",
            ),
            Arrow(
                "countersign",
                ("signed",),
                "issued",
                _("Countersign"),
                P.ERASURE_SIGN,
                style="primary",
                why="A second person; never the first.",
            ),
        ),
    )
)
