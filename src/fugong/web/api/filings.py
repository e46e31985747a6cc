"""Filings: drafted, filed and mended by the enterprise; passed, returned, refused by those whose turn it is."""

import uuid
from typing import Annotated, Any

from django.db.models import Prefetch
from django.http import FileResponse
from ninja import File, Form, Query
from ninja.files import UploadedFile

from fugong.accounts.permissions import Permission as P
from fugong.core import clock, documents
from fugong.resumption import deciders
from fugong.resumption.actions import filings as actions
from fugong.resumption.actions import verifications
from fugong.resumption.arrows import FILING
from fugong.resumption.models import Document, Filing, FilingStep, JointFiling
from fugong.web.api import moves
from fugong.web.api.filing_shapes import (
    AnswersIn,
    DocumentOut,
    DraftIn,
    DraftOut,
    FilingOut,
    FilingSummary,
    MoveIn,
    RecheckIn,
    TeamIn,
)
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key

resource = Resource(tags=["Filings"])
ALL = "/campaigns/{campaign}/filings"
ONE = ALL + "/{filing}"


@resource.reads(ALL, Page[FilingSummary], needs=P.FILING_VIEW)
def filings(
    request: Call,
    campaign: Key,
    state: Annotated[str, Query(max_length=20)] = "",
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    mine: Annotated[bool, Query(description="Those whose open step waits for the caller")] = False,
    overdue: bool = False,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The filings that the caller sees, in the order in which they were begun."""
    within = campaign_of(request, campaign, P.FILING_VIEW)
    rows = _seen(request).filter(campaign=within)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(enterprise=enterprise) if enterprise else rows
    rows = rows.filter(due_at__lt=clock.now()) if overdue else rows
    rows = rows.filter(pk__in=deciders.open_steps(request.user, within).values("filing")) if mine else rows
    return page_of(rows, ("id",), after=after, limit=limit)


@resource.writes("POST", ALL, FilingOut, needs=P.FILING_SUBMIT, status=201)
def draft_filing(request: Call, campaign: Key, body: DraftIn) -> Any:
    """Begins a filing, filled in with what the registry knows; one that is open already is given back."""
    within = campaign_of(request, campaign, P.FILING_SUBMIT)
    joint = one(JointFiling.objects.filter(campaign=within), pk=body.joint) if body.joint else None
    made = actions.draft(
        campaign=within,
        enterprise=enterprise_of(request, within, body.enterprise),
        by=request.user,
        uid=body.uid,
        remote=body.remote,
        joint=joint,
    )
    return _whole(request, campaign, made.pk)


@resource.reads(ONE, FilingOut, needs=P.FILING_VIEW)
def filing_(request: Call, campaign: Key, filing: Id) -> Any:
    """One version of a filing, with its steps, remarks and papers."""
    return _whole(request, campaign, filing)


@resource.writes("PATCH", ONE, DraftOut, needs=P.FILING_SUBMIT)
def answer_filing(request: Call, campaign: Key, filing: Id, body: AnswersIn) -> Any:
    """Keeps answers in a draft. Those that can't be read are named in `faults`, and the earlier ones stay."""
    found = _one(request, campaign, filing)
    faults = actions.save_answers(filing=found, answers=body.answers, by=request.user)
    return {"filing": _whole(request, campaign, filing), "faults": faults}


@resource.writes("POST", ONE + "/documents", DocumentOut, needs=P.FILING_SUBMIT, status=201)
def attach_document(
    request: Call,
    campaign: Key,
    filing: Id,
    file: Annotated[UploadedFile, File(description="JPEG, PNG, WebP, PDF, .xlsx or .docx, up to 15 MB")],
    field: Annotated[str, Form(max_length=60, description="Key of the paper in the pack")],
) -> Any:
    """Adds a file to a draft. Pictures are drawn anew, without what they carry."""
    found = _one(request, campaign, filing)
    content = file.read(documents.LARGEST + 1)
    return actions.attach(filing=found, field=field, name=file.name or "file", content=content, by=request.user)


@resource.reads(ONE + "/documents/{document}", None, needs=P.FILING_VIEW)
def document_(request: Call, campaign: Key, filing: Id, document: uuid.UUID) -> Any:
    """The file itself, as an attachment."""
    found = one(_one(request, campaign, filing).documents, uid=document)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.kind)


@resource.writes("DELETE", ONE + "/documents/{document}", None, needs=P.FILING_SUBMIT, status=204)
def remove_document(request: Call, campaign: Key, filing: Id, document: uuid.UUID) -> Any:
    """Takes a file out of a draft."""
    found = one(Document.objects.filter(filing=_one(request, campaign, filing)), uid=document)
    actions.remove_document(document=found, by=request.user)


@resource.writes("POST", ONE + "/steps/{step}/recheck", FilingOut, needs=P.FILING_DECIDE)
def recheck_filing(request: Call, campaign: Key, filing: Id, step: Id, body: RecheckIn) -> Any:
    """What a re-check after the approval found. `step` is its order within the filing."""
    found = one(FilingStep.objects.filter(filing=_one(request, campaign, filing)), order=step)
    actions.recheck(step=found, passed=body.passed, by=request.user, opinion=body.opinion)
    return _whole(request, campaign, filing)


@resource.writes("POST", ONE + "/steps/{step}/team", FilingOut, needs=P.FILING_VIEW)
def send_team(request: Call, campaign: Key, filing: Id, step: Id, body: TeamIn) -> Any:
    """Sends a verification group to a step; its members may then decide it."""
    found = one(
        FilingStep.objects.filter(filing=_one(request, campaign, filing)).select_related("filing__enterprise"),
        order=step,
    )
    team = one(found.filing.campaign.teams, key=body.team)
    verifications.send_team(step=found, team=team, by=request.user)
    return _whole(request, campaign, filing)


def _submit(filing: Filing, body: MoveIn, by: Any) -> Filing:
    return actions.submit(filing=filing, by=by)


def _discard(filing: Filing, body: MoveIn, by: Any) -> Filing:
    return actions.discard(filing=filing, by=by)


def _pass(filing: Filing, body: MoveIn, by: Any) -> Filing:
    return actions.pass_on(filing=filing, by=by, opinion=body.reason)


def _return(filing: Filing, body: MoveIn, by: Any) -> Filing:
    remarks = [(remark.field, remark.text) for remark in body.remarks]
    return actions.return_(filing=filing, by=by, reason=body.reason, remarks=remarks)


def _refuse(filing: Filing, body: MoveIn, by: Any) -> Filing:
    return actions.refuse(filing=filing, by=by, reason=body.reason)


def _withdraw(filing: Filing, body: MoveIn, by: Any) -> Filing:
    return actions.withdraw(filing=filing, reason=body.reason, by=by)


def _replace(filing: Filing, body: MoveIn, by: Any) -> Filing:
    return actions.revise(filing=filing, by=by)


MOVES = {
    "submit": _submit,
    "discard": _discard,
    "pass": _pass,  # passing the last step that the approval waits for is what approves
    "return": _return,
    "refuse": _refuse,
    "withdraw": _withdraw,
    "replace": _replace,
}


def _moving(move: Any) -> Any:
    def moved(request: Call, campaign: Key, filing: Id, body: MoveIn) -> Any:
        after = move(_one(request, campaign, filing), body, request.user)
        return _whole(request, campaign, after.pk)

    return moved


HANDLERS = {key: _moving(move) for key, move in MOVES.items()}
moves.mount(resource, ONE, FILING, FilingOut, HANDLERS)


def _seen(request: Call) -> Any:
    return Filing.objects.visible_to(request.user).select_related("enterprise", "campaign", "pack_version")


def _one(request: Call, campaign: str, number: int) -> Filing:
    within = campaign_of(request, campaign, P.FILING_VIEW)
    return one(_seen(request).filter(campaign=within), pk=number)  # type: ignore[no-any-return]


def _whole(request: Call, campaign: str, number: int) -> Filing:
    steps = FilingStep.objects.select_related("done_by").order_by("order")
    rows = _seen(request).prefetch_related(Prefetch("steps", steps), "remarks__step", "documents")
    filing = one(rows.filter(campaign__key=campaign), pk=number)
    filing.open_moves = moves.arrows_of(filing, request.user, HANDLERS)
    return filing  # type: ignore[no-any-return]
