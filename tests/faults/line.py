"""A bad line on 127.0.0.1: requests are lost before or after they were done, come twice, come late, or break off in the middle."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 30  # seconds


@dataclass
class Line:
    """Stands between a browser and the server at `target`. Shares are of the requests below `faulty`; a seed repeats a run."""

    target: tuple[str, int]
    lost: float = 0.15  # the request never arrives
    unanswered: float = 0.15  # it is done, and nobody hears of it
    twice: float = 0.20  # it arrives twice; the second time up to half a second later, behind others
    cut: float = 0.05  # it breaks off in the middle of the body
    faulty: str = "/api/v1/"
    seed: int = 7
    told: Counter[str] = field(default_factory=Counter)

    def __enter__(self) -> "Line":
        self._dice = random.Random(self.seed)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._kept: list[socket.socket] = []  # lines to the server that nobody uses at present
        self._late: list[threading.Thread] = []
        self._working: list[threading.Thread] = []
        self._door = self._begin(self._accept)
        return self

    def __exit__(self, *_fault: Any) -> None:
        """Ends when everything that was under way has ended; whoever calls has hung up before."""
        self._socket.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for the next caller
        self._door.join()
        for thread in self._working:
            thread.join()
        self.settle()
        self._socket.close()
        for server in self._kept:
            server.close()

    def settle(self) -> None:
        """Returns once what comes late has come."""
        while self._late:
            self._late.pop().join()

    @property
    def address(self) -> str:
        return f"http://localhost:{self._socket.getsockname()[1]}"

    def _begin(self, work: Callable[..., None], *given: Any) -> threading.Thread:
        thread = threading.Thread(target=work, args=given, daemon=True)
        thread.start()
        return thread

    def _accept(self) -> None:
        while True:
            try:
                caller, _from = self._socket.accept()
            except OSError:
                return
            self._working = [thread for thread in self._working if thread.is_alive()]
            self._working.append(self._begin(self._serve, caller))

    def _serve(self, caller: socket.socket) -> None:
        with caller:
            caller.settimeout(PATIENCE)
            try:
                request = read(caller)
                if request:
                    self._pass_on(caller, request)
            except OSError:
                self.told["broken"] += 1

    def _pass_on(self, caller: socket.socket, request: bytes) -> None:
        fate = self._fate(request)
        self.told[fate] += 1
        if fate == "lost":
            return
        if fate == "cut":
            head, _gap, body = request.partition(b"\r\n\r\n")
            self._drop(head + b"\r\n\r\n" + body[: len(body) // 2])
            return
        answer = self._ask(request)
        if fate == "twice":
            self._late.append(self._begin(self._again, request, self._dice.random() / 2))
        if fate != "unanswered":
            caller.sendall(with_header(answer, b"Connection: close"))

    def _fate(self, request: bytes) -> str:
        path = request.split(b" ", 2)[1].decode(errors="replace")
        if not path.startswith(self.faulty):
            return "whole"
        draw = self._dice.random()
        for fate in ("lost", "unanswered", "twice", "cut"):
            share: float = getattr(self, fate)
            if draw < share:
                return fate
            draw -= share
        return "whole"

    def _again(self, request: bytes, late: float) -> None:
        time.sleep(late)
        try:
            self._ask(request)
        except OSError:
            self.told["broken"] += 1

    def _ask(self, request: bytes) -> bytes:
        """Sends it to the server, over a line that is kept open as a proxy keeps it, and reads the answer."""
        try:
            server = self._kept.pop()
        except IndexError:
            server = socket.create_connection(self.target, timeout=PATIENCE)
        try:
            server.sendall(with_header(request, b"Connection: keep-alive"))
            answer = read(server)
            if not answer:
                raise ConnectionResetError("the server hung up")
        except OSError:
            server.close()
            raise
        if is_last(answer):
            while part := server.recv(65536):
                answer += part
            server.close()
        else:
            self._kept.append(server)
        return answer

    def _drop(self, part: bytes) -> None:
        with socket.create_connection(self.target, timeout=PATIENCE) as server:
            server.sendall(part)


def read(line: socket.socket) -> bytes:
    """One request or one answer: its head, and as much body as the head says. Nothing where the other side has gone."""
    said = b""
    while b"\r\n\r\n" not in said:
        part = line.recv(65536)
        if not part:
            return b""
        said += part
    head, _gap, body = said.partition(b"\r\n\r\n")
    sizes = [each.split(b":")[1] for each in headers(head) if each.lower().startswith(b"content-length:")]
    has_none = head.startswith((b"HTTP/1.1 204", b"HTTP/1.1 304"))
    missing = int(sizes[0]) - len(body) if sizes and not has_none else 0
    while missing > 0 and (part := line.recv(65536)):
        said, missing = said + part, missing - len(part)
    return said


def headers(head: bytes) -> list[bytes]:
    return head.split(b"\r\n")[1:]


def is_last(answer: bytes) -> bool:
    """Whether the server closes after it; then its body goes on until there."""
    return any(each.lower() == b"connection: close" for each in headers(answer.partition(b"\r\n\r\n")[0]))


def with_header(said: bytes, header: bytes) -> bytes:
    """The same with this header instead of another of its name."""
    head, gap, body = said.partition(b"\r\n\r\n")
    name = header.split(b":")[0].lower() + b":"
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(name)]
    return b"\r\n".join([*lines, header]) + gap + body
