"""Backup and restore: one tar file with the database, the documents, and (on request) the secrets.

fugong-20200214-160000.tar
  database.dump     pg_dump's own format, one consistent snapshot
  media/…           every document
  secrets/…         data_key.secret and secret_key.secret, on request
  manifest.json     version, rows of each table, size and SHA-256 of each of the above
"""

from fugong.core.backup.making import make
from fugong.core.backup.manifest import Manifest, read_manifest
from fugong.core.backup.restoring import restore

__all__ = ["Manifest", "make", "read_manifest", "restore"]
