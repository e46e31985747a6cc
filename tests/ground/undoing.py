"""Somebody at a browser who does things, and takes them back with the button of the message."""

import re
from typing import Any

from django.test import Client

BUTTON = re.compile(r'action="(/undo/[0-9a-f-]{36}/)"')


class Desk:
    """Somebody at a browser, who does things and undoes them."""

    def __init__(self, person: Any) -> None:
        self.person, self.client = person, Client()
        self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def does(self, address: str, given: dict[str, Any] | None = None) -> str:
        """Does something, and gives where its message's button leads; empty where there is none."""
        answer = self.client.post(address, given or {}, follow=True)
        assert answer.status_code == 200, answer.content.decode()[:2000]
        found = BUTTON.search(answer.content.decode())
        return found[1] if found else ""

    def undoes(self, button: str) -> Any:
        return self.client.post(button, {"next": "/me/"})
