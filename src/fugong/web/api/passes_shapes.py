"""What applications for passes, passes and gates look like on the wire. People are numbers of their files."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from fugong.web.api.shapes import Body, Day, Moment

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[str, Field(max_length=40)]
Texts = dict[str, str]


class PassApplicationIn(Body):
    """Passes of one kind for one enterprise: `plates`, or `people` (numbers of files) where the kind is for commuters."""

    enterprise: Number
    kind: Key
    plates: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=200)
    people: list[Number] = Field(default_factory=list, max_length=200)
    since: Day
    until: Day
    purpose: str = Field("", max_length=200)
    way: str = Field("", max_length=100, description="Village or compound of commuters")


class PassApplicationOut(Schema):
    """An application; each plate is one."""

    id: int
    enterprise: int = Field(alias="enterprise_id")
    kind: str
    subject: str = Field(description="Plate, or card number")
    state: str = Field(description="asked | approved | refused | taken_back")
    since: dt.date
    until: dt.date
    purpose: str
    asked_at: dt.datetime
    due_at: dt.datetime | None
    decided_at: dt.datetime | None
    rule: int = Field(description="Number of the pack's rule that held; 0: none")
    reason: str = Field(description="What decided, in the caller's language")
    issued: int | None = Field(alias="issued.pk", default=None, description="The pass")


class PassDecisionIn(Body):
    """A decision. `until`: fewer days than were asked for. A refusal needs its `reason`."""

    outcome: Literal["approve", "refuse"]
    until: Day | None = None
    reason: str = Field("", max_length=300)


class PassOut(Schema):
    """A pass. `code` is what a QR code shows; it is signed anew in each answer, and empty where the pass doesn't hold."""

    id: int
    enterprise: int | None = Field(alias="enterprise_id")
    application: int | None = Field(alias="application_id")
    kind: str
    subject: str
    zones: list[str]
    state: str = Field(description="valid | suspended | withdrawn | expired | renewed")
    since: dt.date
    until: dt.date
    issued_at: dt.datetime
    ended_at: dt.datetime | None
    why: str
    code: str
    number: str = Field(description="For typing")
    page: str = Field(description="The driver's own page")


class GateKeyOut(Schema):
    kid: str
    public: str = Field(description="P-256 point, uncompressed, Base64")
    withdrawn: bool


class GateKindOut(Schema):
    name: Texts
    subject: str = Field(description="vehicle | commuter | card")
    says: Texts


class CheckpointOut(Schema):
    key: str
    name: Texts
    kinds: list[str] = Field(description="None: all")
    counts: bool = Field(description="Notes who comes in and goes out")


class GateOut(Schema):
    """What a gate keeps to judge codes without network. Pass numbers only: no plate, no enterprise, no name."""

    campaign: int
    key: str
    name: str
    made_at: dt.datetime
    refresh: int = Field(description="Seconds after which it asks again, with a network")
    stale: int = Field(description="Seconds after which it can't tell any more, without")
    apart: int = Field(description="Seconds within which one pass can't be at two gates")
    keys: list[GateKeyOut]
    void: dict[str, str] = Field(
        description="withdrawn | suspended | renewed → pass numbers: sorted, differences, LEB128, Base64"
    )
    kinds: dict[str, GateKindOut]
    zones: dict[str, Texts]
    gates: list[CheckpointOut]
    seen: list[list[Any]] = Field(description="[pass, checkpoint, Unix seconds, way], the newest first")


class ScanIn(Body):
    """One look at a gate. `uid` is made on the device: a repeat changes nothing."""

    uid: uuid.UUID
    gate: Key
    at: Moment
    verdict: Literal["valid", "invalid", "unsure"]
    reason: str = Field("", max_length=20)
    number: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    way: Literal["", "in", "out"] = ""


class ScansIn(Body):
    scans: list[ScanIn] = Field(max_length=500)


class ScansOut(Schema):
    taken: list[uuid.UUID] = Field(description="Need not be sent again")


class CheckIn(Body):
    """A code, or a number that somebody typed, at a checkpoint (empty: at none)."""

    code: str = Field(max_length=400)
    gate: Key = ""


class SaidOut(Schema):
    number: int
    kind: str
    subject: str
    zones: list[str]
    since: int
    until: int
    campaign: int


class VerdictOut(Schema):
    """`said` is null where the code can't be read or wasn't signed here."""

    state: str = Field(description="valid | invalid | unsure")
    reason: str = Field(description="Empty where it is valid")
    said: SaidOut | None = None
