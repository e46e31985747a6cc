"""How vacancies, seekers, introductions, fairs, contingents, spare people and agreements move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

OFFER, MATCH = P.LABOUR_OFFER, P.LABOUR_MATCH

VACANCY = register(
    Workflow(
        key="vacancy",
        name=_("Vacancy"),
        states={
            "draft": pgettext_lazy("a vacancy", "To be checked"),
            "returned": pgettext_lazy("a vacancy", "Returned"),
            "published": pgettext_lazy("a vacancy", "Published"),
            "filled": pgettext_lazy("a vacancy", "Filled"),
            "closed": pgettext_lazy("a vacancy", "Closed"),
            "withdrawn": pgettext_lazy("a vacancy", "Withdrawn"),
        },
        initial="draft",
        final=frozenset({"filled", "closed", "withdrawn"}),
        arrows=(
            Arrow("publish", ("draft",), "published", _("Publish"), MATCH, clock="valid", style="primary",
                  why="The desk has checked it; everybody can read it until its last day."),
            Arrow("return", ("draft",), "returned", _("Return"), MATCH, reason=True,
                  why="Something isn't right; the enterprise hears what."),
            Arrow("resubmit", ("returned",), "draft", _("Hand in again"), OFFER, clock="check", style="primary",
                  why="What was wrong is mended."),
            Arrow("revise", ("published",), "draft", _("Change it"), OFFER, clock="check",
                  why="What everybody reads is checked anew when it changes."),
            Arrow("fill", ("published",), "filled", _("All places are filled"), OFFER, why="As many were hired as were wanted."),
            Arrow("close", ("published",), "closed", _("Close"), OFFER, reason=True, why="Nobody is looked for any more."),
            Arrow("expire", ("published",), "closed", _("Its last day is over"), why="It stood as long as the pack says."),
            Arrow("withdraw", ("draft", "returned"), "withdrawn", _("Withdraw"), OFFER, why="It was never published."),
        ),
    )
)  # fmt: skip

SEEKER = register(
    Workflow(
        key="seeker",
        name=_("Job seeker"),
        states={
            "seeking": pgettext_lazy("a job seeker", "Looks for work"),
            "hired": pgettext_lazy("a job seeker", "Hired"),
        },
        initial="seeking",
        final=frozenset({"hired"}),
        arrows=(
            Arrow("hire", ("seeking",), "hired", _("Hired"), why="An enterprise hired the person."),
        ),
    )
)  # fmt: skip

INTRODUCTION = register(
    Workflow(
        key="introduction",
        name=_("Introduction"),
        states={
            "proposed": pgettext_lazy("an introduction", "Proposed"),
            "introduced": pgettext_lazy("an introduction", "Introduced"),
            "hired": pgettext_lazy("an introduction", "Hired"),
            "declined": pgettext_lazy("an introduction", "Declined"),
            "dropped": pgettext_lazy("an introduction", "Dropped"),
        },
        initial="proposed",
        final=frozenset({"hired", "declined", "dropped"}),
        arrows=(
            Arrow("introduce", ("proposed",), "introduced", _("Introduce"), MATCH, clock="answer", style="primary",
                  why="The enterprise learns who it is, and answers in time."),
            Arrow("hire", ("introduced",), "hired", _("Hired"), OFFER, style="primary", why="The enterprise takes the person."),
            Arrow("decline", ("introduced",), "declined", _("Decline"), OFFER, reason=True, why="It doesn't come to anything."),
            Arrow("drop", ("proposed",), "dropped", _("Drop"), MATCH, reason=True, why="It isn't worth an introduction."),
            Arrow("lapse", ("proposed", "introduced"), "dropped", _("Came to nothing"),
                  why="The person has other work or withdrew, or the vacancy is gone."),
        ),
    )
)  # fmt: skip

FAIR = register(
    Workflow(
        key="fair",
        name=_("Online job fair"),
        states={
            "planned": pgettext_lazy("a job fair", "Planned"),
            "announced": pgettext_lazy("a job fair", "Announced"),
            "held": pgettext_lazy("a job fair", "Held"),
            "cancelled": pgettext_lazy("a job fair", "Cancelled"),
        },
        initial="planned",
        final=frozenset({"held", "cancelled"}),
        arrows=(
            Arrow("announce", ("planned",), "announced", _("Announce"), MATCH, clock="hold", style="primary",
                  why="It stands on the public page, and enterprises may take part."),
            Arrow("hold", ("announced",), "held", _("It is over: keep the result"), MATCH, style="primary",
                  why="Who took part, how many talks and what came of them is kept."),
            Arrow("cancel", ("planned", "announced"), "cancelled", _("Cancel"), MATCH, reason=True, style="danger",
                  why="It doesn't take place; the enterprises are told."),
        ),
    )
)  # fmt: skip

CONTINGENT = register(
    Workflow(
        key="contingent",
        name=_("Contingent of a labour base"),
        states={
            "asked": pgettext_lazy("a contingent", "Asked for"),
            "agreed": pgettext_lazy("a contingent", "Agreed"),
            "gathered": pgettext_lazy("a contingent", "Gathered"),
            "handed": pgettext_lazy("a contingent", "Coach wanted"),
            "arrived": pgettext_lazy("a contingent", "Arrived"),
            "cancelled": pgettext_lazy("a contingent", "Cancelled"),
        },
        initial="asked",
        final=frozenset({"arrived", "cancelled"}),
        arrows=(
            Arrow("agree", ("asked",), "agreed", _("The base agrees"), MATCH, clock="gather", style="primary",
                  why="The base's contact said yes, and for which day."),
            Arrow("gather", ("agreed",), "gathered", _("The list is complete"), MATCH, keeps_clock=True, style="primary",
                  why="It is known who is willing to come."),
            Arrow("hand", ("gathered",), "handed", _("Ask for coaches"), MATCH, clock="arrive", style="primary",
                  why="The need for seats goes to whoever plans trips."),
            Arrow(
                "arrive", ("handed",), "arrived", pgettext_lazy("a contingent", "Arrived"), MATCH, style="primary",
                why="So many are here.",
            ),
            Arrow("cancel", ("asked", "agreed", "gathered", "handed"), "cancelled", _("Cancel"), MATCH, reason=True,
                  style="danger", why="Nobody comes."),
        ),
    )
)  # fmt: skip

SPARE = register(
    Workflow(
        key="spare",
        name=_("People to spare"),
        states={
            "offered": pgettext_lazy("people to spare", "Offered"),
            "ended": pgettext_lazy("people to spare", "Over"),
            "withdrawn": pgettext_lazy("people to spare", "Withdrawn"),
        },
        initial="offered",
        final=frozenset({"ended", "withdrawn"}),
        arrows=(
            Arrow("withdraw", ("offered",), "withdrawn", _("Withdraw"), OFFER, why="They are needed at home."),
            Arrow("expire", ("offered",), "ended", _("Its last day is over"), why="The days for which they were offered are over."),
        ),
    )
)  # fmt: skip

LENDING = register(
    Workflow(
        key="lending",
        name=_("Agreement on shared staff"),
        states={
            "proposed": pgettext_lazy("shared staff", "To be signed"),
            "running": pgettext_lazy("shared staff", "Under way"),
            "ended": pgettext_lazy("shared staff", "Ended"),
            "returned_early": pgettext_lazy("shared staff", "Returned early"),
            "declined": pgettext_lazy("shared staff", "Declined"),
        },
        initial="proposed",
        final=frozenset({"ended", "returned_early", "declined"}),
        arrows=(
            Arrow("sign", ("proposed",), "proposed", _("Sign"), OFFER, keeps_clock=True, style="primary",
                  why="The first of the two enterprises signs."),
            Arrow("begin", ("proposed",), "running", _("Sign"), OFFER, clock="end", style="primary",
                  why="Both enterprises have signed."),
            Arrow("decline", ("proposed",), "declined", _("Decline"), OFFER, reason=True, why="One of the two doesn't want it."),
            Arrow("return", ("running",), "returned_early", _("Return early"), OFFER, reason=True,
                  why="The people are needed at home, or not needed any more."),
            Arrow("end", ("running",), "ended", _("Its last day is over"),
                  why="The people are back with the enterprise that lent them."),
        ),
    )
)  # fmt: skip
