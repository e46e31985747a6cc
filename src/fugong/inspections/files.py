"""Handing out what was kept: photos inside our own pages, everything else as an attachment; nothing is ever sniffed."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

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
    return _handed(row.file, row.media, name, as_attachment=row.kind != "photo")


def signature(row: Visit) -> FileResponse:
    """The signature as an SVG of our own making, or a picture that was drawn anew."""
    if not row.signature:
        raise Http404
    with row.signature.storage.open(str(row.signature.name)) as opened:
        media = media_of(opened.read(8))
    return _handed(row.signature, media, str(_("signature")), as_attachment=False)


def _handed(field: object, media: str, name: str, *, as_attachment: bool) -> FileResponse:
    try:
        content = field.storage.open(field.name, "rb")  # type: ignore[attr-defined]
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(content, as_attachment=as_attachment, filename=name, content_type=media)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer
