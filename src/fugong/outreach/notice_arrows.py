"""How a version of a notice moves, from its draft to the day when a later one takes its place."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

NOTICE = register(
    Workflow(
        key="notice",
        name=_("Notice"),
        states={
            "draft": _("Draft"),
            "checking": _("Being checked"),
            "published": pgettext_lazy("of a text or a draw", "Published"),
            "replaced": _("Replaced by a later version"),
            "withdrawn": _("Withdrawn"),
            "dropped": _("Dropped"),
        },
        initial="draft",
        final=frozenset({"replaced", "withdrawn", "dropped"}),
        arrows=(
            Arrow("submit", ("draft",), "checking", _("Hand in for checking"), P.NOTICE_PUBLISH, style="primary",
                  why="The pack asks for a second pair of eyes."),
            Arrow("return", ("checking",), "draft", _("Return"), P.NOTICE_CHECK, reason=True,
                  why="Something is to be mended."),
            Arrow("recall", ("checking",), "draft", _("Take back to the draft"), P.NOTICE_PUBLISH,
                  why="The author goes on writing."),
            Arrow("approve", ("checking",), "published", _("Approve and publish"), P.NOTICE_CHECK, style="primary",
                  why="Checked by someone who didn't write it."),
            Arrow("publish", ("draft",), "published", _("Publish"), P.NOTICE_PUBLISH, style="primary",
                  why="Where the pack asks for no check."),
            Arrow("discard", ("draft",), "dropped", _("Drop the draft"), P.NOTICE_PUBLISH, style="danger",
                  why="A draft that nobody needs."),
            Arrow("replace", ("published",), "replaced", _("Replace"), why="Follows from publishing the next version."),
            Arrow("withdraw", ("published",), "withdrawn", _("Withdraw"), P.NOTICE_PUBLISH, reason=True,
                  style="danger", why="It no longer holds; whoever opens it reads why."),
        ),
    )
)  # fmt: skip
