"""Sheets by program: uploaded, previewed row by row, then applied or discarded."""

import datetime as dt
import uuid
from typing import Annotated, Any, BinaryIO, Literal, cast

from django.http import Http404
from ninja import File, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from fugong.sheets import actions, kinds
from fugong.sheets.models import SheetImport
from fugong.web.api.lookups import campaign_of, one
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Day, Key

resource = Resource(tags=["Sheets"])
ONE = "/sheets/imports/{sheet}"


class SheetOut(Schema):
    """An uploaded sheet: how it was understood, what applying it would do, what it did."""

    uid: uuid.UUID
    kind: str
    campaign: str = Field(alias="campaign.key")
    file_name: str
    state: str = Field(description="reading | read | applying | applied | failed | discarded")
    sheet_name: str
    headings: list[dict[str, Any]]
    notes: list[Any]
    failure: str
    rows_read: int
    rows_passed_over: int
    rows_warned: int
    counts: dict[str, int] = Field(description="new, changed, same, refused → rows")
    created_at: dt.datetime
    applied_at: dt.datetime | None
    applied: dict[str, int]


class SheetRowOut(Schema):
    """One row. `faults` name the cell: `[cell, words, code, level]`."""

    number: int = Field(description="As Excel counts")
    verdict: str
    changes: dict[str, Any]
    faults: list[Any]


@resource.writes("POST", "/campaigns/{campaign}/sheets/{kind}", SheetOut, status=201)
def upload_sheet(
    request: Call,
    campaign: Key,
    kind: Key,
    file: Annotated[UploadedFile, File(description="xlsx, xls, ods or csv in any usual encoding")],
    day: Annotated[Day | None, Query(description="For sheets of one day, such as reports")] = None,
) -> Any:
    """Reads a sheet and says what it would do. Large ones are read by a job: ask again until `state` is read."""
    within = campaign_of(request, campaign)
    known, name = _kind(kind), file.name or ""
    options = {"day": day.isoformat()} if day else {}
    if (file.size or 0) <= actions.AT_ONCE:
        content = file.read()
        return actions.read(kind=known, file=content, name=name, campaign=within, by=request.user, options=options)
    stream = cast(BinaryIO, file)
    return actions.upload(kind=known, file=stream, name=name, campaign=within, by=request.user, options=options)


@resource.reads(ONE, SheetOut)
def sheet(request: Call, sheet: uuid.UUID) -> Any:
    """A sheet that the caller uploaded."""
    return _one(request, sheet)


@resource.reads(ONE + "/rows", Page[SheetRowOut])
def sheet_rows(
    request: Call,
    sheet: uuid.UUID,
    verdict: Annotated[Literal["", "new", "changed", "same", "refused"], Query()] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """Its rows, with what each would change and what is wrong with it."""
    rows = _one(request, sheet).rows.all()
    return page_of(rows.filter(verdict=verdict) if verdict else rows, ("number",), after=after, limit=limit)


@resource.writes("POST", ONE + "/application", SheetOut)
def apply_sheet(
    request: Call,
    sheet: uuid.UUID,
    only_good: Annotated[bool, Query(description="Apply the rows without faults instead of all or none.")] = False,
) -> Any:
    """Writes the rows. Many are written by a job: ask again until `state` is applied."""
    found = _one(request, sheet)
    act = actions.apply if found.writes <= actions.APPLY_AT_ONCE else actions.apply_later
    act(sheet_import=found, only_good=only_good, by=request.user)
    return _one(request, sheet)


@resource.writes("DELETE", ONE, None, status=204)
def discard_sheet(request: Call, sheet: uuid.UUID) -> Any:
    """Drops what was read."""
    actions.discard(sheet_import=_one(request, sheet), by=request.user)


def _one(request: Call, number: uuid.UUID) -> SheetImport:
    rows = SheetImport.objects.visible_to(request.user).select_related("campaign__jurisdiction", "by")
    return one(rows, uid=number)  # type: ignore[no-any-return]


def _kind(key: str) -> kinds.SheetKind:
    try:
        return kinds.get(key)
    except KeyError:
        raise Http404 from None
