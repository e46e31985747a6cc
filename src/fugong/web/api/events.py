"""What happened: the story of an enterprise, and of a campaign for those who audit it."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.db.models import Q
from ninja import Query, Schema

from fugong.accounts.permissions import Permission
from fugong.ledger.models import Event
from fugong.web.api.enterprises import HERE
from fugong.web.api.lookups import campaign_of, enterprise_of
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id, Key

resource = Resource(tags=["Events"])


class EventOut(Schema):
    """Who did what to which record, when, and why."""

    uid: uuid.UUID
    at: dt.datetime
    by_name: str
    verb: str
    subject_kind: str
    subject_key: str
    enterprise_id: int | None
    area_code: str
    frm: str
    to: str
    reason: str
    data: dict[str, Any]


@resource.reads(HERE + "/{enterprise}/events", Page[EventOut], needs=Permission.REGISTRY_VIEW)
def events_of_enterprise(request: Call, campaign: Key, enterprise: Id, after: After = "", limit: Limit = 50) -> Any:
    """The enterprise's whole story, the newest first."""
    found = enterprise_of(request, campaign_of(request, campaign), enterprise)
    return page_of(Event.objects.of_enterprise(found.pk), ("-id",), after=after, limit=limit)


@resource.reads("/campaigns/{campaign}/events", Page[EventOut], needs=Permission.AUDIT_VIEW)
def events(
    request: Call,
    campaign: Key,
    verb: Annotated[str, Query(max_length=60, description="Such as filing.submit")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """What happened in the campaign within the caller's areas, the newest first."""
    within = campaign_of(request, campaign, Permission.AUDIT_VIEW)
    rows = Event.objects.filter(campaign_id=within.pk)
    rows = rows.filter(verb=verb) if verb else rows
    return page_of(_within_areas(rows, request), ("-id",), after=after, limit=limit)


def _within_areas(rows: Any, request: Call) -> Any:
    scope = request.user.scope(Permission.AUDIT_VIEW)
    if scope.everything:
        return rows
    seen = Q(pk__in=[])
    for area in scope.areas:
        seen |= Q(area_code__startswith=area)
    return rows.filter(seen)
