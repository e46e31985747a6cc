"""What the HTTP server calls."""

import os
from contextlib import suppress
from typing import Any

from django.core.wsgi import get_wsgi_application

from fugong.core import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")


def _warm_up(application: Any) -> None:
    """Asks for the sign-in page once: what is loaded at the first request is loaded before people come."""
    from wsgiref.util import setup_testing_defaults

    from django.conf import settings

    asked: dict[str, Any] = {"PATH_INFO": "/accounts/login/", "HTTP_HOST": settings.HOST_NAMES[0], "REMOTE_ADDR": ""}
    setup_testing_defaults(asked)
    with suppress(Exception):  # whoever asks next is told what is wrong
        application(asked, lambda *_answer: None).close()


application = get_wsgi_application()
garbage.look_seldom()
if os.environ.get("NOTIFY_SOCKET"):
    from fugong.web.cli.listening import say_ready

    _warm_up(application)
    say_ready()
