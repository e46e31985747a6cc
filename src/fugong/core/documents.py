"""Files that enterprises attach: known by their bytes, never by their name; pictures drawn anew without what they carry."""

import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from fugong.core.errors import Fault, Refused

LARGEST = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_UNPACKED = 200 * 1024 * 1024
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    PDF: ".pdf",
    XLSX: ".xlsx",
    DOCX: ".docx",
}
ACCEPT = ",".join([*ENDINGS, *ENDINGS.values()])


class NotTaken(Refused):
    """A kind of file that isn't taken: a field that takes more, or less, says so in words of its own."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its bytes (pictures re-encoded), its kind, and a name that fits the kind."""

    content: bytes
    kind: str
    name: str


def check(content: bytes, name: str, field: str = "file") -> Checked:
    """The file as it may be kept. Raises Refused at `field`, saying what to send instead."""
    if not content:
        raise _refused(field, _("The file is empty. Choose it again."))
    if len(content) > LARGEST:
        raise _refused(field, _("The file is larger than %(n)s MB. Send a smaller one.") % {"n": LARGEST >> 20})
    for start, reader in _READERS:
        if content.startswith(start):
            kept, kind = reader(content, field)
            return Checked(kept, kind, _named(name, kind))
    raise _not_taken(field)


def _refused(field: str, message: str) -> Refused:
    return Refused(message, fields=[Fault(field, message)])


def _not_taken(field: str) -> NotTaken:
    message = _("Send a photo (JPEG, PNG, WebP), a PDF, an .xlsx or a .docx file.")
    return NotTaken(message, fields=[Fault(field, message)])


def _named(name: str, kind: str) -> str:
    """The name without folders and control signs, ending as its kind does."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = "".join(sign for sign in stem if sign.isprintable()).strip(" .") or "file"
    try:
        stem = get_valid_filename(stem)
    except Exception:
        stem = "file"
    return stem[:120] + ENDINGS[kind]


def _picture(content: bytes, field: str) -> tuple[bytes, str]:
    """The picture drawn anew: upright, without EXIF, place or anything hidden behind it. Size is checked before decoding."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _refused(field, _("The picture has more than 40 million points. Send a smaller one."))
                return _redrawn(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(field, _("The picture has more than 40 million points. Send a smaller one.")) from None
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        IndexError,
        KeyError,
        TypeError,
        EOFError,
    ):
        raise _refused(field, _("This picture can't be read. Save it again as JPEG, or take the photo anew.")) from None


def _redrawn(opened: Image.Image) -> tuple[bytes, str]:
    form = opened.format or "JPEG"
    upright = ImageOps.exif_transpose(opened)
    mode = "RGB" if form == "JPEG" or upright.mode not in ("RGB", "RGBA", "L", "LA", "P") else upright.mode
    plain = upright.convert("RGBA" if mode in ("P", "LA") else mode)
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    out = io.BytesIO()
    clean.save(out, format=form, **({"quality": 88} if form in ("JPEG", "WEBP") else {"optimize": False}))
    return out.getvalue(), Image.MIME[form]


def _webp(content: bytes, field: str) -> tuple[bytes, str]:
    if content[8:12] != b"WEBP":
        raise _not_taken(field)
    return _picture(content, field)


def _paper(content: bytes, field: str) -> tuple[bytes, str]:
    if b"%%EOF" not in content[-2048:]:
        raise _refused(field, _("This PDF is incomplete. Save it again and send it anew."))
    return content, PDF


def _office(content: bytes, field: str) -> tuple[bytes, str]:
    """A sheet or a text of Office; one with macros is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = {each.filename for each in packed.infolist()}
            unpacked = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError, OSError):
        raise _refused(field, _("This file can't be opened. Save it again and send it anew.")) from None
    if unpacked > MOST_UNPACKED or any("vbaproject" in name.lower() for name in names):
        raise _refused(field, _("This file holds macros or is far too big. Save it as a plain .xlsx or .docx."))
    for kind, part in ((XLSX, "xl/workbook.xml"), (DOCX, "word/document.xml")):
        if part in names:
            return content, kind
    raise _not_taken(field)


_READERS: tuple[tuple[bytes, Callable[[bytes, str], tuple[bytes, str]]], ...] = (
    (b"\xff\xd8\xff", _picture),
    (b"\x89PNG\r\n\x1a\n", _picture),
    (b"RIFF", _webp),
    (b"%PDF-", _paper),
    (b"PK\x03\x04", _office),
)
