"""How a meeting moves from being called to its minutes."""

from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

MEETING = register(
    Workflow(
        key="meeting",
        name=_("Meeting"),
        states={
            "planned": _("Called"),
            "open": _("In session"),
            "closed": _("Minutes being written"),
            "issued": _("Minutes issued"),
            "cancelled": _("Cancelled"),
        },
        initial="planned",
        final=frozenset({"issued", "cancelled"}),
        arrows=(
            Arrow(
                "change",
                ("planned",),
                "planned",
                _("Change the meeting"),
                P.MEETING_HOLD,
                why="Another time or place: everybody's calendar follows.",
            ),
            Arrow(
                "open",
                ("planned",),
                "open",
                _("Open the meeting"),
                P.MEETING_HOLD,
                style="primary",
                why="The agenda is made up to date a last time.",
            ),
            Arrow(
                "cancel",
                ("planned",),
                "cancelled",
                _("Cancel"),
                P.MEETING_HOLD,
                reason=True,
                style="danger",
                why="It isn't held; its matters wait for the next.",
            ),
            Arrow(
                "close",
                ("open",),
                "closed",
                _("Close the meeting"),
                P.MEETING_HOLD,
                style="primary",
                why="What was not dealt with is carried over.",
            ),
            Arrow(
                "reopen",
                ("closed",),
                "open",
                _("Go on"),
                P.MEETING_HOLD,
                reason=True,
                why="Something was forgotten before the minutes were issued.",
            ),
            Arrow(
                "issue",
                ("closed",),
                "issued",
                _("Issue the minutes"),
                P.MEETING_HOLD,
                style="primary",
                why="From here on the minutes stay as they are.",
            ),
        ),
    )
)
