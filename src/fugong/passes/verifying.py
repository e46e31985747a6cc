"""Whether a pass holds at a gate: one judgement, for the server here and for the gate's page in `static/fugong/gate/code.js`.

The two must agree; a test shows both the same codes. What is certainly wrong is wrong however old the data is; what would be right
is right only while they are fresh: else the answer is that nobody can tell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec

from fugong.passes import coding
from fugong.passes.coding import BadPass, Said

State = Literal["valid", "invalid", "unsure"]


@dataclass(frozen=True, slots=True)
class Ring:
    """What a gate knows: public keys, withdrawn ones, passes that don't hold any more, and how old that knowledge may be."""

    campaign: int
    made_at: dt.datetime
    keys: Mapping[str, ec.EllipticCurvePublicKey]
    withdrawn_keys: Collection[str] = frozenset()
    void: Mapping[int, str] = field(default_factory=dict)
    """Pass → withdrawn | suspended | renewed."""
    refresh: dt.timedelta = dt.timedelta(minutes=5)
    stale: dt.timedelta = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is empty where it is valid; `said` is None where the code can't be read, or nobody knows who wrote it."""

    state: State
    reason: str = ""
    said: Said | None = None


def check(text: str, ring: Ring, now: dt.datetime, kinds: Collection[str] = ()) -> Verdict:
    """The verdict on a code at a gate that takes `kinds` (none: all)."""
    try:
        found = coding.read(text)
    except BadPass:
        return Verdict("invalid", "form")
    age = now - ring.made_at
    if found.kid in ring.withdrawn_keys:
        return Verdict("invalid", "key_withdrawn")
    if found.kid not in ring.keys:
        return Verdict("unsure" if age > ring.refresh else "invalid", "unknown_key")
    if not coding.is_genuine(found, ring.keys[found.kid]):
        return Verdict("invalid", "signature")
    return _judge(found.said, ring, now, age > ring.stale, kinds)


def _judge(said: Said, ring: Ring, now: dt.datetime, is_stale: bool, kinds: Collection[str]) -> Verdict:
    seconds = now.timestamp()
    if said.campaign != ring.campaign:
        return Verdict("invalid", "elsewhere", said)
    if seconds >= said.until:
        return Verdict("invalid", "expired", said)
    if seconds < said.since:
        return Verdict("invalid", "early", said)
    void = ring.void.get(said.number, "")
    if void and not (is_stale and void == "suspended"):  # a suspension may have been lifted since
        return Verdict("invalid", void, said)
    if kinds and said.kind not in kinds:
        return Verdict("invalid", "gate", said)
    return Verdict("unsure", "stale", said) if is_stale else Verdict("valid", "", said)
