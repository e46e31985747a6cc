"""What surveys, need, plans, trips, riders and claims look like on the wire. Money in fen; people are numbers of their files."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from fugong.web.api.shapes import Body, Day, Moment, Whole

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[str, Field(min_length=1, max_length=200)]
Fen = Annotated[int, Field(description="fen")]


class CoachSurveyOut(Schema):
    """A survey; how many were asked."""

    id: int
    title: str
    asked: Whole
    asked_at: dt.datetime
    due_at: dt.datetime
    reminded_at: dt.datetime | None
    closed_at: dt.datetime | None


class CoachSurveyIn(Body):
    """Asks all whom the pack names; without `due_at` by the pack's clock."""

    title: str = Field(max_length=80)
    due_at: Moment | None = None


class CoachAnswerOut(Schema):
    """An enterprise's answer: `answer` is empty while there is none."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    answer: str
    answered_at: dt.datetime | None
    reminded_at: dt.datetime | None


class CoachNeedOut(Schema):
    """So many people of an enterprise at one spot on one day; `planned` have a seat in a confirmed trip."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    state: str
    people: int
    planned: int
    region: str
    spot: str
    longitude: float
    latitude: float
    day: dt.date
    said_at: dt.datetime


class CoachNeedIn(Body):
    """`region`: a code or a name. Without degrees, the middle of the city stands for the spot."""

    enterprise: Number
    people: int = Field(ge=1, le=5_000)
    spot: str = Field(max_length=120)
    region: str = Field("", max_length=60)
    longitude: float | None = None
    latitude: float | None = None
    day: Day
    note: str = Field("", max_length=300)


class CoachPlanIn(Body):
    """`coaches`: size → how many there are, null for as many as it takes."""

    needs: list[Number] = Field(max_length=500)
    coaches: dict[Annotated[str, Field(max_length=40)], int | None] = Field(max_length=60)
    hours: float | None = Field(None, description="Nobody rides longer")


class CoachPlanOut(Schema):
    """A plan of trips. `found` has trips with calls, shares and standings, and `unmet` with the rule that is in the way."""

    id: int
    state: str
    people: int
    trips: int = Field(alias="trips_count")
    cost: Fen
    percent: int
    found: dict[str, Any]


class CoachShareOut(Schema):
    """What one enterprise has of a trip; the shares add up to the cost."""

    enterprise: int = Field(alias="enterprise_id")
    seats: int
    outside: int
    added: int = Field(description="metres")
    fen: int
    alone: int | None
    brought: int


class CoachTripOut(Schema):
    """A trip. `enterprise` where one alone has the coach."""

    id: int
    enterprise: int | None = Field(alias="enterprise_id")
    state: str
    coach: str
    seats: int
    usable: int
    claimed: int
    origin: str
    destination: str
    day: dt.date
    departs_at: dt.datetime
    arrives_at: dt.datetime
    metres: int
    cost: Fen
    plate: str
    departed_at: dt.datetime | None
    arrived_at: dt.datetime | None
    brought: int
    due_at: dt.datetime | None


class CoachRiderOut(Schema):
    """A rider; `person` is the number of the file."""

    id: int
    person: int = Field(alias="person_id")
    enterprise: int = Field(alias="enterprise_id")
    seat: int
    state: str
    consented_at: dt.datetime | None
    boarded_at: dt.datetime | None


class CoachRidersIn(Body):
    """People of an enterprise's list; `consented`: the enterprise has their signatures."""

    enterprise: Number
    people: list[Number] = Field(min_length=1, max_length=200)
    consented: bool = False


class CoachSeatsIn(Body):
    """So many seats for an enterprise."""

    enterprise: Number
    seats: int = Field(ge=1, le=200)


class CoachVehicleIn(Body):
    plate: str = Field(max_length=20)
    carrier: str = Field("", max_length=80)
    driver: str = Field("", max_length=40)
    phone: str = Field("", max_length=40)


class CoachScanIn(Body):
    """A person's code, signed or short, and when it was read."""

    code: Code
    at: Moment | None = None


class CoachMomentIn(Body):
    """When; now where it isn't said. A phone without network tells it later."""

    at: Moment | None = None


class CoachBoardedOut(Schema):
    """`known`: the person was aboard already. `name` is empty where the caller may not see the file."""

    person: int
    name: str
    seat: int
    state: str
    known: bool


class CoachTodayRiderOut(Schema):
    number: int
    seat: int
    aboard: bool


class CoachTodayTripOut(Schema):
    """A trip; `riders` are those who may board."""

    id: int
    origin: str
    destination: str
    departs_at: dt.datetime
    state: str
    plate: str
    listed: int
    riders: list[CoachTodayRiderOut]


class CoachBoardingDayOut(Schema):
    """What the phone takes along. `key` (P-256, raw, Base64 for addresses) reads people's codes; `campaign` stands in them."""

    day: dt.date
    campaign: int
    key: str
    trips: list[CoachTodayTripOut]


class CoachClaimOut(Schema):
    """A claim; `rule` decided, `amount` is what it gives."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    trip: int = Field(alias="trip_id")
    state: str
    cost: Fen
    people: int
    rule: str
    amount: int | None
    due_at: dt.datetime | None
    paid_on: dt.date | None


class CoachClaimIn(Body):
    """A claim of the enterprise's part of a trip's cost."""

    trip: Number
    enterprise: Number
    note: str = Field("", max_length=300)


class CoachPaidIn(Body):
    """The day on which it was paid."""

    on: Day
