"""How an application for a pass is decided, and what becomes of a pass."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

APPLICATION = register(
    Workflow(
        key="pass_application",
        name=_("Application for a pass"),
        states={
            "asked": pgettext_lazy("an application for a pass", "Waits for a decision"),
            "approved": pgettext_lazy("an application for a pass", "Approved"),
            "refused": pgettext_lazy("an application for a pass", "Refused"),
            "taken_back": pgettext_lazy("an application for a pass", "Taken back"),
        },
        initial="asked",
        final=frozenset({"approved", "refused", "taken_back"}),
        arrows=(
            Arrow(
                "approve", ("asked",), "approved", _("Approve and issue"), P.PASS_DECIDE, style="primary",
                why="The quota has room; the pass is issued in the same moment.",
            ),
            Arrow(
                "refuse", ("asked",), "refused", _("Refuse"), P.PASS_DECIDE, reason=True, style="danger",
                why="No pass is given, and why.",
            ),
            Arrow("take_back", ("asked",), "taken_back", _("Take the application back"), P.PASS_ASK, why="It is needed no more."),
            Arrow(
                "approve_by_rule", ("asked",), "approved", _("Approved by the rules"),
                why="The pack's rule holds and the quota has room.",
            ),
            Arrow(
                "refuse_by_rule", ("asked",), "refused", _("Refused by the rules"),
                why="The pack's rule says no; its deciding terms are told.",
            ),
        ),
    )
)  # fmt: skip

PASS = register(
    Workflow(
        key="pass",
        name=pgettext_lazy("a paper that opens gates", "Pass"),
        states={
            "valid": pgettext_lazy("a pass", "Valid"),
            "suspended": pgettext_lazy("a pass", "Suspended"),
            "withdrawn": pgettext_lazy("a pass", "Withdrawn"),
            "expired": pgettext_lazy("a pass", "Expired"),
            "renewed": pgettext_lazy("a pass", "Renewed"),
        },
        initial="valid",
        final=frozenset({"withdrawn", "expired", "renewed"}),
        arrows=(
            Arrow(
                "withdraw", ("valid", "suspended"), "withdrawn", _("Withdraw the pass"), P.PASS_DECIDE, reason=True,
                style="danger", why="Every gate refuses it from its next news on.",
            ),
            Arrow(
                "suspend", ("valid",), "suspended", pgettext_lazy("a pass", "Suspended"), keeps_clock=True,
                why="The enterprise has to stop work.",
            ),
            Arrow(
                "give_back", ("suspended",), "valid", _("Valid again"), keeps_clock=True,
                why="The enterprise may work again, and the pack gives passes back.",
            ),
            Arrow(
                "fall", ("valid", "suspended"), "withdrawn", _("Withdrawn with the approval"),
                why="The enterprise has to stop work, or its person's file is erased.",
            ),
            Arrow("expire", ("valid", "suspended"), "expired", _("Expired"), why="Its last day is over."),
            Arrow("renew", ("valid",), "renewed", _("Renewed"), why="The next pass of the same plate was issued."),
        ),
    )
)  # fmt: skip
