"""What is late climbs its ladder: each rung fires exactly once, however many workers sweep.

Rungs fire in batches: rows are held, what follows is told in a few statements, and one conditional UPDATE takes the rung. A
batch with a broken case is undone and taken again one by one, so that the broken one is logged and the others are not held up.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from fugong.core import clock

log = logging.getLogger(__name__)

BATCH = 2_000
MOST = 200_000
"""How many rungs one sweep fires; what is left follows a minute later."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One rung of one case: which (from 1), and when it was due."""

    case: Any
    rung: int
    was_due: dt.datetime


Fire = Callable[[Sequence[Firing]], Mapping[int, "dt.datetime | None"]]
"""Does what the rungs ask for and returns, by the case's id, when the next rung is due (None: there is none). A case that it
leaves out has moved by itself, and with that got another clock."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """For one kind of case: the rows as `fire` needs them, and what happens. Any model with `rung` and `next_rung_at` climbs.

    `rows` may give plain tuples with names; then nothing is named in `held`, and the rows of all joined tables are held.
    """

    model: type[models.Model]
    fire: Fire
    rows: Callable[[], "models.QuerySet[Any]"] | None = None
    held: tuple[str, ...] = ("self",)


def each(fire: Callable[[Any, int, dt.datetime], "dt.datetime | None"]) -> Fire:
    """For ladders that take one rung at a time: `fire(case, rung, was_due)` returns when the next is due, or None."""
    return lambda firings: {one.case.pk: fire(one.case, one.rung, one.was_due) for one in firings}


LADDERS: list[Ladder] = []


def register(ladder: Ladder) -> None:
    """Has a kind of case swept."""
    if ladder not in LADDERS:
        LADDERS.append(ladder)


def sweep(*, limit: int = MOST) -> int:
    """Fires every rung that is due now and returns how many. A case that breaks is logged and left for the next sweep."""
    return sum(_sweep_kind(ladder, limit) for ladder in LADDERS)


def _sweep_kind(ladder: Ladder, limit: int) -> int:
    fired = 0
    broken: set[int] = set()
    while fired < limit:
        found = _batch(ladder, min(BATCH, limit - fired), broken)
        if found is None:
            break
        fired += found
    return fired


def _batch(ladder: Ladder, size: int, broken: set[int]) -> int | None:
    """Fires up to `size` rungs; None where none is due. Ids of cases that broke are added to `broken`."""
    with transaction.atomic():
        firings = _due(ladder, size, broken)
        if not firings:
            return None
        try:
            return _fire(ladder, firings)
        except Exception:
            connection.ensure_connection()
            if len(firings) > 1:
                log.warning("a batch of %s deadlines broke; they fire one by one", len(firings))
        return sum(_fire_alone(ladder, firing, broken) for firing in firings)


def _due(ladder: Ladder, size: int, broken: set[int]) -> list[Firing]:
    """The rungs that are due, the earliest first, their rows held. What another sweep holds is passed over."""
    rows: Any = ladder.rows() if ladder.rows is not None else ladder.model._base_manager.all()
    due = rows.select_for_update(skip_locked=True, of=ladder.held, no_key=True).filter(next_rung_at__lte=clock.now())
    if broken:
        due = due.exclude(pk__in=broken)
    return [Firing(case, case.rung + 1, case.next_rung_at) for case in due.order_by("next_rung_at", "pk")[:size]]


def _fire_alone(ladder: Ladder, firing: Firing, broken: set[int]) -> int:
    try:
        return _fire(ladder, [firing])
    except Exception:
        log.exception("deadline of %s %s could not be fired", ladder.model.__name__, firing.case.pk)
        connection.ensure_connection()
        broken.add(firing.case.pk)
        return 0


def _fire(ladder: Ladder, firings: list[Firing]) -> int:
    with transaction.atomic():
        following = ladder.fire(firings)
        _take(ladder, [firing for firing in firings if firing.case.pk in following], following)
    return len(firings)


def _array(values: "Iterable[int | dt.datetime | None]") -> str:
    """As PostgreSQL reads an array: for numbers and times many times as quick as the driver's own way, which must quote."""
    written = _Written({None: "NULL"})
    return f"{{{','.join([written[each] for each in values])}}}"


class _Written(dict[Any, str]):
    """Each value's text, put into words once: many deadlines end at the same second."""

    def __missing__(self, value: Any) -> str:
        text = self[value] = str(value).replace(" ", "T")
        return text


def _take(ladder: Ladder, firings: list[Firing], following: Mapping[int, "dt.datetime | None"]) -> None:
    """One conditional UPDATE over all of them: a rung that is no longer where it was found raises, and all is undone."""
    if not firings:
        return
    table, key = map(connection.ops.quote_name, (ladder.model._meta.db_table, str(ladder.model._meta.pk.column)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} climbing
            SET rung = fired.rung, next_rung_at = fired.following
            FROM unnest(%(ids)s::bigint[], %(rungs)s::int[], %(were_due)s::timestamptz[], %(following)s::timestamptz[])
                 AS fired (id, rung, was_due, following)
            WHERE climbing.{key} = ANY(%(ids)s::bigint[]) -- said again, so that the table isn't read whole
                  AND climbing.{key} = fired.id AND climbing.rung = fired.rung - 1 AND climbing.next_rung_at = fired.was_due
            """,  # noqa: S608 (names of our own)
            {
                "ids": _array(firing.case.pk for firing in firings),
                "rungs": _array(firing.rung for firing in firings),
                "were_due": _array(firing.was_due for firing in firings),
                "following": _array(following[firing.case.pk] for firing in firings),
            },
        )
        if cursor.rowcount != len(firings):
            raise RuntimeError("another sweep was first")
