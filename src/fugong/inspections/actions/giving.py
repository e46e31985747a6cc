"""What a phone or a page sends as a visit, and its fingerprint."""

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from fugong.resumption.signatures import Signature


@dataclass(frozen=True, slots=True)
class Answer:
    """One item as it was found. `passed` None: not applicable. `checklist` may stay empty where the visit fills one list."""

    item: str
    passed: bool | None
    value: Decimal | None = None
    note: str = ""
    corrected: bool = False
    checklist: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the phone was (WGS 84), and how surely, in metres."""

    latitude: float
    longitude: float
    accuracy: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """All that was sent under one number."""

    uid: uuid.UUID
    kind: str
    checklists: tuple[str, ...]
    answers: tuple[Answer, ...]
    signature: Signature | None
    started_at: dt.datetime
    finished_at: dt.datetime
    place: Place | None
    device: str
    note: str = ""
    people: tuple[int, ...] = field(default=())

    def content(self) -> dict[str, Any]:
        """As JSON: what an edit keeps."""
        said = asdict(self)
        said["uid"] = str(self.uid)
        said["checklists"] = sorted(self.checklists)
        said["people"] = sorted(self.people)
        said["answers"] = [
            {**each, "value": None if each["value"] is None else f"{each['value']:.3f}"}
            for each in sorted(said["answers"], key=lambda each: (each["checklist"], each["item"]))
        ]
        said["started_at"], said["finished_at"] = _moment(self.started_at), _moment(self.finished_at)
        if said["signature"]:
            said["signature"]["png"] = hashlib.sha256(self.signature.png).hexdigest() if self.signature.png else ""  # type: ignore[union-attr]
        return said

    def digest(self) -> str:
        """SHA-256 over what was found, not over which phone sent it."""
        said = self.content()
        del said["device"]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds")
