"""The list of enterprises as Excel: the same filters as the page, all rows, those that have not filed too."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import lists
from fugong.registry.fact_types import OWNERSHIPS, SCALES
from fugong.registry.models import Enrolment
from fugong.sheets import writer
from fugong.sheets.columns import Column

CHUNK = 2_000
WIDTHS = {"name": 36, "uscc": 22, "address": 40, "segments": 30, "officers": 20}


def write_list(user: Any, campaign: Campaign, rows: Any) -> HttpResponseBase:
    """The enrolments (ordered, with their enterprises) as a sheet to download."""
    title = _("Enterprises %(place)s %(day)s") % {"place": campaign, "day": clock.today().isoformat()}
    book = writer.workbook(writer.Sheet(_columns(), _lines(campaign, rows), name=_("Enterprises")))
    return writer.download(book, title)


def _columns() -> list[Column]:
    names = {
        "name": _("Name"), "uscc": _("Unified social credit code"), "area": _("Area"), "grid": _("Grid"),
        "park": _("Park or building"), "address": _("Address"), "sector": _("Sector"), "scale": _("Size class"),
        "above_scale": _("Above scale"), "ownership": _("Ownership"),
        "output_value": _("Output value (ten thousand yuan a year)"),
        "revenue": _("Main revenue (ten thousand yuan a year)"), "staff": _("Staff"), "outside": _("Of them from outside"),
        "group": _("Industry group"), "segments": _("Segments"), "tags": _("Tags"), "officers": _("Officers"),
        "missing": _("Officers missing"), **{key: column.label for key, column in lists.columns.items()},
    }  # fmt: skip
    return [Column(key=key, name=name, width=WIDTHS.get(key, 14)) for key, name in names.items()]


def _lines(campaign: Campaign, rows: Any) -> Iterator[list[Any]]:
    """One list of cells an enterprise; officers and the other rooms' columns are read chunk by chunk."""
    names = _names(campaign)
    chunk: list[Enrolment] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _chunk(campaign, chunk, names)
            chunk = []
    yield from _chunk(campaign, chunk, names)


def _chunk(campaign: Campaign, rows: list[Enrolment], names: dict[str, dict[str, str]]) -> Iterator[list[Any]]:
    ids = [row.enterprise_id for row in rows]
    serving = lists.officers_of(campaign, ids)
    more = [(column.texts or column.cells)(campaign, ids) for column in lists.columns.values()]
    for row in rows:
        officers = _(", ").join(each.officer.name for each in serving.get(row.enterprise_id, ()))
        yield [*_cells(row, names), officers, _named(row.missing_posts, names["posts"]), *(
            found.get(row.enterprise_id, "") for found in more
        )]  # fmt: skip


def _cells(row: Enrolment, names: dict[str, dict[str, str]]) -> list[Any]:
    one = row.enterprise
    return [
        one.name, one.uscc, str(one.jurisdiction), str(one.grid or ""), str(one.park or ""), one.address, one.sector,
        str(SCALES.get(one.scale, "")), _yes_no(one.above_scale), str(OWNERSHIPS.get(one.ownership, "")),
        _ten_thousands(one.output_value), _ten_thousands(one.revenue), one.staff_total, one.staff_outside,
        names["groups"].get(row.group, ""), _named(row.segments, names["segments"]), _named(one.tags, names["tags"]),
    ]  # fmt: skip


def _names(campaign: Campaign) -> dict[str, dict[str, str]]:
    rules = campaign.pack.registry
    parts = {"segments": rules.segments, "groups": rules.groups, "posts": rules.posts, "tags": rules.tags}
    return {part: {item.key: str(item.name) for item in items} for part, items in parts.items()}


def _named(keys: list[str], names: dict[str, str]) -> str:
    return _(", ").join(names.get(key, key) for key in keys)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")


def _ten_thousands(yuan: int | None) -> float | None:
    return None if yuan is None else yuan / 10_000
