"""What happens around every operation, in this order: language, caller, rate, permission, idempotency, then the operation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from fugong.accounts import tokens
from fugong.accounts.models import User
from fugong.accounts.pages import SIGNED_IN
from fugong.accounts.permissions import Permission
from fugong.core.errors import NotAllowed
from fugong.web import second_wall
from fugong.web.api import limits, problems
from fugong.web.api.authentication import caller_of
from fugong.web.api.once import once

SAFE = {"GET", "HEAD", "OPTIONS"}
Run = Callable[..., HttpResponse]


def guarded(run: Run) -> Run:
    """Wraps the `run` of a ninja operation."""
    operation: Any = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def call(request: HttpRequest, **values: Any) -> HttpResponse:
        try:
            with translation.override(_language(request)):
                return _answer(operation, run, request, values)
        except Exception as error:
            with translation.override(_language(request)):
                return problems.problem_of(error, request)

    return call


def _answer(operation: Any, run: Run, request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    user = caller_of(request)
    if "Accept-Language" not in request.headers:
        translation.activate(user.language)
    token = getattr(request, "token", None)
    limits.count(f"token:{token.pk}" if token else f"user:{user.pk}")
    if token:
        tokens.note_use(token)
    _require(user, operation.view_func.access)
    if request.method in SAFE:
        with second_wall.before(user):
            return run(request, **values)
    return once(request, user, lambda: run(request, **values))


def _require(user: User, access: str) -> None:
    if access != SIGNED_IN and not user.holds(Permission(access)):
        raise NotAllowed(
            _("Neither your work here nor your token includes this: %(permission)s.") % {"permission": access}
        )


def _language(request: HttpRequest) -> str:
    """Accept-Language says it; without one, whatever the request came in with."""
    if "Accept-Language" in request.headers:
        return translation.get_language_from_request(request)
    return translation.get_language() or "zh-hans"
