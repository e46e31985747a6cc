"""Rows held until the transaction ends, so that two who act at once act one after the other."""

from typing import Any, TypeVar

from django.db import models

from fugong.core.errors import Fault, Refused

Row = TypeVar("Row", bound=models.Model)


def held(row: Row) -> Row:
    """The row as it is now, locked."""
    rows: Any = type(row)._base_manager.select_for_update(of=("self",))
    related = [name for name in ("campaign__pack_version", "enterprise", "pack_version") if _has(row, name)]
    found: Row = rows.select_related(*related).get(pk=row.pk) if related else rows.get(pk=row.pk)
    return found


def _has(row: models.Model, name: str) -> bool:
    return any(field.name == name.partition("__")[0] for field in row._meta.fields)


def refuse(where: str, message: str, code: str | None = None) -> Refused:
    """A refusal at one field."""
    return Refused(message, code=code, fields=[Fault(where, message)])
