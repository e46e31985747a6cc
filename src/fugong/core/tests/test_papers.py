"""Paper fetches nothing and reads no file (A19): whatever was typed, and whatever a template asks for."""

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from fugong.core import papers

SECRET = "the text of a file that is nobody's business"
SHOWS = "#json(bytes(sys.inputs.data)).text"
OURS = sorted(Path(papers.__file__).parents[1].rglob("*.typ"))


class Trap:
    """A server that nobody should call."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._door.getsockname()[1]}"
        self.called = 0
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        while True:
            try:
                caller, _where = self._door.accept()
            except OSError:
                return
            self.called += 1
            caller.close()

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def trap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trap]:
    """Whatever goes out by HTTP would go through it."""
    made = Trap()
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{made.address}")
    yield made
    made.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


def template(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "paper.typ"
    path.write_text(text)
    return path


def text_of(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def test_what_was_typed_is_text_and_nothing_else(tmp_path: Path, secret: Path, trap: Trap) -> None:
    typed = [
        f'#read("{secret}")',
        f'#image("http://{trap.address}/x.png")',
        f'#include "{secret}"',
        '#import "@preview/cetz:0.3.0"',
        '#link("file:///etc/passwd")[x]',
        "<img src='http://127.0.0.1/'> $ #eval(\"1+1\") $",
    ]
    for each in typed:
        shown = text_of(papers.pdf(template(tmp_path, SHOWS), {"text": each}))
        assert SECRET not in shown
        assert each[:6] in shown, "it stands there as it was typed"
    assert trap.called == 0


@pytest.mark.parametrize(
    "asks",
    [
        '#read("{secret}")',
        '#read("../../../../../../../../{secret}")',
        '#image("http://{trap}/x.png")',
        '#include "/etc/hostname"',
    ],
)
def test_a_template_that_asks_for_more_gets_nothing(tmp_path: Path, secret: Path, trap: Trap, asks: str) -> None:
    """A pack's maker can't do it either."""
    wanted = asks.format(secret=secret, trap=trap.address)
    with pytest.raises(typst.TypstError):
        papers.pdf(template(tmp_path, wanted), {"text": ""})
    assert trap.called == 0


def test_no_package_is_fetched(tmp_path: Path, trap: Trap) -> None:
    with pytest.raises(ValueError, match="fetched from the internet"):
        papers.pdf(template(tmp_path, '#import "@preview/cetz:0.3.0": canvas'), {"text": ""})
    assert trap.called == 0
    assert OURS and not [path.name for path in OURS if papers.PACKAGE in path.read_bytes()]


def test_the_control_without_that_typst_would_fetch_it(
    tmp_path: Path, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "PACKAGE", b"nothing")
    with pytest.raises(typst.TypstError):
        papers.pdf(template(tmp_path, '#import "@preview/cetz:0.3.0": canvas'), {"text": ""})
    assert trap.called > 0


def test_the_control_without_its_empty_root_the_file_is_read(tmp_path: Path, secret: Path) -> None:
    made = typst.compile(f'#read("/{secret.name}")'.encode(), root=str(tmp_path), format="pdf")
    assert SECRET.split()[0] in text_of(made)


def test_the_control_the_trap_counts_who_calls(trap: Trap) -> None:
    host, port = trap.address.split(":")
    with socket.create_connection((host, int(port))) as line:
        line.recv(1)
    assert trap.called == 1
