"""Rows held until the transaction ends, cases at their beginning, and texts as they were typed."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from fugong.core.errors import refuse
from fugong.workflow import holding

Row = TypeVar("Row", bound=models.Model)


def held(row: Row, *also: str) -> Row:
    """The row as it is now, locked; `also` what it refers to."""
    return holding.held(row, *also, no_key=True)


def text(given: Any, most: int, *, field: str = "", needed: str = "") -> str:
    """What was typed, without signs that no database takes. Raises Refused where `needed` (what to do) is said and it is empty."""
    found = str(given or "").strip()
    if needed and not found:
        raise refuse(field, needed, "required")
    if len(found) > most:
        raise refuse(field, _("At most %(n)s signs.") % {"n": most})
    return found


def started(row: Any, due_at: Any = None, kind: str = "") -> None:
    """Puts a new case at the beginning of its workflow, with a clock where one runs."""
    beginning(row, due_at, kind).save(force_insert=True)


def beginning(row: Any, due_at: Any = None, kind: str = "") -> Any:
    """The same row, not kept yet."""
    from fugong.core import clock

    row.state, row.state_since = row.workflow.initial, clock.now()
    row.due_at = row.next_rung_at = due_at
    if due_at is not None:
        row.clock_kind, row.clock_started_at = kind, clock.now()
    return row
