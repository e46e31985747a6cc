"""Lists without totals, the newest first."""

from typing import Any

from django.db.models import QuerySet

from fugong.core import numbers

PAGE = 40


class Rows(list[Any]):
    """Rows of one page; `{% pager rows %}` reads the two marks."""

    next_key: int | None = None
    is_first: bool = True


def newest_first(found: "QuerySet[Any]", after: str, size: int = PAGE) -> Rows:
    """One page of `found`, going on below the id `after`."""
    key = numbers.asked(after)
    taken = list((found.filter(pk__lt=key) if key else found).order_by("-pk")[: size + 1])
    rows = Rows(taken[:size])
    rows.is_first = not key
    rows.next_key = rows[-1].pk if len(taken) > size else None
    return rows
