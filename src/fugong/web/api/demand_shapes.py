"""Shapes of demands, their causes and tasks."""

import datetime as dt
from typing import Any

from ninja import Schema
from pydantic import Field

from fugong.web.api.moves import ArrowOut
from fugong.web.api.shapes import Body, Moment

LONG = 60_000  # the action says the true limit, in words, at the field


class DemandSummary(Schema):
    """A demand as lists show it. `lead` and `post` are keys of the pack; both empty: the duty desk's tray."""

    id: int
    number: str
    enterprise: int = Field(validation_alias="enterprise_id")
    text: str
    language: str
    state: str
    category: str
    proposed: str
    confidence: float | None
    priority: int
    lead: str
    post: str
    supporting: list[str]
    source: str
    cause: int | None = Field(validation_alias="cause_id")
    received_at: dt.datetime
    due_at: dt.datetime | None
    answer_due_at: dt.datetime | None
    answered_at: dt.datetime | None
    stars: int | None


class MessageOut(Schema):
    """Something said. `inside`: within the authority."""

    kind: str
    text: str
    texts: dict[str, str]
    department: str
    inside: bool
    at: dt.datetime
    by: str = Field(validation_alias="by_name")


class AttachmentOut(Schema):
    """A file; fetched at the demand's address, `/files/` and its `uid`."""

    uid: str
    name: str
    kind: str
    size: int

    @staticmethod
    def resolve_uid(row: Any) -> str:
        return str(row.uid)


class DemandOut(DemandSummary):
    """One demand with what was said, and the moves open to the caller."""

    designated: bool
    declined: list[str]
    climbed: list[str]
    reopened: int
    owes: str
    rating: str
    contact_name: str
    contact_masked: str
    parts: list[int]
    said: list[MessageOut]
    files: list[AttachmentOut]
    open_moves: list[ArrowOut]


class DemandIn(Body):
    """What is needed, in its own words. Without `category` one is proposed; `source` tells how it was heard."""

    enterprise: int = Field(ge=0, le=2**63 - 1)
    text: str = Field(max_length=LONG)
    category: str = Field("", max_length=40)
    source: str = Field("api", max_length=12)
    source_note: str = Field("", max_length=400)
    contact_name: str = Field("", max_length=200)
    contact_phone: str = Field("", max_length=60)


class DemandMoveIn(Body):
    """What a move takes: `reason` or `text` where it says something, and what is named after the move it belongs to."""

    reason: str = Field("", max_length=LONG)
    text: str = Field("", max_length=LONG)
    texts: dict[str, str] = Field(default_factory=dict, description="answer: the same in en, ja, ko")
    to: str = Field("", max_length=40, description="decline: key of the department that it belongs to")
    category: str = Field("", max_length=40, description="designate")
    lead: str = Field("", max_length=40, description="designate")
    stars: int = Field(0, ge=0, le=5, description="confirm, attest")
    rating: str = Field("", max_length=LONG, description="confirm, attest")
    promise: str = Field("", max_length=LONG, description="answer: what is promised becomes a task")
    promise_by: Moment | None = None
    portions: list["PortionIn"] = Field(default_factory=list, max_length=20, description="split")


class PortionIn(Body):
    """A part of a demand that is split."""

    text: str = Field(max_length=LONG)
    department: str = Field("", max_length=40)
    category: str = Field("", max_length=40)


class CauseOut(Schema):
    id: int
    title: str
    category: str
    note: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None


class CauseIn(Body):
    title: str = Field(max_length=LONG)
    demands: list[int] = Field(max_length=500)
    note: str = Field("", max_length=LONG)


class CauseAnswerIn(Body):
    text: str = Field(max_length=LONG)
    texts: dict[str, str] = Field(default_factory=dict)


class AnsweredOut(Schema):
    answered: list[int]


class TaskOut(Schema):
    """A task; `owner` and `asked_by` are names."""

    id: int
    number: str
    what: str
    state: str
    owner: str
    asked_by: str
    deadline: dt.datetime
    demand: int | None = Field(validation_alias="demand_id")
    proof: str
    done_at: dt.datetime | None

    @staticmethod
    def resolve_owner(row: Any) -> str:
        return str(row.owner.name)

    @staticmethod
    def resolve_asked_by(row: Any) -> str:
        return str(row.asked_by.name)


class TaskIn(Body):
    """`owner` is a user name."""

    what: str = Field(max_length=LONG)
    owner: str = Field(max_length=150)
    deadline: Moment | None = None
    demand: int | None = Field(None, ge=0, le=2**63 - 1)


class TaskMoveIn(Body):
    reason: str = Field("", max_length=LONG)
    proof: str = Field("", max_length=LONG)
    deadline: Moment | None = None


DemandMoveIn.model_rebuild()
