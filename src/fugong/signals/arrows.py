"""How a doubt moves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

OPEN = ("open", "confirmed")
"""Where somebody still has something to do."""
STANDING = ("open", "explained", "confirmed")
"""Of one rule at one enterprise there is one in these states at most."""

DOUBT = register(
    Workflow(
        key="doubt",
        name=_("Doubt about a report"),
        states={
            "open": pgettext_lazy("a doubt", "To be answered"),
            "explained": pgettext_lazy("a doubt", "Explained"),
            "confirmed": pgettext_lazy("a doubt", "Confirmed"),
            "visited": pgettext_lazy("a doubt", "Looked at on site"),
            "corrected": pgettext_lazy("a doubt", "Report corrected"),
            "settled": pgettext_lazy("a doubt", "Fits again"),
        },
        initial="open",
        final=frozenset({"visited", "corrected", "settled"}),
        arrows=(
            Arrow("explain", ("open", "confirmed"), "explained", _("Explain"), P.SIGNAL_ANSWER, reason=True, clock="hold",
                  style="primary", why="The report is right, and why the number is another all the same."),
            Arrow("confirm", ("open",), "confirmed", _("Confirm"), P.SIGNAL_ANSWER, reason=True, clock="act", style="danger",
                  why="The report isn’t right: somebody goes there, or it is corrected."),
            Arrow("correct", ("open", "confirmed"), "corrected", _("Correct the report"), P.REPORT_ENTER, reason=True,
                  style="primary", why="The report says what is so from now on."),
            Arrow("visit", STANDING, "visited", _("Looked at on site"),
                  why="A visit was recorded there; what it found stands with the visit."),
            Arrow("again", ("explained",), "open", _("Ask again"), clock="answer",
                  why="The explanation has had its time, and the numbers still don’t fit."),
            Arrow("settle", STANDING, "settled", _("Fits again"), why="Report and reading fit together again."),
        ),
    )
)  # fmt: skip
