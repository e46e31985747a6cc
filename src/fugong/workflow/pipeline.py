"""The strip above a list of cases: how many stand in each state, what that is worth, how many are late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum, Value

from fugong.core import clock, kept
from fugong.workflow.arrows import Text, Workflow


@dataclass(frozen=True, slots=True)
class Column:
    """One state. `worth`: what its cases come to, in words; `late`: how many are overdue."""

    key: str
    name: Text
    count: int
    worth: str
    late: int
    is_chosen: bool


def strip(
    rows: Any,
    workflow: Workflow,
    *,
    chosen: str = "",
    worth: str = "",
    told: Callable[[int], str] = str,
    states: Iterable[str] | None = None,
) -> list[Column]:
    """A column for each state, in the order of its life; one statement, which in a large place answers for a few seconds.

    `rows`: the cases that the reader sees, not yet narrowed to a state. `worth`: the column that is summed, put into words by
    `told`. `states`: only these.
    """
    one = Value(1)  # rather than the key: so that an index alone can answer
    late = Count(one, filter=Q(due_at__lt=clock.now()) & ~Q(state__in=workflow.final))
    counted = rows.order_by().values("state").annotate(n=Count(one), late=late)
    counted = counted.annotate(worth=Sum(worth)) if worth else counted
    found: dict[str, dict[str, Any]] = kept.lately(
        f"strip of {rows.model._meta.label}",
        lambda: (worth, *kept.asked(rows)),
        lambda: {row["state"]: row for row in counted},
        lambda held: sum(row["n"] for row in held.values()),
    )
    columns = []
    for key in states if states is not None else workflow.states:
        row = found.get(key, {"n": 0, "late": 0})
        columns.append(
            Column(
                key=key, name=workflow.states[key], count=row["n"],
                worth=told(row["worth"]) if row.get("worth") else "", late=row["late"], is_chosen=key == chosen,
            )
        )  # fmt: skip
    return columns
