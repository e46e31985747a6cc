"""The life of a thread: asked, answered, asked again; or closed, or handed on as a demand."""

from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

THREAD = register(
    Workflow(
        key="thread",
        name=_("Question in a group"),
        states={
            "open": _("Waiting for an answer"),
            "answered": _("Answered"),
            "handed_on": _("Became a demand"),
            "closed": _("Closed"),
            "told": _("Message"),
        },
        initial="open",
        final=frozenset({"told"}),
        born=frozenset({"told"}),
        arrows=(
            Arrow(
                "answer",
                ("open",),
                "answered",
                _("Mark as the answer"),
                P.GROUP_SPEAK,
                style="primary",
                why="One of the posts answers the question.",
            ),
            Arrow(
                "ask_again",
                ("answered", "closed"),
                "open",
                _("Ask again"),
                P.GROUP_SPEAK,
                clock="answer",
                why="The answer didn't help; the clock starts anew.",
            ),
            Arrow(
                "close",
                ("open", "answered"),
                "closed",
                _("Close"),
                P.GROUP_SPEAK,
                reason=True,
                why="Nothing more is to be said.",
            ),
            Arrow(
                "hand_on",
                ("open", "answered"),
                "handed_on",
                _("Make it a demand"),
                P.GROUP_SPEAK,
                why="It needs work, not words: a department takes it from here.",
            ),
        ),
    )
)
