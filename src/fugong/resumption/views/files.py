"""Files that belong to filings: handed out one by one, checked each time, never shown inside a page of ours."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest, page
from fugong.resumption.views.access import document_of


@page()
@require_GET
def document(request: PageRequest, uid: UUID) -> Any:
    """The file as an attachment under its own name."""
    found = document_of(request, uid)
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
