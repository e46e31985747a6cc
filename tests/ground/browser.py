"""A real browser against the live server: `desktop` and `phone` are pages, `sign_in` opens one as somebody.

A page that logs a script error or breaks the content security policy fails its test.
"""

import io
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from django.core.servers.basehttp import ThreadedWSGIServer
from PIL import Image, ImageFilter

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CALM = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}  # nothing glides while we look
DESKTOP = {**CALM, "viewport": {"width": 1366, "height": 800}}
PHONE = {
    **CALM, "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
}  # fmt: skip
PATIENCE = 10_000  # milliseconds
FRAMES = 30  # a second of a film


def chromium() -> str | None:
    """The machine's chromium, without windows where there is such a one; FUGONG_CHROMIUM names another."""
    names = (
        os.environ.get("FUGONG_CHROMIUM", ""),
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
    )
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a page is a browser test, and is skipped, with the reason, where there is no browser."""
    absent = pytest.mark.skip(reason="no chromium on this machine: install it, or name one with FUGONG_CHROMIUM")
    for item in items:
        if {"desktop", "phone", "seeing_phone", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") and not chromium():
            item.add_marker(absent)


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Any]:
    """The browser, started once. Its loop runs in the thread of the tests from then on, which Django must bear with.

    While a loop runs, Django has lines to the database of its own, apart from those before and after: they go with the browser.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from django.db import connections
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = _launched(playwright.chromium)
        yield running
        connections.close_all()
        running.close()


def _launched(kind: Any, *flags: str) -> Any:
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return kind.launch(executable_path=chromium(), headless=True, args=[*FLAGS, *root, *flags])


class Attended(ThreadedWSGIServer):
    """A live server that knows whom it is answering, so that nobody takes the data away meanwhile."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._callers: dict[socket.socket, str] = {}
        self._changed = threading.Condition()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._callers[request] = str(client_address)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                del self._callers[request]
                self._changed.notify_all()

    def rest(self, patience: float = 30.0) -> None:
        """Returns once every caller has been answered and has gone. Callers are let in one after the other: when the last
        one, which is this call itself, was let in, all others had been."""
        with socket.create_connection(self.server_address[:2], timeout=patience) as knock:
            knock.shutdown(socket.SHUT_WR)
            while knock.recv(1024):
                pass
        with self._changed:
            gone = self._changed.wait_for(lambda: not self._callers, patience)
            assert gone, f"Somebody still holds a line to the live server: {list(self._callers.values())}"


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[Any]:
    """The product, answering on localhost; as pytest-django's, whose place it takes, with an attended server."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost", start=False)
    server.thread.server_class = Attended
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _answers_come_before_the_end(request: pytest.FixtureRequest) -> Iterator[None]:
    """Settings, patches and rows stay until the live server has answered the last request of a test: the pages are closed
    before this, what a test changed is taken back after it."""
    if "live_server" not in request.fixturenames:
        yield
        return
    for changed in ("transactional_db", "settings", "monkeypatch"):
        request.getfixturevalue(changed)
    server = request.getfixturevalue("live_server")
    yield
    server.thread.httpd.rest()


@pytest.fixture
def desktop(browser: Any, live_server: Any) -> Iterator[Any]:
    """A page on a desk."""
    yield from _page(browser, live_server, DESKTOP)


@pytest.fixture
def phone(browser: Any, live_server: Any) -> Iterator[Any]:
    """A page on a phone of 390 × 844 points."""
    yield from _page(browser, live_server, PHONE)


@pytest.fixture
def seeing_phone(
    browser: Any, live_server: Any, tmp_path: Path
) -> Iterator[tuple[Any, Callable[[list[str | Image.Image]], None]]]:
    """A phone whose camera sees a film, and `film(codes)`, which shows each QR code or picture for a second, over and over."""
    path = tmp_path / "film.mjpeg"
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    running = _launched(browser.browser_type, *flags, f"--use-file-for-fake-video-capture={path}")
    pages = _page(running, live_server, PHONE)
    yield next(pages), lambda codes: _film(path, codes)
    next(pages, None)
    running.close()


def _film(path: Path, codes: list[str | Image.Image]) -> None:
    with path.open("wb") as film:
        for code in codes:
            frame = io.BytesIO()
            seen = code if isinstance(code, Image.Image) else _seen(code)
            seen.convert("RGB").save(frame, "JPEG", quality=70)
            film.write(frame.getvalue() * FRAMES)


def _seen(code: str) -> Image.Image:
    """A QR code as a camera sees it: somewhat small, askew and blurred on a grey table."""
    drawn = io.BytesIO()
    segno.make_qr(code, error="m").save(drawn, kind="png", scale=6, border=4)
    paper = Image.open(drawn).convert("L").resize((380, 380)).rotate(4, expand=True, fillcolor=180)
    table = Image.new("L", (640, 480), 140)
    table.paste(paper, (90, 30))
    return table.filter(ImageFilter.GaussianBlur(0.6))


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Any, Any], None]:
    """`sign_in(page, user)`: the page goes on as that user, without passing the sign-in form."""
    from django.conf import settings
    from django.test import Client

    def enter(page: Any, user: Any) -> None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return enter


def _page(browser: Any, live_server: Any, screen: dict[str, Any]) -> Iterator[Any]:
    context = browser.new_context(base_url=live_server.url, **screen)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if _breaks_policy(said) else None)
    yield page
    context.close()
    assert not wrong, f"The page's scripts failed: {wrong}"


def _breaks_policy(said: Any) -> bool:
    return said.type == "error" and "Content Security Policy" in said.text
