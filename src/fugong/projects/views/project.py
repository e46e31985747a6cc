"""One key project: conditions, schedule with what slips if this slips, approvals, papers; and what is done about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import undoing
from fugong.accounts.acting import faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.projects import gantt, lists
from fugong.projects.access import acts_for
from fugong.projects.actions import approvals, conditions, listings, schedules
from fugong.projects.models import Milestone, Project
from fugong.projects.views.access import STEP, VIEW, acted, chosen_enterprise, day, milestone_of, project_of, status
from fugong.projects.views.projects import project_form, values
from fugong.workflow.moves import open_arrows

MOST_SLIP = 999
SPARE = 3
"""Empty lines at the end of the plan's form."""


@campaign_page(VIEW)
@require_GET
def project(request: PageRequest, campaign: Campaign, project: int) -> HttpResponse:
    """Where it stands, what it waits for, its schedule."""
    return project_page(request, campaign, project_of(request, campaign, project))


def project_page(
    request: PageRequest, campaign: Campaign, found: Project, refusal: Refused | None = None
) -> HttpResponse:
    """The page of a project, again with what was typed where an action was refused."""
    found.campaign = campaign
    context = schedule_of(request, found) | {
        "campaign": campaign,
        "project": found,
        "enterprise": found.enterprise,
        "money": lists.yuan(found.investment),
        "conditions": conditions.standings(found),
        "approvals": approvals_of(found),
        "kinds": [rule for rule in campaign.pack.projects.approvals if not rule.land],
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "may_step": not found.is_final and acts_for(request.user, found, found.office),
        "events": _events(request, found),
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
        "today": clock.today(),
    }
    return render(request, "projects/project.html", context, status=status(refusal))


def schedule_of(request: PageRequest, found: Project) -> dict[str, Any]:
    """The schedule as pages show it: lines, chart, plans, and the answer to “what if this slips”."""
    milestones = schedules.rows(found)
    if not milestones:
        return {"milestones": [], "lines": [], "chart": None, "plans": [], "all_reached": True}
    outlook = schedules.outlook(found, milestones)
    plans = list(found.plans.select_related("made_by").order_by("number"))
    by_key = outlook.by_key()
    names = {row.key: row.said for row in milestones}
    lines = [
        {
            "row": row, "line": by_key[row.key], "after": [names[key] for key in row.after if key in names],
            "moves": {arrow.key for arrow in open_arrows(row, request.user)} if found.state in lists.OPEN else set(),
        }
        for row in milestones
    ]  # fmt: skip
    return {
        "milestones": milestones,
        "lines": lines,
        "outlook": outlook,
        "late_by": outlook.missed_by,
        "all_reached": all(row.state == "done" for row in milestones),
        "chart": gantt.one(found, milestones, outlook, plans[0].rows if plans else {}),
        "plans": plans,
        "what_if": _what_if(request, found, milestones, names),
    }


def _what_if(request: PageRequest, found: Project, milestones: Any, names: dict[str, str]) -> dict[str, Any] | None:
    """If the milestone of the address slips by so many days: who slips with it, and the due day."""
    key, by = request.GET.get("slip", ""), numbers.asked(request.GET.get("by", ""), MOST_SLIP)
    open_ = {row.key: row for row in milestones if row.state in schedules.OPEN}
    if key not in open_ or not by:
        return None
    slip = schedules.slip(found, milestones, key, by)
    moved = [(names[other], days, to) for other, days, to in slip.moved]
    return {"row": open_[key], "by": by, "moved": moved, "slip": slip}


def approvals_of(found: Project) -> list[Any]:
    """Its approvals, each with its branches and its longest pole."""
    rows: list[Any] = list(found.approvals.select_related("pack_version").order_by("-pk"))
    waiting = lists.waiting_for(found.campaign, rows)
    for row in rows:
        row.campaign, row.enterprise, row.waiting = found.campaign, found.enterprise, waiting.get(row.pk)
    return rows


def _events(request: PageRequest, found: Project) -> Page:
    """What happened to it and to its milestones."""
    keys = [str(pk) for pk in found.milestones.values_list("pk", flat=True)]
    theirs = Event.objects.filter(subject_kind="milestone", subject_key__in=keys)
    return history.page(request, Event.objects.about("project", found.pk), theirs)


# -- what is done -------------------------------------------------------------------------------------------------

Deed = Callable[[PageRequest, Project], Any]
MOVES: dict[str, tuple[Deed, Callable[[], str]]] = {
    "confirmation": (lambda r, p: listings.confirm(project=p, by=r.user), lambda: _("It is on the list.")),
    "refusal": (
        lambda r, p: listings.decline(project=p, reason=r.POST.get("reason", ""), by=r.user),
        lambda: _("It isn’t listed."),
    ),
    "removal": (
        lambda r, p: listings.remove(project=p, reason=r.POST.get("reason", ""), by=r.user),
        lambda: _("It is off the list."),
    ),
    "start": (lambda r, p: listings.start(project=p, on=day(r, "on"), by=r.user), lambda: _("Work has started.")),
    "completion": (lambda r, p: listings.finish(project=p, by=r.user), lambda: _("It is completed.")),
    "condition": (
        lambda r, p: conditions.tick(
            project=p, key=r.POST.get("condition", ""), note=r.POST.get("note", ""), by=r.user
        ),
        lambda: _("Noted."),
    ),
    "lapse": (
        lambda r, p: conditions.untick(
            project=p, key=r.POST.get("condition", ""), reason=r.POST.get("reason", ""), by=r.user
        ),
        lambda: _("Noted."),
    ),
    "approval": (
        lambda r, p: approvals.begin(campaign=p.campaign, kind=r.POST.get("kind", ""), project=p, by=r.user),
        lambda: _("The approval is prepared: gather its papers, then take it in."),
    ),
}
"""The noun that is posted to → what is done, and what is said."""


@campaign_page(VIEW)
@require_POST
def project_move(request: PageRequest, campaign: Campaign, project: int, move: str) -> HttpResponse:
    """Something is done about a project."""
    found = project_of(request, campaign, project)
    if move not in MOVES:
        raise Http404
    do, said = MOVES[move]
    return acted(
        request, lambda: do(request, found), said, lambda: ("projects:project", campaign.key, found.pk),
        lambda refusal: project_page(request, campaign, project_of(request, campaign, project), refusal),
    )  # fmt: skip


MILESTONES: dict[str, Callable[[PageRequest, Any], Any]] = {
    "beginning": lambda r, m: schedules.begin(milestone=m, on=day(r, "on"), by=r.user),
    "end": lambda r, m: schedules.reach(milestone=m, on=day(r, "on"), by=r.user),
    "reopening": lambda r, m: schedules.reopen(milestone=m, reason=r.POST.get("reason", ""), by=r.user),
}


@campaign_page(STEP)
@require_POST
def milestone_move(request: PageRequest, campaign: Campaign, milestone: int, move: str) -> HttpResponse:
    """A milestone began, was reached, or wasn't after all."""
    found = milestone_of(request, campaign, milestone)
    if move not in MILESTONES:
        raise Http404
    may_go_back = move == "end" and found.state == "running"  # from elsewhere there is no way back to what it was
    return acted(
        request, lambda: MILESTONES[move](request, found), lambda: _("Noted."),
        lambda: ("projects:project", campaign.key, found.project_id),
        lambda refusal: project_page(request, campaign, project_of(request, campaign, found.project_id), refusal),
        undo=lambda: undoing.offer(kind="milestone.finish", by=request.user, about=found, milestone=found.pk)
        if may_go_back else None,
    )  # fmt: skip


def _not_reached(by: User, given: dict[str, Any]) -> Milestone:
    found = Milestone.objects.get(pk=given["milestone"])
    return schedules.reopen(milestone=found, reason=_("Entered in error."), by=by)


undoing.register("milestone.finish", _not_reached)


@campaign_page(STEP)
@require_http_methods(["GET", "POST"])
def details(request: PageRequest, campaign: Campaign, project: int) -> HttpResponse:
    """Changes what is known of it."""
    found = project_of(request, campaign, project)
    if request.method == "GET":
        return project_form(request, campaign, found)
    return acted(
        request,
        lambda: listings.amend(
            project=found, values=values(request), enterprise=chosen_enterprise(request, campaign), by=request.user
        ),
        lambda: _("Kept."),
        lambda: ("projects:project", campaign.key, found.pk),
        lambda refusal: project_form(request, campaign, found, refusal),
    )


@campaign_page(STEP)
@require_http_methods(["GET", "POST"])
def plan(request: PageRequest, campaign: Campaign, project: int) -> HttpResponse:
    """A new plan with its reason: due day, milestones, durations, what comes after what."""
    found = project_of(request, campaign, project)
    if request.method == "GET":
        return _plan_form(request, campaign, found)
    wanted = day(request, "due_on")
    try:
        done = schedules.replan(
            project=found, milestones=_given(request, found), due_on=wanted, reason=request.POST.get("reason", ""),
            by=request.user,
        )  # fmt: skip
    except Refused as refusal:
        if refusal.status not in (409, 422):
            raise
        return _plan_form(request, campaign, found, refusal)
    if moved := listings.moved_said(wanted, done.due_on):
        messages.warning(request, moved)
    messages.success(request, _("The new plan holds; the first one stays as the baseline."))
    return redirect("projects:project", campaign.key, found.pk)


def _given(request: PageRequest, found: Project) -> list[schedules.Given]:
    """The lines that were typed; a line without a name isn't there. What comes after what is said by line numbers."""
    known = set(found.milestones.values_list("key", flat=True))
    lines = [at for at in range(schedules.MOST + SPARE) if request.POST.get(f"name-{at}", "").strip()]
    keys: dict[int, str] = {}
    for at in lines:
        key = request.POST.get(f"key-{at}", "")
        free = next(f"m{n}" for n in range(1, 1000) if f"m{n}" not in known and f"m{n}" not in keys.values())
        keys[at] = key if key in known and key not in keys.values() else free
    made = []
    for at in lines:
        said = request.POST.get(f"after-{at}", "").replace("，", ",").replace("、", ",").replace(" ", ",")
        before = [numbers.asked(part, 999) for part in said.split(",") if part]
        after = [keys.get((n or 0) - 1, str(n or "?")) for n in before]
        made.append(
            schedules.Given(
                key=keys[at], name=request.POST.get(f"name-{at}", ""), days=request.POST.get(f"days-{at}", "").strip(),
                working=request.POST.get(f"count-{at}", "working") == "working", after=tuple(after),
                office=request.POST.get(f"office-{at}", ""),
            )
        )  # fmt: skip
    return made


def _plan_form(
    request: PageRequest, campaign: Campaign, found: Project, refusal: Refused | None = None
) -> HttpResponse:
    milestones = schedules.rows(found)
    typed = request.POST if request.method == "POST" else None
    known = faults(refusal)
    lines = _typed_lines(typed, len(milestones)) if typed is not None else _kept_lines(milestones)
    for at, line in enumerate(lines):
        line |= {"at": at, "number": at + 1}
        line["faults"] = [known[f"{name}-{at}"] for name in ("name", "days", "office") if f"{name}-{at}" in known]
    context = {
        "campaign": campaign, "project": found, "lines": lines, "posts": campaign.pack.registry.posts,
        "due_on": typed.get("due_on", "") if typed is not None else found.due_on.isoformat(), "is_first": not milestones,
        "reason": typed.get("reason", "") if typed is not None else "", "refusal": refusal, "faults": known,
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "projects/plan_form.html", context, status=status(refusal))


LINE = ("key", "name", "days", "count", "after", "office")


def _kept_lines(milestones: list[Any]) -> list[dict[str, Any]]:
    """The plan as it is, and a few empty lines."""
    place = {row.key: at + 1 for at, row in enumerate(milestones)}
    found: list[dict[str, Any]] = [
        {
            "key": row.key, "name": row.said, "days": row.days, "count": "working" if row.working else "days",
            "after": ", ".join(str(place[key]) for key in row.after if key in place), "office": row.office,
        }
        for row in milestones
    ]  # fmt: skip
    return found + [dict.fromkeys(LINE, "") for _each in range(SPARE)]


def _typed_lines(typed: Any, least: int) -> list[dict[str, Any]]:
    """What was typed, line by line."""
    found = [{name: typed.get(f"{name}-{at}", "") for name in LINE} for at in range(schedules.MOST + SPARE)]
    last = max((at for at, line in enumerate(found) if line["name"] or line["days"]), default=0)
    return found[: max(last + 1, least) + SPARE]
