"""A bad line on 127.0.0.1: requests are lost before or after they were done, come twice, come late, or break off in the middle."""

import random
import socket
import threading
import time
from collections import Counter
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
        self._open = True
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_fault: Any) -> None:
        self._open = False
        self._socket.close()

    @property
    def address(self) -> str:
        return f"http://localhost:{self._socket.getsockname()[1]}"

    def _accept(self) -> None:
        while self._open:
            try:
                caller, _from = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

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
            self._ask(head + b"\r\n\r\n" + body[: len(body) // 2], listen=False)
            return
        answer = self._ask(request)
        if fate == "twice":
            late = self._dice.random() / 2
            threading.Thread(target=self._again, args=(request, late), daemon=True).start()
        if fate != "unanswered":
            caller.sendall(answer)

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

    def _ask(self, request: bytes, listen: bool = True) -> bytes:
        """Sends it to the server and reads until the server closes, as it is asked to."""
        head, gap, body = request.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        with socket.create_connection(self.target, timeout=PATIENCE) as server:
            server.sendall(b"\r\n".join([*lines, b"Connection: close"]) + gap + body)
            if not listen:
                return b""
            parts = []
            while part := server.recv(65536):
                parts.append(part)
        return b"".join(parts)


def read(caller: socket.socket) -> bytes:
    """One request: its head, and as much body as the head says."""
    said = b""
    while b"\r\n\r\n" not in said:
        part = caller.recv(65536)
        if not part:
            return b""
        said += part
    head, _gap, body = said.partition(b"\r\n\r\n")
    sizes = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = int(sizes[0]) - len(body) if sizes else 0
    while missing > 0 and (part := caller.recv(65536)):
        said, missing = said + part, missing - len(part)
    return said
