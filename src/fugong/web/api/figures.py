"""Figures: indicators with their parts, measures, the rows behind each number; freezing, and the evening's bulletin."""

import datetime as dt
from typing import Annotated, Any
from urllib.parse import urlencode

from django.db.models import CompositePrimaryKey
from django.http import Http404, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.figures import bulletins, compute, freezing, listing, measures, printing, readings, rollup, trends, workbook
from fugong.figures.models import Bulletin, Freeze
from fugong.places.models import Campaign
from fugong.sheets import writer
from fugong.web.api import rollup_shape
from fugong.web.api.demands import DemandSummary
from fugong.web.api.filing_shapes import FilingSummary
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.reports import StandingOut
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Body, Call, Day, Key

resource = Resource(tags=["Figures and bulletins"])
HERE = "/campaigns/{campaign}"

OfDay = Annotated[Day | None, Query(description="Today where it isn't said")]
Node = Annotated[
    str,
    Query(
        pattern=r"^\d{0,12}\.?$",
        description="A code prefix, with a point behind it for that node itself without those below it; empty: the whole campaign",
    ),
]
Part = Annotated[
    str,
    Query(
        max_length=45,
        description="A segment's key, @ and a group's key (@ alone: in no group), # and a grid's id (# alone: in no grid), "
        "or ! and a category; empty: all",
    ),
]


class IndicatorOut(Schema):
    """An indicator's value: computed from its own parts, rounded once, half up, at print."""

    key: str
    name: str
    printed: str
    numerator: float | None
    denominator: float | None
    segment: str
    rows: str = Field(description="Address of the rows that its numerator counts")
    rows_of_denominator: str | None


class MeasureOut(Schema):
    """A measure's number; null where it can't be known."""

    key: str
    name: str
    unit: str
    value: float | None
    rows: str


class FiguresOut(Schema):
    """One day's numbers, as far as the caller sees the campaign (`whole`: all of it)."""

    day: dt.date
    whole: bool
    indicators: list[IndicatorOut]
    measures: list[MeasureOut]


class RowOut(Schema):
    """A row that a number counts, in short; its kind's own address tells all of it."""

    of: str = Field(description="finding | rectification_notice | stop_work | visit | task | …")
    id: int
    enterprise: int | None
    enterprise_name: str
    area_code: str
    state: str
    said: str = Field(description="Its number or name")
    at: dt.datetime | None = Field(description="Its deadline, or when it happened")
    page: str


class RollupCellOut(Schema):
    """An indicator at one place; the parts are exact, the value is rounded once."""

    place: str
    printed: str
    numerator: float | None
    denominator: float | None
    added: bool = Field(description="Whether it is in the total")


class RollupLineOut(Schema):
    """An indicator over all places that define it alike. The total is added up from the parts, never a mean of rates."""

    key: str
    name: str
    cells: list[RollupCellOut]
    total: str
    numerator: float | None
    denominator: float | None


class RollupSourceOut(Schema):
    """A campaign here, or one whose figures another installation sent."""

    key: str
    name: str
    area: str = Field(description="Code prefix")
    day: dt.date
    own: bool
    whole: bool = Field(description="Whether the caller sees all of it")
    origin: str
    frozen_at: dt.datetime | None
    received_at: dt.datetime | None
    receipt: str
    left_out: str = Field(description="within | other_day; empty where it is added")


class RollupOut(Schema):
    day: dt.date
    sources: list[RollupSourceOut]
    lines: list[RollupLineOut]


class PointOut(Schema):
    day: dt.date
    value: float | None
    printed: str


class FreezeIn(Body):
    day: Day | None = Field(None, description="Today where it isn't said")


class FreezeOut(Schema):
    """A day's figures as they were kept."""

    day: dt.date
    frozen_at: dt.datetime


class BulletinIn(Body):
    """The author's own paragraph."""

    remarks: str = Field("", max_length=2_000)


class BulletinOut(Schema):
    """The evening's page: drafted from the figures, issued by a person, numbered, never changed after."""

    day: dt.date
    number: int | None
    content: dict[str, Any]
    remarks: str
    drafted_at: dt.datetime
    issued_at: dt.datetime | None


@resource.reads(HERE + "/figures", FiguresOut, needs=P.FIGURES_VIEW)
def figures(request: Call, campaign: Key, day: OfDay = None, node: Node = "", part: Part = "") -> Any:
    """Every indicator and every measure of one day, at a node of the tree and within a slice."""
    within, found = _figures(request, campaign, day)
    return {
        "day": found.day,
        "whole": found.whole,
        "indicators": [_indicator(within, found, each, node, part or None) for each in within.pack.figures.indicators],
        "measures": [_measure(within, found, key, node, part) for key in measures.MEASURES],
    }


@resource.reads("/rollup", RollupOut, needs=P.FIGURES_VIEW)
def all_campaigns(request: Call, day: OfDay = None) -> Any:
    """All campaigns of which the caller may see figures, side by side, and what other installations sent."""
    return rollup_shape.of(rollup.rollup(request.user, day))


@resource.reads(
    HERE + "/measures/{measure}/rows", Page[StandingOut | FilingSummary | DemandSummary | RowOut], needs=P.FIGURES_VIEW
)
def rows_of_measure(
    request: Call,
    campaign: Key,
    measure: str,
    day: OfDay = None,
    node: Node = "",
    part: Part = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The rows that the number counts, by the same condition: standings, filings, demands, or rows of another kind in short."""
    seen = campaign_of(request, campaign, P.FIGURES_VIEW)
    known = measures.MEASURES.get(measure)
    if known is None:
        raise Http404
    asked = listing.Asked(seen, known, day or clock.today(), node, part)
    found = listing.rows(asked, request.user)
    if asked.kind is None:
        return page_of(found, ("enterprise_id",), after=after, limit=limit)
    if asked.kind.key in WHOLE:
        return page_of(found.select_related("enterprise", *WHOLE[asked.kind.key]), ("id",), after=after, limit=limit)
    is_event = isinstance(found.model._meta.pk, CompositePrimaryKey)
    page = page_of(found, asked.kind.order if is_event else ("id",), after=after, limit=limit)
    return {**page, "items": [_row(asked, row) for row in page["items"]]}


@resource.reads(HERE + "/indicators/{indicator}/trend", list[PointOut], needs=P.FIGURES_VIEW)
def trend(
    request: Call, campaign: Key, indicator: Key, day: OfDay = None, days: Annotated[int, Query(ge=1, le=92)] = 14
) -> Any:
    """How an indicator went: frozen numbers where there are any, else what the standings give."""
    within, found = _figures(request, campaign, day)
    known = {each.key: each for each in within.pack.figures.indicators}
    if indicator not in known:
        raise Http404
    return trends.trend(within, known[indicator], found, days=days)


@resource.writes("POST", HERE + "/freezes", FreezeOut, needs=P.FIGURES_FREEZE)
def freeze(request: Call, campaign: Key, body: FreezeIn) -> Any:
    """Keeps a day's figures as they are now; again replaces them, until the bulletin is issued."""
    within = campaign_of(request, campaign, P.FIGURES_FREEZE)
    return freezing.freeze(campaign=within, day=body.day or clock.today(), by=request.user)


@resource.reads(HERE + "/freezes", Page[FreezeOut], needs=P.FIGURES_VIEW)
def freezes(request: Call, campaign: Key, after: After = "", limit: Limit = 50) -> Any:
    """The days that are frozen, the latest first."""
    within = campaign_of(request, campaign, P.FIGURES_VIEW)
    return page_of(Freeze.objects.filter(campaign=within), ("-day",), after=after, limit=limit)


@resource.reads(HERE + "/bulletins", Page[BulletinOut], needs=P.FIGURES_VIEW)
def issued_bulletins(request: Call, campaign: Key, after: After = "", limit: Limit = 20) -> Any:
    """The bulletins that are issued, the latest first."""
    within = campaign_of(request, campaign, P.FIGURES_VIEW)
    rows = Bulletin.objects.filter(campaign=within, issued_at__isnull=False)
    return page_of(rows, ("-day",), after=after, limit=limit)


@resource.reads(HERE + "/bulletins/{day}", BulletinOut, needs=P.FIGURES_VIEW)
def bulletin(request: Call, campaign: Key, day: Day) -> Any:
    """The day's bulletin: as issued, or for whoever sees the whole campaign as it would be written now."""
    return _bulletin(request, campaign, day)


@resource.reads(HERE + "/bulletins/{day}/pdf", None, needs=P.FIGURES_VIEW)
def bulletin_pdf(request: Call, campaign: Key, day: Day) -> Any:
    """The same in the official form, as PDF."""
    found = _bulletin(request, campaign, day)
    response = HttpResponse(printing.pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="bulletin-{campaign}-{day}.pdf"'
    return response


@resource.reads(HERE + "/bulletins/{day}/xlsx", None, needs=P.FIGURES_VIEW)
def bulletin_xlsx(request: Call, campaign: Key, day: Day) -> Any:
    """Its tables as a workbook."""
    return writer.download(workbook.of(_bulletin(request, campaign, day)), f"bulletin-{campaign}-{day}")


@resource.writes("PUT", HERE + "/bulletins/{day}", BulletinOut, needs=P.BULLETIN_ISSUE)
def draft_bulletin(request: Call, campaign: Key, day: Day, body: BulletinIn) -> Any:
    """Writes the day's draft anew from the figures as they are."""
    within = campaign_of(request, campaign, P.BULLETIN_ISSUE)
    return bulletins.draft(campaign=within, day=day, by=request.user, remarks=body.remarks)


@resource.writes("POST", HERE + "/bulletins/{day}/issue", BulletinOut, needs=P.BULLETIN_ISSUE)
def issue_bulletin(request: Call, campaign: Key, day: Day, body: BulletinIn) -> Any:
    """Freezes the figures, numbers the bulletin; from then on it stays as it is."""
    within = campaign_of(request, campaign, P.BULLETIN_ISSUE)
    return bulletins.issue(campaign=within, day=day, by=request.user, remarks=body.remarks)


def _figures(request: Call, campaign: str, day: dt.date | None) -> tuple[Campaign, compute.Figures]:
    within = campaign_of(request, campaign, P.FIGURES_VIEW)
    return within, compute.figures(within, day or clock.today(), request.user)


def _bulletin(request: Call, campaign: str, day: dt.date) -> Bulletin:
    within = campaign_of(request, campaign, P.FIGURES_VIEW)
    if request.user.scope(P.FIGURES_VIEW).covers_area(within.jurisdiction.code):
        return bulletins.of_day(within, day)
    return one(Bulletin.objects.filter(campaign=within, issued_at__isnull=False), day=day)  # type: ignore[no-any-return]


def _indicator(campaign: Campaign, found: compute.Figures, indicator: Any, node: str, part: str | None) -> Any:
    reading = readings.read(campaign.pack.figures, indicator, found, node=node, part=part)
    parts = [indicator.numerator, indicator.denominator]
    addresses = [each and _rows(campaign, each, found.day, node, reading.part) for each in parts]
    return {
        "key": indicator.key,
        "name": str(indicator.name),
        "printed": reading.printed,
        "numerator": _plain(reading.numerator),
        "denominator": _plain(reading.denominator),
        "segment": reading.part,
        "rows": addresses[0],
        "rows_of_denominator": addresses[1],
    }


def _measure(campaign: Campaign, found: compute.Figures, key: str, node: str, part: str) -> Any:
    measure = measures.MEASURES[key]
    return {
        "key": key,
        "name": str(measure.name),
        "unit": str(measure.unit),
        "value": _plain(found.value(key, node=node, part=part)),
        "rows": _rows(campaign, key, found.day, node, part),
    }


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)


def _rows(campaign: Campaign, measure: str, day: dt.date, node: str, part: str) -> str:
    asked = {"day": day.isoformat(), "node": node, "part": part}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/api/v1/campaigns/{campaign.key}/measures/{measure}/rows?{query}"


def _row(asked: listing.Asked, row: Any) -> dict[str, Any]:
    line = listing.line(asked, row)
    return {
        "of": asked.measure.source,
        "id": row.pk if isinstance(row.pk, int) else row.enterprise_id,
        "enterprise": row.enterprise_id,
        "enterprise_name": line.enterprise.name if line.enterprise else "",
        "area_code": row.area_code,
        "state": str(getattr(row, asked.kind.state)) if asked.kind else "",
        "said": line.number,
        "at": line.due,
        "page": line.url,
    }


WHOLE: dict[str, tuple[str, ...]] = {"filing": (), "demand": ("campaign", "cause", "handler")}
"""Kinds whose rows are told as their own lists tell them, and what that reads."""
