"""Papers and files: handed out one by one, checked each time, never shown as a page of ours."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest, or_404, page
from fugong.accounts.permissions import Permission
from fugong.core.handing import handed
from fugong.rectification import papers
from fugong.rectification.models import Example, ExampleFile, Finding, Notice, Proof, StopWork
from fugong.rectification.views.access import PAPERS


@page(Permission.INSPECTION_VIEW)
@require_GET
def paper(request: PageRequest, paper_token: str) -> HttpResponse:
    """A notice or order as PDF, in the reader's language, with the code that leads to its public check."""
    found: Any = None
    for model in (Notice, StopWork):
        rows = model.objects.visible_to(request.user).filter(token=paper_token)  # type: ignore[attr-defined]
        found = found or rows.exclude(number="").select_related(*PAPERS).first()
    or_404(found)
    address = request.build_absolute_uri(reverse("rectification:genuine", args=[found.token]))
    answer = HttpResponse(papers.pdf(found, address), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{found.number}.pdf") or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@page(Permission.INSPECTION_VIEW)
@require_GET
def proof(request: PageRequest, proof: UUID) -> Any:
    """A photo, paper or video of a finding that the person sees."""
    row = or_404(Proof.objects.filter(uid=proof).first())
    if not Finding.objects.visible_to(request.user).filter(pk=row.finding_id).exists():
        raise Http404
    return handed_out(row)


@page(Permission.INSPECTION_VIEW)
@require_GET
def example_file(request: PageRequest, example_file: UUID) -> Any:
    """A photo or video of an example that the person may read."""
    row = or_404(ExampleFile.objects.filter(uid=example_file).first())
    if not Example.objects.readable_to(request.user).filter(pk=row.example_id).exists():
        raise Http404
    return handed_out(row)


def handed_out(row: Any) -> FileResponse:
    """The file as an attachment under its own name; pictures and videos still show inside our pages."""
    return handed(row.file, row.kind, row.name, seconds=3600)
