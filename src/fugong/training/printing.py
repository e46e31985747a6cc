"""The certificate on paper, with the code that verifies it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.core import dates, papers

if TYPE_CHECKING:
    from fugong.training.models import Certificate

TEMPLATE = Path(__file__).parent / "printed" / "certificate.typ"


def pdf(certificate: Certificate, address: str) -> bytes:
    """The certificate in the reader's language; `address` is the page that verifies it."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=4, border=2)
    campaign = certificate.campaign
    data = {
        "language": (get_language() or "zh-hans")[:2], "title": _("Certificate of qualification"),
        "place": str(campaign.pack.places.name), "number": _("No. %(number)s") % {"number": certificate.number},
        "name": certificate.full_name,
        "text": _("was trained and examined, and passed. This person may serve as"),
        "qualification": certificate.qualification_name,
        "rows": [
            [_("Enterprise"), certificate.enterprise.name if certificate.enterprise else "—"],
            [_("Trained by"), certificate.trainer_name or "—"],
            [_("Issued on"), dates.shown(certificate.issued_on)],
            [_("Valid until"), dates.shown(certificate.valid_until)],
        ],
        "verify": _("Scan to see whether it holds."), "code": out.getvalue().decode(),
        "is_void": certificate.state != "valid", "void": certificate.state_name,
    }  # fmt: skip
    return papers.pdf(TEMPLATE, data)


def answer(request: HttpRequest, certificate: Certificate) -> FileResponse:
    """The PDF as an answer; nobody else's browser keeps it."""
    address = request.build_absolute_uri(reverse("training:certified", args=[certificate.token]))
    found = FileResponse(
        io.BytesIO(pdf(certificate, address)), content_type="application/pdf", filename=f"{certificate.number}.pdf"
    )
    found["Cache-Control"] = "no-store"
    return found
