"""Whether a paper is genuine: open to whoever holds it, and telling no more than that takes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fugong.accounts.pages import open_to_everyone
from fugong.rectification import papers
from fugong.rectification.models import Notice, StopWork

STANDS = {"issued", "answered", "appealed", "failed", "in_force", "verified"}


@open_to_everyone
@never_cache
@require_GET
def genuine(request: HttpRequest, paper_token: str) -> HttpResponse:
    """Number, kind, issuer, day, digest, and whether it still holds. No name in full, no finding, no person."""
    found: Any = None
    for model in (Notice, StopWork):
        rows = model.objects.filter(token=paper_token).exclude(number="").exclude(digest="")
        found = found or rows.select_related("enterprise", "campaign__jurisdiction").first()
    context: dict[str, Any] = {"paper": found}
    if found is not None:
        begun = found.issued_at if isinstance(found, Notice) else found.decided_at
        context |= {
            "is_stop": isinstance(found, StopWork),
            "issued": begun,
            "said": papers.in_language(found),
            "masked": masked(found.enterprise.name),
            "digest": papers.grouped(found.digest),
            "stands": found.state in STANDS,
            "unchanged": papers.digest(found.content) == found.digest,
        }
    return render(request, "rectification/genuine.html", context, status=200 if found else 404)


def masked(name: str) -> str:
    """`东河精工机械有限公司` as `东****公司`: enough to hold beside the paper, too little to look somebody up."""
    return f"{name[:1]}****{name[-2:]}" if len(name) > 4 else f"{name[:1]}***"
