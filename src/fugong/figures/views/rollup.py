"""Several campaigns on one page, and as a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fugong.accounts.pages import page
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.figures import rollup, workbook
from fugong.figures.rollup import Rollup
from fugong.sheets import writer
from fugong.sheets.columns import Column

EARLIEST = dt.date(2000, 1, 1)


@page(Permission.FIGURES_VIEW)
@require_GET
def rollup_page(request: HttpRequest) -> HttpResponse:
    """Each campaign's indicators side by side, with totals."""
    found = _asked(request)
    context = {
        "found": found, "day": found.day, "today": clock.today(),
        "own": [each for each in found.sources if each.is_own], "sent": [each for each in found.sources if not each.is_own],
    }  # fmt: skip
    return render(request, "figures/rollup.html", context)


@page(Permission.FIGURES_VIEW)
@require_GET
def rollup_sheet(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook: for each indicator and place numerator, denominator and value."""
    found = _asked(request)
    name = _("Roll-up of %(day)s") % {"day": found.day}
    return writer.download(writer.workbook(writer.Sheet(COLUMNS, _rows(found), title=name)), name)


COLUMNS = (
    Column(key="indicator", name=gettext_lazy("Indicator"), width=36),
    Column(key="place", name=gettext_lazy("Campaign"), width=34),
    Column(key="origin", name=gettext_lazy("From"), width=24),
    Column(key="day", name=gettext_lazy("Day"), width=12),
    Column(key="numerator", name=gettext_lazy("Numerator"), width=14),
    Column(key="denominator", name=gettext_lazy("Denominator"), width=14),
    Column(key="value", name=gettext_lazy("Value"), width=12),
    Column(key="added", name=gettext_lazy("In the total"), width=14),
)


def _rows(found: Rollup) -> Iterator[dict[str, Any]]:
    for line in found.lines:
        for source, cell in zip(found.sources, line.cells, strict=True):
            if cell.printed:
                yield {
                    "indicator": line.name, "place": source.name, "origin": source.origin, "day": source.day,
                    **_parts(cell), "added": _("no") if source.left_out else _("yes"),
                }  # fmt: skip
        yield {"indicator": line.name, "place": _("Total"), "day": found.day, **_parts(line.total)}


def _parts(cell: rollup.Cell) -> dict[str, Any]:
    plain = {"numerator": cell.numerator, "denominator": cell.denominator}
    parts = {key: None if value is None else float(value) for key, value in plain.items()}
    return parts | {"value": workbook.value(cell.printed, cell.numerator, cell.denominator)}


def _asked(request: HttpRequest) -> Rollup:
    user: Any = request.user
    day = dates.asked(request.GET.get("day"))
    good = day is not None and EARLIEST <= day <= clock.today()
    return rollup.rollup(user, day if good else None)
