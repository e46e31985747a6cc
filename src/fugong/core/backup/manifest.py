"""What a backup says of itself."""

import hashlib
import tarfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError

from fugong.core.errors import Refused

NAME = "manifest.json"
DUMP = "database.dump"
MEDIA, SECRETS = "media/", "secrets/"
SECRET_FILES = ("data_key.secret", "secret_key.secret")


class Entry(BaseModel):
    """One file of the backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int
    sha256: str


class Manifest(BaseModel):
    """When, of what, and how to tell that it is whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = 1
    made_at: str
    server_version: int  # of PostgreSQL, e.g. 180004
    demo: bool
    data_key: str  # fingerprint
    tables: dict[str, int]  # name → rows
    digests: dict[str, str] = {}  # name → sum over its rows' hashes; older backups have none
    proofs: dict[str, str] = {}  # name → what can be held against what is restored: the ledger's last seal, NUMBER:HASH
    files: dict[str, Entry]


def fingerprint(key: bytes) -> str:
    """By which two data keys are told apart; it reveals nothing of the key, which is random."""
    return hashlib.sha256(b"fugong data key" + key).hexdigest()[:16]


def own_fingerprint() -> str:
    return fingerprint(settings.DATA_KEY)


def read_manifest(source: Path) -> Manifest:
    """The manifest of the backup at `source`. Raises Refused where it is no backup of ours."""
    try:
        with tarfile.open(source) as tar:
            member = tar.extractfile(NAME)
            return Manifest.model_validate_json(member.read() if member else b"")
    except (OSError, KeyError, tarfile.TarError, ValidationError):
        raise Refused(_("%(file)s is not a Fugong backup, or it is cut off.") % {"file": source}) from None
