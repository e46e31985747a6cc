"""What the HTTP server calls."""

import os
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from fugong.core import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")

with garbage.none_while_loading():
    application = get_wsgi_application()


@cache
def warm() -> WSGIHandler:
    """The application with all that the first people would wait for. Made once, before the server's processes part; none of
    them does it again.

    No connection stays open: a process can't use one that another made.
    """
    from django.db import connections

    with garbage.none_while_loading():
        _load_addresses()
        _ask_for_sign_in()
        connections.close_all()
    return application


def _load_addresses() -> None:
    from fugong.web import rooms, urls

    import_module("fugong.web.api.urls")
    for each in urls.urlpatterns:
        if isinstance(each, rooms.Room):
            each.beginnings  # noqa: B018  (kept from here on)


def _ask_for_sign_in() -> None:
    """Asks for the sign-in page once, unless the database is still being made."""
    from wsgiref.util import setup_testing_defaults

    from django.conf import settings

    from fugong.web.cli import unfinished

    if settings.DEMO and unfinished.is_under_way():
        return
    page: Any = application
    asked: dict[str, Any] = {"PATH_INFO": "/accounts/login/", "HTTP_HOST": settings.HOST_NAMES[0], "REMOTE_ADDR": ""}
    setup_testing_defaults(asked)
    with suppress(Exception):  # whoever asks next is told what is wrong
        page(asked, lambda *_answer: None).close()
