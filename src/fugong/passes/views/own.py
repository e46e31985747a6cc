"""The pass on a driver's phone: a page by an unguessable link, which stays after it was opened once; and a person's card."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_safe

from fugong.accounts.pages import open_to_everyone, or_404
from fugong.accounts.visitors import language_of
from fugong.core import clock
from fugong.core.offline import WORKER
from fugong.passes import coding, showing
from fugong.passes.actions import cards
from fugong.passes.models import Pass
from fugong.passes.phone import assets
from fugong.workforce.actions import links


@open_to_everyone
@require_GET
def own(request: HttpRequest, pass_token: str) -> HttpResponse:
    """The pass with its code. One that was renewed shows the next; a card what the file says today."""
    rows = Pass.objects.select_related("campaign__pack_version", "pack_version", "enterprise", "person__campaign")
    found = or_404(rows.filter(token=pass_token).first())
    if found.card:
        shown = cards.of(found.person) if found.person else None
        return _page(request, shown or found, language_of(request), is_over=shown is None)
    following = rows.filter(application__follows=found, state="valid").first() if found.state == "renewed" else None
    return _page(request, following or found, language_of(request))


@open_to_everyone
@require_GET
def card(request: HttpRequest, person_token: str) -> HttpResponse:
    """From a person's own page to the card as a code: a number, no name."""
    found = or_404(cards.of(or_404(links.own(person_token))))
    language = request.GET.get("lang", "")
    return redirect(reverse("passes:own", args=[found.token]) + (f"?lang={quote(language)}" if language else ""))


def _page(request: HttpRequest, found: Pass, language: str, *, is_over: bool = False) -> HttpResponse:
    with translation.override(language):
        shows = found.state == "valid" and found.until >= clock.today() and not is_over
        context: dict[str, Any] = {
            "found": found,
            "kind": found.section.kind(found.kind),
            "drawing": coding.svg(showing.code(found)) if shows else "",
            "short": showing.short(found),
            "language": language,
            "worker": reverse("passes:own_worker"),
            "early": found.since > clock.today(),
        }
        response = render(request, "passes/own.html", context)
    response["Cache-Control"] = "no-cache, private"
    response["Referrer-Policy"] = "no-referrer"
    return response


@open_to_everyone
@require_safe
@csp_replace(WORKER)
def worker(request: HttpRequest) -> HttpResponse:
    """Keeps the pass's page for where there is no network; rules only what is below `/pass/`."""
    kept = {"version": assets.version(), "files": assets.addresses(assets.OWN)}
    script = json.dumps(static(assets.OWN_WORKER))
    text = f'"use strict";\nself.kept = {json.dumps(kept)};\nimportScripts({script});\n'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
