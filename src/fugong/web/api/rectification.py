"""Findings, rectification notices, stop-work orders: each move by whom the rules let make it."""

from typing import Annotated, Any

from ninja import File, Form, Query
from ninja.files import UploadedFile

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.rectification import proofs
from fugong.rectification.actions import findings as finding_actions
from fugong.rectification.actions import look_backs, notices, stops
from fugong.rectification.actions.look_backs import Seen
from fugong.rectification.models import Finding, Notice, StopWork
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.rectification_shapes import (
    FindingIn,
    FindingOut,
    LookBackIn,
    LookBackOut,
    NoticeAnswerIn,
    ProofOut,
    RectificationNoticeIn,
    RectificationNoticeOut,
    RectificationNoticeSummary,
    ServiceIn,
    StopWorkIn,
    StopWorkOut,
    VerificationOfStopIn,
)
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key, ReasonIn

resource = Resource(tags=["Rectification"])
FINDINGS = "/campaigns/{campaign}/findings"
NOTICES = "/campaigns/{campaign}/rectification-notices"
STOPS = "/campaigns/{campaign}/stop-works"
Enterprise = Annotated[int, Query(ge=0, le=2**63 - 1)]
State = Annotated[str, Query(max_length=20)]


# -- findings -----------------------------------------------------------------------------------------------------


@resource.reads(FINDINGS, Page[FindingOut], needs=P.INSPECTION_VIEW)
def findings(
    request: Call, campaign: Key, state: State = "", enterprise: Enterprise = 0, repeats: bool = False,
    after: After = "", limit: Limit = 50,
) -> Any:  # fmt: skip
    """Findings, the newest first."""
    rows = _narrowed(_findings(request, campaign), state, enterprise)
    return page_of(rows.filter(times__gt=1) if repeats else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", FINDINGS, FindingOut, needs=P.RECTIFICATION_ISSUE, status=201)
def record_finding(request: Call, campaign: Key, body: FindingIn) -> Any:
    """Records a finding by hand. The same item found there before makes it a repeat."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    where = enterprise_of(request, within, body.enterprise)
    made = finding_actions.record(
        campaign=within, enterprise=where, by=request.user, item=body.item, checklist=body.checklist, aspect=body.aspect,
        title=body.title, note=body.note, severity=body.severity,
    )  # fmt: skip
    return one(_findings(request, campaign), pk=made.pk)


@resource.reads(FINDINGS + "/{finding}", FindingOut, needs=P.INSPECTION_VIEW)
def finding_(request: Call, campaign: Key, finding: Id) -> Any:
    """One of them."""
    return one(_findings(request, campaign), pk=finding)


@resource.writes("POST", FINDINGS + "/{finding}/photos", ProofOut, needs=P.INSPECTION_VIEW, status=201)
def add_finding_photo(
    request: Call,
    campaign: Key,
    finding: Id,
    file: Annotated[UploadedFile, File(description="Photo, PDF, or a short video (MP4, WebM)")],
    stage: Annotated[str, Form(pattern="^(before|after)$")] = "after",
) -> Any:
    """Adds a file. An enterprise adds photos of how it put things right; they are sent with its answer."""
    found = one(_findings(request, campaign), pk=finding)
    content, name = file.read(proofs.LARGEST_VIDEO + 1), file.name or "file"
    if request.user.holds(P.RECTIFICATION_ANSWER):
        return notices.attach(finding=found, name=name, content=content, by=request.user)
    return finding_actions.add_photo(finding=found, stage=stage, name=name, content=content, by=request.user)


@resource.writes("POST", FINDINGS + "/{finding}/correct", FindingOut, needs=P.RECTIFICATION_ISSUE)
def correct_finding(request: Call, campaign: Key, finding: Id, body: ReasonIn) -> Any:
    """Put right on the spot. Photos that show it are added before."""
    found = one(_findings(request, campaign), pk=finding)
    finding_actions.correct(finding=found, by=request.user, note=body.reason)
    return one(_findings(request, campaign), pk=finding)


@resource.writes("POST", FINDINGS + "/{finding}/drop", FindingOut, needs=P.RECTIFICATION_ISSUE)
def drop_finding(request: Call, campaign: Key, finding: Id, body: ReasonIn) -> Any:
    """It was none: said by somebody other than who found it."""
    found = one(_findings(request, campaign), pk=finding)
    finding_actions.drop(finding=found, by=request.user, reason=body.reason)
    return one(_findings(request, campaign), pk=finding)


# -- notices ------------------------------------------------------------------------------------------------------


@resource.reads(NOTICES, Page[RectificationNoticeSummary], needs=P.INSPECTION_VIEW)
def rectification_notices(
    request: Call, campaign: Key, state: State = "", enterprise: Enterprise = 0, overdue: bool = False,
    after: After = "", limit: Limit = 50,
) -> Any:  # fmt: skip
    """Notices, the newest first."""
    rows = _narrowed(_notices(request, campaign), state, enterprise)
    if overdue:
        rows = rows.filter(due_at__lt=clock.now(), state__in=("issued", "answered"))
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", NOTICES, RectificationNoticeOut, needs=P.RECTIFICATION_ISSUE, status=201)
def issue_notice(request: Call, campaign: Key, body: RectificationNoticeIn) -> Any:
    """Issues a notice over open findings."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    where = enterprise_of(request, within, body.enterprise)
    chosen = list(_findings(request, campaign).filter(pk__in=body.findings))
    demands = {int(key): words for key, words in body.demands.items()}
    made = notices.issue(
        campaign=within, enterprise=where, findings=chosen, by=request.user, deadline=body.deadline, demands=demands
    )
    return _notice(request, campaign, made.pk)


@resource.reads(NOTICES + "/{rectification}", RectificationNoticeOut, needs=P.INSPECTION_VIEW)
def rectification_notice(request: Call, campaign: Key, rectification: Id) -> Any:
    """One of them."""
    return _notice(request, campaign, rectification)


@resource.writes("POST", NOTICES + "/{rectification}/serve", RectificationNoticeOut, needs=P.INSPECTION_VIEW)
def serve_notice(request: Call, campaign: Key, rectification: Id, body: ServiceIn) -> Any:
    """The enterprise signs for it (`way` phone), or an officer records how it was served."""
    found = one(_notices(request, campaign), pk=rectification)
    if body.way == "phone":
        notices.receive(paper=found, name=body.name, by=request.user)
    else:
        notices.serve(paper=found, way=body.way, name=body.name, note=body.note, by=request.user)
    return _notice(request, campaign, rectification)


@resource.writes("POST", NOTICES + "/{rectification}/answer", RectificationNoticeOut, needs=P.RECTIFICATION_ANSWER)
def answer_notice(request: Call, campaign: Key, rectification: Id, body: NoticeAnswerIn) -> Any:
    """The enterprise answers every item."""
    found = one(_notices(request, campaign), pk=rectification)
    answers = {int(key): words for key, words in body.answers.items()}
    notices.answer(notice=found, answers=answers, by=request.user)
    return _notice(request, campaign, rectification)


@resource.writes("POST", NOTICES + "/{rectification}/return", RectificationNoticeOut, needs=P.RECTIFICATION_ISSUE)
def return_answer(request: Call, campaign: Key, rectification: Id, body: ReasonIn) -> Any:
    """Sends the answer back; the deadline stays."""
    found = one(_notices(request, campaign), pk=rectification)
    notices.send_back(notice=found, reason=body.reason, by=request.user)
    return _notice(request, campaign, rectification)


@resource.writes("POST", NOTICES + "/{rectification}/look-back", LookBackOut, needs=P.RECTIFICATION_ISSUE)
def look_back_at_notice(request: Call, campaign: Key, rectification: Id, body: LookBackIn) -> Any:
    """Judges every item; never by who found it or issued the notice. What follows comes with the answer."""
    found = one(_notices(request, campaign), pk=rectification)
    seen = {int(key): Seen(said.right, said.remark) for key, said in body.seen.items()}
    came = look_backs.look_back(notice=found, seen=seen, by=request.user, note=body.note)
    return {
        "notice": _notice(request, campaign, rectification),
        "second": came.second.pk if came.second else None,
        "stop_work": came.stop.pk if came.stop else None,
    }


# -- stop-work orders ---------------------------------------------------------------------------------------------


@resource.reads(STOPS, Page[StopWorkOut], needs=P.INSPECTION_VIEW)
def stop_works(
    request: Call, campaign: Key, state: State = "", enterprise: Enterprise = 0, after: After = "", limit: Limit = 50
) -> Any:
    """Proposals and orders, the newest first."""
    return page_of(_narrowed(_stops(request, campaign), state, enterprise), ("-id",), after=after, limit=limit)


@resource.writes("POST", STOPS, StopWorkOut, needs=P.STOP_WORK_PROPOSE, status=201)
def propose_stop_work(request: Call, campaign: Key, body: StopWorkIn) -> Any:
    """Proposes to stop work; a second person decides."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    where = enterprise_of(request, within, body.enterprise)
    chosen = list(_findings(request, campaign).filter(pk__in=body.findings))
    made = stops.propose(campaign=within, enterprise=where, findings=chosen, grounds=body.grounds, by=request.user)
    return one(_stops(request, campaign), pk=made.pk)


@resource.reads(STOPS + "/{stop_work}", StopWorkOut, needs=P.INSPECTION_VIEW)
def stop_work_(request: Call, campaign: Key, stop_work: Id) -> Any:
    """One of them."""
    return one(_stops(request, campaign), pk=stop_work)


@resource.writes("POST", STOPS + "/{stop_work}/order", StopWorkOut, needs=P.STOP_WORK_DECIDE)
def order_stop_work(request: Call, campaign: Key, stop_work: Id, body: ReasonIn) -> Any:
    """The second signature, never the proposer's."""
    found = one(_stops(request, campaign), pk=stop_work)
    stops.order(stop=found, by=request.user, opinion=body.reason)
    return one(_stops(request, campaign), pk=stop_work)


@resource.writes("POST", STOPS + "/{stop_work}/reject", StopWorkOut, needs=P.STOP_WORK_DECIDE)
def reject_stop_work(request: Call, campaign: Key, stop_work: Id, body: ReasonIn) -> Any:
    """Work goes on."""
    found = one(_stops(request, campaign), pk=stop_work)
    stops.reject(stop=found, by=request.user, reason=body.reason)
    return one(_stops(request, campaign), pk=stop_work)


@resource.writes("POST", STOPS + "/{stop_work}/answer", StopWorkOut, needs=P.RECTIFICATION_ANSWER)
def answer_stop_work(request: Call, campaign: Key, stop_work: Id, body: ReasonIn) -> Any:
    """The enterprise says that everything is put right."""
    found = one(_stops(request, campaign), pk=stop_work)
    stops.answer(stop=found, text=body.reason, by=request.user)
    return one(_stops(request, campaign), pk=stop_work)


@resource.writes("POST", STOPS + "/{stop_work}/look-back", StopWorkOut, needs=P.RECTIFICATION_ISSUE)
def look_back_at_stop_work(request: Call, campaign: Key, stop_work: Id, body: VerificationOfStopIn) -> Any:
    """By somebody who neither found nor proposed nor ordered it."""
    found = one(_stops(request, campaign), pk=stop_work)
    stops.verify(stop=found, right=body.right, note=body.note, by=request.user)
    return one(_stops(request, campaign), pk=stop_work)


@resource.writes("POST", STOPS + "/{stop_work}/lift", StopWorkOut, needs=P.STOP_WORK_DECIDE)
def lift_stop_work(request: Call, campaign: Key, stop_work: Id, body: ReasonIn) -> Any:
    """The second person lifts it, never who looked again."""
    found = one(_stops(request, campaign), pk=stop_work)
    stops.lift(stop=found, by=request.user, opinion=body.reason)
    return one(_stops(request, campaign), pk=stop_work)


def _narrowed(rows: Any, state: str, enterprise: int) -> Any:
    rows = rows.filter(state=state) if state else rows
    return rows.filter(enterprise=enterprise) if enterprise else rows


def _findings(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    rows = Finding.objects.visible_to(request.user).filter(campaign=within)
    return rows.select_related("enterprise", "found_by", "pack_version", "campaign")


def _notices(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    rows = Notice.objects.visible_to(request.user).filter(campaign=within)
    return rows.select_related("enterprise", "issued_by", "campaign", "pack_version")


def _notice(request: Call, campaign: str, number: int) -> Any:
    related = ("items__finding__enterprise", "items__finding__found_by", "items__finding__pack_version")
    return one(_notices(request, campaign).prefetch_related(*related), pk=number)


def _stops(request: Call, campaign: str) -> Any:
    """A proposal is the authority's own business until it is ordered."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    rows = StopWork.objects.visible_to(request.user).filter(campaign=within)
    rows = rows if request.user.is_staff_member else rows.exclude(number="")
    return rows.select_related("enterprise", "proposed_by", "campaign", "pack_version")
