"""What an officer's phone takes along for the day."""

import datetime as dt
from typing import Any

from ninja import Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.inspections.phone import day
from fugong.web.api.lookups import campaign_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Key

resource = Resource(tags=["Inspections"])
Texts = dict[str, str]


class ListItemOut(Schema):
    """An item. What isn't said is absent: no help, no unit, no limit."""

    key: str
    name: Texts
    help: Texts | None = None
    evidence: str
    unit: Texts | None = None
    minimum: float | None = None
    maximum: float | None = None
    critical: bool = False
    on_fail: str = Field(description="on_the_spot | notice | stop")


class ListAspectOut(Schema):
    key: str
    name: Texts
    items: list[ListItemOut]


class ListOut(Schema):
    """A checklist in all languages."""

    name: Texts
    aspects: list[ListAspectOut]


class StoryLineOut(Schema):
    tone: str
    text: str


class PastVisitOut(Schema):
    day: dt.date
    kind: str
    failed: int


class OfferOut(Schema):
    """A visit that can begin there."""

    kind: str
    checklists: list[str]


class DayStopOut(Schema):
    """An enterprise to visit. `stop` is null where it is the caller's own but not on today's round."""

    id: int
    name: str
    address: str
    grid: str
    staff: int | None
    stop: int | None
    order: int | None = Field(description="The stop's place on the way, from 1")
    expected: str = Field(description="When the plan has them there, such as 09:40; empty where no hour was planned")
    visited: bool
    reasons: list[str]
    lines: list[StoryLineOut] = Field(description="What to know before going there, the gravest first")
    visits: list[PastVisitOut]
    visits_offered: list[OfferOut]
    leaves_out: dict[str, list[str]] = Field(description="Checklist → items that this enterprise isn't asked about")


class DayOut(Schema):
    """A day's work, at most a megabyte for forty enterprises: checklists stand in it once."""

    day: dt.date
    made_at: dt.datetime
    pack_version: int
    checklists: dict[str, ListOut]
    enterprises: list[DayStopOut]
    round_page: str = Field(description="Address of the page on which stops are put in order and given to colleagues")
    swaps_asked: list[str] = Field(description="Names of the enterprises that colleagues ask the caller to take over")


@resource.reads("/campaigns/{campaign}/rounds/today", DayOut, needs=P.VISIT_RECORD, exclude_none=True)
def rounds_today(request: Call, campaign: Key) -> Any:
    """The caller's own day: the round's enterprises in order, then the caller's others."""
    return day.of(campaign_of(request, campaign, P.VISIT_RECORD), request.user)
