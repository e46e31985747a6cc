"""The API's addresses, without the pages, and one more operation.

It adds an event, slowly, so that a second call meets the first at work.
"""

import time
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import include, path
from ninja import Schema

from fugong.core.errors import Refused
from fugong.ledger.recording import record
from fugong.web.api import mounted
from fugong.web.api.face import build, nowhere
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call

WORK = 0.05  # seconds

resource = Resource(tags=["Probe"])


class ProbeIn(Body):
    word: str
    refuse: bool = False


class ProbeOut(Schema):
    number: int
    word: str


@resource.writes("POST", "/probes", ProbeOut, status=201)
@transaction.atomic
def add_probe(request: Call, body: ProbeIn) -> Any:
    event = record("probe.add", request.user, by=request.user, word=body.word)
    time.sleep(WORK)
    if body.refuse:
        raise Refused("no")
    return {"number": event.pk, "word": body.word}


@resource.writes("POST", "/breaking", None)
def break_(request: Call) -> HttpResponse:
    record("probe.add", request.user, by=request.user)
    raise ZeroDivisionError


def _face() -> Any:
    before = mounted.RESOURCES
    mounted.RESOURCES = (*before, resource)
    try:
        return build()
    finally:
        mounted.RESOURCES = before


ROOMS = (
    "registry",
    "channels",
    "resumption",
    "outreach",
    "inspections",
    "demands",
    "rectification",
    "meetings",
    "figures",
)
"""What actions tell leads to a page: its address must be known, though nobody opens it here."""

urlpatterns = [
    path("api/v1/", _face().urls),
    path("second-factor/", nowhere, name="mfa_activate_totp"),
    *[path("", include(f"fugong.{room}.urls")) for room in ROOMS],
]
