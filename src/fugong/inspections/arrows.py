"""How a round, a swap and a draw move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

ROUND = register(
    Workflow(
        key="round",
        name=_("Round"),
        states={
            "proposed": _("Proposed"),
            "accepted": _("Accepted"),
            "done": _("Done"),
            "dropped": _("Dropped"),
        },
        initial="proposed",
        final=frozenset({"done", "dropped"}),
        arrows=(
            Arrow(
                "accept",
                ("proposed",),
                "accepted",
                _("Accept the round"),
                P.VISIT_RECORD,
                style="primary",
                why="Whoever goes, or the desk, says that it will be gone so.",
            ),
            Arrow(
                "finish",
                ("proposed", "accepted"),
                "done",
                _("Finish the round"),
                why="The last stop was visited or passed over.",
            ),
            Arrow(
                "drop",
                ("proposed", "accepted"),
                "dropped",
                _("Drop the round"),
                P.INSPECTION_PLAN,
                reason=True,
                style="danger",
                why="Nobody goes; what was planned is free for another round.",
            ),
        ),
    )
)

SWAP = register(
    Workflow(
        key="swap",
        name=_("Swap"),
        states={
            "asked": _("Asked for"),
            "accepted": _("Accepted"),
            "declined": _("Declined"),
            "taken_back": _("Taken back"),
        },
        initial="asked",
        final=frozenset({"accepted", "declined", "taken_back"}),
        arrows=(
            Arrow(
                "accept", ("asked",), "accepted", _("Take it over"), P.VISIT_RECORD, style="primary", why="Goes now."
            ),
            Arrow("decline", ("asked",), "declined", _("Decline"), P.VISIT_RECORD, why="The stop stays where it is."),
            Arrow("take_back", ("asked",), "taken_back", _("Take it back"), P.VISIT_RECORD, why="No longer needed."),
        ),
    )
)

DRAW = register(
    Workflow(
        key="draw",
        name=_("Draw"),
        states={
            "committed": _("Seed fixed"),
            "drawn": _("Drawn"),
            "published": pgettext_lazy("of a text or a draw", "Published"),
        },
        initial="committed",
        final=frozenset({"published"}),
        arrows=(
            Arrow(
                "draw",
                ("committed",),
                "drawn",
                _("Draw"),
                P.INSPECTION_PLAN,
                style="primary",
                why="Lists and the seed’s fingerprint were fixed before.",
            ),
            Arrow(
                "publish",
                ("drawn",),
                "published",
                _("Publish the seed"),
                P.INSPECTION_PLAN,
                style="primary",
                why="The visits are made: now anyone can check the draw.",
            ),
        ),
    )
)
