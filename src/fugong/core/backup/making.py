"""Making a backup, while people work."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction

from fugong.core import clock
from fugong.core.backup import apart, programs, proofs
from fugong.core.backup.manifest import DUMP, MEDIA, NAME, SECRET_FILES, SECRETS, Entry, Manifest, own_fingerprint
from fugong.core.database import is_demo

DIGEST = "coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)"
SPOKEN_ALIKE = (
    "TimeZone = 'UTC'",
    "DateStyle = 'ISO, YMD'",
    "IntervalStyle = 'postgres'",
    "bytea_output = 'hex'",
    "extra_float_digits = 1",
)


def make(target: Path, *, with_secrets: bool) -> Manifest:
    """Writes the backup to `target`, readable by its owner only. It appears there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = Path(folder, DUMP)
        with _snapshot() as snapshot:
            tables, digests, proven = count_rows(), digest_rows(), proofs.all_of_now()
            left_out = [f"--exclude-table-data=public.{table}" for table in apart.tables()]
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *left_out]
            programs.run("pg_dump", *options, output=dump)
        draft = Path(folder, "backup.tar")
        files: dict[str, Entry] = {}
        with open(draft, "xb", opener=_private) as out, tarfile.open(fileobj=out, mode="w") as tar:
            for name, path in _contents(dump, with_secrets=with_secrets):
                files[name] = _add(tar, name, path)
            manifest = _manifest(tables, digests, proven, files)
            _add_bytes(tar, NAME, manifest.model_dump_json(indent=1).encode())
        draft.replace(target)
    if apart.tables():
        apart.write(target.parent)
    return manifest


def count_rows() -> dict[str, int]:
    """Rows of every table that a backup holds; a partitioned table stands for its partitions."""
    return {name: int(count) for name, count in _ask_each("count(*)").items()}


def digest_rows() -> dict[str, str]:
    """A sum over the hashes of each table's rows, whatever their order: equal where the rows are."""
    with transaction.atomic(), connection.cursor() as cursor:
        for setting in SPOKEN_ALIKE:
            cursor.execute(f"SET LOCAL {setting}")
        return {name: str(digest) for name, digest in _ask_each(DIGEST).items()}


def _ask_each(what: str) -> dict[str, Any]:
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"
        )
        for name in [name for (name,) in cursor.fetchall() if name not in apart.tables()]:
            cursor.execute(f"SELECT {what} FROM {connection.ops.quote_name(name)} t")  # noqa: S608
            found[name] = cursor.fetchone()[0]
    return found


@contextmanager
def _snapshot() -> Iterator[str]:
    """One moment of the database, for the counts and for pg_dump alike. Not inside another transaction."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _contents(dump: Path, *, with_secrets: bool) -> Iterator[tuple[str, Path]]:
    """Documents after the dump: each one that the dump mentions was written before."""
    yield DUMP, dump
    for path in sorted(settings.MEDIA_ROOT.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield MEDIA + path.relative_to(settings.MEDIA_ROOT).as_posix(), path
    for name in SECRET_FILES if with_secrets else ():
        if (settings.VAR / name).exists():
            yield SECRETS + name, settings.VAR / name


def _manifest(
    tables: dict[str, int], digests: dict[str, str], proven: dict[str, str], files: dict[str, Entry]
) -> Manifest:
    return Manifest(
        made_at=clock.local(clock.now()).isoformat(timespec="seconds"),
        server_version=connection.pg_version,  # type: ignore[attr-defined]
        demo=is_demo(),
        data_key=own_fingerprint(),
        tables=tables,
        digests=digests,
        proofs=proven,
        files=files,
    )


class _Hashing(io.RawIOBase):
    """Reads a file through and hashes what is read."""

    def __init__(self, inner: IO[bytes]) -> None:
        self.inner = inner
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.inner.read(size)
        self.digest.update(block)
        return block


def _add(tar: tarfile.TarFile, name: str, path: Path) -> Entry:
    with path.open("rb") as inner:
        info = tar.gettarinfo(arcname=name, fileobj=inner)
        info.mode, info.uid, info.gid, info.uname, info.gname = 0o600, 0, 0, "", ""
        hashing = _Hashing(inner)
        tar.addfile(info, hashing)
    return Entry(size=info.size, sha256=hashing.digest.hexdigest())


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
