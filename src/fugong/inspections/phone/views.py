"""The phone's page, its worker and manifest, and who is signed in. None of it is anybody's: the worker keeps it for all."""

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
from fugong.core import clock
from fugong.core.offline import PAGE, WORKER
from fugong.inspections.phone import assets, words
from fugong.places.models import Campaign
from fugong.testing.models import Point, Shift
from fugong.transport import today as coaches


@open_to_everyone
@require_safe
@csp_replace(PAGE)
def page(request: HttpRequest) -> HttpResponse:
    """The shell: the same bytes for everyone, with its words in all languages, so that it opens without network."""
    shown = {
        "styles": assets.addresses(assets.STYLES),
        "core": assets.addresses(assets.CORE),
        "app": static(assets.MODULES[0]),
        "words": words.in_all_languages(),
        "addresses": json.dumps(_addresses()),
        "icons": words.ICONS,
    }
    response = render(request, "inspections/phone/shell.html", shown)
    response["Cache-Control"] = "no-cache"
    return response


def _addresses() -> dict[str, str]:
    return {
        "version": assets.version(),
        "page": reverse("inspections:phone"),
        "worker": reverse("inspections:phone_worker"),
        "session": reverse("inspections:phone_session"),
        "login": reverse("account_login"),
        "logout": reverse("account_logout"),
        "jsqr": static(assets.READER),
        "bars": static(assets.BARS),
    }


@open_to_everyone
@require_safe
@csp_replace(WORKER)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the whole product, at the root so that it sees sign-outs as well."""
    shell = {**_addresses(), "files": assets.addresses(assets.ALL)}
    scripts = ", ".join(json.dumps(address) for address in assets.addresses((*assets.CORE, assets.WORKER)))
    text = f'"use strict";\nself.shell = {json.dumps(shell)};\nimportScripts({scripts});\n'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@open_to_everyone
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What the phone needs to put the page among its apps."""
    said: dict[str, Any] = {
        "id": reverse("inspections:phone"),
        "name": _("Fugong inspections"),
        "short_name": _("Inspections"),
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("inspections:phone"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f6f8",
        "theme_color": "#1f4e79",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": kind, "purpose": "any"}
            for name, sizes, kind in zip(
                assets.PICTURES,
                ("any", "192x192", "512x512"),
                ("image/svg+xml", "image/png", "image/png"),
                strict=True,
            )
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@open_to_everyone
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in here, with the token for changes; asked before anything is sent. Nobody: `person` is null."""
    said: dict[str, Any] = {
        "person": None,
        "campaigns": [],
        "sampling": [],
        "boarding": [],
        "csrf": get_token(request),
        "version": assets.version(),
    }
    user = request.user
    if user.is_authenticated:
        seen = Campaign.objects.visible_to(user, Permission.VISIT_RECORD).open().select_related("pack_version")
        said["person"] = {"id": str(user.pk), "name": user.name, "language": user.language}
        said["campaigns"] = [{"key": each.key, "name": str(each)} for each in seen[:30]]
        said["sampling"] = _sampled(user)
        said["boarding"] = [{"key": each.key, "name": str(each)} for each in coaches.campaigns_of(user)[:30]]
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


def _sampled(user: Any) -> list[dict[str, str]]:
    """The campaigns in which the person takes samples: by area, by an enterprise, or on a shift."""
    if not user.holds(Permission.SAMPLE_TAKE):
        return []
    rows = Campaign.objects.open().filter(
        pk__in=Point.objects.visible_to(user).standing().order_by().values("campaign")
    ) | Campaign.objects.open().filter(
        pk__in=Shift.objects.visible_to(user).filter(day=clock.today()).order_by().values("campaign")
    )
    return [{"key": each.key, "name": str(each)} for each in rows.distinct().select_related("pack_version")[:30]]
