"""How courses, sessions, trainees, tries, appeals and certificates move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.workflow.arrows import Arrow, Workflow, register

KEEP, TEACH = P.TRAINING_MANAGE, P.TRAINING_TEACH

COURSE = register(
    Workflow(
        key="course",
        name=_("Course"),
        states={
            "open": pgettext_lazy("a course", "Open"),
            "closed": pgettext_lazy("a course", "Closed"),
            "cancelled": pgettext_lazy("a course", "Cancelled"),
        },
        initial="open",
        final=frozenset({"cancelled"}),
        arrows=(
            Arrow("close", ("open",), "closed", _("Close the course"), KEEP, why="Nobody signs up or is examined any more."),
            Arrow("reopen", ("closed",), "open", _("Open it again"), KEEP, why="Somebody was left out."),
            Arrow("cancel", ("open",), "cancelled", _("Cancel the course"), KEEP, reason=True, style="danger",
                  why="It doesn't take place; certificates already given stay."),
        ),
    )
)  # fmt: skip

SESSION = register(
    Workflow(
        key="course_session",
        name=_("Session"),
        states={
            "planned": pgettext_lazy("a session", "Planned"),
            "running": pgettext_lazy("a session", "Signing in"),
            "held": pgettext_lazy("a session", "Held"),
            "cancelled": pgettext_lazy("a session", "Cancelled"),
        },
        initial="planned",
        final=frozenset({"held", "cancelled"}),
        arrows=(
            Arrow("begin", ("planned",), "running", _("Begin: let people sign in"), TEACH, clock="end", style="primary",
                  why="The code is on the screen."),
            Arrow("end", ("running",), "held", _("End the session"), TEACH, style="primary",
                  why="Minutes are counted; who wasn't there is missing."),
            Arrow("cancel", ("planned", "running"), "cancelled", _("Cancel the session"), TEACH, reason=True, style="danger",
                  why="Seats are free again; those who had one are told."),
        ),
    )
)  # fmt: skip

TRAINEE = register(
    Workflow(
        key="trainee",
        name=_("Trainee"),
        states={
            "signed_up": pgettext_lazy("a trainee", "Signed up"),
            "attended": pgettext_lazy("a trainee", "Attended, to be examined"),
            "passed": pgettext_lazy("a trainee", "Passed"),
            "failed": pgettext_lazy("a trainee", "Not passed"),
            "withdrawn": pgettext_lazy("a trainee", "Withdrawn"),
        },
        initial="signed_up",
        final=frozenset({"withdrawn"}),
        arrows=(
            Arrow("attend", ("signed_up",), "attended", _("Attended enough"), why="The course's minutes are there."),
            Arrow("pass", ("signed_up", "attended"), "passed", _("Pass"), why="Examined, or the course has no examination."),
            Arrow("fail", ("attended",), "failed", _("Fail"), why="No try is left."),
            Arrow("allow", ("failed",), "attended", _("Give one more try"), KEEP, reason=True,
                  why="The desk says why; the tries of the rule are used up."),
            Arrow("uphold", ("failed", "attended"), "passed", _("Pass after an appeal"), why="A question was struck out."),
            Arrow("withdraw", ("signed_up", "attended", "failed"), "withdrawn", _("Take off the course"), P.TRAINING_VIEW, reason=True,
                  why="The person doesn't come; said by the desk, or by the enterprise for its own people."),
        ),
    )
)  # fmt: skip

SITTING = register(
    Workflow(
        key="sitting",
        name=_("Try at the examination"),
        states={
            "running": pgettext_lazy("a try", "Under way"),
            "passed": pgettext_lazy("a try", "Passed"),
            "failed": pgettext_lazy("a try", "Not passed"),
        },
        initial="running",
        final=frozenset({"passed"}),
        arrows=(
            Arrow("pass", ("running",), "passed", _("Marked: passed"), why="Handed in, or the time was up."),
            Arrow("fail", ("running",), "failed", _("Marked: not passed"), why="Handed in, or the time was up."),
            Arrow("uphold", ("failed",), "passed", _("Passed after an appeal"), why="A question was struck out."),
        ),
    )
)  # fmt: skip

APPEAL = register(
    Workflow(
        key="exam_appeal",
        name=_("Appeal about an examination"),
        states={
            "asked": pgettext_lazy("an exam appeal", "To be decided"),
            "granted": pgettext_lazy("an exam appeal", "Granted"),
            "refused": pgettext_lazy("an exam appeal", "Refused"),
        },
        initial="asked",
        final=frozenset({"granted", "refused"}),
        arrows=(
            Arrow("grant", ("asked",), "granted", _("Grant: strike the question out"), KEEP, reason=True, style="primary",
                  why="The question counts as right for this try."),
            Arrow("refuse", ("asked",), "refused", _("Refuse the appeal"), KEEP, reason=True, why="The marking stands."),
        ),
    )
)  # fmt: skip

CERTIFICATE = register(
    Workflow(
        key="certificate",
        name=_("Certificate"),
        states={
            "valid": pgettext_lazy("a certificate", "Valid"),
            "expired": pgettext_lazy("a certificate", "Expired"),
            "renewed": pgettext_lazy("a certificate", "Renewed by another"),
            "revoked": pgettext_lazy("a certificate", "Revoked"),
        },
        initial="valid",
        final=frozenset({"renewed", "revoked"}),
        arrows=(
            Arrow("expire", ("valid",), "expired", _("Expire"), why="Its last day is over."),
            Arrow("renew", ("valid", "expired"), "renewed", _("Renew"), KEEP, style="primary",
                  why="Another one follows it."),
            Arrow("revoke", ("valid", "expired"), "revoked", _("Revoke"), KEEP, reason=True, style="danger",
                  why="It was wrongly given, or the person may not serve any more."),
        ),
    )
)  # fmt: skip
