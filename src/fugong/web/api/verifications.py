"""Checklists: filled in by the enterprise itself, and on site by officers and groups."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.policy.loaded import for_version
from fugong.registry.models import Enterprise
from fugong.resumption.actions import verifications as actions
from fugong.resumption.models import ChecklistAnswer, Filing, FilingStep, Verification
from fugong.web.api.lookups import campaign_of, enterprise_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Id, Key

resource = Resource(tags=["Verification"])
ALL = "/campaigns/{campaign}/verifications"


class AnswerOut(Schema):
    item: str
    answer: str = Field(description="yes | no | not_applicable; no, too, where the number is beyond the list's limits")
    value: Decimal | None = Field(description="The number, where the item asks for one")
    unit: str = Field(description="Of the number; empty for none")
    note: str

    @staticmethod
    def resolve_unit(row: ChecklistAnswer) -> str:
        if row.value is None:
            return ""
        checked = row.verification
        items = for_version(checked.pack_version).resumption.checklist(checked.checklist).items
        return next((item.measured_in for item in items if item.key == row.item), "")


class VerificationOut(Schema):
    """One filled checklist."""

    id: int
    uid: uuid.UUID
    enterprise: int = Field(alias="enterprise_id")
    checklist: str
    kind: str
    step: int | None = Field(alias="step_id")
    team: int | None = Field(alias="team_id")
    result: str = Field(description="passed | faults")
    note: str
    at: dt.datetime
    by: str = Field(alias="by.name")
    answers: list[AnswerOut]


class CheckedIn(Body):
    answer: Literal["yes", "no", "not_applicable"]
    value: Decimal | None = Field(
        None, ge=-(10**9), le=10**9, description="The number that the item asks for: needed with yes"
    )
    note: str = Field("", max_length=500)


class VerificationIn(Body):
    """A visit. `filing` and `step` (its order) where it belongs to a step; a "no" needs a note.

    Where an item's `evidence` is `number` or `temperature`, a "yes" needs its `value`; beyond the list's limits it is kept as a "no".
    """

    enterprise: int = Field(ge=1, le=2**63 - 1)
    checklist: str = Field(max_length=40)
    answers: dict[Annotated[str, Field(max_length=60)], CheckedIn] = Field(max_length=500)
    kind: Literal["verification", "guidance", "recheck", "self"] = "verification"
    filing: int | None = Field(None, ge=1, le=2**63 - 1)
    step: int | None = Field(None, ge=1, le=32_767)
    note: str = Field("", max_length=4_000)
    uid: uuid.UUID | None = Field(None, description="Made by the client, so that a repeat changes nothing")


@resource.reads(ALL, Page[VerificationOut], needs=P.FILING_VIEW)
def verifications(
    request: Call,
    campaign: Key,
    enterprise: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Visits and self-assessments, the newest first."""
    rows = _seen(request, campaign)
    return page_of(rows.filter(enterprise=enterprise) if enterprise else rows, ("-id",), after=after, limit=limit)


@resource.writes("POST", ALL, VerificationOut, status=201)
def record_visit(request: Call, campaign: Key, body: VerificationIn) -> Any:
    """Keeps a filled checklist. Officers need verification.record; an enterprise fills in its own (`kind` self)."""
    within = campaign_of(request, campaign, P.FILING_VIEW)
    found: Enterprise = enterprise_of(request, within, body.enterprise)
    made = actions.record_visit(
        campaign=within,
        enterprise=found,
        checklist=body.checklist,
        answers={item: actions.Said(given.answer, given.note, given.value) for item, given in body.answers.items()},
        by=request.user,
        kind=body.kind,
        step=_step(request, within, body),
        note=body.note,
        uid=body.uid,
    )
    return one(_seen(request, campaign), pk=made.pk)


@resource.reads(ALL + "/{verification}", VerificationOut, needs=P.FILING_VIEW)
def verification_(request: Call, campaign: Key, verification: Id) -> Any:
    """One of them."""
    return one(_seen(request, campaign), pk=verification)


def _seen(request: Call, campaign: str) -> Any:
    within = campaign_of(request, campaign, P.FILING_VIEW)
    rows = Verification.objects.visible_to(request.user, P.FILING_VIEW).filter(campaign=within)
    return rows.select_related("by", "pack_version").prefetch_related("answers")


def _step(request: Call, campaign: Any, body: VerificationIn) -> FilingStep | None:
    if body.filing is None or body.step is None:
        return None
    filing = one(Filing.objects.visible_to(request.user).filter(campaign=campaign), pk=body.filing)
    steps = FilingStep.objects.filter(filing=filing)
    return one(steps.select_related("filing__campaign", "filing__enterprise"), order=body.step)  # type: ignore[no-any-return]
