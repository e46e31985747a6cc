"""Points and the plan of who goes where; specialists and how long their qualification holds."""

import datetime as dt
import re
import unicodedata
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fugong.accounts.acting import faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, kept, numbers
from fugong.core.errors import Fault, Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry.models import Enterprise
from fugong.testing import coverage
from fugong.testing.access import may_at
from fugong.testing.actions import points as doing
from fugong.testing.actions import rosters
from fugong.testing.actions import specialists as training
from fugong.testing.models import Absence, Belonging, Point, Shift, Specialist
from fugong.testing.proposing_roster import MOST_DAYS
from fugong.testing.views import choosing
from fugong.testing.views.common import acted, grids_of, number_of, point_of, specialist_of, testing_page, time_of

TABS = ("all", "own", "shared")

BELONGINGS, SHIFTS = 100, 20


@testing_page(Permission.SAMPLE_TAKE)
@require_safe
def points(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Sampling points with how many people go there."""
    return _points(request, campaign)


def _points(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    rows = Point.objects.visible_to(request.user).filter(campaign=campaign).standing()
    tab = request.GET.get("tab", "all")
    tab = tab if tab in TABS else "all"
    text = request.GET.get("text", "").strip()[:80]
    if tab != "all":
        rows = rows.filter(enterprise__isnull=tab == "shared")
    shown = rows.filter(Q(name__icontains=text) | Q(address__icontains=text)) if text else rows
    goes = Q(belongings__until=None)
    shown = shown.annotate(people=Sum("belongings__people", filter=goes), enterprises=Count("belongings", filter=goes))
    may_plan = request.user.scope(Permission.TESTING_PLAN).covers_area(campaign.jurisdiction.prefix)
    areas = Jurisdiction.objects.filter(prefix__startswith=campaign.jurisdiction.prefix).order_by("code")
    context = {
        "campaign": campaign, "page": coverage.page(shown.order_by("pk"), "pk", request.GET.get("after", "")), "tab": tab, "text": text,
        "tabs": (("all", _("All")), ("own", _("Enterprises’ own")), ("shared", _("Shared"))), "may_plan": may_plan,
        "areas": areas if may_plan else [], "grids": grids_of(campaign) if may_plan else [], "refusal": refusal,
        "faults": faults(refusal), "typed": request.POST, "section": campaign.pack.testing.points,
    }  # fmt: skip
    return render(request, "testing/points.html", context, status=refusal.status if refusal else 200)


@testing_page(Permission.TESTING_PLAN)
@require_POST
def point_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A shared point."""
    post = request.POST
    seen = Jurisdiction.objects.visible_to(request.user, Permission.TESTING_PLAN)
    area = or_404(seen.filter(code=post.get("area", ""), prefix__startswith=campaign.jurisdiction.prefix).first())
    return acted(
        request,
        lambda: doing.open_point(campaign=campaign, by=request.user, area_code=area.code, **_given(request, campaign)),
        lambda point: _("%(point)s is in use from today.") % {"point": point},
        lambda point: reverse("testing:point", args=[campaign.key, point.pk]),
        lambda refusal: _points(request, campaign, refusal),
    )


def _given(request: PageRequest, campaign: Campaign) -> dict[str, Any]:
    post = request.POST
    grid = next((each for each in grids_of(campaign) if str(each.pk) == post.get("grid")), None)
    capacity = post.get("capacity", "")
    return {
        "name": post.get("name", "").strip()[:80], "address": post.get("address", "").strip()[:200], "grid": grid,
        "begins": time_of(post.get("begins", "")), "ends": time_of(post.get("ends", "")),
        "capacity": (numbers.asked(capacity, most=999_999_999) or 0) if capacity else None,
        "latitude": number_of(post.get("latitude", "")), "longitude": number_of(post.get("longitude", "")),
    }  # fmt: skip


@testing_page(Permission.SAMPLE_TAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def point(request: PageRequest, campaign: Campaign, point: int) -> HttpResponse:
    """One point: who goes there, who serves, its shifts; changed by whoever plans."""
    found = point_of(request, campaign, point)
    if request.method == "POST":
        values = _given(request, campaign)
        values["capacity"] = found.capacity if values["capacity"] is None else values["capacity"]
        values["begins"], values["ends"] = values["begins"] or found.begins, values["ends"] or found.ends
        return acted(
            request, lambda: doing.change(point=found, by=request.user, values=values), lambda _none: _("Kept."),
            reverse("testing:point", args=[campaign.key, found.pk]),
            lambda refusal: _point(request, campaign, found, refusal),
        )  # fmt: skip
    return _point(request, campaign, found)


def _point(request: PageRequest, campaign: Campaign, found: Point, refusal: Refused | None = None) -> HttpResponse:
    goes = Belonging.objects.current().visible_to(request.user).filter(point=found).select_related("enterprise")
    belongings = Page.placed(goes.order_by("-shuttle", "-people", "pk"), BELONGINGS, request.GET.get("after", ""))
    for one in belongings.rows:
        one.campaign = campaign
    shifts = Shift.objects.filter(point=found, day__gte=clock.today()).exclude(state="cancelled")
    serving = list(Specialist.objects.filter(point=found, ended_on=None).select_related("user", "certificate"))
    if found.enterprise_id:
        serving += Specialist.objects.filter(enterprise=found.enterprise_id, ended_on=None).select_related(
            "user", "certificate"
        )
    for one in serving:
        one.campaign = campaign
    context = {
        "campaign": campaign, "point": found, "belongings": belongings,
        "shifts": Page.placed(shifts, SHIFTS, request.GET.get("shifts", "")),
        "serving": serving, "people": sum(goes.values_list("people", flat=True)), "grids": grids_of(campaign),
        "may_plan": may_at(request.user, Permission.TESTING_PLAN, found), "refusal": refusal, "faults": faults(refusal),
        "typed": request.POST,
    }  # fmt: skip
    return render(request, "testing/point.html", context, status=refusal.status if refusal else 200)


@testing_page(Permission.TESTING_PLAN)
@require_POST
def shutting(request: PageRequest, campaign: Campaign, point: int) -> HttpResponse:
    """The point is used no more from tomorrow."""
    found = point_of(request, campaign, point)
    return acted(
        request, lambda: doing.shut(point=found, by=request.user),
        lambda _none: _("The point is shut from tomorrow. Plan anew where its people go."),
        reverse("proposals:wish", args=[campaign.key, "points"]), lambda refusal: _point(request, campaign, found, refusal),
    )  # fmt: skip


@testing_page(Permission.TESTING_PLAN)
@require_POST
def shuttles(request: PageRequest, campaign: Campaign, point: int) -> HttpResponse:
    """How one enterprise's people come to the point: by themselves, or by shuttle from a stop at given times."""
    found, post = point_of(request, campaign, point), request.POST
    key = numbers.asked(post.get("enterprise")) or 0
    rows = Belonging.objects.current().visible_to(request.user, Permission.TESTING_PLAN).filter(point=found)
    belonging = or_404(rows.filter(enterprise=key).select_related("enterprise", "campaign__pack_version").first())
    return acted(
        request,
        lambda: doing.drive(
            belonging=belonging, by_shuttle="shuttle" in post, stop=post.get("stop", ""),
            departures=_departures(post.get("departures", "")), by=request.user,
        ),
        lambda _none: _("Kept."), reverse("testing:point", args=[campaign.key, found.pk]),
        lambda refusal: _point(request, campaign, found, refusal),
    )  # fmt: skip


def _departures(text: str) -> list[dt.time]:
    """`7:30、12：00 18.15` as times. Raises Refused."""
    found = []
    for each in re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", text).strip()):
        hour = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", each, re.ASCII)
        if hour is None and each:
            message = _("Write times such as 07:30 12:00 18:15.")
            raise Refused(message, fields=[Fault("departures", message)])
        if hour:
            found.append(dt.time(int(hour[1]), int(hour[2])))
    return found


@testing_page(Permission.TESTING_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def specialists(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Who is trained for what, until when."""
    if request.method == "POST":
        return acted(
            request, lambda: _enter(request, campaign),
            lambda one: _("%(name)s is on the list.") % {"name": one},
            reverse("testing:specialists", args=[campaign.key]),
            lambda refusal: _specialists(request, campaign, refusal),
        )  # fmt: skip
    return _specialists(request, campaign)


def _enter(request: PageRequest, campaign: Campaign) -> Specialist:
    post = request.POST
    user = User.objects.filter(username=post.get("username", "").strip(), is_active=True).first()
    if user is None or not user.holds(Permission.SAMPLE_TAKE):
        message = _("There is no account of that name with which samples can be taken.")
        raise Refused(message, fields=[Fault("username", message)])
    trained = dates.asked(post.get("trained_on"))
    if trained is None:
        raise Refused(_("Say when the training was."), fields=[Fault("trained_on", _("Say when the training was."))])
    enterprise = None
    if code := post.get("uscc", "").strip().upper():
        seen = Enterprise.objects.visible_to(request.user, Permission.TESTING_PLAN)
        enterprise = seen.filter(enrolments__campaign=campaign, uscc=code).first()
        if enterprise is None:
            message = _("No enterprise of this campaign has this code.")
            raise Refused(message, fields=[Fault("uscc", message)])
    point = choosing.chosen(request, campaign)
    return training.enter(
        campaign=campaign, user=user, kind=post.get("kind", ""), by=request.user, trained_on=trained,
        passed=bool(post.get("passed")), valid_until=dates.asked(post.get("valid_until")),
        trained_by=post.get("trained_by", ""), enterprise=enterprise, point=point,
    )  # fmt: skip


def _specialists(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    rows = Specialist.objects.visible_to(request.user, Permission.TESTING_PLAN).filter(campaign=campaign, ended_on=None)
    kind, text = request.GET.get("kind", ""), request.GET.get("text", "").strip()[:40]
    state, today = request.GET.get("state", ""), clock.today()
    rows = rows.filter(kind=kind) if campaign.pack.testing.specialists and kind else rows
    rows = rows.filter(user__name__icontains=text) if text else rows
    if state == "valid":
        rows = rows.valid_on(today)
    elif state == "over":
        rows = rows.exclude(pk__in=Specialist.objects.valid_on(today).values("pk"))
    after = request.GET.get("after", "")
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(pk__gt=last)
    shown: list[Any] = list(rows.select_related("user", "point", "enterprise", "certificate").order_by("pk")[:101])
    away: dict[int, Any] = {}
    absences = Absence.objects.filter(campaign=campaign, user__in=[one.user_id for one in shown], last_day__gte=today)
    for each in absences.order_by("-first_day"):
        away[each.user_id] = each
    for one in shown:
        one.campaign = campaign
        one.away = away.get(one.user_id)
    counts = _valid_by_kind(request.user, campaign)
    context = {
        "campaign": campaign, "rows": shown[:100], "kinds": campaign.pack.testing.specialists, "kind": kind, "text": text,
        "state": state, "next_key": shown[99].pk if len(shown) > 100 else None, "is_first": not after,
        "counts": [(each.name, counts.get(each.key, 0)) for each in campaign.pack.testing.specialists],
        **choosing.offered(request, campaign),
        "refusal": refusal, "faults": faults(refusal), "typed": request.POST, "today": today,
    }  # fmt: skip
    return render(request, "testing/specialists.html", context, status=refusal.status if refusal else 200)


def _valid_by_kind(user: User, campaign: Campaign) -> dict[str, int]:
    """How many of each kind can serve today; of a large place not to the second (core.kept)."""
    rows = Specialist.objects.visible_to(user, Permission.TESTING_PLAN).filter(campaign=campaign)
    counted = rows.valid_on(clock.today()).order_by().values_list("kind").annotate(many=Count("pk"))
    seen = (campaign.pk, clock.today(), user.pk, user.scope(Permission.TESTING_PLAN).as_seen_by(user))
    return kept.answer("testing.specialists", seen, lambda: dict(counted)).value


@testing_page(Permission.TESTING_PLAN)
@require_POST
def specialist_ending(request: PageRequest, campaign: Campaign, specialist: int) -> HttpResponse:
    """The person serves no more."""
    found = specialist_of(request, campaign, specialist)
    return acted(
        request, lambda: training.end(specialist=found, by=request.user),
        lambda _none: _("%(name)s serves no more.") % {"name": found},
        reverse("testing:specialists", args=[campaign.key]), lambda refusal: _specialists(request, campaign, refusal),
    )  # fmt: skip


@testing_page(Permission.TESTING_PLAN)
@require_POST
def absence(request: PageRequest, campaign: Campaign, specialist: int) -> HttpResponse:
    """The person is away from a day to a day; who covers is proposed next."""
    found, post = specialist_of(request, campaign, specialist), request.POST
    first, last = dates.asked(post.get("first_day")), dates.asked(post.get("last_day"))

    def next_page(made: Any) -> str:
        start = max(made.first_day, clock.today())
        days = min((made.last_day - start).days + 1, MOST_DAYS)
        return f"{reverse('proposals:wish', args=[campaign.key, 'roster'])}?first={start.isoformat()}&days={days}"

    return acted(
        request,
        lambda: rosters.absent(
            specialist=found, first_day=first, last_day=last, by=request.user, reason=post.get("reason", "")
        ),
        lambda _made: _("Noted that %(name)s is absent. See below who covers.") % {"name": found}, next_page,
        lambda refusal: _specialists(request, campaign, refusal),
    )  # fmt: skip


@testing_page(Permission.TESTING_PLAN)
@require_POST
def presence(request: PageRequest, campaign: Campaign, specialist: int) -> HttpResponse:
    """The person is there after all."""
    found = specialist_of(request, campaign, specialist)
    return acted(
        request, lambda: rosters.present(specialist=found, by=request.user),
        lambda _none: _("%(name)s is there again.") % {"name": found},
        reverse("testing:specialists", args=[campaign.key]), lambda refusal: _specialists(request, campaign, refusal),
    )  # fmt: skip
