"""Lists in pages that go on from the last row shown: no counts, no offsets, as fast on the thousandth page as on the first."""

import base64
import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

import orjson
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from fugong.core.errors import Fault, Refused

Row = TypeVar("Row")

LARGEST = 200

After = Annotated[str, Query(description="The `next` of the page before; empty for the first page.", max_length=400)]
Limit = Annotated[int, Query(ge=1, le=LARGEST, description=f"Rows a page, at most {LARGEST}.")]


class Page(Schema, Generic[Row]):
    """One page of a list."""

    items: list[Row]
    next: str | None = Field(description="Send it as `after` to get the following page; null on the last.")


def page_of(rows: "QuerySet[Any]", keys: Sequence[str], *, after: str, limit: int) -> dict[str, Any]:
    """The rows after the cursor in the order of `keys`, which must end with a unique one; `-key` descends.

    Keys must not be null. Raises Refused when the cursor is not one of ours.
    """
    ordered = rows.order_by(*keys)
    if after:
        ordered = ordered.filter(_beyond(keys, _read(after, len(keys), ordered, keys)))
    found = list(ordered[: limit + 1])
    more = len(found) > limit
    items = found[:limit]
    return {"items": items, "next": _write(items[-1], keys) if more else None}


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> Q:
    beyond = Q(pk__in=[])
    same = Q()
    for key, value in zip(keys, values, strict=True):
        name, relation = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        beyond |= same & Q(**{f"{name}__{relation}": value})
        same &= Q(**{name: value})
    return beyond


def _write(row: Any, keys: Sequence[str]) -> str:
    values = [_value(row, key.lstrip("-")) for key in keys]
    return base64.urlsafe_b64encode(orjson.dumps(values, default=str)).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    return row.isoformat() if isinstance(row, dt.date) else row


def _read(cursor: str, size: int, rows: "QuerySet[Any]", keys: Sequence[str]) -> list[Any]:
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [_field(rows.model, key.lstrip("-")) for key in keys]
        if not isinstance(values, list) or len(values) != size:
            raise ValueError("another list's cursor")
        return [field.to_python(_fitting(field, value)) for field, value in zip(fields, values, strict=True)]
    except Exception:  # a cursor is opaque: whatever is wrong with it, the advice is the same
        message = _("This cursor isn't one that a list gave. Send the “next” of the page before, or none.")
        raise Refused(message, code="bad_cursor", fields=[Fault("query.after", message)]) from None


def _fitting(field: Any, value: Any) -> Any:
    if "\x00" in str(value) or value is None:
        raise ValueError("nothing that a row holds")
    whole = isinstance(field, models.IntegerField)
    if whole and not -(2**63) <= int(value) < 2**63:
        raise ValueError("beyond any key")
    return value


def _field(model: Any, path: str) -> Any:
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.pk if name == "pk" else model._meta.get_field(name)
