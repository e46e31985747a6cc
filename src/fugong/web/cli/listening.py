"""The HTTP server on a socket that somebody else opened, so that servers come and go while nobody's call is refused.

systemd (a .socket unit) or the keeper (deploy/keeper.py) opens the socket, hands it to each server as file 3, and is told when a
server is ready (sd_listen_fds and sd_notify). While one server is restarted, the others answer the calls that wait at the same
socket. Without such a socket the server opens its own.
"""

import os
import socket
from contextlib import suppress
from typing import Any

from granian.net import SocketHolder
from granian.server.mp import MPServer

FIRST_HANDED_OVER = 3
BACKLOG = 1024
ANSWERING = "fugong.web.wsgi.warm"  # by name: commands know nothing of pages


class Inheriting(MPServer):
    """Granian, all of whose processes take calls from the one socket with the number `handed_over`."""

    handed_over: int
    _sfd: Any
    _shd: Any

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._sfd = os.dup(self.handed_over)
        self._shd = SocketHolder(self._sfd, False, BACKLOG)  # type: ignore[call-arg]  # the stub lacks them
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)
        self.bind_addr, self.bind_port = self._sso.getsockname()[:2]


def handed_over() -> int | None:
    """The number of the socket that was handed to this process; None where there is none."""
    meant_for_us = os.environ.get("LISTEN_PID") == str(os.getpid())
    return FIRST_HANDED_OVER if meant_for_us and os.environ.get("LISTEN_FDS", "0") != "0" else None


def opened(host: str, port: int) -> int:
    """A socket of our own: all processes share it, so that none of them leaves with calls that waited for it alone."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.create_server((host, port), family=family, backlog=BACKLOG)
    return made.detach()


def say_ready() -> None:
    """Tells whoever started us that calls are answered from now on; says nothing where nobody asked."""
    asked = os.environ.get("NOTIFY_SOCKET", "")
    if not asked:
        return
    address = "\0" + asked[1:] if asked.startswith("@") else asked
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(b"READY=1", address)


def answering() -> Any:
    """What answers the calls, warm. Each process of the server calls it; where it is a copy of another, all is done already."""
    from django.utils.module_loading import import_string

    return import_string(ANSWERING)()


def answering_from_now_on() -> Any:
    """The same, and whoever started the server learns that this process takes calls."""
    answers = answering()
    say_ready()
    return answers
