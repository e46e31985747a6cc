"""Visits and pictures for tests."""

import datetime as dt
import io
import uuid
from decimal import Decimal
from typing import Any

from PIL import Image

from fugong.core import clock
from fugong.core.ids import uuid7
from fugong.inspections.actions import visits
from fugong.inspections.actions.giving import Answer, Place
from fugong.inspections.models import Visit
from fugong.resumption.signatures import Signature

SIGNED = Signature(name="李经理", strokes=[[[10, 20], [30, 40], [50, 20]], [[60, 60]]], width=300, height=120)
GOOD = (Answer("doors", True), Answer("masks", True, Decimal(300)))
BAD = (Answer("doors", False, note="pallets before the exit", corrected=True), Answer("masks", False))


def visit(cast: Any, by: Any = None, enterprise: Any = None, items: Any = GOOD, **more: Any) -> Visit:
    """A visit at `river` by its officer, half an hour ago."""
    now = clock.now()
    given = {
        "uid": uuid7(),
        "campaign": cast.campaign,
        "enterprise": enterprise or cast.river,
        "checklist": "basics",
        "items": items,
        "signature": SIGNED,
        "started_at": now - dt.timedelta(minutes=30),
        "finished_at": now - dt.timedelta(minutes=5),
        "place": Place(24.6, 118.15, 12),
        "device": "phone-1",
        "by": by or cast.officer,
    }
    return visits.record(**{**given, **more})


def photo(form: str = "JPEG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, form, **more)
    return out.getvalue()


def uid() -> uuid.UUID:
    return uuid7()


def bytes_of(field: Any) -> bytes:
    with field.storage.open(field.name) as opened:
        return bytes(opened.read())
