"""What filings look like on the wire."""

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from fugong.resumption import rules
from fugong.web.api.moves import ArrowOut
from fugong.web.api.problems import FaultOut
from fugong.web.api.shapes import Body, Reason


class FilingSummary(Schema):
    """One version of a filing, as lists show it."""

    id: int
    uid: uuid.UUID
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str = Field(alias="enterprise.name")
    kind: str = Field(description="first | addition | again")
    number: str
    version: int
    follows: int | None = Field(alias="follows_id", description="The version that this one mends")
    state: str
    state_since: dt.datetime
    due_at: dt.datetime | None
    route: str
    step: int = Field(description="Order of the step that is open; 0 where none is")
    remote: bool
    joint: int | None = Field(alias="joint_id")
    planned_on: dt.date | None
    staff_returning: int | None
    filed_at: dt.datetime | None
    decided_at: dt.datetime | None


class StepOut(Schema):
    """One step of the route: who, what, by when, and what came of it."""

    order: int
    post: str
    do: str
    name: str = Field(description="What the pack calls the step; else what is done there")
    blocking: bool
    state: str = Field(description="waiting | open | done | skipped (not decided: the filing went back or ended)")
    opened_at: dt.datetime | None
    due_at: dt.datetime | None
    done_at: dt.datetime | None
    done_by: str | None = Field(description="The name of whoever decided it")
    outcome: str
    opinion: str

    @staticmethod
    def resolve_name(step: Any) -> str:
        return rules.step_name(step)

    @staticmethod
    def resolve_done_by(step: Any) -> str | None:
        return step.done_by.name if step.done_by else None


class RemarkOut(Schema):
    """Why a field or paper was sent back."""

    step: int = Field(alias="step.order")
    field: str
    text: str


class DocumentOut(Schema):
    """A file of the filing."""

    uid: uuid.UUID
    field: str
    name: str
    kind: str
    size: int
    digest: str = Field(description="SHA-256")
    added_at: dt.datetime


class FilingOut(FilingSummary):
    """A filing with everything that belongs to it."""

    answers: dict[str, Any]
    route_reason: dict[str, Any]
    steps: list[StepOut]
    remarks: list[RemarkOut]
    documents: list[DocumentOut]
    moves: list[ArrowOut] = Field(alias="open_moves", description="What the caller could do with it now")


class DraftOut(Schema):
    """A draft after its answers were kept."""

    filing: FilingOut
    faults: list[FaultOut]


class DraftIn(Body):
    """Which enterprise files, and how."""

    enterprise: int = Field(ge=1, le=2**63 - 1)
    uid: uuid.UUID | None = Field(None, description="Made by the client, so that a repeat changes nothing")
    remote: bool = False
    joint: int | None = Field(None, ge=1, le=2**63 - 1, description="The joint filing of the park that it belongs to")


class AnswersIn(Body):
    """Answers by the keys of the pack's form."""

    answers: dict[Annotated[str, Field(max_length=60)], str | int | float | bool | None] = Field(max_length=300)


class RemarkIn(Body):
    field: str = Field(max_length=60)
    text: str = Field(max_length=500)


class MoveIn(Body):
    """Why (where the move asks for a reason; otherwise an opinion), and item by item what to mend (where it returns)."""

    reason: Reason = ""
    remarks: list[RemarkIn] = Field([], max_length=300)


class RecheckIn(Body):
    passed: bool
    opinion: Reason = ""


class TeamIn(Body):
    team: str = Field(max_length=40, description="The group's key")
