"""Photos as evidence: known by their bytes, measured before they are decoded, drawn anew without what they carry."""

from django.utils.translation import gettext as _

from fugong.core import documents
from fugong.core.errors import Fault, Refused

PICTURES = ("image/jpeg", "image/png", "image/webp")


def redrawn(content: bytes, field: str = "file") -> tuple[bytes, str]:
    """The picture as it may be kept, and its media type. Raises Refused at `field`, saying what to send instead."""
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypmsf1"):
        raise _refused(field, _("This is an HEIC picture. Set the camera to “most compatible” (JPEG), or send a JPEG."))
    if content.startswith(b"%PDF"):
        raise _refused(field, _("This is a PDF, whatever its name says. Send a photo: JPEG, PNG or WebP."))
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) and content[8:12] != b"WEBP":
        raise _refused(field, _("Send a photo: JPEG, PNG or WebP."))
    checked = documents.check(content, "photo", field)
    if checked.kind not in PICTURES:
        raise _refused(field, _("Send a photo: JPEG, PNG or WebP."))
    return checked.content, checked.kind


def _refused(field: str, message: str) -> Refused:
    return Refused(message, fields=[Fault(field, message)])
