"""How a proposal moves."""

from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

PROPOSAL = register(
    Workflow(
        key="proposal",
        name=_("Proposal"),
        states={
            "working": _("Being worked out"),
            "ready": _("To be confirmed"),
            "failed": _("Can’t be worked out"),
            "confirmed": _("Confirmed"),
            "dropped": _("Dropped"),
        },
        initial="working",
        final=frozenset({"failed", "confirmed", "dropped"}),
        arrows=(
            Arrow("work_out", ("working",), "ready", _("Work it out"), why="The optimiser has an answer."),
            Arrow(
                "fail", ("working",), "failed", _("Give it up"), why="What it would be worked out from makes no sense."
            ),
            Arrow(
                "confirm",
                ("ready",),
                "confirmed",
                _("Confirm"),
                P.REGISTRY_VIEW,  # each kind says in `may_move` what it needs
                style="primary",
                why="A person answers for it: now it is written, as a whole.",
            ),
            Arrow("drop", ("working", "ready"), "dropped", _("Drop"), P.REGISTRY_VIEW, why="Nothing of it is written."),
        ),
    )
)
