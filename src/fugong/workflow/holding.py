"""Rows held until the transaction ends, so that two who act at once act one after the other."""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
USUAL = ("campaign__pack_version", "enterprise", "pack_version")


def held(row: Row, *also: str, no_key: bool = False) -> Row:
    """The row as it is now, locked, with its campaign and enterprise, and `also` where it has them.

    `no_key`: rows that refer to this one may be written meanwhile.
    """
    names = {field.name for field in row._meta.fields}
    related = [name for name in (*USUAL, *also) if name.partition("__")[0] in names]
    rows: Any = type(row)._base_manager.select_for_update(of=("self",), no_key=no_key)
    found: Row = (rows.select_related(*related) if related else rows).get(pk=row.pk)
    return found
