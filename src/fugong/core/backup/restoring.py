"""Restoring a backup: checked before anything is touched, then all of it or nothing."""

import hashlib
import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.backup import apart, programs
from fugong.core.backup.making import count_rows, digest_rows
from fugong.core.backup.manifest import (
    DUMP,
    MEDIA,
    NAME,
    SECRET_FILES,
    SECRETS,
    Manifest,
    own_fingerprint,
    read_manifest,
)
from fugong.core.database import mark_as_demo
from fugong.core.errors import Fault, Refused

BLOCK = 1 << 20
EMPTIED = "SET lock_timeout = '10s';\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def restore(source: Path, *, replace: bool, another_key: bool, keys: Path | None = None) -> Manifest:
    """Brings the installation to what the backup at `source` holds.

    1. every file's checksum is compared with the manifest; 2. the target must be empty, or `replace` says that its
    content goes, and nobody else may use it; 3. the key that opens the personal data must be the backup's or come
    with it, or `another_key` says that they may stay unreadable; 4. the database is replaced in one transaction, its
    rows counted; 5. documents and secrets are put in place, what was there is kept beside; 6. the keys of people's files
    are read from the folder `keys` (the backup's own), and files that have none any more are removed. Raises Refused.
    """
    manifest = read_manifest(source)
    _verify(source, manifest)
    if not replace:
        _refuse_filled()
    _refuse_company()
    if not another_key:
        _refuse_other_key(source, manifest)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".restore-") as name:
        folder = Path(name)
        _unpack(source, manifest, folder)
        _replace_database(folder / DUMP)
        _compare_rows(manifest)
        if manifest.demo:
            mark_as_demo()
        _put_media(folder / MEDIA)
        _put_secrets(folder / SECRETS)
    if apart.tables():
        apart.read(keys or source.parent)
    return manifest


def _verify(source: Path, manifest: Manifest) -> None:
    """Each file is there once, and is what the manifest says; nothing else is there."""
    faults, seen = [], set()
    with tarfile.open(source) as tar:
        for member in tar:
            entry = manifest.files.get(member.name)
            if member.name == NAME:
                continue
            if entry is None or member.name in seen or not member.isfile() or not _belongs(member.name):
                faults.append(Fault(member.name, _("This file does not belong to the backup.")))
            elif _digest(tar, member) != entry.sha256:
                faults.append(Fault(member.name, _("This file was altered or is damaged.")))
            seen.add(member.name)
    faults += [Fault(name, _("This file is missing.")) for name in sorted(manifest.files.keys() - seen)]
    if faults:
        raise Refused(_("The backup is damaged: nothing was restored."), fields=faults)


def _belongs(name: str) -> bool:
    """Whether a backup may hold a file of that name: nothing that climbs out of its folder."""
    parts = PurePosixPath(name).parts
    within = name == DUMP or name.startswith(MEDIA) or name in {SECRETS + secret for secret in SECRET_FILES}
    return within and ".." not in parts and "\\" not in name


def _unpack(source: Path, manifest: Manifest, folder: Path) -> None:
    """Writes the verified files below `folder`, readable by us only."""
    with tarfile.open(source) as tar:
        for name in manifest.files:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            stream = tar.extractfile(name)
            assert stream is not None  # verified: a regular file
            with target.open("xb") as out:
                shutil.copyfileobj(stream, out, BLOCK)
            target.chmod(settings.FILE_UPLOAD_PERMISSIONS)


def _digest(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    digest = hashlib.sha256()
    stream = tar.extractfile(member)
    while stream and (block := stream.read(BLOCK)):
        digest.update(block)
    return digest.hexdigest()


def _refuse_filled() -> None:
    users = settings.AUTH_USER_MODEL.lower().replace(".", "_")
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        if users in tables:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(users)})")  # noqa: S608
            if cursor.fetchone()[0]:
                raise Refused(
                    _("This database is not empty. Restore elsewhere, or add --replace to lose what it holds.")
                )


def _refuse_company() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise Refused(
            _("%(n)s other connections use this database: stop the server and the worker first.") % {"n": others}
        )


def _refuse_other_key(source: Path, manifest: Manifest) -> None:
    brought = f"{SECRETS}data_key.secret" in manifest.files and not settings.DATA_KEY_GIVEN
    if manifest.data_key != own_fingerprint() and not brought:
        raise Refused(
            _(
                "The personal data of this backup were sealed with another data key, and it brings none that can be used. "
                "Put that key into %(file)s or FUGONG_DATA_KEY, or add --another-key to leave them unreadable."
            )
            % {"file": settings.VAR / "data_key.secret"}
        )


def _replace_database(dump: Path) -> None:
    """Everything goes and everything comes in one transaction."""
    emptied, script = dump.with_name("emptied.sql"), dump.with_name("script.sql")
    emptied.write_text(EMPTIED)
    programs.run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", dump)
    connection.close()
    programs.run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", emptied, "-f", script)


def _compare_rows(manifest: Manifest) -> None:
    found = count_rows()
    faults = [
        Fault(name, _("%(found)s rows instead of %(wanted)s") % {"found": found.get(name, 0), "wanted": wanted})
        for name, wanted in manifest.tables.items()
        if found.get(name) != wanted
    ]
    digests = digest_rows() if manifest.digests else {}
    faults += [
        Fault(name, _("the rows are not those that were saved"))
        for name, wanted in manifest.digests.items()
        if digests.get(name) != wanted
    ]
    if faults:
        raise Refused(_("The restored database is not what the backup says."), fields=faults)


def _put_media(folder: Path) -> None:
    old = settings.MEDIA_ROOT
    if old.exists() and any(old.iterdir()):
        old.rename(_aside(old))
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        shutil.move(folder, old)
    old.mkdir(parents=True, exist_ok=True)


def _put_secrets(folder: Path) -> None:
    """The backup's secrets take the place of ours, which are kept beside."""
    for path in folder.iterdir() if folder.exists() else ():
        kept = settings.VAR / path.name
        if kept.exists() and kept.read_bytes() != path.read_bytes():
            kept.rename(_aside(kept))
        shutil.copyfile(path, kept)
        kept.chmod(0o600)


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.before-{clock.local(clock.now()):%Y%m%d-%H%M%S}")
