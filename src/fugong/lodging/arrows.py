"""How houses open and close, requests are answered, people move in and out, meals are ordered."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

ASK, ARRANGE = P.BED_ASK, P.BED_ARRANGE

HOUSE = register(
    Workflow(
        key="house",
        name=_("House"),
        states={
            "proposed": pgettext_lazy("a house", "Proposed"),
            "checked": pgettext_lazy("a house", "Checked"),
            "open": pgettext_lazy("a house", "Open"),
            "closed": pgettext_lazy("a house", "Closed"),
        },
        initial="proposed",
        arrows=(
            Arrow(
                "check",
                ("proposed",),
                "checked",
                _("Everything was seen and is right"),
                ARRANGE,
                style="primary",
                why="Fire safety and the pack's other checks, seen on the spot.",
            ),
            Arrow(
                "open", ("checked",), "open", _("Open"), ARRANGE, style="primary", why="Beds can be given from a day."
            ),
            Arrow(
                "close",
                ("proposed", "checked", "open"),
                "closed",
                _("Close"),
                ARRANGE,
                reason=True,
                style="danger",
                why="Nobody lives there any more.",
            ),
            Arrow("propose", ("closed",), "proposed", _("Propose again"), ARRANGE, why="It is checked anew."),
        ),
    )
)

BED_REQUEST = register(
    Workflow(
        key="bed_request",
        name=_("Bed request"),
        states={
            "asked": pgettext_lazy("a bed request", "Waits for beds"),
            "arranged": pgettext_lazy("a bed request", "Beds proposed"),
            "confirmed": pgettext_lazy("a bed request", "Confirmed"),
            "refused": pgettext_lazy("a bed request", "No beds given"),
            "withdrawn": pgettext_lazy("a bed request", "Taken back"),
        },
        initial="asked",
        final=frozenset({"confirmed", "refused", "withdrawn"}),
        arrows=(
            Arrow(
                "arrange",
                ("asked",),
                "arranged",
                _("Propose these beds"),
                ARRANGE,
                clock="confirm",
                style="primary",
                why="Everybody, or as many as there are beds for, has a bed on hold.",
            ),
            Arrow(
                "change",
                ("arranged",),
                "arranged",
                _("Change the beds"),
                ARRANGE,
                keeps_clock=True,
                why="More people get a bed, or another one.",
            ),
            Arrow(
                "confirm",
                ("arranged",),
                "confirmed",
                _("We take these beds"),
                ASK,
                style="primary",
                why="The enterprise agrees; whoever has no bed yet is asked for anew, with the old deadline.",
            ),
            Arrow(
                "return",
                ("arranged",),
                "asked",
                _("These beds don’t fit"),
                ASK,
                reason=True,
                clock="answer",
                why="The beds become free again, and the town looks for others.",
            ),
            Arrow(
                "empty",
                ("arranged",),
                "asked",
                _("Take the beds back"),
                clock="answer",
                why="Every bed that was on hold was given up.",
            ),
            Arrow(
                "refuse",
                ("asked", "arranged"),
                "refused",
                _("Give no beds"),
                ARRANGE,
                reason=True,
                style="danger",
                why="There is none, and none will come free.",
            ),
            Arrow(
                "withdraw",
                ("asked", "arranged"),
                "withdrawn",
                _("Take the request back"),
                ASK,
                why="The enterprise needs none any more.",
            ),
        ),
    )
)

STAY = register(
    Workflow(
        key="stay",
        name=pgettext_lazy("in a bed", "Stay"),
        states={
            "reserved": pgettext_lazy("a stay", "On hold"),
            "moved_in": pgettext_lazy("a stay", "Lives there"),
            "moved_out": pgettext_lazy("a stay", "Moved out"),
            "cancelled": pgettext_lazy("a stay", "Cancelled"),
        },
        initial="reserved",
        born=frozenset({"moved_in"}),
        final=frozenset({"moved_out", "cancelled"}),
        arrows=(
            Arrow(
                "move_in",
                ("reserved",),
                "moved_in",
                _("Moved in"),
                ARRANGE,
                style="primary",
                why="The person has the key; the file says where the person lives.",
            ),
            Arrow("move_out", ("moved_in",), "moved_out", _("Moved out"), ARRANGE, why="The bed is free from today."),
            Arrow("cancel", ("reserved",), "cancelled", _("Give up the bed"), ARRANGE, why="The person doesn't come."),
            Arrow(
                "transfer",
                ("moved_in",),
                "moved_out",
                _("Move to another room"),
                ARRANGE,
                why="A new stay begins in the other room; who slept where stays known.",
            ),
            Arrow(
                "give_back",
                ("reserved",),
                "cancelled",
                _("Given back"),
                why="Its request was returned, refused or taken back.",
            ),
        ),
    )
)

MEAL_ORDER = register(
    Workflow(
        key="meal_order",
        name=_("Meal order"),
        states={
            "ordered": pgettext_lazy("a meal order", "Ordered"),
            "accepted": pgettext_lazy("a meal order", "Accepted"),
            "delivered": pgettext_lazy("a meal order", "Delivered"),
            "declined": pgettext_lazy("a meal order", "Declined"),
            "withdrawn": pgettext_lazy("a meal order", "Taken back"),
        },
        initial="ordered",
        final=frozenset({"delivered", "declined", "withdrawn"}),
        arrows=(
            Arrow(
                "accept", ("ordered",), "accepted", _("The caterer accepts"), ARRANGE, style="primary",
                why="The caterer cooks so many.",
            ),
            Arrow("deliver", ("accepted",), "delivered", _("Delivered"), ARRANGE, why="The meals arrived."),
            Arrow(
                "decline", ("ordered", "accepted"), "declined", _("The caterer declines"), ARRANGE, reason=True,
                style="danger", why="The caterer can't; the enterprise orders elsewhere.",
            ),
            Arrow(
                "withdraw", ("ordered", "accepted"), "withdrawn", _("Take the order back"), ASK,
                why="Until orders close.",
            ),
        ),
    )
)  # fmt: skip
