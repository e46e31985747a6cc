"""A backup made while people work, restored elsewhere, is the same installation; a damaged one restores nothing."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fugong.core.embedded import Embedded

pytestmark = pytest.mark.slow

ROWS_AND_HASH = "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"


class Installation:
    """A Fugong of its own in a folder; its commands run as processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Embedded(folder / "pg")

    def fugong(self, *arguments: str, fails: bool = False) -> str:
        return self.python("-m", "fugong.web.cli", *arguments, fails=fails)

    def python(self, *arguments: str, fails: bool = False) -> str:
        environment = {**os.environ, "FUGONG_VAR": str(self.folder), "LANG": "C.UTF-8"}
        environment.pop("FUGONG_DATA_KEY", None)
        done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True)
        assert bool(done.returncode) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    def ask(self, question: str, *values: object) -> list[tuple]:
        self.server.join()
        with psycopg.connect(self.server.url) as connection:
            cursor = connection.execute(question, values)
            return cursor.fetchall() if cursor.description else []

    def tables(self) -> dict[str, tuple]:
        names = self.ask(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
        return {name: self.ask(ROWS_AND_HASH.format(f'"{name}"'))[0] for (name,) in names}

    def add_session(self, key: str) -> None:
        """Something that people's work writes all the time, into a table that seldom changes its shape."""
        self.ask("INSERT INTO django_session VALUES (%s, 'made up', now())", key)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder below which any user may pass."""
    path = Path(tempfile.mkdtemp(prefix="fugong-backup-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def home(folder: Path) -> Iterator[Installation]:
    """An installation with an account and a document."""
    home = Installation(folder / "home")
    home.fugong("migrate")
    home.python("-c", _MAKES_AN_ACCOUNT)
    (home.folder / "media" / "2020").mkdir(parents=True)
    (home.folder / "media" / "2020" / "防控方案.pdf").write_bytes(b"%PDF " * 1000)
    yield home
    home.server.erase()


@pytest.fixture
def elsewhere(folder: Path) -> Iterator[Installation]:
    """Another, empty one."""
    elsewhere = Installation(folder / "elsewhere")
    yield elsewhere
    elsewhere.server.erase()
    shutil.rmtree(elsewhere.folder, ignore_errors=True)


@pytest.mark.thorough
def test_what_is_restored_elsewhere_is_the_same(home: Installation, elsewhere: Installation, folder: Path) -> None:
    file = folder / "quiet.tar"
    home.fugong("backup", str(file), "--with-secrets")
    before = home.tables()
    elsewhere.fugong("restore", str(file))
    assert elsewhere.tables() == before
    assert before["accounts_user"][0] == 1
    assert (elsewhere.folder / "media/2020/防控方案.pdf").read_bytes() == b"%PDF " * 1000
    assert (elsewhere.folder / "data_key.secret").read_bytes() == (home.folder / "data_key.secret").read_bytes()
    assert file.stat().st_mode & 0o077 == 0, "a backup holds personal data: only its owner reads it"


@pytest.mark.thorough
def test_a_backup_under_load_is_one_moment(home: Installation, elsewhere: Installation, folder: Path) -> None:
    done = threading.Event()

    def work() -> None:
        n = 0
        while not done.is_set():
            home.add_session(f"at work {n}")
            n += 1

    worker = threading.Thread(target=work)
    worker.start()
    try:
        told = json.loads(home.fugong("backup", str(folder / "busy.tar"), "--with-secrets", "--json"))
    finally:
        done.set()
        worker.join()
    elsewhere.fugong("restore", str(folder / "busy.tar"))
    found = json.loads(elsewhere.python("-c", _SAYS_DIGESTS))
    assert found == told["digests"] and set(found) == set(told["tables"]), "every table, row for row"
    number, digest = elsewhere.ask("SELECT number, encode(hash, 'hex') FROM ledger_seal ORDER BY number DESC LIMIT 1")[
        0
    ]
    assert told["proofs"] == {"ledger": f"{number}:{digest}"}, "what was restored can be held against the manifest"
    elsewhere.add_session("one more")
    assert json.loads(elsewhere.python("-c", _SAYS_DIGESTS))["django_session"] != found["django_session"]
    elsewhere.ask("DELETE FROM django_session WHERE session_key = 'one more'")
    kept = elsewhere.ask("SELECT count(*) FROM django_session")[0][0]
    assert kept == told["tables"]["django_session"]
    assert kept < home.ask("SELECT count(*) FROM django_session")[0][0], "people went on working"


@pytest.mark.thorough
def test_a_night_leaves_a_backup_that_was_tried_and_a_damaged_one_fails_the_trial(home: Installation) -> None:
    home.fugong("nightly")
    (night,) = (home.folder / "backups").glob("nightly-*.tar")
    assert json.loads(night.with_suffix(".tried.json").read_text())["rows"] > 0
    assert not [path for path in home.folder.iterdir() if path.name.startswith(".trial")], "nothing stays behind"
    broken = night.with_name("broken.tar")
    broken.write_bytes(night.read_bytes()[: night.stat().st_size // 2])
    assert (
        "can't be restored" in home.fugong("restore", str(broken), "--try", fails=True)
        or not broken.with_suffix(".tried.json").exists()
    )


def test_a_damaged_backup_restores_nothing(home: Installation, elsewhere: Installation, folder: Path) -> None:
    home.fugong("backup", str(folder / "whole.tar"), "--with-secrets")
    content = bytearray((folder / "whole.tar").read_bytes())
    with tarfile.open(folder / "whole.tar") as tar:
        document = tar.getmember("media/2020/防控方案.pdf").offset_data
    content[document + 7] ^= 1
    (folder / "damaged.tar").write_bytes(content)
    said = elsewhere.fugong("restore", str(folder / "damaged.tar"), fails=True)
    assert "nothing was restored" in said and "防控方案.pdf" in said
    assert not elsewhere.ask("SELECT FROM pg_class WHERE relname = 'accounts_user'")


def test_a_backup_that_climbs_out_of_its_folder_is_refused(
    home: Installation, elsewhere: Installation, folder: Path
) -> None:
    home.fugong("backup", str(folder / "plain.tar"), "--with-secrets")
    with tarfile.open(folder / "plain.tar") as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
        dump = tar.extractfile("database.dump").read()
    outside = "media/../../climbed.txt"
    content = b"out"
    files = {"database.dump": dump, outside: content}
    manifest["files"] = {
        name: {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()} for name, body in files.items()
    }
    files["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(folder / "climbing.tar", "w") as tar:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    assert "climbed.txt" in elsewhere.fugong("restore", str(folder / "climbing.tar"), fails=True)
    assert not list(folder.rglob("climbed.txt"))


def test_a_file_that_is_no_backup_is_refused(elsewhere: Installation, folder: Path) -> None:
    (folder / "letter.tar").write_text("Dear Sir")
    assert "not a Fugong backup" in elsewhere.fugong("restore", str(folder / "letter.tar"), fails=True)


@pytest.mark.thorough
def test_filled_databases_are_replaced_only_on_request(home: Installation, folder: Path) -> None:
    file = folder / "earlier.tar"
    home.fugong("backup", str(file), "--with-secrets")
    home.add_session("after the backup")
    assert "--replace" in home.fugong("restore", str(file), fails=True)
    assert home.ask("SELECT count(*) FROM django_session WHERE session_key = 'after the backup'")[0][0] == 1
    home.fugong("restore", str(file), "--replace")
    assert home.ask("SELECT count(*) FROM django_session WHERE session_key = 'after the backup'")[0][0] == 0


@pytest.mark.thorough
def test_without_its_key_a_backup_is_restored_only_knowingly(
    home: Installation, elsewhere: Installation, folder: Path
) -> None:
    file = folder / "without secrets.tar"
    home.fugong("backup", str(file))
    assert "data key" in elsewhere.fugong("restore", str(file), fails=True)
    elsewhere.fugong("restore", str(file), "--another-key")
    assert elsewhere.tables() == home.tables()


_SAYS_DIGESTS = """
import django, json
django.setup()
from fugong.core.backup.making import digest_rows
print(json.dumps(digest_rows()))
"""

_MAKES_AN_ACCOUNT = """
import django
django.setup()
from fugong.accounts.models import User
from django.db import transaction
from fugong.ledger import recording, sealing
with transaction.atomic():
    first = User.objects.create(username="first", name="张三")
    recording.record("account.create", first, by=first)
assert sealing.seal() == 1
"""
