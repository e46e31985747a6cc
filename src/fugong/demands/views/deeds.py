"""Doing one thing to a row from its page."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse

from fugong.accounts.pages import PageRequest
from fugong.core.errors import Refused

Row = TypeVar("Row")


def take(
    request: PageRequest,
    deed: str,
    deeds: Mapping[str, Callable[[PageRequest, Row], str]],
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
    messages.success(request, said)
    return None
