"""Error pages: what happened, what it means, what to do. As a page, as an alert swapped in by HTMX, or as JSON."""

import errno
import sys
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, DiskFull, SerializationFailure

from fugong.core.embedded import CannotStart
from fugong.core.errors import Away, Conflict, NoRoom, Refused
from fugong.web import field_names


def answer(request: HttpRequest, fault: Refused) -> HttpResponse:
    """The answer to a refused action, in the shape that the caller reads."""
    if wants_json(request):
        said_at = [{"where": each.where, "message": each.message, "code": each.code} for each in fault.faults]
        body = {"code": fault.code, "message": fault.message, "faults": said_at}
        return JsonResponse(body, status=fault.status, json_dumps_params={"ensure_ascii": False})
    faults = field_names.named(fault.faults, request.resolver_match.app_name if request.resolver_match else "")
    if _is_fragment(request):
        return _alert(fault.message, faults, fault.status)
    said = {**words(fault.status), "message": fault.message, "faults": faults}
    return render(request, "web/errors/refused.html", said, status=fault.status)


def _is_fragment(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def _alert(message: str, faults: Any, status: int) -> HttpResponse:
    """An alert that HTMX puts above the page's content, whatever it was about to swap."""
    text = render_to_string("web/parts/alert.html", {"message": message, "faults": faults})
    return HttpResponse(text, status=status, headers={"HX-Retarget": "#alerts", "HX-Reswap": "innerHTML show:top"})


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program and not a person's browser."""
    return request.path.startswith("/api/") or request.get_preferred_type(["text/html", "application/json"]) == (
        "application/json"
    )


def words(status: int) -> dict[str, Any]:
    """Heading, meaning and advice for a status."""
    said = {
        400: (
            _("The request could not be read"),
            _("Something in what the browser sent is broken, so nothing was changed."),
            _("Go back, reload the page and try again."),
        ),
        403: (
            _("You may not do this"),
            _("Your account has no right to do this here, so nothing was changed."),
            _("If it belongs to your work, ask whoever manages accounts in your area for the role."),
        ),
        404: (
            _("There is nothing here"),
            _("The address is wrong, the record was closed, or it lies outside the area that you look after."),
            _("Check the address, or look for the record in the list."),
        ),
        405: (
            _("There is no page at this address"),
            _(
                "It only takes what a form sends. Perhaps the page was reloaded after signing in again, or the address was copied."
            ),
            _("Go back and open the page from the navigation. If you had just sent a form, look whether it arrived."),
        ),
        409: (
            _("Somebody else was first"),
            _("The record changed after you opened it, so your step was not done."),
            _("Go back, reload the page and look at what happened; then decide again."),
        ),
        422: (
            _("This was not done"),
            _("Something doesn't fit, so nothing was changed."),
            _("Go back, mend what is named above, and send it again."),
        ),
        429: (
            _("Too many tries"),
            _("To keep accounts safe, this can be done only so often."),
            _("Wait a few minutes, then try again."),
        ),
        500: (
            _("Something broke on our side"),
            _("The step was not done, and the fault has been noted in the log with the time."),
            _("Try again in a minute. If it happens again, tell the duty desk the time and what you did."),
        ),
    }
    said |= _of_the_machine()
    heading, meaning, advice = said.get(status, said[422])
    return {"status": status, "heading": heading, "meaning": meaning, "advice": advice}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def only_forms(request: HttpRequest, allowed: str) -> HttpResponse:
    """Somebody opened an address to which forms are sent."""
    response = _page(request, 405)
    response["Allow"] = allowed
    return response


def _of_the_machine() -> dict[int, tuple[str, str, str]]:
    return {
        503: (
            _("The database doesn’t answer at present"),
            _("What you sent was not kept. What was confirmed before is safe."),
            _("Try again in a minute. If it lasts, tell whoever looks after the server."),
        ),
        507: (
            _("The server’s disk is full"),
            _("What you sent was not kept. What was confirmed before is safe."),
            _("Tell whoever looks after the server; send it again once there is room."),
        ),
    }


def of_the_machine(fault: BaseException | None) -> Refused | None:
    """What a fault of disk or database is to a person: a refusal in words; None for every other fault."""
    if fault is None:
        return None
    cause = fault.__cause__ or fault
    is_full = isinstance(cause, DiskFull) or (
        isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)
    )
    if is_full:
        return NoRoom(words(507)["meaning"])
    if isinstance(cause, (DeadlockDetected, SerializationFailure)):  # two waited for each other; this one gave way
        return Conflict(words(409)["meaning"])
    is_away = isinstance(fault, CannotStart) or (
        isinstance(fault, (OperationalError, InterfaceError)) and _has_gone(cause)
    )
    return Away(words(503)["meaning"]) if is_away else None


def _has_gone(cause: BaseException) -> bool:
    """The connection itself failed (no SQL state, or of classes 08 and 57): not what was asked over it."""
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def broken(request: HttpRequest) -> HttpResponse:
    """Without the shell: whatever broke (the database, perhaps) can't break this page too."""
    known = of_the_machine(sys.exc_info()[1])
    status, code = (known.status, known.code) if known else (500, "broken")
    said = words(status)
    if wants_json(request):
        return JsonResponse({"code": code, "message": said["heading"]}, status=status)
    if _is_fragment(request):
        return _alert(f"{said['heading']}. {said['advice']}", [], status)
    return HttpResponse(render_to_string("web/errors/broken.html", {**said, "look": look()}), status=status)


def look() -> str:
    """The address of the page's looks, by the name under which they are kept; none where looking it up is what broke."""
    try:
        return str(static("fugong/broken.css"))
    except (ValueError, OSError):
        return ""


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or came from another site."""
    said = {**words(403), "heading": _("The form has expired")}
    if request.user.is_authenticated:
        said["meaning"] = _("The form was open for too long or was not sent from this site, so nothing was changed.")
        said["advice"] = _("Go back, reload the page and send the form again. Cookies must be allowed for this site.")
    else:
        said["meaning"] = _(
            "You are no longer signed in on this browser, so the form wasn’t taken and nothing was changed."
        )
        said["advice"] = _("Sign in again and send the form once more. Cookies must be allowed for this site.")
        said["sign_in"] = redirect_to_login(_page_of_the_form(request)).url
    return render(request, "web/errors/page.html", said, status=403)


def _page_of_the_form(request: HttpRequest) -> str:
    """The address on which the form stood, as the browser tells it; the start page where it doesn't."""
    came = urlsplit(request.headers.get("Referer", ""))
    path = came.path + (f"?{came.query}" if came.query else "")
    is_ours = came.netloc == request.get_host() and url_has_allowed_host_and_scheme(path, None)
    return path if is_ours else reverse("home")


def _page(request: HttpRequest, status: int) -> HttpResponse:
    said = words(status)
    user = getattr(request, "user", None)
    if status == 404 and user is not None and user.is_authenticated and not user.is_staff_member:
        said["meaning"] = _("The address is wrong, the record was closed, or it doesn’t belong to your enterprise.")
        said["advice"] = _(
            "Check the address, or begin at your enterprise’s page. If something is missing there, ask the duty desk."
        )
    if wants_json(request):
        body = {"code": str(status), "message": said["heading"], "faults": []}
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if _is_fragment(request):
        return _alert(f"{said['heading']}. {said['advice']}", [], status)
    return render(request, "web/errors/page.html", said, status=status)
