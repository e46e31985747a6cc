"""Daily reports, one by one or by the hundred thousand, and the standings that they add up to."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.resumption.actions import bulk_reports, reports
from fugong.resumption.models import Standing
from fugong.web.api.enterprises import HERE
from fugong.web.api.lookups import campaign_of, enterprise_of
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.problems import FaultOut
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Id, Key, Whole

resource = Resource(tags=["Daily reports"])


class ReportIn(Body):
    """At most five numbers, as the pack asks. A further report of the day corrects the earlier one and says why."""

    day: Day | None = Field(None, description="Today where it isn't said")
    staff_total: Whole | None = None
    staff_back: Whole | None = None
    staff_local: Whole | None = None
    staff_outside: Whole | None = None
    capacity: Whole | None = Field(None, description="per cent")
    exceptions: Whole | None = None
    stock: Whole | None = None
    reason: str = Field("", max_length=300)
    note: str = Field("", max_length=300)


class ReportOut(Schema):
    """One submission, as it came. `seq` counts the day's corrections."""

    enterprise: int = Field(alias="enterprise_id")
    day: dt.date
    seq: int
    at: dt.datetime
    via: str
    staff_total: int | None
    staff_back: int | None
    staff_local: int | None
    staff_outside: int | None
    capacity: int | None
    exceptions: int | None
    stock: int | None
    note: str


class SubmittedOut(Schema):
    """`report` is null where it said what was known already."""

    report: ReportOut | None
    warnings: list[FaultOut]


class TakenOut(Schema):
    """What came of many reports. Refused rows are named; `rows[1]` is the first."""

    taken: int
    unchanged: int
    refused: int
    faults: list[FaultOut]


class StandingOut(Schema):
    """Where one enterprise stood on one day: what all figures are counted from."""

    enterprise: int = Field(alias="enterprise_id")
    day: dt.date
    area_code: str
    grid_id: int | None
    group: str
    segments: list[str]
    state: str
    filed: bool
    approved: bool
    resumed: bool
    covered: bool
    committed: bool
    roster: int
    signed: int
    staff_total: int
    staff_back: int
    staff_local: int
    staff_outside: int
    capacity: int | None
    exceptions: int
    stock: int | None
    reported_at: dt.datetime | None


BULK_BODY = {
    "requestBody": {
        "required": True,
        "description": "One JSON object a line, or one JSON array; the enterprise by `uscc` or by `enterprise` (its id).",
        "content": {
            "application/x-ndjson": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
        },
    }
}


@resource.reads(HERE + "/{enterprise}/reports", list[ReportOut], needs=Permission.REPORT_VIEW)
def reports_of_enterprise(
    request: Call, campaign: Key, enterprise: Id, days: Annotated[int, Query(ge=1, le=400)] = 30
) -> Any:
    """Every report of the last days as it came, the newest first."""
    within = campaign_of(request, campaign, Permission.REPORT_VIEW)
    return reports.history(within, enterprise_of(request, within, enterprise), days=days)


@resource.writes("POST", HERE + "/{enterprise}/reports", SubmittedOut)
def report(request: Call, campaign: Key, enterprise: Id, body: ReportIn) -> Any:
    """Reports for one enterprise: its liaison, or an officer to whom it was told."""
    within = campaign_of(request, campaign)
    values = body.dict(exclude={"day", "reason", "note"}, exclude_unset=True)
    return reports.submit(
        campaign=within,
        enterprise=enterprise_of(request, within, enterprise),
        day=body.day or clock.today(),
        values=values,
        by=request.user,
        via="api",
        reason=body.reason,
        note=body.note,
    )


@resource.writes("POST", "/campaigns/{campaign}/reports/bulk", TakenOut, openapi_extra=BULK_BODY)
def report_many(
    request: Call,
    campaign: Key,
    day: Annotated[Day | None, Query()] = None,
    only_good: Annotated[bool, Query(description="Take the rows without a fault instead of all or none.")] = False,
    reason: Annotated[str, Query(max_length=300)] = "",
) -> Any:
    """Reports of one day for many enterprises, 100,000 and more in one call (up to 32 MB). All are taken, or none."""
    within = campaign_of(request, campaign)
    taken = bulk_reports.submit_many(
        campaign=within,
        day=day or clock.today(),
        rows=bulk_reports.parse(request.body),
        by=request.user,
        via="api",
        only_good=only_good,
        reason=reason,
    )
    return HttpResponse(bulk_reports.answer(taken), content_type="application/json")


@resource.reads("/campaigns/{campaign}/standings", Page[StandingOut], needs=Permission.FIGURES_VIEW)
def standings(
    request: Call,
    campaign: Key,
    day: Annotated[Day | None, Query(description="Today where it isn't said")] = None,
    state: Annotated[str, Query(max_length=20)] = "",
    segment: Annotated[str, Query(max_length=40)] = "",
    area: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
    reported: Annotated[bool | None, Query(description="Only those with, or without, a report of that day")] = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The rows of one day behind every figure."""
    within = campaign_of(request, campaign, Permission.FIGURES_VIEW)
    rows = Standing.objects.visible_to(request.user).filter(campaign=within, day=day or clock.today())
    rows = rows.filter(area_code__startswith=area)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(segments__contains=[segment]) if segment else rows
    if reported is not None:
        rows = rows.filter(reported_at__isnull=not reported)
    return page_of(rows, ("enterprise_id",), after=after, limit=limit)
