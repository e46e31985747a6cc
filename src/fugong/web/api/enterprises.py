"""Enterprises: the list with its filters, one of them, entering and correcting them."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from ninja import Header, Query, Schema
from ninja.errors import HttpError
from pydantic import Field

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry import search
from fugong.registry.actions import enterprises as actions
from fugong.registry.models import Enrolment, Enterprise
from fugong.web.api.lookups import (
    campaign_of,
    enterprise_of,
    enterprises_of,
    grid_called,
    jurisdiction_called,
    one,
    park_called,
)
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Moment, Reason, Whole, Yuan

resource = Resource(tags=["Enterprises"])
HERE = "/campaigns/{campaign}/enterprises"
ORDERS = {"id": ("id",), "name": ("name", "id"), "changed": ("changed_at", "id")}


class EnterpriseOut(Schema):
    """An enterprise, and what it is within the campaign. Amounts are whole yuan a year."""

    id: int
    uscc: str = Field(description="Unified social credit code, GB 32100")
    name: str
    names: dict[str, str]
    jurisdiction: str = Field(alias="area_code", description="12-digit code")
    grid: str | None = Field(description="The grid's key")
    park: str | None = Field(description="The park's key")
    sector: str = Field(description="GB/T 4754, such as C3921")
    sector_is_proposed: bool
    scale: str
    above_scale: bool | None
    ownership: str
    foreign_invested: bool
    country: str
    output_value: int | None
    revenue: int | None
    tax_paid: int | None
    staff_total: int | None
    staff_outside: int | None
    registered_on: dt.date | None
    registered_capital: str
    legal_form: str
    business_scope: str
    address: str
    latitude: float | None
    longitude: float | None
    tags: list[str]
    extra: dict[str, Any]
    closed_on: dt.date | None
    created_at: dt.datetime
    changed_at: dt.datetime
    segments: list[str] = Field(description="Keys of the pack's segments")
    reasons: dict[str, Any] = Field(description="Segment → the terms of its condition with their values")
    group: str = Field(description="Key of the industry group")

    @staticmethod
    def resolve_grid(enterprise: Enterprise) -> str | None:
        return enterprise.grid.key if enterprise.grid else None

    @staticmethod
    def resolve_park(enterprise: Enterprise) -> str | None:
        return enterprise.park.key if enterprise.park else None

    @staticmethod
    def resolve_segments(enterprise: Any) -> list[str]:
        return enterprise.enrolled[0].segments if enterprise.enrolled else []

    @staticmethod
    def resolve_reasons(enterprise: Any) -> dict[str, Any]:
        return enterprise.enrolled[0].reasons if enterprise.enrolled else {}

    @staticmethod
    def resolve_group(enterprise: Any) -> str:
        return enterprise.enrolled[0].group if enterprise.enrolled else ""


class EnterpriseIn(Body):
    """What may be set. Fields that aren't sent stay as they are."""

    name: str = Field("", max_length=120)
    uscc: str = Field("", max_length=40)
    jurisdiction: str = Field("", max_length=12, description="12-digit code")
    grid: str | None = Field(None, max_length=40)
    park: str | None = Field(None, max_length=40)
    sector: str = Field("", max_length=6)
    scale: str = Field("", max_length=8)
    above_scale: bool | None = None
    ownership: str = Field("", max_length=12)
    foreign_invested: bool = False
    country: str = Field("", max_length=2)
    output_value: Yuan | None = None
    revenue: Yuan | None = None
    tax_paid: Yuan | None = None
    staff_total: Whole | None = None
    staff_outside: Whole | None = None
    registered_on: Day | None = None
    registered_capital: str = Field("", max_length=60)
    legal_form: str = Field("", max_length=80)
    business_scope: str = Field("", max_length=20_000)
    address: str = Field("", max_length=300)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    tags: list[Annotated[str, Field(max_length=30)]] = Field([], max_length=40)
    extra: dict[str, str | int | float | bool | None] = Field({}, max_length=100)
    names: dict[Literal["en", "ja", "ko"], Annotated[str, Field(max_length=120)]] = {}


class Filters(Schema):
    """Which enterprises; all that are given must hold."""

    q: str = Field("", max_length=200, description="Pieces of the name, the address, the code, the pinyin initials")
    segment: str = Field("", max_length=40)
    group: str = Field("", max_length=40)
    area: str = Field("", pattern=r"^\d{0,12}$", description="A code prefix")
    grid: str = Field("", max_length=40)
    park: str = Field("", max_length=40)
    tag: str = Field("", max_length=30)
    uscc: str = Field("", max_length=18)
    changed_since: Moment | None = Field(None, description="For those who keep a copy; use with order=changed")
    closed: bool = Field(False, description="Those that have ceased to exist, instead of those that do")
    order: Literal["id", "name", "changed"] = "id"


class Closing(Body):
    """Why an enterprise leaves the lists, from which day."""

    reason: Reason
    on: Day | None = None


class Why(Body):
    """Why it is done."""

    reason: Reason


@resource.reads(HERE, Page[EnterpriseOut], needs=Permission.REGISTRY_VIEW)
def enterprises(request: Call, campaign: Key, filters: Query[Filters], after: After = "", limit: Limit = 50) -> Any:
    """The enterprises of the campaign's area that the caller sees."""
    within = campaign_of(request, campaign)
    rows = _filtered(enterprises_of(request, within), within, filters)
    return page_of(_enrolled(rows, within), ORDERS[filters.order], after=after, limit=limit)


@resource.writes("POST", HERE, EnterpriseOut, needs=Permission.REGISTRY_EDIT, status=201)
def enter_enterprise(request: Call, campaign: Key, body: EnterpriseIn) -> Any:
    """Enters an enterprise; its segments are computed at once."""
    within = campaign_of(request, campaign)
    made = actions.create(values=_values(request, within, body), by=request.user, campaign=within)
    return _shown(request, within, made.pk)


@resource.reads(HERE + "/{enterprise}", EnterpriseOut, needs=Permission.REGISTRY_VIEW)
def enterprise(request: Call, campaign: Key, enterprise: Id, response: HttpResponse) -> Any:
    """One enterprise. `ETag` is what `If-Match` of a correction takes."""
    found = _shown(request, campaign_of(request, campaign), enterprise)
    response["ETag"] = f'"{found.changed_at.isoformat()}"'
    return found


@resource.writes("PATCH", HERE + "/{enterprise}", EnterpriseOut, needs=Permission.REGISTRY_EDIT)
def correct_enterprise(
    request: Call,
    campaign: Key,
    enterprise: Id,
    body: EnterpriseIn,
    response: HttpResponse,
    if_match: Annotated[str, Header(alias="If-Match", max_length=60, description="The ETag that you read")] = "",
    reason: Annotated[str, Query(max_length=300)] = "",
) -> Any:
    """Corrects the fields that are sent. 409 where someone changed the enterprise since `If-Match`."""
    within = campaign_of(request, campaign)
    actions.update(
        enterprise=enterprise_of(request, within, enterprise),
        values=_values(request, within, body),
        by=request.user,
        campaign=within,
        seen=_seen(if_match),
        reason=reason,
    )
    found = _shown(request, within, enterprise)
    response["ETag"] = f'"{found.changed_at.isoformat()}"'
    return found


@resource.writes("POST", HERE + "/{enterprise}/closure", EnterpriseOut, needs=Permission.REGISTRY_EDIT)
def close_enterprise(request: Call, campaign: Key, enterprise: Id, body: Closing) -> Any:
    """It has ceased to exist: it leaves lists and figures; its story stays."""
    within = campaign_of(request, campaign)
    found = enterprise_of(request, within, enterprise)
    actions.close(enterprise=found, by=request.user, reason=body.reason, on=body.on)
    return _shown(request, within, enterprise)


@resource.writes("POST", HERE + "/{enterprise}/reopening", EnterpriseOut, needs=Permission.REGISTRY_EDIT)
def reopen_enterprise(request: Call, campaign: Key, enterprise: Id, body: Why) -> Any:
    """It exists after all."""
    within = campaign_of(request, campaign)
    actions.reopen(enterprise=enterprise_of(request, within, enterprise), by=request.user, reason=body.reason)
    return _shown(request, within, enterprise)


def _filtered(rows: Any, campaign: Campaign, filters: Filters) -> Any:
    rows = rows.filter(closed_on__isnull=not filters.closed, area_code__startswith=filters.area)
    enrolled: dict[str, Any] = {"segments__contains": [filters.segment]} if filters.segment else {}
    enrolled |= {"group": filters.group} if filters.group else {}
    if enrolled:
        rows = rows.filter(pk__in=Enrolment.objects.filter(campaign=campaign, **enrolled).values("enterprise"))
    wanted = {
        "grid__key": filters.grid,
        "park__key": filters.park,
        "tags__contains": [filters.tag] if filters.tag else None,
        "uscc": filters.uscc,
        "changed_at__gte": filters.changed_since,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return rows.filter(search.matching(filters.q)) if filters.q.strip() else rows


def _enrolled(rows: Any, campaign: Campaign) -> Any:
    mine = Enrolment.objects.filter(campaign=campaign)
    return rows.prefetch_related(Prefetch("enrolments", mine, to_attr="enrolled"))


def _shown(request: Call, campaign: Campaign, number: int) -> Any:
    """The enterprise with its enrolment, as EnterpriseOut reads it."""
    return one(_enrolled(enterprises_of(request, campaign), campaign), pk=number)


def _values(request: Call, campaign: Campaign, body: EnterpriseIn) -> dict[str, Any]:
    values = body.dict(exclude_unset=True)
    if "jurisdiction" in values:
        values["jurisdiction"] = jurisdiction_called(request, values["jurisdiction"])
    if "grid" in values:
        values["grid"] = grid_called(campaign, values["grid"])
    if "park" in values:
        values["park"] = park_called(campaign, values["park"])
    return values


def _seen(tag: str) -> dt.datetime | None:
    if not tag:
        return None
    try:
        moment = parse_datetime(tag.removeprefix("W/").strip('"'))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise HttpError(400, _("If-Match takes the ETag that a GET of the enterprise gave."))
    return moment
