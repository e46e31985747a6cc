"""What the logs hold and in which form: one JSON object a line on a real installation, readable lines elsewhere.

Each request leaves its number (which also stands in the answer's X-Request-ID), who asked by account number, from which address,
what and how it ended. What people typed isn't there: of an address's questions the names stay and the values go.
"""

import datetime as dt
import gzip
import logging
import re
import shutil
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import structlog

KEPT_AT_LEAST = 183  # days: six months, 网络安全法 第二十一条
_ASKED = re.compile(r"([?&])([^=&\s]*)=[^&\s]*")
_NUMBERS = re.compile(r"(?<!\d)\d{11,}(?!\d)")


def without_answers(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of `GET /people/?q=13900000000` the name `q` stays; numbers as long as a telephone's go from paths too."""
    if "request" in event:
        plain = _ASKED.sub(r"\1\2=…", unquote(str(event["request"])))
        event["request"] = _NUMBERS.sub("…", plain)
    event.pop("user_agent", None)
    return event


def configure(*, as_json: bool, quiet: bool) -> None:
    """structlog's chain; `quiet` while tests run: only what went wrong."""
    ending: list[Any] = [structlog.dev.ConsoleRenderer(colors=False)]
    if as_json:
        ending = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_answers,
            *ending,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR if quiet else logging.INFO),
        cache_logger_on_first_use=True,
    )


def formatters(*, as_json: bool) -> dict[str, Any]:
    """For Django's and the libraries' own messages."""
    if not as_json:
        return {"lines": {"format": "%(asctime)s [%(levelname)s] %(name)s: %(message)s"}}
    before: list[Any] = [structlog.processors.add_log_level, structlog.stdlib.add_logger_name]
    before += [structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.contextvars.merge_contextvars]
    return {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": before,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    }


def turn_over(folder: Path, *, day: dt.date, keep: int) -> list[Path]:
    """Packs every log of `folder` away under `day` and empties it; those older than `keep` days go. Gives what was packed.

    The processes go on writing into the same file, which they opened for appending.
    """
    made = []
    for path in sorted(folder.glob("*.log")):
        if path.stat().st_size == 0:
            continue
        packed = path.with_name(f"{path.name}-{day:%Y%m%d}.gz")
        with path.open("rb") as inner, gzip.open(packed, "ab") as out:
            shutil.copyfileobj(inner, out)
        packed.chmod(0o600)
        with path.open("r+b") as emptied:
            emptied.truncate(0)
        made.append(packed)
    for old in folder.glob("*.log-????????.gz"):
        written = dt.datetime.strptime(old.name[-11:-3], "%Y%m%d").date()  # noqa: DTZ007 (a day)
        if day - written > dt.timedelta(days=keep):
            old.unlink()
    return made
