"""How leads go from stage to stage, next steps are done, and projects are signed at events."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

MANAGE = P.LEAD_MANAGE

LEAD = register(
    Workflow(
        key="lead",
        name=_("Lead"),
        states={
            "open": pgettext_lazy("a lead", "Under way"),
            "landed": pgettext_lazy("a lead", "Landed"),
            "dropped": pgettext_lazy("a lead", "Dropped"),
        },
        initial="open",
        final=frozenset({"landed"}),
        arrows=(
            Arrow(
                "advance", ("open",), "open", _("To the next stage"), MANAGE, clock="stage", style="primary",
                why="The pack's stages, in their order; papers and place are there.",
            ),
            Arrow(
                "go_back", ("open",), "open", _("Back a stage"), MANAGE, reason=True, clock="stage",
                why="Something fell through; the reason is kept.",
            ),
            Arrow("sign", ("open",), "open", _("Signed"), clock="stage", why="Its event was held."),
            Arrow(
                "land", ("open",), "landed", _("Landed"), MANAGE, style="primary",
                why="The firm is registered here, or building has begun.",
            ),
            Arrow(
                "drop", ("open",), "dropped", pgettext_lazy("a lead", "Drop"), MANAGE, reason=True, style="danger",
                why="It comes to nothing.",
            ),
            Arrow(
                "take_up", ("dropped",), "open", pgettext_lazy("a lead", "Take up again"), MANAGE, clock="stage",
                why="The investor is back.",
            ),
        ),
    )
)  # fmt: skip

STEP = register(
    Workflow(
        key="lead_step",
        name=_("Next step"),
        states={
            "due": pgettext_lazy("a next step", "To do"),
            "done": pgettext_lazy("a next step", "Done"),
            "dropped": pgettext_lazy("a next step", "Not needed any more"),
        },
        initial="due",
        final=frozenset({"done", "dropped"}),
        arrows=(
            Arrow("do", ("due",), "done", _("Done"), MANAGE, style="primary", why="What was agreed is done."),
            Arrow("drop", ("due",), "dropped", _("Not needed any more"), MANAGE, reason=True, why="Things went otherwise."),
        ),
    )
)  # fmt: skip

SIGNING = register(
    Workflow(
        key="signing",
        name=_("Signing event"),
        states={
            "planned": pgettext_lazy("a signing event", "Planned"),
            "held": pgettext_lazy("a signing event", "Held"),
            "cancelled": pgettext_lazy("a signing event", "Called off"),
        },
        initial="planned",
        final=frozenset({"held", "cancelled"}),
        arrows=(
            Arrow(
                "hold", ("planned",), "held", _("It was held: all are signed"), MANAGE, style="primary",
                why="Every project on its list goes on as signed, in one transaction.",
            ),
            Arrow("cancel", ("planned",), "cancelled", _("Call off"), MANAGE, reason=True, why="The projects stay where they were."),
        ),
    )
)  # fmt: skip
