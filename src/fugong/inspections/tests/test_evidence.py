"""Photos and voice notes: whole or in parts, harmless, once."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.inspections.actions import evidence
from fugong.inspections.actions.evidence import Part
from fugong.inspections.models import Evidence, EvidencePart
from fugong.inspections.tests.giving import bytes_of, photo, uid, visit

WEBM = b"\x1aE\xdf\xa3" + b"\x00" * 60


def add(place: Any, file: bytes, kind: str = "photo", **more: Any) -> Evidence:
    visit_uid = more.pop("visit_uid", None) or visit(place).uid
    return evidence.add(
        **{
            "uid": uid(),
            "visit_uid": visit_uid,
            "item": "doors",
            "kind": kind,
            "file": file,
            "by": place.officer,
            **more,
        }
    )


def flat(width: int, height: int) -> bytes:
    """A PNG of one colour: a great many points in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\x00" * ((width // 8 + 2) * height), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_photo_is_drawn_anew_without_the_place_it_was_taken(place: Any) -> None:
    exif = Image.Exif()
    exif[0x0110] = "Spy Camera 3"
    exif.get_ifd(0x8825)[2] = (24.0, 36.0, 0.0)
    sent = photo(exif=exif)
    assert b"Spy Camera" in sent
    kept = bytes_of(add(place, sent).file)
    assert b"Spy Camera" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert not opened.getexif() and opened.size == (40, 30)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_three_kinds_of_picture_are_taken(place: Any, form: str) -> None:
    assert add(place, photo(form)).media == f"image/{form.lower()}"


def test_169_million_points_in_20_kilobytes_are_refused_before_they_are_drawn(place: Any) -> None:
    bomb = flat(13_000, 13_000)
    assert len(bomb) < 25_000
    with pytest.raises(Refused, match="40 million"):
        add(place, bomb)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "HEIC"),
        (b"%PDF-1.4\n%%EOF", "PDF"),
        (b"<svg onload=alert(1)>", "JPEG, PNG or WebP"),
        (b"GIF89a" + b"\x00" * 40, "JPEG, PNG or WebP"),
        (b"\xff\xd8\xff\xe0 and then nothing", "can't be read"),
        (b"", "empty"),
        (b"\xff" * (evidence.LARGEST + 1), "larger"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(place: Any, file: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        add(place, file)
    assert not Evidence.objects.exists()


def test_a_voice_note_is_known_by_its_bytes(place: Any) -> None:
    assert add(place, WEBM, "voice").media == "audio/webm"
    with pytest.raises(Refused, match="voice note"):
        add(place, photo(), "voice")


def test_the_same_file_again_changes_nothing_and_another_is_refused(place: Any) -> None:
    number, of = uid(), visit(place).uid
    first = add(place, photo(), uid=number, visit_uid=of)
    assert add(place, photo(), uid=number, visit_uid=of).pk == first.pk
    with pytest.raises(Conflict):
        add(place, photo(size=(9, 9)), uid=number, visit_uid=of)


def test_evidence_may_come_before_its_visit(place: Any) -> None:
    of = uid()
    early = add(place, photo(), visit_uid=of)
    assert early.visit is None
    visit(place, uid=of)
    early.refresh_from_db()
    assert early.visit is not None and early.enterprise == place.river


def test_only_those_who_took_part_add_evidence(place: Any) -> None:
    with pytest.raises(NotAllowed):
        add(place, photo(), by=place.inspector)
    with pytest.raises(NotAllowed):
        add(place, photo(), by=place.liaison, visit_uid=uid())


def test_a_file_comes_in_parts_and_goes_on_where_the_line_broke(place: Any) -> None:
    sent, number, of = photo(size=(400, 300)), uid(), visit(place).uid
    half = len(sent) // 2

    def part(start: int, content: bytes) -> tuple[int, Any]:
        return evidence.add_part(
            uid=number, visit_uid=of, item="doors", kind="photo", part=Part(start, len(sent), content), by=place.officer
        )

    assert part(0, sent[:half]) == (half, None)
    assert part(0, sent[:half]) == (half, None)  # the answer got lost: sent again
    assert part(half + 5, sent[half + 5 :]) == (half, None)  # a gap: go on where the count says
    assert part(0, b"") == (half, None)  # only asking
    here, whole = part(half - 10, sent[half - 10 :])  # overlapping
    assert here == len(sent) and whole.sent_sha256 and not EvidencePart.objects.exists()
    assert part(half, sent[half:])[1].pk == whole.pk


def test_a_part_outside_of_its_file_is_refused(place: Any) -> None:
    of = visit(place).uid
    for start, total, content in ((0, 3, b"abcd"), (-1, 3, b"a"), (0, evidence.LARGEST + 1, b"a"), (0, 0, b"")):
        with pytest.raises(Refused):
            evidence.add_part(
                uid=uid(), visit_uid=of, item="", kind="photo", part=Part(start, total, content), by=place.officer
            )
