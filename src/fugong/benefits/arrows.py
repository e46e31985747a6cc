"""How versions of a policy, claims and grants without asking move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

VERSION = register(
    Workflow(
        key="benefit_version",
        name=_("Version of a policy"),
        states={
            "proposed": pgettext_lazy("a version of a policy", "Waits for the second signature"),
            "published": pgettext_lazy("a version of a policy", "In force"),
            "replaced": pgettext_lazy("a version of a policy", "Replaced"),
            "ended": pgettext_lazy("a version of a policy", "Ended"),
            "dropped": pgettext_lazy("a version of a policy", "Dropped"),
        },
        initial="proposed",
        born=frozenset({"published"}),
        final=frozenset({"replaced", "ended", "dropped"}),
        arrows=(
            Arrow(
                "publish", ("proposed",), "published", _("Publish"), P.BENEFIT_DECIDE, style="primary",
                why="Somebody else than whoever entered it signs; every enterprise is matched anew.",
            ),
            Arrow("drop", ("proposed",), "dropped", _("Drop"), P.BENEFIT_MANAGE, why="It isn’t wanted after all."),
            Arrow("replace", ("published",), "replaced", _("Replaced"), why="A later version is in force."),
            Arrow(
                "end", ("published",), "ended", _("End the policy"), P.BENEFIT_DECIDE, reason=True, style="danger",
                why="Nothing more is given by it; what was granted stays.",
            ),
        ),
    )
)  # fmt: skip

CLAIM = register(
    Workflow(
        key="benefit_claim",
        name=_("Claim of a benefit"),
        states={
            "submitted": pgettext_lazy("a claim of a benefit", "Submitted"),
            "checked": pgettext_lazy("a claim of a benefit", "Examined"),
            "granted": pgettext_lazy("a claim of a benefit", "Granted"),
            "paid": pgettext_lazy("a claim of a benefit", "Paid or given"),
            "refused": pgettext_lazy("a claim of a benefit", "Not granted"),
            "returned": pgettext_lazy("a claim of a benefit", "Returned"),
            "withdrawn": pgettext_lazy("a claim of a benefit", "Taken back"),
        },
        initial="submitted",
        born=frozenset({"granted"}),
        final=frozenset({"paid", "refused", "withdrawn"}),
        arrows=(
            Arrow(
                "check", ("submitted",), "checked", _("Examine"), P.BENEFIT_DECIDE, clock="decide", style="primary",
                why="The policy says what is due; somebody else decides.",
            ),
            Arrow(
                "grant", ("checked",), "granted", _("Grant"), P.BENEFIT_DECIDE, clock="pay", style="primary",
                why="A second person agrees, and the money is there.",
            ),
            Arrow(
                "refuse", ("checked",), "refused", _("Don’t grant"), P.BENEFIT_DECIDE, style="danger",
                why="A second person agrees that nothing is due.",
            ),
            Arrow(
                "return", ("submitted", "checked"), "returned", _("Return"), P.BENEFIT_DECIDE, reason=True,
                why="Something is missing; the enterprise hears what.",
            ),
            Arrow(
                "resubmit", ("returned",), "submitted", _("Submit again"), P.BENEFIT_CLAIM, clock="check", style="primary",
                why="What was missing is there.",
            ),
            Arrow("withdraw", ("submitted", "returned"), "withdrawn", _("Take the claim back"), P.BENEFIT_CLAIM,
                  why="It isn’t asked for any more."),
            Arrow("pay", ("granted",), "paid", _("Paid or given"), P.BENEFIT_DECIDE, style="primary",
                  why="The money is out, the thing was given."),
        ),
    )
)  # fmt: skip

AWARD = register(
    Workflow(
        key="benefit_award",
        name=_("Grant without asking"),
        states={
            "proposed": pgettext_lazy("a grant without asking", "Waits for the second signature"),
            "confirmed": pgettext_lazy("a grant without asking", "Granted"),
            "dropped": pgettext_lazy("a grant without asking", "Dropped"),
        },
        initial="proposed",
        final=frozenset({"confirmed", "dropped"}),
        arrows=(
            Arrow(
                "confirm", ("proposed",), "confirmed", _("Grant to all of them"), P.BENEFIT_DECIDE, style="primary",
                why="Somebody else than whoever proposed it signs; each gets a granted claim.",
            ),
            Arrow("drop", ("proposed",), "dropped", _("Drop"), P.BENEFIT_MANAGE, why="Nothing is granted by it."),
        ),
    )
)  # fmt: skip
