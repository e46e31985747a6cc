"""Trying a backup: it is restored beside everything, compared, and thrown away again. A backup that nobody tried is a hope."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.backup.manifest import read_manifest
from fugong.core.embedded import Embedded, data_folder
from fugong.core.errors import Refused


def attempt(source: Path) -> dict[str, object]:
    """Restores the backup into an embedded database of its own; every table's rows and digest are compared. Raises Refused.

    The note beside the file says when it was tried. Needs as much room as the backup unpacked.
    """
    manifest = read_manifest(source)
    began = clock.now()
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".trial-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            folder.chmod(0o711)
        environment = {key: value for key, value in os.environ.items() if key not in _OURS}
        environment |= {"FUGONG_VAR": str(folder), "FUGONG_MEDIA": str(folder / "media"), "LANG": "C.UTF-8"}
        command = [sys.executable, "-m", "fugong.web.cli", "restore", str(source.absolute()), "--another-key"]
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        finally:
            Embedded(data_folder(folder / "pg")).erase()
            shutil.rmtree(folder / "media", ignore_errors=True)
    if done.returncode:
        raise Refused(_("The backup can't be restored: %(said)s") % {"said": done.stderr.strip()})
    took = (clock.now() - began).total_seconds()
    said = {"tried_at": clock.now().isoformat(), "seconds": round(took), "rows": sum(manifest.tables.values())}
    note_of(source).write_text(json.dumps(said))
    return said


def note_of(source: Path) -> Path:
    """Where it is noted that a backup was tried."""
    return source.with_suffix(".tried.json")


_OURS = (
    "DATABASE_URL",
    "FUGONG_DATA_KEY",
    "FUGONG_SECRET_KEY",
    "FUGONG_BACKUPS",
    "FUGONG_STATIC",
    "FUGONG_DATABASE_KEPT",
    "FUGONG_DEMO",
)
