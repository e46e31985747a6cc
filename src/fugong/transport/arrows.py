"""How need, plans, trips, riders and claims move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

NEED = register(
    Workflow(
        key="coach_need",
        name=_("Need for seats"),
        states={
            "wanted": pgettext_lazy("need for seats", "Wished for"),
            "complete": pgettext_lazy("need for seats", "Procedure complete"),
            "withdrawn": pgettext_lazy("need for seats", "Taken back"),
        },
        initial="wanted",
        final=frozenset({"withdrawn"}),
        arrows=(
            Arrow(
                "complete", ("wanted",), "complete", _("The procedure is complete"), P.TRIP_PLAN, style="primary",
                why="The documents that the pack asks for were seen.",
            ),
            Arrow(
                "reopen", ("complete",), "wanted", _("Something is missing after all"), P.TRIP_PLAN, reason=True,
                why="A document doesn’t hold.",
            ),
            Arrow(
                "withdraw", ("wanted", "complete"), "withdrawn", _("Take the wish back"), P.TRIP_ASK,
                why="The people come otherwise, or not at all.",
            ),
        ),
    )
)  # fmt: skip

PLAN = register(
    Workflow(
        key="coach_plan",
        name=_("Plan of trips"),
        states={
            "running": pgettext_lazy("a plan of trips", "Being worked out"),
            "ready": pgettext_lazy("a plan of trips", "Waits for the second signature"),
            "failed": pgettext_lazy("a plan of trips", "Can’t be planned"),
            "confirmed": pgettext_lazy("a plan of trips", "Confirmed"),
            "dropped": pgettext_lazy("a plan of trips", "Dropped"),
        },
        initial="running",
        final=frozenset({"confirmed", "dropped", "failed"}),
        arrows=(
            Arrow("finish", ("running",), "ready", _("Worked out"), clock="confirm", why="The planner has ended."),
            Arrow("fail", ("running",), "failed", _("Can’t be planned"), why="What was given makes no sense."),
            Arrow(
                "confirm", ("ready",), "confirmed", _("Confirm the trips"), P.TRIP_CONFIRM, style="primary",
                why="Somebody else than the planner signs; the trips are made.",
            ),
            Arrow("drop", ("running", "ready"), "dropped", _("Drop the plan"), P.TRIP_PLAN, why="Nothing was made of it."),
        ),
    )
)  # fmt: skip

TRIP = register(
    Workflow(
        key="trip",
        name=_("Trip"),
        states={
            "proposed": pgettext_lazy("a trip", "Waits for the second signature"),
            "confirmed": pgettext_lazy("a trip", "Confirmed"),
            "boarding": pgettext_lazy("a trip", "Boarding"),
            "on_way": pgettext_lazy("a trip", "On the way"),
            "arrived": pgettext_lazy("a trip", "Arrived"),
            "closed": pgettext_lazy("a trip", "Everybody handed over"),
            "cancelled": pgettext_lazy("a trip", "Cancelled"),
        },
        initial="proposed",
        born=frozenset({"confirmed"}),
        final=frozenset({"closed", "cancelled"}),
        arrows=(
            Arrow(
                "confirm", ("proposed",), "confirmed", _("Confirm the trip"), P.TRIP_CONFIRM, clock="depart",
                style="primary", why="Somebody else than whoever entered it signs.",
            ),
            Arrow(
                "board", ("confirmed",), "boarding", _("Begin boarding"), P.TRIP_BOARD, keeps_clock=True,
                style="primary", why="Codes are scanned beside the coach.",
            ),
            Arrow(
                "depart", ("boarding",), "on_way", _("Departed"), P.TRIP_BOARD, clock="arrive", style="primary",
                why="Whoever hasn’t boarded stays behind.",
            ),
            Arrow(
                "arrive", ("on_way",), "arrived", pgettext_lazy("a trip", "Arrived"), P.TRIP_BOARD, clock="hand_over", style="primary",
                why="The riders’ files say that they are here; beds and tests follow.",
            ),
            Arrow("close", ("arrived",), "closed", _("Everybody handed over"), why="The last rider was handed over."),
            Arrow(
                "cancel", ("proposed", "confirmed", "boarding"), "cancelled", _("Cancel the trip"), P.TRIP_PLAN,
                reason=True, style="danger", why="It doesn’t go; the enterprises are told.",
            ),
        ),
    )
)  # fmt: skip

RIDER = register(
    Workflow(
        key="rider",
        name=_("Rider"),
        states={
            "listed": pgettext_lazy("a rider", "On the manifest"),
            "boarded": pgettext_lazy("a rider", "Aboard"),
            "arrived": pgettext_lazy("a rider", "Here"),
            "handed_over": pgettext_lazy("a rider", "Handed over"),
            "missed": pgettext_lazy("a rider", "Didn’t board"),
            "removed": pgettext_lazy("a rider", "Taken off the manifest"),
        },
        initial="listed",
        final=frozenset({"handed_over", "removed"}),
        arrows=(
            Arrow("board", ("listed", "missed"), "boarded", _("Aboard"), P.TRIP_BOARD, style="primary", why="The code was read."),
            Arrow("alight", ("boarded",), "listed", _("Got off again"), P.TRIP_BOARD, why="A slip, or a change of mind."),
            Arrow("miss", ("listed",), "missed", _("Didn’t board"), why="The coach departed without the person."),
            Arrow("arrive", ("boarded",), "arrived", pgettext_lazy("a rider", "Here"), why="The coach is here."),
            Arrow(
                "hand_over", ("arrived",), "handed_over", _("Hand over"), P.TRIP_BOARD, style="primary",
                why="The person has a bed, and it is known when the test is.",
            ),
            Arrow("remove", ("listed",), "removed", _("Take off the manifest"), P.TRIP_ASK, why="The seat is free again."),
            Arrow("cancel", ("listed", "boarded"), "removed", _("The trip was cancelled"), why="The trip doesn’t go."),
        ),
    )
)  # fmt: skip

CLAIM = register(
    Workflow(
        key="coach_claim",
        name=_("Claim of a trip’s cost"),
        states={
            "submitted": pgettext_lazy("a claim", "Submitted"),
            "checked": pgettext_lazy("a claim", "Examined"),
            "granted": pgettext_lazy("a claim", "Granted"),
            "paid": pgettext_lazy("a claim", "Paid"),
            "refused": pgettext_lazy("a claim", "Not granted"),
            "returned": pgettext_lazy("a claim", "Returned"),
            "withdrawn": pgettext_lazy("a claim", "Taken back"),
        },
        initial="submitted",
        final=frozenset({"paid", "refused", "withdrawn"}),
        arrows=(
            Arrow(
                "check", ("submitted",), "checked", _("Examine"), P.CLAIM_DECIDE, clock="decide", style="primary",
                why="The rule says what is paid; somebody else decides.",
            ),
            Arrow(
                "grant", ("checked",), "granted", _("Grant"), P.CLAIM_DECIDE, style="primary",
                why="A second person agrees with what was examined.",
            ),
            Arrow(
                "refuse", ("checked",), "refused", _("Don’t grant"), P.CLAIM_DECIDE, style="danger",
                why="A second person agrees that no rule pays.",
            ),
            Arrow(
                "return", ("submitted", "checked"), "returned", _("Return"), P.CLAIM_DECIDE, reason=True,
                why="Something is missing; the enterprise hears what.",
            ),
            Arrow(
                "resubmit", ("returned",), "submitted", _("Submit again"), P.CLAIM_SUBMIT, clock="claim",
                style="primary", why="What was missing is there.",
            ),
            Arrow("withdraw", ("submitted", "returned"), "withdrawn", _("Take the claim back"), P.CLAIM_SUBMIT,
                  why="It isn’t asked for any more."),
            Arrow("pay", ("granted",), "paid", _("Paid"), P.CLAIM_DECIDE, style="primary", why="The money is out."),
        ),
    )
)  # fmt: skip
