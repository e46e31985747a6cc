"""Papers: their number, what they say (frozen when issued), the digest that proves it, and the PDF with its code."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import segno
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.core import clock, dates, languages, papers
from fugong.policy.loaded import for_version
from fugong.policy.shapes import PLACEHOLDER, Text
from fugong.rectification import naming
from fugong.rectification.models import Finding, Notice, StopWork

if TYPE_CHECKING:
    from fugong.places.models import Campaign
    from fugong.policy.pack import Pack

TEMPLATE = Path(__file__).parent / "papers" / "paper.typ"
NUMBER_LOCK = 0x46554716  # the advisory lock of those who give numbers, with the campaign's id
CODES = {"zh": "zh-hans", "en": "en", "ja": "ja", "ko": "ko"}


def numbered(campaign: Campaign, model: type[Notice] | type[StopWork], pattern: str) -> tuple[int, str]:
    """The next number of its kind in the campaign: (serial, as the pack writes it). Holds others back until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, campaign.pk])
    last = model._default_manager.filter(campaign=campaign).aggregate(last=Max("serial"))["last"] or 0
    year = clock.today().year
    return last + 1, pattern.replace("{n:3}", f"{last + 1:03d}").replace("{n}", str(last + 1)).replace(
        "{year}", str(year)
    )


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of what a paper says."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def notice_content(notice: Notice, findings: Sequence[tuple[Finding, str]]) -> dict[str, Any]:
    """What a notice says, by language. `findings` with what is asked about each."""
    pack = for_version(notice.pack_version)
    paper = pack.rectification.notice
    first = notice.follows.number if notice.follows else ""
    return {
        "kind": "notice",
        "languages": {
            language: _said(
                pack, paper, notice, findings, language,
                deadline=wall(pack, notice.deadline, language), first=first, second=notice.turn > 1,
            )
            for language in naming.LANGUAGES
        },
    }  # fmt: skip


def order_content(order: StopWork, findings: Sequence[Finding]) -> dict[str, Any]:
    """What a stop-work order says, by language."""
    pack = for_version(order.pack_version)
    paper = pack.rectification.stop
    listed = [(finding, "") for finding in findings]
    first = order.notice.number if order.notice else ""
    return {
        "kind": "stop_work",
        "languages": {
            language: _said(pack, paper, order, listed, language, deadline="", first=first, second=False)
            | {"grounds": order.grounds}
            for language in naming.LANGUAGES
        },
    }


def _said(
    pack: Pack,
    paper: Any,
    row: Notice | StopWork,
    findings: Sequence[tuple[Finding, str]],
    language: str,
    *,
    deadline: str,
    first: str,
    second: bool,
) -> dict[str, Any]:
    section = pack.rectification
    aspects = [finding.aspect for finding, _demand in findings]
    words = {
        "enterprise": row.enterprise.name,
        "uscc": row.enterprise.uscc,
        "place": pack.places.name.in_(language),
        "number": row.number,
        "date": day(clock.local(clock.now()).date(), language),
        "deadline": deadline,
        "days": str(section.appeals.days),
        "first": first,
        "findings": str(len(findings)),
    }

    def fill(text: Text | None) -> str:
        return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text.in_(language)) if text else ""

    with override(CODES[language]):
        lines = [_line(place, finding, demand, language) for place, (finding, demand) in enumerate(findings, 1)]
        appeal = (
            _("You may object in writing or on the system within %(days)s days of receipt.") % {"days": words["days"]}
            if section.appeals.days
            else ""
        )
        basis = _("Basis") if section.clauses_for(paper, aspects) else ""
    return {
        "title": paper.title.in_(language),
        "number": row.number,
        "issuer": (paper.issuer or pack.places.name).in_(language),
        "to": row.enterprise.name,
        "uscc": row.enterprise.uscc,
        "intro": fill(paper.intro),
        "second": fill(paper.second) if second else "",
        "lines": lines,
        "basis": basis,
        "clauses": [clause.text.in_(language) for clause in section.clauses_for(paper, aspects)],
        "demand": fill(paper.demand),
        "closing": fill(paper.closing),
        "appeal": appeal,
        "deadline": deadline,
        "date": words["date"],
    }


def _line(place: int, finding: Finding, demand: str, language: str) -> dict[str, Any]:
    texts, aspects = naming.item_texts(finding), naming.aspect_texts(finding)
    return {
        "n": place,
        "aspect": languages.pick(aspects, language) if aspects else "",
        "what": languages.pick(texts, language),
        "note": finding.note,
        "repeat": _("found %(n)s times") % {"n": finding.times} if finding.times > 1 else "",
        "demand": demand,
    }


def wall(pack: Pack, moment: dt.datetime, language: str) -> str:
    """A moment on the place's wall clock, as its language writes it on papers."""
    there = moment.astimezone(ZoneInfo(pack.calendar.time_zone))
    hour = f"{there:%H:%M}"
    return {
        "zh": f"{there.year}年{there.month}月{there.day}日{there.hour}时{there:%M}分",
        "ja": f"{there.year}年{there.month}月{there.day}日{hour}",
        "ko": f"{there.year}년 {there.month}월 {there.day}일 {hour}",
    }.get(language, f"{there:%d %B %Y}, {hour}")


def day(date: dt.date, language: str) -> str:
    """A day as papers write it."""
    return {
        "zh": f"{date.year}年{date.month}月{date.day}日",
        "ja": f"{date.year}年{date.month}月{date.day}日",
        "ko": f"{date.year}년 {date.month}월 {date.day}일",
    }.get(language, f"{date:%d %B %Y}")


def pdf(row: Notice | StopWork, address: str) -> bytes:
    """The paper in the reader's language. `address` is where its code leads: the public page that checks it."""
    language, said = languages.current(), in_language(row)
    served = ""
    if row.served_at:
        served = _("%(way)s: %(who)s, %(when)s") % {
            "way": row.get_served_way_display(),
            "who": row.served_to or "—",
            "when": dates.shown_moment(row.served_at),
        }
    extended = ""
    if isinstance(row, Notice) and row.due_at and row.state == "issued" and row.due_at != row.deadline:
        extended = _("The deadline was moved to %(when)s.") % {"when": dates.shown_moment(row.due_at)}
    return papers.pdf(
        TEMPLATE,
        {
            "language": language,
            **said,
            "grounds": said.get("grounds", ""),
            "state": _("Annulled") if row.state == "annulled" else _("Lifted") if row.state == "lifted" else "",
            "extended": extended,
            "head": [_("Serial no."), _("Aspect"), _("What was found"), _("What is to be done")],
            "code": _code(address),
            "check": _("Scan to check that this paper is genuine."),
            "digest": grouped(row.digest),
            "receipt": _("Receipt"),
            "served": served,
            "sign_here": _("Received by (signature)"),
            "sign_date": _("Date"),
            "people": _("Served by (signatures)"),
        },
    )


def in_language(row: Notice | StopWork) -> dict[str, Any]:
    """What a paper says, in the reader's language."""
    said = row.content["languages"]
    found: dict[str, Any] = said.get(languages.current()) or said["zh"]
    return found


def grouped(text: str, size: int = 4, most: int = 8) -> str:
    """The first signs of a digest in groups, as people compare them: `3f2a 91c0 …`."""
    return " ".join(text[at : at + size] for at in range(0, size * most, size))


def _code(address: str) -> str:
    stream = io.BytesIO()
    segno.make(address, error="q").save(stream, kind="svg", scale=4, border=2, xmldecl=False)
    return stream.getvalue().decode()
