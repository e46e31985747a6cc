"""Key projects with their schedules, approvals with their branches, parcels of land: each by whom the rules let do it."""

from typing import Annotated, Any

from ninja import Query

from fugong.accounts.permissions import Permission as P
from fugong.projects import lists
from fugong.projects.actions import approvals, listings, schedules
from fugong.projects.models import Approval, Branch, Milestone, Parcel, Project
from fugong.web.api.chains_shapes import ReasonedIn
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.projects_shapes import (
    ApprovalIn,
    ApprovalOut,
    BranchOut,
    EarlyHelpIn,
    GrantIn,
    HandedToIn,
    MilestoneOut,
    OnIn,
    ParcelOut,
    ProjectIn,
    ProjectOut,
    ProjectPlanIn,
    ScheduleOut,
)
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key

resource = Resource(tags=["Key projects, approvals, land"])
PROJECTS = "/campaigns/{campaign}/projects"
APPROVALS = "/campaigns/{campaign}/approvals"
BRANCHES = "/campaigns/{campaign}/approval-branches"
MILESTONES = "/campaigns/{campaign}/milestones"
State = Annotated[str, Query(max_length=20)]
Name = Annotated[str, Query(max_length=40)]
RELATED = ("campaign__pack_version", "campaign__jurisdiction", "enterprise__grid", "pack_version")


def _rows(request: Call, campaign: Any, model: Any, *more: str) -> Any:
    found = model.objects.visible_to(request.user).filter(campaign=campaign)
    return found.select_related(*RELATED, *more)


def _project(request: Call, campaign: Any, pk: int) -> Project:
    return one(_rows(request, campaign, Project), pk=pk)  # type: ignore[no-any-return]


@resource.reads(PROJECTS, Page[ProjectOut], needs=P.PROJECT_VIEW)
def projects_(
    request: Call,
    campaign: Key,
    state: State = "",
    list: Name = "",
    office: Name = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Key projects, by priority."""
    rows = _rows(request, campaign_of(request, campaign), Project)
    for name, value in (("state", state), ("key", list), ("office", office)):
        rows = rows.filter(**{name: value}) if value else rows
    return page_of(rows, ("priority", "id"), after=after, limit=limit)


@resource.writes("POST", PROJECTS, ProjectOut, needs=P.PROJECT_STEP, status=201)
def propose_project(request: Call, campaign: Key, body: ProjectIn) -> Any:
    """Proposes a project; somebody else confirms. A due day that is no working day is refused, or moved as the place's pack says."""
    within = campaign_of(request, campaign)
    firm = enterprise_of(request, within, body.enterprise) if body.enterprise else None
    made = listings.propose(campaign=within, values=body.dict(exclude={"enterprise"}), enterprise=firm, by=request.user)
    return _project(request, within, made.pk)


@resource.reads(PROJECTS + "/{project}", ProjectOut, needs=P.PROJECT_VIEW)
def project_(request: Call, campaign: Key, project: Id) -> Any:
    """One project."""
    return _project(request, campaign_of(request, campaign), project)


@resource.writes("POST", PROJECTS + "/{project}/confirm", ProjectOut, needs=P.SUPPLY_CONFIRM)
def confirm_project(request: Call, campaign: Key, project: Id) -> Any:
    """A second person puts it on the list. 403 for whoever proposed it."""
    return listings.confirm(project=_project(request, campaign_of(request, campaign), project), by=request.user)


@resource.writes("POST", PROJECTS + "/{project}/decline", ProjectOut, needs=P.SUPPLY_CONFIRM)
def decline_project(request: Call, campaign: Key, project: Id, body: ReasonedIn) -> Any:
    """It isn't listed, and why."""
    found = _project(request, campaign_of(request, campaign), project)
    return listings.decline(project=found, reason=body.reason, by=request.user)


@resource.writes("POST", PROJECTS + "/{project}/start", ProjectOut, needs=P.PROJECT_VIEW)
def start_project(request: Call, campaign: Key, project: Id, body: OnIn) -> Any:
    """Work on site begins: for its office, or its builder. 409 while a condition is open."""
    found = _project(request, campaign_of(request, campaign), project)
    return listings.start(project=found, on=body.on, by=request.user)


@resource.reads(PROJECTS + "/{project}/schedule", ScheduleOut, needs=P.PROJECT_VIEW)
def project_schedule(request: Call, campaign: Key, project: Id) -> Any:
    """Its milestones counted back, with slack, what is critical, and the end that is expected."""
    return _schedule(_project(request, campaign_of(request, campaign), project))


def _schedule(project: Project) -> dict[str, Any]:
    rows = schedules.rows(project)
    outlook = schedules.outlook(project, rows)
    lines = outlook.by_key()
    milestones = [
        {name: getattr(row, name) for name in MilestoneOut.model_fields if hasattr(row, name)}
        | {
            "name": row.said, "office": row.own_office, "expected_start": lines[row.key].expected.start,
            "expected_finish": lines[row.key].expected.finish, "slack": lines[row.key].slack,
            "critical": lines[row.key].critical,
        }
        for row in rows
    ]  # fmt: skip
    return {"due_on": outlook.due, "ends": outlook.ends, "missed_by": outlook.missed_by, "milestones": milestones}


@resource.writes("PUT", PROJECTS + "/{project}/schedule", ScheduleOut, needs=P.PROJECT_STEP)
def replan_project(request: Call, campaign: Key, project: Id, body: ProjectPlanIn) -> Any:
    """A new plan with its reason; the first stays as the baseline. 422 names the milestones that wait for each other."""
    found = _project(request, campaign_of(request, campaign), project)
    given = [
        schedules.Given(each.key, each.name, str(each.days), each.working, tuple(each.after), each.office)
        for each in body.milestones
    ]
    done = schedules.replan(project=found, milestones=given, due_on=body.due_on, reason=body.reason, by=request.user)
    return _schedule(done)


def _milestone(request: Call, campaign: Any, pk: int) -> Milestone:
    return one(_rows(request, campaign, Milestone, "project__pack_version"), pk=pk)  # type: ignore[no-any-return]


@resource.writes("POST", MILESTONES + "/{milestone}/start", ScheduleOut, needs=P.PROJECT_STEP)
def start_milestone(request: Call, campaign: Key, milestone: Id, body: OnIn) -> Any:
    """Its office enters the day on which it began; the whole schedule as it stands then."""
    within = campaign_of(request, campaign)
    done = schedules.begin(milestone=_milestone(request, within, milestone), on=body.on, by=request.user)
    return _schedule(_project(request, within, done.project_id))


@resource.writes("POST", MILESTONES + "/{milestone}/finish", ScheduleOut, needs=P.PROJECT_STEP)
def finish_milestone(request: Call, campaign: Key, milestone: Id, body: OnIn) -> Any:
    """Its office enters the day on which it was reached."""
    within = campaign_of(request, campaign)
    done = schedules.reach(milestone=_milestone(request, within, milestone), on=body.on, by=request.user)
    return _schedule(_project(request, within, done.project_id))


# -- approvals ----------------------------------------------------------------------------------------------------


@resource.reads(APPROVALS, Page[ApprovalOut], needs=P.PROJECT_VIEW)
def approvals_(
    request: Call, campaign: Key, state: State = "", kind: Name = "", after: After = "", limit: Limit = 50
) -> Any:
    """Approvals, the newest first, each with the branch that it waits for longest."""
    within = campaign_of(request, campaign)
    rows = _rows(request, within, Approval).prefetch_related("branches")
    for name, value in (("state", state), ("kind", kind)):
        rows = rows.filter(**{name: value}) if value else rows
    found = page_of(rows, ("-id",), after=after, limit=limit)
    waiting = lists.waiting_for(within, found["items"])
    for row in found["items"]:
        _say(row, waiting.get(row.pk))
    return found


def _say(row: Any, waiting: lists.Waiting | None) -> Any:
    row.waits_for, row.days_left = (waiting.branch.key, waiting.days_left) if waiting else ("", None)
    return row


def _approval(request: Call, campaign: Any, pk: int) -> Any:
    return one(_rows(request, campaign, Approval).prefetch_related("branches"), pk=pk)


def _said(request: Call, campaign: Any, pk: int) -> Any:
    row = _approval(request, campaign, pk)
    return _say(row, lists.waiting_for(campaign, [row]).get(row.pk))


@resource.reads(APPROVALS + "/{approval}", ApprovalOut, needs=P.PROJECT_VIEW)
def approval_(request: Call, campaign: Key, approval: Id) -> Any:
    """One approval with its branches."""
    return _said(request, campaign_of(request, campaign), approval)


@resource.writes("POST", APPROVALS, ApprovalOut, needs=P.PROJECT_VIEW, status=201)
def prepare_approval(request: Call, campaign: Key, body: ApprovalIn) -> Any:
    """Prepares an approval; its papers are handed in under its branches."""
    within = campaign_of(request, campaign)
    made = approvals.begin(
        campaign=within, kind=body.kind, subject=body.subject, by=request.user,
        project=_project(request, within, body.project) if body.project else None,
        parcel=one(_rows(request, within, Parcel), pk=body.parcel) if body.parcel else None,
        enterprise=enterprise_of(request, within, body.enterprise) if body.enterprise else None,
    )  # fmt: skip
    return _said(request, within, made.pk)


@resource.writes("POST", APPROVALS + "/{approval}/hand-in", ApprovalOut, needs=P.PROJECT_VIEW)
def hand_in_approval(request: Call, campaign: Key, approval: Id) -> Any:
    """Handed in, or taken in by the window: the branches begin side by side. 422 names papers that lack and can't wait."""
    within = campaign_of(request, campaign)
    approvals.hand_in(approval=_approval(request, within, approval), by=request.user)
    return _said(request, within, approval)


@resource.writes("POST", APPROVALS + "/{approval}/hand-over", ApprovalOut, needs=P.PROJECT_STEP)
def hand_over_approval(request: Call, campaign: Key, approval: Id, body: HandedToIn) -> Any:
    """All certificates at once. 422 while promised papers are out, where the place wants them first."""
    within = campaign_of(request, campaign)
    approvals.hand_over(approval=_approval(request, within, approval), to=body.to, by=request.user)
    return _said(request, within, approval)


def _branch(request: Call, campaign: Any, pk: int) -> Branch:
    return one(_rows(request, campaign, Branch, "approval__pack_version"), pk=pk)  # type: ignore[no-any-return]


@resource.writes("POST", BRANCHES + "/{branch}/help-early", BranchOut, needs=P.PROJECT_STEP)
def help_early_branch(request: Call, campaign: Key, branch: Id, body: EarlyHelpIn) -> Any:
    """The office begins before the formal hand-in; what it did is on record."""
    found = _branch(request, campaign_of(request, campaign), branch)
    return approvals.help_early(branch=found, note=body.note, by=request.user)


@resource.writes("POST", BRANCHES + "/{branch}/grant", BranchOut, needs=P.PROJECT_STEP)
def grant_branch(request: Call, campaign: Key, branch: Id, body: GrantIn) -> Any:
    """Granted by its own office; the last one joins the approval."""
    found = _branch(request, campaign_of(request, campaign), branch)
    return approvals.grant(branch=found, number=body.number, on=body.on, by=request.user)


@resource.writes("POST", BRANCHES + "/{branch}/return", BranchOut, needs=P.PROJECT_STEP)
def return_branch(request: Call, campaign: Key, branch: Id, body: ReasonedIn) -> Any:
    """Returned for correction: the office's clock stands."""
    found = _branch(request, campaign_of(request, campaign), branch)
    return approvals.send_back(branch=found, reason=body.reason, by=request.user)


@resource.writes("POST", BRANCHES + "/{branch}/take-up", BranchOut, needs=P.PROJECT_VIEW)
def take_up_branch(request: Call, campaign: Key, branch: Id) -> Any:
    """Mended, says the applicant, or taken up again by the office: the clock begins anew."""
    found = _branch(request, campaign_of(request, campaign), branch)
    return approvals.take_up(branch=found, by=request.user)


@resource.writes("POST", BRANCHES + "/{branch}/refuse", BranchOut, needs=P.PROJECT_STEP)
def refuse_branch(request: Call, campaign: Key, branch: Id, body: ReasonedIn) -> Any:
    """It can't be granted: the whole approval ends with it."""
    found = _branch(request, campaign_of(request, campaign), branch)
    return approvals.refuse_branch(branch=found, reason=body.reason, by=request.user)


@resource.reads("/campaigns/{campaign}/parcels", Page[ParcelOut], needs=P.PROJECT_VIEW)
def parcels_(
    request: Call, campaign: Key, state: State = "", use: Name = "", after: After = "", limit: Limit = 50
) -> Any:
    """The register of parcels, the newest first."""
    rows = _rows(request, campaign_of(request, campaign), Parcel)
    for name, value in (("state", state), ("use", use)):
        rows = rows.filter(**{name: value}) if value else rows
    return page_of(rows, ("-id",), after=after, limit=limit)
