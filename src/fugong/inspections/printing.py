"""The visit record on paper: what was looked at, what was found, photos, signature."""

import io
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import Image

from fugong.core import clock, languages, papers
from fugong.inspections import reading
from fugong.inspections.models import Evidence, Visit
from fugong.inspections.words import KIND, RESULT
from fugong.resumption import measured
from fugong.resumption.signatures import media_of

TEMPLATE = Path(__file__).parent / "papers" / "visit.typ"
MOST_PHOTOS = 12
PHOTO = (420, 420)  # points: about 6 cm at 180 a inch


def pdf(visit: Visit) -> bytes:
    """The paper in the reader's language."""
    return papers.pdf(TEMPLATE, _paper(visit))


def _paper(visit: Visit) -> dict[str, Any]:
    pack = reading.pack_of(visit)
    signed, signed_svg = _signature(visit)
    return {
        "language": languages.current(),
        "title": _("Visit record"),
        "issuer": str(pack.places.name),
        "number": _("No. %(n)s") % {"n": visit.number},
        "facts": _facts(visit),
        "answers": {"ok": "√", "fault": "×", "corrected": _("× → √"), "none": "—", "skipped": ""},
        "lists": [_list(each) for each in reading.filled(visit)],
        "head": [_("Item"), _("Found"), _("Note")],
        "note_head": _("Remarks"),
        "note": visit.note,
        "photo_head": _("Photos"),
        "photos": _photos(visit),
        "people_head": _("Inspectors (signature)"),
        "people": [str(each.user) for each in visit.people.all()],
        "signed_head": _("Person in charge (signature)"),
        "signer": visit.signer,
        "refusal": _("Not signed: %(why)s") % {"why": visit.refusal} if visit.refusal else "",
        "signature": signed,
        "signature_svg": signed_svg,
        "foot": _("√ in order, × not in order, × → √ put right on the spot, — not applicable, blank: not looked at"),
    }


def _facts(visit: Visit) -> list[list[str]]:
    started, finished = clock.local(visit.started_at), clock.local(visit.finished_at)
    when = f"{date_format(started, 'DATE_FORMAT')} {started:%H:%M} – {finished:%H:%M}"
    enterprise = visit.enterprise
    looked = sum(each.looked_at for each in reading.filled(visit))
    counted = _("%(looked)s items looked at, %(failed)s not in order, %(corrected)s of them put right on the spot")
    return [
        [_("Enterprise"), enterprise.name],
        [_("Credit code"), enterprise.uscc],
        [_("Address"), enterprise.address],
        [_("Kind of visit"), str(KIND[visit.kind])],
        [_("Time"), when],
        [_("Result"), f"{RESULT[visit.result]} · "
         + counted % {"looked": looked, "failed": visit.failed, "corrected": visit.corrected}],
    ]  # fmt: skip


def _list(given: reading.Filled) -> dict[str, Any]:
    return {
        "name": str(given.checklist.name),
        "sections": [
            {"name": str(section.name), "rows": [_row(line) for line in section.lines]} for section in given.sections
        ],
    }


def _row(line: reading.Line) -> list[str]:
    row = line.row
    said = [measured.shown(line.item, row.value)] if row and row.value is not None else []
    said += [row.note] if row and row.note else []
    said += [line.consequence] if line.answer == "fault" else []
    return [str(line.item.name), line.answer, " · ".join(said)]


def _photos(visit: Visit) -> list[dict[str, Any]]:
    """The first ones, made small: typst takes pictures as lists of bytes."""
    names = {
        (key, item.key): str(item.name)
        for key in visit.checklists
        for item in reading.pack_of(visit).inspections.checklist(key).items
    }
    names |= {("", item): name for (_key, item), name in names.items()}
    photos = [each for each in visit.evidence.all() if each.kind == "photo"][:MOST_PHOTOS]
    return [
        {"name": names.get((each.checklist, each.item), ""), "bytes": list(small)}
        for each in photos
        if (small := _small(each))
    ]


def _small(photo: Evidence) -> bytes:
    try:
        with photo.file.storage.open(str(photo.file.name)) as opened, Image.open(opened) as picture:
            picture.draft("RGB", PHOTO)
            plain = picture.convert("RGB")
            plain.thumbnail(PHOTO)
            out = io.BytesIO()
            plain.save(out, "JPEG", quality=70)
            return out.getvalue()
    except OSError:
        return b""


def _signature(visit: Visit) -> tuple[list[int], str]:
    """(bytes of a PNG, text of an SVG); one of them is empty, both where nobody signed."""
    if not visit.signature:
        return [], ""
    try:
        with visit.signature.storage.open(str(visit.signature.name)) as opened:
            content = opened.read()
    except OSError:
        return [], ""
    return (list(content), "") if media_of(content) == "image/png" else ([], content.decode())
