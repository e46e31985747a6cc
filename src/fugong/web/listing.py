"""Lists without totals: the next page begins after the last key shown."""

from typing import Any

from django.db.models import QuerySet


class Rows(list[Any]):
    """Rows of one page; `{% pager rows %}` reads the two marks."""

    next_key: str | None = None
    is_first: bool = True


def keyset(found: "QuerySet[Any]", key: str, after: str, size: int) -> Rows:
    """One page of `found`, ordered by the unique column `key`, beginning after the value `after`."""
    if after:
        found = found.filter(**{f"{key}__gt": after})
    taken = list(found.order_by(key)[: size + 1])
    rows = Rows(taken[:size])
    rows.is_first = not after
    rows.next_key = str(getattr(rows[-1], key)) if len(taken) > size else None
    return rows
