"""What houses, bed requests, stays, caterers and meal orders look like on the wire. People are numbers of their files."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from fugong.web.api.shapes import Body, Day, Reason, Whole

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[str, Field(max_length=40)]


class RoomOut(Schema):
    """A room of a house."""

    id: int
    number: str
    beds: int = Field(description="0: out of use")
    area: Decimal | None = Field(description="m²")
    spacing: Decimal | None = Field(description="metres between beds")
    isolation: bool


class HouseOut(Schema):
    """A house with the beds that are free on every day of the span asked for; without a span, tonight."""

    id: int
    kind: str
    name: str
    address: str
    area_code: str
    enterprise: int | None = Field(alias="enterprise_id", description="Whose plant it is in")
    state: str
    checked_on: dt.date | None
    open_from: dt.date | None
    open_until: dt.date | None
    beds: int = Field(alias="in_span.beds")
    free: int = Field(alias="in_span.free")
    isolation_beds: int = Field(alias="in_span.isolation_beds")
    isolation_free: int = Field(alias="in_span.isolation_free")


class HouseIn(Body):
    """A house as it is entered."""

    kind: Key
    name: str = Field(max_length=80)
    address: str = Field("", max_length=160)
    area_code: str = Field("", max_length=12)
    enterprise: Number | None = None
    contact_name: str = Field("", max_length=60)
    phone: str = Field("", max_length=40)
    longitude: float | None = None
    latitude: float | None = None


class RoomIn(Body):
    """A room; one of the same number is changed."""

    number: str = Field(max_length=20)
    beds: Whole
    area: Decimal | None = Field(None, ge=0, le=9999)
    spacing: Decimal | None = Field(None, ge=0, le=20)
    isolation: bool = False


class HouseCheckIn(Body):
    """The pack's checks, by key; what isn't named isn't right."""

    seen: dict[Key, bool] = Field({}, max_length=60)


class OpeningIn(Body):
    """From when beds can be given; `until` is the first day without."""

    since: Day
    until: Day | None = None


class BedRequestOut(Schema):
    """A bed request."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str = Field(alias="enterprise.name")
    state: str
    since: dt.date
    until: dt.date | None
    wanted: int
    placed: int
    wishes: str
    asked_at: dt.datetime
    due_at: dt.datetime | None
    follows: int | None = Field(alias="follows_id")


class BedRequestIn(Body):
    """For whom, by the numbers of their files, and when."""

    enterprise: Number
    people: list[Number] = Field(min_length=1, max_length=2_000)
    since: Day
    until: Day | None = None
    wishes: str = Field("", max_length=300)


class BedProposalIn(Body):
    """The houses to fill, the first first; none: the nearest with room."""

    houses: list[Number] = Field([], max_length=20)


class PlacingIn(Body):
    """One person into one room."""

    person: Number
    room: Number


class StayOut(Schema):
    """Somebody's bed."""

    id: int
    person: int = Field(alias="person_id")
    enterprise: int | None = Field(alias="enterprise_id")
    request: int | None = Field(alias="request_id")
    house: int = Field(alias="room.house_id")
    room: int = Field(alias="room_id")
    room_number: str = Field(alias="room.number")
    bed: int
    lodging: str
    state: str
    since: dt.date
    until: dt.date | None


class TransferIn(Body):
    """Which room next."""

    room: Number


class StayExtensionIn(Body):
    """Another day of leaving; null: for good."""

    until: Day | None = None


class CatererOut(Schema):
    """A caterer on the list."""

    id: int
    name: str
    area_code: str
    address: str
    licence: str
    licence_until: dt.date | None
    capacity: int
    papers_missing: list[str] = Field(alias="missing_papers")


class MealOrderOut(Schema):
    """One meal of one day."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    caterer: int = Field(alias="caterer_id")
    day: dt.date
    meal: str
    count: int
    diets: dict[str, int]
    state: str


class PortionsIn(Body):
    """How many of a meal, and how many of them by diet."""

    count: Whole
    diets: dict[Key, Whole] = Field({}, max_length=20)


class MealOrderIn(Body):
    """A day's meals of one enterprise, by key; what was ordered before for these meals is replaced."""

    enterprise: Number
    caterer: Number
    day: Day
    meals: dict[Key, PortionsIn] = Field(max_length=20)


class MealDecisionIn(Body):
    """What the caterer says."""

    outcome: Literal["accept", "deliver", "decline"]
    reason: Reason = ""
