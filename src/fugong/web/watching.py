"""How requests are watched: a number for each, and how many took how long."""

import re
import time
import uuid
from collections.abc import Callable
from functools import cache

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from prometheus_client import Histogram

from fugong.accounts.visitors import address_of

Next = Callable[[HttpRequest], HttpResponse]

HEADER = "X-Request-ID"
_SOUND = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Numbered:
    """Every request has a number: the proxy's where it gave a sound one, else a new one. The answer repeats it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        number = given if _SOUND.fullmatch(given) else str(uuid.uuid4())
        request.META["HTTP_X_REQUEST_ID"] = number
        response = self.get_response(request)
        response.headers[HEADER] = number
        return response


class Measured:
    """Counts requests by page, method and outcome: as many labels as there are pages, whatever people ask for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        found = request.resolver_match
        view = found.view_name if found and found.view_name else "none"
        method = request.method if request.method in METHODS else "other"
        if not settings.TESTING or request.path == "/metrics":
            seconds().labels(view, str(method), f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        return response


@cache
def seconds() -> Histogram:
    """Made with the first request: commands and jobs leave no file behind."""
    return Histogram(
        "fugong_request_seconds", "Time of requests.", ("view", "method", "outcome"), buckets=BUCKETS, registry=None
    )


class Logged(RequestMiddleware):
    """The log's lines of a request, with the visitor's true address: what a caller writes into X-Forwarded-For is believed of
    no more proxies than the installation has."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=address_of(request))
