"""The words of a letter, its number and digest, and the PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.chains.models import Letter
from fugong.core import clock, papers
from fugong.policy.shapes import PLACEHOLDER, Text

if TYPE_CHECKING:
    from fugong.places.models import Campaign

TEMPLATE = Path(__file__).parent / "papers" / "letter.typ"
NUMBER_LOCK = 0x46554728  # the advisory lock of those who give numbers, with the campaign's id
CODES = {"zh": "zh-hans", "en": "en", "ja": "ja", "ko": "ko"}
FROZEN = ("number", "authority", "title", "body", "request", "closing", "issuer", "language")


def numbered(campaign: Campaign) -> tuple[int, str]:
    """The next number in the campaign, as the pack writes it. Holds others back until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, campaign.pk])
    serial = (Letter.objects.filter(campaign=campaign).aggregate(last=Max("serial"))["last"] or 0) + 1
    pattern = campaign.pack.chains.letters.number
    written = pattern.replace("{n:3}", f"{serial:03d}").replace("{n}", str(serial))
    return serial, written.replace("{year}", str(clock.today().year))[:40]


def digest(letter: Letter) -> str:
    """SHA-256 of what the letter says."""
    said = {name: getattr(letter, name) for name in FROZEN} | {"answer_by": letter.answer_by.isoformat()}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def filled(text: Text | None, words: dict[str, str], language: str) -> str:
    """A text of the pack with its places filled."""
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text.in_(language)) if text else ""


def day(date: dt.date, language: str) -> str:
    """A day as papers write it."""
    return {
        "zh": f"{date.year}年{date.month}月{date.day}日",
        "ja": f"{date.year}年{date.month}月{date.day}日",
        "ko": f"{date.year}년 {date.month}월 {date.day}일",
    }.get(language, f"{date:%d %B %Y}")


def pdf(letter: Letter) -> bytes:
    """The letter as it goes out, in its own language; what isn't signed yet says so across the page."""
    signed = clock.local(letter.signed_at).date() if letter.signed_at else clock.today()
    with override(CODES.get(letter.language, "zh-hans")):
        state = {"draft": _("Draft"), "withdrawn": _("Withdrawn")}.get(letter.state, "")
        facts = [[_("Answer by"), day(letter.answer_by, letter.language)]]
        if letter.signed_by is not None:
            facts.append([_("Signed off by"), letter.signed_by.name])
        data: dict[str, Any] = {
            "language": letter.language,
            "state": state,
            "title": letter.title,
            "issuer": letter.issuer,
            "number": letter.number or _("No number yet"),
            "to": letter.authority,
            "body": letter.body.splitlines(),
            "request": letter.request.splitlines(),
            "closing": letter.closing,
            "date": day(signed, letter.language),
            "facts": facts,
            "digest": " ".join(letter.digest[at : at + 8] for at in range(0, 32, 8)),
        }
    return papers.pdf(TEMPLATE, data)
