"""One filing as officers see and decide it; the visit on the phone; the re-check.

Whoever sees the campaign's filings may open these addresses; whose turn it is, the actions decide: an officer who is only
assigned to enterprises holds no permission over the campaign's whole area.
"""

from typing import Any

from django.contrib import messages
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Length
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.core.ids import uuid7
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.access import may
from fugong.registry.models import Team, TeamMember
from fugong.resumption import critical, deciders, rules, shown
from fugong.resumption.actions import commitments, filings, plans, verifications
from fugong.resumption.models import EmployeeCommitment, Filing, FilingStep, Verification
from fugong.resumption.panels import answers_of
from fugong.resumption.shown import StepLine
from fugong.resumption.views import checklists
from fugong.resumption.views.access import filing_of, step_of

MOST_TEAMS = 100  # groups to choose from; others are found by name
CHECKS = 10

KINDS = {"guide": "guidance", "recheck": "recheck"}


@campaign_page(Permission.FILING_VIEW)
@require_GET
def filing(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Answers, papers, earlier versions, the way, the decision."""
    return _page(request, campaign, filing_of(request, campaign, pk))


@campaign_page(Permission.FILING_VIEW)
@require_POST
def decision(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Passes, returns item by item, or refuses."""
    found = filing_of(request, campaign, pk)
    remarks = [(name[2:], str(value)) for name, value in request.POST.items() if name.startswith("r-")]
    try:
        done = filings.decide(
            filing=found, outcome=request.POST.get("outcome", ""), by=request.user,
            opinion=request.POST.get("opinion", ""), remarks=remarks,
        )  # fmt: skip
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _page(request, campaign, found, refusal)
    messages.success(request, shown.decided(done, request.user))
    return redirect("resumption:filing", campaign.key, pk)


@campaign_page(Permission.FILING_VIEW)
@require_POST
def recheck(request: PageRequest, campaign: Campaign, pk: int, order: int) -> HttpResponse:
    """What the re-check after the approval found."""
    found = filing_of(request, campaign, pk)
    step = step_of(found, order)
    try:
        filings.recheck(
            step=step, passed=request.POST.get("outcome") == "pass", by=request.user,
            opinion=request.POST.get("opinion", ""),
        )  # fmt: skip
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _page(request, campaign, found, refusal)
    messages.success(request, _("The re-check is recorded."))
    return redirect("resumption:filing", campaign.key, pk)


@campaign_page(Permission.FILING_VIEW)
@require_POST
def team_visit(request: PageRequest, campaign: Campaign, pk: int, order: int) -> HttpResponse:
    """Sends a group to a step: one of the list, or one by its name or key."""
    found = filing_of(request, campaign, pk)
    try:
        team = _team(campaign, request.POST)
    except Refused as refusal:
        return _page(request, campaign, found, refusal)
    verifications.send_team(step=step_of(found, order), team=team, by=request.user)
    messages.success(request, _("%(team)s has been sent.") % {"team": team})
    return redirect("resumption:filing", campaign.key, pk)


@campaign_page(Permission.FILING_VIEW)
@require_http_methods(["GET", "POST"])
def visit(request: PageRequest, campaign: Campaign, pk: int, order: int) -> HttpResponse:
    """The step's checklist, filled in on the phone; the enterprise's own answers stand beside it."""
    found = filing_of(request, campaign, pk)
    step = step_of(found, order)
    circumstances = rules.of_filing(found)
    asked = filings.definition(found, step)
    if asked is None or not asked.checklist:
        raise Http404
    checklist = circumstances.pack.resumption.checklist(asked.checklist)
    refusal = None
    if request.method == "POST":
        try:
            kept = verifications.record_visit(
                campaign=campaign, enterprise=found.enterprise, checklist=asked.checklist,
                answers=checklists.answers_from(request), by=request.user, kind=KINDS.get(step.do, "verification"),
                step=step, note=request.POST.get("note", ""), uid=checklists.uid_from(request),
            )  # fmt: skip
        except Refused as fault:
            if fault.status != 422:
                raise
            refusal = fault
        else:
            _say(request, kept)
            return redirect("resumption:filing", campaign.key, pk)
    own = _own_check(campaign, found, asked.checklist)
    context = {
        "campaign": campaign,
        "filing": found,
        "step": step,
        "checklist": checklist,
        "aspects": checklists.lines(circumstances, checklist, request, refusal, step.verifications.first(), own),
        "own": own,
        "refusal": refusal,
        "uid": uuid7(),
    }
    return render(request, "resumption/filings/visit.html", context, status=refusal.status if refusal else 200)


def _page(request: PageRequest, campaign: Campaign, found: Filing, refusal: Refused | None = None) -> HttpResponse:
    route, why = shown.route_of(found)
    mine = deciders.step_for(found, request.user) if found.state in ("filed", "approved") else None
    steps = shown.steps(found)
    circumstances = rules.of_filing(found)
    roster = EmployeeCommitment.objects.filter(campaign=campaign, enterprise=found.enterprise)
    to_send = _to_send(request, found, steps, mine)
    teams, more_teams = _teams(found, to_send) if to_send else ([], False)
    context = {
        "campaign": campaign,
        "filing": found,
        "enterprise": found.enterprise,
        "lines": [line for line in shown.fields(found) if line.asked],
        "papers": shown.papers(found),
        "steps": steps,
        "route": route,
        "why": why,
        "mine": mine,
        "mine_line": next((line for line in steps if mine and line.step.pk == mine.pk), None),
        "own_case": deciders.is_own_case(found, request.user),
        "visits": _visits(request, campaign, found),
        "to_send": to_send,
        "teams": teams,
        "more_teams": more_teams,
        "plan": shown.plan_of(campaign, found.enterprise),
        "plan_lacks": plans.lacks(circumstances, campaign, found.enterprise),
        "own_faults": _own_faults(campaign, found),
        "needs_plan": campaign.pack.resumption.needs_plan(circumstances.facts),
        "signed": commitments.signed(campaign, found.enterprise),
        "asks": found.campaign.pack.resumption.commitments,
        "roster": roster.count(),
        "unsigned": roster.filter(signed_at=None).count(),
        "versions": _versions(found),
        "events": history.of(request, "filing", found.pk),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "resumption/filings/filing.html", context, status=refusal.status if refusal else 200)


def _own_faults(campaign: Campaign, found: Filing) -> list[tuple[Verification, str]]:
    """The enterprise's latest checks of itself that found a critical measure unmet, with the measures' names."""
    checks = critical.found_by_itself(campaign, found.enterprise).values()
    return [(check, critical.in_words(unmet)) for check, unmet in checks if unmet]


def _visits(request: PageRequest, campaign: Campaign, found: Filing) -> Page:
    """Checklists filled in at this enterprise, newest first, with their answers in words."""
    rows = Verification.objects.filter(campaign=campaign, enterprise=found.enterprise)
    rows = rows.select_related("by", "team", "pack_version").prefetch_related("answers")
    visits = Page.placed(rows, CHECKS, request.GET.get("checks", ""))
    for each in visits.rows:
        each.told = answers_of(each)
    return visits


def _to_send(request: PageRequest, found: Filing, lines: list[StepLine], mine: FilingStep | None) -> list[StepLine]:
    """The steps that this person may send a group to: the duty desk to each that is still to come, a decider to the own one."""
    if found.state not in ("filed", "approved"):
        return []
    ahead = [line for line in lines if line.step.state in ("open", "waiting") and rules.is_for_groups(line.step)]
    if may(request.user, Permission.ASSIGNMENT_MANAGE, found.enterprise):
        return ahead
    return [line for line in ahead if mine is not None and line.step.pk == mine.pk]


def _teams(found: Filing, lines: list[StepLine]) -> tuple[list[Team], bool]:
    """Groups that work there, with the fields that their experts know; whether there are more than are listed. Where there are,
    those of the enterprise's grid come first.
    """
    around = [found.area_code[:length] for length in range(len(found.area_code) + 1)]
    rows = Team.objects.filter(campaign=found.campaign, area__in=around)
    nearest = Case(When(grid=found.enterprise.grid_id, then=0), default=1) if found.enterprise.grid_id else Value(1)
    near: list[Any] = list(rows.order_by(nearest, Length("key"), "key")[: MOST_TEAMS + 1])
    more = len(near) > MOST_TEAMS
    visits = [getattr(line.step, "visit", None) for line in lines]
    sent = {visit.team for visit in visits if visit is not None}
    listed = {*near[:MOST_TEAMS], *sent} if more else {*near}
    known: dict[int, set[str]] = {}
    for pk, field in TeamMember.objects.filter(team__in=listed).exclude(field="").values_list("team", "field"):
        known.setdefault(pk, set()).add(field)
    for team in listed:
        team.fields = sorted(known.get(team.pk, ()))
    own = found.enterprise.grid_id if more else None
    return sorted(listed, key=lambda team: (own is not None and team.grid_id != own, len(team.key), team.key)), more


def _team(campaign: Campaign, post: Any) -> Team:
    """The group that was chosen, or whose name or key was typed. Raises Refused at `team_named`."""
    rows, typed = Team.objects.filter(campaign=campaign), str(post.get("team_named", "")).strip()
    if not typed:
        found = rows.filter(pk=numbers.asked(post.get("team", "")) or 0).first()
        if found is None:
            raise Http404
        return found
    found = rows.filter(key=typed).first()
    same = [found] if found else list(rows.filter(name=typed)[:2])
    if len(same) != 1:
        message = (
            _("Several groups are called %(name)s: write the key.") if same else _("No group is called %(name)s.")
        ) % {"name": typed[:60]}
        raise refuse("team_named", message)
    return same[0]


def _versions(found: Filing) -> list[Filing]:
    """Every version of this filing, the first first."""
    base = found.number.split("/")[0]
    same = Filing.objects.filter(campaign=found.campaign, enterprise=found.enterprise)
    return list(same.filter(Q(number=base) | Q(number__startswith=f"{base}/")).order_by("version"))


def _own_check(campaign: Campaign, found: Filing, checklist: str) -> Verification | None:
    rows = Verification.objects.filter(campaign=campaign, enterprise=found.enterprise, checklist=checklist, kind="self")
    return rows.first()


def _say(request: PageRequest, kept: Any) -> None:
    if kept.result == "passed":
        messages.success(request, _("Recorded: everything is met. Now decide the step."))
    else:
        messages.warning(
            request, _("Recorded, with faults. Return the filing with what is to be mended, or check again.")
        )
