"""What a page does and says when somebody acts: done and on, or refused and shown again with what was typed."""

from collections.abc import Callable, Container
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fugong.accounts import undoing
from fugong.core.errors import Refused

UNFIT = (422,)
OR_TOO_LATE = (409, 422)


def acted(
    request: HttpRequest,
    do: Callable[[], Any],
    said: Callable[[], str],
    to: Callable[[], Any],
    again: Callable[[Refused], HttpResponse],
    *,
    shown: Container[int] = UNFIT,
    undo: Callable[[], UUID | None] | None = None,
) -> HttpResponse:
    """Does something, says so and goes on; where it is refused, shows the page again. `shown`: refusals that it can show.
    `undo` makes the offer to take it back."""
    try:
        do()
    except Refused as refusal:
        if refusal.status not in shown:
            raise
        return again(refusal)
    undoing.said(request, said(), undo() if undo else None)
    where = to()
    return redirect(*where) if isinstance(where, tuple) else redirect(where)


def faults(refusal: Refused | None) -> dict[str, str]:
    """Field → what to do, for the page."""
    return {fault.where: fault.message for fault in refusal.faults} if refusal else {}
