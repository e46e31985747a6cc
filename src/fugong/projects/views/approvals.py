"""Approvals: the list with what each waits for, one with its branches side by side, one branch on the phone, certificates."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.papers.lists import Counts, counts, together
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.projects import exports, lists, printing
from fugong.projects.access import acts_for
from fugong.projects.actions import approvals as actions
from fugong.projects.arrows import APPROVAL
from fugong.projects.lists import Wanted
from fugong.projects.models import Approval, Branch
from fugong.projects.views.access import STEP, VIEW, acted, approval_of, branch_of, chosen_enterprise, day, status
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows


@campaign_page(VIEW)
@require_GET
def approvals(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Of projects and enterprises: what each waits for, whose turn it is, papers that lack."""
    return _list(request, campaign, land=False)


@campaign_page(VIEW)
@require_GET
def channel(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Of land: mandate, certificate, estimate, notice through one channel."""
    return _list(request, campaign, land=True)


def _list(request: PageRequest, campaign: Campaign, *, land: bool) -> HttpResponse:
    wanted = Wanted.of(request.GET, APPROVAL.states)
    rows = lists.approvals(request.user, campaign, wanted, land=land)
    columns = pipeline.strip(rows, APPROVAL, chosen=wanted.state)
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    related = ("enterprise", "pack_version", "project", "parcel")
    page = lists.page(rows.select_related(*related), request.GET.get("after", ""))
    dress(campaign, page.rows)
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "columns": columns, "land": land,
        "kinds": [rule for rule in campaign.pack.projects.approvals if rule.land == land],
        "offices": _offices(campaign), "may_begin": request.user.holds(STEP) and not land,
        "sheet": "projects:channel_sheet" if land else "projects:approvals_sheet",
    }  # fmt: skip
    return render(request, "projects/approvals.html", context)


def dress(campaign: Campaign, rows: list[Any]) -> None:
    """Approvals as lists show them: what each waits for, and its papers. Three queries, however many."""
    waiting = lists.waiting_for(campaign, rows)
    of: dict[int, list[int]] = {}
    for pk, approval in Branch.objects.filter(approval__in=rows).values_list("pk", "approval"):
        of.setdefault(approval, []).append(pk)
    counted = counts(Branch.event_kind, [pk for keys in of.values() for pk in keys])
    for row in rows:
        row.campaign, row.waiting = campaign, waiting.get(row.pk)
        row.papers = together(counted[pk] for pk in of.get(row.pk, ()) if pk in counted)


def _offices(campaign: Campaign) -> list[tuple[str, str]]:
    """The offices that decide a branch here."""
    section = campaign.pack.projects
    keys = dict.fromkeys(branch.office for rule in section.approvals for branch in rule.branches)
    return [(key, section.office_name(key)) for key in keys]


@campaign_page(VIEW)
@require_GET
def approvals_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet, a row for each branch."""
    return exports.approvals(request.user, campaign, Wanted.of(request.GET, APPROVAL.states), land=False)


@campaign_page(VIEW)
@require_GET
def channel_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The land channel as a sheet."""
    return exports.approvals(request.user, campaign, Wanted.of(request.GET, APPROVAL.states), land=True)


@campaign_page(STEP)
@require_http_methods(["GET", "POST"])
def approval_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Prepares an approval for an enterprise that has no key project."""
    if request.method == "GET":
        return _form(request, campaign)
    try:
        made = actions.begin(
            campaign=campaign, kind=request.POST.get("kind", ""), enterprise=chosen_enterprise(request, campaign),
            subject=request.POST.get("subject", ""), by=request.user,
        )  # fmt: skip
    except Refused as refusal:
        if refusal.status not in (409, 422):
            raise
        return _form(request, campaign, refusal)
    return redirect("projects:approval", campaign.key, made.pk)


def _form(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "campaign": campaign, "kinds": [rule for rule in campaign.pack.projects.approvals if not rule.land],
        "typed": request.POST, "refusal": refusal, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "projects/approval_form.html", context, status=status(refusal))


@campaign_page(VIEW)
@require_GET
def approval(request: PageRequest, campaign: Campaign, approval: int) -> HttpResponse:
    """Its branches side by side, and the longest pole."""
    return approval_page(request, campaign, approval_of(request, campaign, approval))


def approval_page(
    request: PageRequest, campaign: Campaign, found: Approval, refusal: Refused | None = None
) -> HttpResponse:
    found.campaign = campaign
    branches = dressed_branches(found)
    keys = [str(row.pk) for row in branches]
    theirs = Event.objects.filter(subject_kind="approval_branch", subject_key__in=keys)
    moves = {arrow.key for arrow in open_arrows(found, request.user)}
    in_office = any(acts_for(request.user, row, row.office) for row in branches)
    context = {
        "campaign": campaign,
        "approval": found,
        "enterprise": found.enterprise,
        "branches": branches,
        "waiting": lists.longest(found, branches) if found.state == "running" else None,
        "rule": actions.campaign_rule(found),
        "moves": moves if in_office else moves - {"receive", "hand_over"},
        "missing": sum(row.papers.missing for row in branches),
        "late_papers": sum(row.papers.late for row in branches),
        "certificates": [row for row in branches if row.certificate and row.state == "granted"],
        "events": history.page(request, Event.objects.about("approval", found.pk), theirs),
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
    }
    return render(request, "projects/approval.html", context, status=status(refusal))


def dressed_branches(found: Approval) -> list[Any]:
    """Its branches with their papers, and what each waits for."""
    rows: list[Any] = actions.branches(found)
    counted = counts(Branch.event_kind, [row.pk for row in rows])
    names = {row.key: row.said for row in rows}
    for row in rows:
        row.papers = counted.get(row.pk, Counts())
        row.after_said = [names[key] for key in row.after if key in names]
    return rows


MOVES: dict[str, tuple[Callable[[PageRequest, Approval], Any], Callable[[], str]]] = {
    "hand-in": (
        lambda r, a: actions.hand_in(approval=a, by=r.user),
        lambda: _("Taken in: the branches run side by side."),
    ),
    "hand-over": (
        lambda r, a: actions.hand_over(approval=a, to=r.POST.get("to", ""), by=r.user),
        lambda: _("Handed over."),
    ),
    "withdrawal": (
        lambda r, a: actions.withdraw(approval=a, reason=r.POST.get("reason", ""), by=r.user),
        lambda: _("Closed."),
    ),
}


@campaign_page(STEP)
@require_POST
def approval_move(request: PageRequest, campaign: Campaign, approval: int, move: str) -> HttpResponse:
    """Something is done about the whole approval."""
    found = approval_of(request, campaign, approval)
    if move not in MOVES:
        raise Http404
    do, said = MOVES[move]
    return acted(
        request, lambda: do(request, found), said, lambda: ("projects:approval", campaign.key, found.pk),
        lambda refusal: approval_page(request, campaign, approval_of(request, campaign, approval), refusal),
    )  # fmt: skip


@campaign_page(VIEW)
@require_GET
def certificates(request: PageRequest, campaign: Campaign, approval: int) -> HttpResponse:
    """All certificates of one approval, to be printed: a sheet for each, and the sheet on which they are signed for."""
    found = approval_of(request, campaign, approval)
    return certificates_page(
        request, campaign, found, reverse("projects:certificates_pdf", args=[campaign.key, found.pk])
    )


@campaign_page(VIEW)
@require_GET
def certificates_pdf(request: PageRequest, campaign: Campaign, approval: int) -> HttpResponse:
    """The same on one paper."""
    found = approval_of(request, campaign, approval)
    return printing.certificates_pdf(found, issued(campaign, found))


def issued(campaign: Campaign, found: Approval) -> list[Branch]:
    """The certificates that may be shown by now; 404 while there is none."""
    found.campaign = campaign
    rows = [row for row in actions.branches(found) if row.certificate and row.state == "granted"]
    rule = actions.campaign_rule(found)
    held_back = rule is not None and rule.together and found.state not in ("through", "handed_over")
    if not rows or held_back:
        raise Http404
    return rows


def certificates_page(request: PageRequest, campaign: Campaign, found: Approval, pdf: str) -> HttpResponse:
    """The sheets, and where they are as a PDF."""
    context = {
        "campaign": campaign, "approval": found, "rows": issued(campaign, found), "place": campaign.pack.places.name,
        "pdf": pdf,
    }  # fmt: skip
    return render(request, "projects/certificates.html", context)


# -- one branch ---------------------------------------------------------------------------------------------------


@campaign_page(VIEW)
@require_GET
def branch(request: PageRequest, campaign: Campaign, branch: int) -> HttpResponse:
    """One office's part: its clock, its papers, its decision."""
    return _branch_page(request, campaign, branch_of(request, campaign, branch))


def _branch_page(
    request: PageRequest, campaign: Campaign, found: Branch, refusal: Refused | None = None
) -> HttpResponse:
    context = branch_context(request, campaign, found) | {
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "may_help": may_help(request, found),
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
        "today": clock.today(),
    }
    return render(request, "projects/branch.html", context, status=status(refusal))


def branch_context(request: PageRequest, campaign: Campaign, found: Branch) -> dict[str, Any]:
    """What both sides' pages of a branch show."""
    found.campaign = found.approval.campaign = campaign
    others = {row.key: row for row in actions.branches(found.approval)}
    return {
        "campaign": campaign, "branch": found, "approval": found.approval, "enterprise": found.enterprise,
        "before": [others[key] for key in found.after if key in others],
        "events": history.of(request, "approval_branch", found.pk),
    }  # fmt: skip


def may_help(request: PageRequest, found: Branch) -> bool:
    """Whether the reader's office may begin early."""
    rule = actions.campaign_rule(found.approval)
    each = rule.branch(found.key) if rule else None
    is_open = found.state == "waiting" and (each is None or each.early)
    return is_open and found.may_move(request.user, STEP)


BRANCHES: dict[str, tuple[Callable[[PageRequest, Branch], Any], Callable[[], str]]] = {
    "early-help": (
        lambda r, b: actions.help_early(branch=b, note=r.POST.get("note", ""), by=r.user),
        lambda: _("Recorded as early help."),
    ),
    "return": (
        lambda r, b: actions.send_back(branch=b, reason=r.POST.get("reason", ""), by=r.user),
        lambda: _("Returned for correction: the applicant was told."),
    ),
    "correction": (
        lambda r, b: actions.take_up(branch=b, by=r.user),
        lambda: _("Taken up again: the clock runs anew."),
    ),
    "grant": (
        lambda r, b: actions.grant(branch=b, number=r.POST.get("number", ""), on=day(r, "on"), by=r.user),
        lambda: _("Granted."),
    ),
    "refusal": (
        lambda r, b: actions.refuse_branch(branch=b, reason=r.POST.get("reason", ""), by=r.user),
        lambda: _("Refused: the whole approval ends with it."),
    ),
}


@campaign_page(STEP)
@require_POST
def branch_move(request: PageRequest, campaign: Campaign, branch: int, move: str) -> HttpResponse:
    """An office decides, returns, helps early."""
    found = branch_of(request, campaign, branch)
    if move not in BRANCHES:
        raise Http404
    do, said = BRANCHES[move]
    return acted(
        request, lambda: do(request, found), said, lambda: ("projects:branch", campaign.key, found.pk),
        lambda refusal: _branch_page(request, campaign, branch_of(request, campaign, branch), refusal),
    )  # fmt: skip
