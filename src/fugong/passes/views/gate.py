"""The gate's page, its worker and manifest, and who is signed in. None of it is anybody's: the worker keeps it for all."""

import json
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fugong.accounts.pages import open_to_everyone
from fugong.accounts.permissions import Permission
from fugong.core.offline import PAGE, WORKER
from fugong.passes.phone import assets, words
from fugong.places.models import Campaign


@open_to_everyone
@require_safe
@csp_replace(PAGE)
def page(request: HttpRequest) -> HttpResponse:
    """The shell: the same bytes for everyone, with its words in all languages, so that it opens without network."""
    shown = {
        "styles": assets.addresses(assets.STYLES),
        "core": assets.addresses(assets.CORE),
        "app": static(assets.APP),
        "words": words.in_all_languages(),
        "addresses": json.dumps(_addresses()),
        "icons": words.ICONS,
    }
    response = render(request, "passes/gate/shell.html", shown)
    response["Cache-Control"] = "no-cache"
    return response


def _addresses() -> dict[str, str]:
    return {
        "version": assets.version(),
        "page": reverse("passes:gate"),
        "worker": reverse("passes:gate_worker"),
        "session": reverse("passes:gate_session"),
        "login": reverse("account_login"),
        "api": "/api/v1/campaigns/",
        "jsqr": static(assets.READER),
    }


@open_to_everyone
@require_safe
@csp_replace(WORKER)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: below `/gate/` only, so that the officers' phone page and this one don't meet."""
    shell = {**_addresses(), "files": assets.addresses(assets.ALL)}
    script = json.dumps(static(assets.WORKER))
    text = f'"use strict";\nself.shell = {json.dumps(shell)};\nimportScripts({script});\n'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@open_to_everyone
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the page among its apps."""
    sizes = (("any", "image/svg+xml"), ("192x192", "image/png"), ("512x512", "image/png"))
    said: dict[str, Any] = {
        "id": reverse("passes:gate"),
        "name": _("Fugong gate"),
        "short_name": str(words.WORDS["title"]),
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("passes:gate"),
        "scope": reverse("passes:gate"),
        "display": "standalone",
        "background_color": "#f4f6f8",
        "theme_color": "#1f4e79",
        "icons": [
            {"src": static(name), "sizes": size, "type": kind, "purpose": "any"}
            for name, (size, kind) in zip(assets.PICTURES, sizes, strict=True)
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@open_to_everyone
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in here, where they check passes, and the token for changes. Nobody: `person` is null."""
    said: dict[str, Any] = {
        "person": None,
        "campaigns": [],
        "csrf": get_token(request),
        "version": assets.version(),
    }
    user = request.user
    if user.is_authenticated and user.holds(Permission.PASS_CHECK):
        seen = Campaign.objects.visible_to(user, Permission.PASS_CHECK).open().select_related("pack_version")
        said["person"] = {"id": str(user.pk), "name": user.name, "language": user.language}
        said["campaigns"] = [{"key": each.key, "name": str(each)} for each in seen[:30] if each.pack.passes.kinds]
    return JsonResponse(said, headers={"Cache-Control": "no-store"})
