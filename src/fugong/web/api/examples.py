"""Good examples: proposed by one person, published by another, read by the enterprises that they are for."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.db.models import Exists, OuterRef
from django.http import FileResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Fault, Refused
from fugong.rectification import proofs
from fugong.rectification.actions import examples as actions
from fugong.rectification.models import Example, ExampleFile, Finding
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key, ReasonIn

resource = Resource(tags=["Rectification"])
ALL = "/campaigns/{campaign}/examples"
ONE = ALL + "/{example}"
Segment = Annotated[str, Field(max_length=40)]
LONG = 60_000  # the action says what is wrong, in words, at the field


class ExampleFileOut(Schema):
    """A photo or video; `…/examples/{id}/files/{uid}` hands it out."""

    uid: uuid.UUID
    stage: str = Field(description="before | after")
    name: str
    kind: str
    size: int
    digest: str = Field(description="SHA-256")


class ExampleOut(Schema):
    """An example. Whose it is stands here only where the enterprise agreed, or the caller may see it anyway."""

    id: int
    uid: uuid.UUID
    kind: str = Field(description="good | corrected")
    state: str
    title: str
    text: str
    aspect: str
    item: str
    segments: list[str] = Field(description="For whom; none: for all.")
    named: bool
    enterprise: int | None
    enterprise_name: str
    finding: int | None
    proposed_at: dt.datetime
    decided_at: dt.datetime | None
    opinion: str
    files: list[ExampleFileOut]

    @staticmethod
    def resolve_enterprise(example: Any) -> int | None:
        return example.enterprise_id if example.named or example.known else None

    @staticmethod
    def resolve_enterprise_name(example: Any) -> str:
        return example.enterprise.name if example.named or example.known else ""

    @staticmethod
    def resolve_finding(example: Any) -> int | None:
        return example.finding_id if example.known else None

    @staticmethod
    def resolve_opinion(example: Any) -> str:
        return example.opinion if example.known else ""

    @staticmethod
    def resolve_files(example: Any) -> Any:
        return example.files.all()


@resource.reads(ALL, Page[ExampleOut], needs=P.INSPECTION_VIEW)
def examples(
    request: Call,
    campaign: Key,
    state: Annotated[str, Query(max_length=20)] = "",
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1, description="Among those that the caller may see")] = 0,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Examples that the caller may read, the newest first: an enterprise those published for it."""
    rows = _read(request, campaign)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(known=True, enterprise=enterprise) if enterprise else rows
    return page_of(rows, ("-id",), after=after, limit=limit)


@resource.writes(
    "POST", "/campaigns/{campaign}/enterprises/{enterprise}/examples", ExampleOut, needs=P.VISIT_RECORD, status=201
)
def propose_example(
    request: Call,
    campaign: Key,
    enterprise: Id,
    before: Annotated[UploadedFile | None, File(description="How it was, where something was put right")] = None,
    after: Annotated[
        UploadedFile | None,
        File(description="Photo, PDF, or a short video (MP4, WebM); a finding brings its own photos along"),
    ] = None,
    title: Annotated[str, Form(max_length=LONG)] = "",
    text: Annotated[str, Form(max_length=LONG)] = "",
    finding: Annotated[int, Form(ge=0, le=2**63 - 1, description="What was found put right; 0: good practice")] = 0,
    segments: Annotated[list[Segment], Form(max_length=60, description="For whom; none: for all.")] = [],  # noqa: B006
    named: Annotated[bool, Form(description="The enterprise agrees to be named")] = False,
) -> Any:
    """Proposes good practice, or a fault that was put right with its photos before and after; somebody else checks it."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    where = enterprise_of(request, within, enterprise)
    made = actions.propose(
        campaign=within,
        enterprise=where,
        title=title,
        text=text,
        kind="corrected" if finding else "good",
        finding=_finding(request, within, where, finding),
        segments=segments,
        named=named,
        before=_given(before),
        after=_given(after),
        by=request.user,
    )
    return one(_read(request, campaign), pk=made.pk)


@resource.reads(ONE, ExampleOut, needs=P.INSPECTION_VIEW)
def example_(request: Call, campaign: Key, example: Id) -> Any:
    """One of them."""
    return one(_read(request, campaign), pk=example)


@resource.reads(ONE + "/files/{example_file}", None, needs=P.INSPECTION_VIEW)
def example_file(request: Call, campaign: Key, example: Id, example_file: uuid.UUID) -> Any:
    """A photo or video of an example, as an attachment."""
    found = one(_read(request, campaign), pk=example)
    kept = one(ExampleFile.objects.filter(example=found), uid=example_file)
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type=kept.kind)


@resource.writes("POST", ONE + "/publish", ExampleOut, needs=P.NOTICE_PUBLISH)
def publish_example(request: Call, campaign: Key, example: Id, body: ReasonIn) -> Any:
    """Publishes it: those for whom it is are told. Never by who proposed it."""
    actions.publish(example=_known(request, campaign, example), opinion=body.reason, by=request.user)
    return one(_read(request, campaign), pk=example)


@resource.writes("POST", ONE + "/decline", ExampleOut, needs=P.NOTICE_PUBLISH)
def decline_example(request: Call, campaign: Key, example: Id, body: ReasonIn) -> Any:
    """It is no example, with a reason. Never by who proposed it."""
    actions.decline(example=_known(request, campaign, example), reason=body.reason, by=request.user)
    return one(_read(request, campaign), pk=example)


@resource.writes("POST", ONE + "/withdraw", ExampleOut, needs=P.NOTICE_PUBLISH)
def withdraw_example(request: Call, campaign: Key, example: Id, body: ReasonIn) -> Any:
    """It holds no longer, with a reason."""
    actions.withdraw(example=_known(request, campaign, example), reason=body.reason, by=request.user)
    return one(_read(request, campaign), pk=example)


def _read(request: Call, campaign: str) -> Any:
    """What the caller may read; `known` where the enterprise is one that they may see."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    own = Example.objects.visible_to(request.user).filter(pk=OuterRef("pk")).order_by()
    rows = Example.objects.readable_to(request.user).filter(campaign=within).annotate(known=Exists(own))
    return rows.select_related("enterprise").prefetch_related("files")


def _known(request: Call, campaign: str, number: int) -> Any:
    """An example of an enterprise that the caller may see: only of those they decide."""
    return one(_read(request, campaign).filter(known=True), pk=number)


def _given(file: UploadedFile | None) -> list[tuple[str, bytes]]:
    return [(file.name or "file", file.read(proofs.LARGEST_VIDEO + 1))] if file else []


def _finding(request: Call, campaign: Any, enterprise: Any, number: int) -> Finding | None:
    """The finding that a form names. Raises Refused at the field."""
    if not number:
        return None
    rows = Finding.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise)
    found: Finding | None = rows.select_related("pack_version").filter(pk=number).first()
    if found is None:
        message = _("There is no “%(key)s” here.") % {"key": number}
        raise Refused(message, fields=[Fault("finding", message, "unknown")])
    return found
