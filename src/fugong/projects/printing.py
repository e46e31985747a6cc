"""The sheet on which certificates are handed over together (五证齐发), as a PDF laid out as letters are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.chains.papers import TEMPLATE, day
from fugong.core import clock, languages, papers
from fugong.sheets.writer import file_name

if TYPE_CHECKING:
    from fugong.projects.models import Approval, Branch


def certificates_pdf(found: Approval, rows: Sequence[Branch]) -> HttpResponse:
    """All certificates of one approval, in the reader's language."""
    content = papers.pdf(TEMPLATE, _said(found, rows))
    name = _("Permits and certificates %(number)s") % {"number": found.number}
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, file_name(name, "pdf")) or "inline"
    return answer


def _said(found: Approval, rows: Sequence[Branch]) -> dict[str, Any]:
    language, place = languages.current(), str(found.campaign.pack.places.name)
    last = max((row.certificate_on for row in rows if row.certificate_on), default=clock.today())
    words = ngettext(
        "For “%(subject)s” %(n)s certificate is issued:", "For “%(subject)s” %(n)s certificates are issued:", len(rows)
    )
    facts = [
        [row.certificate_said, _("No. %(number)s, %(office)s, %(day)s") % {
            "number": row.certificate_number, "office": row.office_name,
            "day": day(row.certificate_on, language) if row.certificate_on else "",
        }]
        for row in rows
    ]  # fmt: skip
    if found.handed_to:
        facts.append([_("Handed to"), str(found.handed_to)])
    if found.handed_over_by is not None:
        facts.append([_("Handed over by"), found.handed_over_by.name])
    holder = found.enterprise
    issued = [[row.key, row.certificate_number, str(row.certificate_on)] for row in rows]
    said = [found.pk, found.number, *issued]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return {
        "language": language, "state": "", "title": _("Permits and certificates"), "issuer": place, "number": found.number,
        "to": _("%(applicant)s (%(uscc)s)") % {"applicant": holder, "uscc": holder.uscc} if holder else str(found.subject),
        "body": [words % {"subject": found.subject, "n": len(rows)}], "request": [], "closing": "", "facts": facts,
        "date": day(last, language), "digest": " ".join(digest[at : at + 8] for at in range(0, 32, 8)),
    }  # fmt: skip
