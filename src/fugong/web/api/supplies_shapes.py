"""What stock, requests, offers, allocations, shares and deliveries look like on the wire. Money is whole fen."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from fugong.supplies import levers
from fugong.web.api.shapes import Body, Day, Reason, Words

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[str, Field(max_length=40)]
Pieces = Annotated[int, Field(ge=0, le=100_000_000)]


class StockOut(Schema):
    """What there is of an item. `free` can be shared out now; `stores`: key of a store → pieces."""

    item: str = Field(alias="item.key")
    name: Words = Field(alias="item.name")
    unit: Words = Field(alias="item.unit")
    box: int = Field(alias="item.box")
    stores: dict[str, int] = Field(alias="by_store")
    free: int
    aside: int = Field(description="set aside for deliveries")
    way: int = Field(description="on the way")
    soon: int = Field(description="of what is free: to be used up soon")
    expired: int


class WantsOut(Schema):
    """What an enterprise needs of an item, computed."""

    enterprise: int = Field(alias="enterprise.pk")
    enterprise_name: str = Field(alias="enterprise.name")
    item: str = Field(alias="item.key")
    tier: int
    heads: int
    target: int
    stock: int
    coming: int
    lacking: int
    asked: int | None
    days: str = Field(alias="days_shown", description="days of cover; empty where none can be said")


class SupplyRequestOut(Schema):
    """A request of an enterprise."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    item: str
    pieces: int
    reason: str
    state: str
    asked_at: dt.datetime
    due_at: dt.datetime | None


class SupplyRequestIn(Body):
    """One open request an item: the same again changes its number."""

    enterprise: Number
    item: Key
    pieces: Pieces
    reason: Reason = ""
    caller: str = Field("", max_length=60)


class SupplyOfferOut(Schema):
    """An offer; of a gift `fen_each` is what a piece is worth."""

    id: int
    kind: str
    item: str
    supplier: str
    pieces: int
    fen_each: int
    fen: int
    ready_on: dt.date | None
    note: str
    state: str
    received: int


class OfferIn(Body):
    """An offer as it is entered; `price` in yuan a piece, such as "2.35"."""

    kind: Literal["purchase", "donation", "upper", "society"]
    item: Key
    supplier: str = Field(max_length=120)
    pieces: Pieces
    price: str = Field("0", max_length=20)
    ready_on: Day | None = None
    note: str = Field("", max_length=300)


class ArrivalIn(Body):
    """What came of an offer."""

    pieces: Pieces
    store: Key
    lot: str = Field("", max_length=40)
    expires_on: Day | None = None


class BatchOut(Schema):
    """Pieces that came together."""

    id: int
    item: str
    lot: str
    pieces: int
    fen: int
    store: str
    expires_on: dt.date | None


class LeversOut(Schema):
    """The values by which it was shared instead of the pack's; what isn't named is the pack's."""

    norms: dict[str, str] = Field(description="item → pieces a head (and day, where it is used up)")
    days: dict[str, int] = Field(description="item → days of cover")
    tiers: dict[str, int] = Field(alias="ranks", description="key of a tier → when it is served, 1 comes first")
    why: str


class AllocationOut(Schema):
    """An allocation. `left`: pieces that stay by item; `lacking`: what is still lacking; `unmet`: floors that can't be reached."""

    id: int
    number: int
    items: list[str]
    state: str
    left: dict[str, int]
    lacking: dict[str, int]
    unmet: list[dict[str, Any]]
    proposed_by: str = Field(alias="proposed_by.name")
    proposed_at: dt.datetime
    decided_at: dt.datetime | None
    levers: LeversOut | None = Field(None, alias="tried", description="null: by the pack's own values")


class LeversIn(Body):
    """Values that hold for this allocation instead of the pack's. What is left out, or says what the pack says, is the pack's."""

    norms: dict[Key, Annotated[str, Field(max_length=40)]] = Field(
        {}, max_length=40, examples=[{"masks": "1/2"}],
        description="item → pieces a head (and day, where it is used up), for all enterprises: a number above 0 up to "
        f"{levers.MOST_NORM} such as \"2\" or \"0.5\", or a fraction such as \"1/100\"",
    )  # fmt: skip
    days: dict[Key, Annotated[int, Field(ge=1, le=levers.MOST_DAYS)]] = Field(
        {}, max_length=40, examples=[{"masks": 7}], description="item that is used up day by day → days of cover"
    )
    tiers: dict[Key, Annotated[int, Field(ge=1, le=100)]] = Field(
        {}, max_length=100, examples=[{"medical": 1, "key": 1}],
        description="key of one of the pack's tiers → when it is served: 1 comes first, no number is above that of the tiers; "
        "tiers of one number are served alike",
    )  # fmt: skip
    why: str = Field("", max_length=levers.LONGEST_WHY, description="needed where a value differs from the pack's")


class AllocationIn(Body):
    """What is to be shared among whom; without `enterprises` among all of the campaign. `most`: item → at most so many pieces."""

    items: list[Key] = Field(min_length=1, max_length=40)
    most: dict[Key, Pieces] = Field({}, max_length=40)
    area: str = Field("", max_length=12)
    segment: str = Field("", max_length=40)
    group: str = Field("", max_length=40)
    only_asked: bool = False
    floor_days: Annotated[int, Field(ge=0, le=60)] = 0
    enterprises: list[Number] = Field([], max_length=5_000)
    levers: LeversIn | None = None


class ShareOut(Schema):
    """What an enterprise gets of an item, and why."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    enterprise_name: str = Field(alias="enterprise.name")
    item: str
    tier: int
    target: int
    on_hand: int
    pieces: int
    planned: int
    code: str = Field(description="full, level, above_level, covered, later_tier, none_left")
    why: str = Field(alias="words", description="the same in words")
    changed: str = Field(alias="why", description="why somebody changed it by hand")


class ShareIn(Body):
    """Another number, in whole boxes, and why."""

    pieces: Pieces
    why: str = Field(max_length=200)


class DeliveryOut(Schema):
    """What an enterprise is brought; `goods`: item → pieces."""

    id: int
    number: str
    allocation: int = Field(alias="allocation_id")
    enterprise: int = Field(alias="enterprise_id")
    state: str
    due_at: dt.datetime | None
    delivered_at: dt.datetime | None
    signed_name: str
    goods: dict[str, int]


class SignedIn(Body):
    """Who signed: the strokes on the glass, lists of [x, y] points within width × height."""

    name: str = Field(max_length=60)
    strokes: list[list[list[float]]] = Field(min_length=1, max_length=200)
    width: Annotated[int, Field(ge=1, le=4_000)]
    height: Annotated[int, Field(ge=1, le=4_000)]


class MovementOut(Schema):
    """A movement of the stock ledger. Its lines sum to zero for each batch, in pieces and in fen."""

    id: int
    kind: str
    at: dt.datetime
    enterprise: int | None = Field(alias="enterprise_id")
    delivery: int | None = Field(alias="delivery_id")
    lines: list["LineOut"] = Field(alias="told")


class LineOut(Schema):
    """What a place lost or got of a batch. `place`: store, aside, way, firm, source, difference, waste; `key`: which store or source."""

    place: str = Field(alias="place.kind")
    key: str = Field(alias="place.key")
    item: str = Field(alias="batch.item")
    batch: int = Field(alias="batch_id")
    pieces: int
    fen: int


MovementOut.model_rebuild()
__all__ = [
    "AllocationIn",
    "AllocationOut",
    "ArrivalIn",
    "BatchOut",
    "DeliveryOut",
    "MovementOut",
    "OfferIn",
    "ShareIn",
    "ShareOut",
    "SignedIn",
    "StockOut",
    "SupplyOfferOut",
    "SupplyRequestIn",
    "SupplyRequestOut",
    "WantsOut",
]  # fmt: skip
