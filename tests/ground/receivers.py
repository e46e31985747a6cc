"""Receivers that misbehave as asked: HTTP robots, gateways and push services, and an SMTP server, all on 127.0.0.1."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Says = Callable[["Heard"], tuple[int, bytes] | None]


@dataclass(frozen=True)
class Heard:
    """One request as it came in."""

    at: float
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def event(self) -> str:
        return self.headers.get("x-fugong-event", "")


def fine(_heard: Heard) -> tuple[int, bytes]:
    """As all three robots say that it is well."""
    return 200, b'{"errcode": 0, "code": 0, "errmsg": "ok"}'


@dataclass
class Receiver:
    """`says(heard)` gives status and body; None drips a byte every tenth of a second, as long as anybody listens."""

    says: Says = fine
    heard: list[Heard] = field(default_factory=list)
    taken: list[Heard] = field(default_factory=list)
    url: str = ""
    address: str = ""

    @property
    def events(self) -> list[str]:
        """The ids of what was taken, one for each event."""
        return [event for heard in self.taken for event in heard.event.split(",")]


@contextmanager
def receiver(says: Says = fine) -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    found = Receiver(says)
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                return  # it broke off: nobody has heard it
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard = Heard(time.monotonic(), self.command, self.path, headers, body)
            found.heard.append(heard)
            with suppress(OSError):
                self._say(heard)

        do_POST = do_GET = do_PUT = _take

        def _say(self, heard: Heard) -> None:
            said = found.says(heard)
            if said is None:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not stopping.wait(0.1):
                    self.wfile.write(b"a")
                    self.wfile.flush()
                return
            status, content = said
            if status == 200:
                found.taken.append(heard)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", content.decode())
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_arguments: Any) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    found.address = f"127.0.0.1:{server.server_port}"
    found.url = f"http://{found.address}/robot"
    try:
        yield found
    finally:
        stopping.set()
        server.shutdown()
        server.server_close()


@dataclass
class MailServer:
    """`refuses` answers recipients: address → (code, text)."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    connections: int = 0
    refuses: dict[str, str] = field(default_factory=dict)
    silent: bool = False


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A small SMTP server that keeps what it is given."""
    found = MailServer()
    listener = socket.create_server(("127.0.0.1", 0))
    found.port = listener.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                connection, _peer = listener.accept()
            except OSError:
                return
            found.connections += 1
            threading.Thread(target=_speak, args=(found, connection), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield found
    finally:
        listener.close()


def _speak(server: MailServer, connection: socket.socket) -> None:
    with connection, connection.makefile("rb") as lines, suppress(OSError):

        def say(text: str) -> None:
            connection.sendall(text.encode() + b"\r\n")

        if server.silent:
            time.sleep(30)
            return
        say("220 ready")
        for raw in lines:
            word = raw.decode().strip()
            verb = word.upper()
            if verb.startswith("RCPT"):
                refused = next((said for who, said in server.refuses.items() if who in word), None)
                say(refused or "250 ok")
            elif verb == "DATA":
                say("354 go on")
                content = b""
                for line in lines:
                    if line == b".\r\n":
                        break
                    content += line
                server.mails.append(content)
                say("250 kept")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")
