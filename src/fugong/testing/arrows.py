"""The states of shifts, tubes and retests."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

SHIFT = register(
    Workflow(
        key="testing_shift",
        name=_("Shift at a sampling point"),
        states={
            "planned": pgettext_lazy("a shift", "Planned"),
            "open": pgettext_lazy("a shift", "Open"),
            "closed": pgettext_lazy("a shift", "Closed"),
            "cancelled": pgettext_lazy("a shift", "Cancelled"),
        },
        initial="planned",
        final=frozenset({"closed", "cancelled"}),
        arrows=(
            Arrow(
                "begin", ("planned",), "open", _("Open the shift"), P.SAMPLE_TAKE,
                style="primary", why="Only with every kind of specialist, each qualified on the day.",
            ),
            Arrow(
                "end", ("open",), "closed", _("Close the shift"), P.SAMPLE_TAKE,
                why="No tube of it is open any more.",
            ),
            Arrow(
                "cancel", ("planned",), "cancelled", _("Cancel the shift"), P.TESTING_PLAN,
                reason=True, style="danger", why="The point stays shut that day.",
            ),
        ),
    )
)  # fmt: skip

TUBE = register(
    Workflow(
        key="testing_tube",
        name=_("Tube"),
        states={
            "collecting": _("Being filled"),
            "sealed": _("Sealed"),
            "sent": _("At the laboratory"),
            "negative": pgettext_lazy("a tube", "Negative"),
            "positive": pgettext_lazy("a tube", "Positive"),
            "invalid": pgettext_lazy("a tube", "Invalid"),
            "void": _("Not used"),
        },
        initial="collecting",
        final=frozenset({"negative", "positive", "invalid", "void"}),
        arrows=(
            Arrow(
                "seal", ("collecting",), "sealed", _("Seal"), P.SAMPLE_TAKE,
                style="primary", why="Full, or nobody more comes; nothing is added after it.",
            ),
            Arrow("drop", ("collecting",), "void", _("Not used"), P.SAMPLE_TAKE, why="Nobody is in it."),
            Arrow(
                "send", ("sealed",), "sent", _("Send to the laboratory"), P.SAMPLE_TAKE,
                clock="result", style="primary", why="From now on its result is waited for.",
            ),
            Arrow(
                "clear", ("sealed", "sent"), "negative", _("Negative"), P.RESULT_ENTER,
                style="primary", why="Everybody in it has a negative test.",
            ),
            Arrow(
                "find", ("sealed", "sent"), "positive", _("Positive"), P.RESULT_ENTER,
                style="danger", why="Everybody in it is kept apart and sampled singly.",
            ),
            Arrow(
                "reject", ("sealed", "sent"), "invalid", _("Invalid"), P.RESULT_ENTER,
                why="The laboratory couldn't read it: everybody in it is sampled again.",
            ),
        ),
    )
)  # fmt: skip

RETEST = register(
    Workflow(
        key="testing_retest",
        name=_("Single retest"),
        states={
            "open": pgettext_lazy("a retest", "To be sampled"),
            "sampled": pgettext_lazy("a retest", "Sampled"),
            "negative": pgettext_lazy("a retest", "Negative"),
            "positive": pgettext_lazy("a retest", "Positive"),
        },
        initial="open",
        final=frozenset({"negative", "positive"}),
        arrows=(
            Arrow(
                "sample", ("open",), "sampled", _("Sampled"), keeps_clock=True,
                why="Follows when the person is the only one in a tube.",
            ),
            Arrow(
                "again", ("sampled",), "open", _("Sample again"), clock="retest",
                why="Follows when that tube was invalid, or the sample was taken back.",
            ),
            Arrow(
                "clear", ("open", "sampled"), "negative", _("Negative"), P.RESULT_ENTER,
                style="primary", why="The rules release the person, as far as nothing else holds.",
            ),
            Arrow(
                "confirm", ("open", "sampled"), "positive", _("Positive"), P.RESULT_ENTER,
                style="danger", why="The person is positive and isolated by the rules.",
            ),
        ),
    )
)  # fmt: skip
