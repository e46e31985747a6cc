"""How a paper moves. Who may is said by the case that asks for it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

HAND_IN, JUDGE = P.REGISTRY_VIEW, P.REGISTRY_EXPORT  # stand for the two sides; see `Paper.may_move`

PAPER = register(
    Workflow(
        key="paper",
        name=_("Paper"),
        states={
            "lacking": pgettext_lazy("a paper", "Lacking"),
            "promised": pgettext_lazy("a paper", "Promised"),
            "handed_in": pgettext_lazy("a paper", "Handed in"),
            "returned": pgettext_lazy("a paper", "Returned"),
            "accepted": pgettext_lazy("a paper", "Accepted"),
        },
        initial="lacking",
        final=frozenset(),
        arrows=(
            Arrow(
                "promise", ("lacking", "returned", "promised"), "promised", _("Promise it by a day"), HAND_IN, clock="promise",
                why="The case goes on without it (容缺); it is late when the day is over.",
            ),
            Arrow(
                "hand_in", ("lacking", "promised", "returned", "handed_in"), "handed_in", _("Hand in"), HAND_IN,
                style="primary", why="Its files are there, and can be read.",
            ),
            Arrow(
                "accept", ("handed_in",), "accepted", pgettext_lazy("a paper", "Accept"), JUDGE, style="primary",
                why="It says what it should.",
            ),
            Arrow(
                "return", ("handed_in", "accepted"), "returned", _("Return"), JUDGE, reason=True,
                why="It can’t be read, is out of date, or is about something else.",
            ),
        ),
    )
)  # fmt: skip
