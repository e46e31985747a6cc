"""What went wrong, as every answer of the API says it: RFC 9457 problem details, in the caller's language."""

import logging
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

import orjson
import pydantic
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from fugong.core.errors import Fault, Refused

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


class FaultOut(Schema):
    """One mistake in what was sent."""

    where: str = Field(description="The field, row or cell, such as `body.staff_back` or `rows[17].uscc`.")
    message: str = Field(description="What is wrong and what to do, in the caller's language.")
    code: str


class Problem(Schema):
    """Why a call was not done. Nothing was changed by it."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="Stable, for programs: `not_found`, `conflict`, `invalid` …")
    detail: str = Field(description="For people, in the language that Accept-Language asks for.")
    faults: list[FaultOut] = []


def answer(status: int, code: str, detail: str, faults: Iterable[Fault] = ()) -> HttpResponse:
    """A problem as a response."""
    body = {
        "type": "about:blank",
        "title": _title(status),
        "status": status,
        "code": code,
        "detail": detail,
        "faults": [{"where": fault.where, "message": fault.message, "code": fault.code} for fault in faults],
    }
    response = HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="fugong"'
    if status == 429:
        response["Retry-After"] = "60"
    return response


def _title(status: int) -> str:
    titles = {
        400: _("This can't be read"),
        401: _("Who is calling?"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("No such method here"),
        409: _("Someone was first"),
        413: _("Too large"),
        422: _("Not done: something is to be mended"),
        429: _("Too many calls"),
        503: _("The database doesn’t answer at present"),
        507: _("The server’s disk is full"),
    }
    return titles.get(status) or _("Something broke on our side")


@singledispatch
def problem_of(error: Exception, request: HttpRequest) -> HttpResponse:
    """Anything unforeseen: told to the log and to nobody else; a full disk or an absent database to the caller, too."""
    from fugong.web.refusals import of_the_machine

    log.error("unforeseen in %s %s", request.method, request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)  # as Django does, so that tests and monitors hear of it
    if known := of_the_machine(error):
        return answer(known.status, known.code, known.message)
    return answer(500, "broken", _("This was not done. It has been noted; try again later."))


@problem_of.register
def _refused(error: Refused, request: HttpRequest) -> HttpResponse:
    return answer(error.status, error.code, error.message, error.faults)


@problem_of.register
def _missing(error: Http404, request: HttpRequest) -> HttpResponse:
    return answer(404, "not_found", _("There is nothing here, or nothing that you may see."))


@problem_of.register
def _denied(error: PermissionDenied, request: HttpRequest) -> HttpResponse:
    return answer(403, "not_allowed", _("You can't do this here."))


@problem_of.register
def _unknown_caller(error: AuthenticationError, request: HttpRequest) -> HttpResponse:
    return answer(
        401, "unauthenticated", _("Send a valid token: “Authorization: Bearer …”. Tokens expire and can be withdrawn.")
    )


@problem_of.register
def _http(error: HttpError, request: HttpRequest) -> HttpResponse:
    codes = {400: "malformed", 403: "not_allowed", 405: "no_such_method", 413: "too_large"}
    return answer(error.status_code, codes.get(error.status_code, "refused"), str(error))


@problem_of.register
def _too_large(error: RequestDataTooBig, request: HttpRequest) -> HttpResponse:
    return answer(413, "too_large", _("What was sent is too large. Send it in several parts."))


@problem_of.register(SuspiciousOperation)
@problem_of.register(MultiPartParserError)
@problem_of.register(RawPostDataException)  # a form was sent where JSON is asked for
@problem_of.register(UnreadablePostError)
def _malformed(error: Exception, request: HttpRequest) -> HttpResponse:
    return answer(400, "malformed", _("What was sent can't be read."))


@problem_of.register
def _invalid(error: ValidationError, request: HttpRequest) -> HttpResponse:
    return answer(422, "invalid", _("Some of what was sent is to be mended."), faults_of(error.errors))


@problem_of.register
def _misshapen(error: pydantic.ValidationError, request: HttpRequest) -> HttpResponse:
    return answer(
        422, "invalid", _("Some of what was sent is to be mended."), faults_of(error.errors(include_url=False))
    )


def faults_of(errors: Iterable[Any]) -> list[Fault]:
    """The shape's errors as faults; each names its field. Nothing that was sent is echoed."""
    return [Fault(_where(error["loc"]), _in_words(error), error["type"]) for error in errors]


def _where(path: tuple[Any, ...]) -> str:
    """`("body", "body", "rows", 3, "name")` as `body.rows[3].name`."""
    parts = path[1:] if len(path) > 1 and path[0] == path[1] else path
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


WORDS = {
    "missing": lambda: _("This is needed."),
    "extra_forbidden": lambda: _("There is no such field."),
    "int_parsing": lambda: _("Write a whole number."),
    "int_type": lambda: _("Write a whole number."),
    "int_from_float": lambda: _("Write a whole number."),
    "float_parsing": lambda: _("Write a number."),
    "float_type": lambda: _("Write a number."),
    "bool_parsing": lambda: _("Write true or false."),
    "bool_type": lambda: _("Write true or false."),
    "string_type": lambda: _("Write a text."),
    "string_too_short": lambda: _("This is too short."),
    "string_too_long": lambda: _("This is too long."),
    "string_pattern_mismatch": lambda: _("This has not the form that is asked for."),
    "date_from_datetime_parsing": lambda: _("Write a day as 2020-02-14."),
    "date_parsing": lambda: _("Write a day as 2020-02-14."),
    "date_type": lambda: _("Write a day as 2020-02-14."),
    "list_type": lambda: _("Write a list."),
    "dict_type": lambda: _("Write an object."),
    "uuid_parsing": lambda: _("Write a UUID."),
}


def _in_words(error: Any) -> str:
    words = WORDS.get(error["type"])
    if words:
        return words()
    context = error.get("ctx") or {}
    if "expected" in context:
        return _("Write one of: %(choices)s.") % {"choices": context["expected"]}
    if "ge" in context or "gt" in context:
        return _("This is too small.")
    if "le" in context or "lt" in context:
        return _("This is too large.")
    return str(error["msg"])
