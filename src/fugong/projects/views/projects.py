"""Key projects: the list with its states, the Gantt of all, one page for leaders, a new one."""

from typing import Any

from django.contrib import messages
from django.db.models import F, Max, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.projects import exports, gantt, lists
from fugong.projects.actions import listings
from fugong.projects.arrows import PROJECT
from fugong.projects.lists import Wanted
from fugong.projects.models import Approval, Branch, Milestone, Parcel, Project
from fugong.projects.views.access import STEP, VIEW, areas, chosen_enterprise, day, status
from fugong.workflow import pipeline

SHOWN = ("proposed", "waiting", "ready", "running", "done", "removed")
LEADERS = 12
LOOKED_AT = 500
"""So many open projects, those of the highest priority, are reckoned for the leaders' page."""
FIELDS = (
    "name", "list", "reason", "kind", "office", "investment", "area_code", "address", "longitude", "latitude", "priority",
    "template", "note",
)  # fmt: skip


@campaign_page(VIEW)
@require_GET
def projects(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """By priority: who owns it, when it is due and expected, what is next, what it waits for."""
    wanted = Wanted.of(request.GET, PROJECT.states)
    rows = lists.projects(request.user, campaign, wanted)
    columns = pipeline.strip(
        rows, PROJECT, chosen=wanted.state, worth="investment", told=lists.yuan, states=SHOWN
    )  # fmt: skip
    rows = rows.filter(state=wanted.state) if wanted.state else rows.filter(state__in=SHOWN[:-1])
    page = lists.by_priority(rows.select_related("enterprise", "pack_version"), request.GET.get("after", ""))
    known = lists.standings(campaign, page.rows)
    for row in page.rows:
        row.campaign, row.standing = campaign, known[row.pk]
        row.money = lists.yuan(row.investment)
    section = campaign.pack.projects
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "columns": columns, "lists": section.lists, "note": section.note,
        "offices": _offices(campaign), "may_propose": request.user.holds(STEP) and bool(section.lists),
    }  # fmt: skip
    return render(request, "projects/projects.html", context)


def _offices(campaign: Campaign) -> list[tuple[str, str]]:
    """The offices that own a project here."""
    section = campaign.pack.projects
    keys = Project.objects.filter(campaign=campaign).order_by().values_list("office", flat=True).distinct()
    return [(key, section.office_name(key)) for key in keys if key]


@campaign_page(VIEW)
@require_GET
def projects_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet, with all milestones."""
    return exports.projects(request.user, campaign, Wanted.of(request.GET, PROJECT.states))


@campaign_page(VIEW)
@require_GET
def board(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """All projects on one page, drawn by their days."""
    wanted = Wanted.of(request.GET, PROJECT.states)
    rows = lists.projects(request.user, campaign, wanted)
    rows = rows.filter(state=wanted.state) if wanted.state else rows.filter(state__in=lists.STANDING)
    page = lists.by_priority(
        rows.select_related("enterprise", "pack_version"), request.GET.get("after", ""), lists.GANTT
    )
    found = page.rows
    known = lists.standings(campaign, found)
    for row in found:
        setattr(row, "standing", known[row.pk])  # noqa: B010 (shown by the template)
        setattr(row, "strip", gantt.many(campaign, [row], known))  # noqa: B010
    context = {
        "campaign": campaign, "wanted": wanted, "rows": found, "page": page, "many": rows.count(),
        "chart": gantt.many(campaign, found, known), "lists": campaign.pack.projects.lists, "today": clock.today(),
    }  # fmt: skip
    return render(request, "projects/board.html", context)


@campaign_page(VIEW)
@require_GET
def overview(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """One page for leaders: how many stand where, what is stuck, the longest poles, what is due this week."""
    user, now = request.user, clock.now()
    rows = lists.projects(user, campaign, Wanted()).filter(state__in=lists.OPEN)
    rows = rows.select_related("enterprise", "pack_version")
    found = list(rows[: LOOKED_AT + 1])
    is_cut, found = len(found) > LOOKED_AT, found[:LOOKED_AT]
    ready = list(rows.filter(state="ready")[: LEADERS + 1])
    known = lists.standings(campaign, found)
    stuck = [row for row in found if known[row.pk].late or (known[row.pk].outlook and _missed(known[row.pk]) > 0)]
    stuck.sort(key=lambda row: -_missed(known[row.pk]))
    for row in stuck[:LEADERS]:
        setattr(row, "standing", known[row.pk])  # noqa: B010
    poles = _poles(request, campaign)
    week = now + lists.WEEK
    milestones: Any = Milestone.objects.visible_to(user).filter(
        campaign=campaign, state__in=("planned", "running"), due_at__lte=week, project__state__in=lists.OPEN
    )
    branches: Any = Branch.objects.visible_to(user).filter(campaign=campaign, state="running", due_at__lte=week)
    context = {
        "campaign": campaign,
        "columns": pipeline.strip(
            lists.projects(user, campaign, Wanted()), PROJECT, worth="investment", told=lists.yuan,
            states=("waiting", "ready", "running", "done"),
        ),
        "stuck": stuck[:LEADERS],
        "stuck_count": len(stuck),
        "looked_at": LOOKED_AT if is_cut else 0,
        "poles": poles[:LEADERS],
        "more_poles": len(poles) > LEADERS,
        "ready": ready[:LEADERS],
        "more_ready": len(ready) > LEADERS,
        "milestones": _pressing(request, campaign, milestones.select_related("project", "enterprise"), "milestones"),
        "branches": _pressing(request, campaign, branches.select_related("approval", "enterprise"), "branches"),
        "parcels": Parcel.objects.visible_to(user).filter(campaign=campaign, state="listed").count(),
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "projects/overview.html", context)


def _poles(request: PageRequest, campaign: Campaign) -> list[lists.Waiting]:
    """What approvals wait for, what ends last first; of very many, those whose branches are due last are reckoned."""
    rows = Approval.objects.visible_to(request.user).filter(campaign=campaign, state="running")
    rows = rows.annotate(last=Max("branches__due_at", filter=Q(branches__state="running")))
    rows = rows.order_by(F("last").desc(nulls_first=True), "-pk").select_related("enterprise", "pack_version")
    found = lists.waiting_for(campaign, rows[:LOOKED_AT]).values()
    return sorted(found, key=lambda one: one.pole.ends)[::-1]


def _missed(standing: lists.Standing) -> int:
    return standing.outlook.missed_by if standing.outlook else 0


def _pressing(request: PageRequest, campaign: Campaign, rows: Any, key: str) -> Page:
    """A page of what is due first; the rows know their campaign, so that their offices have names."""
    page = Page.placed(rows.order_by("due_at", "pk"), LEADERS, request.GET.get(key, ""))
    for row in page.rows:
        row.campaign = campaign
    return page


@campaign_page(STEP)
@require_http_methods(["GET", "POST"])
def project_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Proposes a project for a list."""
    if request.method == "GET":
        return project_form(request, campaign)
    try:
        made = listings.propose(
            campaign=campaign, values=values(request), enterprise=chosen_enterprise(request, campaign), by=request.user
        )
    except Refused as refusal:
        if refusal.status not in (409, 422):
            raise
        return project_form(request, campaign, refusal=refusal)
    if moved := listings.moved_said(day(request, "due_on"), made.due_on):
        messages.warning(request, moved)
    messages.success(request, _("Proposed. Somebody else confirms."))
    return redirect("projects:project", campaign.key, made.pk)


def values(request: PageRequest) -> dict[str, Any]:
    """What was typed about a project."""
    found: dict[str, Any] = {name: request.POST.get(name, "") for name in FIELDS}
    return found | {"due_on": day(request, "due_on"), "begin_on": day(request, "begin_on")}


def project_form(
    request: PageRequest, campaign: Campaign, project: Project | None = None, refusal: Refused | None = None
) -> HttpResponse:
    """The form of a new project, or of one that stands."""
    section = campaign.pack.projects
    context = {
        "campaign": campaign,
        "project": project,
        "lists": [section.list_(project.key)] if project and section.list_(project.key) else section.lists,
        "kinds": section.kinds,
        "templates": section.templates,
        "posts": campaign.pack.registry.posts,
        "areas": areas(request, campaign),
        "typed": request.POST if request.method == "POST" else typed_of(project),
        "refusal": refusal,
        "faults": faults(refusal),
        "today": clock.today(),
    }
    return render(request, "projects/project_form.html", context, status=status(refusal))


def typed_of(project: Project | None) -> dict[str, Any]:
    """What a project's form begins with."""
    if project is None:
        return {"begin_on": clock.today().isoformat()}
    found: dict[str, Any] = {
        "name": project.name, "reason": project.reason, "kind": project.kind, "office": project.office,
        "address": project.address, "note": project.note, "priority": project.priority,
        "longitude": "" if project.longitude is None else project.longitude,
        "latitude": "" if project.latitude is None else project.latitude,
        "enterprise": project.enterprise.name if project.enterprise else "",
    }  # fmt: skip
    return found | {"investment": "" if project.investment is None else project.investment // 100}
