"""Files that prove: photos, papers, and short videos. Known by their bytes; pictures are drawn anew without what they carry."""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock, documents
from fugong.core.errors import Fault, Refused
from fugong.rectification.models import Finding, Proof
from fugong.rectification.models.finding import Stage, StoredFile

LARGEST_VIDEO = 60 * 1024 * 1024
MOST = 12
"""Files of one finding and stage."""

MP4, WEBM = "video/mp4", "video/webm"
BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"qt  ",
    b"3gp4",
    b"3gp5",
    b"3gp6",
)
ACCEPT = ",".join([documents.ACCEPT, MP4, WEBM, ".mp4", ".mov", ".webm"])


def add(*, finding: Finding, stage: str, name: str, content: bytes, by: User, by_enterprise: bool = False) -> Proof:
    """Keeps a file for a finding. The same file again at the same stage changes nothing. Raises Refused at `file`."""
    checked = check(content, name)
    digest = hashlib.sha256(checked.content).hexdigest()
    already = finding.proofs.filter(stage=stage, digest=digest).first()
    if already is not None:
        return already
    if finding.proofs.filter(stage=stage).count() >= MOST:
        raise _refused(_("At most %(n)s files here. Take one out first.") % {"n": MOST})
    proof = Proof(finding=finding, by_enterprise=by_enterprise)
    keep(proof, checked, digest, stage, by)
    return proof


def keep(row: StoredFile, checked: documents.Checked, digest: str, stage: str, by: User) -> None:
    """Writes the file and its row."""
    row.stage, row.name, row.kind = Stage(stage), checked.name, checked.kind
    row.size, row.digest, row.added_at, row.added_by = len(checked.content), digest, clock.now(), by
    stored: Any = row
    stored.file.save(checked.name, ContentFile(checked.content), save=False)
    row.save(force_insert=True)


def check(content: bytes, name: str, field: str = "file") -> documents.Checked:
    """The file as it may be kept: a picture, paper or sheet as filings take them, or a video by its bytes."""
    kind = _video(content)
    if kind is None:
        try:
            return documents.check(content, name, field)
        except documents.NotTaken:
            words = _("Send a photo (JPEG, PNG, WebP), a PDF, an .xlsx or .docx file, or a video (mp4, webm).")
            raise _refused(words, field) from None
    if len(content) > LARGEST_VIDEO:
        raise _refused(_("The video is larger than %(n)s MB. Send a shorter one.") % {"n": LARGEST_VIDEO >> 20}, field)
    stem = PurePosixPath(name.replace("\\", "/")).stem
    stem = "".join(sign for sign in stem if sign.isprintable() and sign not in '<>:"|?*').strip(" .")[:120] or "video"
    return documents.Checked(content, kind, stem + (".mp4" if kind == MP4 else ".webm"))


def _video(content: bytes) -> str | None:
    if content[4:8] == b"ftyp" and content[8:12] in BRANDS:
        return MP4
    return WEBM if content[:4] == b"\x1a\x45\xdf\xa3" else None


def _refused(message: str, field: str = "file") -> Refused:
    return Refused(message, fields=[Fault(field, message)])
