"""What findings, notices and stop-work orders look like on the wire."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from fugong.rectification import naming
from fugong.web.api.shapes import Body, Moment

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Short = Annotated[str, Field(max_length=500)]


class ProofOut(Schema):
    """A file that shows a finding; the page `/proofs/{uid}/` hands it out."""

    uid: uuid.UUID
    stage: str = Field(description="before | after")
    name: str
    kind: str
    size: int
    digest: str = Field(description="SHA-256")


class FindingOut(Schema):
    """One finding."""

    id: int
    uid: uuid.UUID
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str = Field(alias="enterprise.name")
    state: str
    checklist: str
    aspect: str
    item: str
    what: str = Field(description="The item's name, or what was typed")
    note: str
    severity: str
    route: str = Field(description="on_the_spot | notice | stop")
    times: int = Field(description="How often the same was found here, with this time")
    repeat_of: int | None = Field(alias="repeat_of_id")
    found_at: dt.datetime
    found_by: str = Field(alias="found_by.name")
    closed_at: dt.datetime | None

    @staticmethod
    def resolve_what(finding: Any) -> str:
        return naming.item_name(finding)


class NoticeItemOut(Schema):
    """One finding on a notice."""

    id: int
    order: int
    finding: FindingOut
    demand: str
    answer: str
    outcome: str = Field(description="right | wrong | dropped; empty until the look-back")
    remark: str


class RectificationNoticeSummary(Schema):
    """A notice, as lists show it."""

    id: int
    uid: uuid.UUID
    number: str
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str = Field(alias="enterprise.name")
    state: str
    turn: int
    follows: int | None = Field(alias="follows_id")
    has_repeat: bool
    issued_at: dt.datetime
    issued_by: str = Field(alias="issued_by.name")
    deadline: dt.datetime
    due_at: dt.datetime | None
    served_at: dt.datetime | None
    answered_at: dt.datetime | None
    ended_at: dt.datetime | None
    digest: str


class RectificationNoticeOut(RectificationNoticeSummary):
    """A notice with its items."""

    items: list[NoticeItemOut]


class StopWorkOut(Schema):
    """A proposal or order to stop work."""

    id: int
    uid: uuid.UUID
    number: str
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str = Field(alias="enterprise.name")
    state: str
    grounds: str
    notice: int | None = Field(alias="notice_id")
    proposed_at: dt.datetime
    proposed_by: str = Field(alias="proposed_by.name")
    decided_at: dt.datetime | None
    due_at: dt.datetime | None
    served_at: dt.datetime | None
    answered_at: dt.datetime | None
    verified_at: dt.datetime | None
    lifted_at: dt.datetime | None


class LookBackOut(Schema):
    """The notice after the look-back, and what came of it."""

    notice: RectificationNoticeOut
    second: int | None = Field(description="The second notice")
    stop_work: int | None = Field(description="The proposal to stop work")


class FindingIn(Body):
    """One finding: an item of the place's lists, or what was seen in a few words."""

    enterprise: Number
    item: str = Field("", max_length=40)
    checklist: str = Field("", max_length=40)
    aspect: str = Field("", max_length=40)
    title: str = Field("", max_length=200)
    note: Short = ""
    severity: str = Field("", max_length=40)


class RectificationNoticeIn(Body):
    """Over which open findings; by when, if sooner than the place's clock."""

    enterprise: Number
    findings: list[Number] = Field(min_length=1, max_length=40)
    deadline: Moment | None = None
    demands: dict[Annotated[str, Field(pattern=r"^\d{1,18}$")], Annotated[str, Field(max_length=300)]] = Field(
        {}, max_length=40
    )


class ServiceIn(Body):
    """How it was served; an enterprise that calls signs for it itself."""

    way: Literal["phone", "handed", "left", "post"] = "phone"
    name: str = Field("", max_length=80)
    note: str = Field("", max_length=300)


class NoticeAnswerIn(Body):
    """Words for each item, by its id. Photos are added before, item by item."""

    answers: dict[Annotated[str, Field(pattern=r"^\d{1,18}$")], Short] = Field(max_length=60)


class SeenIn(Body):
    right: bool
    remark: str = Field("", max_length=300)


class LookBackIn(Body):
    """What was seen of each item, by its id."""

    seen: dict[Annotated[str, Field(pattern=r"^\d{1,18}$")], SeenIn] = Field(max_length=60)
    note: Short = ""


class StopWorkIn(Body):
    """Over which findings, and why."""

    enterprise: Number
    findings: list[Number] = Field(min_length=1, max_length=40)
    grounds: Short


class VerificationOfStopIn(Body):
    """What the look-back at a stop-work order saw."""

    right: bool
    note: Short
