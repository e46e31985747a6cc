"""Who is calling: a bearer token, or (for the documentation's "try it" and our own pages) the session with its CSRF token."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from fugong.accounts import tokens
from fugong.accounts.models import User
from fugong.core.errors import NotAllowed


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


class Session(APIKeyCookie):
    """The browser's session; unsafe methods need the CSRF token as well."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        user: Any = get_user(request)
        if not user.is_authenticated:
            return None
        if settings.STAFF_SECOND_FACTOR and user.is_staff_member and not is_mfa_enabled(user):
            raise NotAllowed(
                _("Set up your second factor first: sign in with a browser."), code="second_factor_missing"
            )
        return user


TOKEN, SESSION = Token(), Session()


def caller_of(request: HttpRequest) -> User:
    """The user on whose behalf the call is made; a token that is wrong never falls back to a session."""
    door: Any = TOKEN if "Authorization" in request.headers else SESSION
    user = door(request)
    if not user:
        raise AuthenticationError
    request.user = request.caller = user  # type: ignore[attr-defined]
    return user  # type: ignore[no-any-return]
