"""Doing one thing to a row from its page."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse

from fugong.accounts import undoing
from fugong.accounts.pages import PageRequest
from fugong.core.errors import Refused

Row = TypeVar("Row")
Told = str | tuple[str, UUID | None]
"""What a deed says afterwards; with the offer to undo it, where there is one."""


def take(
    request: PageRequest,
    deed: str,
    deeds: Mapping[str, Callable[[PageRequest, Row], Told]],
    find: Callable[[], Row],
    page: Callable[[PageRequest, Row, Refused], HttpResponse],
) -> HttpResponse | None:
    """Does it and says so: None. A refusal shows on the row's page with what was typed. Http404 for an unknown deed."""
    found = find()
    if deed not in deeds:
        raise Http404
    try:
        said = deeds[deed](request, found)
    except Refused as refusal:
        return page(request, find(), refusal)
    sentence, offer = (said, None) if isinstance(said, str) else said
    undoing.said(request, sentence, offer)
    return None
