"""Files: known by their bytes, pictures drawn anew, hostile ones refused."""

import io
import struct
import zipfile
import zlib

import pytest
from django.utils.translation import override
from PIL import Image

from fugong.core import documents
from fugong.core.errors import Refused


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def picture(form, size=(40, 20), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **more)
    return out.getvalue()


def office(part, *more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in (part, *more):
            packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_lose_everything_but_what_they_show(form):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (36.0, 4.0, 0.0)}  # GPS
    exif[0x010F] = "Secret maker"
    content = picture(form, exif=exif) + b"hidden behind the end"
    checked = documents.check(content, "照片.exe")
    assert b"Secret maker" not in checked.content and b"hidden" not in checked.content
    assert not Image.open(io.BytesIO(checked.content)).getexif()
    assert checked.name == "照片" + documents.ENDINGS[checked.kind]


def test_a_turned_photo_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    checked = documents.check(picture("JPEG", exif=exif), "a.jpg")
    assert Image.open(io.BytesIO(checked.content)).size == (20, 40)


def test_a_picture_of_too_many_points_is_refused_before_it_is_decoded():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(Refused):
        documents.check(bomb, "bomb.png")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"\xff\xd8\xff broken",
        b"\x89PNG\r\n\x1a\n broken",
        b"RIFF1234WAVEfmt ",
        b"%PDF-1.7 cut off",
        b"PK\x03\x04 broken",
        office("something/else.xml"),
        office("xl/workbook.xml", "xl/vbaProject.bin"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 40,
    ],
)
def test_what_is_none_of_the_kinds_is_refused_at_its_field(content):
    with pytest.raises(Refused) as refusal:
        documents.check(content, "x.pdf", "plan")
    assert [fault.where for fault in refusal.value.faults] == ["plan"]


def test_papers_pass_unchanged():
    for content, kind in (
        (b"%PDF-1.4\n...%%EOF", documents.PDF),
        (office("xl/workbook.xml"), documents.XLSX),
        (office("word/document.xml"), documents.DOCX),
    ):
        checked = documents.check(content, "..\\..\\复工 方案 (终稿).PDF")
        assert (checked.content, checked.kind) == (content, kind)
        assert checked.name.startswith("复工_方案_终稿")


def test_too_large_is_refused():
    with pytest.raises(Refused, match="15 MB"):
        documents.check(b"%PDF-" + b"0" * documents.LARGEST + b"%%EOF", "a.pdf")
