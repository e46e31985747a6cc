"""The list of enterprises as Excel: the same filters as the page, all rows, those that have not filed too."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from fugong.accounts.scope import Scope
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import lists, sectors, sheets
from fugong.registry.models import Contact, Enrolment, Enterprise
from fugong.registry.sheets_check import CONTACTS, FIELDS
from fugong.registry.sheets_own import FACT, LIST, MARK
from fugong.registry.sheets_placing import Areas, Grids, Parks
from fugong.sheets import writer
from fugong.sheets.columns import Column
from fugong.sheets.heading import Names

CHUNK = 2_000
DEFERRED = tuple(name for name in lists.HEAVY if name not in ("enterprise__business_scope", "enterprise__extra"))
UNSAID = ("district", "community")
"""Columns that other people's lists have: ours says the place by its name and its code."""


def write_list(user: Any, campaign: Campaign, rows: Any) -> HttpResponseBase:
    """The enrolments (ordered, with their enterprises) as a sheet to download. Taken in again, it changes nothing."""
    title = _("Enterprises %(place)s %(day)s") % {"place": campaign, "day": clock.today().isoformat()}
    book = writer.workbook(writer.Sheet(_columns(campaign), _lines(campaign, rows), name=_("Enterprises")))
    return writer.download(book, title)


def _columns(campaign: Campaign) -> list[Column]:
    """The columns that an import reads, each under a heading by which it is known; marks stand together in one."""
    known = sheets.columns(campaign)
    names = Names(known)
    return [
        column if names.exactly(column.heading()) == column.key else replace(column, name=column.key)
        for column in known
        if column.key not in UNSAID and not column.key.startswith(MARK)
    ]


def _lines(campaign: Campaign, rows: Any) -> Iterator[dict[str, Any]]:
    """Values by column, one mapping an enterprise; contacts, officers and other rooms' columns are read chunk by chunk."""
    said, names = _Said(campaign), _names(campaign)
    chunk: list[Enrolment] = []
    for row in rows.defer(None).defer(*DEFERRED).iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _chunk(campaign, chunk, said, names)
            chunk = []
    yield from _chunk(campaign, chunk, said, names)


def _chunk(
    campaign: Campaign, rows: list[Enrolment], said: "_Said", names: dict[str, dict[str, str]]
) -> Iterator[dict[str, Any]]:
    ids = [row.enterprise_id for row in rows]
    serving, contacts = lists.officers_of(campaign, ids), _contacts(ids)
    more = {key: (column.texts or column.cells)(campaign, ids) for key, column in lists.columns.items()}
    for row in rows:
        yield {
            **_values(row.enterprise, said),
            **contacts.get(row.enterprise_id, {}),
            "group": names["groups"].get(row.group, ""),
            "segments": _named(row.segments, names["segments"]),
            "officers": _(", ").join(each.officer.name for each in serving.get(row.enterprise_id, ())),
            "missing": _named(row.missing_posts, names["posts"]),
            **{f"{LIST}{key}": found.get(row.enterprise_id, "") for key, found in more.items()},
        }


def _values(one: Enterprise, said: "_Said") -> dict[str, Any]:
    """What an import reads back. A branch that is only guessed stands apart: read back, it would be confirmed."""
    sector = (
        {"sector": "", "proposed_sector": sectors.said(one.sector)}
        if one.sector_is_proposed
        else {"sector": one.sector}
    )
    return {
        "uscc": one.uscc,
        **{field: getattr(one, field) for field in FIELDS},
        **sector,
        "area_code": one.area_code,
        "street": said.area(one),
        "grid": said.grid(one),
        "park": said.park(one),
        **{f"{FACT}{key}": value for key, value in one.extra.items()},
    }


class _Said:
    """How a list names a place so that it is found again: by its name, else (two bear it) by its key."""

    def __init__(self, campaign: Campaign) -> None:
        self.areas = Areas(campaign, Scope(everything=True))
        self.grids, self.parks = Grids(campaign), Parks(campaign)

    def area(self, one: Enterprise) -> str:
        return _first(lambda name: getattr(self.areas.named(name), "id", None), one.jurisdiction, one.jurisdiction_id)

    def grid(self, one: Enterprise) -> str:
        return _first(self.grids.named, one.grid, one.grid_id)

    def park(self, one: Enterprise) -> str:
        return _first(self.parks.named, one.park, one.park_id)


def _first(named: Callable[[str], int | None], place: Any, pk: int | None) -> str:
    words = (str(place), place.name, getattr(place, "key", "")) if place is not None else ()
    return next((word for word in words if word and named(word) == pk), "")


def _contacts(ids: list[int]) -> dict[int, dict[str, str]]:
    """Each enterprise's first contact of a kind, the number masked: numbers are opened one at a time, for a reason."""
    found: dict[int, dict[str, str]] = {}
    rows = Contact.objects.filter(enterprise_id__in=ids, kind__in=CONTACTS).order_by("-pk")
    for pk, kind, name, masked in rows.values_list("enterprise_id", "kind", "name", "phone_masked"):
        found.setdefault(pk, {}).update({f"{CONTACTS[kind]}_name": name, f"{CONTACTS[kind]}_phone": masked})
    return found


def _names(campaign: Campaign) -> dict[str, dict[str, str]]:
    rules = campaign.pack.registry
    parts = {"segments": rules.segments, "groups": rules.groups, "posts": rules.posts}
    return {part: {item.key: str(item.name) for item in items} for part, items in parts.items()}


def _named(keys: list[str], names: dict[str, str]) -> str:
    return _(", ").join(names.get(key, key) for key in keys)
