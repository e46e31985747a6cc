"""The enterprise: its projects and approvals, what is next and whose turn it is, papers that lack; it hands in, corrects, starts."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.papers.lists import Counts, counts
from fugong.places.models import Campaign
from fugong.projects import gantt, lists, printing
from fugong.projects.actions import approvals as actions
from fugong.projects.actions import conditions, listings
from fugong.projects.models import Approval, Branch, Parcel, Project
from fugong.projects.views.access import APPLY, RELATED, acted, approval_of, branch_of, day, number, project_of, status
from fugong.projects.views.approvals import branch_context, certificates_page, issued
from fugong.projects.views.project import approvals_of, schedule_of
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise
from fugong.workflow.moves import open_arrows

SHOWN = 30


@mine_page(APPLY)
@require_GET
def home(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Everything of ours at a glance: whose turn it is, what lacks."""
    return _home(request, campaign, enterprise)


def _home(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, refusal: Refused | None = None
) -> HttpResponse:
    where = {"campaign": campaign, "enterprise": enterprise}
    every = Project.objects.visible_to(request.user).filter(**where)
    page = lists.by_priority(every.select_related(*RELATED), request.GET.get("projects", ""), SHOWN)
    known = lists.standings(campaign, page.rows)
    for project in page.rows:
        setattr(project, "standing", known[project.pk])  # noqa: B010 (shown by the template)
        setattr(project, "strip", gantt.many(campaign, [project], known, name="mine_project", args=[enterprise.pk]))  # noqa: B010
        setattr(project, "unmet", [each for each in conditions.standings(project) if not each.met])  # noqa: B010
    context = {
        "campaign": campaign,
        "enterprise": enterprise,
        "projects": page,
        "choices": every.values_list("pk", "name") if page.rows else [],
        "approvals": _approvals(request, campaign, enterprise),
        "parcels": _parcels(campaign, enterprise),
        "kinds": [rule for rule in campaign.pack.projects.approvals if not rule.land],
        "typed": request.POST,
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "projects/mine/home.html", context, status=status(refusal))


def _approvals(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Page:
    """Its approvals, each with branches, papers, pole, and what the enterprise itself can do."""
    found = Approval.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise)
    page = Page.newest(found.select_related(*RELATED), SHOWN, request.GET.get("after", ""))
    rows = page.rows
    of: dict[int, list[Any]] = {row.pk: [] for row in rows}
    for branch in Branch.objects.filter(approval__in=rows).order_by("place", "pk"):
        of[branch.approval_id].append(branch)
    counted = counts(Branch.event_kind, [branch.pk for parts in of.values() for branch in parts])
    for row in rows:
        row.campaign = campaign
        row.parts = of[row.pk]
        for branch in row.parts:
            branch.approval, branch.campaign, branch.papers = row, campaign, counted.get(branch.pk, Counts())
        row.waiting = lists.longest(row, row.parts) if row.state == "running" else None
        row.missing = sum(branch.papers.missing for branch in row.parts)
        row.ours = [branch for branch in row.parts if branch.state == "returned" or branch.papers.late]
        row.moves = {arrow.key for arrow in open_arrows(row, request.user)}
    return page


def _parcels(campaign: Campaign, enterprise: Enterprise) -> list[Parcel]:
    found = list(Parcel.objects.filter(campaign=campaign, enterprise=enterprise, state__in=("agreed", "handed_over")))
    for row in found:
        row.campaign = campaign
    return found


@mine_page(APPLY)
@require_GET
def project(request: PageRequest, campaign: Campaign, enterprise: Enterprise, project: int) -> HttpResponse:
    """One project of ours: conditions, schedule, papers."""
    return _project(request, campaign, project_of(request, campaign, project, enterprise=enterprise))


def _project(request: PageRequest, campaign: Campaign, found: Project, refusal: Refused | None = None) -> HttpResponse:
    found.campaign = campaign
    context = schedule_of(request, found) | {
        "campaign": campaign, "enterprise": found.enterprise, "project": found, "conditions": conditions.standings(found),
        "approvals": approvals_of(found), "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "money": lists.yuan(found.investment), "refusal": refusal, "faults": faults(refusal), "today": clock.today(),
    }  # fmt: skip
    return render(request, "projects/mine/project.html", context, status=status(refusal))


@mine_page(APPLY)
@require_POST
def start(request: PageRequest, campaign: Campaign, enterprise: Enterprise, project: int) -> HttpResponse:
    """We have started."""
    found = project_of(request, campaign, project, enterprise=enterprise)
    return acted(
        request, lambda: listings.start(project=found, on=day(request, "on"), by=request.user), lambda: _("Noted. Thank you."),
        lambda: ("projects:mine_project", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _project(request, campaign, project_of(request, campaign, project, enterprise=enterprise), refusal),
    )  # fmt: skip


@mine_page(APPLY)
@require_POST
def approval_new(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """We need an approval, for a project of ours or something else."""
    chosen = number(request, "project")
    rows = Project.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise, pk=chosen)
    kind = request.POST.get("kind", "")

    def begin() -> None:
        rule = campaign.pack.projects.approval(kind)
        if rule is not None and rule.land:
            raise refuse("kind", _("Choose one of the place’s approvals."))
        actions.begin(
            campaign=campaign, kind=kind, project=or_404(rows.first()) if chosen else None, enterprise=enterprise,
            subject=request.POST.get("subject", ""), by=request.user,
        )  # fmt: skip

    return acted(
        request, begin, lambda: _("Prepared: hand in its papers, then the whole."),
        lambda: ("projects:mine", campaign.key, enterprise.pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )  # fmt: skip


MOVES: dict[str, tuple[Callable[[PageRequest, Approval], Any], Callable[[], str]]] = {
    "hand-in": (
        lambda r, a: actions.hand_in(approval=a, by=r.user),
        lambda: _("Handed in: the offices review side by side."),
    ),
    "withdrawal": (
        lambda r, a: actions.withdraw(approval=a, reason=r.POST.get("reason", ""), by=r.user),
        lambda: _("Withdrawn."),
    ),
}


@mine_page(APPLY)
@require_POST
def approval_move(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, approval: int, move: str
) -> HttpResponse:
    """We hand it in, or take it back."""
    found = approval_of(request, campaign, approval, enterprise=enterprise)
    if move not in MOVES:
        raise Http404
    do, said = MOVES[move]
    return acted(
        request, lambda: do(request, found), said, lambda: ("projects:mine", campaign.key, enterprise.pk),
        lambda refusal: _home(request, campaign, enterprise, refusal),
    )  # fmt: skip


@mine_page(APPLY)
@require_GET
def certificates(request: PageRequest, campaign: Campaign, enterprise: Enterprise, approval: int) -> HttpResponse:
    """Our certificates, to be printed."""
    found = approval_of(request, campaign, approval, enterprise=enterprise)
    pdf = reverse("projects:mine_certificates_pdf", args=[campaign.key, enterprise.pk, found.pk])
    return certificates_page(request, campaign, found, pdf)


@mine_page(APPLY)
@require_GET
def certificates_pdf(request: PageRequest, campaign: Campaign, enterprise: Enterprise, approval: int) -> HttpResponse:
    """The same on one paper."""
    found = approval_of(request, campaign, approval, enterprise=enterprise)
    return printing.certificates_pdf(found, issued(campaign, found))


@mine_page(APPLY)
@require_GET
def branch(request: PageRequest, campaign: Campaign, enterprise: Enterprise, branch: int) -> HttpResponse:
    """One branch: its papers, what has to be mended, until when the office decides."""
    return _branch(request, campaign, branch_of(request, campaign, branch, enterprise=enterprise))


def _branch(request: PageRequest, campaign: Campaign, found: Branch, refusal: Refused | None = None) -> HttpResponse:
    context = branch_context(request, campaign, found) | {
        "moves": {arrow.key for arrow in open_arrows(found, request.user)}, "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "projects/mine/branch.html", context, status=status(refusal))


@mine_page(APPLY)
@require_POST
def correction(request: PageRequest, campaign: Campaign, enterprise: Enterprise, branch: int) -> HttpResponse:
    """We mended it."""
    found = branch_of(request, campaign, branch, enterprise=enterprise)
    return acted(
        request, lambda: actions.take_up(branch=found, by=request.user), lambda: _("Noted: the office goes on."),
        lambda: ("projects:mine_branch", campaign.key, enterprise.pk, found.pk),
        lambda refusal: _branch(request, campaign, branch_of(request, campaign, branch, enterprise=enterprise), refusal),
    )  # fmt: skip
