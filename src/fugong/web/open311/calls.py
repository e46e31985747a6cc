"""What happens around every operation: who calls, how often, in which jurisdiction; and whatever goes wrong, in the standard's form."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import HttpError

from fugong.accounts import tokens
from fugong.accounts.models import User
from fugong.accounts.pages import EVERYONE, declare
from fugong.accounts.permissions import Permission as P
from fugong.accounts.visitors import address_of
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.registry.models import Enrolment
from fugong.web.api import limits
from fugong.web.middleware import WithoutNul
from fugong.web.open311.answers import Failed, failed

Operation = Callable[..., HttpResponse]
FIELDS = {
    "text": "description",
    "category": "service_code",
    "contact_phone": "phone",
    "contact_name": "first_name",
    "files": "media",
}
"""A field of the action → what the standard calls it."""


def operation(**methods: str) -> Callable[[Operation], Operation]:
    """An operation: method → who may call it (a permission's value, or everyone)."""

    def decorate(view: Operation) -> Operation:
        @csrf_exempt  # a key in the call says who calls; the session is never asked
        @wraps(view)
        def call(request: HttpRequest, form: str = "", **values: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return _across(request, HttpResponse(status=204), methods)
            response = _answer(view, request, form, methods, values)
            patch_vary_headers(response, ("Accept", "Accept-Language"))
            return _across(request, response, methods)

        return declare(call, next(iter(methods.values())))  # type: ignore[no-any-return]

    return decorate


def _answer(
    view: Operation, request: HttpRequest, form: str, methods: dict[str, str], values: dict[str, Any]
) -> HttpResponse:
    method = "GET" if request.method == "HEAD" else str(request.method)
    try:
        if method not in methods:
            raise Failed(405, _("Use one of these here: %(methods)s.") % {"methods": ", ".join(methods)})
        if method == "POST":
            WithoutNul.clean_form(request)
        request.caller = _caller(request, needed=methods[method] != EVERYONE)  # type: ignore[attr-defined]
        return view(request, form, **values)
    except Failed as fault:
        return failed(request, form, fault.status, fault.sentences)
    except Refused as refusal:
        return failed(request, form, _status(refusal.status), _sentences(refusal))
    except Http404:
        return failed(request, form, 404, [_("There is nothing here, or nothing that you may see.")])
    except PermissionDenied:
        return failed(request, form, 403, [_("You can't do this here.")])
    except HttpError as error:
        return failed(request, form, _status(error.status_code), [str(error)])
    except (RequestDataTooBig, SuspiciousOperation, UnicodeError):
        return failed(request, form, 400, [_("What was sent can't be read.")])


def _status(status: int) -> int:
    """404 for what doesn't exist, 403 for the key, 429 for too many calls; 400 for all else, as the standard asks."""
    return status if status in (403, 404, 429) else 400


def _sentences(refusal: Refused) -> list[str]:
    faults = [f"{FIELDS.get(fault.where, fault.where)}: {fault.message}" for fault in refusal.faults]
    return faults or [refusal.message]


def _caller(request: HttpRequest, *, needed: bool) -> User | None:
    """The owner of the key, which stands in the form, in the address, or in the Authorization header."""
    given = request.GET.get("api_key") or (request.POST.get("api_key") if request.method == "POST" else "")
    given = given or _in_header(request.headers.get("Authorization", ""))
    token = tokens.find(given) if given else None
    if token is None and (needed or given):
        raise Failed(403, _("Missing or invalid api_key. It is an API token of somebody who works with demands here."))
    if token is None:
        limits.count(f"open311:{address_of(request)}"[:40])
        return None
    limits.count(f"token:{token.pk}")
    tokens.note_use(token)
    if "Accept-Language" not in request.headers:
        translation.activate(token.user.language)
    if not token.user.holds(P.DEMAND_VIEW):
        raise Failed(403, _("This api_key's owner doesn't see demands."))
    return token.user


def _in_header(header: str) -> str:
    """The key as a bearer token, or as the name or password of clients that know nothing else (`https://key:fg_…@host/`)."""
    scheme, _blank, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        name, _colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return ""
    return password or name


def jurisdiction(request: HttpRequest) -> Campaign:
    """The open campaign that jurisdiction_id names; it may be left out where there is only one."""
    given = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or ""
    found = Campaign.objects.open().select_related("pack_version", "jurisdiction")
    caller: User | None = request.caller  # type: ignore[attr-defined]
    if caller is not None:
        found = found.filter(pk__in=_seen(caller))
    rows = list(found.filter(key=given)[:1] if given else found[:2])
    if not rows and given:
        raise Failed(404, _("The jurisdiction_id %(given)s was not found.") % {"given": given[:40]})
    if len(rows) != 1:
        raise Failed(400, _("jurisdiction_id was not provided: several jurisdictions are served here."))
    return rows[0]


def _seen(user: User) -> set[int]:
    """Campaigns of the caller's area, and those in which the caller's enterprises take part."""
    mine = Enrolment.objects.visible_to(user, P.DEMAND_VIEW).order_by().values_list("campaign", flat=True)
    own = set(Campaign.objects.visible_to(user, P.DEMAND_VIEW).values_list("pk", flat=True))
    return own | (set() if user.scope(P.DEMAND_VIEW).everything else set(mine.distinct()))


def _across(request: HttpRequest, response: HttpResponse, methods: dict[str, str]) -> HttpResponse:
    """Lets the web pages of named origins read the answer; nobody's, unless the installation names them."""
    origin = request.headers.get("Origin", "")
    if origin and origin in settings.OPEN311_ORIGINS:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = ", ".join(methods)
        response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Idempotency-Key, Accept-Language"
        patch_vary_headers(response, ("Origin",))
    return response
