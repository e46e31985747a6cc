"""Visits and their evidence: what the phone sends, and what the desk reads."""

import base64
import binascii
import datetime as dt
import re
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from ninja import Path, Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core.errors import Fault, Refused
from fugong.inspections import files
from fugong.inspections.actions import evidence as evidence_actions
from fugong.inspections.actions import visits as actions
from fugong.inspections.actions.evidence import Part
from fugong.inspections.actions.giving import Answer, Place
from fugong.inspections.models import Evidence, Kind, RoundStop, Visit
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.resumption.models import Filing, FilingStep
from fugong.resumption.signatures import Signature
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Moment

resource = Resource(tags=["Inspections"])
ALL = "/campaigns/{campaign}/visits"
Uid = Annotated[uuid.UUID, Path()]
RANGE = re.compile(r"^bytes (?:(\d{1,10})-(\d{1,10})|\*)/(\d{1,10})$")
KINDS = Literal["round", "look_back", "spot_check", "verify", "consultation", "search", "service"]


class VisitItemOut(Schema):
    """One item as it was found. `on_fail` and `weight` are the list's of that day."""

    checklist: str
    aspect: str
    item: str
    passed: bool | None = Field(description="null: not applicable")
    value: Decimal | None
    note: str
    corrected: bool
    on_fail: str
    weight: int


class EvidenceOut(Schema):
    """A photo or voice note. GET its address for the file."""

    uid: uuid.UUID
    item: str
    kind: str
    media: str
    size: int
    sha256: str


class VisitOut(Schema):
    """One visit. `edits`: how many other editions came under its number."""

    id: int
    uid: uuid.UUID
    number: str
    enterprise: int = Field(alias="enterprise_id")
    kind: str
    checklists: list[str]
    day: dt.date
    started_at: dt.datetime
    finished_at: dt.datetime
    received_at: dt.datetime
    result: str = Field(description="passed | faults")
    failed: int
    corrected: int
    by: str = Field(alias="by.name")
    note: str
    signer: str
    refusal: str
    items: list[VisitItemOut]
    evidence: list[EvidenceOut]
    edits: int
    url: str = Field(description="The page of it")

    @staticmethod
    def resolve_edits(row: Visit) -> int:
        return len(row.edits.all())

    @staticmethod
    def resolve_url(row: Visit) -> str:
        return f"/c/{row.campaign.key}/visits/{row.pk}/"


class ItemIn(Body):
    """An item that was looked at; leave the others out."""

    item: str = Field(max_length=40)
    passed: bool | None = None
    value: Decimal | None = Field(None, ge=-(10**9), le=10**9)
    note: str = Field("", max_length=500)
    corrected: bool = False
    checklist: str = Field("", max_length=40, description="Needed where the visit fills several")


class SignatureIn(Body):
    """Strokes on a glass of width × height, or a PNG in base64; or why nobody signed."""

    name: str = Field("", max_length=60)
    strokes: list[Annotated[list[Annotated[list[float], Field(max_length=3)]], Field(max_length=10_000)]] = Field(
        [], max_length=200
    )
    width: float = Field(0, ge=0, le=4_000)
    height: float = Field(0, ge=0, le=4_000)
    png: str = Field("", max_length=700_000)
    refusal: str = Field("", max_length=300)


class PlaceIn(Body):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    accuracy: float | None = Field(None, ge=0, le=10**7, description="m")
    at: Moment | None = None


class VisitIn(Body):
    """A finished visit. `filing` and `step` (its order) where it verifies a filing."""

    uid: uuid.UUID = Field(
        description="Made by the client: the same again changes nothing, other content is kept beside"
    )
    enterprise: int = Field(ge=1, le=2**63 - 1)
    kind: KINDS = "round"
    checklists: list[Annotated[str, Field(max_length=40)]] = Field(min_length=1, max_length=10)
    items: list[ItemIn] = Field(max_length=600)
    started_at: Moment
    finished_at: Moment
    pack_version: int | None = Field(None, ge=1, le=2**63 - 1, description="Whose lists were filled; null: today's")
    signature: SignatureIn | None = None
    place: PlaceIn | None = None
    people: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] = Field([], max_length=20)
    device: str = Field("", max_length=80)
    note: str = Field("", max_length=4_000)
    filing: int | None = Field(None, ge=1, le=2**63 - 1)
    step: int | None = Field(None, ge=1, le=32_767)


class ReceivedOut(Schema):
    """How much of a file is here: go on at `received` until `complete`."""

    uid: uuid.UUID
    received: int
    complete: bool
    sha256: str = ""


@resource.reads(ALL, Page[VisitOut], needs=P.INSPECTION_VIEW)
def visits(
    request: Call,
    campaign: Key,
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    kind: Annotated[KINDS | Literal[""], Query()] = "",
    result: Annotated[Literal["", "passed", "faults"], Query()] = "",
    since: Annotated[Day | None, Query()] = None,
    until: Annotated[Day | None, Query()] = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Visits, the latest first."""
    given = {"enterprise": enterprise, "kind": kind, "result": result, "day__gte": since, "day__lte": until}
    rows = _seen(request, campaign).filter(**{name: value for name, value in given.items() if value})
    return page_of(rows, ("-finished_at", "-id"), after=after, limit=limit)


@resource.writes("POST", ALL, VisitOut, needs=P.VISIT_RECORD, status=201)
def record(request: Call, campaign: Key, body: VisitIn) -> Any:
    """Keeps a finished visit, however often it is sent."""
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    made = actions.record(
        uid=body.uid,
        campaign=within,
        enterprise=_where(request, within, body.enterprise),
        checklist=tuple(body.checklists),
        items=[Answer(**each.model_dump()) for each in body.items],
        signature=_signature(body.signature),
        started_at=body.started_at,
        finished_at=body.finished_at,
        place=_place(body.place),
        device=body.device,
        by=request.user,
        kind=Kind(body.kind),
        note=body.note,
        people=body.people,
        step=_step(request, within, body),
        pack_version=PackVersion.objects.filter(pk=body.pack_version).first() if body.pack_version else None,
    )
    return _whole(Visit.objects.filter(pk=made.pk)).get()


@resource.reads(ALL + "/{visit}", VisitOut, needs=P.INSPECTION_VIEW)
def visit(request: Call, campaign: Key, visit: Id) -> Any:
    """One of them."""
    return one(_seen(request, campaign), pk=visit)


@resource.writes("PUT", "/evidence/{evidence}", ReceivedOut, needs=P.VISIT_RECORD)
def put_evidence(
    request: Call,
    evidence: Uid,
    visit: Annotated[
        uuid.UUID | None, Query(description="Required: the visit's `uid`; the visit may come later")
    ] = None,
    kind: Annotated[Literal["photo", "voice"], Query()] = "photo",
    item: Annotated[str, Query(max_length=40)] = "",
    checklist: Annotated[str, Query(max_length=40)] = "",
) -> Any:
    """The body is the file, or a part of it with `Content-Range: bytes 0-262143/700000`; `bytes */700000` asks how much is here.

    A part beyond what is here is left out: go on at `received`. Photos: JPEG, PNG, WebP. Voice notes: WebM, Ogg, M4A, MP3.
    """
    if Evidence.objects.filter(uid=evidence).exclude(by=request.user).exists():
        raise Http404
    if visit is None:
        raise Refused(_("Say which visit it belongs to."), fields=[Fault("query.visit", _("This is required."))])
    own: dict[str, Any] = {
        "uid": evidence,
        "visit_uid": visit,
        "item": item,
        "checklist": checklist,
        "kind": kind,
        "by": request.user,
    }
    part = _part(request)
    if part is None:
        row = evidence_actions.add(file=request.body, **own)
        return ReceivedOut(uid=evidence, received=len(request.body), complete=True, sha256=row.sha256)
    here, whole = evidence_actions.add_part(part=part, **own)
    return ReceivedOut(uid=evidence, received=here, complete=whole is not None, sha256=whole.sha256 if whole else "")


@resource.reads("/evidence/{evidence}", None, needs=P.INSPECTION_VIEW)
def evidence_file(request: Call, evidence: Uid) -> Any:
    """The file itself."""
    row = one(Evidence.objects.visible_to(request.user).exclude(visit=None), uid=evidence)
    answer: FileResponse = files.evidence(row)
    return answer


def _seen(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.INSPECTION_VIEW)
    return _whole(Visit.objects.visible_to(request.user).filter(campaign=within))


def _whole(rows: Any) -> Any:
    return rows.select_related("by", "campaign").prefetch_related("items", "evidence", "edits")


def _where(request: Call, campaign: Campaign, number: int) -> Enterprise:
    """An enterprise that the caller sees, or that lies on a round of the caller's: there one may be sent from another area."""
    sent = RoundStop.objects.of(request.user).filter(round__campaign=campaign, enterprise=number)
    stop = sent.exclude(round__state="dropped").select_related("enterprise").first()
    return stop.enterprise if stop else enterprise_of(request, campaign, number)


def _part(request: Call) -> Part | None:
    said = request.headers.get("Content-Range", "")
    if not said:
        return None
    found = RANGE.match(said)
    if found is None:
        message = _("Content-Range reads “bytes 0-262143/700000”, or “bytes */700000” to ask.")
        raise Refused(message, fields=[Fault("header.Content-Range", message)])
    first, last, total = found.groups()
    if first is None:
        return Part(0, int(total), b"")
    if int(last) - int(first) + 1 != len(request.body):
        message = _("The body isn't as long as Content-Range says.")
        raise Refused(message, fields=[Fault("header.Content-Range", message)])
    return Part(int(first), int(total), request.body)


def _signature(given: SignatureIn | None) -> Signature | None:
    if given is None:
        return None
    try:
        png = base64.b64decode(given.png, validate=True) if given.png else b""
    except (binascii.Error, ValueError):
        message = _("The signature can't be read. Have it signed again.")
        raise Refused(message, fields=[Fault("body.signature.png", message)]) from None
    return Signature(
        given.name,
        tuple(tuple((point[0], point[1]) if len(point) > 1 else () for point in stroke) for stroke in given.strokes),
        round(given.width),
        round(given.height),
        png,
        given.refusal,
    )


def _place(given: PlaceIn | None) -> Place | None:
    if given is None:
        return None
    return Place(given.latitude, given.longitude, None if given.accuracy is None else round(given.accuracy))


def _step(request: Call, campaign: Any, body: VisitIn) -> FilingStep | None:
    if body.filing is None or body.step is None:
        return None
    filing = one(Filing.objects.visible_to(request.user).filter(campaign=campaign), pk=body.filing)
    steps = FilingStep.objects.filter(filing=filing).select_related("filing__campaign", "filing__enterprise")
    found = steps.filter(order=body.step).first()
    if found is None:
        raise Http404
    return found
