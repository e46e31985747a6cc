"""What every request goes through: signs that nobody can keep, the reader's language, staff's second factor, refusals in words."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from fugong.core.errors import Refused
from fugong.web import refusals, shown_again
from fugong.web.api import problems

Next = Callable[[HttpRequest], HttpResponse]

BEFORE_SETTLED = ("/accounts/", "/language/", "/healthz", "/static/")
"""Where people may go before their account is settled: to change the password, set up the second factor, sign out."""


class WithoutNul:
    """Leaves the sign U+0000, which no text of the database can hold, out of what a browser sends, before anybody reads it.

    It comes with what is pasted or tried, never from a keyboard. Programs are told instead: see `web.api.parsing`.
    """

    WRITTEN_AS = {"QUERY_STRING": "%00", "HTTP_COOKIE": "\\000"}

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for where, written in self.WRITTEN_AS.items():
            while written in request.META.get(where, ""):  # one taken out may bring two halves of another together
                request.META[where] = request.META[where].replace(written, "")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_given: Any) -> None:
        """A form is read here as the guard against forged ones reads it; what needs no such guard comes from programs."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            with suppress(UnreadablePostError):  # the line broke; the next who reads will say so
                self.clean_form(request)

    @staticmethod
    def clean_form(request: HttpRequest) -> None:
        """For those who take forms of programs as well."""
        sent = request.POST
        if any("\x00" in text for name, texts in sent.lists() for text in (name, *texts)):
            kept = QueryDict(mutable=True)
            for name, texts in sent.lists():
                kept.setlist(name.replace("\x00", ""), [text.replace("\x00", "") for text in texts])
            request.POST = kept  # type: ignore[assignment]


class ReaderLanguage:
    """Pages speak the language of the account; before sign-in that of the cookie, else of the browser, else Chinese."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._speak(request, translation.get_language_from_request(request))
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Who is signed in is known by now."""
        if language := _session_user(request, "language"):
            self._speak(request, language)

    @staticmethod
    def _speak(request: HttpRequest, language: str) -> None:
        known = dict(settings.LANGUAGES)
        translation.activate(language if language in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


class NotKept:
    """What somebody sees who is signed in isn't kept by browser or proxy: the next person at that desk finds nothing."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class RoomForOthers:
    """Few files of evidence are taken at a time by each process: drawing photos anew is the heaviest that anybody asks for.

    When many phones come back at once, those beyond are told at once when to come again, and the desk's pages stay quick.
    """

    FILES = "/api/v1/evidence/"
    COME_AGAIN = (2, 8)  # seconds, at random, so that they don't all come at once again

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self._room = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "PUT" or not request.path.startswith(self.FILES):
            return self.get_response(request)
        if not self._room.acquire(blocking=False):
            return self._come_again(request)
        try:
            return self.get_response(request)
        finally:
            self._room.release()

    def _come_again(self, request: HttpRequest) -> HttpResponse:
        for _piece in range(settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 16):
            if not request.read(
                1 << 16
            ):  # else the line breaks under whoever is still sending, and doesn't hear the answer
                break
        busy = _("Many phones are sending at present. Send it again in a few seconds; nothing is lost.")
        response = problems.answer(429, "busy", busy)
        response["Retry-After"] = str(random.randint(*self.COME_AGAIN))
        response._has_been_logged = True  # type: ignore[attr-defined]  # an ordinary thing in a busy hour
        return response


class OwnPassword:
    """Whoever signed in with a password that someone else set chooses another before anything else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(BEFORE_SETTLED) and _session_user(request, "password_is_temporary"):
            return redirect("account_change_password")
        return self.get_response(request)


def _session_user(request: HttpRequest, attribute: str) -> Any:
    """An attribute of whoever is signed in; without a session cookie nobody is, and the database isn't asked."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and getattr(request.user, attribute, None)


class StaffSecondFactor:
    """People who work for the authority set up a second factor before they see anything.

    That it is there is remembered in the session: it can't be removed by its owner (see sign_in), and whoever takes it
    away for them also sets a new password, which ends their sessions.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and self._lacks_it(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _lacks_it(request: HttpRequest) -> bool:
        if request.path.startswith(BEFORE_SETTLED) or not _session_user(request, "is_authenticated"):
            return False
        if request.session.get("second_factor") or not _session_user(request, "is_staff_member"):
            return False
        request.session["second_factor"] = is_mfa_enabled(request.user)  # type: ignore[arg-type]
        return not request.session["second_factor"]


class Refusals:
    """Turns a refused action into a page, an alert (HTMX) or JSON that says what happened and what to do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", None) and _leads_to_sign_in(response):
            return HttpResponse(
                status=204, headers={"HX-Redirect": response["Location"]}
            )  # not into a corner of the page
        if response.status_code == 405 and request.method == "HEAD":
            response.content = b""  # whoever asks for the head wants no page
        elif response.status_code == 405 and not response.content:
            back = shown_again.way_back(request) if request.method == "GET" else None
            return back or refusals.only_forms(request, allowed=response["Allow"])
        shown_again.remember(request, response)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        return refusals.answer(request, fault) if isinstance(fault, Refused) else None


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL))
