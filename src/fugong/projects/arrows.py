"""How key projects, their milestones, approvals with their branches, and parcels of land move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

STEP, KEEP, APPLY, SIGN = P.PROJECT_STEP, P.PROJECT_MANAGE, P.PROJECT_APPLY, P.SUPPLY_CONFIRM
"""SIGN is the second signature of a list: the desk's and the leaders', as for key enterprises."""

PROJECT = register(
    Workflow(
        key="project",
        name=_("Key project"),
        states={
            "proposed": pgettext_lazy("a project", "Proposed"),
            "waiting": pgettext_lazy("a project", "Waits for conditions"),
            "ready": pgettext_lazy("a project", "May start"),
            "running": pgettext_lazy("a project", "Under way"),
            "done": pgettext_lazy("a project", "Done"),
            "declined": pgettext_lazy("a project", "Not listed"),
            "removed": pgettext_lazy("a project", "Taken off"),
        },
        initial="proposed",
        final=frozenset({"done", "declined", "removed"}),
        arrows=(
            Arrow("confirm", ("proposed",), "waiting", _("Put on the list"), SIGN, clock="due", style="primary",
                  why="A second person agrees; the schedule is counted back from the due day and kept as the baseline."),
            Arrow("decline", ("proposed",), "declined", _("Don’t list"), SIGN, reason=True, why="The reason isn't enough."),
            Arrow("meet", ("waiting",), "ready", _("Conditions met"), keeps_clock=True,
                  why="All conditions of the list are met: whoever meets them starts."),
            Arrow("lapse", ("ready",), "waiting", _("A condition fell away"), keeps_clock=True,
                  why="What was met is met no more."),
            Arrow("start", ("ready",), "running", _("Work starts"), STEP, keeps_clock=True, style="primary",
                  why="Its office writes down that work on site begins."),
            Arrow("begin", ("ready",), "running", _("We have started"), APPLY, keeps_clock=True, style="primary",
                  why="The builder says so itself."),
            Arrow("finish", ("running",), "done", _("Completed"), STEP, style="primary", why="All its milestones are over."),
            Arrow("remove", ("waiting", "ready", "running"), "removed", _("Take off the list"), KEEP, reason=True,
                  style="danger", why="The reason for listing it fell away."),
        ),
    )
)  # fmt: skip

MILESTONE = register(
    Workflow(
        key="milestone",
        name=_("Milestone"),
        states={
            "planned": pgettext_lazy("a milestone", "To come"),
            "running": pgettext_lazy("a milestone", "Under way"),
            "done": pgettext_lazy("a milestone", "Reached"),
            "dropped": pgettext_lazy("a milestone", "Dropped"),
        },
        initial="planned",
        final=frozenset({"dropped"}),
        arrows=(
            Arrow("start", ("planned",), "running", pgettext_lazy("a milestone", "Begun"), STEP, keeps_clock=True, style="primary",
                  why="Its office enters the day."),
            Arrow("finish", ("planned", "running"), "done", _("Reached"), STEP, style="primary",
                  why="Its office enters the day; what follows may begin."),
            Arrow("reopen", ("done",), "running", _("Not reached after all"), STEP, reason=True, clock="plan",
                  why="It was entered in error."),
            Arrow("drop", ("planned",), "dropped", _("Drop"), STEP, why="A new plan goes without it."),
        ),
    )
)  # fmt: skip

APPROVAL = register(
    Workflow(
        key="approval",
        name=_("Approval"),
        states={
            "preparing": pgettext_lazy("an approval", "Being prepared"),
            "running": pgettext_lazy("an approval", "Under review"),
            "through": pgettext_lazy("an approval", "All branches through"),
            "handed_over": pgettext_lazy("an approval", "Handed over"),
            "refused": pgettext_lazy("an approval", "Refused"),
            "withdrawn": pgettext_lazy("an approval", "Withdrawn"),
        },
        initial="preparing",
        final=frozenset({"handed_over", "refused", "withdrawn"}),
        arrows=(
            Arrow("apply", ("preparing",), "running", _("Hand in"), APPLY, style="primary",
                  why="The applicant hands in: the branches that wait for nothing begin side by side."),
            Arrow("receive", ("preparing",), "running", _("Take the case in"), STEP, style="primary",
                  why="The window takes it in for the applicant, or for a project without one."),
            Arrow("join", ("running",), "through", _("All through"), why="The last branch was granted."),
            Arrow("refuse", ("running",), "refused", _("Refused"), why="A branch was refused."),
            Arrow("hand_over", ("through",), "handed_over", _("Hand over"), STEP, style="primary",
                  why="All certificates at once, with one signature."),
            Arrow("withdraw", ("preparing", "running"), "withdrawn", _("Withdraw"), APPLY, reason=True,
                  why="The applicant doesn't want it any more."),
            Arrow("close", ("preparing", "running", "through"), "withdrawn", _("Close"), KEEP, reason=True, style="danger",
                  why="The project fell away."),
        ),
    )
)  # fmt: skip

BRANCH = register(
    Workflow(
        key="approval_branch",
        name=_("Branch of an approval"),
        states={
            "waiting": pgettext_lazy("a branch", "Waits for others"),
            "running": pgettext_lazy("a branch", "Under review"),
            "returned": pgettext_lazy("a branch", "Returned for correction"),
            "granted": pgettext_lazy("a branch", "Granted"),
            "refused": pgettext_lazy("a branch", "Refused"),
            "dropped": pgettext_lazy("a branch", "Dropped"),
        },
        initial="waiting",
        final=frozenset({"granted", "refused", "dropped"}),
        arrows=(
            Arrow("open", ("waiting",), "running", _("Begins"), clock="branch",
                  why="It was handed in, and what it waits for is through."),
            Arrow("return", ("running",), "returned", _("Return"), STEP, reason=True,
                  why="Something is wrong with the papers; the office's clock stands."),
            Arrow("answer", ("returned",), "running", _("Corrected"), APPLY, clock="branch", style="primary",
                  why="The applicant mended it; the clock begins anew."),
            Arrow("resume", ("returned",), "running", _("Take up again"), STEP, clock="branch", style="primary",
                  why="The office has what it needs."),
            Arrow("grant", ("running",), "granted", _("Grant"), STEP, style="primary",
                  why="With number and day of its certificate; papers that wait under a promise don't hold it."),
            Arrow("refuse", ("running",), "refused", _("Refuse"), STEP, reason=True, style="danger", why="It can't be granted."),
            Arrow("drop", ("waiting", "running", "returned"), "dropped", _("Drop"), why="The whole approval ended without it."),
        ),
    )
)  # fmt: skip

PARCEL = register(
    Workflow(
        key="parcel",
        name=_("Parcel of land"),
        states={
            "prepared": pgettext_lazy("a parcel", "Being prepared"),
            "listed": pgettext_lazy("a parcel", "Listed"),
            "agreed": pgettext_lazy("a parcel", "Agreed"),
            "handed_over": pgettext_lazy("a parcel", "Handed over"),
            "withdrawn": pgettext_lazy("a parcel", "Withdrawn"),
        },
        initial="prepared",
        final=frozenset({"handed_over", "withdrawn"}),
        arrows=(
            Arrow("list", ("prepared",), "listed", _("List it"), STEP, clock="listed", style="primary",
                  why="Its papers are through the channel: who looks for land is shown it until the listing ends."),
            Arrow("unlist", ("listed",), "prepared", _("Take off the list"), STEP, reason=True, why="It isn't free after all."),
            Arrow("agree", ("listed",), "agreed", _("Agreed"), STEP, clock="hand_over", style="primary",
                  why="Somebody takes it; nobody else is shown it."),
            Arrow("free", ("agreed",), "listed", _("Agreement fell through"), STEP, reason=True, clock="listed",
                  why="It is shown again."),
            Arrow("hand_over", ("agreed",), "handed_over", _("Hand over"), STEP, style="primary", why="The land is theirs."),
            Arrow("withdraw", ("prepared", "listed"), "withdrawn", _("Withdraw"), KEEP, reason=True, style="danger",
                  why="It is used otherwise."),
        ),
    )
)  # fmt: skip
