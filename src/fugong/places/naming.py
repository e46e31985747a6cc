"""Areas, grids, parks by name: a form offers all of them; where they are many, its field looks up what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.core import numbers
from fugong.core.errors import refuse
from fugong.places.models import Jurisdiction

MOST_OFFERED = 200
MOST_FOUND = 12
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Offered:
    """What a form sends for each, and its name; none where they are too many for a list (`is_cut`)."""

    choices: list[tuple[str, str]]
    is_cut: bool

    def __bool__(self) -> bool:
        return self.is_cut or bool(self.choices)


def few(rows: Any, most: int | None = None) -> tuple[list[Any], bool]:
    """All rows for a list to choose from; none, and True, where it would hold more than `most`: then what is typed is looked up."""
    most = MOST_OFFERED if most is None else most
    found = list(rows[: most + 1])
    return ([], True) if len(found) > most else (found, False)


def offered(rows: Any) -> Offered:
    """Those to choose from."""
    found, is_cut = few(rows)
    return Offered([(_key(row), str(row)) for row in found], is_cut)


def like(rows: Any, text: str) -> list[str]:
    """A few with this piece in their name, as a field offers them."""
    text = text.strip()[:60]
    if not text:
        return []
    found = rows.filter(Q(name__icontains=text) | Q(names__icontains=text))[:MOST_FOUND]
    return [f"{row}{BETWEEN}{_key(row)}" for row in found]


def meant(rows: Any, text: str, field: str) -> Any:
    """The one of the rows that was typed as the field offers it, or by a name that only one of them bears; None where nothing
    was typed. Raises Refused at the field.
    """
    text = text.strip()[:160]
    if not text:
        return None
    name, dot, key = text.rpartition(BETWEEN.strip())
    found = [row for row in rows.filter(_keyed(rows, key.strip()))[:1] if str(row) == name.strip()] if dot else []
    found = found or list(rows.filter(name=text)[:2])
    if len(found) != 1:
        raise refuse(
            field,
            _("Nothing here is called so, or several are. Type a part of the name, then choose it from the list."),
        )
    return found[0]


def _key(row: Any) -> str:
    return row.code if isinstance(row, Jurisdiction) else str(row.pk)


def _keyed(rows: Any, key: str) -> Q:
    number = numbers.asked(key)
    if number is None:
        return Q(pk__in=[])
    return Q(code=key) if rows.model is Jurisdiction else Q(pk=number)
