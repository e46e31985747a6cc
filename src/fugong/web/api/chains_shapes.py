"""What listings, interrupted supplies, orders of resuming and premises look like on the wire."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from fugong.web.api.shapes import Body, Day, Reason, Whole

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[str, Field(max_length=40)]


class ListingOut(Schema):
    """An enterprise on a list, or proposed for it."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    list: str = Field(alias="key")
    ground: str
    note: str
    state: str
    until: dt.date | None = Field(description="The last day; null: until it is taken off")
    proposed_at: dt.datetime
    confirmed_at: dt.datetime | None
    helper: int | None = Field(alias="helper_id")


class ListingIn(Body):
    """Whom to propose for which list, on which of its grounds."""

    enterprise: Number
    list: Key
    ground: Key
    note: str = Field("", max_length=500)
    until: Day | None = None


class LinkIn(Body):
    """A partner of an enterprise: one of the area (`other`), or one outside (`partner` with its `region`)."""

    enterprise: Number
    side: Key = Field(description="supplier | customer: what the other is")
    other: Number | None = None
    partner: str = Field("", max_length=120)
    region: str = Field("", max_length=80)
    authority: str = Field("", max_length=120)
    uscc: str = Field("", max_length=40)
    works: Key = Field("", description="unknown | running | stopped")
    what: str = Field("", max_length=120)
    kind: Key = ""
    share: Annotated[int, Field(ge=1, le=100)] | None = None
    critical: bool = False


class ChainLinkOut(Schema):
    """A link: `waits` until the other side, or an officer, confirms it."""

    id: int
    outside: bool
    supplier: int | None = Field(description="Enterprise; null: the partner outside")
    customer: int | None
    partner: str
    region: str
    what: str
    kind: str
    share: int | None
    critical: bool
    waits: bool


class InterruptionOut(Schema):
    """A supply that an enterprise needs and doesn't get."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    link: int | None = Field(alias="link_id")
    outside: int | None = Field(alias="outside_id")
    partner: str = Field(alias="partner_name")
    good: str
    cause: str
    since: dt.date
    state: str
    due_at: dt.datetime | None
    how: str
    ended_at: dt.datetime | None


class InterruptionIn(Body):
    """Which link (`link` within the area, `outside` to a partner), why, since when."""

    link: Number | None = None
    outside: Number | None = None
    cause: Key
    since: Day | None = None
    note: str = Field("", max_length=500)


class RestoredIn(Body):
    """How it came about."""

    how: str = Field(max_length=500)


class LimitsIn(Body):
    """By wave; what is left out limits nothing."""

    waves: Annotated[int, Field(ge=1, le=60)]
    masks: Whole | None = Field(None, description="At hand in the first wave")
    masks_a_wave: Whole | None = None
    checks: Annotated[int, Field(ge=0, le=10**6)] | None = None
    risk_a_wave: Annotated[int, Field(ge=0, le=10**9)] | None = None
    risk_each: Annotated[int, Field(ge=0, le=10**6)] | None = None


class ResumingOrderOut(Schema):
    """An order. `result`: `value` and `bound` in yuan a day summed over the waves, `released` by wave, `counts`."""

    id: int
    state: str
    limits: dict[str, Any]
    done: int
    total: int
    result: dict[str, Any]
    failure: str
    asked_at: dt.datetime
    confirmed_at: dt.datetime | None


class OrderEntryOut(Schema):
    """One enterprise of an order, of those that the caller sees. `kind`: approve | waits | blocked."""

    enterprise: int = Field(alias="enterprise_id")
    kind: str
    place: int | None
    wave: int | None
    releases: int = Field(description="Yuan a day that begin with it")
    behind: int = Field(description="Yuan a day that hang on it, its own too")
    is_top: bool
    why: str


class PremisesWantedOut(Schema):
    """What an enterprise looks for."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    area: int = Field(description="m²")
    power: int | None = Field(description="kVA")
    use: str
    since: dt.date
    state: str
    due_at: dt.datetime | None
    agreed: int | None = Field(alias="agreed_id")


class PremisesWantedIn(Body):
    """What an enterprise looks for."""

    enterprise: Number
    area: Whole
    power: Whole | None = None
    use: Key
    since: Day
    why: str = Field("", max_length=300)


class ReasonedIn(Body):
    """Why."""

    reason: Reason = ""
