"""Files that come with a demand: photos and papers as filings take them, and recordings of the voice. Known by their bytes."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.core import clock, documents
from fugong.core.errors import Fault, Refused
from fugong.demands.models import Attachment, Demand, Message, Task

MOST = 9
SOUNDS: tuple[tuple[bytes, int, str, str], ...] = (
    (b"ID3", 0, "audio/mpeg", ".mp3"),
    (b"\xff\xfb", 0, "audio/mpeg", ".mp3"),
    (b"\xff\xf3", 0, "audio/mpeg", ".mp3"),
    (b"ftyp", 4, "audio/mp4", ".m4a"),
    (b"OggS", 0, "audio/ogg", ".ogg"),
    (b"#!AMR", 0, "audio/amr", ".amr"),
    (b"\x1aE\xdf\xa3", 0, "audio/webm", ".webm"),
    (b"WAVE", 8, "audio/wav", ".wav"),
)
"""(what the bytes say, where, media type, ending)."""
ACCEPT = documents.ACCEPT + ",audio/*,.m4a,.mp3,.amr,.ogg,.wav"

Given = tuple[str, bytes]
"""(what it is called, its bytes)."""


def check(content: bytes, name: str, field: str = "files") -> documents.Checked:
    """The file as it may be kept. Raises Refused at `field`, saying what to send instead."""
    if 0 < len(content) <= documents.LARGEST:
        for mark, at, kind, ending in SOUNDS:
            if content[at : at + len(mark)] == mark:
                return documents.Checked(content, kind, _named(name, ending))
    try:
        return documents.check(content, name, field)
    except Refused as refusal:
        message = refusal.message
        if isinstance(refusal, documents.NotTaken):
            message = _(
                "Send a photo (JPEG, PNG, WebP), a PDF, an .xlsx or .docx file, or a voice message (m4a, mp3, amr)."
            )
        message = f"{_short(name)}: {message}" if name else message
        raise Refused(message, fields=[Fault(field, message)]) from None


def check_all(files: Sequence[Given], field: str = "files", *, already: int = 0) -> list[documents.Checked]:
    """All of them, or Refused naming the one that can't be kept."""
    if len(files) + already > MOST:
        message = _("At most %(n)s files can be sent with one demand.") % {"n": MOST}
        raise Refused(message, fields=[Fault(field, message)])
    return [check(content, name, field) for name, content in files]


def keep(
    checked: Sequence[documents.Checked],
    *,
    by: User | None,
    demand: Demand | None = None,
    message: Message | None = None,
    task: Task | None = None,
) -> list[Attachment]:
    """Rows for checked files, of a demand (and what was said with it) or of a task."""
    kept = []
    for each in checked:
        row = Attachment(
            demand=demand, message=message, task=task, name=each.name, kind=each.kind, size=len(each.content),
            digest=hashlib.sha256(each.content).hexdigest(), added_at=clock.now(), added_by=by,
        )  # fmt: skip
        row.file.save(each.name, ContentFile(each.content), save=False)
        row.save(force_insert=True)
        kept.append(row)
    return kept


def uploaded(request: Any, field: str = "files") -> list[Given]:
    """What a form sent. A file that is too large is cut off just beyond the limit, so that it is refused and not read."""
    return [(each.name or "", each.read(documents.LARGEST + 1)) for each in request.FILES.getlist(field)[: MOST + 1]]


def _named(name: str, ending: str) -> str:
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(sign for sign in stem if sign.isalnum() or sign in "-_ ").strip()
    return (kept or "voice")[:120] + ending


def _short(name: str) -> str:
    shown = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
    return shown[:40] or "?"
