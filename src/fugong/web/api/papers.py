"""Papers of cases: asked for by a case, handed in, promised by a day, judged. Whoever sees the case sees its papers."""

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import File, Query
from ninja.files import UploadedFile
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core import documents
from fugong.core.handing import handed
from fugong.papers import access, actions, lists
from fugong.papers.models import Paper, PaperFile
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key, ReasonIn, Schema

resource = Resource(tags=["Papers"])
PAPERS = "/campaigns/{campaign}/papers"
ONE = PAPERS + "/{paper}"
SEEN = P.REGISTRY_VIEW  # each kind of case says itself who may


class PaperFileOut(Schema):
    """A file of a paper. Its bytes: `GET …/papers/{paper}/files/{uid}`."""

    uid: uuid.UUID
    name: str
    kind: str
    size: int
    digest: str
    added_at: dt.datetime


class PaperOut(Schema):
    """`case_kind` and `case_id` name the case that asks. `state`: lacking, promised, handed_in, returned, accepted."""

    id: int
    case_kind: str
    case_id: int
    key: str
    name: str
    note: str
    needed: bool
    may_wait: bool
    state: str
    promised_until: dt.date | None
    remark: str
    files: list[PaperFileOut]

    @staticmethod
    def resolve_name(row: Paper) -> str:
        return str(row)

    @staticmethod
    def resolve_files(row: Paper) -> list[Any]:
        return list(row.files.all())


class PaperPromiseIn(Body):
    """The day by which the paper comes."""

    until: dt.date
    remark: str = Field("", max_length=300)


@resource.reads(PAPERS, list[PaperOut], needs=SEEN)
def papers(
    request: Call,
    campaign: Key,
    case_kind: Annotated[str, Query(max_length=40)] = "",
    case_id: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Any:
    """The papers of one case; none where the caller doesn't see the case."""
    within = campaign_of(request, campaign)
    case = access.get(case_kind).find(request.user, within, case_id) if access.known(case_kind) else None
    return lists.of(case) if case is not None else []


@resource.reads(ONE, PaperOut, needs=SEEN, operation_id="read_paper")
def paper_(request: Call, campaign: Key, paper: Id) -> Any:
    """One of them."""
    return _paper(request, campaign, paper)


@resource.writes("POST", ONE + "/files", PaperOut, needs=SEEN, status=201)
def hand_in_paper(
    request: Call,
    campaign: Key,
    paper: Id,
    file: Annotated[UploadedFile, File(description="JPEG, PNG, WebP, PDF, .xlsx or .docx, up to 15 MB")],
) -> Any:
    """Adds a file: the paper is handed in. The same file again changes nothing."""
    found = _paper(request, campaign, paper)
    given = [(file.name or "", file.read(documents.LARGEST + 1))]
    actions.hand_in(paper=found, files=given, by=request.user)
    return _paper(request, campaign, paper)


@resource.reads(ONE + "/files/{paper_file}", None, needs=SEEN)
def paper_file_(request: Call, campaign: Key, paper: Id, paper_file: uuid.UUID) -> Any:
    """The file itself, as an attachment."""
    found: PaperFile = one(_paper(request, campaign, paper).files, uid=paper_file)
    return handed(found.file, found.kind, found.name)


@resource.writes("DELETE", ONE + "/files/{paper_file}", None, needs=SEEN, status=204)
def take_out_paper_file(request: Call, campaign: Key, paper: Id, paper_file: uuid.UUID) -> Any:
    """Takes out a file that was a slip, while nobody has accepted the paper."""
    actions.take_out(file=one(_paper(request, campaign, paper).files, uid=paper_file), by=request.user)


@resource.writes("POST", ONE + "/promise", PaperOut, needs=SEEN)
def promise_paper(request: Call, campaign: Key, paper: Id, body: PaperPromiseIn) -> Any:
    """It comes by a day; the case goes on without it where the paper may wait (409 elsewhere)."""
    found = _paper(request, campaign, paper)
    actions.promise(paper=found, until=body.until, remark=body.remark, by=request.user)
    return _paper(request, campaign, paper)


@resource.writes("POST", ONE + "/accept", PaperOut, needs=SEEN)
def accept_paper(request: Call, campaign: Key, paper: Id) -> Any:
    """It says what it should."""
    actions.accept(paper=_paper(request, campaign, paper), by=request.user)
    return _paper(request, campaign, paper)


@resource.writes("POST", ONE + "/return", PaperOut, needs=SEEN)
def return_paper(request: Call, campaign: Key, paper: Id, body: ReasonIn) -> Any:
    """It doesn't; whoever handed it in hears why."""
    actions.send_back(paper=_paper(request, campaign, paper), reason=body.reason, by=request.user)
    return _paper(request, campaign, paper)


def _paper(request: Call, campaign: str, paper: int) -> Paper:
    return lists.seen(request.user, campaign, paper)[0]
