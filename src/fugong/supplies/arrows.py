"""How requests are answered, offers chosen, allocations confirmed by a second person, deliveries carried out."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

ASK, KEEP, CONFIRM, DELIVER = P.SUPPLY_ASK, P.SUPPLY_KEEP, P.SUPPLY_CONFIRM, P.SUPPLY_DELIVER

NEED = register(
    Workflow(
        key="supply_need",
        name=_("Request for supplies"),
        states={
            "asked": pgettext_lazy("a request for supplies", "Waits for an answer"),
            "granted": pgettext_lazy("a request for supplies", "Granted"),
            "met": pgettext_lazy("a request for supplies", "Delivered"),
            "declined": pgettext_lazy("a request for supplies", "Declined"),
            "withdrawn": pgettext_lazy("a request for supplies", "Taken back"),
        },
        initial="asked",
        final=frozenset({"met", "declined", "withdrawn"}),
        arrows=(
            Arrow("grant", ("asked",), "granted", _("Granted"), why="A confirmed allocation gives the enterprise some."),
            Arrow("meet", ("granted",), "met", _("Delivered"), why="What was granted has arrived."),
            Arrow(
                "reopen", ("granted",), "asked", _("Open again"), clock="answer", why="The delivery was called off."
            ),
            Arrow(
                "decline", ("asked",), "declined", _("Decline"), KEEP, reason=True, style="danger",
                why="There is none, or none is due; the enterprise hears why.",
            ),
            Arrow(
                "withdraw", ("asked",), "withdrawn", _("Take the request back"), ASK,
                why="The enterprise needs it no more.",
            ),
        ),
    )
)  # fmt: skip

OFFER = register(
    Workflow(
        key="supply_offer",
        name=_("Offer of supplies"),
        states={
            "offered": pgettext_lazy("an offer", "To compare"),
            "chosen": pgettext_lazy("an offer", "Chosen"),
            "arrived": pgettext_lazy("an offer", "Arrived"),
            "declined": pgettext_lazy("an offer", "Not taken"),
        },
        initial="offered",
        final=frozenset({"arrived", "declined"}),
        arrows=(
            Arrow("choose", ("offered",), "chosen", _("Choose it"), KEEP, style="primary", why="It is ordered, or thanked for."),
            Arrow("arrive", ("chosen",), "arrived", _("All arrived"), KEEP, why="Every piece of it lies in a store."),
            Arrow(
                "decline", ("offered", "chosen"), "declined", _("Don’t take it"), KEEP, reason=True, style="danger",
                why="Another one is better, or nothing more comes of it; what came already stays.",
            ),
        ),
    )
)  # fmt: skip

ALLOCATION = register(
    Workflow(
        key="supply_allocation",
        name=_("Allocation"),
        states={
            "proposed": pgettext_lazy("an allocation", "Waits for the second signature"),
            "confirmed": pgettext_lazy("an allocation", "Confirmed"),
            "done": pgettext_lazy("an allocation", "Handed out"),
            "rejected": pgettext_lazy("an allocation", "Not confirmed"),
            "withdrawn": pgettext_lazy("an allocation", "Taken back"),
        },
        initial="proposed",
        final=frozenset({"done", "rejected", "withdrawn"}),
        arrows=(
            Arrow(
                "confirm", ("proposed",), "confirmed", _("Confirm"), CONFIRM, style="primary",
                why="By somebody who neither proposed nor changed it: stock is set aside, deliveries begin.",
            ),
            Arrow(
                "reject", ("proposed",), "rejected", _("Don’t confirm"), CONFIRM, reason=True, style="danger",
                why="By somebody else; nothing moves.",
            ),
            Arrow("withdraw", ("proposed",), "withdrawn", _("Take the proposal back"), KEEP, reason=True, why="It was a mistake."),
            Arrow("end", ("confirmed",), "done", _("Handed out"), why="No delivery of it is under way any more."),
        ),
    )
)  # fmt: skip

DELIVERY = register(
    Workflow(
        key="supply_delivery",
        name=_("Delivery"),
        states={
            "waiting": pgettext_lazy("a delivery", "To be picked"),
            "picked": pgettext_lazy("a delivery", "On the way"),
            "delivered": pgettext_lazy("a delivery", "Delivered"),
            "disputed": pgettext_lazy("a delivery", "Not as noted"),
            "received": pgettext_lazy("a delivery", "Received"),
            "cancelled": pgettext_lazy("a delivery", "Called off"),
        },
        initial="waiting",
        final=frozenset({"received", "cancelled"}),
        arrows=(
            Arrow(
                "pick", ("waiting",), "picked", _("Picked"), DELIVER, keeps_clock=True, style="primary",
                why="It left the store with somebody.",
            ),
            Arrow("bring_back", ("picked",), "waiting", _("Brought back"), DELIVER, reason=True, keeps_clock=True,
                  why="Nobody was there; it lies in the store again, set aside."),
            Arrow(
                "deliver", ("picked",), "delivered", _("Deliver"), DELIVER, style="primary",
                why="Somebody signed for it.",
            ),
            Arrow(
                "receive", ("delivered",), "received", _("Everything is here"), ASK, style="primary",
                why="The enterprise says that it got what was noted.",
            ),
            Arrow("dispute", ("delivered",), "disputed", _("Something is missing"), ASK, reason=True, style="danger",
                  why="The enterprise got less, or something else."),
            Arrow("settle", ("disputed",), "received", _("Cleared up"), KEEP, reason=True, why="It was cleared up."),
            Arrow(
                "cancel", ("waiting", "picked", "disputed"), "cancelled", _("Call off"), KEEP, reason=True,
                style="danger", why="The goods go back to the store that they came from.",
            ),
        ),
    )
)  # fmt: skip
