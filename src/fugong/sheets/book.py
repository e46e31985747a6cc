"""A stranger's file, opened in a process of its own that may be killed: `Book` asks, `child.py` answers.

A hostile file costs at most the child's memory and time; this process never parses it. Limits grow with the file's
size, so that a good sheet of 100,000 rows loads and a bomb of a few kilobytes gets nothing.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.core.errors import Refused
from fugong.sheets.child import CHUNK

MIB = 1 << 20
BIGGEST_FILE = 200 * MIB
BIGGEST_FRAME = 128 * MIB

REFUSALS: dict[str, str | Promise] = {
    "empty": _("The file is empty."),
    "password": _(
        "The file is protected with a password. Open it in Excel, remove the password, save, and upload it again."
    ),
    "markup": _(
        "This is a web page that only bears the name of a spreadsheet. Open it in Excel, save it as .xlsx, and upload that."
    ),
    "binary": _("This is not a spreadsheet. Upload .xlsx, .xls, .ods or .csv."),
    "archive": _("This archive is not a spreadsheet. Upload .xlsx, .xls, .ods or .csv."),
    "entities": _("The file holds definitions that no spreadsheet needs, and was refused for safety."),
    "bomb": _("The file unpacks to far more than a list holds, and was refused for safety."),
    "broken": _("The file is damaged or incomplete. Open it in Excel, save it again, and upload that."),
    "encoding": _("The file's encoding isn't recognised. Save it as “CSV UTF-8” or as .xlsx."),
    "text": _("The text file isn't a table that can be read. Save it as .xlsx."),
    "memory": _(
        "Opening the file takes too much memory: a cell far out to the right or below may hold something. "
        "Copy the list into a new workbook and upload that."
    ),
    "time": _("Opening the file takes too long. Copy the list into a new workbook and upload that."),
    "size": _("The file is larger than %(most)s MB. Split the list."),
}


def refusal(code: str, **values: object) -> Refused:
    """Why a file wasn't read, in the reader's language."""
    text = str(REFUSALS.get(code, REFUSALS["broken"]))
    return Refused(text % values if values else text, code=f"sheet_{code}")


def memory_for(size: int) -> int:
    """Bytes of address space that a file of `size` may use: a tenfold of it, and the interpreter."""
    return min(192 * MIB + 16 * size, 1024 * MIB)


def seconds_for(size: int) -> float:
    """Seconds of processor time: ten times what a good sheet of that size takes here."""
    return min(1.6 + size / MIB, 300.0)


class Book:
    """An open file. Use as a context; `sheets` are `{"name", "hidden", "index"}`."""

    def __init__(self, source: Path | str | bytes, name: str = "") -> None:
        self.name = name or (Path(source).name if not isinstance(source, bytes) else "")
        self._made: Path | None = None
        self._path = self._at_path(source)
        size = self._path.stat().st_size
        if size > BIGGEST_FILE:
            raise refusal("size", most=BIGGEST_FILE // MIB)
        self._seconds = seconds_for(size)
        self._order = {"path": str(self._path), "memory": memory_for(size), "seconds": self._seconds}
        self.sheets: list[dict[str, Any]] = []
        self.encoding = ""

    def __enter__(self) -> Self:
        child = Path(__file__).with_name("child.py")
        self._process = subprocess.Popen(  # noqa: S603 (our own file, no shell)
            [sys.executable, "-P", str(child)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "MALLOC_ARENA_MAX": "1"},
        )
        try:
            found = self._ask(self._order)
        except BaseException:
            self.close()
            raise
        self.sheets, self.encoding = found["sheets"], found["encoding"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def again(self) -> "Book":
        """The same file, to be opened in a process of its own beside this one; it must end before this one does."""
        return Book(self._path, self.name)

    def close(self) -> None:
        """Ends the child, whatever it is doing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        self._process.wait()
        if self._made:
            self._made.unlink(missing_ok=True)

    def look(self, index: int) -> dict[str, Any]:
        """A sheet's first rows: `{"head", "merged", "height"}`."""
        found: dict[str, Any] = self._ask({"look": index})
        return found

    def marks(self, index: int) -> dict[str, Any]:
        """What no cell tells of a sheet: `{"hidden_columns", "hidden_rows", "without_result"}`."""
        found: dict[str, Any] = self._ask({"marks": index})
        return found

    def rows(self, index: int) -> Iterator[tuple[int, list[list[Any]]]]:
        """The sheet's rows in lists, each with the number of its first row as Excel counts (from 1)."""
        number = 1
        frame = self._ask({"rows": index})
        while frame is not None:
            if isinstance(frame, dict):
                number += frame["blank"]
            else:
                yield number, frame
                number += len(frame)
            frame = self._receive()

    def _at_path(self, source: Path | str | bytes) -> Path:
        if not isinstance(source, bytes):
            return Path(source)
        handle, name = tempfile.mkstemp(prefix="fugong-sheet-")
        with os.fdopen(handle, "wb") as file:
            file.write(source)
        self._made = Path(name)
        return self._made

    def _ask(self, message: dict[str, Any]) -> Any:
        body = orjson.dumps(message)
        with suppress(BrokenPipeError):
            pipe = self._pipe(self._process.stdin)
            pipe.write(len(body).to_bytes(4, "big") + body)
            pipe.flush()
        return self._receive()

    def _receive(self) -> Any:
        """The child's next frame; a child that is silent for far longer than its time is killed."""
        watch = threading.Timer(self._seconds * 2 + 3, self._process.kill)
        watch.daemon = True
        watch.start()
        try:
            pipe = self._pipe(self._process.stdout)
            size = int.from_bytes(pipe.read(4), "big")
            if size > BIGGEST_FRAME:
                raise refusal("memory")
            body = pipe.read(size)
        finally:
            watch.cancel()
        if not size or len(body) < size:
            raise self._death()
        frame = orjson.loads(body)
        if isinstance(frame, dict) and "refused" in frame:
            raise refusal(frame["refused"])
        return frame

    def _death(self) -> Refused:
        """Why the child is gone: its clock ran out, or its memory."""
        import signal

        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return refusal("broken")
        if code in (-getattr(signal, "SIGPROF", 27), -9):
            return refusal("time")
        return refusal("memory" if code == -6 else "broken")

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:  # only without PIPE above
            raise RuntimeError("The child has no pipe.")
        return pipe


__all__ = ["CHUNK", "Book", "refusal"]
