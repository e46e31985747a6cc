"""What every request goes through: the reader's language, staff's second factor, refusals in words."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from fugong.core.errors import Refused
from fugong.web import refusals

Next = Callable[[HttpRequest], HttpResponse]

WITHOUT_SECOND_FACTOR = ("/accounts/", "/language/", "/healthz", "/api/", "/static/")
"""Where staff may go before they have a second factor: to set it up, to sign out. (Tokens are the API's own matter.)"""


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
        """Who is signed in is known by now; without a session cookie nobody is, and the database isn't asked."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._speak(request, request.user.language)

    @staticmethod
    def _speak(request: HttpRequest, language: str) -> None:
        known = dict(settings.LANGUAGES)
        translation.activate(language if language in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


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
        if request.path.startswith(WITHOUT_SECOND_FACTOR) or not request.user.is_authenticated:
            return False
        if request.session.get("second_factor") or not request.user.is_staff_member:
            return False
        request.session["second_factor"] = is_mfa_enabled(request.user)
        return not request.session["second_factor"]


class Refusals:
    """Turns a refused action into a page, an alert (HTMX) or JSON that says what happened and what to do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        return refusals.answer(request, fault) if isinstance(fault, Refused) else None
