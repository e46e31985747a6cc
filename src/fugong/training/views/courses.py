"""Courses: the list with what the pack offers, one course with its sessions and people, the desk's own."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import undoing
from fugong.accounts.acting import faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, numbers
from fugong.core.errors import Refused, refuse
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import colleagues
from fugong.registry.models import Enterprise
from fugong.training import lists, people
from fugong.training.access import over_place, shown_name
from fugong.training.actions import courses as actions
from fugong.training.actions import sessions, signups
from fugong.training.actions.signups import Who
from fugong.training.arrows import TRAINEE
from fugong.training.lists import Wanted
from fugong.training.models import Course, Trainee
from fugong.training.models.course import MODES
from fugong.training.views.access import acted, course_of, moment, status
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows

SHOWN = 12
SESSIONS = 50
LANGUAGES = (("zh", "中文"), ("en", "English"), ("ja", "日本語"), ("ko", "한국어"))
DRAWS = 4
"""Topics that the form of an own course draws from."""


@campaign_page(P.TRAINING_VIEW)
@require_GET
def courses(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Courses that are held, with who stands where; those of the pack that aren't open."""
    return _courses(request, campaign)


def _courses(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.courses(request.user, campaign, wanted), request.GET.get("after", ""))
    everybody = Trainee.objects.visible_to(request.user).filter(campaign=campaign)
    columns, said = pipeline.strip_with_parts(everybody, TRAINEE, "course")
    for row in page.rows:
        row.campaign, found = campaign, said.get(row.pk, {})
        row.on = sum(many for state, many in found.items() if state != "withdrawn")
        row.passed, row.waiting, row.failed = found.get("passed", 0), found.get("attended", 0), found.get("failed", 0)
        row.next_session = lists.sessions(campaign, row).filter(state__in=("planned", "running")).first()
    opened = set(Course.objects.filter(campaign=campaign, state="open").values_list("key", flat=True))
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "rules": campaign.pack.training,
        "columns": columns, "refusal": refusal,
        "offered": [each for each in campaign.pack.training.courses if each.key not in opened],
        "may_keep": over_place(request.user, P.TRAINING_MANAGE, campaign),
    }  # fmt: skip
    return render(request, "training/courses.html", context, status=status(refusal))


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def opening(request: PageRequest, campaign: Campaign, course_kind: str) -> HttpResponse:
    """Opens a course of the pack."""
    made: list[Course] = []
    return acted(
        request,
        lambda: made.append(actions.open_kind(campaign=campaign, key=course_kind, by=request.user)),
        lambda: _("Open. Plan its sessions, and let people sign up."),
        lambda: ("training:course", campaign.key, made[0].pk),
        lambda refusal: _courses(request, campaign, refusal),
    )


@campaign_page(P.TRAINING_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A course of the desk's own."""
    return _form(request, campaign, None)


@campaign_page(P.TRAINING_MANAGE)
@require_http_methods(["GET", "POST"])
def text(request: PageRequest, campaign: Campaign, course: int) -> HttpResponse:
    """What a course says of itself, changed."""
    return _form(request, campaign, course_of(request, campaign, course))


def _form(request: PageRequest, campaign: Campaign, found: Course | None) -> HttpResponse:
    def form(refusal: Refused | None = None) -> HttpResponse:
        typed = request.POST if request.method == "POST" else _typed(found)
        rules = campaign.pack.training
        draws = [(n, typed.get(f"topic_{n}", ""), typed.get(f"number_{n}", "")) for n in range(DRAWS)]
        context = {
            "campaign": campaign, "found": found, "typed": typed, "rules": rules, "modes": MODES.items(), "draws": draws,
            "names": [(code, name, typed.get(f"name_{code}", ""), typed.get(f"about_{code}", "")) for code, name in LANGUAGES],
            "refusal": refusal, "faults": faults(refusal),
        }  # fmt: skip
        return render(request, "training/course_form.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    made: list[Course] = []

    def do() -> None:
        values = _values(request.POST)
        if found is None:
            made.append(actions.enter(campaign=campaign, values=values, by=request.user))
        else:
            made.append(actions.amend(course=found, values=values, by=request.user))

    return acted(
        request, do, lambda: _("Kept."), lambda: ("training:course", campaign.key, made[0].pk), form
    )  # fmt: skip


def _values(post: Any) -> dict[str, Any]:
    drawn = [(post.get(f"topic_{n}", ""), numbers.asked(post.get(f"number_{n}", ""))) for n in range(DRAWS)]
    exam = {
        "draw": [{"topic": topic, "number": many} for topic, many in drawn if topic and many],
        "pass_mark": numbers.asked(post.get("pass_mark")) or 80, "minutes": numbers.asked(post.get("exam_minutes")) or 45,
        "tries": numbers.asked(post.get("tries")) or 2, "wait": f"{numbers.asked(post.get('wait')) or 60} minutes",
    }  # fmt: skip
    return {
        "names": {code: post.get(f"name_{code}", "") for code, _name in LANGUAGES},
        "abouts": {code: post.get(f"about_{code}", "") for code, _name in LANGUAGES},
        "exam": exam, "recorded": numbers.asked(post.get("recorded")) or 0, "minutes": numbers.asked(post.get("minutes")) or 0,
        **{name: post.get(name, "") for name in ("gives", "trainer", "mode", "address")},
    }  # fmt: skip


def _typed(found: Course | None) -> dict[str, Any]:
    if found is None:
        return {"mode": "on_site", "pass_mark": 80, "exam_minutes": 45, "tries": 2, "wait": 60}
    typed: dict[str, Any] = {
        name: getattr(found, name) for name in ("gives", "trainer", "mode", "address", "recorded", "minutes")
    }
    for code, _name in LANGUAGES:
        typed[f"name_{code}"], typed[f"about_{code}"] = found.names.get(code, ""), found.abouts.get(code, "")
    exam = found.exam or {}
    typed |= {
        "pass_mark": exam.get("pass_mark", 80),
        "exam_minutes": exam.get("minutes", 45),
        "tries": exam.get("tries", 2),
    }
    typed["wait"] = re.sub(r"\D", "", exam.get("wait", "60"))
    for n, part in enumerate(exam.get("draw", [])[:DRAWS]):
        typed[f"topic_{n}"], typed[f"number_{n}"] = part["topic"], part["number"]
    return typed


@campaign_page(P.TRAINING_VIEW)
@require_GET
def course(request: PageRequest, campaign: Campaign, course: int) -> HttpResponse:
    """One course."""
    return _course(request, campaign, course_of(request, campaign, course))


def _course(request: PageRequest, campaign: Campaign, found: Course, refusal: Refused | None = None) -> HttpResponse:
    seen = Trainee.objects.visible_to(request.user).filter(course=found)
    newest = list(seen.exclude(state="withdrawn").select_related("enterprise").order_by("-pk")[:SHOWN])
    for row in newest:
        row.campaign, row.course, row.shown = campaign, found, shown_name(request.user, row)
    rules = campaign.pack.training
    sessions = list(lists.sessions(campaign, found).reverse()[: SESSIONS + 1])[::-1]
    context = {
        "campaign": campaign, "found": found, "columns": pipeline.strip(seen, TRAINEE), "newest": newest,
        "sessions": sessions[-SESSIONS:],
        "more_sessions": len(sessions) > SESSIONS, "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "draws": [(rules.name_of("topic", each["topic"]), each["number"]) for each in (found.exam or {}).get("draw", [])],
        "may_keep": over_place(request.user, P.TRAINING_MANAGE, campaign), "rules": rules,
        "lecturers": colleagues.offered_holding(campaign, P.TRAINING_TEACH), "typed": request.POST, "today": clock.today(),
        "events": history.of(request, "course", found.pk),
        "link": request.build_absolute_uri(f"/courses/{found.token}/"), "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "training/course.html", context, status=status(refusal))


def _done(
    request: PageRequest, campaign: Campaign, found: Course, do: Any, said: Any, undo: Any = None
) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("training:course", campaign.key, found.pk),
        lambda refusal: _course(request, campaign, found, refusal), undo=undo,
    )  # fmt: skip


def _opened_again(by: User, given: dict[str, Any]) -> Course:
    return actions.reopen(course=Course.objects.get(pk=given["course"]), by=by)


undoing.register("course.close", _opened_again)


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def closing(request: PageRequest, campaign: Campaign, course: int) -> HttpResponse:
    """Nobody signs up any more."""
    found = course_of(request, campaign, course)
    undo = lambda: undoing.offer(kind="course.close", by=request.user, about=found, course=found.pk)  # noqa: E731
    return _done(request, campaign, found, lambda: actions.close(course=found, by=request.user), _("Closed."), undo)


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def reopening(request: PageRequest, campaign: Campaign, course: int) -> HttpResponse:
    """Open again."""
    found = course_of(request, campaign, course)
    return _done(request, campaign, found, lambda: actions.reopen(course=found, by=request.user), _("Open again."))


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def cancellation(request: PageRequest, campaign: Campaign, course: int) -> HttpResponse:
    """It doesn't take place."""
    found, reason = course_of(request, campaign, course), request.POST.get("reason", "")
    return _done(
        request, campaign, found, lambda: actions.cancel(course=found, reason=reason, by=request.user), _("Cancelled.")
    )


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def planning(request: PageRequest, campaign: Campaign, course: int) -> HttpResponse:
    """A session."""
    found, post = course_of(request, campaign, course), request.POST
    begins, ends = (moment(post.get("day", ""), post.get(name, "")) for name in ("begins", "ends"))

    def do() -> None:
        if begins is None or ends is None:
            raise refuse("day", _("Write day, beginning and end."))
        lecturer = colleagues.chosen(post.get("lecturer"), "lecturer", people.lecturers(campaign))
        sessions.plan(
            course=found, begins_at=begins, ends_at=ends, capacity=numbers.asked(post.get("capacity"), 100_000) or 0,
            place=post.get("place", ""), address=post.get("address", ""), lecturer=lecturer,
            lecturer_name=post.get("lecturer_name", ""), by=request.user,
        )  # fmt: skip

    return _done(request, campaign, found, do, _("The session is planned."))


@campaign_page(P.TRAINING_MANAGE)
@require_POST
def signing_up(request: PageRequest, campaign: Campaign, course: int) -> HttpResponse:
    """The desk puts somebody on the course: by account, or by name and telephone."""
    found, post = course_of(request, campaign, course), request.POST

    def do() -> None:
        user = enterprise = None
        if said := post.get("username", "").strip():
            user = User.objects.filter(username=said, is_active=True).first()
            if user is None:
                raise refuse("username", _("There is no such account."))
        if code := post.get("uscc", "").strip().upper():
            enterprise = (
                Enterprise.objects.visible_to(request.user).filter(uscc=code, enrolments__campaign=campaign).first()
            )
            if enterprise is None:
                raise refuse("uscc", _("No enterprise of this campaign has this code."))
        who = Who(name=post.get("name", ""), phone=post.get("phone", ""), user=user)
        signups.sign_up(course=found, who=who, by=request.user, enterprise=enterprise)

    return _done(request, campaign, found, do, _("Signed up."))
