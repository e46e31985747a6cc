"""Files that belong to filings: handed out one by one, checked each time, never shown inside a page of ours."""

from typing import Any
from uuid import UUID

from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest, page
from fugong.core.handing import handed
from fugong.resumption.views.access import document_of


@page()
@require_GET
def document(request: PageRequest, uid: UUID) -> Any:
    """The file as an attachment under its own name."""
    found = document_of(request, uid)
    return handed(found.file, found.kind, found.name)
