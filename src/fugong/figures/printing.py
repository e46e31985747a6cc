"""The bulletin on paper and as a sheet: the content that was composed, in one language."""

from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fugong.core import charts, clock, languages, papers
from fugong.figures.composing import label
from fugong.figures.models import Bulletin

TEMPLATE = Path(__file__).parent / "papers" / "bulletin.typ"
NUMERALS = "一二三四五六七八九十"
MOST_PARTED = 4
"""Columns up to which a table has room for the parts of its rates."""


def pdf(bulletin: Bulletin) -> bytes:
    """The paper in the reader's language."""
    return papers.pdf(TEMPLATE, _paper(bulletin))


def file_name(bulletin: Bulletin, ending: str) -> str:
    """`集美区工业企业复工复产日报 2020-02-14.pdf`"""
    return f"{label(bulletin.content['title'])} {bulletin.day.isoformat()}.{ending}"


def _paper(bulletin: Bulletin) -> dict[str, Any]:
    content = bulletin.content
    return {
        "language": languages.current(),
        "title": label(content["title"]),
        "issuer": label(content["issuer"]),
        "number": _("No. %(n)s") % {"n": bulletin.number} if bulletin.number else _("Draft"),
        "draft": "" if bulletin.number else _("Not issued yet: figures may still move."),
        "date": date_format(bulletin.day, "DATE_FORMAT"),
        "sections": [_section(place, each) for place, each in enumerate(content["sections"])],
        "remarks": bulletin.remarks,
        "imprint": imprint(bulletin),
        "issued": _when(bulletin),
        "sealed": _("Ledger sealed: %(head)s") % {"head": content["sealed"]} if content.get("sealed") else "",
    }


def imprint(bulletin: Bulletin) -> str:
    """Who answers for it, at its foot: the office, and who issued it."""
    issuer = label(bulletin.content["issuer"])
    return f"{issuer} · {bulletin.issued_by}" if bulletin.issued_by else issuer


def _when(bulletin: Bulletin) -> str:
    when = clock.local(bulletin.issued_at or bulletin.drafted_at)
    words = _("Issued %(when)s") if bulletin.issued_at else _("Drafted %(when)s")
    return words % {"when": date_format(when, "DATETIME_FORMAT")}


def _section(place: int, section: dict[str, Any]) -> dict[str, Any]:
    table, chart = section["table"], section["chart"]
    compared = is_compared(section["indicators"])
    return {
        "title": heading(place, label(section["title"])),
        "text": text_of(section),
        "indicator_head": [_("Indicator"), _("Value"), _("Of"), *([_("Since yesterday")] if compared else [])],
        "indicators": [
            [label(each["name"]), each["printed"], _parts(each), *([label(each["change"])] if compared else [])]
            for each in section["indicators"]
        ]
        if not table
        else [],
        "head": [HEADS[table["kind"]](), *[label(each["name"]) for each in table["head"]]] if table else [],
        "rows": [_row(row, parted=len(table["head"]) <= MOST_PARTED) for row in table["rows"]] if table else [],
        "chart_title": label(chart["name"]) + ("（%）" if chart["rate"] and languages.current() == "zh" else "")
        if chart
        else "",
        "chart": charts.line(chart["points"], rate=chart["rate"], font="Noto Sans SC")
        if chart and len(chart["points"]) > 1
        else "",
    }


def heading(place: int, title: str) -> str:
    """`一、总体情况` in Chinese, `1. Overview` elsewhere."""
    if not title:
        return ""
    if languages.current() == "zh" and place < len(NUMERALS):
        return f"{NUMERALS[place]}、{title}"
    return f"{place + 1}. {title}"


def text_of(section: dict[str, Any]) -> str:
    """The section's paragraph without its links."""
    runs = section["runs"].get(languages.current()) or section["runs"].get("zh") or []
    return "".join(run["words"] for run in runs)


def is_compared(lines: list[dict[str, Any]]) -> bool:
    """Whether any of these is compared with the day before: on the first day none is."""
    return any(each["change"] for each in lines)


def _row(row: dict[str, Any], *, parted: bool) -> dict[str, Any]:
    """A row of a table by area, segment or group; each rate with its parts while there is room."""
    cells = [[each["printed"], _parts(each, "/") if parted else ""] for each in row["cells"]]
    return {"label": label(row["label"]), "cells": cells, "total": row.get("closing") == "total"}


def _parts(line: dict[str, Any], between: str = " / ") -> str:
    return f"{line['numerator']}{between}{line['denominator']}" if line["rate"] and line["denominator"] else ""


HEADS = {
    "areas": lambda: _("Area"),
    "segments": lambda: _("Segment"),
    "groups": lambda: _("Industry group"),
    "grids": lambda: _("Grid"),
    "categories": lambda: _("Category"),
}
