"""Passes on paper: four to a page, with crop marks: behind a windscreen, or in a commuter's pocket."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _

from fugong.core import clock, languages, papers
from fugong.passes import coding, showing
from fugong.passes.actions import keys
from fugong.passes.models import Pass

TEMPLATE = Path(__file__).parent / "papers" / "passes.typ"
MOST = 200
"""Passes in one document."""


def pdf(passes: Sequence[Pass]) -> bytes:
    """The paper in the reader's language."""
    key = keys.current()
    said = {
        "language": languages.current(),
        "words": {"zones": _("Zones"), "holds": _("Holds"), "number": _("Pass number"), "enterprise": _("Enterprise")},
        "passes": [_one(each, showing.code(each, key)) for each in passes],
    }
    return papers.pdf(TEMPLATE, said)


def _one(shown: Pass, code: str) -> dict[str, Any]:
    return {
        "place": str(shown.campaign.pack.places.name),
        "kind": shown.kind_name,
        "subject": shown.subject,
        "zones": _("; ").join(shown.zone_names),
        "holds": f"{shown.since} – {shown.until}",
        "number": showing.short(shown),
        "enterprise": shown.enterprise.name if shown.enterprise and not shown.person_id else "",
        "code": coding.svg_file(code),
        "foot": _("Carry it with you. Gates read the code without network; it holds only for you.")
        if shown.person_id
        else _(
            "Put it behind the windscreen. Gates read the code without network; it holds only with this number plate."
        ),
    }


def file(passes: Sequence[Pass]) -> FileResponse:
    """As a download."""
    name = _("Passes, %(day)s") % {"day": clock.today()}
    return FileResponse(io.BytesIO(pdf(passes)), filename=f"{name}.pdf", content_type="application/pdf")
