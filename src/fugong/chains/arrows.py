"""How listings, reviews, interruptions, letters, orders and wanted premises move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

EDIT, KEEP, SIGN = P.CHAIN_EDIT, P.KEY_MANAGE, P.SUPPLY_CONFIRM
"""SIGN is the second signature wherever something scarce is shared: the desk's and the leaders'."""

LISTING = register(
    Workflow(
        key="key_listing",
        name=_("Listing"),
        states={
            "proposed": pgettext_lazy("a listing", "Proposed"),
            "confirmed": pgettext_lazy("a listing", "On the list"),
            "declined": pgettext_lazy("a listing", "Not listed"),
            "removed": pgettext_lazy("a listing", "Taken off"),
            "expired": pgettext_lazy("a listing", "Expired"),
        },
        initial="proposed",
        final=frozenset({"declined", "removed", "expired"}),
        arrows=(
            Arrow("confirm", ("proposed",), "confirmed", _("Put on the list"), SIGN, clock="valid", style="primary",
                  why="A second person agrees; the registry's tag and what hangs on it follow."),
            Arrow("decline", ("proposed",), "declined", _("Don’t list"), SIGN, reason=True,
                  why="The ground doesn't hold, or isn't enough."),
            Arrow("prolong", ("confirmed",), "confirmed", _("Prolong"), KEEP, clock="valid", why="The ground still holds."),
            Arrow("remove", ("confirmed",), "removed", _("Take off the list"), KEEP, reason=True, style="danger",
                  why="The ground fell away."),
            Arrow("expire", ("confirmed",), "expired", _("Expired"), why="Its last day is over, and nobody prolonged it."),
        ),
    )
)  # fmt: skip

REVIEW = register(
    Workflow(
        key="daily_review",
        name=_("Daily review"),
        states={
            "due": pgettext_lazy("a review", "To be made"),
            "done": pgettext_lazy("a review", "Reviewed"),
            "missed": pgettext_lazy("a review", "Missed"),
        },
        initial="due",
        final=frozenset({"done", "missed"}),
        arrows=(
            Arrow("make", ("due",), "done", _("Keep the review"), EDIT, style="primary",
                  why="What stands, what was decided, who does what by when."),
            Arrow("miss", ("due",), "missed", _("Missed"), why="The next day began without it."),
        ),
    )
)  # fmt: skip

STEP = register(
    Workflow(
        key="review_step",
        name=_("Next step"),
        states={
            "due": pgettext_lazy("a next step", "To be done"),
            "done": pgettext_lazy("a next step", "Done"),
            "dropped": pgettext_lazy("a next step", "Dropped"),
        },
        initial="due",
        final=frozenset({"done", "dropped"}),
        arrows=(
            Arrow("do", ("due",), "done", _("Done"), EDIT, style="primary", why="What came of it is written down."),
            Arrow("drop", ("due",), "dropped", _("Drop"), EDIT, reason=True, why="It isn't needed any more."),
        ),
    )
)  # fmt: skip

INTERRUPTION = register(
    Workflow(
        key="interruption",
        name=_("Interrupted supply"),
        states={
            "broken": pgettext_lazy("a supply", "Interrupted"),
            "restored": pgettext_lazy("a supply", "Restored"),
            "withdrawn": pgettext_lazy("a supply", "Entered in error"),
        },
        initial="broken",
        final=frozenset({"restored", "withdrawn"}),
        arrows=(
            Arrow("restore", ("broken",), "restored", _("It flows again"), EDIT, style="primary",
                  why="Goods arrive; how it was done is written down."),
            Arrow("withdraw", ("broken",), "withdrawn", _("Entered in error"), EDIT, reason=True, why="There was none."),
        ),
    )
)  # fmt: skip

LETTER = register(
    Workflow(
        key="letter",
        name=_("Letter"),
        states={
            "draft": pgettext_lazy("a letter", "Waits for a signature"),
            "signed": pgettext_lazy("a letter", "Signed"),
            "sent": pgettext_lazy("a letter", "Sent"),
            "answered": pgettext_lazy("a letter", "Answered"),
            "closed": pgettext_lazy("a letter", "Closed without an answer"),
            "withdrawn": pgettext_lazy("a letter", "Withdrawn"),
        },
        initial="draft",
        final=frozenset({"answered", "closed", "withdrawn"}),
        arrows=(
            Arrow("sign", ("draft",), "signed", _("Sign off"), SIGN, style="primary",
                  why="Someone else than who drafted it; from now on its text is frozen."),
            Arrow("send", ("signed",), "sent", _("Sent"), EDIT, clock="answer", style="primary", why="The answer's clock starts."),
            Arrow("remind", ("sent",), "sent", _("Asked again"), EDIT, clock="answer", why="A new deadline for the answer."),
            Arrow("answer", ("sent",), "answered", _("Answered"), EDIT, style="primary", why="What they say is written down."),
            Arrow("close", ("sent",), "closed", _("Close without an answer"), EDIT, reason=True, why="None will come."),
            Arrow("withdraw", ("draft", "signed"), "withdrawn", _("Withdraw"), EDIT, reason=True, why="It isn't needed."),
        ),
    )
)  # fmt: skip

ORDER = register(
    Workflow(
        key="resuming_order",
        name=_("Order of resuming"),
        states={
            "running": pgettext_lazy("an order", "Being worked out"),
            "ready": pgettext_lazy("an order", "To be confirmed"),
            "failed": pgettext_lazy("an order", "Couldn’t be worked out"),
            "in_force": pgettext_lazy("an order", "In force"),
            "replaced": pgettext_lazy("an order", "Replaced"),
            "dropped": pgettext_lazy("an order", "Dropped"),
        },
        initial="running",
        final=frozenset({"failed", "replaced", "dropped"}),
        arrows=(
            Arrow("finish", ("running",), "ready", _("Worked out"), why="The plan and its bound are there."),
            Arrow("fail", ("running",), "failed", _("Couldn’t be worked out"), why="The input makes no sense; what was wrong is kept."),
            Arrow("confirm", ("ready",), "in_force", _("Put in force"), SIGN, style="primary",
                  why="Filings and verification can be sorted by it; the one before is replaced."),
            Arrow("drop", ("ready", "running"), "dropped", _("Drop"), KEEP, why="Another one is wanted."),
            Arrow("replace", ("in_force",), "replaced", _("Replaced"), why="A newer one was put in force."),
            Arrow("lift", ("in_force",), "dropped", _("Lift"), SIGN, reason=True, style="danger",
                  why="Filings are sorted by their deadlines alone again."),
        ),
    )
)  # fmt: skip

PREMISES = register(
    Workflow(
        key="premises_wanted",
        name=_("Premises wanted"),
        states={
            "wanted": pgettext_lazy("premises", "Wanted"),
            "shown": pgettext_lazy("premises", "Shown"),
            "agreed": pgettext_lazy("premises", "Agreed"),
            "withdrawn": pgettext_lazy("premises", "Taken back"),
        },
        initial="wanted",
        final=frozenset({"agreed", "withdrawn"}),
        arrows=(
            Arrow("show", ("wanted", "shown"), "shown", _("Show"), EDIT, style="primary", why="The enterprise hears of an offer."),
            Arrow("pass", ("shown",), "wanted", _("None of these fits"), EDIT, reason=True, clock="show",
                  why="The search goes on."),
            Arrow("agree", ("wanted", "shown"), "agreed", _("Agreed"), EDIT, style="primary",
                  why="The offer is taken; nobody else is shown it."),
            Arrow("withdraw", ("wanted", "shown"), "withdrawn", _("Take back"), EDIT, why="None is needed any more."),
        ),
    )
)  # fmt: skip
