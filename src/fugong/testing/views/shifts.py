"""Shifts of a day: planned for all points at once or one by one, staffed, opened, closed."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fugong.accounts.acting import faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, kept, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.testing import covering
from fugong.testing.access import may_at
from fugong.testing.actions import shifts as planning
from fugong.testing.actions import tubes as tubing
from fugong.testing.models import Shift, ShiftPost, Specialist, Tube
from fugong.testing.views import choosing
from fugong.testing.views.common import acted, day_of, shift_of, testing_page, time_of
from fugong.workflow.moves import open_arrows

MOST = 300
PAGE = 50
TUBES = 100
LATEST = 253_402_300_799  # the last second of the year 9999


@testing_page(Permission.SAMPLE_TAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def shifts(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The shifts of a day. A planner has one made for each point in sight, or for one."""
    if request.method == "POST":
        day = dates.asked(request.POST.get("day")) or clock.today()
        url = reverse("testing:shifts", args=[campaign.key]) + f"?day={day}"
        return acted(
            request,
            lambda: _plan(request, campaign, day),
            str,
            url,
            lambda refusal: _shifts(request, campaign, refusal),
        )
    return _shifts(request, campaign)


def _plan(request: PageRequest, campaign: Campaign, day: dt.date) -> str:
    """Plans for the point that is named, or for all that have none yet: so many at once, and says how many are left."""
    post, one = request.POST, choosing.chosen(request, campaign)
    begins, ends = time_of(post.get("begins", "")), time_of(post.get("ends", ""))
    wanting = _without(choosing.plannable(request, campaign), day, begins)
    some, left = ([one], 0) if one else (list(wanting[:MOST]), max(wanting.count() - MOST, 0))
    for point in some:
        point.campaign = campaign
        planning.plan(point=point, day=day, by=request.user, test=post.get("test", ""), begins=begins, ends=ends)
    said = {"n": len(some), "left": left}
    if left:
        return _("%(n)s shifts are planned; %(left)s points have none yet. Plan once more for the next.") % said
    return ngettext("%(n)s shift is planned.", "%(n)s shifts are planned.", len(some)) % said


def _without(points: Any, day: dt.date, begins: dt.time | None) -> Any:
    """Those of the points that have no shift yet that begins then on the day, or when the point opens."""
    there = Shift.objects.filter(point=OuterRef("pk"), day=day).exclude(state="cancelled")
    at = OuterRef("begins") if begins is None else begins
    return points.filter(~Exists(there.filter(begins_at__time=at)))


def _shifts(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    day = day_of(request)
    rows = Shift.objects.visible_to(request.user).filter(campaign=campaign, day=day)
    mine = request.GET.get("mine")
    if mine:
        rows = rows.filter(posts__specialist__user=request.user)
    after = request.GET.get("after", "")
    shown = _after(rows, after).select_related("point__enterprise").order_by("begins_at", "pk")
    shown = shown.prefetch_related("posts__specialist__user", "posts__specialist__certificate")
    taken: list[Any] = list(shown[: PAGE + 1])
    found = taken[:PAGE]
    last = f"{int(found[-1].begins_at.timestamp())}_{found[-1].pk}" if len(taken) > PAGE else None
    for shift in found:
        shift.campaign = campaign
        shift.staff = [(campaign.pack.testing.training_name(post.kind), post.specialist) for post in shift.posts.all()]
        shift.lacks = shift.state == "planned" and any(
            one is None or not one.is_valid_on(day) for _k, one in shift.staff
        )
    may_plan = request.user.holds(Permission.TESTING_PLAN)
    context = {
        "campaign": campaign, "day": day, "page": Page(found, last, not after), "mine": mine, "may_plan": may_plan, "refusal": refusal,
        "may_roster": bool(campaign.pack.testing.specialists)
        and request.user.scope(Permission.TESTING_PLAN).covers_area(campaign.jurisdiction.code),
        **(choosing.offered(request, campaign) if may_plan else {}), "typed": request.POST, "faults": faults(refusal),
        "tests": campaign.pack.testing.tests, "lacking": _lacking(request.user, campaign, rows, day, bool(mine)),
    }  # fmt: skip
    return render(request, "testing/shifts.html", context, status=refusal.status if refusal else 200)


def _after(rows: Any, after: str) -> Any:
    """The shifts after a key (`<seconds>_<id>`), as they begin."""
    seconds, pk = (numbers.asked(each) for each in after.rpartition("_")[::2])
    if seconds is None or pk is None:
        return rows
    at = dt.datetime.fromtimestamp(min(seconds, LATEST), dt.UTC)
    return rows.filter(Q(begins_at__gt=at) | Q(begins_at=at, pk__gt=pk))


def _lacking(user: User, campaign: Campaign, rows: Any, day: dt.date, mine: bool) -> int:
    """How many of the day's shifts can't be opened as they are; of a large place not to the second (core.kept)."""
    unfit = ShiftPost.objects.filter(shift=OuterRef("pk")).exclude(specialist__in=Specialist.objects.valid_on(day))
    planned = rows.filter(Exists(unfit), state="planned")
    seen = (campaign.pk, day, mine, user.pk, user.scope(Permission.SAMPLE_TAKE).as_seen_by(user))
    return kept.answer("testing.lacking", seen, planned.count).value


@testing_page(Permission.SAMPLE_TAKE)
@require_safe
def shift(request: PageRequest, campaign: Campaign, shift: int) -> HttpResponse:
    """One shift: who serves, its tubes."""
    return _shift(request, campaign, shift_of(request, campaign, shift))


def _shift(request: PageRequest, campaign: Campaign, found: Shift, refusal: Refused | None = None) -> HttpResponse:
    may_plan = may_at(request.user, Permission.TESTING_PLAN, found.point)
    posts: list[Any] = list(
        found.posts.select_related(
            "specialist__user", "specialist__point", "specialist__enterprise", "specialist__certificate"
        )
    )
    for post in posts:
        post.name = campaign.pack.testing.training_name(post.kind)
        post.own = post.specialist is not None and post.specialist.user_id == request.user.pk
        plans = may_plan and found.state == "planned"
        post.others = covering.candidates(found, post.kind, most=8) if plans else []
        post.passed_over = covering.passed_over(found, post.kind) if plans and post.specialist is None else []
    test = campaign.pack.testing.test(found.test)
    context = {
        "campaign": campaign, "shift": found, "posts": posts, "may_plan": may_plan, "refusal": refusal,
        "faults": faults(refusal), "lacking": covering.lacking(found) if found.state == "planned" else [],
        "tubes": _tubes(request, campaign, found),
        "arrows": [arrow.key for arrow in open_arrows(found, request.user)],
        "may_take": found.may_move(request.user, Permission.SAMPLE_TAKE), "sizes": test.pools if test else (1,),
        "typed": request.POST,
    }  # fmt: skip
    return render(request, "testing/shift.html", context, status=refusal.status if refusal else 200)


def _tubes(request: PageRequest, campaign: Campaign, shift: Shift) -> Page:
    page = Page.placed(Tube.objects.filter(shift=shift), TUBES, request.GET.get("tubes", ""))
    for row in page.rows:
        row.campaign = campaign
    return page


@testing_page(Permission.SAMPLE_TAKE)
@require_POST
def shift_post(request: PageRequest, campaign: Campaign, shift: int) -> HttpResponse:
    """Puts somebody on the shift, or has who can't come covered."""
    found, post = shift_of(request, campaign, shift), request.POST
    kind = post.get("kind", "")

    def do() -> str:
        if post.get("out"):
            left = planning.fall_out(shift=found, kind=kind, by=request.user, reason=post.get("reason", "")[:200])
            if left.specialist is None:
                return _("Nobody else is free: the duty desk looks for somebody.")
            return _("%(name)s steps in.") % {"name": left.specialist}
        key = numbers.asked(post.get("specialist")) or 0
        one = Specialist.objects.filter(campaign=campaign, pk=key).select_related("user").first()
        planning.put(shift=found, kind=kind, specialist=one, by=request.user)
        return _("Kept.")

    return acted(
        request, do, str, reverse("testing:shift", args=[campaign.key, found.pk]),
        lambda refusal: _shift(request, campaign, found, refusal),
    )  # fmt: skip


@testing_page(Permission.SAMPLE_TAKE)
@require_POST
def shift_move(request: PageRequest, campaign: Campaign, shift: int, doing: str) -> HttpResponse:
    """Opens, closes or cancels."""
    found = shift_of(request, campaign, shift)
    steps = {
        "opening": (lambda: planning.begin(shift=found, by=request.user), _("The shift is open.")),
        "closing": (lambda: planning.end(shift=found, by=request.user), _("The shift is closed.")),
        "cancelling": (
            lambda: planning.cancel(shift=found, by=request.user, reason=request.POST.get("reason", "")),
            _("The shift is cancelled."),
        ),
    }
    if doing not in steps:
        raise Http404
    do, said = steps[doing]
    return acted(
        request, do, lambda _none: said, reverse("testing:shift", args=[campaign.key, found.pk]),
        lambda refusal: _shift(request, campaign, found, refusal),
    )  # fmt: skip


@testing_page(Permission.SAMPLE_TAKE)
@require_POST
def tube_new(request: PageRequest, campaign: Campaign, shift: int) -> HttpResponse:
    """A new tube."""
    found, post = shift_of(request, campaign, shift), request.POST
    size = numbers.asked(post.get("size"), most=9_999) or 0
    return acted(
        request,
        lambda: tubing.begin(
            shift=found, code=post.get("code", ""), size=size, by=request.user
        ),
        lambda tube: _("The tube %(code)s is open.") % {"code": tube.code},
        lambda tube: reverse("testing:tube", args=[campaign.key, tube.pk]),
        lambda refusal: _shift(request, campaign, found, refusal),
    )  # fmt: skip
