"""Tables that no backup holds: the keys of what may have to be erased from old backups too.

They travel in one file beside the backups, always the newest: what was erased since an older backup was made has no key there.
"""

import os
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

FILE = "fugong-keys.bin"
_tables: list[str] = []
_followers: list[Callable[[], None]] = []


def register(table: str, after_restoring: Callable[[], None]) -> None:
    """Has a table kept apart; `after_restoring` removes what came back without its key."""
    if table not in _tables:
        _tables.append(table)
        _followers.append(after_restoring)


def tables() -> tuple[str, ...]:
    """The tables that are kept apart."""
    return tuple(_tables)


def write(folder: Path) -> Path:
    """Writes the keys of now into `folder`; what lay there before is replaced."""
    target = folder / FILE
    draft = folder / f".{FILE}.{os.getpid()}"
    with open(draft, "wb", opener=_private) as out, transaction.atomic(), connection.cursor() as cursor:
        for table in _tables:
            lines = bytearray()
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:  # type: ignore[attr-defined]
                for block in copy:
                    lines += block
            out.write(len(lines).to_bytes(8, "big"))
            out.write(lines)
    draft.replace(target)
    return target


def read(folder: Path) -> bool:
    """Puts the keys of `folder` into the database and lets rooms remove what has none. False where there is no such file."""
    source = folder / FILE
    is_there = source.is_file()
    with transaction.atomic(), connection.cursor() as cursor:
        if is_there:
            content = source.read_bytes()
            for table in _tables:
                size = int.from_bytes(content[:8], "big")
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (a table of our own)
                with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:  # type: ignore[attr-defined]
                    copy.write(content[8 : 8 + size])
                content = content[8 + size :]
        for follow in _followers:
            follow()
    return is_there


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
