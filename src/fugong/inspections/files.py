"""Handing out what was kept: photos inside our own pages, everything else as an attachment; nothing is ever sniffed."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from fugong.core.handing import handed
from fugong.inspections.models import Evidence, Visit
from fugong.resumption.signatures import media_of

ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
}


def evidence(row: Evidence) -> FileResponse:
    """A photo is shown, a voice note is saved."""
    name = f"{row.uid}.{ENDINGS.get(row.media, 'bin')}"
    return handed(row.file, row.media, name, inside=row.kind == "photo", styled=True)


def signature(row: Visit) -> FileResponse:
    """The signature as an SVG of our own making, or a picture that was drawn anew."""
    if not row.signature:
        raise Http404
    with row.signature.storage.open(str(row.signature.name)) as opened:
        media = media_of(opened.read(8))
    return handed(row.signature, media, str(_("signature")), inside=True, styled=True)
