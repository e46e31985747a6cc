"""The handbooks: an overview that can be searched, one page an audience to print, one a topic; a section for the side panel."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.accounts.pages import open_to_everyone
from fugong.web import handbook
from fugong.web.help_sections import audience_of

LONGEST_QUESTION = 100


@open_to_everyone
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All handbooks, the reader's own first; what a search finds in them. Open to everyone: whoever can't sign in needs it most."""
    own = audience_of(request.user)
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    books = sorted(handbook.handbooks(), key=lambda each: each.audience != own)
    found = handbook.search(question, own) if question else []
    given = {"books": books, "own": own, "question": question, "found": found}
    return render(request, _page_or_part(request, "overview"), given)


@open_to_everyone
@require_GET
def audience(request: HttpRequest, audience: str) -> HttpResponse:
    """One handbook whole, as it is printed."""
    return render(request, "web/help/audience.html", {"book": _book(audience)})


@open_to_everyone
@require_GET
def topic(request: HttpRequest, audience: str, topic: str) -> HttpResponse:
    """One page of a handbook; `?section=` for the side panel opens at that section."""
    book = _book(audience)
    found = book.topic(topic)
    if found is None:
        raise Http404
    given = {"book": book, "topic": found, "open": request.GET.get("section", "")}
    return render(request, _page_or_part(request, "topic"), given)


def _book(audience: str) -> handbook.Handbook:
    try:
        return handbook.handbook(audience)
    except KeyError:
        raise Http404 from None


def _page_or_part(request: HttpRequest, name: str) -> str:
    """The side panel asks by HTMX and gets the inside alone."""
    return f"web/help/parts/{name}.html" if request.headers.get("HX-Request") else f"web/help/{name}.html"
