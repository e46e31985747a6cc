"""What a message says: numbers of one frozen day of one campaign, for the whole place. No row, no name of a person or an enterprise."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fugong.core import clock
from fugong.figures.freezing import Frozen
from fugong.figures.models import Freeze, FrozenFigure
from fugong.figures.rollup import Definition, Told, told

LARGEST = 1024 * 1024
"""Bytes of a message."""
AHEAD = dt.timedelta(minutes=10)
"""By so much the other side's clock may be ahead; else a day frozen in a far future could never be corrected."""
Name = Annotated[str, Field(max_length=120)]
Names = dict[Literal["zh", "en", "ja", "ko"], Name]
Number = Annotated[str, Field(pattern=r"^-?\d{1,16}(\.\d{1,4})?$")]
Key = Annotated[str, Field(pattern=r"^[-@!a-z0-9_.]{0,80}$")]


class Closed(BaseModel):
    """Fields that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", strict=False)


class Indicator(Closed):
    """An indicator by its definition, with its exact parts."""

    key: Key
    name: Names
    numerator: Key
    denominator: Key
    part: Key
    decimals: int = Field(ge=0, le=6)
    adds: bool
    values: tuple[Number | None, Number | None]


class Place(Closed):
    """Which campaign."""

    key: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
    name: Names
    area: Annotated[str, Field(pattern=r"^\d{2,12}$")]


class Message(Closed):
    """The body."""

    version: Literal[1]
    uid: uuid.UUID
    to: Annotated[str, Field(max_length=64)]
    campaign: Place
    day: dt.date
    frozen_at: dt.datetime
    indicators: list[Indicator] = Field(max_length=500)
    figures: list[tuple[Key, Key, Number]] = Field(max_length=20_000)


def of(freeze: Freeze, uid: uuid.UUID, to: str) -> bytes:
    """The message for one receiver, named by its key's fingerprint so that nobody can hand it on to another."""
    campaign = freeze.campaign
    names = {"zh": campaign.name, **campaign.names}
    said = {
        "version": 1,
        "uid": str(uid),
        "to": to,
        "campaign": {
            "key": campaign.key,
            "name": {key: text for key, text in names.items() if text},
            "area": campaign.jurisdiction.prefix,
        },
        "day": freeze.day.isoformat(),
        "frozen_at": freeze.frozen_at.astimezone(dt.UTC).isoformat(),
        **figures_of(freeze),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def figures_of(freeze: Freeze) -> dict[str, Any]:
    """The numbers alone."""
    campaign, values = freeze.campaign, Frozen(freeze)
    rows = FrozenFigure.objects.filter(freeze=freeze, node=campaign.jurisdiction.prefix).order_by("measure", "segment")
    return {
        "indicators": [
            {
                "key": each.definition.key, "name": dict(each.name), "numerator": each.definition.numerator,
                "denominator": each.definition.denominator, "part": each.definition.part, "decimals": each.decimals,
                "adds": each.adds, "values": [_plain(each.numerator), _plain(each.denominator)],
            }
            for each in told(campaign, values).values()
        ],
        "figures": [[row.measure, row.segment, _plain(row.value)] for row in rows],
    }  # fmt: skip


def digest(figures: dict[str, Any]) -> str:
    """Tells whether two days' figures are the same."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(body: bytes) -> Message | None:
    """A message; None for what isn't one."""
    try:
        found = Message.model_validate_json(body)
    except (ValidationError, ValueError):
        return None
    is_known_day = dt.date(2000, 1, 1) <= found.day <= clock.today() + dt.timedelta(days=1)
    is_past = found.frozen_at.tzinfo is not None and found.frozen_at < clock.now() + AHEAD
    fits = is_known_day and is_past
    return found if fits else None


def shown(said: dict[str, Any]) -> dict[Definition, Told]:
    """What a message told, for the roll-up."""
    found = {}
    for each in said["indicators"]:
        named = Definition(each["key"], each["numerator"], each["denominator"], each["part"])
        parts = [None if value is None else Decimal(value) for value in each["values"]]
        found[named] = Told(named, each["name"], parts[0], parts[1], each["decimals"], each["adds"])
    return found


def moved(before: dict[str, Any], now: dict[str, Any]) -> list[dict[str, Any]]:
    """What a correction moved."""
    was, are = ({(row[0], row[1]): row[2] for row in each["figures"]} for each in (before, now))
    return [
        {"measure": key[0], "part": key[1], "was": was.get(key, "0"), "now": are.get(key, "0")}
        for key in sorted(was.keys() | are.keys())
        if Decimal(was.get(key, "0")) != Decimal(are.get(key, "0"))
    ]


def _plain(value: Any) -> str | None:
    """A number as text that keeps every digit: `12`, `3.5`."""
    if value is None:
        return None
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
