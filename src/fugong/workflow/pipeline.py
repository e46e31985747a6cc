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
    counted = _counted(rows, workflow, "state")
    counted = counted.annotate(worth=Sum(worth)) if worth else counted
    found: dict[str, dict[str, Any]] = kept.lately(
        f"strip of {rows.model._meta.label}",
        lambda: (worth, *kept.asked(rows)),
        lambda: {row["state"]: row for row in counted},
        lambda held: sum(row["n"] for row in held.values()),
    )
    return _columns(found, workflow, states=states, chosen=chosen, told=told)


def strip_with_parts(rows: Any, workflow: Workflow, by: str) -> tuple[list[Column], dict[Any, dict[str, int]]]:
    """The same, and for each value of the column `by` its states with how many stand in them; one statement for both."""
    counted = _counted(rows, workflow, by, "state")
    found: dict[str, dict[str, Any]] = {}
    parts: dict[Any, dict[str, int]] = {}
    for row in kept.lately(
        f"strip of {rows.model._meta.label} by {by}",
        lambda: kept.asked(rows),
        lambda: list(counted),
        lambda held: sum(row["n"] for row in held),
    ):
        whole = found.setdefault(row["state"], {"n": 0, "late": 0})
        whole["n"], whole["late"] = whole["n"] + row["n"], whole["late"] + row["late"]
        parts.setdefault(row[by], {})[row["state"]] = row["n"]
    return _columns(found, workflow), parts


def _counted(rows: Any, workflow: Workflow, *by: str) -> Any:
    one = Value(1)  # rather than the key: so that an index alone can answer
    late = Count(one, filter=Q(due_at__lt=clock.now()) & ~Q(state__in=workflow.final))
    return rows.order_by().values(*by).annotate(n=Count(one), late=late)


def _columns(
    found: dict[str, dict[str, Any]],
    workflow: Workflow,
    *,
    states: Iterable[str] | None = None,
    chosen: str = "",
    told: Callable[[int], str] = str,
) -> list[Column]:
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
