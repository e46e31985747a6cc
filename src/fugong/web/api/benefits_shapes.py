"""What policies, matches and claims of benefits look like on the wire. Money in fen; benefits in kind in pieces."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from fugong.web.api.shapes import Body, Day, Words

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Quantity = Annotated[int, Field(description="fen, or pieces of a benefit in kind")]


class BenefitPolicyOut(Schema):
    """A policy: what it gives, until when, and what is left. `budget` and `left` are null where there is no end."""

    key: str
    name: Words
    clause: Words
    source: Words
    gives: str
    since: dt.date | None
    until: dt.date | None
    without_asking: bool
    state: str
    version: int
    budget: int | None
    given: int
    left: int | None
    due: int = Field(description="Enterprises to whom it is due, of those the caller sees.")
    nearly: int = Field(description="Enterprises that lack a little, or a fact.")


class BenefitNearOut(Schema):
    """So many more of a fact, and it is so much."""

    fact: str
    more: int
    quantity: Quantity


class BenefitTripOut(Schema):
    """A trip that counts, and what it gives."""

    trip: int
    quantity: Quantity


class BenefitMatchOut(Schema):
    """What a policy makes of an enterprise. `clause` decided: a clause's key, `who`, `trips` or `nothing`; `why` says it in words."""

    policy: str
    enterprise: int
    outcome: str = Field(description="yes, near, missing, early, instead, over or no")
    clause: str
    why: str
    quantity: Quantity
    missing: list[str] = Field(description="Facts for want of which it can’t be told.")
    near: BenefitNearOut | None
    instead: str = Field(description="What is taken instead.")
    trips: list[BenefitTripOut]


class BenefitMatchesOut(Schema):
    """All policies for one enterprise: due first, then nearly, then the rest."""

    items: list[BenefitMatchOut]


class BenefitFactsIn(Body):
    """Facts by their keys in the pack, as people write them; an empty text takes one back."""

    facts: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=80)]] = Field(max_length=100)


class BenefitClaimOut(Schema):
    """A claim. `asked` as matched when it was submitted, `amount` as examined; `shares`: who pays how many fen."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    policy: str = Field(alias="policy.key")
    state: str
    asked: Quantity
    amount: int | None
    shares: list[Any]
    trips: list[int]
    without_asking: bool
    submitted_at: dt.datetime
    due_at: dt.datetime | None
    paid_on: dt.date | None

    @staticmethod
    def resolve_without_asking(claim: Any) -> bool:
        return claim.award_id is not None


class BenefitClaimIn(Body):
    """What an enterprise asks for. `trips`: those that it is for, all that count where left out."""

    enterprise: Number
    policy: str = Field(max_length=40)
    trips: list[Number] | None = Field(None, max_length=500)
    note: str = Field("", max_length=300)


class BenefitNoteIn(Body):
    """What is said with it."""

    note: str = Field("", max_length=300)


class BenefitPaidIn(Body):
    """The day on which it was paid or given."""

    on: Day
