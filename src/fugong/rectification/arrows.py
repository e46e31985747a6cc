"""How findings are put right: the finding, the notice, the extension, the stop-work order, the appeal, the example."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

FINDING = register(
    Workflow(
        key="finding",
        name=_("Finding"),
        states={
            "open": _("To be dealt with"),
            "corrected": _("Put right on the spot"),
            "noticed": _("On notice"),
            "stopped": _("Stops work"),
            "closed": _("Put right"),
            "dropped": _("Dropped"),
        },
        initial="open",
        final=frozenset({"corrected", "closed", "dropped"}),
        arrows=(
            Arrow(
                "correct",
                ("open",),
                "corrected",
                _("Put right on the spot"),
                P.RECTIFICATION_ISSUE,
                style="primary",
                why="The inspector saw it put right and has the proof.",
            ),
            Arrow("notice", ("open",), "noticed", _("Put on notice"), why="Follows from a rectification notice."),
            Arrow(
                "stop",
                ("open", "noticed"),
                "stopped",
                _("Stop work over it"),
                why="Follows from a proposal to stop work.",
            ),
            Arrow(
                "unstop",
                ("stopped",),
                "open",
                _("Leave it open"),
                why="The proposal was turned down, or the order annulled.",
            ),
            Arrow("close", ("noticed", "stopped"), "closed", _("Close"), why="A look-back found it put right."),
            Arrow(
                "drop",
                ("open",),
                "dropped",
                _("Drop"),
                P.RECTIFICATION_ISSUE,
                reason=True,
                style="danger",
                why="It was none, says somebody other than who found it.",
            ),
            Arrow("annul", ("noticed", "stopped"), "dropped", _("Annul"), why="Follows from an appeal."),
        ),
    )
)

NOTICE = register(
    Workflow(
        key="rectification_notice",
        name=_("Rectification notice"),
        states={
            "issued": _("Waits to be put right"),
            "appealed": _("Suspended by an appeal"),
            "answered": _("To be looked at again"),
            "failed": _("Not put right"),
            "closed": _("Put right"),
            "annulled": _("Annulled"),
        },
        initial="issued",
        final=frozenset({"failed", "closed", "annulled"}),
        arrows=(
            Arrow(
                "answer",
                ("issued",),
                "answered",
                _("Answer"),
                P.RECTIFICATION_ANSWER,
                clock="look_back",
                style="primary",
                why="The enterprise says item by item how it was put right.",
            ),
            Arrow(
                "return",
                ("answered",),
                "issued",
                _("Send the answer back"),
                P.RECTIFICATION_ISSUE,
                reason=True,
                clock="rectify",
                why="The answer doesn't show it; the deadline stays what it was.",
            ),
            Arrow(
                "close",
                ("issued", "answered"),
                "closed",
                _("Put right"),
                P.RECTIFICATION_ISSUE,
                style="primary",
                why="Somebody other than who found it looked again, and all is right.",
            ),
            Arrow(
                "fail",
                ("issued", "answered"),
                "failed",
                _("Not put right"),
                P.RECTIFICATION_ISSUE,
                reason=True,
                style="danger",
                why="Somebody other than who found it looked again, and it isn't; more follows.",
            ),
            Arrow(
                "extend",
                ("issued",),
                "issued",
                _("Extend"),
                clock="rectify",
                why="Follows from an extension that was granted.",
            ),
            Arrow(
                "pause",
                ("issued",),
                "appealed",
                _("Suspend the deadline"),
                why="The pack suspends the deadline while an appeal runs.",
            ),
            Arrow(
                "resume",
                ("appealed",),
                "issued",
                _("Let the deadline run on"),
                clock="rectify",
                why="The appeal was decided or taken back.",
            ),
            Arrow(
                "change",
                ("issued", "answered", "appealed"),
                "issued",
                _("Change the notice"),
                clock="rectify",
                why="An appeal changed the deadline or what is asked.",
            ),
            Arrow("annul", ("issued", "answered", "appealed"), "annulled", _("Annul"), why="Follows from an appeal."),
        ),
    )
)

EXTENSION = register(
    Workflow(
        key="extension",
        name=_("Extension"),
        states={
            "asked": _("Asked for"),
            "granted": _("Granted"),
            "refused": _("Not granted"),
            "taken_back": _("Taken back"),
        },
        initial="asked",
        final=frozenset({"granted", "refused", "taken_back"}),
        arrows=(
            Arrow(
                "grant",
                ("asked",),
                "granted",
                _("Grant"),
                P.RECTIFICATION_ISSUE,
                style="primary",
                why="Somebody other than who issued the notice gives more time.",
            ),
            Arrow(
                "refuse",
                ("asked",),
                "refused",
                _("Don’t grant"),
                P.RECTIFICATION_ISSUE,
                reason=True,
                why="The reason doesn't carry.",
            ),
            Arrow(
                "take_back",
                ("asked",),
                "taken_back",
                _("Take it back"),
                P.RECTIFICATION_ANSWER,
                why="No longer needed.",
            ),
        ),
    )
)

STOP_WORK = register(
    Workflow(
        key="stop_work",
        name=_("Stop-work order"),
        states={
            "proposed": _("Has been proposed"),
            "rejected": _("Not ordered"),
            "in_force": _("In force"),
            "answered": _("To be looked at again"),
            "verified": _("To be lifted"),
            "lifted": _("Lifted"),
            "annulled": _("Annulled"),
        },
        initial="proposed",
        final=frozenset({"rejected", "lifted", "annulled"}),
        arrows=(
            Arrow(
                "order",
                ("proposed",),
                "in_force",
                _("Order work to stop"),
                P.STOP_WORK_DECIDE,
                style="danger",
                why="The second signature, never the proposer's: the approval is suspended.",
            ),
            Arrow(
                "reject",
                ("proposed",),
                "rejected",
                _("Don’t order it"),
                P.STOP_WORK_DECIDE,
                reason=True,
                why="It isn't grave enough.",
            ),
            Arrow(
                "take_back",
                ("proposed",),
                "rejected",
                _("Take the proposal back"),
                P.STOP_WORK_PROPOSE,
                reason=True,
                why="The proposer was mistaken.",
            ),
            Arrow(
                "answer",
                ("in_force",),
                "answered",
                _("Say that it is put right"),
                P.RECTIFICATION_ANSWER,
                clock="look_back",
                style="primary",
                why="The enterprise asks to be looked at again.",
            ),
            Arrow(
                "verify",
                ("in_force", "answered"),
                "verified",
                _("Put right"),
                P.RECTIFICATION_ISSUE,
                clock="lift",
                style="primary",
                why="A look-back by somebody who neither found nor proposed.",
            ),
            Arrow(
                "find_wanting",
                ("answered",),
                "in_force",
                _("Not put right"),
                P.RECTIFICATION_ISSUE,
                reason=True,
                style="danger",
                why="The look-back found it as it was.",
            ),
            Arrow(
                "lift",
                ("verified",),
                "lifted",
                _("Lift the order"),
                P.STOP_WORK_DECIDE,
                style="primary",
                why="The second person, never who verified: the approval holds again.",
            ),
            Arrow(
                "keep",
                ("verified",),
                "in_force",
                _("Keep it in force"),
                P.STOP_WORK_DECIDE,
                reason=True,
                why="The look-back doesn't convince.",
            ),
            Arrow("annul", ("in_force", "answered", "verified"), "annulled", _("Annul"), why="Follows from an appeal."),
        ),
    )
)

APPEAL = register(
    Workflow(
        key="appeal",
        name=_("Appeal"),
        states={
            "filed": _("Decision pending"),
            "upheld": _("Decision upheld"),
            "changed": _("Decision changed"),
            "annulled": _("Decision annulled"),
            "taken_back": _("Taken back"),
        },
        initial="filed",
        final=frozenset({"upheld", "changed", "annulled", "taken_back"}),
        arrows=(
            Arrow(
                "uphold",
                ("filed",),
                "upheld",
                _("Uphold the decision"),
                P.RECTIFICATION_ISSUE,
                reason=True,
                style="primary",
                why="The paper stands as it is.",
            ),
            Arrow(
                "change",
                ("filed",),
                "changed",
                _("Change the decision"),
                P.RECTIFICATION_ISSUE,
                reason=True,
                why="Some of it stands: other items or another deadline.",
            ),
            Arrow(
                "annul",
                ("filed",),
                "annulled",
                _("Annul the decision"),
                P.RECTIFICATION_ISSUE,
                reason=True,
                style="danger",
                why="The enterprise is right.",
            ),
            Arrow(
                "take_back",
                ("filed",),
                "taken_back",
                _("Take it back"),
                P.RECTIFICATION_ANSWER,
                why="The enterprise objects no longer.",
            ),
        ),
    )
)

EXAMPLE = register(
    Workflow(
        key="example",
        name=_("Good example"),
        states={
            "proposed": _("Has been proposed"),
            "published": pgettext_lazy("of a text or a draw", "Published"),
            "declined": _("Not published"),
            "withdrawn": _("Withdrawn"),
        },
        initial="proposed",
        final=frozenset({"declined", "withdrawn"}),
        arrows=(
            Arrow(
                "publish",
                ("proposed",),
                "published",
                _("Publish"),
                P.NOTICE_PUBLISH,
                style="primary",
                why="Somebody other than the proposer checked it.",
            ),
            Arrow(
                "decline",
                ("proposed",),
                "declined",
                _("Don’t publish"),
                P.NOTICE_PUBLISH,
                reason=True,
                why="It is no example.",
            ),
            Arrow(
                "withdraw",
                ("published",),
                "withdrawn",
                _("Withdraw"),
                P.NOTICE_PUBLISH,
                reason=True,
                style="danger",
                why="It holds no longer.",
            ),
        ),
    )
)
