"""What key projects, milestones, approvals, branches and parcels look like on the wire."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from fugong.web.api.shapes import Body, Day

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[str, Field(max_length=40)]


class ProjectOut(Schema):
    """A key project."""

    id: int
    name: str
    list: str = Field(alias="key")
    reason: str
    kind: str
    priority: int
    enterprise: int | None = Field(alias="enterprise_id", description="Who builds or owns it; null: none yet")
    office: str = Field(description="Key of the post that owns it")
    area_code: str
    investment: int | None = Field(description="Fen")
    state: str
    begin_on: dt.date
    due_on: dt.date
    started_on: dt.date | None
    longitude: float | None
    latitude: float | None


class ProjectIn(Body):
    """A project to propose. Money as people write it: `12000000`, `1200万元`, `3.2亿`, in yuan."""

    name: str = Field(max_length=120)
    list: Key
    reason: Key
    due_on: Day
    begin_on: Day | None = None
    enterprise: Number | None = None
    area_code: str = Field("", max_length=12, description="Where no enterprise gives it")
    kind: Key = ""
    office: Key = ""
    investment: str = Field("", max_length=40)
    priority: Annotated[int, Field(ge=1, le=9999)] = 100
    template: Key = ""
    address: str = Field("", max_length=160)
    longitude: float | None = None
    latitude: float | None = None
    note: str = Field("", max_length=500)


class MilestoneOut(Schema):
    """A milestone as it stands: the plan's latest days, what is expected, slack in its own days (null: it is reached)."""

    id: int
    key: str
    name: str
    state: str
    office: str
    days: int
    working: bool
    after: list[str]
    start_on: dt.date
    finish_on: dt.date
    started_on: dt.date | None
    finished_on: dt.date | None
    expected_start: dt.date
    expected_finish: dt.date
    slack: int | None
    critical: bool


class ScheduleOut(Schema):
    """A project's schedule: `missed_by` days after the due day (0 or less: it holds)."""

    due_on: dt.date
    ends: dt.date
    missed_by: int
    milestones: list[MilestoneOut]


class MilestoneIn(Body):
    """A line of a new plan: `after` names keys of other lines; a new line brings a key of its own."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    name: str = Field(max_length=80)
    days: Annotated[int, Field(ge=1, le=3660)]
    working: bool = True
    after: list[Key] = Field(default_factory=list, max_length=60)
    office: Key = ""


class ProjectPlanIn(Body):
    """A whole new plan with its reason."""

    due_on: Day
    reason: str = Field("", max_length=300)
    milestones: list[MilestoneIn] = Field(max_length=60)


class OnIn(Body):
    """The day on which it happened; null: today."""

    on: Day | None = None


class BranchOut(Schema):
    """A branch of an approval."""

    id: int
    key: str
    name: dict[str, Any]
    office: str
    state: str
    after: list[str]
    due_at: dt.datetime | None
    early_at: dt.datetime | None
    early_note: str
    certificate_number: str
    certificate_on: dt.date | None


class ApprovalOut(Schema):
    """An approval with its branches; `waits_for` is the key of the longest pole's branch, with the working days that it has left."""

    id: int
    number: str
    kind: str
    subject: str
    state: str
    enterprise: int | None = Field(alias="enterprise_id")
    project: int | None = Field(alias="project_id")
    parcel: int | None = Field(alias="parcel_id")
    handed_in_at: dt.datetime | None
    handed_over_at: dt.datetime | None
    waits_for: str = ""
    days_left: int | None = None
    branches: list[BranchOut]


class ApprovalIn(Body):
    """What to prepare: of a project, a parcel, or an enterprise with the subject."""

    kind: Key
    project: Number | None = None
    parcel: Number | None = None
    enterprise: Number | None = None
    subject: str = Field("", max_length=160)


class GrantIn(Body):
    """Number and day of the certificate, where the branch gives one."""

    number: str = Field("", max_length=60)
    on: Day | None = None


class EarlyHelpIn(Body):
    """What was done before the formal hand-in."""

    note: str = Field(max_length=300)


class HandedToIn(Body):
    """Who takes the certificates."""

    to: str = Field(max_length=80)


class ParcelOut(Schema):
    """A parcel of land."""

    id: int
    name: str
    number: str
    area_m2: int
    use: str
    state: str
    area_code: str
    enterprise: int | None = Field(alias="enterprise_id")
    due_at: dt.datetime | None
    longitude: float | None
    latitude: float | None
