"""Rounds on the desk: the day with its progress, one round, the map; and one's own round under the thumb."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Prefetch, Q, Sum
from django.db.models.functions import Coalesce, Length
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, kept, numbers
from fugong.core.errors import Fault, Refused
from fugong.core.paging import Page
from fugong.inspections import stories
from fugong.inspections.actions import rounds as actions
from fugong.inspections.actions import swaps
from fugong.inspections.models import Kind, Round, RoundStop, Swap, WantedVisit
from fugong.inspections.words import KIND_ICON, reason
from fugong.places import geometry
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise, Team
from fugong.workflow.moves import open_arrows

PAGE = 50
MOST_ROUNDS = 100_000
MOST_WANTED, MOST_DEPARTMENTS = 20, 10
STOPS = Prefetch("stops", RoundStop.objects.select_related("enterprise", "visit"))


@campaign_page(Permission.INSPECTION_PLAN)
@require_safe
def rounds(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The rounds of a day, the progress of each grid, and what departments want."""
    day = day_of(request)
    rows = of_day(request.user, campaign, day)
    page = _page(rows, numbers.asked(request.GET.get("after"), MOST_ROUNDS) or 0)
    found = page.rows
    burdens = actions.burdens(found, campaign, day)
    for each in found:
        tell(each, burdens)
    wanted = WantedVisit.objects.visible_to(request.user).filter(campaign=campaign, day=day, dropped_at=None)
    wanted = wanted.select_related("enterprise", "stop__round").order_by(
        F("stop").asc(nulls_first=True), "enterprise", "pk"
    )
    lines = _by_enterprise(campaign, wanted[: MOST_WANTED * MOST_DEPARTMENTS])
    grids, done, stops_ = progress(campaign, rows)
    context = {
        "campaign": campaign,
        "day": day,
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "today": clock.today(),
        "rounds": found,
        "page": page,
        "grids": grids,
        "burdens": burdens,
        "wanted": lines[:MOST_WANTED],
        "more_wanted": len(lines) > MOST_WANTED,
        "may_propose": day >= clock.today()
        and request.user.scope(Permission.INSPECTION_PLAN).covers_area(campaign.jurisdiction.code),
        "note": campaign.pack.inspections.note,
        "stops": stops_,
        "done": done,
    }
    return render(request, "inspections/rounds.html", context)


@campaign_page(Permission.INSPECTION_VIEW)
@require_safe
def one(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One round: its stops with why they are there, and what may be done."""
    found = _round(request, campaign, pk)
    tell(found, actions.burdens([found], campaign, found.day))
    is_open = found.state in actions.OPEN
    context = {
        "campaign": campaign,
        "round": found,
        "arrows": open_arrows(found, request.user),
        "may_change": is_open and found.may_move(request.user, Permission.VISIT_RECORD),
        "colleagues": swaps.colleagues(found) if is_open and found.is_of(request.user) else [],
        "kinds": Kind.choices,
        "text": request.GET.get("text", "")[:80],
        "found": _search(request, campaign, request.GET.get("text", ""), Permission.INSPECTION_VIEW),
        "lines": _stories(campaign, found.stops.all()),
        "phone": phone_address(),
    }
    return render(request, "inspections/round.html", context)


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def move(request: PageRequest, campaign: Campaign, pk: int, move: str) -> HttpResponse:
    """Accepts or drops it."""
    found = _round(request, campaign, pk)
    if move == "accept":
        actions.accept(round_=found, by=request.user)
    elif move == "drop":
        actions.drop(round_=found, reason=request.POST.get("reason", ""), by=request.user)
    else:
        raise Refused(_("Choose one of the list."))
    return _back(request, campaign, found)


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def stops(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Puts an enterprise on the round."""
    found = _round(request, campaign, pk)
    _add(request, campaign, found.day, found.team, found.officer)
    return redirect("inspections:round_one", campaign.key, found.pk)


@campaign_page(Permission.VISIT_RECORD)
@require_POST
def own_stops(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Puts an enterprise on one's own round of today: the group's where one goes with a group, else a round is made."""
    going = actions.own(campaign, clock.today(), request.user)
    team = going.team if going else None
    stop = _add(request, campaign, clock.today(), team, None if team else request.user)
    messages.success(
        request, _("%(name)s is on your round. Download the day anew on the phone.") % {"name": stop.enterprise}
    )
    return redirect("inspections:round", campaign.key)


def _add(request: PageRequest, campaign: Campaign, day: dt.date, team: Team | None, officer: User | None) -> RoundStop:
    seen = Enterprise.objects.visible_to(request.user, Permission.INSPECTION_VIEW)
    enterprise = seen.filter(pk=numbers.asked(request.POST.get("enterprise")) or 0).first()
    if enterprise is None:
        raise Refused(_("Choose an enterprise."), fields=[Fault("enterprise", _("Choose an enterprise."))])
    return actions.add_stop(
        campaign=campaign,
        day=day,
        enterprise=enterprise,
        by=request.user,
        team=team,
        officer=officer,
        kind=request.POST.get("kind", Kind.ROUND),
        why=request.POST.get("why", "")[:200],
        despite_burden="despite_burden" in request.POST,
    )


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def stop_removal(request: PageRequest, campaign: Campaign, pk: int, stop: int) -> HttpResponse:
    """Takes a stop off."""
    found = _round(request, campaign, pk)
    actions.remove_stop(stop=_stop(found, stop), by=request.user)
    return redirect("inspections:round_one", campaign.key, found.pk)


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def stop_skipping(request: PageRequest, campaign: Campaign, pk: int, stop: int) -> HttpResponse:
    """Nobody went, for a reason."""
    found = _round(request, campaign, pk)
    actions.pass_over(stop=_stop(found, stop), reason=request.POST.get("reason", ""), by=request.user)
    return _back(request, campaign, found)


@campaign_page(Permission.INSPECTION_VIEW)
@require_POST
def order(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Moves a stop one place up (`up`), or sets the whole order (`stop` …)."""
    found = _round(request, campaign, pk)
    keys = [each.pk for each in found.stops.all()]
    up = numbers.asked(request.POST.get("up"))
    if up is not None and up in keys[1:]:
        at = keys.index(up)
        keys[at - 1], keys[at] = keys[at], keys[at - 1]
    given = numbers.asked_many(request.POST.getlist("stop"))
    actions.reorder(round_=found, stops=given or keys, by=request.user)
    return redirect("inspections:round_one", campaign.key, found.pk)


@campaign_page(Permission.VISIT_RECORD)
@require_safe
def own(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """My round: today's stops in order, what to know of each, and the swaps that colleagues ask for."""
    day = day_of(request)
    mine = list(
        RoundStop.objects.of(request.user)
        .filter(round__campaign=campaign, round__day=day)
        .exclude(round__state="dropped")
        .select_related("enterprise", "visit", "round__team", "round__officer")
        .prefetch_related("swaps__to")
        .order_by("round", "order")
    )
    for stop in mine:
        _tell_stop(stop)
    found = {stop.round_id: stop.round for stop in mine}
    context = {
        "campaign": campaign,
        "day": day,
        "today": clock.today(),
        "stops": mine,
        "rounds": list(found.values()),
        "lines": _stories(campaign, mine),
        "asked": Swap.objects.filter(to=request.user, state="asked", stop__round__campaign=campaign).select_related(
            "stop__enterprise", "stop__round", "asked_by"
        ),
        "colleagues": {key: swaps.colleagues(each) for key, each in found.items() if each.is_of(request.user)},
        "kinds": Kind.choices,
        "text": request.GET.get("text", "")[:80],
        "found": _search(request, campaign, request.GET.get("text", ""), Permission.VISIT_RECORD),
        "phone": phone_address(),
        "done": sum(not stop.is_open for stop in mine),
    }
    return render(request, "inspections/own.html", context)


@campaign_page(Permission.VISIT_RECORD)
@require_POST
def swap(request: PageRequest, campaign: Campaign, pk: int, stop: int) -> HttpResponse:
    """Asks a colleague to take a stop over."""
    found = _round(request, campaign, pk)
    to = User.objects.filter(pk=numbers.asked(request.POST.get("to")) or 0).first()
    if to is None:
        raise Refused(_("Choose a colleague."), fields=[Fault("to", _("Choose a colleague."))])
    swaps.ask(stop=_stop(found, stop), to=to, by=request.user, why=request.POST.get("why", ""))
    messages.success(request, _("%(name)s was asked.") % {"name": to})
    return _back(request, campaign, found)


@campaign_page(Permission.VISIT_RECORD)
@require_POST
def swap_move(request: PageRequest, campaign: Campaign, pk: int, move: str) -> HttpResponse:
    """Takes over, declines, takes back."""
    rows = Swap.objects.filter(stop__round__campaign=campaign).select_related(
        "stop__round__campaign", "stop__enterprise"
    )
    mine = rows.filter(to=request.user) | rows.filter(asked_by=request.user)
    found = get_object_or_404(mine, pk=pk)
    does = {"accept": swaps.accept, "decline": swaps.decline, "take_back": swaps.take_back}.get(move)
    if does is None:
        raise Refused(_("Choose one of the list."))
    does(swap=found, by=request.user)
    return redirect(f"{reverse('inspections:round', args=[campaign.key])}?day={found.stop.round.day.isoformat()}")


# -- parts --------------------------------------------------------------------------------------------------------


def day_of(request: PageRequest) -> dt.date:
    """The day that the address or the form names; today where it names none."""
    return dates.asked(request.POST.get("day") or request.GET.get("day")) or clock.today()


def phone_address() -> str:
    """Where the page is that works without network."""
    try:
        return reverse("inspections:phone")
    except NoReverseMatch:
        return ""


def of_day(user: User, campaign: Campaign, day: dt.date) -> Any:
    rows = Round.objects.visible_to(user).filter(campaign=campaign, day=day)
    return (
        rows.select_related("team__grid", "officer", "grid")
        .prefetch_related(STOPS)
        .order_by("team__kind", Length("team__key"), "team__key", "officer__name", "pk")
    )


def _round(request: PageRequest, campaign: Campaign, pk: int) -> Round:
    rows = Round.objects.visible_to(request.user).filter(campaign=campaign)
    rows = rows.select_related("campaign__jurisdiction", "team", "officer", "grid").prefetch_related(STOPS)
    found: Round = get_object_or_404(rows.distinct(), pk=pk)
    return found


def _stop(found: Round, pk: int) -> RoundStop:
    row: RoundStop = get_object_or_404(
        found.stops.select_related("round__campaign", "round__team", "enterprise"), pk=pk
    )
    return row


def tell(found: Any, burdens: dict[int, int]) -> None:
    """Adds what the page says of it."""
    stops_ = list(found.stops.all())
    for stop in stops_:
        _tell_stop(stop)
        stop.burden = burdens.get(stop.enterprise_id, 0)
    found.total, found.done = len(stops_), sum(not stop.is_open for stop in stops_)
    found.faults = sum(stop.visit.failed for stop in stops_ if stop.visit)


def _tell_stop(stop: Any) -> None:
    stop.why = [reason(each) for each in stop.reasons]
    stop.icon = KIND_ICON[stop.kind]


def progress(campaign: Campaign, rows: Any) -> tuple[list[dict[str, Any]], int, int]:
    """For each grid, how many stops, how many done, how many faults; then how many stops are done in all, and how many there are.
    Counted in the database: a city's day has twenty thousand stops.
    """
    lines: dict[int | None, dict[str, Any]] = {
        grid.pk: {"grid": grid, "total": 0, "done": 0, "faults": 0} for grid in geometry.grids_of(campaign)
    }
    over = ~Q(visit=None) | ~Q(passed_over="")
    stops_ = RoundStop.objects.filter(round__in=rows.order_by().values("pk")).order_by()
    counting = stops_.values("enterprise__grid", is_dropped=Q(round__state="dropped")).annotate(
        total=Count("pk"), done=Count("pk", filter=over), faults=Coalesce(Sum("visit__failed"), 0)
    )
    counted = kept.lately(
        "inspections.progress",
        lambda: kept.asked(rows),
        lambda: list(counting),
        lambda held: sum(row["total"] for row in held),
    )
    done = total = 0
    for row in counted:
        done, total = done + row["done"], total + row["total"]
        if row["is_dropped"]:
            continue
        line = lines.setdefault(row["enterprise__grid"], {"grid": None, "total": 0, "done": 0, "faults": 0})
        for name in ("total", "done", "faults"):
            line[name] += row[name]
    return list(lines.values()), done, total


def _page(rows: Any, after: int) -> Page:
    """Some rounds of a day. They are read on by place, since who goes isn't a key."""
    taken = list(rows[after : after + PAGE + 1])
    return Page(taken[:PAGE], str(after + PAGE) if len(taken) > PAGE else None, not after)


def _by_enterprise(campaign: Campaign, wanted: Any) -> list[dict[str, Any]]:
    """What is wanted where: several departments at one enterprise are one line."""
    names = {each.key: str(each.name) for each in campaign.pack.places.departments}
    lines: dict[int, dict[str, Any]] = {}
    for row in wanted:
        line = lines.setdefault(row.enterprise_id, {"enterprise": row.enterprise, "rows": [], "stop": None})
        line["rows"].append({"row": row, "department": names.get(row.department, row.department)})
        line["stop"] = line["stop"] or row.stop
    return sorted(lines.values(), key=lambda line: (line["stop"] is not None, -len(line["rows"])))


def _stories(campaign: Campaign, stops_: Any) -> dict[int, list[stories.Line]]:
    return stories.of(campaign, list({stop.enterprise_id: stop.enterprise for stop in stops_}.values()))


def _search(request: PageRequest, campaign: Campaign, text: str, permission: Permission) -> list[Enterprise]:
    if not text.strip():
        return []
    seen = Enterprise.objects.visible_to(request.user, permission).matching(text[:80])
    return list(seen.filter(enrolments__campaign=campaign).order_by("name")[:12])


def _back(request: PageRequest, campaign: Campaign, found: Round) -> HttpResponse:
    if request.POST.get("back") == "own":
        return redirect(f"{reverse('inspections:round', args=[campaign.key])}?day={found.day.isoformat()}")
    return redirect("inspections:round_one", campaign.key, found.pk)
