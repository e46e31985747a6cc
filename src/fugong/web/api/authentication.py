"""Who is calling: a bearer token, or (for the documentation's "try it" and our own pages) the session with its CSRF token."""

from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import get_user  # reads it once a request
from django.http import HttpRequest, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError
from ninja.security import APIKeyCookie, HttpBearer

from fugong.accounts import tokens
from fugong.accounts.models import User


class Token(HttpBearer):
    """`Authorization: Bearer fg_…`"""

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> User | None:
        known = getattr(request, "caller", None)
        return known if known is not None else super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = tokens.find(token)
        if found is None:
            return None
        request.token = found  # type: ignore[attr-defined]
        return found.user


class WithToken(CsrfViewMiddleware):
    """Django's own check, which says what it found instead of drawing a page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden()

    @classmethod
    def fails(cls, request: HttpRequest) -> bool:
        """Whether the call would change something and has no CSRF token that fits its session."""
        check = cls(lambda _request: HttpResponseForbidden())
        request.csrf_processing_done = False  # type: ignore[attr-defined]
        check.process_request(request)
        return check.process_view(request, HttpResponseForbidden, (), {}) is not None


class Session(APIKeyCookie):
    """The browser's session (settled, as web.middleware sees to); unsafe methods need the CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        if WithToken.fails(request):
            raise HttpError(403, _("Calls with a session need its CSRF token, in the header X-CSRFToken."))
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        user: Any = get_user(request)
        return user if user.is_authenticated else None


TOKEN, SESSION = Token(), Session()


def caller_of(request: HttpRequest) -> User:
    """The user on whose behalf the call is made; a token that is wrong never falls back to a session."""
    door: Any = TOKEN if "Authorization" in request.headers else SESSION
    user = door(request)
    if not user:
        raise AuthenticationError
    request.user = request.caller = user  # type: ignore[attr-defined]
    return user  # type: ignore[no-any-return]
