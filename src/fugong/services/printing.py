"""The result paper as PDF, laid out as letters are."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from fugong.chains.papers import TEMPLATE, day
from fugong.core import clock, languages, papers
from fugong.services.models import ServiceApplication
from fugong.sheets.writer import file_name


def result_pdf(row: ServiceApplication) -> HttpResponse:
    """What was decided, in the reader's language."""
    content = papers.pdf(TEMPLATE, _said(row))
    name = _("%(service)s %(number)s") % {"service": row.service_name, "number": row.number or row.pk}
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, file_name(name, "pdf")) or "inline"
    return answer


def _said(row: ServiceApplication) -> dict[str, Any]:
    language = languages.current()
    item = row.item
    named = {"applicant": row.applicant, "service": row.service_name, "uscc": row.uscc}
    body = _result(row, language)
    facts = [[_("Applicant"), row.applicant], [_("Decided at"), row.office_name]]
    if row.decided_by is not None:
        facts.append([_("Decided by"), row.decided_by.name])
    title = str(item.result) if item and item.result and row.state == "granted" else _("Decision on an application")
    decided = clock.local(row.decided_at or clock.now()).date()
    said = [row.pk, row.number, row.state, row.applicant, row.uscc, row.service, str(row.due_on or ""), row.opinion]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return {
        "language": language,
        "state": "",
        "title": title,
        "issuer": row.office_name,
        "number": row.number or _("No. %(n)s") % {"n": row.pk},
        "to": _("%(applicant)s (%(uscc)s)") % named if row.uscc else row.applicant,
        "body": body,
        "request": [],
        "closing": "",
        "date": day(decided, language),
        "facts": facts,
        "digest": " ".join(digest[at : at + 8] for at in range(0, 32, 8)),
    }


def _result(row: ServiceApplication, language: str) -> list[str]:
    words = {"service": row.service_name, "day": day(clock.local(row.made_at).date(), language)}
    if row.state == "refused":
        lines = [_("Your application of %(day)s for “%(service)s” is not granted.") % words]
    else:
        lines = [_("Your application of %(day)s for “%(service)s” is granted.") % words]
    if row.was_due_on and row.due_on:
        moved = {"old": day(row.was_due_on, language), "new": day(row.due_on, language)}
        lines.append(_("What was due on %(old)s is due on %(new)s.") % moved)
    if row.opinion:
        lines.append(row.opinion)
    return lines
