"""Photos and voice notes of a visit: whole, or in parts that a broken line can go on with."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, pictures
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.inspections.models import Evidence, EvidencePart, Visit
from fugong.ledger.recording import record as tell

LARGEST = 12 * 1024 * 1024
MOST_OF_A_VISIT = 200
PARTS_KEPT = dt.timedelta(days=7)
VOICES = {
    b"\x1aE\xdf\xa3": "audio/webm",
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"\xff\xf2": "audio/mpeg",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `start` … of a file of `total` bytes."""

    start: int
    total: int
    content: bytes


@transaction.atomic
def add(
    *, uid: uuid.UUID, visit_uid: uuid.UUID, item: str, kind: str, file: bytes, by: User, checklist: str = ""
) -> Evidence:
    """Keeps a file. The same `uid` again changes nothing. May come before its visit. Raises Refused, NotAllowed, Conflict."""
    _lock(uid)
    sent = hashlib.sha256(file).hexdigest()
    before = Evidence.objects.filter(uid=uid).first()
    if before is not None:
        return _same(before, visit_uid, sent, by)
    visit = Visit.objects.select_related("enterprise").filter(uid=visit_uid).first()
    _guard(visit, visit_uid, by)
    content, media = _kept(kind, file)
    row = Evidence(
        uid=uid,
        visit_uid=visit_uid,
        visit=visit,
        enterprise=visit.enterprise if visit else None,
        area_code=visit.area_code if visit else "",
        checklist=checklist[:40],
        item=item[:40],
        kind=kind,
        media=media,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sent_sha256=sent,
        at=clock.now(),
        by=by,
    )
    row.file.save("file", ContentFile(content), save=False)
    row.save(force_insert=True)
    if visit is not None:
        tell("visit.evidence", visit, by=by, kind=kind, item=item, sha256=row.sha256)
    EvidencePart.objects.filter(uid=uid, by=by).delete()
    return row


@transaction.atomic
def add_part(
    *, uid: uuid.UUID, visit_uid: uuid.UUID, item: str, kind: str, part: Part, by: User, checklist: str = ""
) -> tuple[int, Evidence | None]:
    """Keeps a part of a file; returns how many bytes are here without a gap, and the evidence once it is whole.

    A part that is here already changes nothing; so does one that would leave a gap, or an empty one: the count says where to go on.
    """
    _lock(uid)
    before = Evidence.objects.filter(uid=uid).first()
    if before is not None:
        if before.by_id != by.pk:
            raise _taken()
        return part.total, before
    _guard_part(part)
    here = received(uid=uid, by=by)
    content = part.content[here - part.start :] if part.start <= here else b""
    if len(content) == part.total:  # all of it at once: nothing to put together
        return part.total, add(
            uid=uid, visit_uid=visit_uid, item=item, kind=kind, file=content, by=by, checklist=checklist
        )
    if content:
        _guard(Visit.objects.filter(uid=visit_uid).first(), visit_uid, by)
        EvidencePart.objects.create(uid=uid, by=by, start=here, total=part.total, content=content, at=clock.now())
        here += len(content)
    if here < part.total:
        return here, None
    file = _whole(uid, by)
    return here, add(uid=uid, visit_uid=visit_uid, item=item, kind=kind, file=file, by=by, checklist=checklist)


def received(*, uid: uuid.UUID, by: User) -> int:
    """How many bytes of a file are here without a gap."""
    ends = EvidencePart.objects.filter(uid=uid, by=by).order_by("-start")
    return ends.values_list(F("start") + Length("content"), flat=True).first() or 0


def forget() -> int:
    """Drops parts of files that never became whole; returns how many."""
    return EvidencePart.objects.filter(at__lt=clock.now() - PARTS_KEPT).delete()[0]


def _whole(uid: uuid.UUID, by: User) -> bytes:
    return b"".join(bytes(each.content) for each in EvidencePart.objects.filter(uid=uid, by=by).order_by("start"))


def _guard_part(part: Part) -> None:
    if part.total > LARGEST:
        raise _refused(_("The file is larger than %(n)s MB. Send a smaller one.") % {"n": LARGEST >> 20})
    if part.start < 0 or part.total <= 0 or part.start + len(part.content) > part.total:
        raise _refused(_("The part lies outside of the file."))


def _guard(visit: Visit | None, visit_uid: uuid.UUID, by: User) -> None:
    if not by.holds(Permission.VISIT_RECORD):
        raise NotAllowed(_("Only whoever records visits adds evidence."))
    if visit is not None and not (visit.people.filter(user=by).exists() or visit.edits.filter(by=by).exists()):
        raise NotAllowed(_("This visit is someone else's: only those who took part add evidence."))
    if Evidence.objects.filter(visit_uid=visit_uid).count() >= MOST_OF_A_VISIT:
        raise Refused(_("At most %(n)s files belong to one visit.") % {"n": MOST_OF_A_VISIT})


def _kept(kind: str, file: bytes) -> tuple[bytes, str]:
    if not file:
        raise _refused(_("The file is empty. Choose it again."))
    if len(file) > LARGEST:
        raise _refused(_("The file is larger than %(n)s MB. Send a smaller one.") % {"n": LARGEST >> 20})
    if kind == "photo":
        return pictures.redrawn(file)
    if kind == "voice":
        return file, _voice(file)
    raise Refused(_("Evidence is a photo or a voice note."), fields=[Fault("kind", _("Choose one of the answers."))])


def _voice(file: bytes) -> str:
    for start, media in VOICES.items():
        if file.startswith(start):
            return media
    if file[4:8] == b"ftyp" and file[8:11] in (b"M4A", b"M4B", b"mp4", b"iso"):
        return "audio/mp4"
    raise _refused(_("Send a voice note as WebM, Ogg, M4A or MP3."))


def _same(before: Evidence, visit_uid: uuid.UUID, sent: str, by: User) -> Evidence:
    if before.by_id != by.pk or before.visit_uid != visit_uid or before.sent_sha256 != sent:
        raise _taken()
    return before


def _taken() -> Conflict:
    return Conflict(_("Another file bears this number already. Take a new number."))


def _refused(message: str) -> Refused:
    return Refused(message, fields=[Fault("file", message)])


def _lock(uid: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 15))", [str(uid)])
